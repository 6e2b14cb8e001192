//! Any dtype that a caller or the header of a file may give: no panic, and what parses is sound
//! and parses back from its canonical form.
//!
//! The input is the text of a dtype; with line breaks, a record whose fields are the lines, each
//! `name TAB format TAB axes`. A first line `= itemsize` makes it the mapping form with offsets.

#![no_main]

use libfuzzer_sys::fuzz_target;
use memmap::dtype::{DType, Descr, FieldDescr, Kind};
use memmap::scalar::Scalar;

/// NumPy's largest itemsize, a C int.
const MAX_ITEMSIZE: usize = i32::MAX as usize;

fn numbers(text: &str) -> Vec<usize> {
    text.split(',').filter_map(|number| number.parse().ok()).collect()
}

fn field(line: &str) -> FieldDescr {
    let mut parts = line.split('\t');
    FieldDescr {
        name: parts.next().unwrap_or_default().to_owned(),
        descr: Descr::Text(parts.next().unwrap_or_default().to_owned()),
        shape: parts.next().map(numbers).unwrap_or_default(),
    }
}

fn descr(text: &str) -> Descr {
    let mut lines = text.lines();
    let Some(first) = lines.next() else {
        return Descr::Text(String::new());
    };
    if let Some(itemsize) = first.strip_prefix('=') {
        let fields: Vec<_> = lines.map(field).collect();
        return Descr::Mapping {
            names: fields.iter().map(|field| field.name.clone()).collect(),
            offsets: fields.iter().map(|field| field.shape.first().copied()).collect(),
            formats: fields.into_iter().map(|field| field.descr).collect(),
            itemsize: itemsize.trim().parse().ok(),
            aligned: itemsize.starts_with(' '),
        };
    }
    if text.contains('\n') {
        return Descr::Fields(text.lines().map(field).collect());
    }
    Descr::Text(text.to_owned())
}

fn check(dtype: &DType) {
    let size = dtype.itemsize();
    assert!((1..=MAX_ITEMSIZE).contains(&size));
    assert!(size.is_multiple_of(dtype.alignment()));
    assert_eq!(DType::parse(&dtype.canonical()).as_ref(), Ok(dtype));
    // NumPy's `str` of bfloat16, and of a record, is that of bytes.
    let is_record = matches!(dtype.kind(), Kind::Record(_));
    if !is_record && dtype.scalar() != Some(Scalar::BF16) {
        assert_eq!(DType::parse(&Descr::Text(dtype.str())).as_ref(), Ok(dtype));
    }
    for field in dtype.fields() {
        assert!(field.offset + field.nbytes() <= size);
        check(&field.dtype);
    }
}

fuzz_target!(|text: &str| {
    if let Ok(dtype) = DType::parse(&descr(text)) {
        check(&dtype);
    }
});
