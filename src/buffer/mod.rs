//! A mapping becomes a buffer that JavaScript can put a TypedArray on, without a copy.
//!
//! One file a strategy; this one chooses. A buffer is prepared before the file is changed, so
//! that a runtime that cannot give it is an error with the file as it was.

mod external;
mod external_shared;
mod js;
mod overlay;

use std::fs::File;

use napi::bindgen_prelude::{Unknown, check_status};
use napi::{Env, JsValue, sys};

use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::mapping::registry;
use crate::mapping::{self, Mapping};
use crate::mode::Mode;

/// A way to give memory to JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// A SharedArrayBuffer over our mapping, where the runtime has the function for it.
    ExternalShared,
    /// A shared WebAssembly.Memory with the file mapped over its pages.
    OverlayShared,
    /// An ArrayBuffer over our mapping.
    External,
    /// An unshared WebAssembly.Memory with the file mapped over its pages.
    Overlay,
}

impl Strategy {
    /// The name that `MEMMAP_BUFFER` takes and `Memmap#backing` gives.
    pub const fn name(self) -> &'static str {
        match self {
            Strategy::ExternalShared => "external-shared",
            Strategy::OverlayShared => "overlay-shared",
            Strategy::External => "external",
            Strategy::Overlay => "overlay",
        }
    }

    fn parse(text: &str) -> Result<Strategy> {
        const ALL: [Strategy; 4] = [
            Strategy::ExternalShared,
            Strategy::OverlayShared,
            Strategy::External,
            Strategy::Overlay,
        ];
        ALL.into_iter()
            .find(|strategy| strategy.name() == text)
            .ok_or_else(|| {
                Error::range(
                    "BUFFER",
                    format!(
                        "MEMMAP_BUFFER must be 'external-shared', 'overlay-shared', 'external' or \
                     'overlay' (got {text:?})"
                    ),
                )
            })
    }
}

/// The strategies to try, best first: the forced one alone, or what suits the `buffer` option, which
/// lib/options.js has checked.
pub fn candidates(buffer: &str, forced: Option<&str>) -> Result<Vec<Strategy>> {
    if let Some(forced) = forced {
        return Ok(vec![Strategy::parse(forced)?]);
    }
    match buffer {
        "shared" => Ok(vec![
            Strategy::ExternalShared,
            Strategy::OverlayShared,
            Strategy::External,
        ]),
        _ => Ok(vec![Strategy::External, Strategy::Overlay]),
    }
}

/// A buffer that the runtime can give: what its strategy needs beforehand is reserved.
pub struct Prepared {
    env: sys::napi_env,
    strategy: Strategy,
    memory: Option<overlay::Memory>,
}

/// Takes the first candidate that this runtime can give for `len` bytes at `offset` of a file. For
/// 0 bytes nothing is reserved.
pub fn prepare(
    env: sys::napi_env,
    candidates: &[Strategy],
    offset: u64,
    len: usize,
) -> Result<Prepared> {
    let mut refusals = Vec::new();
    for &strategy in candidates {
        let prepared = match strategy {
            Strategy::ExternalShared => external_shared::check(env).map(|()| None),
            Strategy::External => external::check(env).map(|()| None),
            Strategy::OverlayShared | Strategy::Overlay => {
                let shared = strategy == Strategy::OverlayShared;
                let span = match len {
                    0 => 0,
                    len => mapping::page_delta(offset) + len,
                };
                overlay::Memory::reserve(env, span, shared)
            }
        };
        match prepared {
            Ok(memory) => {
                return Ok(Prepared {
                    env,
                    strategy,
                    memory,
                });
            }
            Err(refusal) => refusals.push(format!("{}: {refusal}", strategy.name())),
        }
    }
    Err(Error::plain(
        "BUFFER",
        format!(
            "buffer: this runtime cannot give one of {len} bytes ({})",
            refusals.join("; ")
        ),
    ))
}

/// A mapped buffer, as JavaScript gets it.
pub struct Buffer {
    /// How it was made.
    pub strategy: Strategy,
    /// The ArrayBuffer or SharedArrayBuffer.
    pub value: sys::napi_value,
    /// The WebAssembly.Memory under it, in an overlay.
    pub memory: Option<sys::napi_value>,
    /// Where in the buffer the array begins.
    pub byte_offset: usize,
    /// The mapping's number in the registry.
    pub id: u64,
}

impl Buffer {
    /// Unmaps the file, in the call that mapped it: nobody else has the buffer yet.
    pub fn release(&self) {
        if let Some(mapping) = registry::get(self.id) {
            // Where this fails the mapping stays until the buffer is collected.
            // SAFETY: the registry's reference keeps a mapping of ours, and the running call's
            // handle scope an overlay's Memory.
            let _ = unsafe { mapping.close() };
        }
    }
}

impl Prepared {
    /// How the buffer is made.
    pub fn strategy(&self) -> Strategy {
        self.strategy
    }

    /// Maps an array, which has bytes, into the prepared buffer.
    pub fn finish(self, file: &File, layout: &Layout, mode: Mode) -> Result<Buffer> {
        registry::check_capacity()?;
        let Prepared { env, strategy, .. } = self;
        let offset = layout.offset;
        let len = layout.nbytes as usize;
        if let Some(memory) = self.memory {
            return memory.map_over(env, strategy, file, mode, offset, len);
        }
        let mapping = Mapping::map(file, mode, offset, len)?;
        let base = mapping.base();
        let id = registry::add(mapping);
        let value = match strategy {
            Strategy::ExternalShared => external_shared::create(env, base, len, id),
            _ => external::create(env, base, len, id),
        }
        .inspect_err(|_| registry::remove(id))?;
        Ok(Buffer {
            strategy,
            value,
            memory: None,
            byte_offset: 0,
            id,
        })
    }
}

/// Makes a buffer object of another thread one more holder of an overlay's memory.
pub fn watch(env: &Env, value: &Unknown, id: u64) -> Result<()> {
    overlay::watch(env.raw(), value.raw(), id)
}

/// Detaches an ArrayBuffer, so that nothing can reach its memory any more. A SharedArrayBuffer
/// cannot be detached: the zeros under it do the work.
///
/// An external one that was moved is detached already, and who has its memory now keeps it.
pub fn detach(env: &Env, mapping: &Mapping, value: &Unknown, memory: Option<&Unknown>) {
    match memory {
        _ if !value.is_arraybuffer().unwrap_or(false) => {}
        Some(memory) => overlay::detach(env.raw(), memory.raw()),
        None if external::detach(env.raw(), value.raw()) => mapping.set_detached(),
        None => {}
    }
}

/// Whether the runtime allows buffers over foreign memory, by the status of making one.
fn allowed(status: sys::napi_status) -> std::result::Result<(), String> {
    match status {
        sys::Status::napi_ok => Ok(()),
        sys::Status::napi_no_external_buffers_allowed => {
            Err("no buffers over foreign memory here, as in Electron".into())
        }
        _ => Err(format!("Node-API says {}", napi::Status::from(status))),
    }
}

/// An error of Node-API itself, which no user's argument causes.
fn runtime_error(status: sys::napi_status, what: &str) -> Result<()> {
    check_status!(status)
        .map_err(|error| Error::plain("BUFFER", format!("buffer: {what} failed: {error}")))
}
