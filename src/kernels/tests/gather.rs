//! Rows taken from random arrays, against the elements one by one.

use std::sync::{Arc, Mutex};

use super::arrays::{Array, random_shape, run};
use super::model::{Value, swap};
use super::reductions::random_element;
use crate::kernels::Element;
use crate::kernels::gather::{Announce, BadIndex, Rows, RowsKind, Take};
use crate::scalar::Scalar;
use crate::testing::Random;

#[test]
fn rows_arrive_in_c_order_and_native_byte_order() {
    let mut random = Random::new(51);
    for i in 0..if cfg!(miri) { 5 } else { 600 } {
        let mut shape = random_shape(&mut random);
        if shape.is_empty() {
            shape = vec![9];
        }
        let element = match random.below(4) {
            0 => Element::Opaque(1 + random.below(40) as usize),
            1 => Element::Text {
                width: 4,
                length: 3,
                swapped: random.below(2) == 0,
            },
            _ => random_element(&mut random).1,
        };
        let mut array = Array::random(&mut random, &shape, element, true);
        let axis = random.below(shape.len() as u64) as usize;
        let n = if shape[axis] == 0 {
            0
        } else {
            random.below(60)
        };
        let rows: Vec<usize> = (0..n)
            .map(|_| random.below(shape[axis] as u64) as usize)
            .collect();
        let offsets = array.offsets();
        let after: usize = shape[axis + 1..].iter().product();
        let before: usize = shape[..axis].iter().product();
        let mut want = Vec::new();
        for outer in 0..before {
            for &row in &rows {
                for inner in 0..after {
                    let at = offsets[(outer * shape[axis] + row) * after + inner];
                    let bytes = array.at(at).to_vec();
                    want.extend(match element {
                        Element::Number {
                            scalar,
                            swapped: true,
                        } => swap(scalar, &bytes),
                        Element::Text { swapped: true, .. } => bytes
                            .chunks(4)
                            .flat_map(|unit| unit.iter().rev().copied())
                            .collect(),
                        _ => bytes,
                    });
                }
            }
        }
        let announced = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&announced);
        let announce: Announce = Box::new(move |rows| log.lock().unwrap().extend_from_slice(rows));
        let mut got = vec![0xee; want.len() + 3];
        let rows_wanted = before * rows.len() * usize::from(after > 0);
        let mut take = Take::new(got.as_mut_ptr(), &array.view(), axis, rows, Some(announce));
        run(&mut take, 1 + i % 3, 1 + i % 4);
        assert_eq!(got[want.len()..], [0xee; 3]);
        got.truncate(want.len());
        assert!(got == want, "{element:?} {shape:?} {axis}");
        let announced = announced.lock().unwrap();
        let bytes = offsets.iter().map(|&at| at as isize - array.start as isize);
        let (low, high) = (bytes.clone().min(), bytes.max());
        assert_eq!(announced.len(), rows_wanted);
        for row in &*announced {
            assert!(
                row.start >= low.unwrap() && row.end <= high.unwrap() + element.itemsize() as isize
            );
        }
    }
}

fn array_of(random: &mut Random, element: Element, numbers: &[Value]) -> Array {
    let mut array = Array::random(random, &[numbers.len()], element, false);
    array.store(numbers.iter().copied());
    array
}

fn rows(array: &mut Array, kind: RowsKind) -> Result<Vec<usize>, BadIndex> {
    let mut rows = Rows::new(&array.view(), kind);
    run(&mut rows, 1, 1);
    rows.finish()
}

#[test]
fn indices_are_whole_numbers_inside_of_the_axis() {
    let mut random = Random::new(52);
    let mut of = |scalar, numbers: &[Value]| {
        let element = Element::Number {
            scalar,
            swapped: random.below(2) == 0,
        };
        let mut array = array_of(&mut random, element, numbers);
        rows(&mut array, RowsKind::Indices(10))
    };
    let integers = [3, -1, -10, 9].map(Value::Integer);
    for scalar in [Scalar::I8, Scalar::I16, Scalar::I32, Scalar::I64] {
        assert_eq!(of(scalar, &integers), Ok(vec![3, 9, 0, 9]));
        assert_eq!(
            of(scalar, &[0, -11].map(Value::Integer)),
            Err(BadIndex::Value(1))
        );
    }
    let floats = [3.0, -1.0, -0.0].map(Value::Float);
    for scalar in [Scalar::F16, Scalar::BF16, Scalar::F32, Scalar::F64] {
        assert_eq!(of(scalar, &floats), Ok(vec![3, 9, 0]));
        for bad in [0.5, 10.0, f64::NAN, f64::INFINITY] {
            assert_eq!(
                of(scalar, &[1.0, bad].map(Value::Float)),
                Err(BadIndex::Value(1))
            );
        }
    }
    let many = [1; 20].map(Value::Integer);
    assert_eq!(of(Scalar::I16, &many), Ok(vec![1; 20]));
    let last = [&many[..], &[Value::Integer(10)]].concat();
    assert_eq!(of(Scalar::I16, &last), Err(BadIndex::Value(20)));
    let huge = [Value::Integer(u64::MAX.into())];
    assert_eq!(of(Scalar::U64, &huge), Err(BadIndex::Value(0)));
    for scalar in [Scalar::Bool, Scalar::C64] {
        assert!(matches!(of(scalar, &floats), Err(BadIndex::Element(_))));
    }
}

#[test]
fn a_condition_becomes_the_indices_of_what_is_true() {
    let truths = [0, 1, 0, 1, 1, 0, 0, 0, 0, 1].map(Value::Integer);
    let mut array = array_of(&mut Random::new(53), Element::native(Scalar::Bool), &truths);
    assert_eq!(rows(&mut array, RowsKind::Condition), Ok(vec![1, 3, 4, 9]));
}
