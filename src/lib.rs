//! The native half of memmap: everything that touches a file or its bytes.
//!
//! Imports run one way: `api` (napi) -> `open`, `npz`, `save`, `work`; `open` -> `buffer`, `file`, `npy`;
//! `work` -> `kernels`, `paging`; `save` -> `kernels` -> `threads`; `buffer`, `paging` -> `mapping` -> `guard`;
//! `npz` -> `npy` -> `dtype` -> `layout`. What differs between systems is in `os`. Kernels and grammars
//! know nothing of Node.

#![deny(
    clippy::all,
    clippy::undocumented_unsafe_blocks,
    missing_docs,
    unsafe_op_in_unsafe_fn
)]

pub mod advice;
// In a test build the macros of napi export nothing, which leaves their helpers unused.
#[cfg_attr(test, allow(dead_code))]
mod api;
pub mod buffer;
pub mod dtype;
pub mod error;
pub mod file;
pub mod guard;
pub mod kernels;
pub mod layout;
pub mod mapping;
pub mod mode;
pub mod npy;
pub mod npz;
pub mod open;
#[cfg_attr(unix, path = "os/unix.rs")]
#[cfg_attr(windows, path = "os/windows/mod.rs")]
mod os;
pub mod paging;
pub mod save;
pub mod scalar;
pub mod span;
#[cfg(test)]
mod testing;
pub mod threads;
pub mod work;
