//! Tests of the kernels: against NumPy's own results, and against a plain slow model.

mod arrays;
mod check;
mod conversions;
mod layouts;
mod model;
mod reductions;
mod text;
