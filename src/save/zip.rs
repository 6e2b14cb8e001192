//! The records of a zip archive whose members are stored, as Python's zipfile writes them for
//! `np.savez`: with the sizes in 64 bits, and the first day that zip knows as their time.

/// What a member's data is aligned to in the file.
const ALIGN: u64 = 64;

const VERSION: u16 = 45;
const UNIX: u16 = 3 << 8;
const PERMISSIONS: u32 = 0o600 << 16;
/// The year 1980, January 1.
const DATE: u16 = 1 << 5 | 1;
const UTF8: u16 = 1 << 11;

/// The extra field with what does not fit into 32 bits.
const ZIP64: u16 = 1;
/// The extra field that aligns, zipalign's.
const PADDING: u16 = 0xd935;

/// A member of the archive.
pub struct Entry {
    /// As the archive has it.
    pub name: String,
    /// Bytes of its data.
    pub size: u64,
    /// Where its local header is.
    pub start: u64,
    /// Of its data.
    pub crc: u32,
}

impl Entry {
    fn flags(&self) -> u16 {
        if self.name.is_ascii() { 0 } else { UTF8 }
    }

    /// From the version to the checksum: what both headers have.
    fn common(&self, bytes: &mut Vec<u8>) {
        for half in [VERSION, self.flags(), 0, 0, DATE] {
            bytes.extend(half.to_le_bytes());
        }
        bytes.extend(self.crc.to_le_bytes());
    }

    /// What stands before the data; always of the same length.
    pub fn local_header(&self) -> Vec<u8> {
        let mut extra = field(
            ZIP64,
            &[self.size, self.size].map(u64::to_le_bytes).concat(),
        );
        let fixed = 30 + self.name.len() + extra.len() + 6;
        let padding = (self.start + fixed as u64).next_multiple_of(ALIGN) - self.start;
        let mut alignment = (ALIGN as u16).to_le_bytes().to_vec();
        alignment.resize(2 + padding as usize - fixed, 0);
        extra.extend(field(PADDING, &alignment));
        let mut bytes = b"PK\x03\x04".to_vec();
        self.common(&mut bytes);
        bytes.extend([0xff; 8]);
        bytes.extend((self.name.len() as u16).to_le_bytes());
        bytes.extend((extra.len() as u16).to_le_bytes());
        bytes.extend(self.name.as_bytes());
        bytes.extend(extra);
        bytes
    }

    fn central_header(&self, bytes: &mut Vec<u8>) {
        let numbers = [self.size, self.size, self.start];
        let large = numbers.into_iter().filter(|&number| is_large(number));
        let large: Vec<u8> = large.flat_map(u64::to_le_bytes).collect();
        let extra = match large.is_empty() {
            true => Vec::new(),
            false => field(ZIP64, &large),
        };
        bytes.extend(b"PK\x01\x02");
        bytes.extend((UNIX | VERSION).to_le_bytes());
        self.common(bytes);
        bytes.extend(short(self.size));
        bytes.extend(short(self.size));
        bytes.extend((self.name.len() as u16).to_le_bytes());
        bytes.extend((extra.len() as u16).to_le_bytes());
        // No comment, the first disk, no attributes of its own.
        bytes.extend([0; 6]);
        bytes.extend(PERMISSIONS.to_le_bytes());
        bytes.extend(short(self.start));
        bytes.extend(self.name.as_bytes());
        bytes.extend(extra);
    }
}

/// What stands behind all members, from `start` on.
pub fn directory(entries: &[Entry], start: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in entries {
        entry.central_header(&mut bytes);
    }
    let count = entries.len() as u64;
    let size = bytes.len() as u64;
    let few = u16::try_from(count).unwrap_or(u16::MAX);
    if few == u16::MAX || is_large(size) || is_large(start) {
        bytes.extend(b"PK\x06\x06");
        bytes.extend(44u64.to_le_bytes());
        bytes.extend((UNIX | VERSION).to_le_bytes());
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend([0; 8]);
        for number in [count, count, size, start] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend((start + size).to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
    }
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([few.to_le_bytes(), few.to_le_bytes()].concat());
    bytes.extend(short(size));
    bytes.extend(short(start));
    bytes.extend([0; 2]);
    bytes
}

/// Whether a number does not fit into 32 bits, all of them 1 being the sign for it.
fn is_large(number: u64) -> bool {
    number >= u64::from(u32::MAX)
}

fn short(number: u64) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

fn field(id: u16, data: &[u8]) -> Vec<u8> {
    let head = [id, data.len() as u16].map(u16::to_le_bytes).concat();
    [&head, data].concat()
}
