//! Which numbers an assignment to a type takes.

use half::{bf16, f16};

use super::cast::{Bool, Number, with_number};
use super::multiversion::{for_this_processor, multiversion};
use crate::scalar::Scalar;

/// The numbers that an assignment takes.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// The smallest and the largest; `None` takes any, NaN and infinities too.
    pub range: Option<[i128; 2]>,
    /// The imaginary part has to be zero.
    pub real: bool,
}

impl Limits {
    /// Only zeros.
    pub const PADDING: Limits = Limits {
        range: Some([0, 0]),
        real: false,
    };

    /// Those for an assignment of `src` to `dst`; `None` where any number will do.
    pub fn of(src: Scalar, dst: Scalar) -> Option<Limits> {
        let real = src.is_complex() && !dst.is_complex() && dst != Scalar::Bool;
        let range = integer_range(dst).filter(|&[low, high]| match integer_range(src) {
            Some([least, most]) => least < low || high < most,
            None => src != Scalar::Bool,
        });
        (real || range.is_some()).then_some(Limits { range, real })
    }
}

/// The smallest and largest value of an integer type.
fn integer_range(scalar: Scalar) -> Option<[i128; 2]> {
    let bits = 8 * scalar.itemsize();
    match scalar {
        Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64 => {
            Some([-(1 << (bits - 1)), (1 << (bits - 1)) - 1])
        }
        Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 => Some([0, (1 << bits) - 1]),
        _ => None,
    }
}

/// Whether `n` native numbers side by side, at any alignment, are all within the limits.
///
/// # Safety
/// They can be read.
pub(super) type Test = unsafe fn(*const u8, usize, &Limits) -> bool;

/// The test for numbers of a type.
pub(super) fn test(scalar: Scalar) -> Test {
    with_number!(scalar, T => for_this_processor!("avx2", Test, all, all_avx2, <T>))
}

multiversion! {
    "avx2"
    /// # Safety
    /// As [`Test`], for numbers of type `T`.
    unsafe fn all, all_avx2 [T: Check] [T] (src: *const u8, n: usize, limits: &Limits) -> bool {
        let limits = T::limits(limits);
        let mut fit = true;
        for i in 0..n {
            // SAFETY: number i of n; any bytes are a number.
            fit &= unsafe { src.cast::<T>().add(i).read_unaligned() }.fits(limits);
        }
        fit
    }
}

/// A type whose numbers are tested.
trait Check: Number {
    /// [`Limits`], as this type compares them.
    type Limits: Copy;
    fn limits(limits: &Limits) -> Self::Limits;
    fn fits(self, limits: Self::Limits) -> bool;
}

macro_rules! check_integer {
    ($($t:ty)*) => {$(
        impl Check for $t {
            /// Both included.
            type Limits = [$t; 2];
            fn limits(limits: &Limits) -> [$t; 2] {
                let (least, most) = (<$t>::MIN.into(), <$t>::MAX.into());
                let range = limits.range.unwrap_or([least, most]);
                range.map(|limit: i128| limit.clamp(least, most) as $t)
            }
            #[inline(always)]
            fn fits(self, [low, high]: [$t; 2]) -> bool {
                (low <= self) & (self <= high)
            }
        }
    )*};
}
check_integer!(i8 i16 i32 i64 u8 u16 u32 u64);

impl Check for Bool {
    type Limits = ();
    fn limits(_: &Limits) {}
    #[inline(always)]
    fn fits(self, (): ()) -> bool {
        true
    }
}

macro_rules! check_float {
    ($($t:ty, $carrier:ty;)*) => {$(
        impl Check for $t {
            /// Both excluded; `None` takes any.
            type Limits = (Option<[$carrier; 2]>, bool);
            fn limits(limits: &Limits) -> Self::Limits {
                // Truncation keeps what lies above low - 1 and below high + 1. Where low - 1 is no
                // such float, the one below low stands for it: there is nothing in between.
                let range = limits.range.map(|[low, high]| {
                    let least = low as $carrier;
                    [(least - 1.0).min(least.next_down()), (high + 1) as $carrier]
                });
                (range, limits.real)
            }
            #[inline(always)]
            fn fits(self, (range, real): Self::Limits) -> bool {
                let (re, im) = (self.re(), self.im());
                let inside = match range {
                    Some([low, high]) => (low < re) & (re < high),
                    None => true,
                };
                inside & (!real | (im == 0.0))
            }
        }
    )*};
}
check_float! {
    f16, f32;
    bf16, f32;
    f32, f32;
    f64, f64;
    [f32; 2], f32;
    [f64; 2], f64;
}
