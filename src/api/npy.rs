//! Opening .npy files: `numpy.lib.format.open_memmap`.

use napi::bindgen_prelude::{Either3, Uint8Array, Unknown};
use napi::{Env, ValueType};
use napi_derive::napi;

use super::dtype::read_dtype;
use super::file::{Opening, Reopen, buffers, npy_to_js, read_target};
use super::to_napi_error;
use crate::dtype::DType;
use crate::error::Result;
use crate::layout;
use crate::mode::Mode;
use crate::npy::Version;
use crate::open::{self, NpyRequest};

/// The options of `openMemmap`, but for the dtype.
#[napi(object, object_to_js = false)]
pub struct NpyOptions {
    /// The mode, in its short spelling.
    pub mode: String,
    /// The dimensions.
    pub shape: Option<Vec<f64>>,
    /// Whether `order` was `'F'`.
    pub fortran_order: Option<bool>,
    /// The first number of the format's version; the second is 0.
    pub version: Option<u8>,
    /// The longest header, in characters.
    pub max_header_size: Option<f64>,
    /// The option `buffer`.
    pub buffer: String,
    /// The strategy that `MEMMAP_BUFFER` asks for.
    pub forced: Option<String>,
    /// Whether blocks are reserved.
    pub allocate: bool,
    /// The most bytes that a TypedArray of this runtime holds.
    pub limit: f64,
    /// As [`Reopen`].
    pub reopen: Option<Reopen>,
}

/// Opens or creates a .npy file and maps its array. `dtype` is undefined or what `dtype()` gave.
#[napi]
pub fn open_npy<'env>(
    env: &'env Env,
    target: Either3<f64, String, Uint8Array>,
    dtype: Unknown<'env>,
    options: NpyOptions,
) -> napi::Result<Opening<'env>> {
    let request = || -> Result<_> {
        let request = NpyRequest {
            mode: Mode::parse(&options.mode)?,
            dtype: read_optional(&dtype)?,
            shape: layout::parse_shape(options.shape.as_deref())?,
            fortran_order: options.fortran_order,
            version: options.version.and_then(|major| Version::new(major, 0)),
            max_header_size: options.max_header_size.map(|size| size as u64),
            allocate: options.allocate,
            reopen: options.reopen.map(Into::into),
        };
        let forced = options.forced.as_deref();
        let buffers = buffers(env, &options.buffer, forced, options.limit)?;
        open::open_memmap(read_target(target), request, &buffers)
    };
    let npy = request().map_err(|error| to_napi_error(env, error))?;
    npy_to_js(env, npy)
}

/// A dtype, or undefined.
pub(super) fn read_optional(dtype: &Unknown) -> Result<Option<DType>> {
    match dtype.get_type() {
        Ok(ValueType::Undefined) => Ok(None),
        _ => read_dtype(dtype).map(Some),
    }
}
