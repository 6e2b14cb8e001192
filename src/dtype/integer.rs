//! C's `strtol`, which reads every number in NumPy's grammar outside comma strings.

/// The decimal integer that `text` starts with, and the rest. As in C, white space and a sign may
/// come first and a number too large becomes the largest one. None if there is no digit.
pub(super) fn leading(text: &str) -> Option<(i64, &str)> {
    let unsigned = text.trim_start_matches([' ', '\t', '\n', '\x0b', '\x0c', '\r']);
    let (sign, digits) = match unsigned.as_bytes().first() {
        Some(b'-') => (-1, &unsigned[1..]),
        Some(b'+') => (1, &unsigned[1..]),
        _ => (1, unsigned),
    };
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let (digits, rest) = digits.split_at(end);
    if digits.is_empty() {
        return None;
    }
    // Digits alone fail to parse only by being too many.
    let magnitude = digits.parse::<i64>().unwrap_or(i64::MAX);
    Some((sign * magnitude, rest))
}

#[cfg(test)]
mod tests {
    use super::leading;

    #[test]
    fn reads_what_strtol_reads() {
        assert_eq!(leading("25s"), Some((25, "s")));
        assert_eq!(leading(" \t+007"), Some((7, "")));
        assert_eq!(leading("-3/"), Some((-3, "/")));
        assert_eq!(leading("99999999999999999999x"), Some((i64::MAX, "x")));
        assert_eq!(leading("-99999999999999999999"), Some((-i64::MAX, "")));
    }

    #[test]
    fn reads_nothing_without_a_digit() {
        for text in ["", " ", "+", "- 1", "--1", "s", "é1", "\u{a0}1", "٣"] {
            assert_eq!(leading(text), None, "{text:?}");
        }
    }
}
