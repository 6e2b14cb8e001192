//! Histograms of random arrays, against their definition by edges.

use super::arrays::{Array, random_shape, run};
use super::reductions::{fill, parts, random_element};
use crate::kernels::reduce::{Bins, Histogram, ReduceError};
use crate::testing::Random;

#[test]
fn items_are_counted_between_their_edges() {
    let mut random = Random::new(31);
    for i in 0..if cfg!(miri) { 3 } else { 300 } {
        let shape = match i % 3 {
            0 => vec![3000],
            _ => random_shape(&mut random),
        };
        let (scalar, element) = random_element(&mut random);
        let mut array = Array::random(&mut random, &shape, element, false);
        fill(&mut random, &mut array);
        let bins = match random.below(3) {
            0 => {
                let mut edges: Vec<f64> = (0..2 + random.below(6))
                    .map(|_| random.below(60) as f64 / 2.0 - 15.0)
                    .collect();
                edges.sort_by(f64::total_cmp);
                Bins::Edges(edges)
            }
            1 => Bins::Equal(1 + random.below(40) as usize, -10.3, 9.7),
            _ => Bins::Equal(5000, -20.0, 19.0),
        };
        let result = Histogram::new(&array.view(), &bins);
        let mut histogram = match result {
            Err(error) => {
                assert!(scalar.is_complex() && error == ReduceError::Element(element));
                continue;
            }
            Ok(histogram) => histogram,
        };
        run(&mut histogram, 1 + i % 3, 1 + i % 4);
        let edges = bins.edges();
        let n = edges.len() - 1;
        let mut want = vec![0; n];
        for number in array.numbers() {
            let x = parts(number)[0];
            if x == edges[n] {
                want[n - 1] += 1;
            } else if let Some(bin) = (0..n).rev().find(|&bin| edges[bin] <= x) {
                want[bin] += u64::from(x < edges[n]);
            }
        }
        assert_eq!(histogram.finish(), want, "{scalar:?} {bins:?}");
    }
}

#[test]
fn edges_are_those_of_linspace() {
    assert_eq!(
        Bins::Equal(3, 0.0, 1.0).edges(),
        [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0]
    );
}
