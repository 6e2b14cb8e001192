//! Headers as NumPy writes them, byte for byte: `numpy.lib.format._write_array_header`.

use std::fmt::Write;
use std::ops::Range;

use super::{Version, damaged};
use crate::dtype::{DType, Kind, Record};
use crate::error::{Error, Result};

/// What the data behind a header is aligned to.
const ALIGN: usize = 64;

/// NumPy leaves room for the growing axis to have this many digits.
const GROWTH_DIGITS: usize = 21;

/// The first bytes of a .npy file, up to the data.
///
/// `version` None is the oldest that can hold the header.
///
/// # Errors
/// `DTYPE` for a record whose fields overlap or are out of order, which NumPy cannot write either;
/// `FORMAT` where the version asked for cannot hold the header.
pub fn prelude(
    dtype: &DType,
    shape: &[u64],
    fortran_order: bool,
    version: Option<Version>,
) -> Result<Vec<u8>> {
    let order = if fortran_order { "True" } else { "False" };
    let mut text = format!(
        "{{'descr': {}, 'fortran_order': {order}, 'shape': {}, }}",
        descr_text(dtype)?,
        tuple(shape)
    );
    let growing = if fortran_order {
        shape.last()
    } else {
        shape.first()
    };
    if let Some(dim) = growing {
        let digits = dim.to_string().len();
        text.extend(std::iter::repeat_n(' ', GROWTH_DIGITS - digits));
    }
    if let Some(version) = version {
        return wrap(&text, version).ok_or_else(|| {
            damaged(format!(
                "version {version} cannot hold this dtype's header (leave the option out to have \
                 one that can)"
            ))
        });
    }
    [Version::V1, Version::V2, Version::V3]
        .into_iter()
        .find_map(|version| wrap(&text, version))
        .ok_or_else(|| damaged("the dtype's header is longer than any version allows"))
}

/// Puts magic string, version and length before a header and spaces and a newline behind it; None
/// if the version has no room or no characters for it.
fn wrap(text: &str, version: Version) -> Option<Vec<u8>> {
    let header = version.encode(text)?;
    let start = version.header_start();
    let padding = ALIGN - (start + header.len() + 1) % ALIGN;
    let length = header.len() + padding + 1;
    let mut bytes = version.magic().to_vec();
    match version {
        Version::V1 => bytes.extend(u16::try_from(length).ok()?.to_le_bytes()),
        Version::V2 | Version::V3 => bytes.extend(u32::try_from(length).ok()?.to_le_bytes()),
    }
    bytes.extend(header);
    bytes.resize(start + length - 1, b' ');
    bytes.push(b'\n');
    Some(bytes)
}

/// The byte that replaces a header's last space while rows are written behind the array. Every reader
/// takes it for a space.
const MARK: u8 = b'\t';

/// Where the mark goes; None where the header does not end in a space.
fn mark_place(header: &[u8]) -> Option<usize> {
    let at = header.len().checked_sub(2)?;
    matches!(header[at..], [b' ' | MARK, b'\n']).then_some(at)
}

/// Whether bytes behind the array are rows of an append, which was killed if none is under way.
pub fn is_marked(header: &[u8]) -> bool {
    mark_place(header).is_some_and(|at| header[at] == MARK)
}

/// The change that says so: where it goes, from the start of the header on, and the new bytes. None
/// where the header has no place for it.
pub fn mark(header: &[u8]) -> Option<(usize, Vec<u8>)> {
    mark_place(header).map(|at| (at, vec![MARK]))
}

/// The least change that makes a header's first dimension `dim` and sets the mark, or takes it
/// away: where it goes, and the new bytes. A longer number takes from the spaces at the header's
/// end.
///
/// # Errors
/// `FORMAT` where there are too few spaces.
pub fn patch(
    header: &[u8],
    first: Range<usize>,
    dim: u64,
    marked: bool,
) -> Result<(usize, Vec<u8>)> {
    let mut new = header.to_vec();
    if let Some(at) = mark_place(header) {
        new[at] = b' ';
    }
    let text = new.trim_ascii_end().len();
    let spaces = new[text..].iter().take_while(|&&byte| byte == b' ').count();
    let digits = dim.to_string().into_bytes();
    let capacity = first.len() + spaces;
    if digits.len() > capacity {
        return Err(damaged(format!(
            "append: the .npy header has no room for {dim} rows (write the array again with NumPy \
             1.23 or later, or openMemmap, which leave some)"
        )));
    }
    let padding = capacity - digits.len();
    new.splice(text..text + spaces, vec![b' '; padding]);
    new.splice(first, digits);
    if marked && let Some(at) = mark_place(&new) {
        new[at] = MARK;
    }
    let differs = |at: &usize| header[*at] != new[*at];
    let start = (0..new.len()).find(differs).unwrap_or(0);
    let end = (0..new.len()).rfind(differs).map_or(start, |last| last + 1);
    Ok((start, new[start..end].to_vec()))
}

/// `numpy.lib.format.dtype_to_descr`, as Python prints it.
pub(super) fn descr_text(dtype: &DType) -> Result<String> {
    match dtype.kind() {
        Kind::Record(record) => fields_text(record),
        _ => Ok(format!("'{}'", dtype.str())),
    }
}

fn fields_text(record: &Record) -> Result<String> {
    let mut parts = Vec::new();
    let mut end = 0;
    for field in record.fields() {
        parts.extend(padding(end, field.offset)?);
        end = field.offset + field.nbytes();
        let descr = descr_text(&field.dtype)?;
        let shape = match &field.shape[..] {
            [] => String::new(),
            shape => format!(", {}", tuple(shape)),
        };
        parts.push(format!("({}, {descr}{shape})", python_string(&field.name)));
    }
    parts.extend(padding(end, record.itemsize())?);
    Ok(format!("[{}]", parts.join(", ")))
}

/// The field without a name that stands for a gap.
fn padding(from: usize, to: usize) -> Result<Option<String>> {
    match to.checked_sub(from) {
        Some(0) => Ok(None),
        Some(gap) => Ok(Some(format!("('', '|V{gap}')"))),
        None => Err(Error::type_error(
            "DTYPE",
            "dtype: overlapping or out-of-order fields cannot be written to a .npy file",
        )),
    }
}

fn tuple<T: ToString>(items: &[T]) -> String {
    match items {
        [one] => format!("({},)", one.to_string()),
        _ => {
            let items: Vec<_> = items.iter().map(T::to_string).collect();
            format!("({})", items.join(", "))
        }
    }
}

/// Python's `repr` of a string.
fn python_string(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut quoted = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if c == quote => quoted.extend(['\\', c]),
            _ if is_printable(c) => quoted.push(c),
            _ => {
                let code = u32::from(c);
                let written = match code {
                    0..=0xff => write!(quoted, "\\x{code:02x}"),
                    0x100..=0xffff => write!(quoted, "\\u{code:04x}"),
                    _ => write!(quoted, "\\U{code:08x}"),
                };
                debug_assert!(written.is_ok(), "a String takes all that is written to it");
            }
        }
    }
    quoted.push(quote);
    quoted
}

/// Python's `str.isprintable`, whose Unicode categories are those that Rust's debug form leaves as
/// they are. A letter before the character, since Rust escapes a combining mark at the start.
fn is_printable(c: char) -> bool {
    if matches!(c, '\'' | '"') {
        return true;
    }
    let text = String::from_iter(['a', c]);
    text.escape_debug().nth(1) == Some(c)
}
