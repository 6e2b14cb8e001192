//! Copies items of 1, 2, 4, 8 or 16 bytes from one stride to another, their bytes swapped or not.

use bytemuck::Pod;

use super::loop2d::Kernel;
use super::multiversion::{for_this_processor, multiversion};
use super::nontemporal;

/// Which bytes of an item are reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Swap {
    /// Not at all.
    None,
    /// The item's.
    Items,
    /// Those of each half: complex numbers.
    Halves,
}

const NONE: u8 = 0;
const ITEMS: u8 = 1;
const HALVES: u8 = 2;

/// A type that items are copied as.
trait Unit: Pod {
    fn swap<const HOW: u8>(self) -> Self;
}

macro_rules! unit {
    ($($t:ty)*) => {$(
        impl Unit for $t {
            #[inline(always)]
            fn swap<const HOW: u8>(self) -> $t {
                match HOW {
                    ITEMS => self.swap_bytes(),
                    HALVES => self.swap_bytes().rotate_left(<$t>::BITS / 2),
                    _ => self,
                }
            }
        }
    )*};
}
unit!(u8 u16 u32 u64);

/// 16 bytes.
type Pair = [u64; 2];

impl Unit for Pair {
    #[inline(always)]
    fn swap<const HOW: u8>(self) -> Pair {
        match HOW {
            ITEMS => [self[1].swap_bytes(), self[0].swap_bytes()],
            HALVES => self.map(u64::swap_bytes),
            _ => self,
        }
    }
}

/// The kernel that copies items of `size` bytes, a power of two up to 16. A source stride of 0
/// repeats the item.
pub(super) fn copier(size: usize, swap: Swap) -> Kernel {
    macro_rules! copier {
        ($t:ty, $how:ident) => {
            for_this_processor!("ssse3", Kernel, row, row_ssse3, <$t, $how>)
        };
    }
    match (size, swap) {
        (1, _) => copier!(u8, NONE),
        (2, Swap::None) => copier!(u16, NONE),
        (2, _) => copier!(u16, ITEMS),
        (4, Swap::None) => copier!(u32, NONE),
        (4, _) => copier!(u32, ITEMS),
        (8, Swap::None) => copier!(u64, NONE),
        (8, Swap::Items) => copier!(u64, ITEMS),
        (8, Swap::Halves) => copier!(u64, HALVES),
        (_, Swap::None) => copier!(Pair, NONE),
        (_, Swap::Items) => copier!(Pair, ITEMS),
        (_, Swap::Halves) => copier!(Pair, HALVES),
    }
}

multiversion! {
    "ssse3"
    /// # Safety
    /// As [`Kernel`]; where nothing is swapped, the two rows share no byte.
    unsafe fn row, row_ssse3 [T: Unit, const HOW: u8] [T, HOW] (
        dst: *mut u8,
        d: isize,
        src: *const u8,
        s: isize,
        n: usize,
    ) {
        let size = size_of::<T>() as isize;
        // SAFETY: as the caller says. Constant strides make loops over vectors.
        unsafe {
            if s == 0 {
                let item = src.cast::<T>().read_unaligned().swap::<HOW>();
                if d == size {
                    let make = |at: *mut u8, _, n: usize| repeat(at, size, item, n);
                    nontemporal::write(dst, size_of::<T>(), n, make);
                } else {
                    repeat(dst, d, item, n);
                }
            } else if d == size && s == size {
                if HOW == NONE {
                    std::ptr::copy_nonoverlapping(src, dst, n * size_of::<T>());
                } else {
                    let make = |at: *mut u8, first: usize, n: usize| {
                        let src = src.wrapping_add(first * size_of::<T>());
                        items::<T, HOW>(at, size, src, size, n);
                    };
                    nontemporal::write(dst, size_of::<T>(), n, make);
                }
            } else if d == size && s == -size {
                items::<T, HOW>(dst, size, src, -size, n);
            } else if d == size {
                items::<T, HOW>(dst, size, src, s, n);
            } else {
                items::<T, HOW>(dst, d, src, s, n);
            }
        }
    }
}

/// # Safety
/// As [`Kernel`].
#[inline(always)]
unsafe fn items<T: Unit, const HOW: u8>(
    dst: *mut u8,
    d: isize,
    src: *const u8,
    s: isize,
    n: usize,
) {
    for i in 0..n as isize {
        // SAFETY: item i of the row.
        unsafe {
            let item = src.wrapping_offset(i * s).cast::<T>().read_unaligned();
            dst.wrapping_offset(i * d)
                .cast::<T>()
                .write_unaligned(item.swap::<HOW>());
        }
    }
}

/// # Safety
/// `n` items, `d` bytes apart, may be written at `dst`.
#[inline(always)]
unsafe fn repeat<T: Unit>(dst: *mut u8, d: isize, item: T, n: usize) {
    for i in 0..n as isize {
        // SAFETY: item i of the row.
        unsafe {
            dst.wrapping_offset(i * d).cast::<T>().write_unaligned(item);
        }
    }
}
