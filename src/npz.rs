//! The arrays in an .npz file: a zip archive of .npy files. `numpy.savez` stores them as they are,
//! `numpy.savez_compressed` deflates them.
//!
//! The directory at the archive's end is read once; a member's bytes only when it is opened.

use std::cell::RefCell;
use std::io::{self, Read};
use std::ops::Range;

use flate2::read::DeflateDecoder;
use rawzip::{
    CompressionMethod, ErrorKind, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive,
    ZipArchiveEntryWayfinder, ZipEntry, ZipLocator,
};

use crate::error::{Error, Result};
use crate::npy::{self, Head};

/// What the directory of an archive says.
pub struct Directory {
    entries: Vec<Entry>,
}

struct Entry {
    /// The file's name; `None` where it is not a .npy file.
    name: Option<String>,
    method: CompressionMethod,
    encrypted: bool,
    wayfinder: ZipArchiveEntryWayfinder,
    /// The bytes of the archive that it takes at least, with its local header.
    span: Range<u64>,
}

/// Where a stored .npy file lies in its archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its first byte.
    pub start: u64,
    /// How many bytes it has.
    pub len: u64,
}

/// Bytes of a local header before the file's name.
const LOCAL_HEADER: u64 = 30;

const OTHER_METHOD: &str = "it is compressed by another method than deflate";

/// Deflate inflates a byte to at most so many.
const MOST_INFLATED: u64 = 1032;

/// How many overlapping members are checked for being damaged.
const MOST_CHECKED: usize = 64;

struct Reader<F>(F);

impl<F: Fn(&mut [u8], u64) -> io::Result<usize>> ReaderAt for Reader<F> {
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        // The system refuses such a position, where no file has a byte.
        if i64::try_from(offset).is_err() {
            return Ok(0);
        }
        (self.0)(bytes, offset)
    }
}

type Archive<F> = ZipArchive<Reader<F>>;

/// An archive of `size` bytes; `read_at` reads as much as there is from a position on.
fn locate<F>(read_at: F, size: u64, buffer: &mut [u8]) -> Result<Archive<F>>
where
    F: Fn(&mut [u8], u64) -> io::Result<usize>,
{
    let located = ZipLocator::new().locate_in_reader(Reader(read_at), buffer, size);
    located.map_err(|(_, error)| zip_error(NOT_ZIP, error))
}

impl Directory {
    /// Reads the directory of an archive of `size` bytes. `read_at` reads as much as there is from a
    /// position on.
    ///
    /// # Errors
    /// `FORMAT` for what is not a zip archive.
    pub fn read(
        read_at: impl Fn(&mut [u8], u64) -> io::Result<usize>,
        size: u64,
    ) -> Result<Directory> {
        let mut start = [0; 8];
        let has = read_at(&mut start, 0).map_err(Error::system("read"))?;
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = locate(read_at, size, &mut buffer).map_err(|error| {
            match (error, npy::other_format(&start[..has])) {
                (Error::Coded { .. }, Some(other)) if !start.starts_with(b"PK") => {
                    refusal(&format!("not an .npz file: {other}"))
                }
                (error, _) => error,
            }
        })?;
        let mut entries = Vec::new();
        let mut records = archive.entries(&mut buffer);
        while let Some(record) = records
            .next_entry()
            .map_err(|error| zip_error(NOT_ZIP, error))?
        {
            let path = record.file_path();
            let start = record.local_header_offset();
            let len = LOCAL_HEADER + path.as_bytes().len() as u64;
            let len = len.saturating_add(record.compressed_size_hint());
            let name = decode(path.as_bytes(), record.flags().is_utf8());
            entries.push(Entry {
                name: name.ends_with(".npy").then_some(name),
                method: record.compression_method(),
                encrypted: record.flags().is_encrypted(),
                wayfinder: record.wayfinder(),
                span: start..start.saturating_add(len),
            });
        }
        Ok(Directory { entries })
    }

    /// The names of the .npy files without `.npy`, each with its number in the directory.
    pub fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        let entries = self.entries.iter().enumerate();
        entries.filter_map(|(number, entry)| {
            let name = entry.name.as_ref()?;
            Some((number, &name[..name.len() - ".npy".len()]))
        })
    }

    /// Whether a member can be read only by inflating it.
    pub fn is_deflated(&self, number: usize) -> bool {
        let entry = self.entries.get(number);
        entry.is_some_and(|entry| entry.method == CompressionMethod::DEFLATE && !entry.encrypted)
    }

    /// Finds a stored member in its archive, read as [`Directory::read`] did.
    ///
    /// # Errors
    /// `FORMAT` with the member's name, for one that is compressed, encrypted, damaged, not wholly in
    /// the file, or shares bytes with another.
    pub fn find(
        &self,
        number: usize,
        read_at: impl Fn(&mut [u8], u64) -> io::Result<usize>,
        size: u64,
    ) -> Result<Stored> {
        self.open(number, read_at, size, |entry, member| {
            match entry.method {
                CompressionMethod::STORE => {}
                CompressionMethod::DEFLATE => {
                    return Err(refusal(
                        "it is compressed, which cannot be mapped: write the file with np.savez, or \
                         open it with inflate: true",
                    ));
                }
                _ => return Err(refusal(OTHER_METHOD)),
            }
            let (start, end) = member.compressed_data_range();
            if end - start != entry.wayfinder.uncompressed_size_hint() {
                return Err(refusal("it is damaged: it is stored, and has two sizes"));
            }
            Ok(Stored {
                start,
                len: end - start,
            })
        })
    }

    /// Inflates the head of a deflated member.
    ///
    /// # Errors
    /// As [`Directory::find`] and [`npy::read`], with the member's name; `FORMAT` where the array that
    /// the head promises is not what the member holds.
    pub fn inflate_head(
        &self,
        number: usize,
        read_at: impl Fn(&mut [u8], u64) -> io::Result<usize>,
        size: u64,
        max_header_size: u64,
    ) -> Result<Head> {
        self.inflate(number, read_at, size, |member, compressed, inflated| {
            // Grows only to the head's own length, which was checked.
            let seen = RefCell::new((member, Vec::new()));
            let read_at = |bytes: &mut [u8], at: u64| {
                let (member, seen) = &mut *seen.borrow_mut();
                let end = at as usize + bytes.len();
                if let Some(missing) = end.checked_sub(seen.len()) {
                    member.take(missing as u64).read_to_end(seen)?;
                }
                let found = seen.get(at as usize..end);
                bytes.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
                Ok(())
            };
            let head = npy::read(read_at, inflated, max_header_size)?;
            let end = head.layout(0, inflated)?.end();
            if end != inflated || end / MOST_INFLATED > compressed {
                return Err(refusal("it is damaged: its array has another size"));
            }
            Ok(head)
        })
    }

    /// Inflates the array of a deflated member, which begins `start` bytes behind the member's
    /// beginning, and checks it against the archive's checksum.
    ///
    /// # Errors
    /// As [`Directory::inflate_head`].
    pub fn inflate_array(
        &self,
        number: usize,
        read_at: impl Fn(&mut [u8], u64) -> io::Result<usize>,
        size: u64,
        start: u64,
        array: &mut [u8],
    ) -> Result<()> {
        self.inflate(number, read_at, size, |member, _, _| {
            let fill = |member: &mut dyn Read, array: &mut [u8]| {
                io::copy(&mut member.take(start), &mut io::sink())?;
                member.read_exact(array)?;
                // Reading the end is what verifies an array without bytes.
                member.read(&mut [0])
            };
            match fill(member, array) {
                Ok(0) => Ok(()),
                Ok(_) => Err(refusal("it is damaged: more follows its array")),
                Err(error) => Err(unreadable(error)),
            }
        })
    }

    fn inflate<T>(
        &self,
        number: usize,
        read_at: impl Fn(&mut [u8], u64) -> io::Result<usize>,
        size: u64,
        use_member: impl FnOnce(&mut dyn Read, u64, u64) -> Result<T>,
    ) -> Result<T> {
        self.open(number, read_at, size, |entry, member| {
            if entry.method != CompressionMethod::DEFLATE {
                return Err(refusal(OTHER_METHOD));
            }
            let (start, end) = member.compressed_data_range();
            let mut reader = member.verifying_reader(DeflateDecoder::new(member.reader()));
            use_member(
                &mut reader,
                end - start,
                entry.wayfinder.uncompressed_size_hint(),
            )
        })
    }

    /// Opens a member; what `use_member` refuses gets the member's name.
    fn open<F, T>(
        &self,
        number: usize,
        read_at: F,
        size: u64,
        use_member: impl FnOnce(&Entry, &ZipEntry<'_, Reader<F>>) -> Result<T>,
    ) -> Result<T>
    where
        F: Fn(&mut [u8], u64) -> io::Result<usize>,
    {
        let entry = self
            .entries
            .get(number)
            .filter(|entry| entry.name.is_some());
        let entry = entry.ok_or_else(|| refusal("it does not exist"))?;
        let name = entry.name.as_deref().unwrap_or_default();
        let open = || {
            if entry.encrypted {
                return Err(refusal("it is encrypted"));
            }
            let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
            let archive = locate(read_at, size, &mut buffer)?;
            let member = archive.get_entry(entry.wayfinder);
            let member = member.map_err(|error| {
                zip_error(
                    "it is damaged: it has no header where the directory says",
                    error,
                )
            })?;
            if member.compressed_data_range().1 > size {
                return Err(refusal("it is not wholly in the file"));
            }
            if self.is_overlapped(number, &archive) {
                return Err(refusal("it shares bytes with another member"));
            }
            use_member(entry, &member)
        };
        open().map_err(|error| within(name, error))
    }

    /// Whether another member claims bytes of this one. A damaged one, without a local header,
    /// claims nothing.
    fn is_overlapped<R: ReaderAt>(&self, number: usize, archive: &ZipArchive<R>) -> bool {
        let span = &self.entries[number].span;
        let overlapping = self.entries.iter().enumerate().filter(|(other, entry)| {
            *other != number && entry.span.start < span.end && span.start < entry.span.end
        });
        overlapping.enumerate().any(|(count, (_, entry))| {
            count >= MOST_CHECKED || archive.get_entry(entry.wayfinder).is_ok()
        })
    }
}

/// The refusal of a member, before [`within`] names it.
fn refusal(why: &str) -> Error {
    Error::plain("FORMAT", why)
}

/// An error of reading a member: the system's, or that its bytes are not what they should be.
fn unreadable(source: io::Error) -> Error {
    match source.raw_os_error() {
        Some(_) => Error::system("read")(source),
        None if source.kind() == io::ErrorKind::UnexpectedEof => {
            refusal("it is damaged: it is cut")
        }
        None => refusal("it is damaged: it inflates to other bytes than were compressed"),
    }
}

/// An error of one member, with its name: whatever is wrong with it is a matter of the format.
pub fn within(name: &str, error: Error) -> Error {
    match error {
        Error::Coded {
            message,
            code: "FORMAT" | "SIZE",
            ..
        } => Error::plain(
            "FORMAT",
            format!(
                "member '{}' of the .npz file: {message}",
                name.escape_debug()
            ),
        ),
        // No system call failed: the inflater did, or its output ended.
        Error::System { source, .. } if source.raw_os_error().is_none() => {
            within(name, unreadable(source))
        }
        error => error,
    }
}

const NOT_ZIP: &str = "not an .npz file: there is no zip directory at its end, or it is damaged";

/// An error of the zip library: the system's, or what it means for the caller.
fn zip_error(meaning: &str, error: rawzip::Error) -> Error {
    match error.into_kind() {
        ErrorKind::IO(source) if source.raw_os_error().is_some() => Error::System {
            source,
            syscall: "read",
        },
        _ => refusal(meaning),
    }
}

/// A member's name: UTF-8 where its flag says so, else the code page of the first zip programs.
fn decode(name: &[u8], is_utf8: bool) -> String {
    if is_utf8 {
        return String::from_utf8_lossy(name).into_owned();
    }
    let wide = |byte: u8| CODE_PAGE_437.chars().nth(usize::from(byte - 128));
    name.iter()
        .map(|&byte| {
            let c = if byte.is_ascii() {
                Some(char::from(byte))
            } else {
                wide(byte)
            };
            c.unwrap_or(char::REPLACEMENT_CHARACTER)
        })
        .collect()
}

/// The upper half of code page 437.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
     áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
     └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
     αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Random;

    fn reader(bytes: &[u8]) -> impl Fn(&mut [u8], u64) -> io::Result<usize> + Copy {
        |into, at| {
            let from = bytes.get(at as usize..).unwrap_or_default();
            let count = from.len().min(into.len());
            into[..count].copy_from_slice(&from[..count]);
            Ok(count)
        }
    }

    fn read(bytes: &[u8]) -> Result<Directory> {
        Directory::read(reader(bytes), bytes.len() as u64)
    }

    fn find(directory: &Directory, number: usize, bytes: &[u8]) -> Result<Stored> {
        directory.find(number, reader(bytes), bytes.len() as u64)
    }

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = rawzip::ZipArchiveWriter::new(&mut bytes);
        for (name, contents) in files {
            let (mut entry, config) = writer.new_file(*name).start().unwrap();
            let mut data = config.wrap(&mut entry);
            io::Write::write_all(&mut data, contents).unwrap();
            let (_, descriptor) = data.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn stored_members_are_found_where_they_are() {
        let bytes = archive(&[("a.npy", b"first"), ("b.txt", b"second"), ("d/c.npy", b"")]);
        let directory = read(&bytes).unwrap();
        let names: Vec<_> = directory.names().collect();
        assert_eq!(names, [(0, "a"), (2, "d/c")]);
        let Stored { start, len } = find(&directory, 0, &bytes).unwrap();
        assert_eq!(&bytes[start as usize..][..len as usize], b"first");
        assert!(find(&directory, 1, &bytes).is_err());
        assert!(find(&directory, 3, &bytes).is_err());
    }

    #[test]
    fn names_are_decoded() {
        assert_eq!(decode("é".as_bytes(), true), "é");
        assert_eq!(decode(b"a\x82\xff", false), "aé\u{a0}");
        assert_eq!(CODE_PAGE_437.chars().count(), 128);
    }

    #[test]
    fn damage_never_panics_and_no_member_leaves_the_file() {
        let whole = archive(&[("a.npy", &[1; 300]), ("日.npy", &[2; 40]), ("c", b"")]);
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err(), "{end}");
        }
        let mut random = Random::new(21);
        let mut survived = 0;
        for _ in 0..50_000 {
            let mut bytes = whole.clone();
            for _ in 0..1 + random.below(6) {
                // Most of what can be damaged is at the end.
                let at = bytes.len() as u64 - 1 - random.below(300).min(random.below(600));
                bytes[at as usize] = match random.below(3) {
                    0 => 0xff,
                    1 => 0,
                    _ => random.next() as u8,
                };
            }
            let Ok(directory) = read(&bytes) else {
                continue;
            };
            for (number, _) in directory.names() {
                if let Ok(member) = find(&directory, number, &bytes) {
                    survived += 1;
                    assert!(member.start + member.len <= bytes.len() as u64);
                }
            }
        }
        assert!(survived > 1000);
    }
}
