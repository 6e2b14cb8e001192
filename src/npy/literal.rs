//! The part of Python's literals that .npy headers are written in: dicts, lists, tuples, strings,
//! integers, True, False and None. Nothing is evaluated.

use std::ops::Range;

/// A value, with the position of each integer, so that one can be overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Integer(Integer),
    Bool(bool),
    None,
    Tuple(Vec<Value>),
    List(Vec<Value>),
    Dict(Vec<(Value, Value)>),
}

/// An integer as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Integer {
    /// None where it is negative.
    pub(super) value: Option<Count>,
    /// Its digits in the text.
    pub(super) digits: Range<usize>,
}

/// A number that is not negative; `Beyond` where 64 bits do not hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Is(u64),
    Beyond,
}

/// How a header's bytes are characters, which also says how old its Python may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Versions 1 and 2, which Python 2 may have written: `3L` is an integer.
    Latin1,
    /// Version 3.
    Utf8,
}

/// How deep values may nest: what the deepest record needs, and no input can exhaust the stack.
const MAX_NESTING: usize = 4 * crate::dtype::MAX_DEPTH;

/// Reads a text that is one literal. The error says what is wrong and where.
pub(super) fn parse(text: &[u8], encoding: Encoding) -> Result<Value, String> {
    let mut parser = Parser {
        text,
        at: 0,
        encoding,
    };
    let value = parser.value(0)?;
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.unexpected()),
    }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    encoding: Encoding,
}

impl Parser<'_> {
    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0c) = self.text.get(self.at) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn unexpected(&self) -> String {
        match self.text.get(self.at) {
            Some(byte) => format!("unexpected '{}' at byte {}", byte.escape_ascii(), self.at),
            None => "unexpected end".to_owned(),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > MAX_NESTING {
            return Err(format!("nested more than {MAX_NESTING} deep"));
        }
        match self.peek() {
            Some(b'{') => self.dict(depth),
            Some(b'[') => {
                self.at += 1;
                Ok(Value::List(self.items(b']', depth)?.0))
            }
            Some(b'(') => {
                self.at += 1;
                let (mut items, comma) = self.items(b')', depth)?;
                match items.pop() {
                    // Parentheses around one value, without a comma, are only parentheses.
                    Some(only) if items.is_empty() && !comma => Ok(only),
                    last => {
                        items.extend(last);
                        Ok(Value::Tuple(items))
                    }
                }
            }
            Some(b'\'' | b'"') => self.string(false).map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.integer().map(Value::Integer),
            Some(byte) if byte.is_ascii_alphabetic() => self.word(),
            _ => Err(self.unexpected()),
        }
    }

    /// What stands up to the closing bracket, and whether a comma comes before that.
    fn items(&mut self, close: u8, depth: usize) -> Result<(Vec<Value>, bool), String> {
        let mut items = Vec::new();
        let mut comma = false;
        while !self.eat(close) {
            if !items.is_empty() && !comma {
                return Err(self.unexpected());
            }
            items.push(self.value(depth + 1)?);
            comma = self.eat(b',');
        }
        Ok((items, comma))
    }

    fn dict(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut entries = Vec::new();
        let mut comma = true;
        while !self.eat(b'}') {
            if !comma {
                return Err(self.unexpected());
            }
            let key = self.value(depth + 1)?;
            if !self.eat(b':') {
                return Err(self.unexpected());
            }
            entries.push((key, self.value(depth + 1)?));
            comma = self.eat(b',');
        }
        Ok(Value::Dict(entries))
    }

    /// `True`, `False`, `None`, or the prefix of a string.
    fn word(&mut self) -> Result<Value, String> {
        let rest = &self.text[self.at..];
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let word = &rest[..length];
        let quoted = matches!(rest.get(length), Some(b'\'' | b'"'));
        let value = match word {
            b"True" => Value::Bool(true),
            b"False" => Value::Bool(false),
            b"None" => Value::None,
            b"u" | b"U" | b"b" | b"B" if quoted => {
                self.at += length;
                let bytes = word.eq_ignore_ascii_case(b"b");
                return self.string(bytes).map(Value::Text);
            }
            _ => return Err(self.unexpected()),
        };
        self.at += length;
        Ok(value)
    }

    fn integer(&mut self) -> Result<Integer, String> {
        let negative = self.text[self.at] == b'-';
        self.at += usize::from(negative);
        let start = self.at;
        let mut count = Count::Is(0);
        while let Some(digit @ b'0'..=b'9') = self.text.get(self.at) {
            let digit = u64::from(digit - b'0');
            count = match count {
                Count::Is(value) => value
                    .checked_mul(10)
                    .and_then(|value| value.checked_add(digit))
                    .map_or(Count::Beyond, Count::Is),
                Count::Beyond => Count::Beyond,
            };
            self.at += 1;
        }
        let digits = start..self.at;
        let padded = digits.len() > 1 && self.text[start] == b'0' && count != Count::Is(0);
        if digits.is_empty() || padded {
            return Err(self.unexpected());
        }
        if self.encoding == Encoding::Latin1 && self.text.get(self.at) == Some(&b'L') {
            self.at += 1;
        }
        Ok(Integer {
            value: (!negative || count == Count::Is(0)).then_some(count),
            digits,
        })
    }

    /// A string from its opening quote on; of `bytes` only the escapes that Python has for them.
    fn string(&mut self, bytes: bool) -> Result<String, String> {
        let quote = self.text[self.at];
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            match rest.first() {
                None | Some(b'\n' | b'\r' | 0) => return Err(self.unexpected()),
                Some(byte) if *byte == quote => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.extend(self.escape(bytes)?);
                }
                Some(&byte) if byte.is_ascii() || self.encoding == Encoding::Latin1 => {
                    self.at += 1;
                    text.push(char::from(byte));
                }
                Some(_) => text.push(self.wide()?),
            }
        }
    }

    /// One character of UTF-8 that is not ASCII.
    fn wide(&mut self) -> Result<char, String> {
        let rest = &self.text[self.at..];
        let first = &rest[..rest.len().min(4)];
        let valid = match std::str::from_utf8(first) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&first[..error.valid_up_to()]).unwrap_or_default(),
        };
        let found = valid.chars().next();
        let found = found.ok_or_else(|| format!("byte {} is not UTF-8", self.at))?;
        self.at += found.len_utf8();
        Ok(found)
    }

    /// What a backslash stands for; the text goes on behind it.
    fn escape(&mut self, bytes: bool) -> Result<Option<char>, String> {
        let Some(&byte) = self.text.get(self.at) else {
            return Err(self.unexpected());
        };
        let simple = match byte {
            b'\n' => {
                self.at += 1;
                return Ok(None);
            }
            b'\\' | b'\'' | b'"' => char::from(byte),
            b'a' => '\x07',
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'v' => '\x0b',
            b'0'..=b'7' => return self.code(8, 1..=3).map(Some),
            b'x' => return self.hex(2).map(Some),
            b'u' if !bytes => return self.hex(4).map(Some),
            b'U' if !bytes => return self.hex(8).map(Some),
            b'N' if !bytes => return Err(self.unexpected()),
            // Python keeps the backslash of an escape that it does not have.
            _ => return Ok(Some('\\')),
        };
        self.at += 1;
        Ok(Some(simple))
    }

    fn hex(&mut self, count: usize) -> Result<char, String> {
        self.at += 1;
        self.code(16, count..=count)
    }

    fn code(&mut self, radix: u32, count: std::ops::RangeInclusive<usize>) -> Result<char, String> {
        let mut code = 0_u32;
        let mut read = 0;
        while read < *count.end() {
            let digit = self
                .text
                .get(self.at)
                .and_then(|&byte| char::from(byte).to_digit(radix));
            let Some(digit) = digit else { break };
            code = code.wrapping_mul(radix) | digit;
            self.at += 1;
            read += 1;
        }
        if read < *count.start() {
            return Err(self.unexpected());
        }
        char::from_u32(code).ok_or_else(|| format!("U+{code:04X} is not a character"))
    }
}
