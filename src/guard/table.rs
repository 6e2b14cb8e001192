//! The guarded ranges, to be searched in a signal handler: slots of atomics that are used again
//! but never freed, in chunks that are added and never removed.

use std::ops::Range;
use std::ptr;
use std::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};
use std::sync::{Mutex, PoisonError};

#[cfg(unix)]
use super::reserve;
use super::{Owner, page_size};
#[cfg(unix)]
use crate::os;

const CHUNK: usize = 256;

struct Chunk {
    slots: [Slot; CHUNK],
    next: AtomicPtr<Chunk>,
}

static FIRST: Chunk = Chunk::new();
static FREE: Mutex<Free> = Mutex::new(Free {
    slots: Vec::new(),
    started: false,
});

struct Free {
    slots: Vec<&'static Slot>,
    started: bool,
}

impl Chunk {
    const fn new() -> Chunk {
        Chunk {
            slots: [const { Slot::new() }; CHUNK],
            next: AtomicPtr::new(ptr::null_mut()),
        }
    }
}

/// One range. `version` is odd while another thread writes the fields, and differs after that.
pub struct Slot {
    version: AtomicU32,
    start: AtomicUsize,
    /// 0 in a free slot.
    end: AtomicUsize,
    /// Counts the slots ever taken: of two ranges at one address, the later one is there now.
    serial: AtomicU64,
    by_runtime: AtomicBool,
    /// Nothing of ours keeps the runtime from unmapping it any more.
    released: AtomicBool,
    /// A [`Phase`].
    phase: AtomicU8,
    inode: AtomicU64,
    offset: AtomicU64,
    lost: AtomicUsize,
    /// The process's losses right after this range's last one.
    losses: AtomicUsize,
    /// A bit for each page, set when it is lost; null in a free slot.
    bits: AtomicPtr<AtomicU64>,
    /// All pages were given up at once.
    all: AtomicBool,
}

/// What is at the range's addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// The file.
    Mapped,
    /// Perhaps nothing: it is being replaced.
    Replacing,
    /// Zeros; on Windows, room for them.
    Zeros,
}

/// A range as one consistent snapshot of its slot gives it.
#[derive(Clone, Copy)]
struct Snapshot {
    start: usize,
    end: usize,
    serial: u64,
}

static LOSSES: AtomicUsize = AtomicUsize::new(0);

/// Pages lost in the whole process.
pub fn losses() -> usize {
    LOSSES.load(Ordering::Acquire)
}

/// Takes a slot for `len` bytes of whole pages from `start` on.
pub fn add(start: usize, len: usize, owner: Owner) -> &'static Slot {
    static SERIAL: AtomicU64 = AtomicU64::new(1);
    // Nothing panics while it holds the lock, and the list is whole between calls.
    let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    if free.slots.is_empty() {
        let chunk = if free.started {
            let chunk: &'static Chunk = Box::leak(Box::new(Chunk::new()));
            link(chunk);
            chunk
        } else {
            free.started = true;
            &FIRST
        };
        free.slots.extend(chunk.slots.iter().rev());
    }
    let slot = free.slots.pop().expect("a chunk has slots");
    drop(free);
    let words = words(len / page_size());
    // Zeros that take no memory until they are written to.
    let bits = Box::into_raw(vec![0u64; words].into_boxed_slice());
    slot.bits.store(bits.cast(), Ordering::Release);
    slot.write(|| {
        let (by_runtime, inode, offset) = match owner {
            Owner::Ours => (false, 0, 0),
            Owner::Runtime { inode, offset } => (true, inode, offset),
        };
        slot.start.store(start, Ordering::Relaxed);
        slot.end.store(start + len, Ordering::Relaxed);
        slot.serial
            .store(SERIAL.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        slot.by_runtime.store(by_runtime, Ordering::Relaxed);
        slot.released.store(false, Ordering::Relaxed);
        slot.set_phase(Phase::Mapped);
        slot.inode.store(inode, Ordering::Relaxed);
        slot.offset.store(offset, Ordering::Relaxed);
    });
    slot
}

fn link(chunk: &'static Chunk) {
    let mut last = &FIRST;
    loop {
        let next = last.next.load(Ordering::Acquire);
        if next.is_null() {
            let chunk = ptr::from_ref(chunk).cast_mut();
            return last.next.store(chunk, Ordering::Release);
        }
        // SAFETY: chunks are never freed.
        last = unsafe { &*next };
    }
}

/// Frees a slot. Nobody may still use the range's memory.
pub fn remove(slot: &'static Slot) {
    let pages = slot.pages();
    slot.write(|| {
        slot.start.store(0, Ordering::Relaxed);
        slot.end.store(0, Ordering::Relaxed);
        slot.lost.store(0, Ordering::Relaxed);
        slot.losses.store(0, Ordering::Relaxed);
        slot.all.store(false, Ordering::Relaxed);
    });
    let bits = slot.bits.swap(ptr::null_mut(), Ordering::AcqRel);
    // SAFETY: `add` made the box with this length; the handler looks at it only while the range's
    // memory is in use.
    drop(unsafe {
        Box::from_raw(ptr::slice_from_raw_parts_mut(
            bits.cast::<u64>(),
            words(pages),
        ))
    });
    let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    free.slots.push(slot);
}

/// The range that an address belongs to. Async-signal-safe.
pub fn find(address: usize) -> Option<&'static Slot> {
    let mut found: Option<(&'static Slot, u64)> = None;
    let mut chunk = &FIRST;
    loop {
        for slot in &chunk.slots {
            let snapshot = slot.read();
            if let Some(Snapshot { start, end, serial }) = snapshot
                && (start..end).contains(&address)
                && found.is_none_or(|(_, best)| serial > best)
            {
                found = Some((slot, serial));
            }
        }
        let next = chunk.next.load(Ordering::Acquire);
        if next.is_null() {
            return found.map(|(slot, _)| slot);
        }
        // SAFETY: chunks are never freed.
        chunk = unsafe { &*next };
    }
}

/// Words of a bit for each of so many pages.
fn words(pages: usize) -> usize {
    pages.div_ceil(64)
}

impl Slot {
    const fn new() -> Slot {
        Slot {
            version: AtomicU32::new(0),
            start: AtomicUsize::new(0),
            end: AtomicUsize::new(0),
            serial: AtomicU64::new(0),
            by_runtime: AtomicBool::new(false),
            released: AtomicBool::new(false),
            phase: AtomicU8::new(Phase::Mapped as u8),
            inode: AtomicU64::new(0),
            offset: AtomicU64::new(0),
            lost: AtomicUsize::new(0),
            losses: AtomicUsize::new(0),
            bits: AtomicPtr::new(ptr::null_mut()),
            all: AtomicBool::new(false),
        }
    }

    /// Only the thread that took the slot from the list, or is about to put it back, writes.
    fn write(&self, fields: impl FnOnce()) {
        self.version.fetch_add(1, Ordering::Relaxed);
        fence(Ordering::Release);
        fields();
        self.version.fetch_add(1, Ordering::Release);
    }

    fn read(&self) -> Option<Snapshot> {
        let version = self.version.load(Ordering::Acquire);
        let snapshot = Snapshot {
            start: self.start.load(Ordering::Relaxed),
            end: self.end.load(Ordering::Relaxed),
            serial: self.serial.load(Ordering::Relaxed),
        };
        fence(Ordering::Acquire);
        let unchanged =
            version.is_multiple_of(2) && self.version.load(Ordering::Relaxed) == version;
        unchanged.then_some(snapshot)
    }

    fn pages(&self) -> usize {
        let len = self.end.load(Ordering::Relaxed) - self.start.load(Ordering::Relaxed);
        len / page_size()
    }

    /// How many pages were lost.
    pub fn lost(&self) -> usize {
        self.lost.load(Ordering::Acquire)
    }

    /// Whether this range lost a page after the process had lost so many.
    pub fn lost_after(&self, losses: usize) -> bool {
        // The difference, not the order, so that the count may wrap.
        self.lost() > 0 && self.losses.load(Ordering::Acquire).wrapping_sub(losses) as isize > 0
    }

    /// Whether one of these pages was lost.
    pub fn has_lost(&self, pages: Range<usize>) -> bool {
        if self.all.load(Ordering::Acquire) {
            return true;
        }
        let bits = self.bits();
        let end = pages.end.min(self.pages());
        let mut page = pages.start;
        while page < end {
            let word = bits[page / 64].load(Ordering::Acquire) >> (page % 64);
            if word != 0 {
                return page + (word.trailing_zeros() as usize) < end;
            }
            page = (page / 64 + 1) * 64;
        }
        false
    }

    /// See [`super::Guarded::release_ownership`].
    pub fn release_ownership(&self) {
        self.released.store(true, Ordering::Release);
    }

    /// Says what is there from now on.
    pub fn set_phase(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Release);
    }

    /// What is there. Safe in a handler.
    #[cfg(windows)]
    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            phase if phase == Phase::Mapped as u8 => Phase::Mapped,
            phase if phase == Phase::Zeros as u8 => Phase::Zeros,
            _ => Phase::Replacing,
        }
    }

    /// Whether it was.
    #[cfg(unix)]
    pub fn is_released(&self) -> bool {
        self.released.load(Ordering::Acquire)
    }

    /// Where the file that was laid here has the page of this address: what must still be mapped
    /// there before it is replaced. `None` where only we unmap. Async-signal-safe.
    #[cfg(unix)]
    pub fn runtimes_page(&self, address: usize) -> Option<(u64, u64)> {
        if !self.by_runtime.load(Ordering::Relaxed) {
            return None;
        }
        let page = (address - self.start.load(Ordering::Relaxed)) / page_size() * page_size();
        let offset = self.offset.load(Ordering::Relaxed) + page as u64;
        Some((self.inode.load(Ordering::Relaxed), offset))
    }

    /// Lays zeros over the page of this address and notes it as lost. Async-signal-safe.
    ///
    /// # Safety
    /// The range's memory must still be what was put into the table.
    #[cfg(unix)]
    pub unsafe fn replace_lost_page(&self, address: usize) -> bool {
        let start = self.start.load(Ordering::Relaxed);
        let size = page_size();
        let page = (address - start) / size;
        let (word, bit) = (&self.bits()[page / 64], 1 << (page % 64));
        if word.fetch_or(bit, Ordering::AcqRel) & bit != 0 {
            // Another thread lays zeros over it, and a second page of them would wipe out what
            // was written to the first: the access is just tried again.
            return true;
        }
        if !reserve::are_spent() {
            let at = ptr::with_exposed_provenance_mut(start + page * size);
            // SAFETY: the caller's promise: this page is the mapping's.
            if unsafe { os::zero(at, size) }.is_ok() {
                self.note(1);
                return true;
            }
        }
        // The process has as many mappings as it may. Replacing this one as a whole needs room
        // for one more, which it does not keep.
        reserve::spend();
        let pages = self.pages();
        let at = ptr::with_exposed_provenance_mut(start);
        // SAFETY: as above, for all pages.
        if unsafe { os::zero(at, pages * size) }.is_err() {
            word.fetch_and(!bit, Ordering::AcqRel);
            return false;
        }
        if !self.all.swap(true, Ordering::AcqRel) {
            self.note(pages.saturating_sub(self.lost()));
        }
        true
    }

    #[cfg(unix)]
    fn note(&self, pages: usize) {
        self.lost.fetch_add(pages, Ordering::AcqRel);
        let losses = LOSSES.fetch_add(pages, Ordering::AcqRel) + pages;
        self.losses.store(losses, Ordering::Release);
    }

    fn bits(&self) -> &[AtomicU64] {
        let bits = self.bits.load(Ordering::Acquire);
        // SAFETY: as many words as `add` made, of which each is valid as an atomic; they live as
        // long as the range is in use.
        unsafe { std::slice::from_raw_parts(bits, words(self.pages())) }
    }
}
