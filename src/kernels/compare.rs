//! Whether two arrays are equal, element by element, whatever their types: `numpy.array_equal`.

use std::sync::atomic::{AtomicBool, Ordering};

use bytemuck::Pod;

use super::cast::{Bool, Number, converter};
use super::check;
use super::copy::{Swap, copier};
use super::element::{Element, Time, Unit};
use super::loop_nest::{Axis, LoopNest, walk};
use super::loop2d::{self, Kernel};
use super::multiversion::{for_this_processor, multiversion};
use super::{KernelError, Steps, Strided, share_chunks};
use crate::scalar::Scalar;

/// Bytes of the first array that a chunk compares.
const CHUNK: usize = if cfg!(test) { 2 << 10 } else { 1 << 20 };

/// The cache holds four blocks.
const BLOCK_ITEMS: usize = 512;

/// A comparison under way.
pub struct Equality {
    parts: Vec<LoopNest>,
    comparison: Option<Comparison>,
    equal: AtomicBool,
    next: usize,
}

/// How the items of a block are compared.
#[derive(Clone, Copy)]
struct Comparison {
    sides: [Side; 2],
    equal: Equal,
    rule: Rule,
}

/// What counts as equal.
#[derive(Clone, Copy, Default)]
struct Rule {
    nan_equals: bool,
    /// Of times of two units: what each side is multiplied by.
    scales: [u64; 2],
}

/// How the items of one side become comparable.
#[derive(Clone, Copy)]
struct Side {
    gather: Kernel,
    convert: Option<Kernel>,
    size: usize,
    converted: usize,
    native: bool,
}

impl Equality {
    /// Plans a comparison of two arrays of one shape. Only text beyond the shorter of two lengths is
    /// read now. With `nan_equals`, NaN equals NaN, and NaT equals NaT.
    ///
    /// `units` is of times: how many of the same span of time each side's unit is, without a common
    /// factor.
    ///
    /// # Errors
    /// [`KernelError::Shape`].
    ///
    /// # Safety
    /// Every element of both arrays can be read.
    pub unsafe fn new(
        a: &Strided,
        b: &Strided,
        nan_equals: bool,
        units: Option<[u128; 2]>,
        threads: usize,
    ) -> Result<Equality, KernelError> {
        if a.shape != b.shape {
            return Err(KernelError::Shape);
        }
        let known = |equal| Equality {
            parts: Vec::new(),
            comparison: None,
            equal: AtomicBool::new(equal),
            next: 0,
        };
        if a.shape.contains(&0) {
            return Ok(known(true));
        }
        use Element::{Number, Opaque, Text};
        let is_opaque = match (a.element, b.element) {
            (Number { .. }, Number { .. }) | (Text { .. }, Text { .. }) => false,
            (Opaque(size), Opaque(other)) if size == other => true,
            _ => return Ok(known(false)),
        };
        let lanes = [a.element.lanes(), b.element.lanes()];
        let length = lanes[0].length.min(lanes[1].length);
        for (array, lanes) in [a, b].into_iter().zip(lanes) {
            // SAFETY: as the caller says.
            if !unsafe { check::are_zeros(array, lanes.unit, length, lanes.length, threads) } {
                return Ok(known(false));
            }
        }
        let mut items = lanes.map(|lanes| lanes.unit);
        let mut length = length;
        if is_opaque && items[0].scalar == Scalar::C128 {
            // These are bytes, not numbers.
            items = items.map(|unit| Unit {
                scalar: Scalar::U64,
                ..unit
            });
            length *= 2;
        }
        let sizes = items.map(|unit| unit.scalar.itemsize() as isize);
        let inner = Axis {
            n: length,
            dst: sizes[0],
            src: sizes[1],
        };
        let strides = a.strides.iter().zip(b.strides);
        let axes = a.shape.iter().zip(strides);
        let axes = axes.map(|(&n, (&dst, &src))| Axis {
            // A repeated axis is compared once.
            n: if dst == 0 && src == 0 { 1 } else { n },
            dst,
            src,
        });
        let nest = LoopNest::new(a.base, b.base, axes.chain([inner]));
        let bytes = nest.count().saturating_mul(sizes[0] as usize);
        Ok(Equality {
            parts: nest.split(bytes.div_ceil(CHUNK).max(1)),
            comparison: Some(Comparison::new(items, nan_equals, units)),
            ..known(true)
        })
    }

    /// Whether all elements are equal, once all chunks are done.
    pub fn finish(self) -> bool {
        self.equal.into_inner()
    }
}

impl Steps for Equality {
    fn progress(&self) -> [usize; 2] {
        [self.next, self.parts.len()]
    }

    unsafe fn run(&mut self, end: usize, threads: usize, stop: &AtomicBool) {
        let chunks = self.next..end.min(self.parts.len());
        let Some(comparison) = self.comparison else {
            return;
        };
        share_chunks(chunks.clone(), threads, stop, |chunk| {
            // SAFETY: as the caller says, for a part of the arrays.
            let equal = unsafe { comparison.are_equal(&self.parts[chunk]) };
            if !equal {
                self.equal.store(false, Ordering::Relaxed);
            }
            equal
        });
        self.next = match *self.equal.get_mut() {
            true => chunks.end,
            false => self.parts.len(),
        };
    }
}

impl Comparison {
    fn new(items: [Unit; 2], nan_equals: bool, units: Option<[u128; 2]>) -> Comparison {
        let scales = units.map(scales);
        let (scalars, equal) = comparable(items.map(|item| item.scalar), scales);
        let side = |unit: Unit, scalar: Scalar| Side {
            gather: copier(unit.scalar.itemsize(), unit.swap()),
            convert: (scalar != unit.scalar).then(|| converter(scalar, unit.scalar)),
            size: unit.scalar.itemsize(),
            converted: scalar.itemsize(),
            native: unit.swap() == Swap::None,
        };
        Comparison {
            sides: [side(items[0], scalars[0]), side(items[1], scalars[1])],
            equal,
            rule: Rule {
                nan_equals,
                scales: scales.unwrap_or([1; 2]),
            },
        }
    }

    /// # Safety
    /// Both operands of the loop nest can be read.
    unsafe fn are_equal(&self, nest: &LoopNest) -> bool {
        let ([outer, inner], rest) = nest.innermost();
        let width = inner.n.min(BLOCK_ITEMS);
        let height = (BLOCK_ITEMS / width).min(outer.n);
        let mut scratch = [[0u64; 2 * BLOCK_ITEMS]; 4];
        let [a, b, c, d] = scratch
            .each_mut()
            .map(|memory| memory.as_mut_ptr().cast::<u8>());
        let mut equal = true;
        walk(&rest, nest.dst, nest.src, &mut |first, second| {
            for j in (0..outer.n).step_by(height) {
                for i in (0..inner.n).step_by(width) {
                    if !equal {
                        return;
                    }
                    let n = [height.min(outer.n - j), width.min(inner.n - i)];
                    let (j, i) = (j as isize, i as isize);
                    let first = first.wrapping_offset(j * outer.dst + i * inner.dst);
                    let second = second.wrapping_offset(j * outer.src + i * inner.src);
                    let [a_strides, b_strides] = [[outer.dst, inner.dst], [outer.src, inner.src]];
                    // SAFETY: a block of the operands, as the caller says; each scratch memory
                    // holds as many of the largest numbers.
                    equal = unsafe {
                        let first = self.sides[0].stage(first, a_strides, n, [a, b]);
                        let second = self.sides[1].stage(second, b_strides, n, [c, d]);
                        (self.equal)(first, second, n[0] * n[1], self.rule)
                    };
                }
            }
        });
        equal
    }
}

impl Side {
    /// The address of the block's items side by side, native, and of the type that is compared.
    ///
    /// # Safety
    /// The block of `n` items can be read; each scratch memory holds `BLOCK_ITEMS` of the largest.
    unsafe fn stage(
        &self,
        src: *const u8,
        strides: [isize; 2],
        n: [usize; 2],
        scratch: [*mut u8; 2],
    ) -> *const u8 {
        let size = self.size as isize;
        let row = n[1] as isize * size;
        let mut src = src;
        let is_packed = strides[1] == size && (n[0] == 1 || strides[0] == row);
        if !self.native || !is_packed {
            // SAFETY: as the caller says.
            unsafe { loop2d::run(self.gather, scratch[0], [row, size], src, strides, n) };
            src = scratch[0];
        }
        if let Some(convert) = self.convert {
            // SAFETY: as the caller says.
            unsafe { convert(scratch[1], self.converted as isize, src, size, n[0] * n[1]) };
            src = scratch[1];
        }
        src
    }
}

/// Whether `n` pairs of items are equal.
///
/// # Safety
/// They can be read, at any alignment.
type Equal = unsafe fn(*const u8, *const u8, usize, Rule) -> bool;

/// Two units without a common factor, so that a time that is whole in both is a multiple of the
/// other's unit: of one beyond 64 bits, only zero is.
fn scales(units: [u128; 2]) -> [u64; 2] {
    match units.map(u64::try_from) {
        [Ok(a), Ok(b)] => [a, b],
        _ => [1 << 63, 1],
    }
}

/// The types that two types are compared as, exactly, and how.
fn comparable([a, b]: [Scalar; 2], scales: Option<[u64; 2]>) -> ([Scalar; 2], Equal) {
    use Scalar::{C128, F64, I64, U64};
    macro_rules! equal {
        ($a:ty, $b:ty) => {
            for_this_processor!("avx2", Equal, all_equal, all_equal_avx2, <$a, $b>)
        };
    }
    match scales {
        Some([1, 1]) => return ([I64, I64], equal!(Time, Time)),
        Some(_) => return ([I64, I64], equal!(Time, i64)),
        None => {}
    }
    if a == b {
        match a {
            Scalar::Bool => return ([a; 2], equal!(Bool, Bool)),
            Scalar::F16 | Scalar::BF16 | Scalar::F32 => {
                return ([Scalar::F32; 2], equal!(f32, f32));
            }
            Scalar::C64 => return ([a; 2], equal!([f32; 2], [f32; 2])),
            _ => {}
        }
        // Of integers the bits are compared.
        match a.itemsize() {
            1 => return ([a; 2], equal!(u8, u8)),
            2 => return ([a; 2], equal!(u16, u16)),
            4 => return ([a; 2], equal!(u32, u32)),
            _ => {}
        }
    }
    let widened = [a, b].map(|scalar| match scalar {
        Scalar::C64 | C128 => C128,
        Scalar::F16 | Scalar::BF16 | Scalar::F32 | F64 => F64,
        U64 => U64,
        _ => I64,
    });
    // Integers of up to 32 bits are float64 as well.
    let is_short = |scalar: Scalar| scalar.itemsize() < 8;
    match widened {
        [I64, I64] | [U64, U64] => (widened, equal!(u64, u64)),
        [F64, F64] => (widened, equal!(f64, f64)),
        [C128, C128] | [C128, F64] | [F64, C128] => ([C128; 2], equal!([f64; 2], [f64; 2])),
        [I64, F64] if is_short(a) => ([F64; 2], equal!(f64, f64)),
        [F64, I64] if is_short(b) => ([F64; 2], equal!(f64, f64)),
        [I64, C128] if is_short(a) => ([C128; 2], equal!([f64; 2], [f64; 2])),
        [C128, I64] if is_short(b) => ([C128; 2], equal!([f64; 2], [f64; 2])),
        [I64, U64] => (widened, equal!(i64, u64)),
        [U64, I64] => (widened, equal!(u64, i64)),
        [I64, F64] => (widened, equal!(i64, f64)),
        [F64, I64] => (widened, equal!(f64, i64)),
        [U64, F64] => (widened, equal!(u64, f64)),
        [F64, U64] => (widened, equal!(f64, u64)),
        [I64, _] => (widened, equal!(i64, [f64; 2])),
        [U64, _] => (widened, equal!(u64, [f64; 2])),
        [_, I64] => (widened, equal!([f64; 2], i64)),
        _ => (widened, equal!([f64; 2], u64)),
    }
}

/// A type whose numbers are compared with those of another.
trait Matches<B>: Pod {
    /// Whether both are the same number; or, where that counts, both NaN.
    fn matches(self, other: B, rule: Rule) -> bool;
}

macro_rules! integer_matches {
    ($($t:ty)*) => {$(
        impl Matches<$t> for $t {
            #[inline(always)]
            fn matches(self, other: $t, _: Rule) -> bool { self == other }
        }
    )*};
}
integer_matches!(u8 u16 u32 u64);

macro_rules! number_matches {
    ($($t:ty)*) => {$(
        impl Matches<$t> for $t {
            #[inline(always)]
            fn matches(self, other: $t, rule: Rule) -> bool {
                let (a, b) = ([self.re(), self.im()], [other.re(), other.im()]);
                let nan = |[re, im]: [_; 2]| (re != re) | (im != im);
                (a[0] == b[0]) & (a[1] == b[1]) | (rule.nan_equals & nan(a) & nan(b))
            }
        }
    )*};
}
number_matches!(Bool f32 f64 [f32; 2] [f64; 2]);

impl Matches<Time> for Time {
    #[inline(always)]
    fn matches(self, other: Time, rule: Rule) -> bool {
        (self.0 == other.0) & (rule.nan_equals | (self.0 != i64::MIN))
    }
}

/// A time beside one of another unit.
impl Matches<i64> for Time {
    #[inline(always)]
    fn matches(self, other: i64, rule: Rule) -> bool {
        let [x, y] = [self.0, other];
        if x == i64::MIN || y == i64::MIN {
            return rule.nan_equals && x == y;
        }
        // 63 bits by 64.
        i128::from(x) * i128::from(rule.scales[0]) == i128::from(y) * i128::from(rule.scales[1])
    }
}

macro_rules! mixed_matches {
    ($($a:ty, $b:ty, |$x:ident, $y:ident| $matches:expr;)*) => {$(
        impl Matches<$b> for $a {
            #[inline(always)]
            fn matches(self, other: $b, _: Rule) -> bool {
                let ($x, $y) = (self, other);
                $matches
            }
        }
        impl Matches<$a> for $b {
            #[inline(always)]
            fn matches(self, other: $a, _: Rule) -> bool {
                let ($x, $y) = (other, self);
                $matches
            }
        }
    )*};
}
mixed_matches! {
    i64, u64, |i, u| i >= 0 && i as u64 == u;
    // What has a fraction, is NaN or out of range comes back as another number.
    i64, f64, |i, x| (-TWO_63..TWO_63).contains(&x) && x as i64 == i && i as f64 == x;
    u64, f64, |u, x| (0.0..2.0 * TWO_63).contains(&x) && x as u64 == u && u as f64 == x;
    i64, [f64; 2], |i, z| z[1] == 0.0 && i.matches(z[0], Rule::default());
    u64, [f64; 2], |u, z| z[1] == 0.0 && u.matches(z[0], Rule::default());
}

const TWO_63: f64 = (1u64 << 63) as f64;

multiversion! {
    "avx2"
    /// # Safety
    /// As [`Equal`], for items of the two types.
    unsafe fn all_equal, all_equal_avx2 [A: Matches<B>, B: Pod] [A, B] (
        a: *const u8,
        b: *const u8,
        n: usize,
        rule: Rule,
    ) -> bool {
        let mut equal = true;
        for i in 0..n {
            // SAFETY: item i of n on either side; any bytes are a number.
            let (a, b) = unsafe {
                (a.cast::<A>().add(i).read_unaligned(), b.cast::<B>().add(i).read_unaligned())
            };
            equal &= a.matches(b, rule);
        }
        equal
    }
}
