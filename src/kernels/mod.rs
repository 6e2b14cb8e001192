//! Loops over strided memory: copy, convert, compare, gather, search, reduce, multiply. Knows nothing
//! of Node.
//!
//! A conversion: two strided views become a loop nest of few, long axes (`loop_nest`); an element becomes lanes
//! of numbers (`element`); and a pair of number types becomes a kernel that copies (`copy`) or
//! converts (`cast`, `float16`) a row. `tiling` runs it block by block. `check` tells beforehand
//! whether an assignment keeps the values (`limits`).
//!
//! The memory may be a shared mapping that others write to meanwhile. So it is only accessed through
//! raw pointers, never borrowed, and no value that was read is trusted for safety: a torn or
//! changing one gives a wrong number, nothing worse.

mod cast;
mod check;
pub mod compare;
mod copy;
mod element;
mod float16;
pub mod gather;
mod limits;
mod loop2d;
mod loop_nest;
mod multiversion;
mod nontemporal;
pub mod reduce;
pub mod search;
#[cfg(test)]
mod tests;
mod tiling;

use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

pub use check::check_assign;
pub use element::Element;

use crate::span::span;
use crate::threads;
use element::ConversionPlan;
use loop_nest::{Axis, LoopNest};
use tiling::Conversion;

/// A strided window on memory.
#[derive(Clone, Copy, Debug)]
pub struct Strided<'a> {
    /// The address of element `[0, 0, …]`, at any alignment.
    pub base: *mut u8,
    /// Elements along each axis.
    pub shape: &'a [usize],
    /// Bytes from one element to the next along each axis of `shape`; 0 repeats an element, which
    /// only a source may.
    pub strides: &'a [isize],
    /// What the elements are.
    pub element: Element,
}

/// Strides of an array without gaps, in C order.
pub fn c_strides(shape: &[usize], itemsize: usize) -> Vec<isize> {
    let mut strides = vec![0; shape.len()];
    let mut next = itemsize as isize;
    for (stride, &n) in strides.iter_mut().zip(shape).rev() {
        *stride = next;
        next *= n as isize;
    }
    strides
}

/// Work that is carried out in steps, each a number of chunks.
pub trait Steps: Send {
    /// How many chunks are done, and how many there are.
    fn progress(&self) -> [usize; 2];

    /// Carries out chunks up to a number, on up to `threads` threads. Once `stop` is true, it
    /// returns early, and there will be no result.
    ///
    /// # Safety
    /// Every element of the arrays that the work was made for can be read, and of its destination
    /// written, from any thread. Others may write to the sources meanwhile.
    unsafe fn run(&mut self, end: usize, threads: usize, stop: &AtomicBool);
}

/// Calls `work` for each chunk, on up to `threads` threads, until it gives false or `stop` is true.
fn share_chunks(
    chunks: Range<usize>,
    threads: usize,
    stop: &AtomicBool,
    work: impl Fn(usize) -> bool + Sync,
) {
    let counter = AtomicUsize::new(chunks.start);
    let ends = AtomicBool::new(false);
    let run = || {
        while !ends.load(Ordering::Relaxed) && !stop.load(Ordering::Relaxed) {
            let chunk = counter.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks.end {
                return;
            }
            if !work(chunk) {
                ends.store(true, Ordering::Relaxed);
            }
        }
    };
    threads::share(threads.min(chunks.len()), &run, run);
}

/// Memory for `n` items, without any.
fn reserved<T>(n: usize) -> Result<Vec<T>, KernelError> {
    let mut memory = Vec::new();
    let reserved = memory.try_reserve_exact(n);
    reserved.map_err(|_| KernelError::OutOfMemory {
        bytes: n.saturating_mul(size_of::<T>()),
    })?;
    Ok(memory)
}

/// `n` items in memory of their own.
fn filled<T: Clone>(n: usize, item: T) -> Result<Vec<T>, KernelError> {
    let mut memory = reserved(n)?;
    memory.resize(n, item);
    Ok(memory)
}

/// Why nothing was converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KernelError {
    /// The two views have different shapes.
    Shape,
    /// There is no conversion between these elements.
    Element {
        /// The destination's.
        dst: Element,
        /// The source's.
        src: Element,
    },
    /// There is no memory: for a copy of a source that overlaps, for results under way.
    OutOfMemory {
        /// What it would take.
        bytes: usize,
    },
}

impl fmt::Display for KernelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KernelError::Shape => f.write_str("the views have different shapes"),
            KernelError::Element { dst, src } => write!(f, "cannot convert {src:?} to {dst:?}"),
            KernelError::OutOfMemory { bytes } => write!(f, "cannot allocate {bytes} bytes"),
        }
    }
}

/// Converts every element of `src` into `dst`, as NumPy's `dst[...] = src.astype(dst.dtype)`
/// does on x86-64 Linux, on every platform.
///
/// The shapes are equal: the caller broadcasts, with strides of 0 in `src` (a fill is a source
/// whose strides are all 0). Integers wrap; floats are truncated to integers, and what does not
/// fit gives what NumPy gives; floats round to nearest even; the imaginary part is dropped; any
/// number but 0 is true. Numbers that keep their type are copied bit by bit. Text is cut or padded
/// with zeros. Views that overlap give what separate ones would. Up to `threads` threads share a
/// copy of some MiB (0 counts as 1).
///
/// # Errors
/// [`KernelError`]; nothing is written then.
///
/// # Safety
/// For the whole call, every element of `src` can be read and every element of `dst` written,
/// from any thread. No two elements of `dst` share a byte. Other threads and processes may read
/// and write the memory meanwhile.
pub unsafe fn convert(dst: &Strided, src: &Strided, threads: usize) -> Result<(), KernelError> {
    if dst.shape != src.shape {
        return Err(KernelError::Shape);
    }
    let plan = ConversionPlan::new(dst.element, src.element)?;
    if dst.shape.contains(&0) {
        return Ok(());
    }
    let conversion = Conversion::new(plan.dst, plan.src);
    let units = Axis {
        n: plan.length,
        dst: plan.dst.scalar.itemsize() as isize,
        src: plan.src.scalar.itemsize() as isize,
    };
    let nest = loop_nest(dst, src, units);
    if overlaps(dst, src) {
        if same_addresses(dst, src) {
            if dst.element == src.element {
                return Ok(());
            }
        } else if plan.padding == 0 && conversion.is_plain_copy(&nest) {
            // SAFETY: contiguous bytes on each side, which the caller vouches for.
            unsafe { std::ptr::copy(nest.src, nest.dst, nest.count() * conversion.src_size()) };
            return Ok(());
        } else {
            // SAFETY: as the caller says.
            return unsafe { convert_copy(dst, src, threads) };
        }
    }
    if plan.length > 0 {
        // SAFETY: as the caller says; the operands share no byte, or are one view of items of
        // one size.
        unsafe { conversion.run(&nest, threads) };
    }
    if plan.padding > 0 {
        // SAFETY: the rest of the destination's elements; the source is our own.
        unsafe { pad(dst, &plan, threads) };
    }
    Ok(())
}

/// Whether the two views may share a byte: their outermost bytes are compared, so views that
/// interleave count.
pub fn overlaps(a: &Strided, b: &Strided) -> bool {
    match (bounds(a), bounds(b)) {
        (Some(a), Some(b)) => a.0 < b.1 && b.0 < a.1,
        _ => false,
    }
}

/// The first byte of a view and the one after its last; `None` where it has no bytes.
fn bounds(view: &Strided) -> Option<(usize, usize)> {
    let base = view.base.addr();
    match span(view.shape, view.strides, view.element.itemsize()) {
        Some(span) if span.is_empty() => None,
        Some(span) => Some((
            base.saturating_add_signed(span.start),
            base.saturating_add_signed(span.end),
        )),
        // No memory is so large.
        None => Some((0, usize::MAX)),
    }
}

/// Whether every element of `dst` lies exactly on its source, number on number.
fn same_addresses(dst: &Strided, src: &Strided) -> bool {
    let axes = || dst.shape.iter().zip(dst.strides.iter().zip(src.strides));
    let size = |view: &Strided| view.element.lanes().unit.scalar.itemsize();
    dst.base == src.base
        && dst.element.itemsize() == src.element.itemsize()
        && size(dst) == size(src)
        && axes().all(|(&n, (d, s))| n == 1 || d == s)
}

/// The loop nest over the units of every element; `inner` is the axis of the units of one.
fn loop_nest(dst: &Strided, src: &Strided, inner: Axis) -> LoopNest {
    let strides = dst.strides.iter().zip(src.strides);
    let axes = dst.shape.iter().zip(strides);
    let axes = axes.map(|(&n, (&dst, &src))| Axis { n, dst, src });
    LoopNest::new(dst.base, src.base, axes.chain([inner]))
}

/// Fills the characters beyond those of the source with zeros.
///
/// # Safety
/// As [`convert`]'s, for `dst`.
unsafe fn pad(dst: &Strided, plan: &ConversionPlan, threads: usize) {
    let size = plan.dst.scalar.itemsize();
    let zero = 0u32;
    let strides = vec![0; dst.strides.len()];
    let zeros = Strided {
        base: (&raw const zero).cast_mut().cast(),
        strides: &strides,
        ..*dst
    };
    let rest = Strided {
        base: dst.base.wrapping_add(plan.length * size),
        ..*dst
    };
    let units = Axis {
        n: plan.padding,
        dst: size as isize,
        src: 0,
    };
    // SAFETY: the destination as the caller says; a character is at most 4 bytes, so `zero` is
    // the one that the source repeats.
    unsafe { Conversion::new(plan.dst, plan.dst).run(&loop_nest(&rest, &zeros, units), threads) };
}

/// [`convert`] from a private copy of the source, without its repetitions.
///
/// # Safety
/// As [`convert`]'s.
unsafe fn convert_copy(dst: &Strided, src: &Strided, threads: usize) -> Result<(), KernelError> {
    let mut shape = src.shape.to_vec();
    let mut strides = vec![0; shape.len()];
    let mut bytes = src.element.itemsize();
    for k in (0..shape.len()).rev() {
        if src.strides[k] == 0 {
            shape[k] = 1;
        } else {
            strides[k] = bytes as isize;
            bytes = bytes
                .checked_mul(shape[k])
                .ok_or(KernelError::OutOfMemory { bytes: usize::MAX })?;
        }
    }
    let mut memory: Vec<u8> = reserved(bytes)?;
    let copy = Strided {
        base: memory.as_mut_ptr(),
        shape: &shape,
        strides: &strides,
        element: src.element,
    };
    let distinct = Strided {
        shape: &shape,
        ..*src
    };
    let repeated = Strided {
        shape: src.shape,
        ..copy
    };
    // SAFETY: the copy's memory is ours and holds the distinct elements of the source, the other
    // operand is as the caller says.
    unsafe {
        convert(&copy, &distinct, threads)?;
        convert(dst, &repeated, threads)
    }
}
