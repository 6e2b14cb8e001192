//! Opening a file as an array, by NumPy's rules: `numpy.memmap`, top to bottom.
//!
//! Every opening takes the same steps: check all that can be checked, then [`commit`], which leaves
//! the file as it was where one of its own steps fails.

mod append;
mod npy;

use napi::sys;

use crate::buffer::{self, Buffer, Prepared, Strategy};
use crate::error::{Error, Result};
use crate::file::{Opened, Target};
use crate::layout::{self, Layout, Shape};
use crate::mode::Mode;
use crate::os;

pub use append::{Growth, append};
pub use npy::{Npy, NpyRequest, open_member, open_memmap};

/// The arguments of `numpy.memmap`, but for the file.
pub struct Request {
    /// How the file is opened.
    pub mode: Mode,
    /// The dimensions.
    pub shape: Shape,
    /// Bytes of an element.
    pub itemsize: u64,
    /// Bytes before the array.
    pub offset: u64,
    /// Whether blocks are reserved for what is new in the file.
    pub allocate: bool,
    /// Set where the file was opened before.
    pub reopen: Option<Reopen>,
}

/// A file is opened a second time: it stays as it is, whatever the mode.
#[derive(Clone, Copy)]
pub struct Reopen {
    /// What `Array::identity` was, where it must still be the same file.
    pub identity: Option<f64>,
}

impl Reopen {
    fn check(self, opened: &Opened) -> Result<()> {
        self.identity
            .map_or(Ok(()), |identity| opened.check_identity(identity))
    }
}

/// Opens a file and maps its array: `numpy.memmap`.
///
/// # Errors
/// `SHAPE`, `SIZE`, `LIMIT`, `BUFFER`, and those of system calls. The file is as it was then.
pub fn memmap(target: Target, request: &Request, buffers: &Buffers) -> Result<Array> {
    let Request {
        mode,
        ref shape,
        itemsize,
        offset,
        allocate,
        reopen,
    } = *request;
    if mode == Mode::Write {
        let layout = layout::known_layout(created_shape(shape)?, itemsize, offset)?;
        return create(target, &[], layout, mode, allocate, buffers);
    }
    let opened = Opened::new(target, mode)?;
    if let Some(reopen) = reopen {
        reopen.check(&opened)?;
    }
    let size = opened.size();
    let extends = mode.writes_file() && reopen.is_none();
    if size == 0 && !mode.writes_file() {
        return Err(Error::range(
            "SIZE",
            format!("cannot mmap an empty file (mode {:?})", mode.short()),
        ));
    }
    let layout = layout::layout_in(shape, itemsize, offset, size)?;
    if layout.end() > size && !extends {
        let why = match reopen {
            Some(_) => "reopen".to_owned(),
            None => format!("mode {:?}", mode.short()),
        };
        return Err(Error::range(
            "SIZE",
            format!(
                "mmap length is greater than file size: offset {offset} and shape {:?} need {} \
                 bytes, the file has {size} ({why} does not extend it)",
                layout.shape,
                layout.end(),
            ),
        ));
    }
    let grow = |opened: &mut Opened, layout: &Layout| match extends {
        true => opened.grow(layout.end().max(1), allocate),
        false => Ok(()),
    };
    let prepared = buffers.prepare(&layout)?;
    commit(opened, prepared, layout, mode, grow, |_| Ok(()))
}

/// The shape of a file that `w+` makes.
fn created_shape(shape: &Shape) -> Result<&[u64]> {
    match shape {
        Shape::Known(dims) => Ok(dims),
        Shape::FromFile => Err(Error::type_error(
            "SHAPE",
            "shape must be given if mode == 'w+'",
        )),
        Shape::Open { .. } => Err(Error::range(
            "SHAPE",
            "shape cannot have a -1 if mode == 'w+'",
        )),
    }
}

/// `w+`: creates a file of a head and an array of zeros, or overwrites one with that. The array has
/// `mode`.
fn create(
    target: Target,
    head: &[u8],
    layout: Layout,
    mode: Mode,
    allocate: bool,
    buffers: &Buffers,
) -> Result<Array> {
    // Opening may create the file, so all else is checked before.
    let prepared = buffers.prepare(&layout)?;
    let opened = Opened::new(target, Mode::Write)?;
    if !head.is_empty() {
        opened.check_positions()?;
    }
    let end = layout.end().max(1);
    let clear = |opened: &mut Opened| opened.clear(head.len() as u64, end, allocate);
    let grow = |opened: &mut Opened, _: &Layout| {
        opened.grow(end, allocate)?;
        if os::TRUNCATES_MAPPED {
            Ok(())
        } else {
            clear(opened)
        }
    };
    // Last, as it cannot be undone.
    let write = |opened: &mut Opened| {
        if os::TRUNCATES_MAPPED {
            clear(opened)?;
        }
        opened.overwrite(0, head)
    };
    commit(opened, prepared, layout, mode, grow, write)
}

/// Makes the file long enough, maps the array in it and writes what else the file needs; or leaves
/// it as it was.
fn commit(
    mut opened: Opened,
    prepared: Prepared,
    layout: Layout,
    mode: Mode,
    grow: impl FnOnce(&mut Opened, &Layout) -> Result<()>,
    write: impl FnOnce(&mut Opened) -> Result<()>,
) -> Result<Array> {
    let mapped = grow(&mut opened, &layout).and_then(|()| map(&opened, prepared, layout, mode));
    let array = match mapped {
        Ok(array) => array,
        Err(error) => return Err(opened.undo(error)),
    };
    if let Err(error) = write(&mut opened) {
        // Windows does not shorten a file that is mapped.
        array.release();
        return Err(opened.undo(error));
    }
    Ok(array)
}

/// Maps an array that lies in a file as the file is now.
fn map(opened: &Opened, prepared: Prepared, layout: Layout, mode: Mode) -> Result<Array> {
    let memory = match layout.nbytes {
        0 => Memory::Nothing(prepared.strategy()),
        _ => Memory::Buffer(prepared.finish(opened.file(), &layout, mode)?),
    };
    Ok(Array {
        memory,
        layout,
        mode,
        identity: opened.identity(),
    })
}

/// How an array's buffer may be made.
pub struct Buffers {
    /// The runtime that gives it.
    pub env: sys::napi_env,
    /// The strategies to try, best first.
    pub candidates: Vec<Strategy>,
    /// The most bytes that a TypedArray of this runtime holds.
    pub limit: f64,
}

impl Buffers {
    /// Prepares a buffer for an array.
    ///
    /// # Errors
    /// `LIMIT`, `BUFFER`.
    pub fn prepare(&self, layout: &Layout) -> Result<Prepared> {
        if layout.nbytes as f64 > self.limit {
            return Err(Error::range(
                "LIMIT",
                format!(
                    "shape {:?} takes {} bytes, a TypedArray of this runtime holds at most {}",
                    layout.shape, layout.nbytes, self.limit
                ),
            ));
        }
        let Layout { offset, nbytes, .. } = *layout;
        buffer::prepare(self.env, &self.candidates, offset, nbytes as usize)
    }
}

/// A mapped array.
pub struct Array {
    /// Its bytes.
    pub memory: Memory,
    /// Where in the file they lie.
    pub layout: Layout,
    /// What writing to it does.
    pub mode: Mode,
    /// As `Opened::identity`.
    pub identity: f64,
}

/// An array's bytes.
pub enum Memory {
    /// Mapped.
    Buffer(Buffer),
    /// There are none, and mapping needs at least one: the strategy that would have been used.
    Nothing(Strategy),
}

impl Array {
    /// Unmaps an array that nobody gets.
    fn release(self) {
        if let Memory::Buffer(buffer) = self.memory {
            buffer.release();
        }
    }
}
