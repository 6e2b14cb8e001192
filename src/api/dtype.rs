//! A dtype as JavaScript writes it becomes a `Descr`, and a parsed one an object.

use std::cell::Cell;

use napi::bindgen_prelude::{FromNapiValue, JsObjectValue, Object, Unknown};
use napi::{Env, JsValue, ValueType};
use napi_derive::napi;

use super::to_napi_error;
use crate::dtype::{DType, Descr, Field, FieldDescr, Kind, MAX_DEPTH};
use crate::error::{Error, Result};

/// Parses a dtype: a string, a list of fields, or `{ names, formats, offsets, itemsize }`.
#[napi(ts_return_type = "any")]
pub fn parse_dtype<'env>(env: &'env Env, descr: Unknown<'env>) -> napi::Result<Object<'env>> {
    match read_dtype(&descr) {
        Ok(dtype) => write(env, &dtype),
        Err(error) => Err(to_napi_error(env, error)),
    }
}

/// Reads a dtype: what a caller wrote, or what `dtype()` gave.
pub(super) fn read_dtype(descr: &Unknown) -> Result<DType> {
    let descr = read(descr, 0, &Cell::new(MAX_PARTS))?;
    DType::parse(&descr).map_err(|error| Error::type_error("DTYPE", error.0))
}

fn refuse(what: &str) -> Error {
    Error::type_error("DTYPE", format!("dtype: {what}"))
}

/// Items of all lists in a dtype, at most: a list may contain itself, or another one many times.
const MAX_PARTS: u32 = 1 << 16;

/// The error for a value that cannot be read: a getter throws, or a proxy does.
fn unreadable(error: napi::Error) -> Error {
    refuse(&format!("cannot be read: {error}"))
}

fn read(value: &Unknown, depth: usize, left: &Cell<u32>) -> Result<Descr> {
    if depth > 2 * MAX_DEPTH {
        return Err(refuse("is nested too deep"));
    }
    match value.get_type().map_err(unreadable)? {
        ValueType::String => Ok(Descr::Text(text(value)?)),
        ValueType::Object => {
            let object = object(value)?;
            if value.is_array().map_err(unreadable)? {
                return read_list(&object, depth, left);
            }
            match property(&object, "canonical")? {
                // What dtype() gave.
                Some(canonical) => read(&canonical, depth + 1, left),
                None => read_mapping(&object, depth, left),
            }
        }
        other => Err(refuse(&format!(
            "must be a string, a list of fields or {{ names, formats }} (got {})",
            format!("{other}").to_lowercase()
        ))),
    }
}

/// `[['x', 'f4'], ...]`, or the pair `['f4', [3]]`.
fn read_list(list: &Object, depth: usize, left: &Cell<u32>) -> Result<Descr> {
    let items = items(list, left)?;
    if let [descr, shape] = &items[..]
        && (!is_array(descr)? && !is_kind(shape, ValueType::String)? || is_numbers(shape, left)?)
    {
        return Ok(Descr::Subarray {
            descr: Box::new(read(descr, depth + 1, left)?),
            shape: sizes(shape, "the shape of a sub-array", left)?,
        });
    }
    items
        .iter()
        .map(|item| {
            let words = "a field must be [name, dtype] or [name, dtype, shape]";
            if !is_array(item)? {
                return Err(refuse(words));
            }
            match &self::items(&object(item)?, left)?[..] {
                [name, descr, shape @ ..] if shape.len() < 2 => Ok(FieldDescr {
                    name: text(name)?,
                    descr: read(descr, depth + 1, left)?,
                    shape: match shape {
                        [shape] => sizes(shape, "the shape of a field", left)?,
                        _ => Vec::new(),
                    },
                }),
                _ => Err(refuse(words)),
            }
        })
        .collect::<Result<_>>()
        .map(Descr::Fields)
}

fn read_mapping(object: &Object, depth: usize, left: &Cell<u32>) -> Result<Descr> {
    const KNOWN: [&str; 5] = ["names", "formats", "offsets", "itemsize", "aligned"];
    let keys = object.get_property_names().map_err(unreadable)?;
    for key in items(&keys, left)? {
        let key = text(&key)?;
        if !KNOWN.contains(&key.as_str()) {
            return Err(refuse(&format!(
                "unknown key {key:?} in a record, which has {}",
                KNOWN.join(", ")
            )));
        }
    }
    let list = |key| match property(object, key)? {
        Some(value) if is_array(&value)? => items(&self::object(&value)?, left),
        _ => Err(refuse(&format!("a record needs a list of {key}"))),
    };
    Ok(Descr::Mapping {
        names: list("names")?.iter().map(text).collect::<Result<_>>()?,
        formats: list("formats")?
            .iter()
            .map(|format| read(format, depth + 1, left))
            .collect::<Result<_>>()?,
        offsets: match property(object, "offsets")? {
            Some(offsets) => Some(sizes(&offsets, "offsets", left)?),
            None => None,
        },
        itemsize: match property(object, "itemsize")? {
            Some(size) => Some(self::size(&size, "itemsize")?),
            None => None,
        },
        aligned: match property(object, "aligned")? {
            Some(aligned) if is_kind(&aligned, ValueType::Boolean)? => {
                FromNapiValue::from_unknown(aligned).map_err(unreadable)?
            }
            Some(_) => return Err(refuse("aligned must be true or false")),
            None => false,
        },
    })
}

fn is_kind(value: &Unknown, kind: ValueType) -> Result<bool> {
    Ok(value.get_type().map_err(unreadable)? == kind)
}

fn is_array(value: &Unknown) -> Result<bool> {
    value.is_array().map_err(unreadable)
}

/// Whether a list holds numbers, so that it can be no field.
fn is_numbers(value: &Unknown, left: &Cell<u32>) -> Result<bool> {
    if !is_array(value)? {
        return Ok(false);
    }
    match items(&object(value)?, left)?.first() {
        Some(first) => is_kind(first, ValueType::Number),
        None => Ok(false),
    }
}

fn object<'env>(value: &Unknown<'env>) -> Result<Object<'env>> {
    Object::from_unknown(*value).map_err(unreadable)
}

/// A property, `None` where it is undefined.
fn property<'env>(object: &Object<'env>, key: &str) -> Result<Option<Unknown<'env>>> {
    let value: Unknown = object.get_named_property(key).map_err(unreadable)?;
    Ok((!is_kind(&value, ValueType::Undefined)?).then_some(value))
}

fn items<'env>(list: &Object<'env>, left: &Cell<u32>) -> Result<Vec<Unknown<'env>>> {
    let length = list.get_array_length().map_err(unreadable)?;
    let rest = left.get().checked_sub(length);
    left.set(rest.ok_or_else(|| refuse("has too many parts"))?);
    (0..length)
        .map(|index| list.get_element(index).map_err(unreadable))
        .collect()
}

fn text(value: &Unknown) -> Result<String> {
    if !is_kind(value, ValueType::String)? {
        return Err(refuse("the name of a field must be a string"));
    }
    String::from_unknown(*value).map_err(unreadable)
}

fn size(value: &Unknown, what: &str) -> Result<usize> {
    if is_kind(value, ValueType::Number)? {
        let number = f64::from_unknown(*value).map_err(unreadable)?;
        if number >= 0.0 && number.fract() == 0.0 && number <= f64::from(i32::MAX) {
            return Ok(number as usize);
        }
    }
    Err(refuse(&format!(
        "{what} must be made of integers from 0 to 2147483647"
    )))
}

/// One number or a list of them.
fn sizes(value: &Unknown, what: &str, left: &Cell<u32>) -> Result<Vec<usize>> {
    if is_array(value)? {
        return items(&object(value)?, left)?
            .iter()
            .map(|item| size(item, what))
            .collect();
    }
    Ok(vec![size(value, what)?])
}

/// A parsed dtype, as `lib/dtype/dtype.js` takes it.
pub(super) fn write<'env>(env: &'env Env, dtype: &DType) -> napi::Result<Object<'env>> {
    let mut object = Object::new(env)?;
    object.set("name", dtype.name())?;
    object.set("str", dtype.str())?;
    object.set("kind", dtype.kind_char().to_string())?;
    object.set("itemsize", dtype.itemsize() as f64)?;
    object.set("alignment", dtype.alignment() as f64)?;
    object.set("byteorder", dtype.byteorder().to_string())?;
    object.set("native", dtype.is_native())?;
    object.set("scalar", dtype.scalar().map(|scalar| scalar.name()))?;
    object.set("code", super::convert::code(dtype))?;
    object.set(
        "unit",
        match dtype.kind() {
            Kind::Datetime(unit) | Kind::Timedelta(unit) => {
                Some(unit.to_string().trim_matches(['[', ']']).to_owned())
            }
            _ => None,
        },
    )?;
    object.set("canonical", write_descr(env, &dtype.canonical())?)?;
    if let fields @ [_, ..] = dtype.fields() {
        let fields: napi::Result<Vec<_>> =
            fields.iter().map(|field| write_field(env, field)).collect();
        object.set("fields", fields?)?;
    }
    Ok(object)
}

fn write_field<'env>(env: &'env Env, field: &Field) -> napi::Result<Object<'env>> {
    let mut object = Object::new(env)?;
    object.set("name", field.name.as_str())?;
    object.set("dtype", write(env, &field.dtype)?)?;
    object.set("offset", field.offset as f64)?;
    object.set("shape", numbers(&field.shape))?;
    Ok(object)
}

/// The inverse of [`read`].
fn write_descr<'env>(env: &'env Env, descr: &Descr) -> napi::Result<Unknown<'env>> {
    let list = |items: Vec<Unknown<'env>>| -> napi::Result<Unknown<'env>> {
        let mut array = env.create_array(items.len() as u32)?;
        for (index, item) in items.into_iter().enumerate() {
            array.set(index as u32, item)?;
        }
        Ok(array.to_unknown())
    };
    let text = |text: &str| Ok(env.create_string(text)?.to_unknown());
    let shape = |shape: &[usize]| {
        list(
            shape
                .iter()
                .map(|&dim| Ok(env.create_double(dim as f64)?.to_unknown()))
                .collect::<napi::Result<_>>()?,
        )
    };
    match descr {
        Descr::Text(name) => text(name),
        Descr::Fields(fields) => list(
            fields
                .iter()
                .map(|field| {
                    let mut parts = vec![text(&field.name)?, write_descr(env, &field.descr)?];
                    if !field.shape.is_empty() {
                        parts.push(shape(&field.shape)?);
                    }
                    list(parts)
                })
                .collect::<napi::Result<_>>()?,
        ),
        Descr::Subarray { descr, shape: dims } => {
            list(vec![write_descr(env, descr)?, shape(dims)?])
        }
        Descr::Mapping {
            names,
            formats,
            offsets,
            itemsize,
            aligned,
        } => {
            let mut object = Object::new(env)?;
            object.set("names", names.clone())?;
            object.set(
                "formats",
                list(
                    formats
                        .iter()
                        .map(|format| write_descr(env, format))
                        .collect::<napi::Result<_>>()?,
                )?,
            )?;
            if let Some(offsets) = offsets {
                object.set("offsets", numbers(offsets))?;
            }
            if let Some(itemsize) = itemsize {
                object.set("itemsize", *itemsize as f64)?;
            }
            if *aligned {
                object.set("aligned", true)?;
            }
            Ok(object.to_unknown())
        }
    }
}

fn numbers(sizes: &[usize]) -> Vec<f64> {
    sizes.iter().map(|&size| size as f64).collect()
}
