//! Reductions of random arrays, against the plain slow way.

use super::arrays::{Array, random_shape, run};
use super::model::{Value, decode, encode, same};
use crate::kernels::Element;
use crate::kernels::reduce::{Options, Out, Reduce, ReduceError, Reduction, Stats, Values};
use crate::scalar::Scalar;
use crate::testing::Random;

/// Reduces in steps of a few chunks.
fn reduce(
    array: &mut Array,
    options: &Options,
    threads: usize,
    steps: usize,
) -> Result<Values, ReduceError> {
    let mut reduction = Reduction::new(&array.view(), options)?;
    run(&mut reduction, threads, steps);
    reduction.finish()
}

/// The array's numbers, output by output, each in C order of the reduced axes.
fn groups(array: &Array, reduced: &[bool]) -> Vec<Vec<Value>> {
    let kept = array.shape.iter().zip(reduced).filter(|(_, is)| !**is);
    let mut groups = vec![Vec::new(); kept.map(|(n, _)| n).product()];
    let mut index = vec![0; array.shape.len()];
    for number in array.numbers() {
        let mut group = 0;
        for (k, &i) in index.iter().enumerate() {
            if !reduced[k] {
                group = group * array.shape[k] + i;
            }
        }
        groups[group].push(number);
        for k in (0..index.len()).rev() {
            index[k] += 1;
            if index[k] < array.shape[k] {
                break;
            }
            index[k] = 0;
        }
    }
    groups
}

pub fn parts(value: Value) -> [f64; 2] {
    match value {
        Value::Integer(i) => [i as f64, 0.0],
        Value::Float(x) => [x, 0.0],
        Value::Complex(re, im) => [re, im],
    }
}

pub fn is_nan(value: Value) -> bool {
    parts(value).iter().any(|part| part.is_nan())
}

/// Which of two comes first, NaN aside.
fn is_less(a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a < b,
        _ => parts(a) < parts(b),
    }
}

/// A sum of floats, and that of their magnitudes.
fn sum(numbers: &[f64]) -> [f64; 2] {
    // Neumaier's.
    let (mut sum, mut rest, mut magnitude) = (0.0f64, 0.0, 0.0);
    for &x in numbers {
        let next = sum + x;
        rest += if sum.abs() >= x.abs() {
            (sum - next) + x
        } else {
            (x - next) + sum
        };
        sum = next;
        magnitude += x.abs();
    }
    [if sum.is_finite() { sum + rest } else { sum }, magnitude]
}

/// Equal, or closer than a share of a scale.
fn close(got: f64, want: f64, scale: f64, share: f64) -> bool {
    got == want || (got.is_nan() && want.is_nan()) || (got - want).abs() <= scale * share
}

/// Asserts one output.
#[track_caller]
fn check(options: &Options, scalar: Scalar, got: &Values, output: usize, group: &[Value]) {
    let kept: Vec<Value> = match options.skip_nan {
        true => group.iter().copied().filter(|&x| !is_nan(x)).collect(),
        false => group.to_vec(),
    };
    let n = kept.len() as f64;
    let components = [0, 1].map(|k| kept.iter().map(|&x| parts(x)[k]).collect::<Vec<_>>());
    let about = |want: &dyn std::fmt::Debug| {
        let group = &group[..group.len().min(40)];
        format!("{options:?} {scalar:?} at {output}: {want:?} of {group:?}")
    };
    let is_max = matches!(options.what, Reduce::Max | Reduce::ArgMax);
    let best = || {
        let nan = kept.iter().position(|&x| is_nan(x));
        nan.unwrap_or_else(|| {
            let mut best = 0;
            for (i, &x) in kept.iter().enumerate() {
                let (a, b) = if is_max {
                    (kept[best], x)
                } else {
                    (x, kept[best])
                };
                if is_less(a, b) {
                    best = i;
                }
            }
            best
        })
    };
    match (options.what, got) {
        (Reduce::Sum, Values::Integers(sums)) => {
            let want: i128 = kept
                .iter()
                .map(|&x| match x {
                    Value::Integer(i) => i,
                    _ => panic!(),
                })
                .sum();
            assert_eq!(sums[output], want, "{}", about(&want));
        }
        (Reduce::Sum | Reduce::Mean, values) => {
            let got = match values {
                Values::Complex(sums) => sums[output],
                Values::Floats(sums) => [sums[output], 0.0],
                other => panic!("{other:?}"),
            };
            for k in 0..2 {
                let [mut want, magnitude] = sum(&components[k]);
                let mut scale = magnitude;
                if options.what == Reduce::Mean {
                    if k == 1 && !matches!(values, Values::Complex(_)) {
                        continue;
                    }
                    want /= n;
                    scale /= n;
                }
                assert!(
                    close(got[k], want, scale, 4.0 * f64::EPSILON),
                    "{}",
                    about(&want)
                );
            }
        }
        (Reduce::Var | Reduce::Std, Values::Floats(spreads)) => {
            let mut squares = Vec::new();
            for numbers in &components {
                let mean = sum(numbers)[0] / n;
                squares.extend(numbers.iter().map(|x| (x - mean) * (x - mean)));
            }
            let degrees = (n - options.ddof).max(0.0);
            let mut want = sum(&squares)[0] / degrees;
            if options.skip_nan && n - options.ddof <= 0.0 {
                want = f64::NAN;
            }
            if options.what == Reduce::Std {
                want = want.sqrt();
            }
            let largest = components
                .iter()
                .flatten()
                .fold(0.0, |a: f64, x| a.max(x.abs()));
            let scale = want.abs().max(largest * 1e-4);
            assert!(
                close(spreads[output], want, scale, 1e-11),
                "{}",
                about(&want)
            );
        }
        (Reduce::Min | Reduce::Max, Values::Items(items)) => {
            let want = match kept.is_empty() {
                true => encode(Value::Float(f64::NAN), scalar),
                false => encode(kept[best()], scalar),
            };
            let got = &items[output][..scalar.itemsize()];
            let both_nan = is_nan(decode(scalar, got)) && is_nan(decode(scalar, &want));
            let both_zero = parts(decode(scalar, got)) == parts(decode(scalar, &want));
            assert!(
                both_nan || same(scalar, got, &want) || both_zero,
                "{}",
                about(&want)
            );
        }
        (Reduce::ArgMin | Reduce::ArgMax, Values::Indices(indices)) => {
            let kept = group
                .iter()
                .enumerate()
                .filter(|(_, x)| !options.skip_nan || !is_nan(**x));
            let want = kept.map(|(i, _)| i).nth(best()).unwrap();
            assert_eq!(indices[output], want, "{}", about(&want));
        }
        (Reduce::Any, Values::Bools(any)) => {
            assert_eq!(any[output], group.iter().any(|&x| parts(x) != [0.0; 2]));
        }
        (Reduce::All, Values::Bools(all)) => {
            assert_eq!(all[output], group.iter().all(|&x| parts(x) != [0.0; 2]));
        }
        other => panic!("{other:?}"),
    }
}

/// The bits of results: NaN equals NaN.
fn bits(values: &Result<Values, ReduceError>) -> String {
    let of = |x: &f64| format!("{:x}", x.to_bits());
    match values {
        Ok(Values::Floats(xs)) => xs.iter().map(of).collect::<Vec<_>>().join(" "),
        Ok(Values::Complex(xs)) => xs.iter().flatten().map(of).collect::<Vec<_>>().join(" "),
        Ok(Values::Stats(stats)) => {
            let Stats { sum, mean, std, .. } = &**stats;
            let counts = (stats.count, stats.nan, stats.infinite, stats.zeros);
            let rest = (counts, stats.min, stats.max);
            let [sum, mean] = [sum, mean].map(|values| bits(&Ok(values.clone())));
            format!("{rest:?} {sum} {mean} {}", of(std))
        }
        other => format!("{other:?}"),
    }
}

pub fn random_element(random: &mut Random) -> (Scalar, Element) {
    let scalar = Scalar::ALL[random.below(15) as usize];
    let swapped = random.below(3) == 0;
    (scalar, Element::Number { scalar, swapped })
}

/// Mostly small numbers; now and then as [`Array::fill`] has them, with NaN and infinities.
pub fn fill(random: &mut Random, array: &mut Array) {
    array.fill(random);
    if random.below(3) == 0 {
        return;
    }
    let offset = [0.0, 0.0, 1000.0][random.below(3) as usize];
    let n = array.offsets().len();
    let mut number = || {
        let x = random.below(40) as f64 + offset - 20.0;
        match random.below(300) {
            0 => Value::Complex(f64::NAN, 1.0),
            1 => Value::Complex(0.0, f64::NAN),
            _ => Value::Complex(x, random.below(3) as f64),
        }
    };
    let numbers: Vec<_> = (0..n).map(|_| number()).collect();
    array.store(numbers);
}

#[test]
fn any_array_reduces_along_any_axes_as_the_slow_way_does() {
    let shapes: &[&[usize]] = &[
        &[3000],
        &[70, 130],
        &[5, 300, 3],
        &[900, 3],
        &[3, 900],
        &[40, 7, 20],
        &[2, 3, 4, 5, 6],
        &[40, 65],
        &[129, 3],
        &[60, 300],
        &[1, 1],
        &[],
    ];
    let mut random = Random::new(21);
    let tries = if cfg!(miri) { 3 } else { 250 };
    for i in 0..tries {
        let shape = match random.below(2) {
            0 if !cfg!(miri) => shapes[random.below(shapes.len() as u64) as usize].to_vec(),
            _ => random_shape(&mut random),
        };
        let (scalar, element) = random_element(&mut random);
        let mut array = Array::random(&mut random, &shape, element, i % 4 == 0);
        fill(&mut random, &mut array);
        let whole = random.below(3) == 0;
        let reduced: Vec<bool> = shape
            .iter()
            .map(|_| whole || random.below(2) == 0)
            .collect();
        let groups = groups(&array, &reduced);
        // The others reduce all axes, and are tested below.
        for what in Reduce::ALL.into_iter().take(10) {
            let options = Options {
                what,
                reduced: &reduced,
                skip_nan: random.below(2) == 0,
                ddof: random.below(3) as f64,
                is_time: false,
            };
            let result = reduce(&mut array, &options, 1, 1);
            let axes = || shape.iter().zip(&reduced);
            let depth: usize = axes().filter(|(_, is)| **is).map(|(n, _)| n).product();
            let needs_one = [Reduce::Min, Reduce::Max, Reduce::ArgMin, Reduce::ArgMax];
            if depth == 0 && needs_one.contains(&what) {
                assert_eq!(result, Err(ReduceError::Empty));
                continue;
            }
            if depth == 0 {
                let n = groups.len();
                let nothing = match (what, result.clone().unwrap()) {
                    (Reduce::Sum, Values::Integers(sums)) => sums == vec![0; n],
                    (Reduce::Sum, Values::Floats(sums)) => sums == vec![0.0; n],
                    (Reduce::Sum, Values::Complex(sums)) => sums == vec![[0.0; 2]; n],
                    (Reduce::Any, Values::Bools(any)) => any == vec![false; n],
                    (Reduce::All, Values::Bools(all)) => all == vec![true; n],
                    (_, Values::Floats(nan)) => nan.len() == n && nan.iter().all(|x| x.is_nan()),
                    (_, Values::Complex(nan)) => {
                        nan.len() == n && nan.iter().flatten().all(|x| x.is_nan())
                    }
                    _ => false,
                };
                assert!(nothing, "{what:?} {scalar:?} of nothing: {result:?}");
                continue;
            }
            let is_arg = matches!(what, Reduce::ArgMin | Reduce::ArgMax);
            let all_nan = groups.iter().any(|group| group.iter().all(|&x| is_nan(x)));
            if is_arg && options.skip_nan && all_nan {
                assert_eq!(result, Err(ReduceError::AllNan));
            } else {
                let values = result.as_ref().unwrap();
                for (output, group) in groups.iter().enumerate() {
                    check(&options, scalar, values, output, group);
                }
            }
            for (threads, steps) in [(2, 1000), (5, 3), (1, 1000)] {
                let again = reduce(&mut array, &options, threads, steps);
                assert_eq!(
                    bits(&again),
                    bits(&result),
                    "{options:?} on {threads} threads"
                );
            }
        }
    }
}

/// Numbers as bytes, of which floats may differ in the last bits.
fn agree(got: &[u8], want: &[u8], is_float: bool) -> bool {
    let floats = |bytes: &[u8]| -> Vec<f64> {
        let (floats, _) = bytes.as_chunks();
        floats.iter().copied().map(f64::from_ne_bytes).collect()
    };
    let close = |(a, b): (&f64, &f64)| close(*a, *b, b.abs().max(1e-300), 1e-9);
    got == want || is_float && floats(got).iter().zip(&floats(want)).all(close)
}

#[test]
fn results_are_written_band_by_band() {
    let mut random = Random::new(31);
    for i in 0..if cfg!(miri) { 4 } else { 600 } {
        let shape = random_shape(&mut random);
        let (scalar, element) = random_element(&mut random);
        let mut array = Array::random(&mut random, &shape, element, false);
        fill(&mut random, &mut array);
        let reduced: Vec<bool> = shape.iter().map(|_| random.below(2) == 0).collect();
        let options = Options {
            what: Reduce::ALL[random.below(10) as usize],
            reduced: &reduced,
            skip_nan: random.below(2) == 0,
            ddof: 0.0,
            is_time: false,
        };
        let (whole, to) = match reduce(&mut array, &options, 1, 100) {
            Ok(Values::Integers(sums)) => (Ok(Values::Integers(sums)), Scalar::F64),
            Ok(Values::Bools(bools)) => (Ok(Values::Bools(bools)), Scalar::Bool),
            Ok(Values::Complex(pairs)) => (Ok(Values::Complex(pairs)), Scalar::C128),
            Ok(Values::Items(items)) => (Ok(Values::Items(items)), scalar),
            other => (other, Scalar::F64),
        };
        let kept = shape.iter().zip(&reduced).filter(|(_, is)| !**is);
        let outputs: usize = kept.map(|(n, _)| n).product();
        let mut memory = [
            vec![7; outputs * to.itemsize()],
            vec![7; outputs * to.itemsize()],
        ];
        let [got, want] = memory.each_mut().map(|memory| {
            let out = Out::new(memory.as_mut_ptr(), memory.len(), to);
            (memory, out)
        });
        let Ok(mut reduction) = Reduction::new(&array.view(), &options) else {
            assert_eq!(whole, Err(ReduceError::Empty));
            continue;
        };
        let is_before = random.below(4) > 0;
        if is_before {
            reduction.write_to(got.1);
        }
        run(&mut reduction, 1 + i % 3, 1 + i % 4);
        if !is_before {
            reduction.write_to(got.1);
        }
        // SAFETY: the memory is there.
        let written = unsafe { reduction.finish_writing() };
        // SAFETY: as above.
        let whole = whole.and_then(|values| unsafe { want.1.write(0, &values) });
        assert_eq!(written, whole);
        if written.is_ok() {
            let is_exact = matches!(options.what, Reduce::Min | Reduce::Max);
            let is_float = !is_exact && matches!(to, Scalar::F64 | Scalar::C128);
            assert!(
                agree(got.0, want.0, is_float),
                "{options:?} {scalar:?} {shape:?}"
            );
        }
    }
}

#[test]
fn stats_are_those_of_each_reduction() {
    let mut random = Random::new(22);
    for i in 0..if cfg!(miri) { 2 } else { 200 } {
        let shape = random_shape(&mut random);
        let (scalar, element) = random_element(&mut random);
        let mut array = Array::random(&mut random, &shape, element, false);
        fill(&mut random, &mut array);
        let reduced = vec![true; shape.len()];
        let mut of = |what| {
            let options = Options {
                what,
                reduced: &reduced,
                skip_nan: i % 3 > 0,
                ddof: 0.0,
                is_time: scalar == Scalar::I64 && i % 2 == 0,
            };
            reduce(&mut array, &options, 1 + i % 2, 100)
        };
        let Ok(Values::Stats(stats)) = of(Reduce::Stats) else {
            panic!("no stats");
        };
        let shown = |values: Values| bits(&Ok(values));
        assert_eq!(shown(stats.sum), bits(&of(Reduce::Sum)));
        assert_eq!(shown(stats.mean), bits(&of(Reduce::Mean)));
        assert_eq!(
            shown(Values::Floats(vec![stats.std])),
            bits(&of(Reduce::Std))
        );
        for (found, what) in [(stats.min, Reduce::Min), (stats.max, Reduce::Max)] {
            match (found, of(what)) {
                (Some(item), Ok(Values::Items(items))) => assert_eq!(item, items[0]),
                (None, Err(ReduceError::Empty)) => {}
                other => panic!("{other:?}"),
            }
        }
        if let Ok(Values::Items(items)) = of(Reduce::Range) {
            assert_eq!((Some(items[0]), Some(items[1])), (stats.min, stats.max));
        }
        let values = groups(&array, &reduced).remove(0);
        let zeros = values.iter().filter(|&&x| parts(x) == [0.0; 2]).count();
        assert_eq!(stats.zeros as usize, zeros);
        if !(scalar == Scalar::I64 && i % 2 == 0) {
            let nan = values.iter().filter(|&&x| is_nan(x)).count();
            let infinite = |x: &&Value| !is_nan(**x) && parts(**x).iter().any(|x| x.is_infinite());
            assert_eq!(stats.nan as usize, nan);
            assert_eq!(
                stats.infinite as usize,
                values.iter().filter(infinite).count()
            );
            assert_eq!(stats.count as usize, values.len() - nan);
        }
    }
}

fn of_times(times: &[i64], what: Reduce, skip_nan: bool) -> Result<Values, ReduceError> {
    let mut array = Array {
        memory: times.iter().flat_map(|time| time.to_le_bytes()).collect(),
        start: 0,
        shape: vec![times.len()],
        strides: vec![8],
        element: Element::native(Scalar::I64),
    };
    let options = Options {
        what,
        reduced: &[true],
        skip_nan,
        ddof: 0.0,
        is_time: true,
    };
    reduce(&mut array, &options, 1, 1)
}

#[test]
fn nat_is_the_result_unless_it_is_left_out() {
    const NAT: i64 = i64::MIN;
    let times = [5, NAT, -8, i64::MAX - 3];
    let item = |time: i64| {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&time.to_le_bytes());
        Ok(Values::Items(vec![bytes]))
    };
    let integer = |i: i128| Ok(Values::Integers(vec![i]));
    for what in [Reduce::Min, Reduce::Max] {
        assert_eq!(of_times(&times, what, false), item(NAT));
        assert_eq!(of_times(&[NAT, NAT], what, true), item(NAT));
    }
    assert_eq!(of_times(&times, Reduce::Min, true), item(-8));
    assert_eq!(of_times(&times, Reduce::Max, true), item(i64::MAX - 3));
    for what in [Reduce::ArgMin, Reduce::ArgMax] {
        assert_eq!(of_times(&times, what, false), Ok(Values::Indices(vec![1])));
        assert_eq!(of_times(&[NAT, NAT], what, true), Err(ReduceError::AllNan));
    }
    assert_eq!(
        of_times(&times, Reduce::ArgMax, true),
        Ok(Values::Indices(vec![3]))
    );
    assert_eq!(of_times(&times, Reduce::Sum, false), integer(NAT.into()));
    assert_eq!(
        of_times(&times, Reduce::Sum, true),
        integer(i128::from(i64::MAX) - 6)
    );
    assert_eq!(of_times(&[NAT], Reduce::Mean, true), integer(NAT.into()));
    // Rounded to the nearest, halves up.
    for (times, mean) in [([1, 2], 2), ([-1, -2], -1), ([7, 8], 8), ([-7, 8], 1)] {
        assert_eq!(of_times(&times, Reduce::Mean, false), integer(mean));
    }
    let Ok(Values::Floats(std)) = of_times(&times, Reduce::Std, false) else {
        panic!("no std");
    };
    assert!(std[0].is_nan());
    // Microseconds in nanoseconds since 1970: more digits than a float64 has.
    let times: Vec<i64> = (0..5000)
        .map(|i| 1_700_000_000_000_000_000 + 1000 * i)
        .collect();
    let Ok(Values::Floats(std)) = of_times(&times, Reduce::Std, false) else {
        panic!("no std");
    };
    let want = 1000.0 * ((5000f64 * 5000.0 - 1.0) / 12.0).sqrt();
    assert!((std[0] - want).abs() < 1e-9 * want, "{} {want}", std[0]);
}

/// Far from zero, where squares of the values would tell nothing.
#[test]
fn deviations_are_exact_however_far_the_mean_is() {
    for (offset, n) in [(1e9, 40_000), (-1e12, 3000), (0.1, 777)] {
        let numbers: Vec<f64> = (0..n).map(|i| offset + (i % 7) as f64 / 8.0).collect();
        let mut array = Array {
            memory: numbers.iter().flat_map(|x| x.to_le_bytes()).collect(),
            start: 0,
            shape: vec![n],
            strides: vec![8],
            element: Element::native(Scalar::F64),
        };
        let options = Options {
            what: Reduce::Var,
            reduced: &[true],
            skip_nan: false,
            ddof: 0.0,
            is_time: false,
        };
        let Ok(Values::Floats(got)) = reduce(&mut array, &options, 2, 9) else {
            panic!("no variance");
        };
        let small: Vec<f64> = numbers.iter().map(|x| x - offset).collect();
        let mean = sum(&small)[0] / n as f64;
        let squares: Vec<f64> = small.iter().map(|x| (x - mean) * (x - mean)).collect();
        let want = sum(&squares)[0] / n as f64;
        assert!(close(got[0], want, want, 1e-13), "{} {want}", got[0]);
        array.memory = (0..n).flat_map(|_| offset.to_le_bytes()).collect();
        let Ok(Values::Floats(got)) = reduce(&mut array, &options, 2, 9) else {
            panic!("no variance");
        };
        assert_eq!(got[0], 0.0);
    }
}

#[test]
fn what_holds_no_numbers_is_refused() {
    let mut array = Array::random(&mut Random::new(1), &[3], Element::Opaque(4), false);
    let options = Options {
        what: Reduce::Sum,
        reduced: &[true],
        skip_nan: false,
        ddof: 0.0,
        is_time: false,
    };
    let refused = Err(ReduceError::Element(Element::Opaque(4)));
    assert_eq!(reduce(&mut array, &options, 1, 1), refused);
}
