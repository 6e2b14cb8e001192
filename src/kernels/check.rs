//! Whether an assignment keeps all values: what `astype` would wrap, cut or drop is refused.

use std::sync::atomic::{AtomicBool, Ordering};

use super::copy::{Swap, copier};
use super::element::{ConversionPlan, Element, Unit};
use super::limits::{self, Limits};
use super::loop_nest::{Axis, LoopNest, walk};
use super::loop2d;
use super::tiling::{BLOCK, Scratch};
use super::{KernelError, Strided};

/// The first element of `src`, flat in C order, that may not be assigned to elements of kind `to`;
/// `None` where all may. Called before [`convert`](super::convert), so that a refused assignment
/// writes nothing.
///
/// Integers take what fits after truncation (3.7 becomes 3), so no NaN or infinity; real types
/// take complex numbers without an imaginary part; bool takes any number; floats take any number
/// (what is too large becomes infinity). Text must not be longer than the destination, nor its
/// characters above 255 where those are latin1. `Opaque` takes the same size only. Up to `threads`
/// threads look through some MiB (0 counts as 1).
///
/// # Errors
/// [`KernelError::Element`] where there is no conversion.
///
/// # Safety
/// Every element of `src` can be read for the whole call, from any thread. Others may write to it
/// meanwhile; then the answer holds for what was read.
pub unsafe fn check_assign(
    src: &Strided,
    to: Element,
    threads: usize,
) -> Result<Option<usize>, KernelError> {
    let plan = ConversionPlan::new(to, src.element)?;
    if src.shape.contains(&0) {
        return Ok(None);
    }
    let units = |from: usize, n: usize| Units {
        base: src.base.wrapping_add(from * plan.src.scalar.itemsize()),
        shape: src.shape.iter().copied().chain([n]).collect(),
        strides: src.strides,
        unit: plan.src,
        threads,
    };
    let kept = Limits::of(plan.src.scalar, plan.dst.scalar).and_then(|limits| {
        // SAFETY: as the caller says, for the units that are converted.
        unsafe { units(0, plan.length).first_refused(limits) }
    });
    // Characters that would be cut off must be padding.
    let cut = src.element.lanes().length - plan.length;
    // SAFETY: as the caller says, for the units behind those.
    let cut = unsafe { units(plan.length, cut).first_refused(Limits::PADDING) };
    Ok(kept.into_iter().chain(cut).min())
}

/// Whether the units `from` to `to` of every element are zero.
///
/// # Safety
/// As [`check_assign`].
pub(super) unsafe fn are_zeros(
    src: &Strided,
    unit: Unit,
    from: usize,
    to: usize,
    threads: usize,
) -> bool {
    let units = Units {
        base: src.base.wrapping_add(from * unit.scalar.itemsize()),
        shape: src.shape.iter().copied().chain([to - from]).collect(),
        strides: src.strides,
        unit,
        threads,
    };
    // SAFETY: as the caller says.
    unsafe { units.fit(&Limits::PADDING) }
}

/// The units of a view that are checked: its shape with an axis of units at its end.
struct Units<'a> {
    base: *const u8,
    shape: Vec<usize>,
    strides: &'a [isize],
    unit: Unit,
    threads: usize,
}

impl Units<'_> {
    /// The element of the first unit that does not fit, flat in C order.
    ///
    /// # Safety
    /// All of them can be read.
    unsafe fn first_refused(mut self, limits: Limits) -> Option<usize> {
        // SAFETY: as the caller says, for parts of these units.
        let fit = |units: &Units, limits: &Limits| unsafe { units.fit(limits) };
        if fit(&self, &limits) {
            return None;
        }
        // A binary search along each axis finds it at the price of one more pass.
        let size = self.unit.scalar.itemsize();
        let mut index = 0;
        for axis in 0..self.shape.len() {
            let stride = self.strides.get(axis).copied();
            let mut left = std::mem::replace(&mut self.shape[axis], 1);
            if stride.is_some() {
                index *= left;
            }
            while left > 1 {
                let half = left / 2;
                self.shape[axis] = half;
                if fit(&self, &limits) {
                    let skipped = half as isize * stride.unwrap_or(size as isize);
                    self.base = self.base.wrapping_offset(skipped);
                    index += if stride.is_some() { half } else { 0 };
                    left -= half;
                } else {
                    left = half;
                }
            }
            self.shape[axis] = 1;
        }
        Some(index)
    }

    /// Whether all of them are within the limits.
    ///
    /// # Safety
    /// All of them can be read.
    unsafe fn fit(&self, limits: &Limits) -> bool {
        if self.shape.contains(&0) {
            return true;
        }
        let size = self.unit.scalar.itemsize();
        let strides = self.strides.iter().copied().chain([size as isize]);
        // A repeated axis is checked once. Both operands are the source, so that it is walked in the
        // order in which it lies in memory.
        let axes = self.shape.iter().zip(strides).map(|(&n, stride)| Axis {
            n: if stride == 0 { 1 } else { n },
            dst: stride,
            src: stride,
        });
        let nest = LoopNest::new(self.base.cast_mut(), self.base, axes);
        let unit = self.unit;
        let fit = AtomicBool::new(true);
        nest.share(size, self.threads, |nest| {
            // SAFETY: as the caller says, for parts of these units.
            if !unsafe { all_fit(nest, unit, limits) } {
                fit.store(false, Ordering::Relaxed);
            }
        });
        fit.into_inner()
    }
}

/// # Safety
/// The source of the loop nest can be read.
unsafe fn all_fit(nest: &LoopNest, unit: Unit, limits: &Limits) -> bool {
    let ([outer, inner], rest) = nest.innermost();
    let (test, size) = (limits::test(unit.scalar), unit.scalar.itemsize());
    let gather = copier(size, unit.swap());
    let mut scratch = Scratch::new();
    let scratch = scratch.start();
    let capacity = BLOCK / size;
    let width = inner.n.min(capacity);
    let height = (capacity / width).min(outer.n);
    let in_place = unit.swap() == Swap::None && inner.src == size as isize && height == 1;

    let mut fit = true;
    walk(&rest, nest.dst, nest.src, &mut |_, src| {
        for j in (0..outer.n).step_by(height) {
            for i in (0..inner.n).step_by(width) {
                if !fit {
                    return;
                }
                let n = [height.min(outer.n - j), width.min(inner.n - i)];
                let at = j as isize * outer.src + i as isize * inner.src;
                let mut from = src.wrapping_offset(at);
                // SAFETY: a block of the units, which the caller vouches for; the scratch
                // memory holds it.
                unsafe {
                    if !in_place {
                        let packed = [(n[1] * size) as isize, size as isize];
                        let strides = [outer.src, inner.src];
                        loop2d::run(gather, scratch, packed, from, strides, n);
                        from = scratch;
                    }
                    fit = test(from, n[0] * n[1], limits);
                }
            }
        }
    });
    fit
}
