//! Opening the members of .npz files in place.

use napi::Env;
use napi::bindgen_prelude::{Either3, Uint8Array};
use napi_derive::napi;

use super::dtype::write;
use super::file::{map_array, numbers, prepare, read_target, to_js};
use super::npy::{NpyOpening, read_head};
use super::to_napi_error;
use crate::buffer;
use crate::error::{Error, Result};
use crate::file::{Opened, Target};
use crate::mode::Mode;
use crate::npz;
use crate::os;

/// One array of an .npz file, as `lib/npz.js` gets it.
#[napi(object, object_from_js = false)]
pub struct NpzMember<'env> {
    /// Without `.npy`.
    pub name: String,
    /// As `open_npy` gives it.
    pub array: NpyOpening<'env>,
}

/// Maps all arrays of an .npz file, or none. `max_header_size` is in characters.
#[napi]
#[allow(clippy::too_many_arguments)] // one call from one place
pub fn open_npz<'env>(
    env: &'env Env,
    target: Either3<f64, String, Uint8Array>,
    mode: String,
    max_header_size: Option<f64>,
    buffer: String,
    forced: Option<String>,
    limit: f64,
) -> napi::Result<Vec<NpzMember<'env>>> {
    let done = || -> Result<_> {
        let mode = Mode::parse(&mode)?;
        if mode.writes_file() {
            return Err(Error::range(
                "MODE",
                format!(
                    "mode must be 'r' or 'c' for an .npz file, whose checksums writing would make \
                     wrong (got {:?})",
                    mode.short()
                ),
            ));
        }
        let candidates = buffer::candidates(&buffer, forced.as_deref())?;
        let max_header_size = max_header_size.map(|size| size as u64);
        let (mut opened, found) = list(read_target(target), mode, max_header_size)?;
        let mut arrays = Vec::with_capacity(found.len());
        for (name, head, layout) in found {
            let prepared = prepare(env, &layout, &candidates, limit)?;
            opened.layout = layout.clone();
            let mapped = map_array(env, &opened, prepared, mode)?;
            arrays.push((name, head.header, layout, mapped));
        }
        Ok((arrays, opened.identity, mode))
    };
    let (arrays, identity, mode) = done().map_err(|error| to_napi_error(env, error))?;
    let arrays = arrays.into_iter().map(|(name, header, layout, mapped)| {
        let shape = Some(numbers(&layout.shape));
        Ok(NpzMember {
            name,
            array: NpyOpening {
                opening: to_js(env, mapped, identity, mode.short(), shape)?,
                dtype: Some(write(env, &header.dtype)?),
                offset: layout.offset as f64,
                fortran_order: header.fortran_order,
            },
        })
    });
    arrays.collect()
}

type Found = (String, crate::npy::Head, crate::layout::Layout);

/// Opens the file and reads the head of each member, before any is mapped.
fn list(target: Target, mode: Mode, max_header_size: Option<u64>) -> Result<(Opened, Vec<Found>)> {
    let opened = Opened::unplaced(target, mode)?;
    let read_at = |bytes: &mut [u8], at| os::read_at(opened.file(), bytes, at);
    let members = npz::members(read_at, opened.size())?;
    let heads = members.into_iter().map(|member| {
        let (head, layout) = read_head(&opened, member.start, member.len, max_header_size)
            .map_err(|error| within(&member.name, error))?;
        Ok((member.name, head, layout))
    });
    let heads = heads.collect::<Result<Vec<_>>>()?;
    Ok((opened, heads))
}

/// An error of one member, with its name.
fn within(name: &str, error: Error) -> Error {
    match error {
        Error::Coded {
            class,
            code,
            message,
        } => Error::Coded {
            class,
            code,
            message: format!("member '{}.npy': {message}", name.escape_debug()),
        },
        error => error,
    }
}
