//! The arrays in an .npz file: a zip archive of .npy files, which `numpy.savez` stores as they are.
//!
//! Only the directory at the archive's end is read, and of each member the place where it begins.

use std::io;

use rawzip::{CompressionMethod, ErrorKind, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipLocator};

use crate::error::{Error, Result};

/// A stored .npy file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Without `.npy`.
    pub name: String,
    /// Where in the archive its first byte is.
    pub start: u64,
    /// How many bytes it has, all of them in the archive.
    pub len: u64,
}

struct Reader<F>(F);

impl<F: Fn(&mut [u8], u64) -> io::Result<usize>> ReaderAt for Reader<F> {
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        (self.0)(bytes, offset)
    }
}

/// Finds the .npy files in an archive of `size` bytes, in the directory's order. `read_at` reads as
/// much as there is from a position on. What is no .npy file is left out.
///
/// # Errors
/// `FORMAT` for what is no zip archive, and for members that are compressed, encrypted, or not
/// wholly in the file.
pub fn members(
    read_at: impl Fn(&mut [u8], u64) -> io::Result<usize>,
    size: u64,
) -> Result<Vec<Member>> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipLocator::new()
        .locate_in_reader(Reader(read_at), &mut buffer, size)
        .map_err(|(_, error)| broken(error))?;
    let mut members = Vec::new();
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        let file = decode(entry.file_path().as_bytes(), entry.flags().is_utf8());
        let Some(name) = file.strip_suffix(".npy") else {
            continue;
        };
        let refuse = |why: &str| {
            let file = file.escape_debug();
            Err(Error::plain(
                "FORMAT",
                format!("member '{file}' of the .npz file {why}"),
            ))
        };
        if entry.flags().is_encrypted() {
            return refuse("is encrypted");
        }
        if entry.compression_method() != CompressionMethod::STORE {
            return refuse(
                "is compressed, which cannot be mapped: write the file with np.savez, not \
                 np.savez_compressed",
            );
        }
        let place = archive.get_entry(entry.wayfinder()).map_err(|error| {
            let file = file.escape_debug();
            Error::plain(
                "FORMAT",
                format!("member '{file}' of the .npz file: {error}"),
            )
        })?;
        let (start, end) = place.compressed_data_range();
        let len = end - start;
        if end > size || len != entry.uncompressed_size_hint() {
            return refuse("is not wholly in the file");
        }
        members.push(Member {
            name: name.to_owned(),
            start,
            len,
        });
    }
    Ok(members)
}

fn broken(error: rawzip::Error) -> Error {
    match error.into_kind() {
        ErrorKind::IO(source) if source.raw_os_error().is_some() => Error::System {
            source,
            syscall: "read",
        },
        kind => Error::plain("FORMAT", format!("not an .npz file: {kind}")),
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

/// Its upper half.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
     áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
     └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
     αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Random;

    fn list(bytes: &[u8]) -> Result<Vec<Member>> {
        let read_at = |into: &mut [u8], at: u64| {
            let from = bytes.get(at as usize..).unwrap_or_default();
            let count = from.len().min(into.len());
            into[..count].copy_from_slice(&from[..count]);
            Ok(count)
        };
        members(read_at, bytes.len() as u64)
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
        let found = list(&bytes).unwrap();
        let names: Vec<_> = found.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["a", "d/c"]);
        let Member { start, len, .. } = found[0];
        assert_eq!(&bytes[start as usize..][..len as usize], b"first");
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
            assert!(list(&whole[..end]).is_err(), "{end}");
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
            for member in list(&bytes).unwrap_or_default() {
                survived += 1;
                assert!(member.start + member.len <= bytes.len() as u64);
            }
        }
        assert!(survived > 1000);
    }
}
