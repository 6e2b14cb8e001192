//! Conversion over random layouts, against the plain slow model.

use super::arrays::{Array, random_shape};
use crate::kernels::{Element, KernelError, Strided, convert, overlaps};
use crate::scalar::Scalar;
use crate::testing::Random;

/// How often a property is tried.
const TRIES: usize = if cfg!(miri) { 1 } else { 6 };

fn number(random: &mut Random, scalar: Scalar) -> Element {
    Element::Number {
        scalar,
        swapped: random.below(2) == 1,
    }
}

fn any_scalar(random: &mut Random) -> Scalar {
    Scalar::ALL[random.below(15) as usize]
}

fn any_element(random: &mut Random) -> Element {
    let scalar = any_scalar(random);
    number(random, scalar)
}

/// Converts and compares with the model.
fn try_one(dst: &Array, src: &Array, threads: usize, what: &str) -> Array {
    let (mut result, mut source) = (dst.clone(), src.clone());
    // SAFETY: both views lie in their arrays' memory.
    unsafe { convert(&result.view(), &source.view(), threads).unwrap() };
    assert!(source.memory == src.memory, "{what}: the source changed");
    result.assert_converted(dst, src, what);
    result
}

#[test]
fn any_layout_converts_from_and_to_any_type() {
    let mut random = Random::new(1);
    for from in Scalar::ALL {
        for to in Scalar::ALL {
            for i in 0..TRIES {
                let shape = random_shape(&mut random);
                let (to, from) = (number(&mut random, to), number(&mut random, from));
                let dst = Array::random(&mut random, &shape, to, false);
                let mut src = Array::random(&mut random, &shape, from, true);
                src.fill(&mut random);
                try_one(&dst, &src, 1, &format!("try {i}"));
            }
        }
    }
}

#[test]
fn blocks_and_tiles_join_without_a_seam() {
    let shapes: &[&[usize]] = if cfg!(miri) {
        &[&[33, 65]]
    } else {
        &[
            &[130, 70],
            &[3, 2000],
            &[2000, 3],
            &[257, 4, 9],
            &[70, 2, 129],
            &[5000],
            &[8, 1024],
        ]
    };
    let mut random = Random::new(2);
    for shape in shapes {
        for i in 0..20 * TRIES {
            // Half of the time the number keeps its type.
            let to = any_element(&mut random);
            let from = match to {
                Element::Number { scalar, .. } if i % 2 == 0 => number(&mut random, scalar),
                _ => any_element(&mut random),
            };
            let dst = Array::random(&mut random, shape, to, false);
            let mut src = Array::random(&mut random, shape, from, true);
            src.fill(&mut random);
            try_one(&dst, &src, 1, &format!("{shape:?} try {i}"));
        }
    }
}

/// Runs long enough to be written past the cache, by every kernel that can.
#[test]
fn long_runs_arrive_whole_at_any_alignment() {
    let mut random = Random::new(12);
    for from in Scalar::ALL {
        for to in Scalar::ALL {
            let n = if cfg!(miri) { 9 } else { 4000 / to.itemsize() };
            let n = n + random.below(700) as usize;
            let (to, from) = (number(&mut random, to), number(&mut random, from));
            let [mut dst, mut src] = [to, from].map(|element| Array {
                memory: (0..n * element.itemsize() + 64).map(|i| i as u8).collect(),
                start: random.below(64) as usize,
                shape: vec![n],
                strides: vec![element.itemsize() as isize],
                element,
            });
            src.fill(&mut random);
            try_one(&dst, &src, 1, "run");
            dst.memory.fill(random.next() as u8);
            src.strides[0] = 0;
            try_one(&dst, &src, 1, "fill");
        }
    }
}

#[test]
fn threads_give_what_one_thread_gives() {
    let mut random = Random::new(3);
    for i in 0..10 * TRIES {
        let shape = [
            vec![4000],
            vec![3, 1500],
            vec![70, 60],
            vec![2, 2, 600],
            vec![2, 3, 5, 7, 9],
        ];
        let shape = &shape[random.below(5) as usize];
        let (to, from) = (any_element(&mut random), any_element(&mut random));
        let dst = Array::random(&mut random, shape, to, false);
        let mut src = Array::random(&mut random, shape, from, true);
        src.fill(&mut random);
        let alone = try_one(&dst, &src, 1, "1 thread");
        for threads in [0, 2, 3, 64] {
            let together = try_one(&dst, &src, threads, &format!("{threads} threads"));
            assert!(alone.memory == together.memory, "try {i}");
        }
    }
}

#[test]
fn bytes_are_moved_as_they_are() {
    let mut random = Random::new(4);
    for size in [1, 2, 3, 4, 5, 7, 8, 12, 16, 20, 24, 32, 40, 48, 100] {
        for i in 0..2 * TRIES {
            let shape = random_shape(&mut random);
            let element = Element::Opaque(size);
            let dst = Array::random(&mut random, &shape, element, false);
            let src = Array::random(&mut random, &shape, element, true);
            try_one(&dst, &src, 1 + i % 2, &format!("{size} bytes"));
        }
    }
    let nothing = Array::random(&mut random, &[3], Element::Opaque(0), false);
    try_one(&nothing, &nothing, 1, "no bytes");
}

#[test]
fn a_stored_bool_of_2_converts_as_true_and_is_copied_as_it_is() {
    let memory = [0u8, 1, 2, 255];
    for (to, want) in [
        (Scalar::I8, [0, 1, 1, 1]),
        (Scalar::U8, [0, 1, 1, 1]),
        (Scalar::Bool, memory),
    ] {
        let mut result = [9u8; 4];
        let view = |base: *mut u8, scalar| Strided {
            base,
            shape: &[4],
            strides: &[1],
            element: Element::native(scalar),
        };
        let src = view(memory.as_ptr().cast_mut(), Scalar::Bool);
        // SAFETY: four bytes on each side.
        unsafe { convert(&view(result.as_mut_ptr(), to), &src, 1).unwrap() };
        assert_eq!(result, want);
    }
}

/// Two views of one memory: what comes out is what separate memory would have given.
#[test]
fn operands_that_overlap_do_not_see_each_other() {
    let mut random = Random::new(5);
    let mut overlapping = 0;
    for i in 0..60 * TRIES {
        let shape = random_shape(&mut random);
        let (to, from) = (any_element(&mut random), any_element(&mut random));
        let mut dst = Array::random(&mut random, &shape, to, false);
        let mut src = Array::random(&mut random, &shape, from, true);
        if i % 3 == 0 {
            // Nearly the same elements: shifted, reversed, or exactly those.
            src = dst.clone();
            if random.below(2) == 0 {
                src.element = to;
            } else if let Some(axis) = shape.iter().position(|&n| n > 1) {
                let last = (shape[axis] - 1) as isize * src.strides[axis];
                src.start = src.start.wrapping_add_signed(last);
                src.strides[axis] = -src.strides[axis];
            }
        }
        let size = dst.memory.len().max(src.memory.len());
        src.memory.resize(size, 1);
        src.fill(&mut random);
        dst.memory = src.memory.clone();
        let before = dst.clone();

        let base = dst.memory.as_mut_ptr();
        let [to_view, from_view] = [&before, &src].map(|array| Strided {
            base: base.wrapping_add(array.start),
            shape: &array.shape,
            strides: &array.strides,
            element: array.element,
        });
        overlapping += usize::from(overlaps(&to_view, &from_view));
        // SAFETY: both views lie in the memory.
        unsafe { convert(&to_view, &from_view, 1 + i % 2).unwrap() };
        dst.assert_converted(&before, &src, &format!("try {i}"));
    }
    assert!(overlapping > 10 * TRIES);
}

#[test]
fn a_long_array_shifts_and_turns_round_in_place() {
    const N: usize = 2999;
    let numbers: Vec<u32> = (0..=N as u32).collect();
    for (to, from, step) in [(1, 0, 1), (0, 1, 1), (0, N - 1, -1), (1, N, -1)] {
        let mut memory = numbers.clone();
        let base = memory.as_mut_ptr();
        let strides = [[4], [4 * step]];
        let [dst, src] = [(to, &strides[0]), (from, &strides[1])].map(|(first, strides)| Strided {
            base: base.wrapping_add(first).cast(),
            shape: &[N],
            strides,
            element: Element::native(Scalar::U32),
        });
        // SAFETY: N of the N + 1 numbers, from either end.
        unsafe { convert(&dst, &src, 2).unwrap() };
        let mut want = numbers.clone();
        for i in 0..N {
            want[to + i] = numbers[from.wrapping_add_signed(i as isize * step)];
        }
        assert!(memory == want, "{to} from {from}");
    }
}

#[test]
fn overlap_is_told_by_the_outermost_bytes() {
    let mut memory = [0u8; 64];
    let base = memory.as_mut_ptr();
    let view = |at: usize, n: &'static [usize], stride: &'static [isize]| Strided {
        base: base.wrapping_add(at),
        shape: n,
        strides: stride,
        element: Element::native(Scalar::I32),
    };
    let four = view(16, &[4], &[4]);
    assert!(overlaps(&four, &four));
    assert!(overlaps(&four, &view(28, &[1], &[4])));
    assert!(!overlaps(&four, &view(32, &[4], &[4])));
    assert!(!overlaps(&four, &view(12, &[4], &[-4])));
    assert!(overlaps(&four, &view(13, &[4], &[-4])));
    assert!(overlaps(&four, &view(48, &[2], &[-32])));
    assert!(!overlaps(&four, &view(20, &[0], &[4])));
    assert!(!overlaps(&four, &view(0, &[2, 1], &[12, 99])));
}

#[test]
fn what_cannot_be_converted_is_an_error_and_writes_nothing() {
    let mut memory = [7u8; 32];
    let base = memory.as_mut_ptr();
    let view = |shape: &'static [usize], strides: &'static [isize], element| Strided {
        base,
        shape,
        strides,
        element,
    };
    let numbers = view(&[2], &[8], Element::native(Scalar::F64));
    let one = view(&[], &[], Element::native(Scalar::F64));
    let bytes = view(&[2], &[8], Element::Opaque(8));
    let more = view(&[2], &[9], Element::Opaque(9));
    // SAFETY: all views but the last two lie in the memory; those are refused before that matters,
    // as no machine has the memory for a copy of the source.
    unsafe {
        assert_eq!(convert(&numbers, &one, 1), Err(KernelError::Shape));
        for (dst, src) in [(&numbers, &bytes), (&bytes, &numbers), (&bytes, &more)] {
            let error = KernelError::Element {
                dst: dst.element,
                src: src.element,
            };
            assert_eq!(convert(dst, src, 1), Err(error));
        }
        let huge = &[1usize << 58];
        let dst = view(huge, &[16], Element::native(Scalar::F64));
        let src = view(huge, &[8], Element::native(Scalar::I64));
        let bytes = 1 << 61;
        assert_eq!(
            convert(&dst, &src, 1),
            Err(KernelError::OutOfMemory { bytes })
        );
    }
    assert_eq!(memory, [7; 32]);
}
