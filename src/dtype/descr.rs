//! A dtype as a caller writes it, and how a parsed one is written again.

use super::{DType, Kind, Record};

/// A dtype before it is understood: from JavaScript values, or from the header of a .npy file.
///
/// Code that builds one from hostile input limits how deep it nests: a record more than
/// [`super::MAX_DEPTH`] deep is refused anyway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Descr {
    /// `'f4'`, `'datetime64[ns]'`, `'3i4, (2,3)f8'`.
    Text(String),
    /// `[['x', '<f4'], ['pos', 'f8', [3]]]`: fields one after the other.
    Fields(Vec<FieldDescr>),
    /// `{ names, formats, offsets, itemsize, aligned }`: fields at given places.
    Mapping {
        /// One for each field. Unlike in [`Descr::Fields`], an empty name stays empty.
        names: Vec<String>,
        /// As many as names.
        formats: Vec<Descr>,
        /// As many as names, in bytes; they may overlap. None: one after the other.
        offsets: Option<Vec<usize>>,
        /// Bytes of the whole record. None: up to the end of the last field.
        itemsize: Option<usize>,
        /// Places fields where a C compiler would, in nested records too.
        aligned: bool,
    },
    /// `['f4', [3]]`, NumPy's `('f4', (3,))`: a field that is an array of its own. It has a place
    /// among the formats of a mapping and as the descr of a field, not on its own.
    Subarray {
        /// One element of it.
        descr: Box<Descr>,
        /// Its axes.
        shape: Vec<usize>,
    },
}

/// One field of a [`Descr::Fields`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDescr {
    /// An empty name becomes `f0`, `f1`, … by position.
    pub name: String,
    /// The type. A text such as `'(3,)f4'` has axes of its own, which come after those of `shape`.
    pub descr: Descr,
    /// The axes of a sub-array; empty for a field that is one element.
    pub shape: Vec<usize>,
}

impl DType {
    /// The one form that all spellings of this dtype have, which users see, and which parses back to
    /// an equal dtype.
    ///
    /// A text if it is not a record: NumPy's name if that says it all (`'float32'`,
    /// `'datetime64[ns]'`), else `dtype.str` (`'>f4'`, `'|S10'`, `'<U5'`). For a record NumPy's
    /// `dtype.descr` where its fields follow each other without a gap and in order, else the
    /// mapping with all its offsets; its fields are written with their `dtype.str` (bfloat16,
    /// which has none of its own, with its name).
    pub fn canonical(&self) -> Descr {
        match self.kind() {
            Kind::Scalar(_) | Kind::Datetime(_) | Kind::Timedelta(_) if !self.swapped() => {
                Descr::Text(self.name())
            }
            _ => self.written_out(),
        }
    }

    /// The form that a field of this dtype has in its record.
    fn written_out(&self) -> Descr {
        match self.kind() {
            Kind::Record(record) if record.is_listable() => record.listed(),
            Kind::Record(record) => record.mapped(),
            Kind::Scalar(scalar) if self.kind_char() == 'V' => {
                Descr::Text(scalar.name().to_owned())
            }
            _ => Descr::Text(self.str()),
        }
    }
}

impl Record {
    /// Whether the list form says all there is to say.
    fn is_listable(&self) -> bool {
        let mut end = 0;
        let packed = self.fields().iter().all(|field| {
            let follows = field.offset == end;
            end += field.nbytes();
            follows && !field.name.is_empty()
        });
        packed && end == self.itemsize() && !self.is_aligned()
    }

    fn listed(&self) -> Descr {
        let fields = self.fields().iter().map(|field| FieldDescr {
            name: field.name.clone(),
            descr: field.dtype.written_out(),
            shape: field.shape.clone(),
        });
        Descr::Fields(fields.collect())
    }

    fn mapped(&self) -> Descr {
        let formats = self.fields().iter().map(|field| {
            let descr = field.dtype.written_out();
            if field.shape.is_empty() {
                return descr;
            }
            Descr::Subarray {
                descr: Box::new(descr),
                shape: field.shape.clone(),
            }
        });
        Descr::Mapping {
            names: self.fields().iter().map(|f| f.name.clone()).collect(),
            formats: formats.collect(),
            offsets: Some(self.fields().iter().map(|f| f.offset).collect()),
            itemsize: Some(self.itemsize()),
            aligned: self.is_aligned(),
        }
    }
}
