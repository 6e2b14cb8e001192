//! How a file is opened: NumPy's four modes, and what a descriptor may do.

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
    /// Reads NumPy's short spelling; `lib/options.js` knows the long ones.
    pub fn parse(text: &str) -> Result<Mode> {
        [Mode::Read, Mode::ReadWrite, Mode::Write, Mode::CopyOnWrite]
            .into_iter()
            .find(|mode| mode.short() == text)
            .ok_or_else(|| Error::range("MODE", format!("mode must not be {text:?}")))
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

/// What a descriptor may do.
pub struct Access {
    /// Reading, which mapping needs.
    pub read: bool,
    /// Writing.
    pub write: bool,
    /// Writing at the file's end only, whatever position is asked for.
    pub append: bool,
}

impl Access {
    /// That of a file that was opened here.
    pub const FULL: Access = Access {
        read: true,
        write: true,
        append: false,
    };
}
