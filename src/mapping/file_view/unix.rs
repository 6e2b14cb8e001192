//! Views by memmap2. A closed one has zeros in its place, which mmap maps over it in one step.

use std::fs::File;
use std::io;

use memmap2::{MmapOptions, MmapRaw};

use super::whole_pages;
use crate::mode::Mode;
use crate::os;

/// A mapped range of a file.
pub struct FileView(MmapRaw);

impl FileView {
    /// Maps `len` bytes of the file from `offset` on. They are at least one, and in the file.
    pub fn map(file: &File, mode: Mode, offset: u64, len: usize) -> io::Result<FileView> {
        let mut options = MmapOptions::new();
        options.offset(offset).len(len);
        if mode.writes_file() {
            return options.map_raw(file).map(FileView);
        }
        // Without a swap reservation, so that the size does not count as memory in use.
        options.no_reserve_swap();
        // SAFETY: the map is turned into raw bytes at once; no reference to them is made, so
        // that another process may change the file.
        let map = unsafe { options.map_copy(file) }?;
        Ok(FileView(MmapRaw::from(map)))
    }

    /// The byte at the offset asked for.
    pub fn base(&self) -> *mut u8 {
        self.0.as_mut_ptr()
    }

    /// Writes a range to the file and waits for the disk.
    pub fn flush(&self, start: usize, len: usize) -> io::Result<()> {
        self.0.flush_range(start, len)
    }

    /// Unmaps the file and leaves zeros in its place.
    pub fn close(&self) -> io::Result<()> {
        let (pages, len) = whole_pages(self.base(), self.0.len());
        // SAFETY: the pages are this view's own, unmapped when it is dropped.
        unsafe { os::zero(pages, len) }
    }
}
