//! Whether an assignment keeps the values: what `astype` would wrap, cut or drop is refused.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use super::View;
use super::element::{Element, Recipe, Unit};
use super::job::{Axis, Job, walk};
use super::limits::{self, Limits};
use super::moves::{Swap, mover};
use super::rectangle;
use super::run::{BLOCK, Scratch};

/// Why an element is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The number, after truncation, is outside of the integer type, infinite or NaN; or the
    /// character is above 255 and the destination is latin1.
    Range,
    /// The imaginary part is not zero and the destination is real.
    Imaginary,
    /// The string has more characters than the destination.
    Length,
}

/// Why an assignment is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// These kinds of element do not convert into each other, whatever the values.
    Element {
        /// The destination's.
        dst: Element,
        /// The source's.
        src: Element,
    },
    /// One element's value does not fit.
    Value {
        /// The index of the first such element of the source, flat in C order.
        index: usize,
        /// The value in JavaScript's words: `300`, `NaN`, `{ re: 1, im: 2 }`; for text, the code
        /// of the character.
        value: String,
        /// Why it does not fit.
        reason: Reason,
    },
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Element { dst, src } => write!(f, "cannot assign {src:?} to {dst:?}"),
            Refused::Value {
                index,
                value,
                reason,
            } => {
                let why = match reason {
                    Reason::Range => "is out of range",
                    Reason::Imaginary => "has an imaginary part",
                    Reason::Length => "is beyond the end of the string",
                };
                write!(f, "element {index}: {value} {why}")
            }
        }
    }
}

impl std::error::Error for Refused {}

/// Checks that every element of `src` may be assigned to elements of kind `to`; to be called
/// before [`convert`](super::convert), so that a refused assignment writes nothing.
///
/// Integers take what fits after truncation (3.7 becomes 3), so no NaN or infinity; real types
/// take complex numbers without an imaginary part; bool takes any number; floats take any number
/// (what is too large becomes infinity). Text must not be longer than the destination, nor its
/// characters above 255 where those are latin1. `Opaque` takes the same size only. Up to `threads`
/// threads look through some MiB (0 counts as 1).
///
/// # Errors
/// The first offending element in C order.
///
/// # Safety
/// Every element of `src` can be read for the whole call, from any thread. Others may write to it meanwhile; then
/// the answer holds for what was read.
pub unsafe fn check_assign(src: &View, to: Element, threads: usize) -> Result<(), Refused> {
    let Ok(recipe) = Recipe::new(to, src.element) else {
        return Err(Refused::Element {
            dst: to,
            src: src.element,
        });
    };
    if src.shape.contains(&0) {
        return Ok(());
    }
    let units = |from: usize, n: usize| Units {
        base: src.base.wrapping_add(from * recipe.src.scalar.itemsize()),
        shape: src.shape.iter().copied().chain([n]).collect(),
        strides: src.strides,
        unit: recipe.src,
        threads,
    };
    let kept = Limits::of(recipe.src.scalar, recipe.dst.scalar).and_then(|limits| {
        // SAFETY: as the caller says, for the units that are converted.
        unsafe { units(0, recipe.length).refused(limits) }
    });
    // Characters that would be cut off may only be the padding.
    let cut = src.element.run().length - recipe.length;
    // SAFETY: as the caller says, for the units behind those.
    let cut = unsafe { units(recipe.length, cut).refused(Limits::PADDING) };
    let cut = cut.map(|found| Found {
        reason: Reason::Length,
        ..found
    });
    match [kept, cut]
        .into_iter()
        .flatten()
        .min_by_key(|found| found.index)
    {
        None => Ok(()),
        Some(Found {
            index,
            value,
            reason,
        }) => Err(Refused::Value {
            index,
            value,
            reason,
        }),
    }
}

/// A unit that does not fit.
struct Found {
    /// Its element, flat in C order.
    index: usize,
    value: String,
    reason: Reason,
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
    /// The first unit that does not fit.
    ///
    /// # Safety
    /// All of them can be read.
    unsafe fn refused(mut self, limits: Limits) -> Option<Found> {
        // SAFETY: as the caller says, for parts of these units.
        let fit = |units: &Units, limits: &Limits| unsafe { units.fit(limits) };
        if fit(&self, &limits) {
            return None;
        }
        // Halving what is known to hold one, axis by axis, finds it at the price of one more look.
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
        let any_real = Limits {
            range: None,
            ..limits
        };
        let reason = if fit(&self, &any_real) {
            Reason::Range
        } else {
            Reason::Imaginary
        };
        let mut native = Scratch::new();
        let native = native.start();
        // SAFETY: `base` is the unit found, and the scratch memory holds it.
        let value = unsafe {
            mover(size, self.unit.swap())(native, 0, self.base, 0, 1);
            limits::name(self.unit.scalar, native)
        };
        Some(Found {
            index,
            value,
            reason,
        })
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
        // A repeated axis needs one look. Both operands are the source, so that it is walked
        // in the order in which it lies in memory.
        let axes = self.shape.iter().zip(strides).map(|(&n, stride)| Axis {
            n: if stride == 0 { 1 } else { n },
            dst: stride,
            src: stride,
        });
        let job = Job::new(self.base.cast_mut(), self.base, axes);
        let unit = self.unit;
        let fit = AtomicBool::new(true);
        job.share(size, self.threads, |job| {
            // SAFETY: as the caller says, for parts of these units.
            if !unsafe { all_fit(job, unit, limits) } {
                fit.store(false, Ordering::Relaxed);
            }
        });
        fit.into_inner()
    }
}

/// # Safety
/// The source of the job can be read.
unsafe fn all_fit(job: &Job, unit: Unit, limits: &Limits) -> bool {
    const ONE: Axis = Axis {
        n: 1,
        dst: 0,
        src: 0,
    };
    let mut rest = job.axes.clone();
    let inner = rest.pop().unwrap_or(ONE);
    let outer = rest.pop().unwrap_or(ONE);
    let (test, size) = (limits::test(unit.scalar), unit.scalar.itemsize());
    let gather = mover(size, unit.swap());
    let mut scratch = Scratch::new();
    let scratch = scratch.start();
    let room = BLOCK / size;
    let width = inner.n.min(room);
    let height = (room / width).min(outer.n);
    let in_place = unit.swap() == Swap::None && inner.src == size as isize && height == 1;

    let mut fit = true;
    walk(&rest, job.dst, job.src, &mut |_, src| {
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
                        rectangle::run(gather, scratch, packed, from, strides, n);
                        from = scratch;
                    }
                    fit = test(from, n[0] * n[1], limits);
                }
            }
        }
    });
    fit
}
