//! The dtype grammar: what a caller writes becomes a [`DType`], as `numpy.dtype` does it.
//!
//! Imports run one way: `resolve` -> `comma` -> `grammar` -> `unit` -> `integer`, with `record`
//! laying out what `resolve` and `comma` collect. Nothing here knows of Node.
//!
//! The letters and names of C's types mean what they mean to NumPy 2 on 64-bit Linux on every
//! platform (`'l'` is int64 on Windows too), so that a program reads the same file everywhere.

mod comma;
mod descr;
mod grammar;
mod integer;
mod record;
mod resolve;
mod unit;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::scalar::Scalar;

pub use descr::{Descr, FieldDescr};
pub(crate) use grammar::quote;
pub use record::{Field, MAX_DEPTH, Record};
pub use unit::Unit;

/// The byte order mark of this machine, and the other one.
const NATIVE: char = if cfg!(target_endian = "big") {
    '>'
} else {
    '<'
};
const FOREIGN: char = if cfg!(target_endian = "big") {
    '<'
} else {
    '>'
};

/// NumPy keeps an item's size in a C int.
const MAX_ITEMSIZE: usize = i32::MAX as usize;

/// What one element of an array is, and in which byte order: `numpy.dtype`.
///
/// Two spellings of one type are equal: `'<f4'`, `'=f4'` and `'float32'` on a little-endian machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DType {
    kind: Kind,
    swapped: bool,
}

/// The types an element can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number or a bool.
    Scalar(Scalar),
    /// `datetime64`: a count of units since 1970 in an int64.
    Datetime(Unit),
    /// `timedelta64`: a count of units in an int64.
    Timedelta(Unit),
    /// `S`: this many bytes, at least 1.
    Bytes(usize),
    /// `U`: this many code points of four bytes, at least 1.
    Text(usize),
    /// `V`: this many bytes without a meaning, at least 1.
    Void(usize),
    /// Named fields.
    Record(Record),
}

/// Why a dtype was refused: the message, which starts with `dtype: `. The caller sees it under the
/// code `ERR_MEMMAP_DTYPE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DTypeError(pub String);

impl fmt::Display for DTypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl DType {
    /// Reads a dtype as `numpy.dtype(descr)` does.
    ///
    /// # Errors
    /// What NumPy refuses, in its words; and what cannot be mapped: Python objects, long double,
    /// StringDType, an item of 0 bytes, a record without fields, a sub-array outside a record,
    /// records nested more than [`MAX_DEPTH`] deep, an item of more than 2^31 - 1 bytes or with more
    /// than 2^16 lists in sub-arrays without elements.
    pub fn parse(descr: &Descr) -> Result<DType, DTypeError> {
        resolve::parse(descr).map_err(|words| DTypeError(format!("dtype: {words}")))
    }

    /// In native byte order, or where there is no byte order.
    fn native(kind: Kind) -> DType {
        DType {
            kind,
            swapped: false,
        }
    }

    /// What an element is, byte order aside.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// True for a multi-byte type in the byte order that is not this machine's. Always false for a
    /// record, whose fields each have their own.
    pub fn swapped(&self) -> bool {
        self.swapped
    }

    /// `dtype.name`: `'float32'`, `'datetime64[ns]'`, and with the size in bits `'bytes80'`,
    /// `'str160'`, `'void96'`.
    pub fn name(&self) -> String {
        let bits = self.itemsize() as u64 * 8;
        match &self.kind {
            Kind::Scalar(scalar) => scalar.name().to_owned(),
            Kind::Datetime(unit) => format!("datetime64{unit}"),
            Kind::Timedelta(unit) => format!("timedelta64{unit}"),
            Kind::Bytes(_) => format!("bytes{bits}"),
            Kind::Text(_) => format!("str{bits}"),
            Kind::Void(_) | Kind::Record(_) => format!("void{bits}"),
        }
    }

    /// `dtype.str`: byte order, kind and size, as in `'<f4'`, `'|S10'`, `'>M8[ns]'`; `'|V12'` for a
    /// record. It parses back to an equal dtype except for records and bfloat16 (`'<V2'`).
    pub fn str(&self) -> String {
        let order = match self.byteorder() {
            '=' => NATIVE,
            order => order,
        };
        let kind = self.kind_char();
        match &self.kind {
            Kind::Datetime(unit) | Kind::Timedelta(unit) => format!("{order}{kind}8{unit}"),
            Kind::Text(length) => format!("{order}{kind}{length}"),
            _ => format!("{order}{kind}{}", self.itemsize()),
        }
    }

    /// `dtype.kind`: one of `b i u f c M m S U V`. bfloat16 is a `V`, as in ml_dtypes.
    pub fn kind_char(&self) -> char {
        match &self.kind {
            Kind::Scalar(scalar) => match scalar {
                Scalar::Bool => 'b',
                Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64 => 'i',
                Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 => 'u',
                Scalar::F16 | Scalar::F32 | Scalar::F64 => 'f',
                Scalar::C64 | Scalar::C128 => 'c',
                Scalar::BF16 => 'V',
            },
            Kind::Datetime(_) => 'M',
            Kind::Timedelta(_) => 'm',
            Kind::Bytes(_) => 'S',
            Kind::Text(_) => 'U',
            Kind::Void(_) | Kind::Record(_) => 'V',
        }
    }

    /// `dtype.itemsize`: bytes of an element, 1 to 2^31 - 1.
    pub fn itemsize(&self) -> usize {
        match &self.kind {
            Kind::Scalar(scalar) => scalar.itemsize(),
            Kind::Datetime(_) | Kind::Timedelta(_) => 8,
            Kind::Bytes(size) | Kind::Void(size) => *size,
            Kind::Text(length) => length * 4,
            Kind::Record(record) => record.itemsize(),
        }
    }

    /// `dtype.alignment`, in bytes. 1 for a record unless it was asked for with `aligned`.
    pub fn alignment(&self) -> usize {
        match &self.kind {
            Kind::Scalar(scalar) => scalar.alignment(),
            Kind::Datetime(_) | Kind::Timedelta(_) => 8,
            Kind::Text(_) => 4,
            Kind::Bytes(_) | Kind::Void(_) => 1,
            Kind::Record(record) => record.alignment(),
        }
    }

    /// `dtype.byteorder`: `'='` for native, `'<'` or `'>'` for the other one, `'|'` where there is
    /// none (one byte, `S`, `V`, records).
    pub fn byteorder(&self) -> char {
        if self.swapped {
            FOREIGN
        } else if self.kind.has_byteorder() {
            '='
        } else {
            '|'
        }
    }

    /// `dtype.isnative`: no part of an element is in the foreign byte order.
    pub fn is_native(&self) -> bool {
        !self.swapped && self.fields().iter().all(|field| field.dtype.is_native())
    }

    /// The number type of an element as the kernels see it: dates are int64. None for `S`, `U`,
    /// `V` and records.
    pub fn scalar(&self) -> Option<Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(*scalar),
            Kind::Datetime(_) | Kind::Timedelta(_) => Some(Scalar::I64),
            Kind::Bytes(_) | Kind::Text(_) | Kind::Void(_) | Kind::Record(_) => None,
        }
    }

    /// The fields of a record in the order of their names; empty for everything else.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            Kind::Record(record) => record.fields(),
            _ => &[],
        }
    }
}

impl Kind {
    /// Whether an element of this type has bytes that a foreign machine keeps in another order.
    fn has_byteorder(&self) -> bool {
        match self {
            Kind::Scalar(scalar) => scalar.itemsize() > 1,
            Kind::Datetime(_) | Kind::Timedelta(_) | Kind::Text(_) => true,
            Kind::Bytes(_) | Kind::Void(_) | Kind::Record(_) => false,
        }
    }
}
