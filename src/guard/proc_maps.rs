//! What is mapped at an address now, asked of the kernel. Async-signal-safe.

use std::ops::ControlFlow;

/// A line of `/proc/self/maps`, as far as it has been read.
#[derive(Default)]
struct Line {
    column: u8,
    start: u64,
    end: u64,
    offset: u64,
    inode: u64,
}

impl Line {
    /// Reads one more byte: `start-end perms offset device inode path`, numbers in hex but for
    /// the inode. Breaks where the line for `address` is complete, or was not there.
    fn push(&mut self, byte: u8, address: u64) -> ControlFlow<bool> {
        let separator = if self.column == 0 { b'-' } else { b' ' };
        if byte == b'\n' || (byte == separator && self.column < 6) {
            self.column += 1;
            // A path may be missing, blanks before it are many: the numbers decide.
            if self.column == 6 || (byte == b'\n' && self.column < 6) {
                if self.start > address {
                    return ControlFlow::Break(false);
                }
                if address < self.end {
                    return ControlFlow::Break(true);
                }
            }
            if byte == b'\n' {
                *self = Line::default();
            }
            return ControlFlow::Continue(());
        }
        let (number, radix) = match self.column {
            0 => (&mut self.start, 16),
            1 => (&mut self.end, 16),
            3 => (&mut self.offset, 16),
            5 => (&mut self.inode, 10),
            _ => return ControlFlow::Continue(()),
        };
        let digit = (byte as char).to_digit(radix).unwrap_or(0);
        *number = number.wrapping_mul(radix.into()).wrapping_add(digit.into());
        ControlFlow::Continue(())
    }

    /// The file's inode and the offset in it.
    fn location(&self, address: u64) -> (u64, u64) {
        (self.inode, self.offset + (address - self.start))
    }
}

/// What is mapped at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// A file's page: its number in its file system, and where in it.
    ///
    /// The device is not told: stat and the kernel's list name different ones on Btrfs and
    /// overlayfs.
    File(u64, u64),
    /// Memory of no file.
    Anonymous,
    /// Nothing, or the list changed while it was read.
    Missing,
}

/// What is mapped at this page's address; `None` where the system does not tell.
pub fn page_at(address: usize) -> Option<Page> {
    if cfg!(not(any(target_os = "linux", target_os = "android"))) {
        return None;
    }
    let address = address as u64;
    // SAFETY: the path is a C string.
    let fd = unsafe {
        libc::open(
            c"/proc/self/maps".as_ptr(),
            libc::O_RDONLY | libc::O_CLOEXEC,
        )
    };
    if fd < 0 {
        return None;
    }
    let mut line = Line::default();
    // Small, as signal stacks are.
    let mut buffer = [0u8; 512];
    let found = 'reading: loop {
        // SAFETY: the buffer is as long as said.
        let count = unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) };
        if count == 0 {
            break Some(false);
        }
        if count < 0 {
            break None;
        }
        for &byte in &buffer[..count as usize] {
            if let ControlFlow::Break(found) = line.push(byte, address) {
                break 'reading Some(found);
            }
        }
    };
    // SAFETY: the descriptor is ours.
    unsafe { libc::close(fd) };
    if !found? {
        return Some(Page::Missing);
    }
    Some(match line.location(address) {
        (0, _) => Page::Anonymous,
        (inode, offset) => Page::File(inode, offset),
    })
}

#[cfg(all(test, any(target_os = "linux", target_os = "android")))]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    fn location(text: &str, address: u64) -> Option<(u64, u64)> {
        let mut line = Line::default();
        for byte in text.bytes() {
            if let ControlFlow::Break(found) = line.push(byte, address) {
                return found.then(|| line.location(address));
            }
        }
        None
    }

    #[test]
    fn a_line_of_the_list_is_found_by_address() {
        let text = "1000-3000 r--p 00000000 fe:00 77                         /a b 9-9\n\
                    5000-6000 rw-s 00012000 fe:00 123456                     /x\n\
                    6000-7000 rw-p 00000000 00:00 0 \n\
                    7000-9000 rw-s 00001000 00:2e 5 /y (deleted)\n";
        assert_eq!(location(text, 0x1000), Some((77, 0)));
        assert_eq!(location(text, 0x2000), Some((77, 0x1000)));
        assert_eq!(location(text, 0x3000), None);
        assert_eq!(location(text, 0x5000), Some((123_456, 0x12000)));
        assert_eq!(location(text, 0x6000), Some((0, 0)));
        assert_eq!(location(text, 0x8000), Some((5, 0x2000)));
        assert_eq!(location(text, 0x9000), None);
        assert_eq!(location("", 0x9000), None);
    }

    #[test]
    fn a_mapped_file_is_recognized_and_others_are_not() {
        let file = crate::testing::file(3 * 4096);
        let map = memmap2::MmapOptions::new()
            .len(3 * 4096)
            .map_raw(&file)
            .unwrap();
        let inode = file.metadata().unwrap().ino();
        let at = map.as_ptr().addr() + 4096;
        assert_eq!(page_at(at), Some(Page::File(inode, 4096)));
        // SAFETY: the test's own page.
        unsafe { crate::os::zero(map.as_mut_ptr().add(4096), 4096) }.unwrap();
        assert_eq!(page_at(at), Some(Page::Anonymous));
        assert_eq!(page_at(at + 4096), Some(Page::File(inode, 8192)));
        drop(map);
        assert_ne!(page_at(at + 4096), Some(Page::File(inode, 8192)));
        assert_eq!(page_at(0), Some(Page::Missing));
    }
}
