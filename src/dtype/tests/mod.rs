//! Types without fields, and the words of errors. NumPy's answers come from
//! `__test__/fixtures/dtypes.py`.

mod properties;
mod records;

use super::*;

fn text(text: &str) -> Descr {
    Descr::Text(text.to_owned())
}

fn parse(descr: &Descr) -> DType {
    DType::parse(descr).unwrap_or_else(|error| panic!("{descr:?}: {error}"))
}

fn refused(descr: &Descr) -> String {
    match DType::parse(descr) {
        Ok(dtype) => panic!("{descr:?} is {dtype:?}"),
        Err(error) => error.to_string(),
    }
}

/// `[[name, descr, shape], ...]`
fn fields<const N: usize>(fields: [(&str, Descr, &[usize]); N]) -> Descr {
    Descr::Fields(
        fields
            .into_iter()
            .map(|(name, descr, shape)| FieldDescr {
                name: name.to_owned(),
                descr,
                shape: shape.to_vec(),
            })
            .collect(),
    )
}

/// `{ names: ['a', 'b', ...], formats, offsets, itemsize, aligned }`
fn mapping<const N: usize>(
    formats: [Descr; N],
    offsets: Option<[usize; N]>,
    itemsize: Option<usize>,
    aligned: bool,
) -> Descr {
    Descr::Mapping {
        names: ('a'..='z').take(N).map(String::from).collect(),
        formats: formats.to_vec(),
        offsets: offsets.map(|offsets| offsets.to_vec()),
        itemsize,
        aligned,
    }
}

fn subarray(descr: Descr, shape: &[usize]) -> Descr {
    Descr::Subarray {
        descr: Box::new(descr),
        shape: shape.to_vec(),
    }
}

/// A line of dtypes.tsv without the input.
fn described(parsed: &Result<DType, DTypeError>) -> String {
    let Ok(dtype) = parsed else {
        return "error".to_owned();
    };
    let fields = dtype.fields().iter().map(|field| {
        let shape: Vec<String> = field.shape.iter().map(usize::to_string).collect();
        let (name, str, offset) = (&field.name, field.dtype.str(), field.offset);
        format!("{name}/{str}/{offset}/{}", shape.join("x"))
    });
    [
        dtype.name(),
        dtype.str(),
        dtype.kind_char().to_string(),
        dtype.itemsize().to_string(),
        dtype.alignment().to_string(),
        dtype.byteorder().to_string(),
        dtype.is_native().to_string(),
        fields.collect::<Vec<_>>().join(" "),
    ]
    .join("\t")
}

#[test]
#[cfg_attr(target_endian = "big", ignore = "asked on a little-endian machine")]
fn every_spelling_is_what_numpy_makes_of_it() {
    let fixture = include_str!("../../../__test__/fixtures/dtypes.tsv");
    let mut dtypes = 0;
    for line in fixture.lines() {
        let (input, expected) = line.split_once('\t').unwrap();
        let parsed = DType::parse(&text(input));
        assert_eq!(described(&parsed), expected, "{input:?}: {parsed:?}");
        dtypes += u32::from(parsed.is_ok());
    }
    assert!(dtypes > 200, "the fixture has only {dtypes} dtypes");
}

#[test]
fn white_space_is_refused_except_where_c_and_python_skip_it() {
    for input in ["f4\t", "f4\n", "\tf4", "f4\0", "\u{7}", "S5\0", "f4\u{a0}"] {
        refused(&text(input));
    }
    assert_eq!(parse(&text("f\t4")), parse(&text("f4")));
    assert_eq!(parse(&text("f4\t,\ni2")), parse(&text("f4,i2")));
    assert_eq!(parse(&text("f4,\u{a0}i2")), parse(&text("f4,i2")));
}

#[test]
fn the_foreign_byte_order_is_the_only_one_that_swaps() {
    let foreign = parse(&text(&format!("{FOREIGN}i4")));
    assert!(foreign.swapped() && !foreign.is_native());
    assert_eq!(foreign.byteorder(), FOREIGN);
    assert_eq!(foreign.str(), format!("{FOREIGN}i4"));
    assert_eq!(foreign.name(), "int32");
    for mark in [NATIVE, '=', '|'] {
        let native = parse(&text(&format!("{mark}i4")));
        assert!(!native.swapped() && native.is_native());
        assert_eq!(native.byteorder(), '=');
        assert_eq!(native.str(), format!("{NATIVE}i4"));
    }
    for without in ["b1", "u1", "S5", "V5"] {
        let dtype = parse(&text(&format!("{FOREIGN}{without}")));
        assert_eq!((dtype.swapped(), dtype.byteorder()), (false, '|'));
    }
}

#[test]
fn the_kernels_see_numbers_and_dates() {
    for scalar in Scalar::ALL {
        assert_eq!(parse(&text(scalar.name())).scalar(), Some(scalar));
    }
    assert_eq!(parse(&text(">M8[ns]")).scalar(), Some(Scalar::I64));
    assert_eq!(parse(&text("m8")).scalar(), Some(Scalar::I64));
    for other in ["S5", "U5", "V5", "f4,i2"] {
        assert_eq!(parse(&text(other)).scalar(), None);
    }
}

#[test]
fn a_unit_is_read_in_parts() {
    let unit = |input: &str| match parse(&text(input)).kind() {
        Kind::Datetime(unit) | Kind::Timedelta(unit) => unit.to_string(),
        other => panic!("{input} is {other:?}"),
    };
    assert_eq!(unit("M8[25s]"), "[25s]");
    assert_eq!(unit("m8[2D/12]"), "[4h]");
    assert_eq!(unit("datetime64[μs]"), "[us]");
    assert_eq!(unit("M8[2generic]"), unit("M8"));
}

#[test]
fn messages_have_numpys_words_and_the_value() {
    assert_eq!(
        refused(&text("foo")),
        "dtype: data type 'foo' not understood"
    );
    let message = refused(&fields([("pos", text("M8[foo]"), &[3])]));
    assert!(message.starts_with("dtype: field 'pos': data type 'M8[foo]' not understood"));
    assert!(message.ends_with("Invalid datetime unit in metadata string \"[foo]\""));
    for (input, words) in [
        ("O", "Python objects"),
        ("<f16", "long double"),
        ("S", "a size of at least 1"),
        ("int0", "removed in NumPy 2.0"),
        ("M8[s/7]", "divisor (7) is not a multiple of a lower-unit"),
        (
            "f4;i2,u1",
            "format number 1 of 'f4;i2,u1' is not recognized",
        ),
        ("<3>f4", "inconsistent byte-order specification < and >"),
        ("(2,3)f4", "sub-array of shape [2, 3]"),
    ] {
        let message = refused(&text(input));
        assert!(message.contains(words), "{input}: {message}");
        assert!(message.starts_with("dtype: "), "{input}: {message}");
    }
    let twice = fields([("x", text("f4"), &[]), ("x", text("i4"), &[])]);
    assert_eq!(refused(&twice), "dtype: field 'x' occurs more than once");
    let small = mapping([text("f4"), text("i2")], None, Some(5), false);
    assert_eq!(
        refused(&small),
        "dtype: NumPy dtype descriptor requires 6 bytes, cannot override to smaller itemsize of 5"
    );
}

#[test]
fn a_message_stays_short_and_on_one_line() {
    for input in ["x\n".repeat(1_000_000), "é,".repeat(1_000_000)] {
        let message = refused(&text(&input));
        assert!(message.len() < 500, "{} bytes", message.len());
        assert!(!message.contains('\n'));
    }
}
