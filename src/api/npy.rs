//! Opening .npy files: `numpy.lib.format.open_memmap`.

use napi::bindgen_prelude::{Either3, Object, Uint8Array, Unknown};
use napi::{Env, ValueType};
use napi_derive::napi;

use super::dtype::{read_dtype, write};
use super::file::{Mapped, Opening, created_shape, map, numbers, prepare, read_target, to_js};
use super::to_napi_error;
use crate::buffer;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::file::{Opened, Target};
use crate::layout::{self, Layout, Shape};
use crate::mode::Mode;
use crate::npy::{self, Head, Version};
use crate::os;

/// A mapped .npy file, as `lib/npy.js` gets it.
#[napi(object, object_from_js = false)]
pub struct NpyOpening<'env> {
    /// As `open` gives it; its shape is always there.
    pub opening: Opening<'env>,
    /// What `parse_dtype` gives; null where the caller's own stays.
    pub dtype: Option<Object<'env>>,
    /// Bytes before the array.
    pub offset: f64,
    /// Whether the first axis is the fastest.
    pub fortran_order: bool,
}

/// What was asked for, beyond the file and its dtype.
#[napi(object, object_to_js = false)]
pub struct NpyOptions {
    /// The mode, in any spelling.
    pub mode: String,
    /// The dimensions.
    pub shape: Option<Vec<f64>>,
    /// Whether `order` was `'F'`.
    pub fortran_order: Option<bool>,
    /// The first number of the format's version; the second is 0.
    pub version: Option<f64>,
    /// In characters.
    pub max_header_size: Option<f64>,
    /// The option `buffer`.
    pub buffer: String,
    /// The strategy that `MEMMAP_BUFFER` asks for.
    pub forced: Option<String>,
    /// Whether blocks are reserved.
    pub allocate: bool,
    /// The most bytes that a TypedArray of this runtime holds.
    pub limit: f64,
}

/// Opens or creates a .npy file and maps its array. `dtype` is undefined or what `dtype()` gave.
#[napi]
pub fn open_npy<'env>(
    env: &'env Env,
    target: Either3<f64, String, Uint8Array>,
    dtype: Unknown<'env>,
    options: NpyOptions,
) -> napi::Result<NpyOpening<'env>> {
    let done = || -> Result<_> {
        let mode = Mode::parse(&options.mode)?;
        let request = Request {
            dtype: read_optional(&dtype)?,
            shape: layout::parse_shape(options.shape.as_deref())?,
            fortran_order: options.fortran_order,
            version: options.version.map(read_version).transpose()?,
            max_header_size: options.max_header_size.map(|size| size as u64),
            allocate: options.allocate,
            limit: options.limit,
        };
        let candidates = buffer::candidates(&options.buffer, options.forced.as_deref())?;
        let target = read_target(target);
        match mode {
            Mode::Write => request.create(env, target, &candidates),
            _ => request.open(env, target, mode, &candidates),
        }
    };
    let Found {
        mapped,
        opened,
        mode,
        dtype,
        fortran_order,
    } = done().map_err(|error| to_napi_error(env, error))?;
    let Opened {
        layout, identity, ..
    } = &opened;
    Ok(NpyOpening {
        opening: to_js(
            env,
            mapped,
            *identity,
            mode.short(),
            Some(numbers(&layout.shape)),
        )?,
        dtype: dtype.map(|dtype| write(env, &dtype)).transpose()?,
        offset: layout.offset as f64,
        fortran_order,
    })
}

fn read_optional(dtype: &Unknown) -> Result<Option<DType>> {
    match dtype.get_type() {
        Ok(ValueType::Undefined) => Ok(None),
        _ => read_dtype(dtype).map(Some),
    }
}

fn read_version(major: f64) -> Result<Version> {
    let version = Version::new(major as u8, 0).filter(|_| major.fract() == 0.0);
    version.ok_or_else(|| Error::range("OPTION", format!("version must not be [{major}, 0]")))
}

struct Request {
    dtype: Option<DType>,
    shape: Shape,
    fortran_order: Option<bool>,
    version: Option<Version>,
    max_header_size: Option<u64>,
    allocate: bool,
    limit: f64,
}

struct Found {
    mapped: Mapped,
    opened: Opened,
    mode: Mode,
    /// None: the one that was asked for.
    dtype: Option<DType>,
    fortran_order: bool,
}

impl Request {
    /// Nothing is touched before all of this is known to do.
    fn create(self, env: &Env, target: Target, candidates: &[buffer::Strategy]) -> Result<Found> {
        let dims = created_shape(&self.shape)?;
        let dtype = self.dtype.as_ref();
        let dtype = dtype.ok_or_else(|| Error::type_error("DTYPE", "dtype must be given"))?;
        let fortran_order = self.fortran_order.unwrap_or(false);
        let head = npy::prelude(dtype, dims, fortran_order, self.version)?;
        if let Some(most) = self.max_header_size
            && head.len() as u64 > most
        {
            return Err(Error::range(
                "FORMAT",
                format!(
                    "the header would be {} bytes, maxHeaderSize is {most}",
                    head.len()
                ),
            ));
        }
        let (itemsize, offset) = (dtype.itemsize() as u64, head.len() as u64);
        let layout = layout::known_layout(dims, itemsize, offset)?;
        let prepared = prepare(env, &layout, candidates, self.limit)?;
        let mut opened = Opened::new(target, Mode::Write, &self.shape, itemsize, offset)?;
        opened.head = head;
        // As in NumPy, the mode is what it would be for the file that is now there.
        let mode = Mode::ReadWrite;
        let (mapped, opened) = map(env, opened, prepared, mode, self.allocate)?;
        Ok(Found {
            mapped,
            opened,
            mode,
            dtype: None,
            fortran_order,
        })
    }

    fn open(
        self,
        env: &Env,
        target: Target,
        mode: Mode,
        candidates: &[buffer::Strategy],
    ) -> Result<Found> {
        let mut opened = Opened::unplaced(target, mode)?;
        let (head, layout) = read_head(&opened, 0, opened.size(), self.max_header_size)?;
        self.check(&head)?;
        opened.layout = layout;
        let prepared = prepare(env, &opened.layout, candidates, self.limit)?;
        // The array lies within the file, which therefore stays as it is.
        let (mapped, opened) = map(env, opened, prepared, mode, self.allocate)?;
        let Head { header, .. } = head;
        Ok(Found {
            mapped,
            opened,
            mode,
            dtype: self.dtype.is_none().then_some(header.dtype),
            fortran_order: header.fortran_order,
        })
    }

    /// What is said of a file that exists must be so. NumPy ignores it.
    fn check(&self, head: &Head) -> Result<()> {
        let header = &head.header;
        let is_so = match &self.dtype {
            Some(dtype) => header.is_written_for(dtype),
            None => true,
        };
        if !is_so {
            return Err(differs("dtype", &format!("{:?}", header.dtype.str())));
        }
        let is_so = match &self.shape {
            Shape::FromFile => true,
            Shape::Known(dims) => *dims == header.shape,
            Shape::Open { dims, axis } => {
                let mut dims = dims.clone();
                let same = header.shape.get(*axis);
                dims[*axis] = same.copied().unwrap_or_default();
                dims == header.shape
            }
        };
        if !is_so {
            return Err(differs("shape", &format!("{:?}", header.shape)));
        }
        // Of one axis both orders are the same.
        if header.shape.len() > 1
            && self
                .fortran_order
                .is_some_and(|order| order != header.fortran_order)
        {
            return Err(differs(
                "order",
                if header.fortran_order { "F" } else { "C" },
            ));
        }
        if self.version.is_some_and(|version| version != head.version) {
            return Err(differs("version", &head.version.to_string()));
        }
        Ok(())
    }
}

fn differs(option: &str, has: &str) -> Error {
    Error::range(
        "OPTION",
        format!(
            "{option} is not that of the .npy file, which has {has} (give it for mode 'w+' only)"
        ),
    )
}

/// Reads the head of the .npy file that begins at `start` and has `available` bytes, and finds the
/// array behind it.
pub(super) fn read_head(
    opened: &Opened,
    start: u64,
    available: u64,
    max_header_size: Option<u64>,
) -> Result<(Head, Layout)> {
    let read_at = |bytes: &mut [u8], at: u64| os::read_exact_at(opened.file(), bytes, start + at);
    let head = npy::read(
        read_at,
        available,
        max_header_size.unwrap_or(npy::MAX_HEADER_SIZE),
    )?;
    let layout = head.layout(start, available)?;
    Ok((head, layout))
}
