//! What a .npy header says: `numpy.lib.format._read_array_header`.

use std::ops::Range;

use super::literal::{self, Count, Encoding, Value};
use super::write::descr_text;
use super::{Version, damaged};
use crate::dtype::quote;
use crate::dtype::{DType, Descr};
use crate::error::{Error, Result};
use crate::layout::MAX_NDIM;

/// The array that follows a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the elements are.
    pub dtype: DType,
    /// The dimensions.
    pub shape: Vec<u64>,
    /// Whether the first axis is the fastest.
    pub fortran_order: bool,
    /// Where in the header the digits of the first dimension stand; None of a 0-d array.
    pub first: Option<Range<usize>>,
}

impl Header {
    /// Reads the text of a header, without what stands before it.
    ///
    /// # Errors
    /// `FORMAT` for what is not the dict that NumPy writes, or a dtype that cannot be mapped;
    /// `SIZE` for a dimension that no file can have.
    pub fn parse(text: &[u8], version: Version) -> Result<Header> {
        let value = literal::parse(text, version.encoding())
            .map_err(|why| damaged(format!("Cannot parse header: {why}")))?;
        let Value::Dict(entries) = value else {
            return Err(damaged("Header is not a dictionary"));
        };
        let [mut descr, mut fortran_order, mut shape] = [None, None, None];
        let mut keys = Vec::new();
        for (key, value) in entries {
            let Value::Text(key) = key else {
                return Err(damaged("Header has a key that is not a string"));
            };
            let entry = match key.as_str() {
                "descr" => Some(&mut descr),
                "fortran_order" => Some(&mut fortran_order),
                "shape" => Some(&mut shape),
                _ => None,
            };
            keys.push(key);
            // Of a key that comes twice, readers may take either value.
            if entry.is_none_or(|entry| entry.replace(value).is_some()) {
                return Err(wrong_keys(&keys));
            }
        }
        let (Some(descr), Some(fortran_order), Some(shape)) = (descr, fortran_order, shape) else {
            return Err(wrong_keys(&keys));
        };
        let (shape, first) = read_shape(&shape)?;
        let Value::Bool(fortran_order) = fortran_order else {
            return Err(damaged("fortran_order is not a valid bool"));
        };
        Ok(Header {
            dtype: read_dtype(&descr)?,
            shape,
            fortran_order,
            first,
        })
    }

    /// Whether a header for `dtype` would have the descr of this one. bfloat16 has the descr of
    /// two bytes without a meaning, as ml_dtypes writes it.
    pub fn is_written_for(&self, dtype: &DType) -> bool {
        descr_text(dtype)
            .ok()
            .and_then(|text| literal::parse(text.as_bytes(), Encoding::Utf8).ok())
            .and_then(|value| read_dtype(&value).ok())
            .is_some_and(|dtype| dtype == self.dtype)
    }
}

fn wrong_keys(keys: &[String]) -> Error {
    let shown: Vec<_> = keys.iter().take(8).map(|key| quote(key)).collect();
    damaged(format!(
        "Header does not contain the correct keys (descr, fortran_order and shape, once each): [{}]",
        shown.join(", ")
    ))
}

fn read_shape(shape: &Value) -> Result<(Vec<u64>, Option<Range<usize>>)> {
    let invalid = || damaged("shape is not valid: it must be a tuple of integers >= 0");
    let Value::Tuple(items) = shape else {
        return Err(invalid());
    };
    if items.len() > MAX_NDIM {
        return Err(damaged(format!(
            "shape is not valid: it has {} dimensions, the maximum supported is {MAX_NDIM}",
            items.len()
        )));
    }
    let mut dims = Vec::with_capacity(items.len());
    let mut first = None;
    for item in items {
        let Value::Integer(integer) = item else {
            return Err(invalid());
        };
        match integer.value {
            Some(Count::Is(dim)) => dims.push(dim),
            Some(Count::Beyond) => return Err(too_long()),
            None => return Err(invalid()),
        }
        first.get_or_insert_with(|| integer.digits.clone());
    }
    Ok((dims, first))
}

/// The refusal of a shape that no file can hold.
pub(super) fn too_long() -> Error {
    Error::range(
        "SIZE",
        "the .npy header's shape takes more bytes than the file has",
    )
}

fn read_dtype(descr: &Value) -> Result<DType> {
    let descr = read_descr(descr)?;
    DType::parse(&descr).map_err(|error| refuse_descr(&error.0))
}

fn refuse_descr(why: &str) -> Error {
    damaged(format!("descr is not a valid dtype descriptor: {why}"))
}

/// `numpy.lib.format.descr_to_dtype`: fields without a name are padding.
fn read_descr(descr: &Value) -> Result<Descr> {
    match descr {
        Value::Text(text) => Ok(Descr::Text(text.clone())),
        Value::Tuple(items) => match &items[..] {
            [descr, shape] => Ok(Descr::Subarray {
                descr: Box::new(read_descr(descr)?),
                shape: read_axes(shape)?,
            }),
            _ => Err(refuse_descr("a sub-array must be (dtype, shape)")),
        },
        Value::List(fields) => read_fields(fields),
        _ => Err(refuse_descr("it must be a string or a list of fields")),
    }
}

fn read_fields(fields: &[Value]) -> Result<Descr> {
    let (mut names, mut formats, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
    let mut end = 0_usize;
    for field in fields {
        let words = "a field must be (name, dtype) or (name, dtype, shape)";
        let Value::Tuple(parts) = field else {
            return Err(refuse_descr(words));
        };
        let (name, format) = match &parts[..] {
            [name, descr] => (name, read_descr(descr)?),
            [name, descr, shape] => {
                let descr = Box::new(read_descr(descr)?);
                let shape = read_axes(shape)?;
                (name, Descr::Subarray { descr, shape })
            }
            _ => return Err(refuse_descr(words)),
        };
        let name = match name {
            Value::Text(name) => name,
            // A title and a name.
            Value::Tuple(pair) => match &pair[..] {
                [Value::Text(_) | Value::None, Value::Text(name)] => name,
                _ => return Err(refuse_descr(words)),
            },
            _ => return Err(refuse_descr(words)),
        };
        let (size, is_void) = measure(&format)?;
        if !(name.is_empty() && is_void) {
            names.push(name.clone());
            formats.push(format);
            offsets.push(end);
        }
        end = end
            .checked_add(size)
            .ok_or_else(|| refuse_descr("dtype size in bytes must fit into a C int."))?;
    }
    Ok(Descr::Mapping {
        names,
        formats,
        offsets: Some(offsets),
        itemsize: Some(end),
        aligned: false,
    })
}

/// The bytes of a field, and whether they have no meaning.
fn measure(format: &Descr) -> Result<(usize, bool)> {
    let mut format = format;
    let mut count = 1_usize;
    while let Descr::Subarray { descr, shape } = format {
        format = descr;
        for &axis in shape {
            count = count.saturating_mul(axis);
        }
    }
    let dtype = DType::parse(format).map_err(|error| refuse_descr(&error.0))?;
    let is_void = dtype.kind_char() == 'V' && dtype.fields().is_empty();
    Ok((dtype.itemsize().saturating_mul(count), is_void))
}

/// The axes of a sub-array: a tuple, or one integer.
fn read_axes(shape: &Value) -> Result<Vec<usize>> {
    let axis = |value: &Value| match value {
        Value::Integer(integer) => match integer.value {
            Some(Count::Is(axis)) => usize::try_from(axis).ok(),
            _ => None,
        },
        _ => None,
    };
    let axes = match shape {
        Value::Tuple(items) => items.iter().map(axis).collect::<Option<Vec<_>>>(),
        one => axis(one).map(|axis| vec![axis]),
    };
    axes.ok_or_else(|| refuse_descr("the shape of a sub-array must be made of integers >= 0"))
}
