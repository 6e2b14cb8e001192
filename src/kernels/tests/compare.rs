//! Equality of random arrays of any two types, against exact numbers.

use super::arrays::{Array, random_shape, run};
use super::model::Value;
use super::reductions::{is_nan, random_element};
use crate::kernels::compare::Equality;
use crate::kernels::{Element, KernelError};
use crate::scalar::Scalar;
use crate::testing::Random;

fn equal(a: &mut Array, b: &mut Array, nan_equals: bool, threads: usize) -> bool {
    equal_in_units(a, b, nan_equals, None, threads)
}

fn equal_in_units(
    a: &mut Array,
    b: &mut Array,
    nan_equals: bool,
    units: Option<[u128; 2]>,
    threads: usize,
) -> bool {
    // SAFETY: the views lie in the arrays' memories.
    let work = unsafe { Equality::new(&a.view(), &b.view(), nan_equals, units, threads) };
    let mut work = work.unwrap();
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
fn times_of_any_two_units_are_compared_exactly() {
    const NAT: i128 = i64::MIN as i128;
    let mut random = Random::new(63);
    let units = [
        [1, 1],
        [1, 1000],
        [60, 1],
        [7, 12],
        [1 << 62, (1 << 62) - 1],
        [1 << 63, 3],
        [u64::MAX.into(), 2],
        [1, 1 << 64],
        [(1 << 64) + 1, 1 << 63],
        [604_800 * 10u128.pow(18) * 2_147_483_647, 1],
        [3u128.pow(60), 10u128.pow(27)],
    ];
    // Without a common factor, both are the same multiple of the other's unit.
    let same = |[x, y]: [i128; 2], [ux, uy]: [i128; 2], nat_equals| match x == NAT || y == NAT {
        true => nat_equals && x == y,
        false => x % uy == 0 && y % ux == 0 && x / uy == y / ux,
    };
    let mut found = [0; 2];
    for i in 0..if cfg!(miri) { 22 } else { 3300 } {
        let mut pair = units[i % units.len()];
        if random.below(2) == 0 {
            pair.reverse();
        }
        let shape = match i % 7 {
            0 => vec![900],
            1 => vec![40, 30],
            _ => random_shape(&mut random),
        };
        let [mut a, mut b] = [(); 2].map(|()| {
            let element = Element::Number {
                scalar: Scalar::I64,
                swapped: random.below(2) == 0,
            };
            Array::random(&mut random, &shape, element, true)
        });
        let [ux, uy] = pair.map(|unit| unit as i128);
        let most = i128::from(i64::MAX) / ux.max(uy);
        let nats = random.below(3) == 0;
        // In repeated axes the last number stays: the model reads what is there.
        let multiples: Vec<_> = (0..a.offsets().len())
            .map(|k| match (random.below(4), most) {
                (0, 0) => 0,
                (0, _) => [most, -most][k % 2],
                (1, _) if nats => NAT,
                _ => (k as i128).min(most),
            })
            .collect();
        let times = |unit: i128| {
            let time = move |&k: &i128| if k == NAT { k } else { k * unit };
            multiples.iter().map(time).map(Value::Integer)
        };
        a.store(times(uy));
        b.store(times(ux));
        if random.below(3) == 0 && !b.offsets().is_empty() {
            let offsets = b.offsets();
            let at = offsets[random.below(offsets.len() as u64) as usize];
            b.memory[at + random.below(8) as usize] ^= 1 << random.below(8);
        }
        let nat_equals = random.below(3) > 0;
        let pairs = || a.numbers().into_iter().zip(b.numbers());
        let want = pairs().all(|pair| match pair {
            (Value::Integer(x), Value::Integer(y)) => same([x, y], [ux, uy], nat_equals),
            _ => unreachable!(),
        });
        for threads in [1, 3] {
            let (mut a, mut b) = (a.clone(), b.clone());
            let got = equal_in_units(&mut a, &mut b, nat_equals, Some(pair), threads);
            assert_eq!(got, want, "{pair:?} {shape:?} {:?}", pairs().next());
        }
        found[usize::from(want)] += 1;
    }
    assert!(
        found[0] > found[1] / 10 && found[1] > found[0] / 10,
        "{found:?}"
    );
}

#[test]
fn products_of_times_do_not_wrap() {
    let one = |time: i64| Array {
        memory: time.to_ne_bytes().to_vec(),
        start: 0,
        shape: vec![],
        strides: vec![],
        element: Element::native(Scalar::I64),
    };
    for (x, y, units, want) in [
        // Equal modulo 2^64 and 2^128.
        (1 << 62, 0, [4, 1], false),
        (1 << 62, 0, [1 << 66, 1], false),
        (0, 1, [1, 1 << 64], false),
        // The products are 2^126 and less.
        (i64::MAX, -i64::MAX, [u64::MAX.into(), 2], false),
        (i64::MAX, i64::MAX - 1, [(1 << 63) - 2, (1 << 63) - 1], true),
        // More than 64 bits that are even, beside two.
        (1, 1 << 62, [(1 << 64) + 1, 2], false),
        (2, i64::MAX, [(1 << 64) - 2, 3], false),
        (0, 0, [(1 << 100) + 1, 1 << 99], true),
        (i64::MIN, i64::MIN, [1, 2], false),
    ] {
        let got = equal_in_units(&mut one(x), &mut one(y), false, Some(units), 1);
        assert_eq!(got, want, "{x} {y} {units:?}");
        let units = Some([units[1], units[0]]);
        let got = equal_in_units(&mut one(y), &mut one(x), false, units, 1);
        assert_eq!(got, want, "{y} {x} {units:?}");
    }
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
        let result = unsafe { Equality::new(&fewer.view(), &a.view(), false, None, 1) };
        assert!(matches!(result, Err(KernelError::Shape)));
    }
}
