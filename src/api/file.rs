//! Opening, flushing and closing a mapped file.

use std::path::PathBuf;
use std::sync::Arc;

use napi::bindgen_prelude::{
    AsyncTask, BigInt, Either, Either3, FromNapiValue, Null, Uint8Array, Undefined, Unknown,
};
use napi::{Env, Task};
use napi_derive::napi;

use super::to_napi_error;
use crate::buffer::{self, Buffer};
use crate::error::{Error, Result};
use crate::file::{Opened, Target};
use crate::layout::{self, Layout, Shape};
use crate::mapping::Mapping;
use crate::mapping::registry;
use crate::mode::Mode;
use crate::os;

/// A mapped file, as `lib/memmap.js` gets it.
#[napi(object, object_from_js = false)]
pub struct Opening<'env> {
    /// The mapping's number; 0 for an array without bytes, which has no buffer either.
    pub id: f64,
    /// The ArrayBuffer or SharedArrayBuffer.
    pub buffer: Either<Unknown<'env>, Null>,
    /// The WebAssembly.Memory that the buffer belongs to, in an overlay.
    pub memory: Either<Unknown<'env>, Null>,
    /// Where in the buffer the array begins.
    pub byte_offset: f64,
    /// The mode's short spelling.
    pub mode: &'static str,
    /// The strategy's name.
    pub backing: &'static str,
    /// Tells the file from others when it is opened again.
    pub identity: f64,
    /// The shape, where it came from the file.
    pub shape: Option<Vec<f64>>,
}

/// Opens and maps a file. Nothing in it is changed unless all of it can be done.
///
/// `target` is a path or a descriptor, `shape` null where the file decides, `buffer` the option
/// and `forced` the strategy that `MEMMAP_BUFFER` asks for, `limit` the most bytes that a
/// TypedArray of this runtime holds.
#[napi]
#[allow(clippy::too_many_arguments)] // one call from one place; an object costs 1 us to read
pub fn open<'env>(
    env: &'env Env,
    target: Either3<f64, String, Uint8Array>,
    mode: String,
    itemsize: f64,
    offset: Either<f64, BigInt>,
    shape: Option<Vec<f64>>,
    buffer: String,
    forced: Option<String>,
    allocate: bool,
    limit: f64,
) -> napi::Result<Opening<'env>> {
    let request = || -> Result<_> {
        let mode = Mode::parse(&mode)?;
        let from_file = shape.as_deref().is_none_or(|shape| shape.contains(&-1.0));
        let shape = layout::parse_shape(shape.as_deref())?;
        let offset = match offset {
            Either::A(offset) => offset as u64,
            Either::B(offset) => offset.get_u64().1,
        };
        let candidates = buffer::candidates(&buffer, forced.as_deref())?;
        let request = Request {
            mode,
            shape,
            itemsize: itemsize as u64,
            offset,
            allocate,
            limit,
        };
        let (mapped, opened) = request.open(env, read_target(target), &candidates)?;
        Ok((mapped, opened, from_file, mode.short()))
    };
    let (mapped, opened, from_file, mode) = request().map_err(|error| to_napi_error(env, error))?;
    let shape = from_file.then(|| numbers(&opened.layout.shape));
    to_js(env, mapped, opened.identity, mode, shape)
}

/// A path or a descriptor, as `lib/options.js` gives it.
pub(super) fn read_target(target: Either3<f64, String, Uint8Array>) -> Target {
    match target {
        Either3::A(fd) => Target::Descriptor(fd as i32),
        Either3::B(path) => Target::Path(PathBuf::from(path)),
        Either3::C(path) => Target::Path(os::path_from_bytes(&path)),
    }
}

/// A shape as JavaScript takes it.
pub(super) fn numbers(shape: &[u64]) -> Vec<f64> {
    shape.iter().map(|&dim| dim as f64).collect()
}

/// What was mapped, for JavaScript.
pub(super) fn to_js<'env>(
    env: &'env Env,
    mapped: Mapped,
    identity: f64,
    mode: &'static str,
    shape: Option<Vec<f64>>,
) -> napi::Result<Opening<'env>> {
    let null_or = |value: Option<napi::sys::napi_value>| match value {
        // SAFETY: the value was made in this call, in this env.
        Some(value) => unsafe { Unknown::from_napi_value(env.raw(), value) }.map(Either::A),
        None => Ok(Either::B(Null)),
    };
    Ok(match mapped {
        Mapped::Buffer(buffer) => Opening {
            id: buffer.id as f64,
            buffer: null_or(Some(buffer.value))?,
            memory: null_or(buffer.memory)?,
            byte_offset: buffer.byte_offset as f64,
            mode,
            backing: buffer.strategy.name(),
            identity,
            shape,
        },
        Mapped::Nothing(backing) => Opening {
            id: 0.0,
            buffer: Either::B(Null),
            memory: Either::B(Null),
            byte_offset: 0.0,
            mode,
            backing,
            identity,
            shape,
        },
    })
}

struct Request {
    mode: Mode,
    shape: Shape,
    itemsize: u64,
    offset: u64,
    allocate: bool,
    limit: f64,
}

pub(super) enum Mapped {
    Buffer(Buffer),
    /// An array without bytes: mapping needs at least one. What the buffer would have been.
    Nothing(&'static str),
}

impl Request {
    fn open(
        self,
        env: &Env,
        target: Target,
        candidates: &[buffer::Strategy],
    ) -> Result<(Mapped, Opened)> {
        if self.mode == Mode::Write {
            // The one mode whose opening may already change something: know that all the rest
            // will do.
            let layout =
                layout::known_layout(created_shape(&self.shape)?, self.itemsize, self.offset)?;
            let prepared = prepare(env, &layout, candidates, self.limit)?;
            return map(
                env,
                self.opened(target)?,
                prepared,
                self.mode,
                self.allocate,
            );
        }
        let opened = self.opened(target)?;
        let prepared = prepare(env, &opened.layout, candidates, self.limit)?;
        map(env, opened, prepared, self.mode, self.allocate)
    }

    fn opened(&self, target: Target) -> Result<Opened> {
        Opened::new(target, self.mode, &self.shape, self.itemsize, self.offset)
    }
}

/// The shape of a file that `w+` makes.
pub(super) fn created_shape(shape: &Shape) -> Result<&[u64]> {
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

/// Makes sure of a buffer for the array.
pub(super) fn prepare(
    env: &Env,
    layout: &Layout,
    candidates: &[buffer::Strategy],
    limit: f64,
) -> Result<buffer::Prepared> {
    if layout.nbytes as f64 > limit {
        return Err(Error::range(
            "LIMIT",
            format!(
                "shape {:?} takes {} bytes, a TypedArray of this runtime holds at most {limit}",
                layout.shape, layout.nbytes
            ),
        ));
    }
    buffer::prepare(env.raw(), candidates, layout.offset, layout.nbytes as usize)
}

/// Changes the file as the mode asks and maps the array in it, or leaves the file as it was.
pub(super) fn map(
    env: &Env,
    mut opened: Opened,
    prepared: buffer::Prepared,
    mode: Mode,
    allocate: bool,
) -> Result<(Mapped, Opened)> {
    let mapped = opened
        .commit(allocate)
        .and_then(|()| map_array(env, &opened, prepared, mode));
    match mapped {
        Ok(mapped) => Ok((mapped, opened)),
        Err(error) => {
            opened.undo();
            Err(error)
        }
    }
}

/// Maps the array in the file as the file is now.
pub(super) fn map_array(
    env: &Env,
    opened: &Opened,
    prepared: buffer::Prepared,
    mode: Mode,
) -> Result<Mapped> {
    if opened.layout.nbytes == 0 {
        return Ok(Mapped::Nothing(prepared.name()));
    }
    prepared.finish(env.raw(), opened, mode).map(Mapped::Buffer)
}

/// Writes a range of a mapping to the file and waits for the disk.
#[napi]
pub fn flush(env: &Env, id: f64, start: f64, len: f64) -> napi::Result<()> {
    match registry::get(id as u64) {
        // SAFETY: our own mappings live while the registry's reference does, and the caller has
        // an overlay's buffer.
        Some(mapping) => unsafe { mapping.flush(start as usize, len as usize) }
            .map_err(|error| to_napi_error(env, error)),
        None => Ok(()),
    }
}

/// A flush on the thread pool.
pub struct Flush {
    mapping: Option<Arc<Mapping>>,
    start: usize,
    len: usize,
}

impl Task for Flush {
    type Output = Result<()>;
    type JsValue = Undefined;

    fn compute(&mut self) -> napi::Result<Result<()>> {
        Ok(match &self.mapping {
            // SAFETY: as in `flush`.
            Some(mapping) => unsafe { mapping.flush(self.start, self.len) },
            None => Ok(()),
        })
    }

    fn resolve(&mut self, env: Env, output: Result<()>) -> napi::Result<Undefined> {
        output.map_err(|error| to_napi_error(&env, error))
    }
}

/// As [`flush`], off the main thread. The caller keeps the buffer alive until it is done.
#[napi]
pub fn flush_async(id: f64, start: f64, len: f64) -> AsyncTask<Flush> {
    AsyncTask::new(Flush {
        mapping: registry::get(id as u64),
        start: start as usize,
        len: len as usize,
    })
}

/// Lets go of the file and takes its memory from the buffer. `buffer` and `memory` are what
/// [`open`] gave; holding them here keeps an overlay's pages in place meanwhile. Gives the bytes
/// that were lost.
#[napi]
pub fn close(env: &Env, id: f64, buffer: Unknown, memory: Unknown) -> napi::Result<f64> {
    let mut lost = 0;
    if let Some(mapping) = registry::get(id as u64) {
        // SAFETY: our own mappings live while the registry's reference does, and an overlay's
        // Memory while this call holds it.
        unsafe { mapping.close() }.map_err(|error| to_napi_error(env, error))?;
        lost = mapping.lost_bytes();
    }
    let memory = (memory.get_type()? == napi::ValueType::Object).then_some(&memory);
    buffer::detach(env, &buffer, memory);
    Ok(lost as f64)
}

/// The bytes of pages that a mapping has lost.
#[napi]
pub fn lost_bytes(id: f64) -> f64 {
    registry::get(id as u64).map_or(0.0, |mapping| mapping.lost_bytes() as f64)
}

/// Makes a buffer that came from another thread an owner of its mapping. `first` is a
/// TypedArray at the array's first byte. False where there is no such mapping.
#[napi]
pub fn adopt(env: &Env, id: f64, buffer: Unknown, first: Uint8Array) -> napi::Result<bool> {
    let id = id as u64;
    let Some(mapping) = registry::adopt(id, first.as_ptr()) else {
        return Ok(false);
    };
    if mapping.is_overlay() {
        buffer::watch(env, &buffer, id).map_err(|error| to_napi_error(env, error))?;
    }
    Ok(true)
}

/// How many of the system's mappings those of this module take.
#[napi]
pub fn mapping_cost() -> u32 {
    registry::cost() as u32
}

/// How many mappings live in this process, for tests of leaks.
#[napi]
pub fn live_mappings() -> u32 {
    registry::len() as u32
}
