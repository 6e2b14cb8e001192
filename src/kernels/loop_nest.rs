//! The loops over two strided arrays of one shape, brought to their simplest form: few, long axes.

use std::sync::atomic::AtomicBool;

use super::share_chunks;

/// Bytes from which on another thread pays.
const SHARE: usize = if cfg!(test) { 1 << 10 } else { 2 << 20 };

/// An axis of both operands: its length, and the bytes from one item to the next in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axis {
    pub n: usize,
    pub dst: isize,
    pub src: isize,
}

impl Axis {
    /// An axis of one item.
    pub const ONE: Axis = Axis {
        n: 1,
        dst: 0,
        src: 0,
    };
}

/// A destination and a source of the same shape; every length is at least 1.
#[derive(Clone, Debug)]
pub(super) struct LoopNest {
    pub dst: *mut u8,
    pub src: *const u8,
    /// From the one with the longest strides in the destination to the one with the shortest.
    pub axes: Vec<Axis>,
}

// SAFETY: the pointers are only followed by the unsafe functions that run a loop nest, whose callers
// vouch for the memory on whatever thread that is.
unsafe impl Sync for LoopNest {}
// SAFETY: as above.
unsafe impl Send for LoopNest {}

impl LoopNest {
    pub fn new(dst: *mut u8, src: *const u8, axes: impl Iterator<Item = Axis>) -> LoopNest {
        let mut nest = LoopNest {
            dst,
            src,
            axes: axes.filter(|axis| axis.n != 1).collect(),
        };
        nest.flip();
        nest.axes.sort_by_key(|axis| {
            std::cmp::Reverse((axis.dst.unsigned_abs(), axis.src.unsigned_abs()))
        });
        nest.merge();
        nest
    }

    /// Walks every axis upwards in the destination.
    fn flip(&mut self) {
        for axis in &mut self.axes {
            if axis.dst < 0 {
                let last = axis.n as isize - 1;
                self.dst = self.dst.wrapping_offset(last * axis.dst);
                self.src = self.src.wrapping_offset(last * axis.src);
                axis.dst = -axis.dst;
                axis.src = -axis.src;
            }
        }
    }

    /// Makes one axis of two where the inner one's end is the outer one's next item.
    fn merge(&mut self) {
        self.axes.dedup_by(|inner, outer| {
            let n = inner.n as isize;
            let continues = outer.dst == n * inner.dst && outer.src == n * inner.src;
            if continues {
                *outer = Axis {
                    n: outer.n * inner.n,
                    ..*inner
                };
            }
            continues
        });
    }

    /// The two innermost axes, outer one first, and the axes around them.
    pub fn innermost(&self) -> ([Axis; 2], Vec<Axis>) {
        let mut rest = self.axes.clone();
        let inner = rest.pop().unwrap_or(Axis::ONE);
        let outer = rest.pop().unwrap_or(Axis::ONE);
        ([outer, inner], rest)
    }

    /// The items of the loop nest.
    pub fn count(&self) -> usize {
        self.axes.iter().map(|axis| axis.n).product()
    }

    /// At most `parts` loop nests of about the same size that together are this one.
    pub fn split(&self, parts: usize) -> Vec<LoopNest> {
        let longest = self.axes.iter().map(|axis| axis.n).max().unwrap_or(1);
        let enough = (8 * parts).min(longest);
        let Some(k) = self.axes.iter().position(|axis| axis.n >= enough) else {
            return vec![self.clone()];
        };
        let Axis { n, dst, src } = self.axes[k];
        let mut step = n.div_ceil(parts);
        if n >= 1024 {
            // Two threads in one cache line would slow each other down.
            step = step.next_multiple_of(64);
        }
        (0..n)
            .step_by(step)
            .map(|first| {
                let mut part = self.clone();
                part.dst = self.dst.wrapping_offset(first as isize * dst);
                part.src = self.src.wrapping_offset(first as isize * src);
                part.axes[k].n = step.min(n - first);
                part
            })
            .collect()
    }

    /// Calls `run` with parts of a large loop nest, on up to `threads` threads, or with all of it on
    /// this one.
    pub fn share(&self, itemsize: usize, threads: usize, run: impl Fn(&LoopNest) + Sync) {
        let parts = threads.min(self.count().saturating_mul(itemsize) / SHARE);
        if parts < 2 {
            return run(self);
        }
        let parts = self.split(parts);
        share_chunks(0..parts.len(), threads, &AtomicBool::new(false), |part| {
            run(&parts[part]);
            true
        });
    }
}

/// Calls `visit` with the two addresses of every item of these axes.
pub(super) fn walk(
    axes: &[Axis],
    dst: *mut u8,
    src: *const u8,
    visit: &mut impl FnMut(*mut u8, *const u8),
) {
    let Some((axis, rest)) = axes.split_first() else {
        return visit(dst, src);
    };
    for i in 0..axis.n as isize {
        walk(
            rest,
            dst.wrapping_offset(i * axis.dst),
            src.wrapping_offset(i * axis.src),
            visit,
        );
    }
}
