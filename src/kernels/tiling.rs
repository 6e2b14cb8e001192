//! Runs a loop nest in blocks that fit the first-level cache: gather, convert, scatter.
//!
//! A step that has nothing to do is left out: numbers in this machine's byte order are converted
//! where they are, and numbers that keep their type are copied once. Where source and destination
//! are contiguous along different axes, the block is a tile that is read along one and written
//! along the other.

use std::mem::MaybeUninit;

use super::cast::{converter, needs_contiguous};
use super::copy::{Swap, copier};
use super::element::Unit;
use super::loop_nest::{Axis, LoopNest, walk};
use super::loop2d::{self, Kernel, SHORT};

/// Bytes of a tile; two of them and what they are made from share the cache.
pub(super) const BLOCK: usize = 8 << 10;

/// Items of a block that is not a tile: so few that the next block is being read while the last one
/// is being written.
const CAPACITY: usize = 512;
const _: () = assert!(CAPACITY * 16 <= BLOCK, "the largest items fit");

/// The cache line: items further apart than this are not worth reading one by one.
const LINE: usize = 64;

/// Private memory for a block.
#[repr(align(64))]
pub(super) struct Scratch([MaybeUninit<u8>; BLOCK]);

impl Scratch {
    #[inline(always)]
    pub fn new() -> Scratch {
        Scratch([MaybeUninit::uninit(); BLOCK])
    }

    #[inline(always)]
    pub fn start(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }
}

/// What is done to every number of a loop nest.
#[derive(Clone, Copy)]
pub(super) struct Conversion {
    /// `None`: the number keeps its type, and `scatter` makes any change of byte order.
    convert: Option<Kernel>,
    gather: Kernel,
    scatter: Kernel,
    dst_size: usize,
    src_size: usize,
    /// In the machine's byte order, so that a converter can work on the operand itself.
    dst_native: bool,
    src_native: bool,
    /// The converter needs its items side by side to be fast.
    needs_contiguous: bool,
}

impl Conversion {
    pub fn new(dst: Unit, src: Unit) -> Conversion {
        let same = dst.scalar == src.scalar;
        let (from, to) = match (src.swap(), dst.swap()) {
            (from, to) if same && from == to => (Swap::None, Swap::None),
            (from, Swap::None) if same => (Swap::None, from),
            (from, to) => (from, to),
        };
        let (dst_size, src_size) = (dst.scalar.itemsize(), src.scalar.itemsize());
        Conversion {
            convert: (!same).then(|| converter(dst.scalar, src.scalar)),
            gather: copier(src_size, from),
            scatter: copier(dst_size, to),
            dst_size,
            src_size,
            dst_native: to == Swap::None,
            src_native: from == Swap::None,
            needs_contiguous: needs_contiguous(dst.scalar, src.scalar),
        }
    }

    /// Whether the loop nest is one copy of contiguous bytes.
    pub fn is_plain_copy(&self, nest: &LoopNest) -> bool {
        let size = self.src_size as isize;
        let side_by_side = |axis: &Axis| axis.dst == size && axis.src == size;
        self.convert.is_none()
            && self.dst_native
            && nest.axes.len() <= 1
            && nest.axes.iter().all(side_by_side)
    }

    pub fn src_size(&self) -> usize {
        self.src_size
    }

    /// Carries out the loop nest on up to `threads` threads.
    ///
    /// # Safety
    /// The source can be read and the destination written for the whole call, from any
    /// thread. They share no byte, or are one strided array of items of one size.
    pub unsafe fn run(self, nest: &LoopNest, threads: usize) {
        let itemsize = self.dst_size.max(self.src_size);
        // SAFETY: as the caller says; the parts of a loop nest share no item.
        nest.share(itemsize, threads, |nest| unsafe { self.run_here(nest) });
    }

    /// Carries out the loop nest on this thread.
    ///
    /// # Safety
    /// As [`Conversion::run`].
    pub unsafe fn run_here(self, nest: &LoopNest) {
        let tiling = Tiling::new(self, &nest.axes);
        let (mut gathered, mut converted) = (Scratch::new(), Scratch::new());
        let scratch = [gathered.start(), converted.start()];
        walk(&tiling.rest, nest.dst, nest.src, &mut |dst, src| {
            let [outer, inner] = tiling.axes;
            let block = |j: usize, i: usize| {
                let (jj, ii) = (j as isize, i as isize);
                let n = [
                    tiling.block[0].min(outer.n - j),
                    tiling.block[1].min(inner.n - i),
                ];
                // SAFETY: a block of the loop nest, which the caller vouches for; the scratch memory
                // holds any block of this tiling.
                unsafe {
                    self.block(
                        &tiling,
                        dst.wrapping_offset(jj * outer.dst + ii * inner.dst),
                        src.wrapping_offset(jj * outer.src + ii * inner.src),
                        n,
                        scratch,
                    );
                }
            };
            let along = |n: usize, k: usize| (0..n).step_by(tiling.block[k]);
            if tiling.transposed {
                // The source's cache lines are used again by the next row of blocks.
                along(inner.n, 1).for_each(|i| along(outer.n, 0).for_each(|j| block(j, i)));
            } else {
                along(outer.n, 0).for_each(|j| along(inner.n, 1).for_each(|i| block(j, i)));
            }
        });
    }

    /// # Safety
    /// As [`Conversion::run`], for the block of `n` items at `dst` and `src`; each scratch memory holds
    /// the distinct source items of the block.
    unsafe fn block(
        self,
        tiling: &Tiling,
        dst: *mut u8,
        src: *const u8,
        n: [usize; 2],
        [gathered, converted]: [*mut u8; 2],
    ) {
        let d = tiling.axes.map(|axis| axis.dst);
        let (mut from, mut s) = (src, tiling.axes.map(|axis| axis.src));
        // The block without its repetitions, side by side in the order it is read in.
        let distinct = [0, 1].map(|k| if s[k] == 0 { 1 } else { n[k] });
        let packed = |size: usize| {
            debug_assert!(distinct[0] * distinct[1] * size <= BLOCK);
            let size = size as isize;
            if tiling.along_source {
                [size, size * distinct[0] as isize]
            } else {
                [size * distinct[1] as isize, size]
            }
        };
        if tiling.gather {
            let to = packed(self.src_size);
            // SAFETY: `gathered` holds the distinct items; the source as the caller says.
            unsafe {
                if tiling.along_source {
                    let turn = |[a, b]: [isize; 2]| [b, a];
                    let [a, b] = distinct;
                    loop2d::run(self.gather, gathered, turn(to), src, turn(s), [b, a]);
                } else {
                    loop2d::run(self.gather, gathered, to, src, s, distinct);
                }
            }
            (from, s) = (gathered, to);
        }
        if let Some(convert) = self.convert {
            if !tiling.scatter {
                // SAFETY: `from` is the block's items; the destination as the caller says.
                return unsafe { loop2d::run(convert, dst, d, from, s, n) };
            }
            let to = packed(self.dst_size);
            // SAFETY: `from` is the block's distinct items, and `converted` holds them.
            unsafe { loop2d::run(convert, converted, to, from, s, distinct) };
            (from, s) = (converted, to);
        }
        for k in 0..2 {
            if distinct[k] < n[k] {
                s[k] = 0;
            }
        }
        // SAFETY: `from` is the block's distinct items; the destination as the caller says.
        unsafe { loop2d::run(self.scatter, dst, d, from, s, n) }
    }
}

/// How a loop nest is laid out in blocks.
struct Tiling {
    /// Blocks lie along these two axes; the second has the destination's shortest stride.
    axes: [Axis; 2],
    rest: Vec<Axis>,
    /// Items of a block along each of the two.
    block: [usize; 2],
    /// The source's items are closest together along the first.
    transposed: bool,
    /// They are so much further apart along the second that a tile is read along the first.
    along_source: bool,
    /// The items are brought to scratch memory before they are converted.
    gather: bool,
    /// They are converted to scratch memory.
    scatter: bool,
}

impl Tiling {
    fn new(conversion: Conversion, axes: &[Axis]) -> Tiling {
        let mut rest = axes.to_vec();
        let inner = rest.pop().unwrap_or(Axis::ONE);
        let stride = |axis: &Axis| axis.src.unsigned_abs();
        let closest = (0..rest.len())
            .filter(|&k| stride(&rest[k]) != 0)
            .min_by_key(|&k| stride(&rest[k]))
            .filter(|&k| stride(&rest[k]) < stride(&inner));
        let transposed = closest.is_some();
        let outer = match closest {
            Some(k) => rest.remove(k),
            None => rest.pop().unwrap_or(Axis::ONE),
        };

        // A small source stays in the cache however it is read.
        let bytes = outer
            .n
            .saturating_mul(inner.n)
            .saturating_mul(conversion.src_size);
        let along_source = transposed && stride(&inner) >= LINE && bytes > BLOCK;
        let apart =
            |stride: isize, size: usize| conversion.needs_contiguous && stride != size as isize;
        let converts = conversion.convert.is_some();
        let gather = along_source
            || converts && (!conversion.src_native || apart(inner.src, conversion.src_size));
        let [columns, rows] = [inner, outer].map(|axis| axis.n > 1 && axis.src == 0);
        let repeats = columns || rows && (gather || conversion.needs_contiguous);
        let scatter = along_source
            || converts
                && (!conversion.dst_native || repeats || apart(inner.dst, conversion.dst_size));

        let block = if along_source {
            // About a square, so that lines are used whole on both sides.
            let capacity = BLOCK / conversion.dst_size.max(conversion.src_size);
            let edge = 1 << (capacity.ilog2() / 2);
            let width = edge.min(inner.n);
            let height = (capacity / width).min(outer.n);
            [height, (capacity / height).min(inner.n)]
        } else {
            // Scratch memory and the cache, if the block is to stay there, set a limit.
            let scratch = converts && (gather || scatter);
            let width = match inner.n {
                n if transposed || scratch && !columns => n.min(CAPACITY),
                n => n,
            };
            let height = match width {
                SHORT.. if !scratch && !transposed => outer.n,
                _ if rows => outer.n,
                64.. => 1,
                _ => CAPACITY / width,
            };
            [height.clamp(1, outer.n), width]
        };
        Tiling {
            axes: [outer, inner],
            rest,
            block,
            transposed,
            along_source,
            gather,
            scatter,
        }
    }
}
