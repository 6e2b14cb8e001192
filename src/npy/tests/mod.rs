//! .npy heads as NumPy writes them, and damaged ones.

mod literal;

use super::*;
use crate::dtype::{DType, Descr, FieldDescr};
use crate::testing::Random;

fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Coded { code, .. }) => code,
        other => panic!("expected an error, got {other:?}"),
    }
}

fn read_bytes(bytes: &[u8]) -> Result<Head> {
    let read_at = |into: &mut [u8], at: u64| {
        let from = &bytes[at as usize..];
        into.copy_from_slice(&from[..into.len()]);
        Ok(())
    };
    read(read_at, bytes.len() as u64, MAX_HEADER_SIZE)
}

fn file(version: u8, header: &str) -> Vec<u8> {
    let version = Version::new(version, 0).unwrap();
    let text = version.encode(header).unwrap();
    let mut bytes = version.magic().to_vec();
    let length = (text.len() as u32).to_le_bytes();
    bytes.extend(&length[..version.header_start() - 8]);
    bytes.extend(text);
    bytes
}

fn parse(header: &str) -> Result<Header> {
    read_bytes(&file(2, header)).map(|head| head.header)
}

fn dtype(text: &str) -> DType {
    DType::parse(&Descr::Text(text.to_owned())).unwrap()
}

#[test]
fn a_header_is_what_numpy_writes() {
    let bytes = prelude(&dtype("f8"), &[2], false, None).unwrap();
    let text = b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
    assert_eq!(&bytes[..text.len()], text);
    assert_eq!(bytes.len(), 128);
    assert!(bytes[text.len()..127].iter().all(|&byte| byte == b' '));
    assert_eq!(bytes[127], b'\n');
}

#[test]
fn python_2_headers_are_read() {
    let header = parse(
        "{'descr': [(u'a', b'<f4'), ('b', '<i8', (2L,))], 'fortran_order': True, 'shape': (3L, 0L), }",
    );
    let header = header.unwrap();
    assert_eq!(header.shape, [3, 0]);
    assert!(header.fortran_order);
    assert_eq!(header.dtype.itemsize(), 20);
    let three = "{'descr': '<f4', 'fortran_order': True, 'shape': (3L,), }";
    assert!(read_bytes(&file(1, three)).is_ok());
    assert_eq!(code(read_bytes(&file(3, three))), "FORMAT");
}

#[test]
fn fields_without_a_name_are_padding() {
    let header = parse(
        "{'descr': [('', '|V1'), ('a', '|i1'), ('', '|V2', (3,)), ('b', '<i4'), ('', '|V4')], \
         'fortran_order': False, 'shape': (), }",
    );
    let dtype = header.unwrap().dtype;
    let places: Vec<_> = dtype
        .fields()
        .iter()
        .map(|f| (f.name.as_str(), f.offset))
        .collect();
    assert_eq!(places, [("a", 1), ("b", 8)]);
    assert_eq!(dtype.itemsize(), 16);
}

#[test]
fn a_header_that_lies_is_refused() {
    let with = |descr: &str, order: &str, shape: &str| {
        parse(&format!(
            "{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}}}"
        ))
    };
    assert!(with("'<f8'", "False", "(1,)").is_ok());
    for descr in [
        "'|O'",
        "'O8'",
        "'<f16'",
        "'S0'",
        "''",
        "3",
        "None",
        "[]",
        "('<f8', (2,))",
        "('<f8',)",
        "[('', '|V8')]",
        "[('a', '<f8'), ('a', '<f8')]",
        "['a']",
        "[('a',)]",
        "[(1, '<f8')]",
        "[('a', '|O')]",
        "[('a', '<f8', (-1,))]",
        "[('a', '<f8', (99999999999,))]",
        "[('a', '|V2147483647'), ('b', '|V2147483647')]",
        "{}",
        "[('a', ('<f8', 3, 3))]",
    ] {
        assert_eq!(code(with(descr, "False", "(1,)")), "FORMAT", "{descr}");
    }
    for order in ["0", "'False'", "None"] {
        assert_eq!(code(with("'<f8'", order, "(1,)")), "FORMAT", "{order}");
    }
    for shape in [
        "3", "(3)", "[3]", "(-1,)", "(True,)", "('3',)", "(None,)", "(1.0,)",
    ] {
        assert_eq!(code(with("'<f8'", "False", shape)), "FORMAT", "{shape}");
    }
    assert_eq!(
        code(with("'<f8'", "False", &format!("({})", "1, ".repeat(65)))),
        "FORMAT"
    );
    assert_eq!(
        code(with("'<f8'", "False", "(18446744073709551616,)")),
        "SIZE"
    );
    for keys in [
        "{}",
        "[]",
        "{'descr': '<f8', 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'shape': (2,)}",
        "{1: 2}",
    ] {
        assert_eq!(code(parse(keys)), "FORMAT", "{keys}");
    }
}

#[test]
fn a_shape_beyond_the_file_is_a_size() {
    for shape in [
        "(3,)",
        "(9223372036854775807,)",
        "(4294967296, 4294967296, 2)",
        "(0, 18446744073709551615, 9)",
    ] {
        let text = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}");
        let mut bytes = file(1, &text);
        bytes.extend([0; 16]);
        let head = read_bytes(&bytes).unwrap();
        assert_eq!(code(head.layout(0, bytes.len() as u64)), "SIZE", "{shape}");
    }
}

#[test]
fn headers_have_a_largest_size() {
    let text = |padding: usize| {
        format!(
            "{{'descr': '<f8', 'fortran_order': False, 'shape': ()}}{}",
            " ".repeat(padding)
        )
    };
    let padding = MAX_HEADER_SIZE as usize - text(0).len();
    assert!(parse(&text(padding)).is_ok());
    assert_eq!(code(parse(&text(padding + 1))), "FORMAT");
    // Claimed lengths cost nothing.
    let mut bytes = file(3, "");
    bytes[8..12].fill(0xff);
    assert_eq!(code(read_bytes(&bytes)), "FORMAT");
}

#[test]
fn every_cut_of_a_head_is_refused() {
    for version in [Version::V1, Version::V2, Version::V3] {
        let bytes = prelude(&dtype("f8"), &[2, 3], true, Some(version)).unwrap();
        assert!(read_bytes(&bytes).is_ok());
        for end in 0..bytes.len() {
            assert_eq!(code(read_bytes(&bytes[..end])), "FORMAT", "{end}");
        }
    }
}

#[test]
fn the_oldest_version_that_can_hold_a_header_is_taken() {
    let named = |name: &str, count: usize| {
        let field = |index| FieldDescr {
            name: format!("{name}{index}"),
            descr: Descr::Text("f4".to_owned()),
            shape: vec![],
        };
        DType::parse(&Descr::Fields((0..count).map(field).collect())).unwrap()
    };
    for (dtype, wanted) in [
        (named("é", 1), 1),
        (named("é", 5000), 2),
        (named("日", 1), 3),
    ] {
        let bytes = prelude(&dtype, &[1], false, None).unwrap();
        assert_eq!(bytes[6], wanted);
        assert_eq!(bytes.len() % 64, 0);
    }
    let v1 = Some(Version::V1);
    assert_eq!(code(prelude(&named("日", 1), &[1], false, v1)), "FORMAT");
    assert_eq!(code(prelude(&named("a", 5000), &[1], false, v1)), "FORMAT");
}

/// A dtype made by chance, up to `depth` records deep.
fn random_descr(random: &mut Random, depth: u64) -> Descr {
    const PLAIN: [&str; 12] = [
        "?", "i1", "<i2", ">i4", "u8", "f2", ">f8", "c16", "S3", ">U2", "V5", "M8[25s]",
    ];
    if depth == 0 || random.below(3) == 0 {
        return Descr::Text(PLAIN[random.below(PLAIN.len() as u64) as usize].to_owned());
    }
    const NAMES: [char; 12] = [
        'a', '\'', '"', '\\', '\n', 'é', '日', '😀', '\0', '\u{301}', ' ', '\u{ad}',
    ];
    let count = 1 + random.below(4);
    let fields = (0..count).map(|index| {
        let mut name: String = (0..random.below(4))
            .map(|_| NAMES[random.below(12) as usize])
            .collect();
        name.push_str(&index.to_string());
        FieldDescr {
            name,
            descr: random_descr(random, depth - 1),
            shape: (0..random.below(3))
                .map(|_| random.below(4) as usize)
                .collect(),
        }
    });
    let fields: Vec<_> = fields.collect();
    if random.below(2) == 0 {
        return Descr::Fields(fields);
    }
    let subarray = |field: &FieldDescr| Descr::Subarray {
        descr: Box::new(field.descr.clone()),
        shape: field.shape.clone(),
    };
    Descr::Mapping {
        names: fields.iter().map(|field| field.name.clone()).collect(),
        formats: fields.iter().map(subarray).collect(),
        offsets: None,
        itemsize: None,
        aligned: true,
    }
}

#[test]
fn what_is_written_reads_back() {
    let mut random = Random::new(11);
    let mut records = 0;
    for _ in 0..3000 {
        let Ok(dtype) = DType::parse(&random_descr(&mut random, 3)) else {
            continue;
        };
        records += usize::from(!dtype.fields().is_empty());
        let shape: Vec<u64> = (0..random.below(5))
            .map(|_| random.next() >> random.below(64))
            .collect();
        let fortran_order = random.below(2) == 0;
        let bytes = prelude(&dtype, &shape, fortran_order, None).unwrap();
        let head = read_bytes(&bytes).unwrap();
        assert_eq!(head.data_start(), bytes.len() as u64);
        assert_eq!(head.header.shape, shape);
        assert_eq!(head.header.fortran_order, fortran_order);
        assert!(head.header.is_written_for(&dtype));
        assert_eq!(head.header.dtype.itemsize(), dtype.itemsize());
        let again = prelude(&head.header.dtype, &shape, fortran_order, None).unwrap();
        assert_eq!(again, bytes);
    }
    assert!(records > 1000);
}

#[test]
fn damage_never_panics() {
    let mut random = Random::new(12);
    for _ in 0..20_000 {
        let Ok(dtype) = DType::parse(&random_descr(&mut random, 2)) else {
            continue;
        };
        let mut bytes = prelude(&dtype, &[3, 4], false, None).unwrap();
        for _ in 0..1 + random.below(4) {
            let at = random.below(bytes.len() as u64) as usize;
            match random.below(3) {
                0 => bytes[at] = random.next() as u8,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"(){}[],:'\"\\0L-u "[random.below(16) as usize]),
            }
        }
        if let Ok(head) = read_bytes(&bytes) {
            let _ = head.layout(0, bytes.len() as u64);
        }
    }
}

#[test]
fn a_patch_makes_the_header_of_the_longer_array() {
    let mut random = Random::new(13);
    let apply = |bytes: &mut [u8], (at, change): (usize, Vec<u8>)| {
        bytes[10 + at..10 + at + change.len()].copy_from_slice(&change);
    };
    for _ in 0..2000 {
        let old = random.next() >> random.below(64);
        let new = random.next() >> random.below(64);
        let shape = |first| [first, 3];
        let mut bytes = prelude(&dtype("f4"), &shape(old), false, None).unwrap();
        let after = prelude(&dtype("f4"), &shape(new), false, None).unwrap();
        if random.below(2) == 0 {
            let change = mark(&bytes[10..]).unwrap();
            apply(&mut bytes, change);
        }
        let head = read_bytes(&bytes).unwrap();
        let first = head.header.first.clone().unwrap();
        let mut marked = bytes.clone();
        apply(
            &mut marked,
            patch(&head.text, first.clone(), new, true).unwrap(),
        );
        apply(&mut bytes, patch(&head.text, first, new, false).unwrap());
        assert_eq!(bytes, after, "{old} to {new}");
        assert!(!is_marked(&bytes) && is_marked(&marked));
        let marked = read_bytes(&marked).unwrap();
        assert_eq!(marked.header, read_bytes(&bytes).unwrap().header);
    }
}

#[test]
fn a_patch_writes_only_what_changes() {
    let head = prelude(&dtype("f4"), &[1999], false, None).unwrap();
    let head = read_bytes(&head).unwrap();
    let first = head.header.first.unwrap();
    let (at, bytes) = patch(&head.text, first.clone(), 2000, false).unwrap();
    assert_eq!((at, bytes.as_slice()), (first.start, &b"2000"[..]));
    let (at, bytes) = patch(&head.text, first.clone(), 1998, false).unwrap();
    assert_eq!((at, bytes.as_slice()), (first.start + 3, &b"8"[..]));
    assert_eq!(patch(&head.text, first, 1999, false).unwrap().1, b"");
}

#[test]
fn a_header_without_spaces_cannot_take_a_longer_number_or_a_mark() {
    let text = b"{'descr': '<f8', 'fortran_order': False, 'shape': (9L,)} \n";
    let first = Header::parse(text, Version::V1).unwrap().first.unwrap();
    let (_, bytes) = patch(text, first.clone(), 10, true).unwrap();
    assert_eq!(bytes, b"10L,)}");
    assert_eq!(code(patch(text, first, 100, false)), "FORMAT");
    for tight in [&b"{} \t"[..], b"{}\n", b"\n", b""] {
        assert_eq!((mark(tight), is_marked(tight)), (None, false));
    }
}
