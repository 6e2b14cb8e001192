//! What `assign` refuses.

use super::arrays::{Array, random_shape};
use super::model::{Value, decode, encode, same, swap};
use crate::kernels::{Element, check_assign, convert};
use crate::scalar::Scalar;
use crate::testing::Random;

/// The rule, for one number.
fn is_refused(value: Value, to: Scalar) -> bool {
    let bits = 8 * to.itemsize() as u32;
    let (low, high) = match to {
        Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64 => {
            (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
        }
        Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 => (0, (1i128 << bits) - 1),
        Scalar::Bool | Scalar::C64 | Scalar::C128 => return false,
        _ => (i128::MIN, i128::MAX),
    };
    let is_integer = high < i128::MAX;
    let fits = |x: f64| {
        !is_integer
            || x.is_finite() && x.abs() < 1e30 && (low..=high).contains(&(x.trunc() as i128))
    };
    match value {
        Value::Complex(x, im) => im != 0.0 || !fits(x),
        Value::Float(x) => !fits(x),
        Value::Integer(i) => !(low..=high).contains(&i),
    }
}

#[test]
fn the_first_number_that_does_not_fit_is_found() {
    let mut random = Random::new(9);
    let tries = if cfg!(miri) { 1 } else { 12 };
    let (mut refused, mut accepted) = (0, 0);
    for from in Scalar::ALL {
        for to in Scalar::ALL {
            for i in 0..tries {
                let shape = random_shape(&mut random);
                let swapped = random.below(2) == 1;
                let element = Element::Number {
                    scalar: from,
                    swapped,
                };
                let mut src = Array::random(&mut random, &shape, element, true);
                src.fill(&mut random);
                if i % 2 == 0 {
                    // Few that do not fit, so that they are late or missing.
                    let mut one = encode(Value::Integer(1), from);
                    if swapped {
                        one = swap(from, &one);
                    }
                    for offset in src.offsets() {
                        if random.below(200) > 0 {
                            src.memory[offset..offset + one.len()].copy_from_slice(&one);
                        }
                    }
                }
                let first = src.offsets().into_iter().position(|offset| {
                    let bytes = src.at(offset).to_vec();
                    let native = if swapped { swap(from, &bytes) } else { bytes };
                    is_refused(decode(from, &native), to)
                });
                // SAFETY: the view lies in the array's memory.
                let found = unsafe { check_assign(&src.view(), Element::native(to), i % 3) };
                assert_eq!(found, Ok(first), "{from:?} to {to:?} {shape:?}");
                match first {
                    None => accepted += 1,
                    Some(_) => refused += 1,
                }
            }
        }
    }
    assert!(refused > 20 * tries && accepted > 20 * tries);
}

/// The edges, where one more would not fit.
#[test]
fn limits_are_exact() {
    let edge = |bytes: &[u8], from: Scalar, to: Scalar| {
        let mut src = Array::random(&mut Random::new(1), &[], Element::native(from), false);
        let start = src.start;
        src.memory[start..start + bytes.len()].copy_from_slice(bytes);
        // SAFETY: the view lies in the array's memory.
        let found = unsafe { check_assign(&src.view(), Element::native(to), 1) };
        found == Ok(None)
    };
    let integers = Scalar::ALL.into_iter();
    for to in integers.filter(|scalar| scalar.name().contains("int")) {
        let bits = 8 * to.itemsize() as i32;
        let is_signed = to.name().starts_with('i');
        let (low, high) = if is_signed {
            (-2f64.powi(bits - 1), 2f64.powi(bits - 1))
        } else {
            (0.0, 2f64.powi(bits))
        };
        for (x, fits) in [
            (high, false),
            (high.next_down(), true),
            (low, true),
            (low - 0.5, bits < 64 || !is_signed),
            (
                if low == 0.0 {
                    -1.0
                } else {
                    (low - 1.0).min(low.next_down())
                },
                false,
            ),
        ] {
            assert_eq!(
                edge(&x.to_le_bytes(), Scalar::F64, to),
                fits || x == low,
                "{x} {to:?}"
            );
        }
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(!edge(&x.to_le_bytes(), Scalar::F64, to), "{x} {to:?}");
        }
        let x = (high as f32).next_down();
        assert!(edge(&x.to_le_bytes(), Scalar::F32, to), "{x} {to:?}");
        assert!(!edge(&(high as f32).to_le_bytes(), Scalar::F32, to));
    }
}

/// What passes the check is stored truncated, and otherwise unchanged.
#[test]
fn what_is_not_refused_keeps_its_value() {
    let mut random = Random::new(10);
    for from in Scalar::ALL {
        for to in [
            Scalar::I8,
            Scalar::U8,
            Scalar::I32,
            Scalar::U32,
            Scalar::I64,
            Scalar::U64,
        ] {
            for _ in 0..if cfg!(miri) { 3 } else { 100 } {
                let (to_element, element) = (Element::native(to), Element::native(from));
                let mut src = Array::random(&mut random, &[], element, false);
                src.fill(&mut random);
                let mut dst = Array::random(&mut random, &[], to_element, false);
                // SAFETY: both views lie in their arrays' memory.
                unsafe {
                    if check_assign(&src.view(), to_element, 1) != Ok(None) {
                        continue;
                    }
                    convert(&dst.view(), &src.view(), 1).unwrap();
                }
                let value = match decode(from, src.at(src.start)) {
                    Value::Integer(i) => i,
                    Value::Float(x) | Value::Complex(x, _) => x.trunc() as i128,
                };
                assert_eq!(decode(to, dst.at(dst.start)), Value::Integer(value));
                let bytes = encode(Value::Integer(value), to);
                assert!(same(to, dst.at(dst.start), &bytes));
            }
        }
    }
}
