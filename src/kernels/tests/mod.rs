//! Tests of the kernels: against NumPy's own results, and against a plain slow model.

mod arrays;
mod check;
mod compare;
mod conversions;
mod dot;
mod gather;
mod histogram;
mod layouts;
mod model;
mod reductions;
mod search;
mod text;
