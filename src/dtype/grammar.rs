//! The grammar of one type without fields: `'f4'`, `'>f4'`, `'float32'`, `'S10'`, `'M8[ns]'`.

use super::{DType, FOREIGN, Kind, MAX_ITEMSIZE, Unit, integer};
use crate::scalar::Scalar;

/// The marks of byte order: this machine's, the other one's, "native", "does not matter".
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '<' | '>' | '=' | '|')
}

/// Reads one type. The error is in NumPy's words.
pub(super) fn parse(text: &str) -> Result<DType, String> {
    let bare = text.strip_prefix(is_mark).unwrap_or(text);
    let kind = match dated(bare) {
        Some(kind) => kind.map_err(|reason| not_understood(text, &reason))?,
        None => letter(bare)
            .or_else(|| sized(bare))
            // NumPy looks names up with their mark, so that '>float32' is none.
            .or_else(|| named(text))
            .ok_or_else(|| not_understood(text, refusal(bare)))?,
    };
    if matches!(kind, Kind::Bytes(0) | Kind::Text(0) | Kind::Void(0)) {
        return Err(not_understood(text, "it needs a size of at least 1"));
    }
    let swapped = text.starts_with(FOREIGN) && kind.has_byteorder();
    Ok(DType { kind, swapped })
}

/// The message for a text that is no type, with the reason if there is one to give.
pub(super) fn not_understood(text: &str, reason: &str) -> String {
    let quoted = quote(text);
    if reason.is_empty() {
        format!("data type {quoted} not understood")
    } else {
        format!("data type {quoted} not understood: {reason}")
    }
}

/// A text for a message: in single quotes, on one line, and not too long.
pub(crate) fn quote(text: &str) -> String {
    const SHOWN: usize = 100;
    let shown: String = text
        .chars()
        .take(SHOWN)
        .flat_map(char::escape_debug)
        .collect();
    let more = if text.chars().nth(SHOWN).is_some() {
        "…"
    } else {
        ""
    };
    format!("'{shown}{more}'")
}

/// The types with a unit, which NumPy tells by how they start.
fn dated(bare: &str) -> Option<Result<Kind, String>> {
    let with = |start: &str, kind: fn(Unit) -> Kind| {
        let brackets = bare.strip_prefix(start)?;
        Some(Unit::parse(brackets).map(kind))
    };
    with("M8", Kind::Datetime)
        .or_else(|| with("m8", Kind::Timedelta))
        .or_else(|| with("datetime64", Kind::Datetime))
        .or_else(|| with("timedelta64", Kind::Timedelta))
}

/// A type's one-letter code.
fn letter(bare: &str) -> Option<Kind> {
    let scalar = match bare {
        "?" => Scalar::Bool,
        "b" => Scalar::I8,
        "B" => Scalar::U8,
        "h" => Scalar::I16,
        "H" => Scalar::U16,
        "i" => Scalar::I32,
        "I" => Scalar::U32,
        "l" | "q" | "p" | "n" => Scalar::I64,
        "L" | "Q" | "P" | "N" => Scalar::U64,
        "e" => Scalar::F16,
        "f" => Scalar::F32,
        "d" => Scalar::F64,
        "F" => Scalar::C64,
        "D" => Scalar::C128,
        "M" => return Some(Kind::Datetime(Unit::GENERIC)),
        "m" => return Some(Kind::Timedelta(Unit::GENERIC)),
        "c" => return Some(Kind::Bytes(1)),
        "S" | "a" => return Some(Kind::Bytes(0)),
        "U" => return Some(Kind::Text(0)),
        "V" => return Some(Kind::Void(0)),
        _ => return None,
    };
    Some(Kind::Scalar(scalar))
}

/// A letter and a number: the bytes of an element, the code points of a `U`.
fn sized(bare: &str) -> Option<Kind> {
    let letter = bare.chars().next()?;
    let (size, rest) = integer::leading(&bare[letter.len_utf8()..])?;
    let size = usize::try_from(size).ok().filter(|_| rest.is_empty())?;
    let scalar = match (letter, size) {
        ('b', 1) => Scalar::Bool,
        ('i', 1) => Scalar::I8,
        ('i', 2) => Scalar::I16,
        ('i', 4) => Scalar::I32,
        ('i', 8) => Scalar::I64,
        ('u', 1) => Scalar::U8,
        ('u', 2) => Scalar::U16,
        ('u', 4) => Scalar::U32,
        ('u', 8) => Scalar::U64,
        ('f', 2) => Scalar::F16,
        ('f', 4) => Scalar::F32,
        ('f', 8) => Scalar::F64,
        ('c', 8) => Scalar::C64,
        ('c', 16) => Scalar::C128,
        // 'M08'; a plain 'M8' has been read as a type with a unit.
        ('M', 8) => return Some(Kind::Datetime(Unit::GENERIC)),
        ('m', 8) => return Some(Kind::Timedelta(Unit::GENERIC)),
        ('S' | 'a', 0..=MAX_ITEMSIZE) => return Some(Kind::Bytes(size)),
        ('U', _) if size <= MAX_ITEMSIZE / 4 => return Some(Kind::Text(size)),
        ('V', 0..=MAX_ITEMSIZE) => return Some(Kind::Void(size)),
        _ => return None,
    };
    Some(Kind::Scalar(scalar))
}

/// A name: NumPy's `sctypeDict`, and ml_dtypes' bfloat16.
fn named(text: &str) -> Option<Kind> {
    let canonical = Scalar::ALL.into_iter().find(|scalar| scalar.name() == text);
    let scalar = canonical.or(match text {
        "bool_" => Some(Scalar::Bool),
        "byte" => Some(Scalar::I8),
        "ubyte" => Some(Scalar::U8),
        "short" => Some(Scalar::I16),
        "ushort" => Some(Scalar::U16),
        "intc" => Some(Scalar::I32),
        "uintc" => Some(Scalar::U32),
        "int" | "int_" | "intp" | "long" | "longlong" => Some(Scalar::I64),
        "uint" | "uintp" | "ulong" | "ulonglong" => Some(Scalar::U64),
        "half" => Some(Scalar::F16),
        "single" => Some(Scalar::F32),
        "double" | "float" => Some(Scalar::F64),
        "csingle" => Some(Scalar::C64),
        "cdouble" | "complex" => Some(Scalar::C128),
        _ => None,
    });
    scalar.map(Kind::Scalar).or(match text {
        "bytes" | "bytes_" => Some(Kind::Bytes(0)),
        "str" | "str_" | "unicode" => Some(Kind::Text(0)),
        "void" => Some(Kind::Void(0)),
        _ => None,
    })
}

/// Why a type that NumPy has, or once had, is refused; empty for all else.
fn refusal(bare: &str) -> &'static str {
    match bare {
        "O" | "O4" | "O8" | "object" | "object_" => "Python objects cannot be mapped",
        "g" | "G" | "f16" | "c32" | "float128" | "complex256" | "longdouble" | "clongdouble" => {
            "long double is not the same type on every machine"
        }
        "T" | "StringDType" | "StringDType()" => "StringDType keeps its text outside the array",
        "int0" | "uint0" | "void0" | "object0" | "str0" | "bytes0" | "bool8" => {
            "the alias was removed in NumPy 2.0. Use a name without a digit at the end."
        }
        _ => "",
    }
}
