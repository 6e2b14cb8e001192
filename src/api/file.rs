//! Opening, flushing and closing a mapped file.

use std::path::PathBuf;
use std::sync::Arc;

use napi::bindgen_prelude::{
    AsyncTask, BigInt, Either, Either3, FromNapiValue, Null, Object, Uint8Array, Undefined, Unknown,
};
use napi::{Env, Task};
use napi_derive::napi;

use super::dtype::write;
use super::to_napi_error;
use crate::buffer;
use crate::error::Result;
use crate::file::Target;
use crate::layout;
use crate::mapping::Mapping;
use crate::mapping::registry;
use crate::mode::Mode;
use crate::open::{self, Array, Buffers, Memory, Npy};
use crate::os;

/// A mapped array, as `lib/open.js` gets it, without what the caller knows.
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
    /// Bytes before the array, where a header says it.
    pub offset: Option<f64>,
    /// What `parse_dtype` gives, where a header says it and the caller does not.
    pub dtype: Option<Object<'env>>,
    /// Whether the first axis is the fastest, where a header says it.
    pub fortran_order: Option<bool>,
}

/// A file is opened a second time, and is not changed.
#[napi(object, object_to_js = false)]
pub struct Reopen {
    /// What the first opening gave, where it must still be the same file.
    pub identity: Option<f64>,
}

impl From<Reopen> for open::Reopen {
    fn from(Reopen { identity }: Reopen) -> open::Reopen {
        open::Reopen { identity }
    }
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
    reopen: Option<Reopen>,
) -> napi::Result<Opening<'env>> {
    let request = || -> Result<_> {
        let request = open::Request {
            mode: Mode::parse(&mode)?,
            shape: layout::parse_shape(shape.as_deref())?,
            itemsize: itemsize as u64,
            offset: match offset {
                Either::A(offset) => offset as u64,
                Either::B(offset) => offset.get_u64().1,
            },
            allocate,
            reopen: reopen.map(Into::into),
        };
        let buffers = buffers(env, &buffer, forced.as_deref(), limit)?;
        open::memmap(read_target(target), &request, &buffers)
    };
    let array = request().map_err(|error| to_napi_error(env, error))?;
    let from_file = shape.is_none_or(|shape| shape.contains(&-1.0));
    let shape = from_file.then(|| numbers(&array.layout.shape));
    to_js(env, array, shape)
}

/// A path or a descriptor, as `lib/options.js` gives it.
pub(super) fn read_target(target: Either3<f64, String, Uint8Array>) -> Target {
    match target {
        Either3::A(fd) => Target::Descriptor(fd as i32),
        Either3::B(path) => Target::Path(PathBuf::from(path)),
        Either3::C(path) => Target::Path(os::path_from_bytes(&path)),
    }
}

/// How an array's buffer may be made.
pub(super) fn buffers(
    env: &Env,
    buffer: &str,
    forced: Option<&str>,
    limit: f64,
) -> Result<Buffers> {
    Ok(Buffers {
        env: env.raw(),
        candidates: buffer::candidates(buffer, forced)?,
        limit,
    })
}

/// A shape as JavaScript takes it.
pub(super) fn numbers(shape: &[u64]) -> Vec<f64> {
    shape.iter().map(|&dim| dim as f64).collect()
}

/// A mapped array for JavaScript.
pub(super) fn to_js<'env>(
    env: &'env Env,
    array: Array,
    shape: Option<Vec<f64>>,
) -> napi::Result<Opening<'env>> {
    let Array {
        memory,
        mode,
        identity,
        ..
    } = array;
    let null_or = |value: Option<napi::sys::napi_value>| match value {
        // SAFETY: the value was made in this call, in this env.
        Some(value) => unsafe { Unknown::from_napi_value(env.raw(), value) }.map(Either::A),
        None => Ok(Either::B(Null)),
    };
    let (id, buffer, memory, byte_offset, strategy) = match memory {
        Memory::Buffer(buffer) => (
            buffer.id as f64,
            null_or(Some(buffer.value))?,
            null_or(buffer.memory)?,
            buffer.byte_offset as f64,
            buffer.strategy,
        ),
        Memory::Nothing(strategy) => (0.0, Either::B(Null), Either::B(Null), 0.0, strategy),
    };
    Ok(Opening {
        id,
        buffer,
        memory,
        byte_offset,
        mode: mode.short(),
        backing: strategy.name(),
        identity,
        shape,
        offset: None,
        dtype: None,
        fortran_order: None,
    })
}

/// A mapped array with a .npy header, for JavaScript.
pub(super) fn npy_to_js<'env>(env: &'env Env, npy: Npy) -> napi::Result<Opening<'env>> {
    let shape = numbers(&npy.array.layout.shape);
    let offset = npy.array.layout.offset as f64;
    Ok(Opening {
        offset: Some(offset),
        dtype: npy.dtype.map(|dtype| write(env, &dtype)).transpose()?,
        fortran_order: Some(npy.fortran_order),
        ..to_js(env, npy.array, Some(shape))?
    })
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

/// Unmaps the file and detaches the buffer where that can be done. `buffer` and `memory` are what
/// [`open`] gave; holding them here keeps an overlay's pages in place meanwhile. Gives the bytes
/// that were lost.
#[napi]
pub fn close(env: &Env, id: f64, buffer: Unknown, memory: Unknown) -> napi::Result<f64> {
    let Some(mapping) = registry::get(id as u64) else {
        return Ok(0.0);
    };
    // SAFETY: our own mappings live while the registry's reference does, and an overlay's Memory
    // while this call holds it.
    unsafe { mapping.close() }.map_err(|error| to_napi_error(env, error))?;
    let memory = (memory.get_type()? == napi::ValueType::Object).then_some(&memory);
    buffer::detach(env, &mapping, &buffer, memory);
    Ok(mapping.lost_bytes() as f64)
}

/// The bytes of pages that a mapping has lost.
#[napi]
pub fn lost_bytes(id: f64) -> f64 {
    registry::get(id as u64).map_or(0.0, |mapping| mapping.lost_bytes() as f64)
}

/// Makes a buffer that came from another thread an owner of its mapping; `is_new` is false where it
/// is one already. `bytes` are the mapping's as far as an array takes them. Gives the address of the
/// first one modulo 16, the largest alignment that counts; null where there is no such mapping.
#[napi]
pub fn adopt(
    env: &Env,
    id: f64,
    buffer: Unknown,
    bytes: Uint8Array,
    is_new: bool,
) -> napi::Result<Option<u32>> {
    let id = id as u64;
    let Some(mapping) = registry::adopt(id, bytes.as_ptr(), bytes.len(), is_new) else {
        return Ok(None);
    };
    if is_new && mapping.is_overlay() {
        buffer::watch(env, &buffer, id).map_err(|error| to_napi_error(env, error))?;
    }
    Ok(Some(bytes.as_ptr().addr() as u32 % 16))
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
