//! Growing a mapped array at its end.

use napi::bindgen_prelude::{Either3, Uint8Array, Unknown};
use napi::{Env, ValueType};
use napi_derive::napi;

use super::dtype::read_dtype;
use super::file::{Opening, map_array, prepare, read_target, to_js};
use super::to_napi_error;
use crate::append::{Growing, Growth};
use crate::buffer;
use crate::error::{Error, Result};
use crate::mode::Mode;

/// The array as it is, and how the new one is to be mapped.
#[napi(object, object_to_js = false)]
pub struct AppendOptions {
    /// What the opening gave.
    pub identity: f64,
    /// Bytes before the array.
    pub offset: f64,
    /// Bytes of an element.
    pub itemsize: f64,
    /// The dimensions.
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
    let done = || -> Result<_> {
        let mode = Mode::parse(&options.mode)?;
        let candidates = buffer::candidates(&options.buffer, options.forced.as_deref())?;
        let shape: Vec<u64> = options.shape.iter().map(|&dim| dim as u64).collect();
        let is_npy = dtype
            .get_type()
            .is_ok_and(|kind| kind != ValueType::Undefined);
        if shape.is_empty() {
            return Err(Error::range(
                "SHAPE",
                "append: an array without axes cannot grow",
            ));
        }
        let growth = Growth {
            identity: options.identity,
            offset: options.offset as u64,
            itemsize: options.itemsize as u64,
            shape: &shape,
            rows: options.rows as u64,
            npy: is_npy.then(|| read_dtype(&dtype)).transpose()?,
        };
        let mut growing = Growing::new(read_target(target), &growth)?;
        let prepared = prepare(env, growing.layout(), &candidates, options.limit)?;
        let mapped = growing
            .write_rows(&bytes)
            .and_then(|()| map_array(env, &growing.opened, prepared, mode))
            .and_then(|mapped| growing.write_header().map(|()| mapped));
        match mapped {
            Ok(mapped) => Ok((mapped, growing.opened.identity, mode)),
            Err(error) => {
                growing.undo();
                Err(error)
            }
        }
    };
    let (mapped, identity, mode) = done().map_err(|error| to_napi_error(env, error))?;
    to_js(env, mapped, identity, mode.short(), None)
}
