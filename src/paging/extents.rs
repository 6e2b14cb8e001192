//! Which bytes a strided view lies on, as extents that are equally long: what paging needs to know
//! of an array. Pure arithmetic.

use std::ops::Range;

use crate::span::span;

/// The bytes under a view, in extents. Between two extents lies a page or more; gaps smaller than a
/// page belong to their extent, since the system deals in whole pages.
#[derive(Debug)]
pub struct Extents {
    /// Where the first extent starts.
    start: usize,
    /// Bytes of an extent.
    len: usize,
    /// The axes along which extents repeat, as (count, step in bytes), the longest step first.
    axes: Vec<(usize, usize)>,
    /// How many extents.
    count: usize,
}

impl Extents {
    /// The extents of a view whose element `[0, ..., 0]` is at `start` in a memory of `bound` bytes,
    /// with strides in bytes. None where an element would lie outside of that memory.
    pub fn new(
        start: usize,
        shape: &[usize],
        strides: &[isize],
        itemsize: usize,
        page: usize,
        bound: usize,
    ) -> Option<Extents> {
        let empty = Extents {
            start: 0,
            len: 0,
            axes: Vec::new(),
            count: 0,
        };
        if itemsize == 0 || shape.contains(&0) {
            return Some(empty);
        }
        let span = span(shape, strides, itemsize)?;
        let low = start.checked_add_signed(span.start)?;
        let high = start.checked_add_signed(span.end)?;
        if high > bound {
            return None;
        }
        let axes = shape.iter().zip(strides);
        let axes = axes.map(|(&count, &stride)| (count, stride.unsigned_abs()));
        let mut axes: Vec<_> = axes
            .filter(|&(count, step)| count > 1 && step > 0)
            .collect();
        axes.sort_by_key(|&(_, step)| std::cmp::Reverse(step));
        let mut len = itemsize;
        while let Some(&(count, step)) = axes.last() {
            if step >= len + page {
                break;
            }
            len += (count - 1) * step;
            axes.pop();
        }
        let count = axes
            .iter()
            .try_fold(1, |all: usize, &(count, _)| all.checked_mul(count))?;
        count.checked_mul(len)?;
        Some(Extents {
            start: low,
            len,
            axes,
            count,
        })
    }

    /// How many extents there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Bytes of each extent.
    pub fn extent_len(&self) -> usize {
        self.len
    }

    /// Bytes of all extents.
    pub fn total(&self) -> usize {
        self.count * self.len
    }

    /// About how many bytes of memory the extents' pages take.
    pub fn footprint(&self, page: usize) -> usize {
        self.count.saturating_mul(self.len.next_multiple_of(page))
    }

    /// The bytes of one extent; `index` is below [`Extents::count`].
    pub fn extent(&self, index: usize) -> Range<usize> {
        let mut rest = index;
        let mut at = self.start;
        for &(count, step) in self.axes.iter().rev() {
            at += rest % count * step;
            rest /= count;
        }
        at..at + self.len
    }

    /// At most `most` bytes from `position` on, counted through the extents, as far as they lie in
    /// one extent; `position` is below [`Extents::total`].
    pub fn piece(&self, position: usize, most: usize) -> Range<usize> {
        let extent = self.extent(position / self.len);
        let from = extent.start + position % self.len;
        from..extent.end.min(from.saturating_add(most))
    }

    /// From the first byte to behind the last one.
    pub fn span(&self) -> Range<usize> {
        match self.count {
            0 => 0..0,
            count => self.start..self.extent(count - 1).end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Random;
    use std::collections::BTreeSet;

    const PAGE: usize = 16;

    /// The pages under a view, element by element.
    fn slow_pages(
        start: usize,
        shape: &[usize],
        strides: &[isize],
        itemsize: usize,
    ) -> BTreeSet<usize> {
        let mut pages = BTreeSet::new();
        let size: usize = shape.iter().product();
        for flat in 0..size {
            let (mut rest, mut at) = (flat, start);
            for (&count, &stride) in shape.iter().zip(strides).rev() {
                at = at.wrapping_add_signed((rest % count) as isize * stride);
                rest /= count;
            }
            pages.extend((at..at + itemsize).map(|byte| byte / PAGE));
        }
        pages
    }

    #[test]
    fn extents_lie_on_exactly_the_pages_of_the_elements() {
        let mut random = Random::new(5);
        for round in 0..3000 {
            let itemsize = 1 + random.below(24) as usize;
            let ndim = random.below(4) as usize;
            let mut step = itemsize + random.below(4) as usize * 7;
            let mut shape = vec![0; ndim];
            let mut strides = vec![0; ndim];
            for axis in 0..ndim {
                let (count, every) = (random.below(6) as usize, 1 + random.below(4) as usize);
                shape[axis] = count;
                strides[axis] = (step * every) as isize;
                step *= every * count.max(1) + random.below(3) as usize;
            }
            // Any order of axes, any sign.
            for axis in (1..ndim).rev() {
                let other = random.below(axis as u64 + 1) as usize;
                shape.swap(axis, other);
                strides.swap(axis, other);
            }
            let mut start = random.below(100) as usize;
            for axis in 0..ndim {
                if shape[axis] > 0 && random.below(3) == 0 {
                    start += (shape[axis] - 1) * strides[axis] as usize;
                    strides[axis] = -strides[axis];
                }
            }
            let expected = slow_pages(start, &shape, &strides, itemsize);
            let extents = Extents::new(start, &shape, &strides, itemsize, PAGE, 1 << 40).unwrap();
            let mut pages = BTreeSet::new();
            let mut position = 0;
            while position < extents.total() {
                let piece = extents.piece(position, 1 + random.below(40) as usize);
                assert!(!piece.is_empty());
                position += piece.len();
                pages.extend(piece.map(|byte| byte / PAGE));
            }
            assert_eq!(position, extents.total());
            let about = format!("round {round}: {shape:?} {strides:?} {itemsize} at {start}");
            assert_eq!(pages, expected, "{about}");
            let whole: BTreeSet<_> = (0..extents.count())
                .flat_map(|index| extents.extent(index))
                .map(|byte| byte / PAGE)
                .collect();
            assert_eq!(whole, expected, "{about}");
            let span = extents.span();
            if let (Some(&first), Some(&last)) = (expected.first(), expected.last()) {
                assert_eq!((span.start / PAGE, (span.end - 1) / PAGE), (first, last));
            } else {
                assert!(span.is_empty() && extents.total() == 0);
            }
        }
    }

    #[test]
    fn views_outside_of_the_memory_are_none() {
        let inside = |start, stride| Extents::new(start, &[4], &[stride], 8, 4096, 32);
        assert_eq!(inside(0, 8).unwrap().total(), 32);
        assert_eq!(inside(24, -8).unwrap().span(), 0..32);
        assert!(inside(1, 8).is_none());
        assert!(inside(23, -8).is_none());
        assert!(inside(0, isize::MAX).is_none());
        assert!(inside(usize::MAX, 8).is_none());
    }

    #[test]
    fn a_matrix_is_one_extent_and_its_column_one_for_each_row() {
        let matrix = Extents::new(0, &[100, 8192], &[8192, 1], 1, 4096, 819_200).unwrap();
        assert_eq!((matrix.count(), matrix.total()), (1, 819_200));
        let column = Extents::new(7, &[100], &[8192], 1, 4096, 819_200).unwrap();
        assert_eq!((column.count(), column.total()), (100, 100));
        assert_eq!(column.footprint(4096), 409_600);
        assert_eq!(column.extent(3), 24_583..24_584);
    }
}
