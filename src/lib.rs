//! The native half of memmap: everything that touches a file or its bytes.

#![deny(clippy::all, unsafe_op_in_unsafe_fn, missing_docs)]

pub mod dtype;
pub mod error;
pub mod kernels;
pub mod layout;
pub mod mode;
pub mod scalar;
#[cfg(test)]
mod testing;
