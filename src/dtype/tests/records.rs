//! Lists, mappings and their canonical forms.

use super::*;

fn offsets(dtype: &DType) -> Vec<usize> {
    dtype.fields().iter().map(|field| field.offset).collect()
}

#[test]
fn a_list_lays_fields_one_after_the_other() {
    let dtype = parse(&fields([
        ("", text(&format!("{FOREIGN}f4")), &[]),
        ("pos", text("(3,)f8"), &[2]),
        ("", text("S5,U3"), &[]),
    ]));
    let names: Vec<&str> = dtype.fields().iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["f0", "pos", "f2"]);
    assert_eq!(offsets(&dtype), [0, 4, 52]);
    assert_eq!(dtype.fields()[1].shape, [2, 3]);
    assert_eq!(dtype.fields()[1].nbytes(), 48);
    assert_eq!((dtype.itemsize(), dtype.alignment()), (69, 1));
    assert_eq!(
        (dtype.name(), dtype.str()),
        ("void552".into(), "|V69".into())
    );
    assert!(!dtype.swapped() && !dtype.is_native());
    assert_eq!(dtype.byteorder(), '|');
}

#[test]
fn a_count_within_a_count_gives_both_axes_and_one_byte_order() {
    let dtype = parse(&text(&format!("{FOREIGN}(2)3f4,u1")));
    assert_eq!(dtype.fields()[0].shape, [2, 3]);
    assert!(dtype.fields()[0].dtype.swapped());
    assert!(!dtype.is_native());
}

#[test]
fn a_mapping_places_fields_anywhere() {
    let two = || [text("f4"), text("i2")];
    let overlapping = parse(&mapping(two(), Some([2, 0]), None, false));
    assert_eq!(offsets(&overlapping), [2, 0]);
    assert_eq!(overlapping.itemsize(), 6);
    let padded = parse(&mapping(two(), None, Some(16), false));
    assert_eq!(offsets(&padded), [0, 4]);
    assert_eq!(padded.itemsize(), 16);
    refused(&mapping(two(), Some([0, usize::MAX]), None, false));
    refused(&mapping(two(), None, Some(usize::MAX), false));
    refused(&mapping([], None, Some(8), false));
}

#[test]
fn aligned_lays_out_as_c_does_in_nested_records_too() {
    let inner = || fields([("x", text("u1"), &[]), ("y", text("f8"), &[])]);
    let dtype = parse(&mapping(
        [text("u1"), inner(), text("u1,i2")],
        None,
        None,
        true,
    ));
    assert_eq!(offsets(&dtype), [0, 8, 24]);
    assert_eq!(offsets(&dtype.fields()[1].dtype), [0, 8]);
    assert_eq!(offsets(&dtype.fields()[2].dtype), [0, 2]);
    assert_eq!((dtype.itemsize(), dtype.alignment()), (32, 8));
    refused(&mapping([text("u1"), text("f8")], Some([0, 4]), None, true));
    refused(&mapping([text("u1"), text("f8")], None, Some(17), true));
}

#[test]
fn the_canonical_form_is_the_shortest_that_says_it_all() {
    for (input, canonical) in [
        ("=f4", "float32"),
        ("p", "int64"),
        ("bfloat16", "bfloat16"),
        ("M8[s/2]", "datetime64[500ms]"),
        ("c", "|S1"),
        ("V16", "|V16"),
    ] {
        assert_eq!(parse(&text(input)).canonical(), text(canonical));
    }
    let foreign = format!("{FOREIGN}M8[ns]");
    assert_eq!(parse(&text(&foreign)).canonical(), text(&foreign));

    let f4 = || text(&format!("{NATIVE}f4"));
    let listed = fields([("f0", f4(), &[3]), ("f1", text("bfloat16"), &[])]);
    assert_eq!(parse(&text("3f4,bfloat16")).canonical(), listed);
    let packed = mapping([text("f4"), text("u1")], Some([0, 4]), Some(5), false);
    let listed = fields([("a", f4(), &[]), ("b", text("|u1"), &[])]);
    assert_eq!(parse(&packed).canonical(), listed);
    let gap = mapping([text("3f4"), text("u1")], Some([4, 0]), None, false);
    let spelled_out = [subarray(f4(), &[3]), text("|u1")];
    let spelled_out = mapping(spelled_out, Some([4, 0]), Some(16), false);
    assert_eq!(parse(&gap).canonical(), spelled_out);
}

#[test]
fn a_mapping_keeps_an_empty_name() {
    let descr = Descr::Mapping {
        names: vec![String::new()],
        formats: vec![text("f4")],
        offsets: None,
        itemsize: None,
        aligned: false,
    };
    let dtype = parse(&descr);
    assert_eq!(dtype.fields()[0].name, "");
    assert_eq!(parse(&dtype.canonical()), dtype);
}

#[test]
fn depth_rank_size_and_empty_lists_are_bounded() {
    let nested = |depth| (0..depth).fold(text("f4"), |inner, _| fields([("a", inner, &[])]));
    let deepest = parse(&nested(MAX_DEPTH));
    assert_eq!(parse(&deepest.canonical()), deepest);
    assert!(refused(&nested(MAX_DEPTH + 1)).contains("more than 64 deep"));
    refused(&nested(1000));
    refused(&fields([
        ("a", nested(MAX_DEPTH - 1), &[]),
        ("b", nested(MAX_DEPTH), &[]),
    ]));

    let wrapped = |times, shape: &[usize]| {
        let inner = (0..times).fold(text("u1"), |inner, _| subarray(inner, shape));
        fields([("a", inner, &[])])
    };
    parse(&wrapped(1000, &[]));
    assert_eq!(parse(&wrapped(64, &[1])).fields()[0].shape, [1; 64]);
    refused(&wrapped(65, &[1]));

    let sized = |shape: &[usize]| fields([("a", text("f4"), shape), ("b", text("u1"), &[])]);
    assert_eq!(parse(&sized(&[536_870_911])).itemsize(), MAX_ITEMSIZE - 2);
    refused(&sized(&[536_870_912]));
    refused(&sized(&[usize::MAX, usize::MAX]));
    refused(&sized(&[usize::MAX, 0]));
    refused(&sized(&[1 << 20, 1 << 20, 0]));
    refused(&mapping(
        [text("S2147483647"), text("u1")],
        None,
        None,
        false,
    ));
    refused(&mapping(
        [text("S2147483645"), text("f8")],
        None,
        None,
        true,
    ));

    assert_eq!(parse(&sized(&[1 << 16, 0])).itemsize(), 1);
    assert_eq!(parse(&sized(&[0, 1 << 20])).itemsize(), 1);
    refused(&sized(&[(1 << 16) + 1, 0]));
    refused(&sized(&[1 << 8, 1 << 9, 0, 2]));
    let empty = |length| fields([("a", text("u1"), &[length, 0]), ("b", text("u1"), &[])]);
    refused(&fields([
        ("a", empty(1 << 15), &[]),
        ("b", empty((1 << 15) + 1), &[]),
    ]));
    assert_eq!(parse(&fields([("a", empty(256), &[256])])).itemsize(), 256);
    refused(&fields([("a", empty(256), &[257])]));
    parse(&fields([
        ("a", empty(256), &[257, 0]),
        ("b", text("u1"), &[]),
    ]));
}
