//! From a [`Descr`] to a [`DType`]. Errors are in NumPy's words.

use std::collections::HashSet;

use super::record::{Builder, Element};
use super::{DType, Descr, FieldDescr, comma, grammar};

/// Reads a dtype that stands on its own.
pub(super) fn parse(descr: &Descr) -> Result<DType, String> {
    let element = resolve(descr, false, 0)?;
    if !element.shape.is_empty() {
        return Err(format!(
            "a sub-array of shape {:?} can only be a field; give its axes to the option shape",
            element.shape
        ));
    }
    Ok(element.dtype)
}

/// Reads a dtype that has `depth` records around it, of which the innermost is `aligned` or not.
fn resolve(descr: &Descr, aligned: bool, depth: usize) -> Result<Element, String> {
    let mut shapes = Vec::new();
    let mut descr = descr;
    // A loop, because sub-arrays may nest deeper than records.
    let element = loop {
        break match descr {
            Descr::Subarray {
                descr: inner,
                shape,
            } => {
                shapes.push(shape);
                descr = inner;
                continue;
            }
            Descr::Text(text) => comma::parse(text, aligned, depth)?,
            Descr::Fields(fields) => from_fields(fields, aligned, depth)?,
            Descr::Mapping {
                names,
                formats,
                offsets,
                itemsize,
                aligned: asked,
            } => {
                let members = pair(names, formats, offsets.as_deref())?;
                from_members(&members, *itemsize, aligned || *asked, depth)?
            }
        };
    };
    shapes
        .into_iter()
        .rev()
        .try_fold(element, |element, shape| element.repeated(shape))
}

fn from_fields(fields: &[FieldDescr], aligned: bool, depth: usize) -> Result<Element, String> {
    let mut record = Builder::new(aligned, depth)?;
    let mut seen = HashSet::new();
    for (index, field) in fields.iter().enumerate() {
        let name = match field.name.as_str() {
            "" => format!("f{index}"),
            name => name.to_owned(),
        };
        let quoted = || grammar::quote(&name);
        if !seen.insert(name.clone()) {
            return Err(format!("field {} occurs more than once", quoted()));
        }
        let element = resolve(&field.descr, aligned, depth + 1)
            .and_then(|element| element.repeated(&field.shape))
            .map_err(|words| format!("field {}: {words}", quoted()))?;
        record.push(name, element, None)?;
    }
    record.finish(None).map(Element::one)
}

/// One entry of a mapping: name, format, offset.
type Member<'a> = (&'a str, &'a Descr, Option<usize>);

/// Lines up what a mapping says of each field. NumPy lets formats and offsets be longer than names
/// and drops the surplus; here they have to be as many, as its message says.
fn pair<'a>(
    names: &'a [String],
    formats: &'a [Descr],
    offsets: Option<&[usize]>,
) -> Result<Vec<Member<'a>>, String> {
    let counts = [formats.len(), offsets.map_or(names.len(), <[usize]>::len)];
    if counts.iter().any(|&count| count != names.len()) {
        return Err(format!(
            "'names', 'formats', 'offsets', and 'titles' dict entries must have the same length. \
             Got {} names, {} formats{}",
            names.len(),
            formats.len(),
            offsets.map_or(String::new(), |offsets| format!(
                ", {} offsets",
                offsets.len()
            ))
        ));
    }
    let members = names.iter().zip(formats).enumerate();
    Ok(members
        .map(|(index, (name, format))| (name.as_str(), format, offsets.map(|all| all[index])))
        .collect())
}

fn from_members(
    members: &[Member],
    itemsize: Option<usize>,
    aligned: bool,
    depth: usize,
) -> Result<Element, String> {
    let mut record = Builder::new(aligned, depth)?;
    let mut seen = HashSet::new();
    for &(name, format, offset) in members {
        let quoted = || grammar::quote(name);
        if !seen.insert(name) {
            return Err(format!(
                "name already used as a name or title: {}",
                quoted()
            ));
        }
        let element = resolve(format, aligned, depth + 1)
            .map_err(|words| format!("field {}: {words}", quoted()))?;
        record.push(name.to_owned(), element, offset)?;
    }
    record.finish(itemsize).map(Element::one)
}
