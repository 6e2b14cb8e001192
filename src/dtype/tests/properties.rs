//! What holds of any input, tried on random ones.

use super::*;
use crate::testing::Random;

/// What must hold of any dtype.
fn check(dtype: &DType) {
    let size = dtype.itemsize();
    assert!((1..=MAX_ITEMSIZE).contains(&size), "{dtype:?}");
    assert!(size.is_multiple_of(dtype.alignment()), "{dtype:?}");
    assert_eq!(parse(&dtype.canonical()), *dtype);
    if dtype.fields().is_empty() && dtype.scalar() != Some(Scalar::BF16) {
        assert_eq!(parse(&text(&dtype.str())), *dtype);
    }
    for field in dtype.fields() {
        assert!(field.offset + field.nbytes() <= size, "{dtype:?}");
        check(&field.dtype);
    }
}

#[test]
fn no_string_panics_and_every_dtype_parses_back() {
    let atoms = "< > = | ? b i u f c S U V M m a 4 8 2 0 16 f4 i2 S3 >U2 M8[ns] m8[ datetime64 [ ] / \
        2s 25 D ns μs generic bfloat16 int , , ( ) (2,3) () 2147483647 99999999999999999999 - + é .";
    let atoms: Vec<&str> = atoms.split(' ').chain([" ", ", ", "\t", "\0"]).collect();
    let mut random = Random::new(5);
    let mut dtypes = 0;
    for _ in 0..200_000 {
        let length = 1 + random.below(7);
        let input: String = (0..length)
            .map(|_| atoms[random.below(atoms.len() as u64) as usize])
            .collect();
        if let Ok(dtype) = DType::parse(&text(&input)) {
            check(&dtype);
            dtypes += 1;
        }
    }
    assert!(dtypes > 5_000, "only {dtypes} dtypes");
}

/// Anything a caller could pass, most of it sensible.
fn random_descr(random: &mut Random, depth: u32) -> Descr {
    const TEXTS: &[&str] = &[
        "u1", "f8", ">f4", "<i2", "c16", "S3", "U2", ">U1", "V5", "M8[25s]", "bfloat16", "3i2",
        "(2,3)u1", "f4,>i2", "0f4", "S", "foo",
    ];
    let number = |random: &mut Random| match random.below(40) {
        0 => usize::MAX - random.below(9) as usize,
        1 => random.below(1 << 32) as usize,
        _ => random.below(6) as usize,
    };
    let shape = |random: &mut Random| -> Vec<usize> {
        let ndim = random.below(6).saturating_sub(3);
        (0..ndim).map(|_| number(random)).collect()
    };
    let count = 1 + random.below(3);
    let name = |random: &mut Random| "abcdefghi"[..random.below(9) as usize].to_owned();
    match random.below(if depth == 0 { 4 } else { 9 }) {
        0..4 => text(TEXTS[random.below(TEXTS.len() as u64) as usize]),
        4 => Descr::Subarray {
            descr: Box::new(random_descr(random, depth - 1)),
            shape: shape(random),
        },
        5 | 6 => Descr::Fields(
            (0..count)
                .map(|_| FieldDescr {
                    name: name(random),
                    descr: random_descr(random, depth - 1),
                    shape: shape(random),
                })
                .collect(),
        ),
        _ => Descr::Mapping {
            names: (0..count).map(|_| name(random)).collect(),
            formats: (0..count)
                .map(|_| random_descr(random, depth - 1))
                .collect(),
            offsets: (random.below(2) == 0).then(|| {
                (0..count)
                    .map(|_| (number(random) & !3).saturating_add(8))
                    .collect()
            }),
            itemsize: (random.below(3) == 0).then(|| 64 * (number(random) % (1 << 28))),
            aligned: random.below(3) == 0,
        },
    }
}

#[test]
fn no_record_panics_and_every_record_parses_back() {
    let mut random = Random::new(7);
    let mut records = 0;
    for _ in 0..100_000 {
        if let Ok(dtype) = DType::parse(&random_descr(&mut random, 4)) {
            check(&dtype);
            records += u32::from(!dtype.fields().is_empty());
        }
    }
    assert!(records > 5_000, "only {records} records");
}
