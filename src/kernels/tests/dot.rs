//! Products of random matrices and columns, against sums in float64.

use super::arrays::{Array, run};
use super::model::Value;
use super::reductions::{parts, random_element};
use crate::kernels::reduce::{Dot, ReduceError, product};
use crate::scalar::Scalar;
use crate::testing::Random;

#[test]
fn rows_times_columns_are_the_sums_of_products() {
    let mut random = Random::new(41);
    for i in 0..if cfg!(miri) { 3 } else { 400 } {
        let (scalar, element) = random_element(&mut random);
        let (other, other_element) = random_element(&mut random);
        let depth = [0, 1, 3, 70, 600, 2000][random.below(6) as usize];
        let rows = random.below(if depth > 600 { 4 } else { 60 }) as usize;
        let columns = [1, 1, 2, 3, 9, 17][random.below(6) as usize];
        let a_shape = if i % 5 == 0 {
            vec![depth]
        } else {
            vec![rows, depth]
        };
        let b_shape = if columns == 1 {
            vec![depth]
        } else {
            vec![depth, columns]
        };
        let mut a = Array::random(&mut random, &a_shape, element, true);
        let mut b = Array::random(&mut random, &b_shape, other_element, true);
        for array in [&mut a, &mut b] {
            let n = array.shape.iter().product();
            let numbers: Vec<_> = (0..n)
                .map(|_| Value::Float(random.below(40) as f64 - 16.0))
                .collect();
            array.store(numbers);
        }
        // SAFETY: the view lies in the array's memory.
        let dot = unsafe { Dot::new(&a.view(), &b.view(), 1) };
        let Some(result) = product(scalar, other) else {
            assert!(matches!(dot, Err(ReduceError::Element(_))));
            continue;
        };
        let mut dot = dot.unwrap();
        run(&mut dot, 1 + i % 3, 1 + i % 4);
        let got = dot.values(0..dot.rows());
        // SAFETY: as above.
        let mut again = unsafe { Dot::new(&a.view(), &b.view(), 1) }.unwrap();
        run(&mut again, 1, 1000);
        let [again, bits] = [again.values(0..again.rows()), got.clone()]
            .map(|xs| xs.into_iter().map(f64::to_bits).collect::<Vec<_>>());
        assert_eq!(again, bits);
        let a_rows = if a_shape.len() == 1 { 1 } else { rows };
        assert_eq!(got.len(), a_rows * columns);
        let [a_numbers, b_numbers] = [&a, &b].map(|array| {
            let numbers = array.numbers().into_iter();
            numbers.map(|number| parts(number)[0]).collect::<Vec<_>>()
        });
        for row in 0..a_rows {
            for column in 0..columns {
                let products = (0..depth)
                    .map(|k| a_numbers[row * depth + k] * b_numbers[k * columns + column]);
                let (sum, scale) = products.fold((0.0, 0.0), |(sum, scale): (f64, f64), x| {
                    (sum + x, scale + x.abs())
                });
                let epsilon = if result == Scalar::F32 {
                    f64::from(f32::EPSILON)
                } else {
                    f64::EPSILON
                };
                let error = (got[row * columns + column] - sum).abs();
                assert!(
                    error <= 40.0 * epsilon * scale,
                    "{scalar:?} {other:?} {a_shape:?} {columns}: {error} {sum}"
                );
            }
        }
    }
}
