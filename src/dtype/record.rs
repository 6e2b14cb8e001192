//! Records: named fields at byte offsets, packed or aligned as a C struct.

use super::{DType, Kind, MAX_ITEMSIZE};
use crate::layout::MAX_NDIM;

/// How deep records may nest: a record in a record is 2. What is deeper is refused, so that no
/// input can exhaust the stack.
pub const MAX_DEPTH: usize = 64;

/// How many lists an element may hold in sub-arrays without elements: they take no bytes, so
/// nothing else bounds what reading one element of a small file makes.
const MAX_EMPTY_LISTS: usize = 1 << 16;

/// A record type: at least one field, and at least 1 byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    fields: Vec<Field>,
    itemsize: usize,
    alignment: usize,
    aligned: bool,
    empty_lists: usize,
}

/// One field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Unique in its record.
    pub name: String,
    /// The type of an element.
    pub dtype: DType,
    /// Bytes from the start of the record.
    pub offset: usize,
    /// The axes of a sub-array, in C order; empty for a field that is one element.
    pub shape: Vec<usize>,
}

impl Field {
    /// Bytes that the field takes, all axes included. 0 if an axis is.
    pub fn nbytes(&self) -> usize {
        self.dtype.itemsize() * self.shape.iter().product::<usize>()
    }

    /// How many empty lists it holds; the lists around them are at most as many on each axis.
    fn empty_lists(&self) -> usize {
        let outer = self.shape.iter().take_while(|&&length| length > 0);
        let count = outer.product::<usize>();
        match self.dtype.kind() {
            _ if self.shape.contains(&0) => count,
            Kind::Record(record) => count.saturating_mul(record.empty_lists),
            _ => 0,
        }
    }
}

impl Record {
    /// In the order of the names; offsets may overlap and go down.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Bytes of the whole record, 1 to 2^31 - 1.
    pub fn itemsize(&self) -> usize {
        self.itemsize
    }

    /// The largest alignment of a field if the record is aligned, else 1.
    pub fn alignment(&self) -> usize {
        self.alignment
    }

    /// `dtype.isalignedstruct`.
    pub fn is_aligned(&self) -> bool {
        self.aligned
    }
}

/// A type with the axes of a sub-array: what a field holds.
pub(super) struct Element {
    pub(super) dtype: DType,
    pub(super) shape: Vec<usize>,
}

impl Element {
    pub(super) fn one(dtype: DType) -> Element {
        Element {
            dtype,
            shape: Vec::new(),
        }
    }

    /// An array of this shape of it: the axes come before those it has.
    pub(super) fn repeated(mut self, shape: &[usize]) -> Result<Element, String> {
        self.shape.splice(0..0, shape.iter().copied());
        let wrong = |why: &str| format!("invalid shape in fixed-type tuple: {why}");
        if let Some(length) = shape.iter().find(|&&length| length > MAX_ITEMSIZE) {
            let why = format!("dimension does not fit into a C int. Got {length}");
            return Err(wrong(&why));
        }
        if self.shape.len() > MAX_NDIM {
            return Err(wrong(&format!("more than {MAX_NDIM} dimensions.")));
        }
        // An axis of 0 does not make up for the others: products of a part of the axes are small.
        let mut lengths = self.shape.iter().filter(|&&length| length > 0);
        let bytes = lengths.try_fold(self.dtype.itemsize(), |bytes, &length| {
            bytes.checked_mul(length)
        });
        if bytes.is_none_or(|bytes| bytes > MAX_ITEMSIZE) {
            return Err(wrong("dtype size in bytes must fit into a C int."));
        }
        Ok(self)
    }
}

/// Lays out a record field by field.
pub(super) struct Builder {
    fields: Vec<Field>,
    end: usize,
    alignment: usize,
    aligned: bool,
    empty_lists: usize,
}

impl Builder {
    /// For a record that has `depth` records around it.
    pub(super) fn new(aligned: bool, depth: usize) -> Result<Builder, String> {
        if depth >= MAX_DEPTH {
            return Err(format!("records nested more than {MAX_DEPTH} deep"));
        }
        Ok(Builder {
            fields: Vec::new(),
            end: 0,
            alignment: 1,
            aligned,
            empty_lists: 0,
        })
    }

    /// Adds a field at `offset`, or where there is none behind the fields before.
    pub(super) fn push(
        &mut self,
        name: String,
        element: Element,
        offset: Option<usize>,
    ) -> Result<(), String> {
        let alignment = if self.aligned {
            element.dtype.alignment()
        } else {
            1
        };
        let offset = match offset {
            None => self.end.next_multiple_of(alignment),
            Some(offset) if offset > MAX_ITEMSIZE => {
                return Err(format!("offset {offset}: integer won't fit into a C int"));
            }
            Some(offset) if !offset.is_multiple_of(alignment) => {
                return Err(format!(
                    "offset {offset} for NumPy dtype with fields is not divisible by the field \
                     alignment {alignment} with align=True"
                ));
            }
            Some(offset) => offset,
        };
        self.alignment = self.alignment.max(alignment);
        let field = Field {
            name,
            dtype: element.dtype,
            offset,
            shape: element.shape,
        };
        self.end = self.end.max(fits(offset.checked_add(field.nbytes()))?);
        self.empty_lists = self.empty_lists.saturating_add(field.empty_lists());
        if self.empty_lists > MAX_EMPTY_LISTS {
            return Err(format!(
                "sub-arrays without elements hold at most {MAX_EMPTY_LISTS} lists"
            ));
        }
        self.fields.push(field);
        Ok(())
    }

    /// Closes the record at `itemsize`, or behind the last byte of a field.
    pub(super) fn finish(self, itemsize: Option<usize>) -> Result<DType, String> {
        if self.fields.is_empty() {
            return Err("a record needs at least one field".to_owned());
        }
        let needed = fits(self.end.checked_next_multiple_of(self.alignment))?;
        let itemsize = match itemsize {
            None => needed,
            Some(itemsize) if itemsize > MAX_ITEMSIZE => {
                return Err(format!(
                    "itemsize {itemsize}: integer won't fit into a C int"
                ));
            }
            Some(itemsize) if itemsize < needed => {
                return Err(format!(
                    "NumPy dtype descriptor requires {needed} bytes, cannot override to smaller \
                     itemsize of {itemsize}"
                ));
            }
            Some(itemsize) if !itemsize.is_multiple_of(self.alignment) => {
                return Err(format!(
                    "NumPy dtype descriptor requires alignment of {} bytes, which is not \
                     divisible into the specified itemsize {itemsize}",
                    self.alignment
                ));
            }
            Some(itemsize) => itemsize,
        };
        if itemsize == 0 {
            return Err("a record of 0 bytes cannot be mapped".to_owned());
        }
        Ok(DType::native(Kind::Record(Record {
            fields: self.fields,
            itemsize,
            alignment: self.alignment,
            aligned: self.aligned,
            empty_lists: self.empty_lists,
        })))
    }
}

fn fits(bytes: Option<usize>) -> Result<usize, String> {
    bytes
        .filter(|&bytes| bytes <= MAX_ITEMSIZE)
        .ok_or_else(|| "dtype size in bytes must fit into a C int.".to_owned())
}
