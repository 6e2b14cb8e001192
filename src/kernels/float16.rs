//! float16 and bfloat16 in terms of float32 and float64, written so that loops over them vectorise.
//!
//! The half crate's own conversions ask the processor for F16C at every element, and its float64
//! to float16 rounds twice where F16C is there. NaN bits come out as NumPy's do.

/// The float32 that a float16 stands for; exact.
#[inline(always)]
pub(super) fn f16_to_f32(bits: u16) -> f32 {
    const EXPONENT: u32 = 0x1f << 23;
    let magnitude = u32::from(bits & 0x7fff) << 13;
    let sign = u32::from(bits & 0x8000) << 16;
    let exponent = magnitude & EXPONENT;
    let rebiased = magnitude + ((127 - 15) << 23);
    // A subnormal's mantissa counts units of 2^-24: read behind an exponent of 2^-14, less 2^-14.
    let subnormal =
        (f32::from_bits(rebiased + (1 << 23)) - f32::from_bits((127 - 14) << 23)).to_bits();
    let value = match exponent {
        0 => subnormal,
        EXPONENT => rebiased + ((128 - 16) << 23),
        _ => rebiased,
    };
    f32::from_bits(value | sign)
}

/// The nearest float16, ties to even.
#[inline(always)]
pub(super) fn f32_to_f16(value: f32) -> u16 {
    const INFINITY: u32 = 255 << 23;
    // From 2^16 on, everything rounds to infinity; below 2^-14, results are subnormal.
    const OVERFLOW: u32 = (127 + 16) << 23;
    const NORMAL: u32 = (127 - 14) << 23;
    // Added to a small number, it pushes the bits that float16 has no room for off the end.
    const SHIFTER: u32 = ((127 - 15) + (23 - 10) + 1) << 23;
    let sign = value.to_bits() & 0x8000_0000;
    let bits = value.to_bits() ^ sign;
    let payload = (bits >> 13) & 0x3ff;
    let nan = 0x7c00 | payload | u32::from(payload == 0);
    let special = if bits > INFINITY { nan } else { 0x7c00 };
    let subnormal = (f32::from_bits(bits) + f32::from_bits(SHIFTER))
        .to_bits()
        .wrapping_sub(SHIFTER);
    let odd = (bits >> 13) & 1;
    let normal = bits
        .wrapping_sub((127 - 15) << 23)
        .wrapping_add(0xfff + odd)
        >> 13;
    let magnitude = if bits >= OVERFLOW {
        special
    } else if bits < NORMAL {
        subnormal
    } else {
        normal
    };
    (magnitude | sign >> 16) as u16
}

/// The nearest float16, ties to even, rounding once.
#[inline(always)]
pub(super) fn f64_to_f16(value: f64) -> u16 {
    // The bits that float32 would round off are gathered into its last one, where they still tell
    // a tie from more than a tie. What is too small for that in float32 is zero in float16.
    const BELOW: u64 = (1 << 29) - 1;
    let bits = value.to_bits();
    let sticky = ((bits & BELOW) + BELOW) & (1 << 29);
    f32_to_f16(f64::from_bits(bits & !BELOW | sticky) as f32)
}

/// The float32 that a bfloat16 stands for; exact.
#[inline(always)]
pub(super) fn bf16_to_f32(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

/// The nearest bfloat16, ties to even; ml_dtypes' one NaN for every NaN.
#[inline(always)]
pub(super) fn f32_to_bf16(value: f32) -> u16 {
    let bits = value.to_bits();
    let nearest = bits.wrapping_add(0x7fff + ((bits >> 16) & 1)) >> 16;
    let nan = (bits >> 16) & 0x8000 | 0x7fc0;
    (if value.is_nan() { nan } else { nearest }) as u16
}

/// Widens float16 side by side to float32 with the processor's own instruction, where it has one. The
/// numbers are those of [`f16_to_f32`]; the bits of NaN may differ.
pub(super) fn widener() -> Option<super::loop2d::Kernel> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx") && is_x86_feature_detected!("f16c") {
        return Some(widen_f16c);
    }
    None
}

/// # Safety
/// As [`Kernel`](super::loop2d::Kernel), for items side by side; the processor has F16C.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx,f16c")]
unsafe fn widen_f16c(dst: *mut u8, _: isize, src: *const u8, _: isize, n: usize) {
    use std::arch::x86_64::{_mm_loadu_si128, _mm256_cvtph_ps, _mm256_storeu_ps};
    const LANES: usize = 8;
    let (dst, src) = (dst.cast::<f32>(), src.cast::<u16>());
    let vectors = n / LANES;
    for i in 0..vectors {
        // SAFETY: eight of the items, at any alignment.
        unsafe {
            let halves = _mm_loadu_si128(src.add(i * LANES).cast());
            _mm256_storeu_ps(dst.add(i * LANES), _mm256_cvtph_ps(halves));
        }
    }
    for i in vectors * LANES..n {
        // SAFETY: one of the items.
        unsafe {
            dst.add(i)
                .write_unaligned(f16_to_f32(src.add(i).read_unaligned()))
        };
    }
}
