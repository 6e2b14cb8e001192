//! Comma strings and repeat counts: `'f4, i2'`, `'3i4, (2,3)f8'`, `'(3,)f4'`.
//!
//! This is NumPy's `_commastring`, whose regular expression can match in one way only: mark, count,
//! mark, type, each of them possibly empty.

use super::record::{Builder, Element};
use super::{MAX_ITEMSIZE, NATIVE, grammar};

/// Reads any text: one type, or several.
pub(super) fn parse(text: &str, aligned: bool, depth: usize) -> Result<Element, String> {
    if !is_comma_string(text) {
        return grammar::parse(text).map(Element::one);
    }
    let mut elements = Vec::new();
    let mut is_list = false;
    let mut rest = text;
    while !rest.is_empty() {
        let (item, after) = Item::scan(rest);
        let unread = after.trim_start();
        rest = match unread.strip_prefix(',') {
            Some(next) => {
                is_list = true;
                next.trim_start()
            }
            None if unread.is_empty() => unread,
            None => {
                let number = elements.len() + 1;
                let all = grammar::quote(text);
                return Err(format!("format number {number} of {all} is not recognized"));
            }
        };
        elements.push(item.read(text)?);
    }
    if !is_list {
        let one = elements.pop();
        return one.ok_or_else(|| grammar::not_understood(text, ""));
    }
    let mut record = Builder::new(aligned, depth)?;
    for (index, element) in elements.into_iter().enumerate() {
        record.push(format!("f{index}"), element, None)?;
    }
    record.finish(None).map(Element::one)
}

/// NumPy's test: a digit or `()` at the start, behind a mark perhaps, or a comma outside brackets.
fn is_comma_string(text: &str) -> bool {
    let bare = text.strip_prefix(grammar::is_mark).unwrap_or(text);
    if bare.starts_with(|c: char| c.is_ascii_digit()) || bare.starts_with("()") {
        return true;
    }
    let mut brackets = 0_isize;
    text.bytes().any(|byte| {
        match byte {
            b'[' => brackets += 1,
            b']' => brackets -= 1,
            _ => {}
        }
        byte == b',' && brackets == 0
    })
}

/// One entry of a comma string, in its parts.
struct Item<'a> {
    outer_mark: &'a str,
    count: &'a str,
    inner_mark: &'a str,
    name: &'a str,
}

impl<'a> Item<'a> {
    /// The entry that the text starts with, and what follows it.
    fn scan(text: &'a str) -> (Item<'a>, &'a str) {
        let (outer_mark, rest) = split_mark(text);
        let (count, rest) = split_count(rest);
        let (inner_mark, rest) = split_mark(rest);
        let (name, rest) = split_name(rest);
        let item = Item {
            outer_mark,
            count,
            inner_mark,
            name,
        };
        (item, rest)
    }

    fn read(&self, all: &str) -> Result<Element, String> {
        // The name of '(2)3f4' has a count of its own: hence parse. That nests no deeper, for a
        // name has neither parentheses nor a comma outside brackets.
        let name = format!("{}{}", self.mark()?, self.name);
        let element = parse(&name, false, 0)?;
        match self.count {
            "" => Ok(element),
            count => element.repeated(&shape(count).ok_or_else(|| {
                let (count, all) = (grammar::quote(count), grammar::quote(all));
                format!("the repeat count {count} in {all} is neither a number nor a tuple")
            })?),
        }
    }

    /// The byte order to read the name with. A native one is dropped, so that '<float32' is a type
    /// here.
    fn mark(&self) -> Result<&'a str, String> {
        let spelled_out = |mark: &'a str| match mark {
            "=" => NATIVE.to_string(),
            other => other.to_owned(),
        };
        let (outer, inner) = (self.outer_mark, self.inner_mark);
        let mark = match (outer, inner) {
            (mark, "") | ("", mark) => mark,
            _ if spelled_out(outer) == spelled_out(inner) => outer,
            _ => {
                return Err(format!(
                    "inconsistent byte-order specification {outer} and {inner}"
                ));
            }
        };
        Ok(match mark {
            "|" | "=" => "",
            mark if mark.starts_with(NATIVE) => "",
            mark => mark,
        })
    }
}

/// `[<>|=]?`
fn split_mark(text: &str) -> (&str, &str) {
    text.split_at(text.starts_with(grammar::is_mark).into())
}

/// ` *[(]?[ ,0-9]*[)]? *`
fn split_count(text: &str) -> (&str, &str) {
    let mut rest = text.trim_start_matches(' ');
    rest = rest.strip_prefix('(').unwrap_or(rest);
    rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == ',');
    rest = rest.strip_prefix(')').unwrap_or(rest);
    rest = rest.trim_start_matches(' ');
    text.split_at(text.len() - rest.len())
}

/// `[A-Za-z0-9.?]*(\[[a-zA-Z0-9,.]+\])?`
fn split_name(text: &str) -> (&str, &str) {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || ".?".contains(c));
    let after = rest.strip_prefix('[').and_then(|unit| {
        let after =
            unit.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || ",.".contains(c));
        after.strip_prefix(']').filter(|_| !unit.starts_with(']'))
    });
    text.split_at(text.len() - after.unwrap_or(rest).len())
}

/// A count as Python reads it: `3`, `(3)`, `3,`, `(2,3)`, `(2,3,)`, `()`.
fn shape(count: &str) -> Option<Vec<usize>> {
    let count = count.trim_matches(' ');
    let in_parentheses = count.strip_prefix('(').and_then(|c| c.strip_suffix(')'));
    if in_parentheses.is_some_and(|inside| inside.trim_matches(' ').is_empty()) {
        return Some(Vec::new());
    }
    let inside = in_parentheses.unwrap_or(count).trim_end_matches(' ');
    let lengths = inside.strip_suffix(',').unwrap_or(inside);
    lengths.split(',').map(length).collect()
}

/// A Python integer, which has no leading zeros. One too large for a dimension saturates.
fn length(text: &str) -> Option<usize> {
    let digits = text.trim_matches(' ');
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_padded = digits.starts_with('0') && digits.bytes().any(|byte| byte != b'0');
    if !is_number || is_padded {
        return None;
    }
    Some(digits.parse().unwrap_or(MAX_ITEMSIZE + 1))
}
