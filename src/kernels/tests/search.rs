//! Positions in sorted arrays of any type, against a look at every element.

use std::cmp::Ordering;

use super::arrays::{Array, run};
use super::model::Value;
use super::reductions::{fill, random_element};
use crate::kernels::Element;
use crate::kernels::search::Search;
use crate::scalar::Scalar;
use crate::testing::Random;

/// The order of numbers, exact, NaN last.
fn order(a: Value, b: Value) -> Ordering {
    let parts = |value| match value {
        Value::Integer(i) => [(Some(i), i as f64), (Some(0), 0.0)],
        Value::Float(x) => [(None, x), (Some(0), 0.0)],
        Value::Complex(re, im) => [(None, re), (None, im)],
    };
    let one = |(i, x): (Option<i128>, f64), (j, y): (Option<i128>, f64)| match (i, j) {
        (Some(i), Some(j)) => i.cmp(&j),
        _ if x.is_nan() || y.is_nan() => x.is_nan().cmp(&y.is_nan()),
        (None, None) => x.partial_cmp(&y).unwrap(),
        (Some(i), None) => against(i, y),
        (None, Some(j)) => against(j, x).reverse(),
    };
    let ([a, b], [c, d]) = (parts(a), parts(b));
    one(a, c).then(one(b, d))
}

/// An integer beside a float.
fn against(i: i128, x: f64) -> Ordering {
    if x.abs() > 1e30 {
        return 0.0.partial_cmp(&x).unwrap();
    }
    i.cmp(&(x.floor() as i128)).then(if x.floor() < x {
        Ordering::Less
    } else {
        Ordering::Equal
    })
}

#[test]
fn values_are_placed_before_or_behind_their_equals() {
    let mut random = Random::new(71);
    for i in 0..if cfg!(miri) { 5 } else { 400 } {
        let (scalar, element) = random_element(&mut random);
        let n = random.below(90) as usize;
        let mut array = Array::random(&mut random, &[n], element, false);
        if i % 2 == 0 {
            array.fill(&mut random)
        } else {
            fill(&mut random, &mut array)
        };
        let mut sorted = array.numbers();
        sorted.sort_by(|&a, &b| order(a, b));
        array.store(sorted.clone());
        let (other, other_element) = random_element(&mut random);
        let mut values = Array::random(&mut random, &[70], other_element, false);
        values.fill(&mut random);
        if i % 3 == 0 && n > 0 {
            let numbers: Vec<_> = (0..70).map(|k| sorted[k % n]).collect();
            values.store(numbers);
        }
        for left in [true, false] {
            // SAFETY: the views lie in the arrays' memories.
            let mut search =
                unsafe { Search::new(&array.view(), &values.view(), left, false) }.unwrap();
            run(&mut search, 1 + i % 3, 2);
            let got = search.finish();
            for (value, got) in values.numbers().into_iter().zip(got) {
                // A complex NaN is a NaN as a whole among real numbers.
                let is_real = !scalar.is_complex();
                let value = match value {
                    Value::Complex(re, im) if is_real && (re.is_nan() || im.is_nan()) => {
                        Value::Float(f64::NAN)
                    }
                    value => value,
                };
                let is_behind = |&&x: &&Value| match order(x, value) {
                    Ordering::Equal => !left,
                    order => order == Ordering::Less,
                };
                let want = sorted.iter().take_while(is_behind).count();
                assert_eq!(
                    got, want as f64,
                    "{value:?} ({other:?}) in {scalar:?} {sorted:?}, left {left}"
                );
            }
        }
    }
}

#[test]
fn nat_sorts_last_and_text_by_its_code_units() {
    let times = [3, 7, 7, i64::MAX, i64::MIN].map(|time| Value::Integer(time.into()));
    let of = |random: &mut Random, numbers: &[Value]| {
        let mut array = Array::random(
            random,
            &[numbers.len()],
            Element::native(Scalar::I64),
            false,
        );
        array.store(numbers.iter().copied());
        array
    };
    let mut random = Random::new(72);
    let (mut array, mut values) = (of(&mut random, &times), of(&mut random, &times));
    for (left, want) in [
        (true, [0.0, 1.0, 1.0, 3.0, 4.0]),
        (false, [1.0, 3.0, 3.0, 4.0, 5.0]),
    ] {
        // SAFETY: the views lie in the arrays' memories.
        let mut search = unsafe { Search::new(&array.view(), &values.view(), left, true) }.unwrap();
        run(&mut search, 1, 1);
        assert_eq!(search.finish(), want);
    }
    let text = |width, words: &[&str]| {
        let pad = |word: &&str| {
            let mut word = word.to_string();
            while word.len() < 4 {
                word.push('\0');
            }
            word.chars()
                .flat_map(|c| (c as u32).to_le_bytes()[..width].to_vec())
                .collect::<Vec<_>>()
        };
        Array {
            memory: words.iter().flat_map(pad).collect(),
            start: 0,
            shape: vec![words.len()],
            strides: vec![4 * width as isize],
            element: Element::Text {
                width,
                length: 4,
                swapped: false,
            },
        }
    };
    let mut words = text(1, &["a", "ab", "b", "b", "c"]);
    for width in [1, 4] {
        let mut values = text(width, &["", "a", "aa", "b", "d"]);
        for (left, want) in [
            (true, [0.0, 0.0, 1.0, 2.0, 5.0]),
            (false, [0.0, 1.0, 1.0, 4.0, 5.0]),
        ] {
            // SAFETY: as above.
            let mut search =
                unsafe { Search::new(&words.view(), &values.view(), left, false) }.unwrap();
            run(&mut search, 1, 1);
            assert_eq!(search.finish(), want);
        }
    }
}
