//! Python literals: what Python reads, and what it does not.

use crate::npy::literal::*;

fn text(source: &str) -> Result<Value, String> {
    parse(source.as_bytes(), Encoding::Utf8)
}

fn string(source: &str) -> Option<String> {
    match text(source) {
        Ok(Value::Text(text)) => Some(text),
        _ => None,
    }
}

#[test]
fn strings_are_those_of_python() {
    for (source, wanted) in [
        (r"'a'", "a"),
        (r#""it's""#, "it's"),
        (r"'it\'s'", "it's"),
        (r"u'\xe9'", "é"),
        (r"b'x\u0041'", r"x\u0041"),
        (r"'\u65e5\U0001F600'", "日😀"),
        (r"'\101\0\1a\d'", "A\0\x01a\\d"),
        ("'日😀'", "日😀"),
        ("'a\\\nb'", "ab"),
    ] {
        assert_eq!(string(source).as_deref(), Some(wanted), "{source}");
    }
    assert_eq!(
        parse(b"'\xe9'", Encoding::Latin1),
        Ok(Value::Text("é".to_owned()))
    );
}

#[test]
fn what_is_no_literal_is_refused() {
    for bad in [
        "",
        "'",
        "'a",
        "'a\n'",
        "'\\x4'",
        "'\\ud800'",
        "'\\N{DASH}'",
        "r'a'",
        "ub'a'",
        "1L",
        "01",
        "-",
        "--1",
        "1.5",
        "1e3",
        "(1 2)",
        "(,)",
        "[,]",
        "{1}",
        "{1:2 3:4}",
        "{'a':}",
        "True2",
        "nan",
        "(1",
        "1)",
        "f()",
        "1+1",
        "#",
        "\0",
        "é",
        "'a' 'b'",
        "{,}",
    ] {
        assert!(text(bad).is_err(), "{bad:?} gave {:?}", text(bad));
    }
    assert!(parse(b"'\xe9'", Encoding::Utf8).is_err());
    assert!(parse(b"'\xe6\x97", Encoding::Utf8).is_err());
}

#[test]
fn integers_keep_their_place() {
    let integer = |source: &[u8]| match parse(source, Encoding::Latin1) {
        Ok(Value::Integer(integer)) => integer,
        other => panic!("{other:?}"),
    };
    let found = integer(b" 12L ");
    assert_eq!((found.value, found.digits), (Some(Count::Is(12)), 1..3));
    assert_eq!(integer(b"00").value, Some(Count::Is(0)));
    assert_eq!(integer(b"-3").value, None);
    assert_eq!(integer(b"18446744073709551616").value, Some(Count::Beyond));
    assert_eq!(
        integer(b"99999999999999999999999").value,
        Some(Count::Beyond)
    );
}

#[test]
fn commas_make_tuples() {
    assert_eq!(text("()"), Ok(Value::Tuple(vec![])));
    assert_eq!(text("(None)"), Ok(Value::None));
    assert_eq!(text("(None,)"), Ok(Value::Tuple(vec![Value::None])));
    assert_eq!(text("[True,]"), Ok(Value::List(vec![Value::Bool(true)])));
}

#[test]
fn no_nesting_exhausts_the_stack() {
    for bracket in ["(", "[", "{"] {
        assert!(text(&bracket.repeat(1_000_000)).is_err());
    }
}
