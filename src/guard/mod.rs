//! Keeps a process alive that touches a page whose file has lost it, or was closed.
//!
//! Reading a page that somebody truncated away, or writing to a hole on a full disk, is SIGBUS.
//! The handler maps a page of zeros over the lost one, notes that, and lets the access be tried
//! again; any other SIGBUS goes to the handler that was there before.
//!
//! Everything that the handler calls is async-signal-safe: atomics and plain system calls.
//!
//! On Windows it is an exception handler, for mappings that were closed.

#[cfg_attr(unix, path = "handler.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod handler;
#[cfg(unix)]
mod proc_maps;
#[cfg(unix)]
mod reserve;
mod table;
#[cfg(all(test, unix))]
mod tests;

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::os;
use table::{Phase, Slot};

/// Who unmaps the pages of a range.
#[derive(Clone, Copy, Debug)]
pub enum Owner {
    /// We do, after the range left the table.
    Ours,
    /// A runtime does, without telling us. The handler looks up what is mapped there now.
    Runtime {
        /// The file's number in its file system.
        inode: u64,
        /// Where in the file the first page lies.
        offset: u64,
    },
}

/// A range of pages that the handler looks after, for as long as this lives.
pub struct Guarded {
    slot: &'static Slot,
}

impl Guarded {
    /// Watches over `len` bytes of whole pages, and makes sure that the handler is installed:
    /// runtimes and other libraries put their own in its place.
    pub fn new(pages: *mut u8, len: usize, owner: Owner) -> Guarded {
        PAGE_SIZE.store(os::page_size(), Ordering::Relaxed);
        handler::install();
        Guarded {
            slot: table::add(pages.expose_provenance(), len, owner),
        }
    }

    /// Says that nothing of ours keeps the runtime from unmapping the pages any more: from now on
    /// only the kernel can tell whether they are still there.
    pub fn release_ownership(&self) {
        self.slot.release_ownership();
    }

    /// Puts zeros in the place of the pages. Where that takes a system more than one step, threads
    /// that touch them meanwhile wait.
    pub fn replacing(&self, replace: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        self.slot.set_phase(Phase::Replacing);
        let result = replace();
        self.slot.set_phase(match result {
            Ok(()) => Phase::Zeros,
            Err(_) => Phase::Mapped,
        });
        result
    }

    /// How many pages were lost so far.
    pub fn lost_pages(&self) -> usize {
        self.slot.lost()
    }

    /// Whether any of these bytes lies in a lost page; `start` counts from the first page's.
    pub fn has_lost(&self, start: usize, len: usize) -> bool {
        let page = os::page_size();
        self.slot.lost() > 0
            && len > 0
            && self
                .slot
                .has_lost(start / page..(start + len).div_ceil(page))
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        table::remove(self.slot);
    }
}

static PAGE_SIZE: AtomicUsize = AtomicUsize::new(0);

/// A page's size without a call that could initialize anything.
fn page_size() -> usize {
    PAGE_SIZE.load(Ordering::Relaxed)
}

/// A count of the process's lost pages, to be compared with later ones.
#[derive(Clone, Copy, Debug)]
pub struct Losses(usize);

/// The count up to now.
pub fn losses() -> Losses {
    Losses(table::losses())
}

impl Losses {
    /// Whether a page was lost since then in the mapping that this address belongs to.
    pub fn grew_at(self, address: *const u8) -> bool {
        table::losses() != self.0
            && table::find(address.addr()).is_some_and(|found| found.slot().lost_after(self.0))
    }
}
