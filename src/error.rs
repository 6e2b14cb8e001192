//! What can go wrong, before it becomes a JavaScript error in `lib/errors.js`.

use std::io;

/// The JavaScript class that an error becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The value is of the wrong kind.
    Type,
    /// The value is of the right kind, but cannot be used.
    Range,
    /// Neither: the state of the file, the mapping or the runtime.
    Plain,
}

impl Class {
    /// The constructor's name.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Type => "TypeError",
            Class::Range => "RangeError",
            Class::Plain => "Error",
        }
    }
}

/// A failure: one of our own, with its code, or a system call's.
#[derive(Debug)]
pub enum Error {
    /// One of ours.
    Coded {
        /// The JavaScript class.
        class: Class,
        /// The code without its prefix: `SHAPE` for `ERR_MEMMAP_SHAPE`.
        code: &'static str,
        /// A sentence that names the option and the value got.
        message: String,
    },
    /// A system call that failed, to be reported as node:fs would.
    System {
        /// What the system said.
        source: io::Error,
        /// The call, in node:fs' words (`open`, `ftruncate`, `mmap`).
        syscall: &'static str,
    },
}

/// A result with our error.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A TypeError with a code.
    pub fn type_error(code: &'static str, message: impl Into<String>) -> Error {
        Error::Coded {
            class: Class::Type,
            code,
            message: message.into(),
        }
    }

    /// A RangeError with a code.
    pub fn range(code: &'static str, message: impl Into<String>) -> Error {
        Error::Coded {
            class: Class::Range,
            code,
            message: message.into(),
        }
    }

    /// A plain Error with a code.
    pub fn plain(code: &'static str, message: impl Into<String>) -> Error {
        Error::Coded {
            class: Class::Plain,
            code,
            message: message.into(),
        }
    }

    /// Marks an [`io::Error`] with the call that gave it.
    pub fn system(syscall: &'static str) -> impl FnOnce(io::Error) -> Error {
        move |source| Error::System { source, syscall }
    }
}
