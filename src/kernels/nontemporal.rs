//! Non-temporal stores for long contiguous writes. Ordinary stores read every cache line that they
//! are about to overwrite, and evict others for lines that nobody reads soon.

use std::mem::MaybeUninit;

/// From so many bytes on, what is written exceeds one core's share of the cache.
const LONG: usize = if cfg!(test) { 4 << 10 } else { 16 << 20 };

/// Bytes that are made at a time: enough for a loop over vectors, and so few that they are being
/// stored while the next are being read.
#[repr(align(64))]
struct Chunk([MaybeUninit<u8>; CHUNK]);
const CHUNK: usize = 512;

/// Writes `n` items of `size` bytes side by side at `dst`, at any alignment.
///
/// # Safety
/// The items can be written. `make(to, first, count)` writes `count` items, from the one with the
/// index `first` on, at `to`; it reads none that an earlier call has written.
#[inline(always)]
pub(super) unsafe fn write(
    dst: *mut u8,
    size: usize,
    n: usize,
    make: impl Fn(*mut u8, usize, usize),
) {
    let lanes = CHUNK / size;
    let to_line = dst.align_offset(align_of::<Chunk>());
    let bypass = AVAILABLE && n >= LONG / size && to_line.is_multiple_of(size);
    let head = if bypass { to_line / size } else { n };
    let mut chunk = Chunk([MaybeUninit::uninit(); CHUNK]);
    let mut first = 0;
    while first < n {
        let to = dst.wrapping_add(first * size);
        let whole = first >= head && n - first >= lanes;
        let (buffer, count) = match whole {
            true => (chunk.0.as_mut_ptr().cast(), lanes),
            false if first < head => (to, head),
            false => (to, n - first),
        };
        make(buffer, first, count);
        if whole {
            // SAFETY: a chunk of the items, all made; `to` is at the beginning of a line.
            unsafe { store(to, &chunk) };
        }
        first += count;
    }
    if bypass {
        fence();
    }
}

/// Whether there are non-temporal stores here. Miri knows none.
const AVAILABLE: bool = cfg!(all(target_arch = "x86_64", not(miri)));

/// # Safety
/// The chunk has been made, and can be written to `to`, the beginning of a line.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn store(to: *mut u8, chunk: &Chunk) {
    use std::arch::x86_64::{__m128i, _mm_stream_si128};
    let from = chunk.0.as_ptr().cast::<__m128i>();
    for i in 0..CHUNK / size_of::<__m128i>() {
        // SAFETY: within the chunk on both sides; every x86-64 processor has SSE2.
        unsafe { _mm_stream_si128(to.cast::<__m128i>().add(i), from.add(i).read()) };
    }
}

/// Orders non-temporal stores before all that follow.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn fence() {
    // SAFETY: every x86-64 processor has SSE.
    unsafe { std::arch::x86_64::_mm_sfence() };
}

/// # Safety
/// As above.
#[cfg(not(target_arch = "x86_64"))]
unsafe fn store(to: *mut u8, chunk: &Chunk) {
    // SAFETY: as the caller says.
    unsafe { std::ptr::copy_nonoverlapping(chunk.0.as_ptr().cast(), to, CHUNK) };
}

#[cfg(not(target_arch = "x86_64"))]
fn fence() {}
