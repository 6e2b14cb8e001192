//! A file's bytes in memory: mapped, flushed and released. An address that somebody may still use
//! always has memory behind it.

mod file_view;
pub mod registry;

use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use self::file_view::{FileView, whole_pages};
use crate::advice::Advice;
use crate::error::{Error, Result};
use crate::guard::{Guarded, Owner};
use crate::mode::Mode;
use crate::os;

/// A mapped range of a file.
///
/// All threads share its state: a close on one of them closes it on all. The addresses stay
/// valid until the region's owner unmaps them.
pub struct Mapping {
    base: *mut u8,
    len: usize,
    /// Dropped before the region: the guard must not know pages that are unmapped.
    guarded: Guarded,
    region: Region,
    writes_file: bool,
    /// Whether what was written lives in this process's pages and nowhere else.
    keeps_writes: bool,
    closed: AtomicBool,
    /// Whether closing took the memory from the only buffer over it.
    detached: AtomicBool,
}

/// Who unmaps the pages.
enum Region {
    /// We do, when the last reference is dropped.
    Ours { view: FileView },
    /// The runtime does: they lie inside a WebAssembly.Memory.
    Overlay,
}

// SAFETY: the pointer is an address that stays mapped as the type promises; what is behind it
// is plain bytes that other processes may change at any time anyhow, and nothing here makes a
// reference to them.
unsafe impl Send for Mapping {}
// SAFETY: as above; what changes (`closed`, `detached`, the guard's slot, a view on Windows) is atomic
// or locked.
unsafe impl Sync for Mapping {}

/// Where in its first page a file offset lies.
pub fn page_delta(offset: u64) -> usize {
    (offset % os::granularity() as u64) as usize
}

/// Whether this system can map a file over memory that a runtime has mapped.
pub const CAN_OVERLAY: bool = os::CAN_OVERLAY;

impl Mapping {
    /// Maps `len` bytes of `file` from `offset` on, wherever the system finds room. `len` is
    /// at least 1, and the file is at least that long.
    pub fn map(file: &File, mode: Mode, offset: u64, len: usize) -> Result<Mapping> {
        // Modes `r` and `c` get a private copy of each page that is written: mode `r` as well, since
        // JavaScript cannot make a TypedArray read-only, and a write to a read-only page is fatal.
        let view = FileView::map(file, mode, offset, len).map_err(map_error)?;
        let base = view.base();
        let (pages, span) = whole_pages(base, len);
        Ok(Mapping {
            base,
            len,
            guarded: Guarded::new(pages, span, Owner::Ours),
            region: Region::Ours { view },
            writes_file: mode.writes_file(),
            keeps_writes: mode == Mode::CopyOnWrite,
            closed: AtomicBool::new(false),
            detached: AtomicBool::new(false),
        })
    }

    /// Maps `len` bytes of `file` from `offset` on over the pages at `pages`; the byte at
    /// `offset` lands `page_delta(offset)` further. On failure the pages are still there; where
    /// that is not sure, `unsure` is called, and their owner must never unmap them.
    ///
    /// # Safety
    /// `pages` must be page-aligned and have whole mapped pages for `page_delta(offset) + len`
    /// bytes that hold nothing but plain bytes; their owner unmaps them by address.
    pub unsafe fn over(
        pages: *mut u8,
        file: &File,
        mode: Mode,
        offset: u64,
        len: usize,
        unsure: impl FnOnce(),
    ) -> Result<Mapping> {
        let delta = page_delta(offset);
        let span = (delta + len).next_multiple_of(os::page_size());
        let offset = offset - delta as u64;
        let inode = os::inode(file).map_err(Error::system("fstat"))?;
        // SAFETY: the caller's promise.
        unsafe { os::map_over(pages, span, file, offset, !mode.writes_file(), unsure) }
            .map_err(map_error)?;
        Ok(Mapping {
            base: pages.wrapping_add(delta),
            len,
            guarded: Guarded::new(pages, span, Owner::Runtime { inode, offset }),
            region: Region::Overlay,
            writes_file: mode.writes_file(),
            keeps_writes: mode == Mode::CopyOnWrite,
            closed: AtomicBool::new(false),
            detached: AtomicBool::new(false),
        })
    }

    /// The first mapped byte asked for.
    pub fn base(&self) -> *mut u8 {
        self.base
    }

    /// How many bytes were asked for.
    pub fn nbytes(&self) -> usize {
        self.len
    }

    /// Whether [`Mapping::close`] was called, on any thread.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Notes that no buffer is over the memory any more.
    pub fn set_detached(&self) {
        self.detached.store(true, Ordering::Release);
    }

    /// Whether [`Mapping::set_detached`] was called.
    pub fn is_detached(&self) -> bool {
        self.detached.load(Ordering::Acquire)
    }

    /// Unmaps the file. Zeros replace the pages, so a thread that reads them meanwhile reads either the
    /// file or zeros, and what it writes goes nowhere.
    ///
    /// # Safety
    /// The pages must still be mapped: in an overlay, the caller keeps the Memory alive.
    pub unsafe fn close(&self) -> Result<()> {
        if self.closed.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let replaced = self.guarded.replacing(|| match &self.region {
            Region::Ours { view } => view.close(),
            Region::Overlay => {
                let (pages, len) = whole_pages(self.base, self.len);
                // SAFETY: the pages are this mapping's own, and the caller promises that they are
                // still there.
                unsafe { os::zero(pages, len) }
            }
        });
        replaced.map_err(|error| {
            self.closed.store(false, Ordering::Release);
            Error::system("mmap")(error)
        })
    }

    /// Writes the bytes from `start` to `start + len` to the file and waits for the disk.
    /// Nothing to do in modes `r` and `c`, whose writes never reach the file.
    ///
    /// # Safety
    /// As [`Mapping::close`].
    pub unsafe fn flush(&self, start: usize, len: usize) -> Result<()> {
        let len = len.min(self.len.saturating_sub(start));
        if !self.writes_file || self.is_closed() || len == 0 {
            return Ok(());
        }
        match &self.region {
            Region::Ours { view } => view.flush(start, len),
            Region::Overlay => {
                let (pages, len) = whole_pages(self.base.wrapping_add(start), len);
                // SAFETY: `pages` is page-aligned.
                unsafe { os::sync(pages, len) }
            }
        }
        .map_err(Error::system("msync"))?;
        // Pages that were truncated away flush without an error. A file loses its end, so the
        // last page tells: where it is gone, this read is what the guard notices.
        // SAFETY: the byte is inside the mapping, whose pages the caller keeps mapped.
        unsafe { self.base.wrapping_add(start + len - 1).read_volatile() };
        if self.has_lost(start, len) {
            return Err(lost("flush"));
        }
        Ok(())
    }

    /// How many bytes of pages were lost: truncated away under the mapping, or without room on
    /// the disk. They read as zeros, and what is written to them goes nowhere.
    pub fn lost_bytes(&self) -> u64 {
        self.guarded.lost_pages() as u64 * os::page_size() as u64
    }

    /// Whether one of these bytes lies in a lost page.
    pub fn has_lost(&self, start: usize, len: usize) -> bool {
        let delta = self.base.addr() % os::page_size();
        self.guarded.has_lost(delta + start, len)
    }

    /// The numbers of the pages that a range of bytes lies on; the first byte is on page 0.
    pub fn pages_of(&self, bytes: Range<usize>) -> Range<usize> {
        let (page, delta) = (os::page_size(), self.base.addr() % os::page_size());
        (delta + bytes.start) / page..(delta + bytes.end).div_ceil(page)
    }

    /// As [`Mapping::pages_of`], as far as addresses that are multiples of `window`.
    pub fn pages_around(&self, bytes: Range<usize>, window: usize) -> Range<usize> {
        let base = self.base.addr();
        let low = (base + bytes.start) / window * window;
        let high = (base + bytes.end).next_multiple_of(window);
        self.pages_of(low.saturating_sub(base)..(high - base).min(self.len))
    }

    /// Where pages are, and their length in bytes.
    fn address_of(&self, pages: &Range<usize>) -> (*mut u8, usize) {
        let (first, _) = whole_pages(self.base, 0);
        let page = os::page_size();
        (first.wrapping_add(pages.start * page), pages.len() * page)
    }

    /// Gives the system a piece of advice about pages of this mapping. It never loses what was
    /// written: pages that hold the only copy stay.
    pub fn advise(&self, pages: Range<usize>, advice: Advice) -> Result<()> {
        if pages.is_empty() {
            return Ok(());
        }
        let advice = match advice {
            Advice::DontNeed if self.keeps_writes => Advice::PageOut,
            advice => advice,
        };
        let (address, len) = self.address_of(&pages);
        // SAFETY: the pages are this mapping's own, as the callers' view was checked to be, and
        // callers hold an overlay's Memory; no advice given here takes bytes away that the file
        // does not have, save for those that a stray write left in mode `r`.
        unsafe { os::advise(address, len, advice) }.map_err(Error::system("madvise"))
    }

    /// Which pages are in memory: bit 0 of each entry of `vec`, which has one for each page.
    pub fn resident(&self, pages: Range<usize>, vec: &mut [u8]) -> Result<()> {
        assert_eq!(pages.len(), vec.len());
        let (address, len) = self.address_of(&pages);
        // SAFETY: the address is page-aligned, and there is an entry for each page.
        unsafe { os::resident(address, len, vec) }.map_err(Error::system("mincore"))
    }

    /// Waits until pages of this mapping are in memory; an error where some of them are lost.
    ///
    /// # Safety
    /// As [`Mapping::close`].
    pub unsafe fn read_in(&self, pages: Range<usize>) -> Result<()> {
        let (address, len) = self.address_of(&pages);
        // SAFETY: the pages are this mapping's own, and the caller keeps them mapped.
        match unsafe { os::populate(address, len) } {
            Ok(true) => {}
            Err(error) if !os::is_lost(&error) => return Err(Error::system("madvise")(error)),
            // Where the system has no such call, and for the guard to count what is lost.
            // SAFETY: as above.
            _ => unsafe { self.touch(pages.clone()) },
        }
        let first = pages.start * os::page_size();
        if self.guarded.has_lost(first, len) {
            return Err(lost("prefetch"));
        }
        Ok(())
    }

    /// Reads a byte of each page.
    ///
    /// # Safety
    /// As [`Mapping::close`].
    pub unsafe fn touch(&self, pages: Range<usize>) {
        for page in pages {
            let (address, _) = self.address_of(&(page..page + 1));
            // SAFETY: a byte of plain memory, which others may write meanwhile, in pages that the
            // caller keeps mapped; the guard takes the signal of one that the file has lost.
            unsafe { address.read_volatile() };
        }
    }

    /// Whether a runtime unmaps the pages, without telling us.
    pub fn is_overlay(&self) -> bool {
        matches!(self.region, Region::Overlay)
    }

    /// Whether the pages may still be there: a runtime unmaps an overlay by itself.
    pub fn may_live(&self) -> bool {
        !self.is_overlay() || os::is_mapped(whole_pages(self.base, self.len).0)
    }

    /// Tells the guard that nothing here keeps an overlay's memory alive any more; a thread that
    /// has the buffer from elsewhere may.
    pub fn release_ownership(&self) {
        self.guarded.release_ownership();
    }
}

/// The error where a mapping is closed.
pub fn closed() -> Error {
    Error::plain("CLOSED", "the memmap is closed")
}

/// The error where pages were lost under an operation.
pub fn lost(operation: &str) -> Error {
    Error::plain(
        "LOST",
        format!(
            "{operation}: pages of the mapping were lost (the file was truncated, or its disk is \
             full): they read as zeros, and what is written to them does not reach the file"
        ),
    )
}

fn map_error(error: io::Error) -> Error {
    if os::is_mapping_limit(&error) {
        return too_many();
    }
    Error::system("mmap")(error)
}

/// The error where another mapping cannot be had.
pub fn too_many() -> Error {
    Error::plain(
        "LIMIT",
        "too many mappings: this process has as many, or as much address space or promised \
         memory, as the system allows (close() those that are no longer needed)",
    )
}
