//! Windows: a mapped file cannot be truncated there, and a failed page-in is an exception that
//! is not ours to catch.

/// Nothing to install.
pub fn install() {}
