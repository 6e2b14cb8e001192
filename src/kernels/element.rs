//! What elements are made of: every kind is lanes of numbers.

use bytemuck::{Pod, Zeroable};

use super::KernelError;
use super::copy::Swap;
use crate::scalar::Scalar;

/// What an element is to a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// A number; dates and times are `I64`.
    Number {
        /// Its type.
        scalar: Scalar,
        /// Its bytes are in the order that is not this machine's.
        swapped: bool,
    },
    /// A string of characters of `width` bytes, padded with zeros at its end (`S`, `U`).
    Text {
        /// Bytes to a character: 1 (latin1) or 4 (code points).
        width: usize,
        /// Characters.
        length: usize,
        /// The characters' bytes are in the order that is not this machine's.
        swapped: bool,
    },
    /// So many bytes, copied as they are (`V`, records).
    Opaque(usize),
}

impl Element {
    /// A number in this machine's byte order.
    pub const fn native(scalar: Scalar) -> Element {
        Element::Number {
            scalar,
            swapped: false,
        }
    }

    /// Bytes an element takes.
    pub const fn itemsize(self) -> usize {
        match self {
            Element::Number { scalar, .. } => scalar.itemsize(),
            Element::Text { width, length, .. } => width * length,
            Element::Opaque(size) => size,
        }
    }

    /// The same kind in this machine's byte order.
    pub const fn native_order(self) -> Element {
        match self {
            Element::Number { scalar, .. } => Element::native(scalar),
            Element::Text { width, length, .. } => Element::Text {
                width,
                length,
                swapped: false,
            },
            opaque => opaque,
        }
    }

    /// The lanes of an element.
    pub(super) fn lanes(self) -> Lanes {
        match self {
            Element::Number { scalar, swapped } => Lanes {
                unit: Unit { scalar, swapped },
                length: 1,
            },
            Element::Text {
                width,
                length,
                swapped,
            } => Lanes {
                unit: Unit {
                    scalar: if width == 1 { Scalar::U8 } else { Scalar::U32 },
                    swapped,
                },
                length,
            },
            Element::Opaque(size) => {
                let scalar = match size.trailing_zeros() {
                    0 => Scalar::U8,
                    1 => Scalar::U16,
                    2 => Scalar::U32,
                    3 => Scalar::U64,
                    _ => Scalar::C128,
                };
                Lanes {
                    unit: Unit {
                        scalar,
                        swapped: false,
                    },
                    length: size / scalar.itemsize(),
                }
            }
        }
    }
}

/// A number as it lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub scalar: Scalar,
    pub swapped: bool,
}

impl Unit {
    /// How its bytes are reversed into the machine's byte order, or back.
    pub fn swap(self) -> Swap {
        match self.scalar {
            _ if !self.swapped => Swap::None,
            Scalar::Bool | Scalar::I8 | Scalar::U8 => Swap::None,
            Scalar::C64 | Scalar::C128 => Swap::Halves,
            _ => Swap::Items,
        }
    }
}

/// Numbers side by side, which are converted one by one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lanes {
    pub unit: Unit,
    pub length: usize,
}

/// How elements of one kind become elements of another.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConversionPlan {
    pub dst: Unit,
    pub src: Unit,
    /// Units of an element that are converted.
    pub length: usize,
    /// Units of a destination element after those: they become 0.
    pub padding: usize,
}

impl ConversionPlan {
    pub fn new(dst: Element, src: Element) -> Result<ConversionPlan, KernelError> {
        use Element::{Number, Opaque, Text};
        match (dst, src) {
            (Number { .. }, Number { .. }) | (Text { .. }, Text { .. }) => {}
            (Opaque(to), Opaque(from)) if to == from => {}
            _ => return Err(KernelError::Element { dst, src }),
        }
        let (dst, src) = (dst.lanes(), src.lanes());
        let length = dst.length.min(src.length);
        Ok(ConversionPlan {
            dst: dst.unit,
            src: src.unit,
            length,
            padding: dst.length - length,
        })
    }
}

/// A date or a span of time: the smallest integer is NaT.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Time(pub i64);

// SAFETY: a transparent i64: zero bytes are a value.
unsafe impl Zeroable for Time {}
// SAFETY: a transparent i64: any bytes are a value, and there is no padding.
unsafe impl Pod for Time {}
