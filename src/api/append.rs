//! Growing a mapped array at its end.

use napi::Env;
use napi::bindgen_prelude::{Either3, Uint8Array, Unknown};
use napi_derive::napi;

use super::file::{Opening, buffers, read_target, to_js};
use super::npy::read_optional;
use super::to_napi_error;
use crate::error::Result;
use crate::mode::Mode;
use crate::open::{self, Growth};

/// The array as it is, and how the new one is to be mapped.
#[napi(object, object_to_js = false)]
pub struct AppendOptions {
    /// The file's, as `open` gave it.
    pub identity: f64,
    /// Bytes before the array.
    pub offset: f64,
    /// Bytes of an element.
    pub itemsize: f64,
    /// The dimensions, at least one.
    pub shape: Vec<f64>,
    /// The new rows.
    pub rows: f64,
    /// The mode, in its short spelling.
    pub mode: String,
    /// The option `buffer`.
    pub buffer: String,
    /// The strategy that `MEMMAP_BUFFER` asks for.
    pub forced: Option<String>,
    /// The most bytes that a TypedArray of this runtime holds.
    pub limit: f64,
}

/// Writes rows behind an array and maps the longer one. `dtype` is what `dtype()` gave where the
/// file is a .npy file, else undefined. Nothing is changed unless all of it can be done.
#[napi]
pub fn append<'env>(
    env: &'env Env,
    target: Either3<f64, String, Uint8Array>,
    dtype: Unknown<'env>,
    bytes: Uint8Array,
    options: AppendOptions,
) -> napi::Result<Opening<'env>> {
    let request = || -> Result<_> {
        let growth = Growth {
            identity: options.identity,
            offset: options.offset as u64,
            itemsize: options.itemsize as u64,
            shape: options.shape.iter().map(|&dim| dim as u64).collect(),
            rows: options.rows as u64,
            npy: read_optional(&dtype)?,
        };
        let mode = Mode::parse(&options.mode)?;
        let forced = options.forced.as_deref();
        let buffers = buffers(env, &options.buffer, forced, options.limit)?;
        open::append(read_target(target), &growth, &bytes, mode, &buffers)
    };
    let array = request().map_err(|error| to_napi_error(env, error))?;
    to_js(env, array, None)
}
