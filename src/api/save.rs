//! Writing arrays to .npy and .npz files.

use napi::Env;
use napi::bindgen_prelude::{Either3, Uint8Array, Unknown};
use napi_derive::napi;

use super::convert::{Operand, Window, threads};
use super::dtype::read_dtype;
use super::file::read_target;
use super::to_napi_error;
use super::work::MappedPages;
use crate::error::{Error, Result};
use crate::file::Target;
use crate::guard;
use crate::mapping;
use crate::npy::{self, Version};
use crate::save::{self, Array};

/// An array, as `lib/save.js` describes it.
#[napi(object, object_to_js = false)]
pub struct SavedArray<'env> {
    /// The name of its member in an .npz file.
    pub name: Option<String>,
    /// What `dtype()` gave.
    pub dtype: Unknown<'env>,
    /// Whether the operand has its axes reversed.
    pub fortran_order: bool,
    /// The first number of the format's version; the second is 0.
    pub version: Option<u8>,
    /// The elements, to be written in C order.
    pub operand: Operand<'env>,
    /// Their pages.
    pub mapped: Option<MappedPages>,
}

/// Writes a .npy file of the one array without a name, or an .npz file.
#[napi]
pub fn save(
    env: &Env,
    target: Either3<f64, String, Uint8Array>,
    arrays: Vec<SavedArray>,
) -> napi::Result<()> {
    let before = guard::losses();
    let run = || -> Result<()> {
        let Target::Path(path) = read_target(target) else {
            return Err(Error::type_error("OPTION", "filename must be a path"));
        };
        let mut windows = Vec::new();
        let mut pages = Vec::new();
        for array in &arrays {
            windows.push(Window::new(env, &array.operand)?);
            if let Some(mapped) = &array.mapped {
                pages.push(mapped.open(None)?.1);
            }
        }
        let check = || {
            if windows.iter().any(|window| before.grew_at(window.base)) {
                return Err(mapping::lost("save"));
            }
            pages.iter().try_for_each(|pages| pages.check())
        };
        let mut named = Vec::new();
        for (array, window) in arrays.iter().zip(&windows) {
            let elements = window.view();
            let mut shape: Vec<_> = elements.shape.iter().map(|&length| length as u64).collect();
            if array.fortran_order {
                shape.reverse();
            }
            let version = array.version.and_then(|major| Version::new(major, 0));
            let dtype = read_dtype(&array.dtype)?;
            let head = npy::prelude(&dtype, &shape, array.fortran_order, version)?;
            named.push((array.name.clone(), Array { head, elements }));
        }
        // SAFETY: the windows lie in buffers that the arguments keep alive.
        unsafe {
            if let [(None, array)] = &named[..] {
                return save::npy(&path, array, threads(), check);
            }
            let named = named.into_iter();
            let named: Vec<_> = named
                .map(|(name, array)| (name.unwrap_or_default(), array))
                .collect();
            save::npz(&path, &named, threads(), check)
        }
    };
    run().map_err(|error| to_napi_error(env, error))
}
