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
    retired: Vec::new(),
});

struct Free {
    slots: Vec<&'static Slot>,
    started: bool,
    /// Bits of removed ranges, which a handler may still be reading.
    retired: Vec<Box<[u64]>>,
}

/// How many handlers are reading the table.
static READERS: AtomicUsize = AtomicUsize::new(0);

/// Keeps what [`find`] gives readable while it lives. Async-signal-safe.
pub struct ReadGuard(());

impl ReadGuard {
    /// Counts one more reader.
    pub fn new() -> ReadGuard {
        READERS.fetch_add(1, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        ReadGuard(())
    }
}

impl Drop for ReadGuard {
    fn drop(&mut self) {
        READERS.fetch_sub(1, Ordering::SeqCst);
    }
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
    /// All pages were replaced at once.
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
    /// Zeros; on Windows, reserved addresses that become zeros as they are touched.
    Zeros,
}

/// A range as one consistent snapshot of its slot gives it.
#[derive(Clone, Copy)]
#[cfg_attr(windows, allow(dead_code))] // what its handler does not ask
pub struct Found {
    slot: &'static Slot,
    version: u32,
    start: usize,
    end: usize,
    serial: u64,
    by_runtime: bool,
    inode: u64,
    offset: u64,
    bits: *const AtomicU64,
}

static LOSSES: AtomicUsize = AtomicUsize::new(0);

/// How often a thread met a lost page, in the whole process.
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
    slot.write(|| {
        slot.bits.store(bits.cast(), Ordering::Relaxed);
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
        slot.lost.store(0, Ordering::Relaxed);
        slot.losses.store(0, Ordering::Relaxed);
        slot.all.store(false, Ordering::Relaxed);
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

/// Frees a slot. Nobody may still use the range's memory, save for a thread whose access came
/// before it was replaced: its handler finds out.
pub fn remove(slot: &'static Slot) {
    let words = words(slot.pages());
    let bits = slot.bits.load(Ordering::Relaxed);
    slot.write(|| {
        slot.start.store(0, Ordering::Relaxed);
        slot.end.store(0, Ordering::Relaxed);
        slot.bits.store(ptr::null_mut(), Ordering::Relaxed);
    });
    // SAFETY: `add` made the box with this length, and the slot no longer has it.
    let bits = unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(bits.cast::<u64>(), words)) };
    let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    free.slots.push(slot);
    free.retired.push(bits);
    // A handler that is not counted here begins later, and sees the slots as they are now.
    fence(Ordering::SeqCst);
    if READERS.load(Ordering::SeqCst) == 0 {
        free.retired.clear();
    }
}

/// The range that an address belongs to. Async-signal-safe.
pub fn find(address: usize) -> Option<Found> {
    let mut found: Option<Found> = None;
    let mut chunk = &FIRST;
    loop {
        for slot in &chunk.slots {
            if let Some(range) = slot.read(address)
                && found.is_none_or(|best| range.serial > best.serial)
            {
                found = Some(range);
            }
        }
        let next = chunk.next.load(Ordering::Acquire);
        if next.is_null() {
            return found;
        }
        // SAFETY: chunks are never freed.
        chunk = unsafe { &*next };
    }
}

/// How many words hold a bit for each page.
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

    /// The range, if this address belongs to it.
    fn read(&'static self, address: usize) -> Option<Found> {
        let version = self.version.load(Ordering::Acquire);
        let start = self.start.load(Ordering::Relaxed);
        let end = self.end.load(Ordering::Relaxed);
        if !(start..end).contains(&address) {
            return None;
        }
        let found = Found {
            slot: self,
            version,
            start,
            end,
            serial: self.serial.load(Ordering::Relaxed),
            by_runtime: self.by_runtime.load(Ordering::Relaxed),
            inode: self.inode.load(Ordering::Relaxed),
            offset: self.offset.load(Ordering::Relaxed),
            bits: self.bits.load(Ordering::Relaxed),
        };
        (version.is_multiple_of(2) && !self.is_past(version)).then_some(found)
    }

    /// Whether the slot has been written since.
    fn is_past(&self, version: u32) -> bool {
        fence(Ordering::Acquire);
        self.version.load(Ordering::Relaxed) != version
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
        self.lost() > 0 && self.losses.load(Ordering::Acquire) > losses
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

    /// Sets what is there.
    pub fn set_phase(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Release);
    }

    /// What is there. Safe in a handler.
    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            phase if phase == Phase::Mapped as u8 => Phase::Mapped,
            phase if phase == Phase::Zeros as u8 => Phase::Zeros,
            _ => Phase::Replacing,
        }
    }

    #[cfg(unix)]
    fn note(&self, pages: usize) {
        self.lost.fetch_add(pages, Ordering::AcqRel);
        let losses = LOSSES.fetch_add(1, Ordering::AcqRel) + 1;
        self.losses.fetch_max(losses, Ordering::AcqRel);
    }

    fn bits(&self) -> &[AtomicU64] {
        let bits = self.bits.load(Ordering::Acquire);
        // SAFETY: as many words as `add` made, of which each is valid as an atomic; the range's
        // owner, who asks, keeps them.
        unsafe { std::slice::from_raw_parts(bits, words(self.pages())) }
    }
}

impl Found {
    /// The slot, which may be another range's by now.
    pub fn slot(&self) -> &'static Slot {
        self.slot
    }
}

/// For the handler: all of it is async-signal-safe.
#[cfg(unix)]
impl Found {
    /// Whether the range has left the table since.
    pub fn is_gone(&self) -> bool {
        self.slot.is_past(self.version)
    }

    /// See [`super::Guarded::release_ownership`].
    pub fn is_released(&self) -> bool {
        self.slot.released.load(Ordering::Acquire)
    }

    /// Where the file that was mapped here has the page of this address: what must still be mapped
    /// there before it is replaced. `None` where only we unmap.
    pub fn runtimes_page(&self, address: usize) -> Option<(u64, u64)> {
        let page = (address - self.start) / page_size() * page_size();
        self.by_runtime
            .then_some((self.inode, self.offset + page as u64))
    }

    /// Whether zeros are in the place of this address's page, or about to be.
    pub fn is_replaced(&self, address: usize) -> bool {
        let (word, bit) = self.bit(address);
        word.load(Ordering::Acquire) & bit != 0
            || self.slot.all.load(Ordering::Acquire)
            || self.slot.phase() != Phase::Mapped
    }

    /// Puts zeros over the page of this address and notes it as lost; false where that cannot be
    /// done.
    ///
    /// # Safety
    /// The range's memory must still be what was put into the table.
    pub unsafe fn replace_lost_page(&self, address: usize) -> bool {
        let (word, bit) = self.bit(address);
        if word.fetch_or(bit, Ordering::AcqRel) & bit != 0 {
            // Another thread puts zeros over it, and a second page of them would wipe out what
            // was written to the first: the access is just tried again.
            self.note_again();
            return true;
        }
        // Counted before the zeros are there: a thread that reads them may ask for the count.
        self.slot.note(1);
        // SAFETY: the caller's promise: this page is the mapping's.
        if !reserve::is_released() && unsafe { zero_page(address) } {
            return true;
        }
        // The process has as many mappings as it may. Replacing this one as a whole needs one more
        // for a moment only.
        reserve::release();
        // Set before the zeros are there: a thread that reads them may ask for it.
        if self.slot.all.swap(true, Ordering::AcqRel) {
            return true;
        }
        let pages = (self.end - self.start) / page_size();
        let more = pages.saturating_sub(self.slot.lost());
        self.slot.note(more);
        let at = ptr::with_exposed_provenance_mut(self.start);
        // SAFETY: as above, for all pages.
        if unsafe { os::zero(at, self.end - self.start) }.is_err() {
            self.slot.all.store(false, Ordering::Release);
            word.fetch_and(!bit, Ordering::AcqRel);
            self.slot.lost.fetch_sub(more + 1, Ordering::AcqRel);
            return false;
        }
        true
    }

    /// Counts another access to a page that was lost before.
    pub fn note_again(&self) {
        self.slot.note(0);
    }

    fn bit(&self, address: usize) -> (&AtomicU64, u64) {
        let page = (address - self.start) / page_size();
        // SAFETY: `add` made a bit for each page; the caller's `ReadGuard` keeps them.
        let word = unsafe { &*self.bits.add(page / 64) };
        (word, 1 << (page % 64))
    }
}

/// Puts zeros over the page of an address.
///
/// # Safety
/// The page must be one that may be replaced.
#[cfg(unix)]
pub unsafe fn zero_page(address: usize) -> bool {
    let page = ptr::with_exposed_provenance_mut(address - address % page_size());
    // SAFETY: the caller's promise.
    unsafe { os::zero(page, page_size()) }.is_ok()
}
