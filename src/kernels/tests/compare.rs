//! Equality of random arrays of any two types, against exact numbers.

use super::arrays::{Array, random_shape, run};
use super::model::Value;
use super::reductions::{is_nan, random_element};
use crate::kernels::compare::Equality;
use crate::kernels::{Element, KernelError};
use crate::scalar::Scalar;
use crate::testing::Random;

fn equal(a: &mut Array, b: &mut Array, nan_equals: bool, threads: usize) -> bool {
    // SAFETY: the views lie in the arrays' memories.
    let mut work =
        unsafe { Equality::new(&a.view(), &b.view(), nan_equals, false, threads) }.unwrap();
    run(&mut work, threads, 2);
    work.finish()
}

fn matches(a: Value, b: Value, nan_equals: bool) -> bool {
    let integer = |x: f64| (x.trunc() == x && x.abs() < 1e30).then_some(x as i128);
    let split = |value| match value {
        Value::Complex(re, im) => (Value::Float(re), im),
        real => (real, 0.0),
    };
    let ((x, i), (y, j)) = (split(a), split(b));
    let real = match (x, y) {
        (Value::Integer(x), Value::Integer(y)) => x == y,
        (Value::Integer(i), Value::Float(x)) | (Value::Float(x), Value::Integer(i)) => {
            integer(x) == Some(i)
        }
        (Value::Float(x), Value::Float(y)) => x == y,
        _ => unreachable!(),
    };
    real && i == j || nan_equals && is_nan(a) && is_nan(b)
}

#[test]
fn numbers_of_any_two_types_are_compared_exactly() {
    let mut random = Random::new(61);
    let (mut alike, mut different) = (0, 0);
    for i in 0..if cfg!(miri) { 20 } else { 3000 } {
        let shape = match i % 7 {
            0 => vec![900],
            1 => vec![40, 30],
            _ => random_shape(&mut random),
        };
        let mut a = {
            let element = random_element(&mut random).1;
            Array::random(&mut random, &shape, element, true)
        };
        let mut b = {
            let element = random_element(&mut random).1;
            Array::random(&mut random, &shape, element, true)
        };
        a.fill(&mut random);
        if i % 3 == 0 {
            // Large integers, where float64 has none between.
            let large = |random: &mut Random| {
                let bits = 50 + random.below(14) as u32;
                Value::Integer((1i128 << bits) + random.below(3) as i128 - 1)
            };
            let numbers: Vec<_> = (0..a.offsets().len()).map(|_| large(&mut random)).collect();
            a.store(numbers);
        } else if i % 3 == 1 {
            let numbers: Vec<_> = (0..a.offsets().len())
                .map(|k| Value::Integer((k % 100) as i128))
                .collect();
            a.store(numbers);
        }
        b.store(a.numbers());
        if random.below(4) == 0 && !b.offsets().is_empty() {
            let offsets = b.offsets();
            let at = offsets[random.below(offsets.len() as u64) as usize];
            b.memory[at] ^= 1;
        }
        let nan_equals = random.below(2) == 0;
        let pairs = || a.numbers().into_iter().zip(b.numbers());
        let want = pairs().all(|(x, y)| matches(x, y, nan_equals));
        for threads in [1, 3] {
            let got = equal(&mut a.clone(), &mut b.clone(), nan_equals, threads);
            assert_eq!(
                got,
                want,
                "{:?} {:?} {shape:?} {:?}",
                a.element,
                b.element,
                pairs().find(|&(x, y)| !matches(x, y, nan_equals))
            );
        }
        *(if want { &mut alike } else { &mut different }) += 1;
    }
    assert!(
        alike > different / 10 && different > alike / 10,
        "{alike} {different}"
    );
}

#[test]
fn text_is_equal_whatever_its_width_and_padding() {
    let text = |width, length, swapped| Element::Text {
        width,
        length,
        swapped,
    };
    let of = |element: Element, codes: &[u32]| {
        let Element::Text {
            width,
            length,
            swapped,
        } = element
        else {
            panic!()
        };
        let mut memory = Vec::new();
        for i in 0..length {
            let code = codes.get(i).copied().unwrap_or(0);
            let bytes = if swapped {
                code.to_be_bytes()
            } else {
                code.to_le_bytes()
            };
            memory.extend(&bytes[..width]);
        }
        Array {
            memory,
            start: 0,
            shape: vec![],
            strides: vec![],
            element,
        }
    };
    let elements = [
        text(1, 3, false),
        text(1, 5, false),
        text(4, 3, false),
        text(4, 4, true),
    ];
    for a in elements {
        for b in elements {
            for (codes, others, want) in [
                (&[97, 98][..], &[97, 98][..], true),
                (&[97, 98], &[97, 99], false),
                (&[97, 98], &[97, 98, 99], false),
                (&[97, 0, 98], &[97], false),
                (&[], &[], true),
            ] {
                assert_eq!(
                    equal(&mut of(a, codes), &mut of(b, others), false, 1),
                    want,
                    "{a:?} {b:?} {codes:?}"
                );
            }
        }
    }
}

#[test]
fn bytes_equal_bytes_of_the_same_size_only() {
    let mut random = Random::new(62);
    for size in [1, 3, 8, 16, 48] {
        let mut a = Array::random(&mut random, &[7], Element::Opaque(size), false);
        // NaN among them.
        a.memory.fill(0xff);
        assert!(equal(&mut a.clone(), &mut a, false, 1));
        let mut b = a.clone();
        let last = b.offsets()[6];
        b.memory[last + size - 1] = 0;
        assert!(!equal(&mut b, &mut a, true, 1));
        let mut longer = Array::random(&mut random, &[7], Element::Opaque(size + 1), false);
        assert!(!equal(&mut longer, &mut a, true, 1));
        let mut numbers = Array::random(&mut random, &[7], Element::native(Scalar::U8), false);
        assert!(!equal(&mut numbers, &mut a, true, 1));
        let mut fewer = Array::random(&mut random, &[6], Element::Opaque(size), false);
        // SAFETY: the views lie in the arrays' memories.
        let result = unsafe { Equality::new(&fewer.view(), &a.view(), false, false, 1) };
        assert!(matches!(result, Err(KernelError::Shape)));
    }
}
