//! `copy`, `astype`, `assign` and `fill`: the kernels over the memory of arrays.

use std::ffi::c_void;
use std::ptr;
use std::sync::OnceLock;
use std::thread;

use napi::bindgen_prelude::Unknown;
use napi::{Env, JsValue, sys};
use napi_derive::napi;

use super::to_napi_error;
use crate::dtype::{DType, Kind};
use crate::error::{Error, Result};
use crate::guard;
use crate::kernels::{self, Element, KernelError, Strided};
use crate::mapping;
use crate::os;
use crate::scalar::Scalar;
use crate::span::span;

/// An array's memory, as `lib/array/convert.js` describes it.
#[napi(object, object_to_js = false)]
pub struct Operand<'env> {
    /// A TypedArray or DataView over the memory.
    pub data: Unknown<'env>,
    /// Bytes from the first one of `data` to element `[0, ..., 0]`.
    pub start: f64,
    /// The shape, broadcast already.
    pub shape: Vec<f64>,
    /// Strides in bytes.
    pub strides: Vec<f64>,
    /// What `parseDtype` gave as the dtype's `code`.
    pub element: u32,
    /// Bytes of an element.
    pub itemsize: f64,
}

/// Added to the number of a `Scalar` whose bytes are in the other order.
const SWAPPED: u32 = 16;
const OPAQUE: u32 = 32;
const LATIN1: u32 = 33;
const UTF32: u32 = 34;
const UTF32_SWAPPED: u32 = 35;

/// The number by which an [`Operand`] names the elements of a dtype; [`element`] is the inverse.
pub(super) fn code(dtype: &DType) -> u32 {
    match (dtype.scalar(), dtype.kind()) {
        (Some(scalar), _) => scalar as u32 + if dtype.swapped() { SWAPPED } else { 0 },
        (None, Kind::Bytes(_)) => LATIN1,
        (None, Kind::Text(_)) if dtype.swapped() => UTF32_SWAPPED,
        (None, Kind::Text(_)) => UTF32,
        _ => OPAQUE,
    }
}

/// Converts `src` into `dst`, with NumPy's `astype` rules; with `checked` only where `assign`
/// would keep the values. Gives -1, or the flat C-order index of the first element that was
/// refused, in which case nothing was written.
#[napi]
pub fn convert(env: &Env, dst: Operand, src: Operand, checked: bool) -> napi::Result<f64> {
    let before = guard::losses();
    let run = || -> Result<f64> {
        let (dst, src) = (Window::new(env, &dst)?, Window::new(env, &src)?);
        let (dst, src) = (dst.view(), src.view());
        let threads = threads();
        if checked {
            // SAFETY: the windows lie in buffers that the arguments keep alive.
            let refused = unsafe { kernels::check_assign(&src, dst.element, threads) };
            if let Some(index) = refused.map_err(refusal)? {
                return Ok(index as f64);
            }
        }
        // SAFETY: as above; slicing makes no elements that share bytes, and lib/share.js refuses
        // handles of such.
        unsafe { kernels::convert(&dst, &src, threads) }.map_err(refusal)?;
        if before.grew_at(dst.base) || before.grew_at(src.base) {
            return Err(mapping::lost("copying elements"));
        }
        Ok(-1.0)
    };
    run().map_err(|error| to_napi_error(env, error))
}

/// Whether two arrays may share a byte of memory, whatever their buffers are.
#[napi]
pub fn overlaps(env: &Env, a: Operand, b: Operand) -> napi::Result<bool> {
    let run = || {
        let (a, b) = (Window::new(env, &a)?, Window::new(env, &b)?);
        Ok(kernels::overlaps(&a.view(), &b.view()))
    };
    run().map_err(|error| to_napi_error(env, error))
}

/// A kernel's error, as the caller sees it.
pub(super) fn refusal(error: KernelError) -> Error {
    match error {
        KernelError::OutOfMemory { .. } => Error::range("LIMIT", error.to_string()),
        _ => Error::type_error("DTYPE", error.to_string()),
    }
}

/// How many threads a large operation may use: what `MEMMAP_THREADS` says, or one for each core.
pub(super) fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    *THREADS.get_or_init(|| {
        let asked = std::env::var("MEMMAP_THREADS").ok();
        match asked.and_then(|asked| asked.parse().ok()) {
            Some(threads) if threads > 0 => threads,
            _ => thread::available_parallelism().map_or(1, usize::from),
        }
    })
}

/// Asks for huge pages behind a new array's memory, before anything is written to it: what
/// filling hundreds of MB costs is mostly page faults.
#[napi]
pub fn advise_huge(env: &Env, data: Unknown) {
    if let Some((address, len)) = memory(env, &data) {
        os::advise_huge(address, len);
    }
}

/// An operand that was checked to lie inside its memory.
pub(super) struct Window {
    pub base: *mut u8,
    shape: Vec<usize>,
    strides: Vec<isize>,
    element: Element,
}

impl Window {
    pub fn new(env: &Env, operand: &Operand) -> Result<Window> {
        let outside = || Error::range("SHAPE", "shape and strides leave the array's memory");
        let (data, len) = memory(env, &operand.data).ok_or_else(outside)?;
        let element = element(operand).ok_or_else(outside)?;
        let start = operand.start as isize;
        let shape: Vec<_> = operand.shape.iter().map(|&dim| dim as usize).collect();
        let strides: Vec<_> = operand.strides.iter().map(|&step| step as isize).collect();
        let span = span(&shape, &strides, element.itemsize()).ok_or_else(outside)?;
        let is_inside = |at: isize| (0..=len as i128).contains(&(start as i128 + at as i128));
        let inside = span.is_empty() || is_inside(span.start) && is_inside(span.end);
        if shape.len() != strides.len() || !inside {
            return Err(outside());
        }
        Ok(Window {
            base: data.wrapping_offset(start),
            shape,
            strides,
            element,
        })
    }

    pub fn view(&self) -> Strided<'_> {
        Strided {
            base: self.base,
            shape: &self.shape,
            strides: &self.strides,
            element: self.element,
        }
    }
}

fn element(operand: &Operand) -> Option<Element> {
    let bytes = operand.itemsize as usize;
    let element = match operand.element {
        OPAQUE => Element::Opaque(bytes),
        LATIN1 => text(1, bytes, false),
        UTF32 => text(4, bytes, false),
        UTF32_SWAPPED => text(4, bytes, true),
        code => Element::Number {
            scalar: *Scalar::ALL.get((code % SWAPPED) as usize)?,
            swapped: code >= SWAPPED,
        },
    };
    (element.itemsize() == bytes).then_some(element)
}

fn text(width: usize, bytes: usize, swapped: bool) -> Element {
    Element::Text {
        width,
        length: bytes / width,
        swapped,
    }
}

/// The address and length of a TypedArray's or DataView's bytes.
pub(super) fn memory(env: &Env, data: &Unknown) -> Option<(*mut u8, usize)> {
    let mut address: *mut c_void = ptr::null_mut();
    let mut length = 0;
    let mut kind = 0;
    // SAFETY: the value belongs to this call; out parameters are used after napi_ok only.
    unsafe {
        let status = sys::napi_get_typedarray_info(
            env.raw(),
            data.raw(),
            &mut kind,
            &mut length,
            &mut address,
            ptr::null_mut(),
            ptr::null_mut(),
        );
        if status == sys::Status::napi_ok {
            return Some((address.cast(), length * width(kind)?));
        }
        let status = sys::napi_get_dataview_info(
            env.raw(),
            data.raw(),
            &mut length,
            &mut address,
            ptr::null_mut(),
            ptr::null_mut(),
        );
        (status == sys::Status::napi_ok).then_some((address.cast(), length))
    }
}

/// Bytes of an element of each kind of TypedArray, in the order of `napi_typedarray_type`; the
/// last is `napi_float16_array`.
fn width(kind: sys::napi_typedarray_type) -> Option<usize> {
    const WIDTHS: [usize; 12] = [1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 2];
    WIDTHS.get(usize::try_from(kind).ok()?).copied()
}
