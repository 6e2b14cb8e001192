//! The `mode` option: NumPy's four modes and their long names.

use crate::error::{Error, Result};

/// How a file is opened and what a write to the array does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `r`: an existing file, for reading.
    Read,
    /// `r+`: an existing file, for reading and writing.
    ReadWrite,
    /// `w+`: creates the file, or empties it.
    Write,
    /// `c`: an existing file; writes stay in this process.
    CopyOnWrite,
}

impl Mode {
    /// Reads NumPy's short or long spelling.
    pub fn parse(text: &str) -> Result<Mode> {
        Ok(match text {
            "r" | "readonly" => Mode::Read,
            "r+" | "readwrite" => Mode::ReadWrite,
            "w+" | "write" => Mode::Write,
            "c" | "copyonwrite" => Mode::CopyOnWrite,
            _ => {
                return Err(Error::range(
                    "MODE",
                    format!(
                        "mode must be one of 'r', 'r+', 'w+', 'c', 'readonly', 'readwrite', \
                         'write', 'copyonwrite' (got {text:?})"
                    ),
                ));
            }
        })
    }

    /// NumPy's short spelling.
    pub const fn short(self) -> &'static str {
        match self {
            Mode::Read => "r",
            Mode::ReadWrite => "r+",
            Mode::Write => "w+",
            Mode::CopyOnWrite => "c",
        }
    }

    /// Whether writes to the array reach the file, and the file may grow.
    pub const fn writes_file(self) -> bool {
        matches!(self, Mode::ReadWrite | Mode::Write)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_the_short_ones() {
        for (long, short) in [
            ("readonly", "r"),
            ("readwrite", "r+"),
            ("write", "w+"),
            ("copyonwrite", "c"),
        ] {
            assert_eq!(Mode::parse(long).unwrap(), Mode::parse(short).unwrap());
            assert_eq!(Mode::parse(long).unwrap().short(), short);
        }
    }

    #[test]
    fn anything_else_is_refused_and_named() {
        for bad in ["", "w", "R", "rb", "r +", "a", "x+"] {
            match Mode::parse(bad) {
                Err(Error::Coded { code, message, .. }) => {
                    assert_eq!(code, "MODE");
                    assert!(message.contains(&format!("{bad:?}")), "{message}");
                }
                other => panic!("{bad:?} gave {other:?}"),
            }
        }
    }
}
