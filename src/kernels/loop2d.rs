//! Runs a kernel, which works on a row of items, over two dimensions.

/// Reads `n` items and writes what becomes of them: `(dst, its stride, src, its stride, n)`,
/// strides in bytes, at any alignment. Every item is read before it is written, front to back.
///
/// # Safety
/// The items at `src` can be read and those at `dst` written. They share no byte, or are one row
/// of items of one size.
pub(super) type Kernel = unsafe fn(*mut u8, isize, *const u8, isize, usize);

/// Rows shorter than this are not worth a call of their own.
pub(super) const SHORT: usize = 8;

/// Runs a kernel over `n` items, outer axis first, in as few and long rows as there are.
///
/// # Safety
/// As [`Kernel`], for the `n` items at `dst` and `src` with the strides `d` and `s`.
pub(super) unsafe fn run(
    kernel: Kernel,
    dst: *mut u8,
    d: [isize; 2],
    src: *const u8,
    s: [isize; 2],
    n: [usize; 2],
) {
    let continues = |outer: usize, inner: usize| {
        let n = n[inner] as isize;
        d[outer] == n * d[inner] && s[outer] == n * s[inner]
    };
    let rows = |outer: usize, inner: usize, rows: usize, n: usize| {
        for i in 0..rows as isize {
            // SAFETY: row i of the loop, along either axis.
            unsafe {
                kernel(
                    dst.wrapping_offset(i * d[outer]),
                    d[inner],
                    src.wrapping_offset(i * s[outer]),
                    s[inner],
                    n,
                );
            }
        }
    };
    if continues(0, 1) {
        rows(0, 1, 1, n[0] * n[1]);
    } else if continues(1, 0) {
        rows(1, 0, 1, n[0] * n[1]);
    } else if n[1] < SHORT && n[1] < n[0] {
        rows(1, 0, n[1], n[0]);
    } else {
        rows(0, 1, n[0], n[1]);
    }
}
