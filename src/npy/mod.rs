//! NumPy's .npy files: `numpy.lib.format`. Bytes in, bytes out; knows files only by a function
//! that reads them, and nothing of Node.

mod header;
mod literal;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;
use std::io;

use crate::error::{Error, Result};
use crate::layout::{self, Layout};

pub use header::Header;
pub use write::{is_marked, mark, patch, prelude};

use literal::Encoding;

/// The first bytes of every .npy file.
pub const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// NumPy's `max_header_size`, in characters.
pub const MAX_HEADER_SIZE: u64 = 10_000;

/// The versions of the format that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Headers of up to 65,535 bytes.
    V1,
    /// Headers of up to 4 GiB.
    V2,
    /// As 2, in UTF-8.
    V3,
}

impl Version {
    /// The version of these two numbers.
    pub fn new(major: u8, minor: u8) -> Option<Version> {
        match (major, minor) {
            (1, 0) => Some(Version::V1),
            (2, 0) => Some(Version::V2),
            (3, 0) => Some(Version::V3),
            _ => None,
        }
    }

    /// The first of its two numbers; the second is 0.
    pub fn major(self) -> u8 {
        match self {
            Version::V1 => 1,
            Version::V2 => 2,
            Version::V3 => 3,
        }
    }

    fn magic(self) -> [u8; 8] {
        let [a, b, c, d, e, f] = *MAGIC;
        [a, b, c, d, e, f, self.major(), 0]
    }

    /// Where the header begins: behind magic string, version and length.
    pub fn header_start(self) -> usize {
        match self {
            Version::V1 => 10,
            Version::V2 | Version::V3 => 12,
        }
    }

    fn encoding(self) -> Encoding {
        match self {
            Version::V1 | Version::V2 => Encoding::Latin1,
            Version::V3 => Encoding::Utf8,
        }
    }

    fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self.encoding() {
            Encoding::Latin1 => text
                .chars()
                .map(|c| u8::try_from(u32::from(c)).ok())
                .collect(),
            Encoding::Utf8 => Some(text.as_bytes().to_vec()),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, 0)", self.major())
    }
}

/// A .npy file's head, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The format's version.
    pub version: Version,
    /// What the header says.
    pub header: Header,
    /// The header's own bytes.
    pub text: Vec<u8>,
}

impl Head {
    /// Where the data begins, from the start of the .npy file on.
    pub fn data_start(&self) -> u64 {
        (self.version.header_start() + self.text.len()) as u64
    }

    /// Where the array lies in a file whose .npy part begins at `start` and has `available` bytes.
    ///
    /// # Errors
    /// `SIZE` where the header promises more data than there is.
    pub fn layout(&self, start: u64, available: u64) -> Result<Layout> {
        let Header { dtype, shape, .. } = &self.header;
        let offset = start + self.data_start();
        let layout = layout::known_layout(shape, dtype.itemsize() as u64, offset)
            .map_err(|_| header::too_long())?;
        let has = available - self.data_start();
        if layout.nbytes > has {
            return Err(Error::range(
                "SIZE",
                format!(
                    "the .npy header says shape {shape:?} of dtype '{}', which is {} bytes; only \
                     {has} follow it (file seems not fully written?)",
                    dtype.str(),
                    layout.nbytes
                ),
            ));
        }
        Ok(layout)
    }
}

/// Reads the head of a .npy file of `available` bytes. `read_at` fills a buffer from a position;
/// `max_header_size` is in characters.
///
/// # Errors
/// `FORMAT` for what is not a .npy file, or not all of its head; and as [`Header::parse`].
pub fn read(
    read_at: impl Fn(&mut [u8], u64) -> io::Result<()>,
    available: u64,
    max_header_size: u64,
) -> Result<Head> {
    let read_at = |bytes: &mut [u8], at: u64, what: &str| {
        let (expected, got) = (bytes.len() as u64, available.saturating_sub(at));
        if got < expected {
            return Err(damaged(format!(
                "EOF: reading {what}, expected {expected} bytes got {got}"
            )));
        }
        read_at(bytes, at).map_err(Error::system("read"))
    };
    let mut magic = [0; 8];
    read_at(&mut magic, 0, "magic string")?;
    if &magic[..6] != MAGIC {
        if let Some(other) = other_format(&magic) {
            return Err(damaged(other));
        }
        return Err(damaged(format!(
            "the magic string is not correct; expected \"{}\", got \"{}\"",
            MAGIC.escape_ascii(),
            magic[..6].escape_ascii()
        )));
    }
    let version = Version::new(magic[6], magic[7]).ok_or_else(|| {
        damaged(format!(
            "we only support format version (1,0), (2,0), and (3,0), not ({}, {})",
            magic[6], magic[7]
        ))
    })?;
    let mut length = [0; 4];
    let size = version.header_start() - 8;
    read_at(&mut length[..size], 8, "array header length")?;
    let length = u64::from(u32::from_le_bytes(length));
    let too_large = |length: u64| {
        damaged(format!(
            "Header info length ({length}) is large and may not be safe to load securely. To \
             allow loading, adjust maxHeaderSize (now {max_header_size})"
        ))
    };
    // A character of UTF-8 has at most four bytes. Known before anything is allocated.
    if length / 4 > max_header_size {
        return Err(too_large(length));
    }
    let start = version.header_start() as u64;
    if available - start < length {
        return Err(damaged(format!(
            "EOF: reading array header, expected {length} bytes got {}",
            available - start
        )));
    }
    let mut text = vec![0; length as usize];
    read_at(&mut text, start, "array header")?;
    let characters = match version.encoding() {
        Encoding::Latin1 => length,
        Encoding::Utf8 => text.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u64,
    };
    if characters > max_header_size {
        return Err(too_large(characters));
    }
    let header = Header::parse(&text, version)?;
    Ok(Head {
        version,
        header,
        text,
    })
}

/// What a file of another format is, by its first bytes, and what opens it.
pub fn other_format(start: &[u8]) -> Option<&'static str> {
    match start {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Some("it is a zip archive; openNpz() opens .npz files"),
        [0x1f, 0x8b, ..] => Some("it is compressed by gzip, and has to be decompressed first"),
        _ if start.starts_with(MAGIC) => Some("it is a .npy file, which openMemmap() opens"),
        _ => None,
    }
}

/// The refusal of a file that is not what it should be.
fn damaged(why: impl fmt::Display) -> Error {
    Error::plain(
        "FORMAT",
        format!("not a .npy file that can be mapped: {why}"),
    )
}
