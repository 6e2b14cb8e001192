//! Every pair of types against what NumPy made of edge values (`__test__/fixtures`).

use std::collections::HashMap;

use super::model::{Value, decode, encode, same};
use crate::kernels::{Element, Strided, convert};
use crate::scalar::Scalar;

const FIXTURE: &str = include_str!("../../../__test__/fixtures/conversions.tsv");

fn scalar(name: &str) -> Scalar {
    let is_it = |scalar: &&Scalar| scalar.name() == name;
    *Scalar::ALL.iter().find(is_it).expect("a name of ours")
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap())
        .collect()
}

/// Source, destination, source elements, NumPy's result.
fn cases() -> Vec<(Scalar, Scalar, Vec<u8>, Vec<u8>)> {
    let mut elements = HashMap::new();
    let mut cases = Vec::new();
    for line in FIXTURE.lines() {
        let [src, dst, hex] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let (src, dst, result) = (scalar(src), scalar(dst), bytes(hex));
        if src == dst {
            elements.insert(src, result.clone());
        }
        cases.push((src, dst, result));
    }
    let with_elements = |(src, dst, result)| (src, dst, elements[&src].clone(), result);
    cases.into_iter().map(with_elements).collect()
}

/// Converts elements of `src`, `times` apart on both sides.
fn converted(src: Scalar, dst: Scalar, elements: &[u8], times: usize) -> Vec<u8> {
    let n = elements.len() / src.itemsize();
    let spread: Vec<u8> = elements
        .chunks(src.itemsize())
        .flat_map(|element| element.repeat(times))
        .collect();
    let mut result = vec![0; n * times * dst.itemsize()];
    let [to, from] = [dst, src].map(|scalar| [(scalar.itemsize() * times) as isize]);
    let dst_view = Strided {
        base: result.as_mut_ptr(),
        shape: &[n],
        strides: &to,
        element: Element::native(dst),
    };
    let src_view = Strided {
        base: spread.as_ptr().cast_mut(),
        shape: &[n],
        strides: &from,
        element: Element::native(src),
    };
    // SAFETY: both views lie in the vectors, and the source is only read.
    unsafe { convert(&dst_view, &src_view, 1).unwrap() };
    let elements = result.chunks(dst.itemsize()).step_by(times);
    elements.flatten().copied().collect()
}

#[test]
fn every_pair_of_types_converts_edge_values_as_numpy_does() {
    let cases = cases();
    assert_eq!(cases.len(), 15 * 15);
    for (src, dst, elements, expected) in cases {
        for times in [1, 2] {
            let result = converted(src, dst, &elements, times);
            let pairs = result
                .chunks(dst.itemsize())
                .zip(expected.chunks(dst.itemsize()));
            for ((got, want), element) in pairs.zip(elements.chunks(src.itemsize())) {
                let value = decode(src, element);
                assert!(
                    same(dst, got, want),
                    "{src:?} {value:?} to {dst:?}: {got:02x?}, NumPy says {want:02x?}"
                );
            }
        }
    }
}

#[test]
fn the_model_agrees_with_numpy() {
    for (src, dst, elements, expected) in cases() {
        let elements = elements.chunks(src.itemsize());
        for (element, want) in elements.zip(expected.chunks(dst.itemsize())) {
            let value = decode(src, element);
            let got = if src == dst {
                element.to_vec()
            } else {
                encode(value, dst)
            };
            assert!(same(dst, &got, want), "{src:?} {value:?} to {dst:?}");
        }
    }
}

/// All 65,536 values of the 16-bit types, against the model.
#[test]
fn every_16_bit_number_converts_to_every_type() {
    let elements: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
    // Each pair of them takes seconds under Miri.
    let step = if cfg!(miri) { 4099 } else { 1 };
    for src in [Scalar::F16, Scalar::BF16, Scalar::I16, Scalar::U16] {
        for dst in Scalar::ALL.into_iter().filter(|&dst| dst != src) {
            let result = converted(src, dst, &elements, 1);
            let pairs = elements.chunks(2).zip(result.chunks(dst.itemsize()));
            for (element, got) in pairs.step_by(step) {
                let value = decode(src, element);
                assert!(
                    same(dst, got, &encode(value, dst)),
                    "{src:?} {value:?} to {dst:?}: {got:02x?}"
                );
            }
        }
    }
}

/// Around every float16 and bfloat16: itself, the halfway points beside it, and the next float32
/// and float64 on either side of those.
#[test]
fn floats_round_to_the_nearest_16_bit_float_in_one_step() {
    let step = if cfg!(miri) { 4099 } else { 7 };
    for dst in [Scalar::F16, Scalar::BF16] {
        let mut doubles = Vec::new();
        for bits in (0..0x7f00u16).step_by(step) {
            let [low, high] = [bits, bits + 1].map(|bits| match decode(dst, &bits.to_le_bytes()) {
                Value::Float(x) if x.is_finite() => x,
                _ => 0.0,
            });
            let halfway = low + (high - low) / 2.0;
            let near = [halfway, halfway.next_up(), halfway.next_down(), low];
            doubles.extend(near.iter().flat_map(|&x| [x, -x]));
        }
        let singles: Vec<f32> = doubles
            .iter()
            .flat_map(|&x| {
                let x = x as f32;
                [x, x.next_up(), x.next_down()]
            })
            .collect();
        let doubles = doubles.iter().flat_map(|x| x.to_le_bytes()).collect();
        let singles = singles.iter().flat_map(|x| x.to_le_bytes()).collect();
        let sources: [(Scalar, Vec<u8>); 2] = [(Scalar::F64, doubles), (Scalar::F32, singles)];
        for (src, elements) in sources {
            let result = converted(src, dst, &elements, 1);
            for (element, got) in elements.chunks(src.itemsize()).zip(result.chunks(2)) {
                let value = decode(src, element);
                assert!(
                    same(dst, got, &encode(value, dst)),
                    "{src:?} {value:?} to {dst:?}: {got:02x?}"
                );
            }
        }
    }
}
