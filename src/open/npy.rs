//! Opening .npy files: `numpy.lib.format.open_memmap`.

use std::ops::Range;

use super::{Array, Buffers, Reopen, commit, create, created_shape, map};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::file::{Opened, Target};
use crate::layout::{self, Layout, Shape};
use crate::mode::Mode;
use crate::npy::{self, Head, Version};
use crate::os;

/// The arguments of `open_memmap`, but for the file.
pub struct NpyRequest {
    /// How the file is opened.
    pub mode: Mode,
    /// The dtype; needed for `w+`.
    pub dtype: Option<DType>,
    /// The dimensions.
    pub shape: Shape,
    /// Whether the first axis is the fastest.
    pub fortran_order: Option<bool>,
    /// The format's version; None is the oldest that will do.
    pub version: Option<Version>,
    /// The longest header, in characters.
    pub max_header_size: Option<u64>,
    /// Whether blocks are reserved for a new file.
    pub allocate: bool,
    /// Set where the file was opened before.
    pub reopen: Option<Reopen>,
}

/// A mapped array and what its header says of it.
pub struct Npy {
    /// The array.
    pub array: Array,
    /// The dtype; None where the request says it.
    pub dtype: Option<DType>,
    /// Whether the first axis is the fastest.
    pub fortran_order: bool,
}

/// Opens or creates a .npy file and maps its array.
///
/// # Errors
/// `FORMAT`; `OPTION` where the file is not what the request says; and as [`super::memmap`].
pub fn open_memmap(target: Target, request: NpyRequest, buffers: &Buffers) -> Result<Npy> {
    match request.mode {
        Mode::Write => request.create(target, buffers),
        _ => request.open(target, buffers),
    }
}

/// Maps the array of a .npy file that lies in another file, as a member of an archive.
///
/// # Errors
/// `FORMAT`, `SIZE`, `LIMIT`, `BUFFER`.
pub fn open_member(
    opened: &Opened,
    member: Range<u64>,
    max_header_size: Option<u64>,
    mode: Mode,
    buffers: &Buffers,
) -> Result<Npy> {
    let (head, layout) = read_head(
        opened,
        member.start,
        member.end - member.start,
        max_header_size,
    )?;
    let prepared = buffers.prepare(&layout)?;
    Ok(Npy {
        array: map(opened, prepared, layout, mode)?,
        dtype: Some(head.header.dtype),
        fortran_order: head.header.fortran_order,
    })
}

impl NpyRequest {
    fn create(self, target: Target, buffers: &Buffers) -> Result<Npy> {
        let dims = created_shape(&self.shape)?;
        let dtype = self.dtype;
        let dtype = dtype.ok_or_else(|| Error::type_error("DTYPE", "dtype must be given"))?;
        let fortran_order = self.fortran_order.unwrap_or(false);
        let head = npy::prelude(&dtype, dims, fortran_order, self.version)?;
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
        let layout = layout::known_layout(dims, dtype.itemsize() as u64, head.len() as u64)?;
        // As in NumPy, the mode is what it would be for the file that is now there.
        let mode = Mode::ReadWrite;
        Ok(Npy {
            array: create(target, &head, layout, mode, self.allocate, buffers)?,
            dtype: None,
            fortran_order,
        })
    }

    /// The array lies within the file, which therefore stays as it is.
    fn open(self, target: Target, buffers: &Buffers) -> Result<Npy> {
        let mut opened = Opened::new(target, self.mode)?;
        if let Some(reopen) = self.reopen {
            reopen.check(&opened)?;
        }
        let read = |opened: &Opened| read_head(opened, 0, opened.size(), self.max_header_size);
        let (head, layout) = loop {
            match read(&opened) {
                // An append may have come between the file's length and its header.
                Err(_) if opened.measure()? => {}
                result => break result?,
            }
        };
        self.check(&head)?;
        let prepared = buffers.prepare(&layout)?;
        Ok(Npy {
            array: commit(
                opened,
                prepared,
                layout,
                self.mode,
                |_, _| Ok(()),
                |_| Ok(()),
            )?,
            dtype: self.dtype.is_none().then_some(head.header.dtype),
            fortran_order: head.header.fortran_order,
        })
    }

    /// Refuses options that an existing file contradicts. NumPy ignores them.
    fn check(&self, head: &Head) -> Result<()> {
        let header = &head.header;
        let matches = match &self.dtype {
            Some(dtype) => header.is_written_for(dtype),
            None => true,
        };
        if !matches {
            return Err(differs("dtype", &format!("{:?}", header.dtype.str())));
        }
        let matches = match &self.shape {
            Shape::FromFile => true,
            Shape::Known(dims) => *dims == header.shape,
            Shape::Open { dims, axis } => {
                let mut dims = dims.clone();
                let same = header.shape.get(*axis);
                dims[*axis] = same.copied().unwrap_or_default();
                dims == header.shape
            }
        };
        if !matches {
            return Err(differs("shape", &format!("{:?}", header.shape)));
        }
        // With one axis both orders are the same.
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

/// Reads the head of the .npy file that begins at `start` of a file and has `available` bytes, and
/// finds the array behind it.
///
/// # Errors
/// `FORMAT`, `SIZE`.
fn read_head(
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
