//! One element type into another, with the results of NumPy's `astype` on x86-64 Linux.
//!
//! Every type is read into a carrier (a wider type that holds it exactly, a pair of them for
//! complex numbers) and made from any carrier; the compiler turns each of the pairs into a loop.

use bytemuck::{Pod, Zeroable};
use half::{bf16, f16};

use super::float16::{bf16_to_f32, f16_to_f32, f32_to_bf16, f32_to_f16, f64_to_f16};
use super::loop2d::Kernel;
use super::multiversion::{for_this_processor, multiversion};
use super::nontemporal;
use crate::scalar::Scalar;

/// A stored bool: any byte is a value, and all but 0 are true.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Bool(u8);

// SAFETY: a transparent u8: zero bytes are a value.
unsafe impl Zeroable for Bool {}
// SAFETY: a transparent u8: any byte is a value, and there is no padding.
unsafe impl Pod for Bool {}

/// A type that elements are converted through.
///
/// Integers below 32 bits are cut from the 32 bits.
pub(super) trait Carrier: Copy {
    const ZERO: Self;
    fn truth(self) -> bool;
    fn to_i32(self) -> i32;
    fn to_u32(self) -> u32;
    fn to_i64(self) -> i64;
    fn to_u64(self) -> u64;
    fn to_f32(self) -> f32;
    fn to_f64(self) -> f64;
    fn to_f16(self) -> f16 {
        f16::from_bits(f32_to_f16(self.to_f32()))
    }
    /// ml_dtypes goes through float32 from every type, so float64 and int64 round twice.
    fn to_bf16(self) -> bf16 {
        bf16::from_bits(f32_to_bf16(self.to_f32()))
    }
}

macro_rules! integer_carrier {
    ($($t:ty)*) => {$(
        impl Carrier for $t {
            const ZERO: $t = 0;
            #[inline(always)]
            fn truth(self) -> bool { self != 0 }
            #[inline(always)]
            fn to_i32(self) -> i32 { self as i32 }
            #[inline(always)]
            fn to_u32(self) -> u32 { self as u32 }
            #[inline(always)]
            fn to_i64(self) -> i64 { self as i64 }
            #[inline(always)]
            fn to_u64(self) -> u64 { self as u64 }
            #[inline(always)]
            fn to_f32(self) -> f32 { self as f32 }
            #[inline(always)]
            fn to_f64(self) -> f64 { self as f64 }
        }
    )*};
}
integer_carrier!(i32 i64 u64);

macro_rules! float_to_i64 {
    ($($name:ident, $t:ty, $convert:ident($set:ident);)*) => {$(
        /// What lies outside, and NaN, become -2^63.
        #[inline(always)]
        fn $name(value: $t) -> i64 {
            #[cfg(all(target_arch = "x86_64", not(miri)))]
            {
                use std::arch::x86_64::{$convert, $set};
                // SAFETY: every x86-64 processor has SSE2.
                unsafe { $convert($set(value)) }
            }
            #[cfg(not(all(target_arch = "x86_64", not(miri))))]
            {
                const LIMIT: $t = (1u64 << 63) as $t;
                let inside = if value.abs() < LIMIT { value } else { -LIMIT };
                // SAFETY: -2^63 <= inside < 2^63, and a NaN has become -2^63.
                unsafe { inside.to_int_unchecked() }
            }
        }
    )*};
}
float_to_i64! {
    f32_to_i64, f32, _mm_cvttss_si64(_mm_set_ss);
    f64_to_i64, f64, _mm_cvttsd_si64(_mm_set_sd);
}

// What does not fit gives what cvttss2si and cvttsd2si give, the smallest integer, and the rest
// follows from the C that NumPy compiles. NumPy's own answers for float to uint32 depend on the
// length of the array (its vector loop gives others than its scalar one): these are the scalar's.
macro_rules! float_carrier {
    ($($t:ty, $truncate:ident, $to_f16:ident;)*) => {$(
        impl Carrier for $t {
            const ZERO: $t = 0.0;
            #[inline(always)]
            fn truth(self) -> bool { self != 0.0 }
            #[inline(always)]
            fn to_i32(self) -> i32 {
                const LIMIT: $t = (1u64 << 31) as $t;
                let inside = if self.abs() < LIMIT { self } else { -LIMIT };
                // SAFETY: -2^31 <= inside < 2^31, and a NaN has become -2^31.
                unsafe { inside.to_int_unchecked() }
            }
            /// The lower half of `to_i64`, from 32-bit steps that vectorise; every one is exact.
            #[inline(always)]
            fn to_u32(self) -> u32 {
                const HALF: $t = (1u64 << 31) as $t;
                const WHOLE: $t = (1u64 << 32) as $t;
                let inside = if self.abs() < HALF * WHOLE { self } else { 0.0 };
                // SAFETY: below 2^63 / 2^32.
                let upper: i32 = unsafe { (inside / WHOLE).to_int_unchecked() };
                let rest = inside - upper as $t * WHOLE;
                let is_long = rest.abs() >= HALF;
                let short = if is_long { rest - HALF.copysign(rest) } else { rest };
                // SAFETY: the rest is below 2^32, so this is below 2^31.
                let lower: i32 = unsafe { short.to_int_unchecked() };
                lower as u32 ^ if is_long { 1 << 31 } else { 0 }
            }
            #[inline(always)]
            fn to_i64(self) -> i64 { $truncate(self) }
            #[inline(always)]
            fn to_u64(self) -> u64 {
                const LIMIT: $t = (1u64 << 63) as $t;
                if self >= LIMIT {
                    (self - LIMIT).to_i64() as u64 ^ 1 << 63
                } else {
                    self.to_i64() as u64
                }
            }
            #[inline(always)]
            fn to_f32(self) -> f32 { self as f32 }
            #[inline(always)]
            fn to_f64(self) -> f64 { self as f64 }
            #[inline(always)]
            fn to_f16(self) -> f16 { f16::from_bits($to_f16(self)) }
        }
    )*};
}
float_carrier! { f32, f32_to_i64, f32_to_f16; f64, f64_to_i64, f64_to_f16; }

/// An element type. `Pod`: whatever bytes a file holds are a value of it.
pub(super) trait Number: Pod {
    type Carrier: Carrier;
    /// The value, or the real part.
    fn re(self) -> Self::Carrier;
    /// The imaginary part.
    #[inline(always)]
    fn im(self) -> Self::Carrier {
        Self::Carrier::ZERO
    }
    /// The element made of these parts; a real type drops the second.
    fn new<C: Carrier>(re: C, im: C) -> Self;
}

macro_rules! real {
    ($($t:ty, $carrier:ty, |$x:ident| $read:expr, |$re:ident, $im:ident| $make:expr;)*) => {$(
        impl Number for $t {
            type Carrier = $carrier;
            #[inline(always)]
            fn re(self) -> $carrier { let $x = self; $read }
            #[inline(always)]
            fn new<C: Carrier>($re: C, $im: C) -> $t { $make }
        }
    )*};
}
real! {
    Bool, i32, |x| i32::from(x.0 != 0), |re, im| Bool(u8::from(re.truth() | im.truth()));
    i8, i32, |x| x.into(), |re, _im| re.to_i32() as i8;
    i16, i32, |x| x.into(), |re, _im| re.to_i32() as i16;
    i32, i32, |x| x, |re, _im| re.to_i32();
    i64, i64, |x| x, |re, _im| re.to_i64();
    u8, i32, |x| x.into(), |re, _im| re.to_i32() as u8;
    u16, i32, |x| x.into(), |re, _im| re.to_i32() as u16;
    u32, i64, |x| x.into(), |re, _im| re.to_u32();
    u64, u64, |x| x, |re, _im| re.to_u64();
    f16, f32, |x| f16_to_f32(x.to_bits()), |re, _im| re.to_f16();
    bf16, f32, |x| bf16_to_f32(x.to_bits()), |re, _im| re.to_bf16();
    f32, f32, |x| x, |re, _im| re.to_f32();
    f64, f64, |x| x, |re, _im| re.to_f64();
}

macro_rules! complex {
    ($($t:ty, $to:ident;)*) => {$(
        impl Number for [$t; 2] {
            type Carrier = $t;
            #[inline(always)]
            fn re(self) -> $t { self[0] }
            #[inline(always)]
            fn im(self) -> $t { self[1] }
            #[inline(always)]
            fn new<C: Carrier>(re: C, im: C) -> [$t; 2] { [re.$to(), im.$to()] }
        }
    )*};
}
complex! { f32, to_f32; f64, to_f64; }

/// `$body` with `$T` for the Rust type of a scalar known only at run time.
macro_rules! with_number {
    ($scalar:expr, $T:ident => $body:expr) => {{
        use $crate::scalar::Scalar;
        macro_rules! with {
            ($t:ty) => {{
                type $T = $t;
                $body
            }};
        }
        match $scalar {
            Scalar::Bool => with!($crate::kernels::cast::Bool),
            Scalar::I8 => with!(i8),
            Scalar::I16 => with!(i16),
            Scalar::I32 => with!(i32),
            Scalar::I64 => with!(i64),
            Scalar::U8 => with!(u8),
            Scalar::U16 => with!(u16),
            Scalar::U32 => with!(u32),
            Scalar::U64 => with!(u64),
            Scalar::F16 => with!(::half::f16),
            Scalar::BF16 => with!(::half::bf16),
            Scalar::F32 => with!(f32),
            Scalar::F64 => with!(f64),
            Scalar::C64 => with!([f32; 2]),
            Scalar::C128 => with!([f64; 2]),
        }
    }};
}
pub(super) use with_number;

/// The kernel that converts between two types, both in native byte order.
pub(super) fn converter(dst: Scalar, src: Scalar) -> Kernel {
    with_number!(src, S => with_number!(dst, D => {
        for_this_processor!("avx2", Kernel, run, run_avx2, <S, D>)
    }))
}

/// Whether a conversion takes so many steps that only vectors of items side by side do it fast.
pub(super) fn needs_contiguous(dst: Scalar, src: Scalar) -> bool {
    dst == Scalar::F16 || src == Scalar::F16
}

multiversion! {
    "avx2"
    /// # Safety
    /// As [`Kernel`], from `S` to `D`.
    unsafe fn run, run_avx2 [S: Number, D: Number] [S, D] (
        dst: *mut u8,
        d: isize,
        src: *const u8,
        s: isize,
        n: usize,
    ) {
        let (to, from) = (size_of::<D>() as isize, size_of::<S>() as isize);
        // SAFETY: as the caller says; constant strides make the first a loop over vectors.
        unsafe {
            if d == to && s == from {
                let make = |at: *mut u8, first: usize, n: usize| {
                    let src = src.wrapping_add(first * from as usize);
                    items::<S, D>(at, to, src, from, n);
                };
                if to < from {
                    // So little is written that there is nothing to gain.
                    make(dst, 0, n);
                } else {
                    nontemporal::write(dst, to as usize, n, make);
                }
            } else {
                items::<S, D>(dst, d, src, s, n);
            }
        }
    }
}

/// # Safety
/// As [`Kernel`], from `S` to `D`.
#[inline(always)]
unsafe fn items<S: Number, D: Number>(dst: *mut u8, d: isize, src: *const u8, s: isize, n: usize) {
    for i in 0..n as isize {
        // SAFETY: element i of n, which the caller vouches for; both types are plain data.
        unsafe {
            let x = src.wrapping_offset(i * s).cast::<S>().read_unaligned();
            let y = D::new(x.re(), x.im());
            dst.wrapping_offset(i * d).cast::<D>().write_unaligned(y);
        }
    }
}
