//! Which bytes a strided view reaches.

use std::ops::Range;

/// From the first byte of a view to behind its last one, counted from its element `[0, 0, …]`, with
/// strides in bytes. Empty for a view without bytes; `None` where a number is too large.
pub fn span(shape: &[usize], strides: &[isize], itemsize: usize) -> Option<Range<isize>> {
    if itemsize == 0 || shape.contains(&0) {
        return Some(0..0);
    }
    let mut span = 0..isize::try_from(itemsize).ok()?;
    for (&n, &stride) in shape.iter().zip(strides) {
        let reach = isize::try_from(n - 1).ok()?.checked_mul(stride)?;
        let end = if reach < 0 {
            &mut span.start
        } else {
            &mut span.end
        };
        *end = end.checked_add(reach)?;
    }
    Some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_at_the_outermost_bytes() {
        assert_eq!(span(&[], &[], 8), Some(0..8));
        assert_eq!(span(&[4], &[8], 8), Some(0..32));
        assert_eq!(span(&[4, 3], &[8, -100], 8), Some(-200..32));
        assert_eq!(span(&[1, 5], &[1 << 40, 0], 2), Some(0..2));
        assert_eq!(span(&[4, 0], &[8, 8], 8), Some(0..0));
        assert_eq!(span(&[4], &[8], 0), Some(0..0));
        assert_eq!(span(&[3], &[isize::MAX], 1), None);
        assert_eq!(span(&[2, 2], &[isize::MIN, -1], 1), None);
        assert_eq!(span(&[usize::MAX], &[1], 1), None);
        assert_eq!(span(&[2], &[isize::MAX], 1), None);
    }
}
