//! The pages under a view: advice to the system, residency, reading them in, and releasing them.

pub mod extents;
pub mod page_cache;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::advice::Advice;
use crate::error::Result;
use crate::mapping::Mapping;
use crate::os;
use crate::paging::extents::Extents;
use crate::paging::page_cache::PageCache;

/// Bytes that one call asks the disk for: Linux ignores what one call names beyond its own
/// read-ahead, 128 KiB where nobody changed it.
const REQUEST: usize = 128 << 10;

/// Bytes that are read in between two checks for a cancellation.
const CHUNK: usize = 1 << 20;

/// Bytes that are asked for before they are waited for: what keeps a disk busy.
const READ_AHEAD: usize = 8 << 20;

/// Bytes that `willneed` asks for at most, as its caller waits.
const WILL_NEED: usize = 16 << 20;

/// Linux answers the fault for one page with those around it that are in memory, as far as the
/// next multiples of this.
const FAULT_AROUND: usize = 64 << 10;

/// Pages that `residency` looks at one by one; of more it takes samples.
const EXACT: usize = 1 << 16;
const SAMPLES: usize = 1 << 12;

/// Gives the system a piece of advice about a view's pages.
pub fn advise(mapping: &Mapping, extents: &Extents, advice: Advice) -> Result<()> {
    match advice {
        Advice::WillNeed => {
            let mut position = 0;
            let mut cost = 0;
            while position < extents.total() && cost < WILL_NEED {
                let piece = extents.piece(position, REQUEST);
                position += piece.len();
                cost += piece.len().next_multiple_of(os::page_size());
                mapping.advise(mapping.pages_of(piece), advice)?;
            }
            Ok(())
        }
        Advice::DontNeed => {
            let mut batch = Batch::new(mapping);
            for index in 0..extents.count() {
                batch.add(mapping.pages_of(extents.extent(index)))?;
            }
            batch.finish()
        }
        // These set a flag on address ranges. One range for all: a process has at most 65,530 ranges.
        _ => mapping.advise(mapping.pages_of(extents.span()), advice),
    }
}

/// Takes a view's pages out of this process, and those that came with them, except for what the
/// view `shift` bytes further on lies on; 0 where there is none.
pub fn release(mapping: &Mapping, extents: &Extents, shift: isize) -> Result<()> {
    let span = extents.span();
    let apart = shift.unsigned_abs() >= span.len();
    let mut batch = Batch::new(mapping);
    for index in 0..extents.count() {
        let extent = extents.extent(index);
        let mut pages = mapping.pages_around(extent.clone(), FAULT_AROUND);
        // Where the next view lies behind or before all of this one, its edge is the limit;
        // otherwise that of the extent that continues this one.
        let limit = if apart { &span } else { &extent };
        if shift > 0 {
            let next = limit.start.saturating_add_signed(shift);
            pages.end = pages.end.min(mapping.pages_of(next..next).start);
        } else if shift < 0 {
            let next = limit.end.saturating_add_signed(shift);
            pages.start = pages.start.max(mapping.pages_of(next..next).end);
        }
        batch.add(pages)?;
    }
    batch.finish()
}

/// Takes the pages of part of a view's bytes, counted through its extents, out of this process: those
/// that nothing behind `to` lies on.
pub fn release_part(mapping: &Mapping, extents: &Extents, from: usize, to: usize) -> Result<()> {
    let mut batch = Batch::new(mapping);
    let mut position = from;
    while position < to {
        let piece = extents.piece(position, to - position);
        position += piece.len();
        let mut pages = mapping.pages_of(piece.clone());
        if position == to && position < extents.total() {
            pages.end = mapping.pages_of(piece.end..piece.end).start;
        }
        batch.add(pages)?;
    }
    batch.finish()
}

/// Whether a view lies on a page that was lost.
pub fn has_lost(mapping: &Mapping, extents: &Extents) -> bool {
    mapping.lost_bytes() > 0
        && (0..extents.count()).any(|index| {
            let extent = extents.extent(index);
            mapping.has_lost(extent.start, extent.len())
        })
}

/// Page ranges to release; adjacent ones are merged into one call.
struct Batch<'a> {
    mapping: &'a Mapping,
    pending: Range<usize>,
}

impl Batch<'_> {
    fn new(mapping: &Mapping) -> Batch<'_> {
        let pending = 0..0;
        Batch { mapping, pending }
    }

    fn add(&mut self, pages: Range<usize>) -> Result<()> {
        if pages.is_empty() {
            return Ok(());
        }
        if pages.start >= self.pending.start && pages.start <= self.pending.end {
            self.pending.end = self.pending.end.max(pages.end);
            return Ok(());
        }
        let before = std::mem::replace(&mut self.pending, pages);
        self.mapping.advise(before, Advice::DontNeed)
    }

    fn finish(self) -> Result<()> {
        self.mapping.advise(self.pending, Advice::DontNeed)
    }
}

/// The share of a view's pages that are in memory. Beyond 65,536 pages it is an estimate from as
/// many, evenly spread, as the caller waits for it.
pub fn residency(mapping: &Mapping, extents: &Extents) -> Result<f64> {
    let page = os::page_size();
    if extents.total() == 0 {
        return Ok(1.0);
    }
    let mut seen = Seen::default();
    if extents.footprint(page) <= EXACT * page {
        // Where extents share a page it counts once.
        let mut last = 0;
        for index in 0..extents.count() {
            let mut pages = mapping.pages_of(extents.extent(index));
            pages.start = pages.start.max(last);
            last = last.max(pages.end);
            seen.look(mapping, pages)?;
        }
    } else {
        let most = EXACT / SAMPLES * page;
        for sample in 0..SAMPLES {
            let middle = (2 * sample as u128 + 1) * extents.total() as u128 / (2 * SAMPLES as u128);
            seen.look(
                mapping,
                mapping.pages_of(extents.piece(middle as usize, most)),
            )?;
        }
    }
    Ok(seen.resident as f64 / seen.pages as f64)
}

#[derive(Default)]
struct Seen {
    pages: usize,
    resident: usize,
    vec: Vec<u8>,
}

impl Seen {
    fn look(&mut self, mapping: &Mapping, pages: Range<usize>) -> Result<()> {
        if pages.is_empty() {
            return Ok(());
        }
        self.vec.resize(pages.len(), 0);
        mapping.resident(pages, &mut self.vec)?;
        self.pages += self.vec.len();
        self.resident += self.vec.iter().filter(|&&entry| entry & 1 != 0).count();
        Ok(())
    }
}

/// Reads a view's pages in, step by step, on any thread.
///
/// Long extents are read from the file into the system's cache, and then mapped. Of short ones many
/// are asked for at once, and then waited for.
pub struct Prefetch {
    mapping: Arc<Mapping>,
    extents: Extents,
    progress: Mutex<Progress>,
    cancelled: AtomicBool,
}

/// Positions in the extents.
struct Progress {
    cache: PageCache,
    /// Up to here the pages are in memory.
    done: usize,
    /// Up to here they were requested.
    requested: usize,
    /// Bytes of the pages between the two.
    waiting: usize,
}

impl Prefetch {
    /// Nothing is read yet. `cache` is the mapping's file.
    pub fn new(mapping: Arc<Mapping>, extents: Extents, cache: PageCache) -> Prefetch {
        Prefetch {
            mapping,
            extents,
            progress: Mutex::new(Progress {
                cache,
                done: 0,
                requested: 0,
                waiting: 0,
            }),
            cancelled: AtomicBool::new(false),
        }
    }

    /// What is to be read.
    pub fn extents(&self) -> &Extents {
        &self.extents
    }

    /// Whose pages they are.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Ends a step that is under way; later ones do nothing.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        // A step that is under way closes it itself.
        if let Ok(mut progress) = self.progress.try_lock() {
            progress.cache.close();
        }
    }

    fn is_wanted(&self) -> bool {
        !self.cancelled.load(Ordering::Relaxed) && !self.mapping.is_closed()
    }

    /// Waits for pages of about `budget` bytes more. Gives how many of the extents' bytes are there
    /// now; not all that were asked for where nobody wants them any more.
    ///
    /// # Safety
    /// The pages must stay mapped: in an overlay, the caller keeps the Memory alive.
    pub unsafe fn step(&self, budget: usize) -> Result<usize> {
        let (page, total) = (os::page_size(), self.extents.total());
        // A step that failed has left the positions as they were before its last chunk.
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cost = 0;
        while progress.done < total && cost < budget && self.is_wanted() {
            let piece = self.extents.piece(progress.done, CHUNK);
            if self.extents.extent_len() < REQUEST || !progress.cache.load(piece.clone()) {
                self.read_ahead(&mut progress);
            }
            let bytes = piece.len().next_multiple_of(page);
            let pages = self.mapping.pages_of(piece.clone());
            // SAFETY: the mapping keeps its own pages, and the caller an overlay's Memory.
            unsafe { self.mapping.read_in(pages) }?;
            progress.done += piece.len();
            progress.waiting = progress.waiting.saturating_sub(bytes);
            cost += bytes;
        }
        if progress.done >= total || !self.is_wanted() {
            progress.cache.close();
        }
        Ok(progress.done)
    }

    /// Requests the pages that come next, so that the disk is busy while they are waited for.
    fn read_ahead(&self, progress: &mut Progress) {
        progress.requested = progress.requested.max(progress.done);
        while progress.requested < self.extents.total() && progress.waiting < READ_AHEAD {
            let piece = self.extents.piece(progress.requested, REQUEST);
            progress.requested += piece.len();
            progress.waiting += piece.len().next_multiple_of(os::page_size());
            // Only a hint: what it does not bring is read when it is waited for.
            let pages = self.mapping.pages_of(piece);
            let _ = self.mapping.advise(pages, Advice::WillNeed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mode::Mode;
    use std::fs::{self, File};

    /// A mapping of a file of so many pages, of which every byte is its page's number.
    fn mapped(name: &str, pages: usize, mode: Mode) -> (Arc<Mapping>, File) {
        let page = os::page_size();
        let path = std::env::temp_dir().join(format!("memmap-{name}-{}", std::process::id()));
        let bytes: Vec<u8> = (0..pages * page).map(|at| (at / page) as u8).collect();
        fs::write(&path, bytes).unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let mapping = Mapping::map(&file, mode, 8, pages * page - 8).unwrap();
        (Arc::new(mapping), file)
    }

    fn step(prefetch: &Prefetch, budget: usize) -> Result<usize> {
        // SAFETY: its mapping is not an overlay.
        unsafe { prefetch.step(budget) }
    }

    fn all(mapping: &Mapping) -> Extents {
        let (len, page) = (mapping.nbytes(), os::page_size());
        Extents::new(0, &[len], &[1], 1, page, len).unwrap()
    }

    #[test]
    fn steps_end_where_all_is_read_and_go_no_further_than_their_budget() {
        let page = os::page_size();
        let (mapping, _file) = mapped("steps", 1024, Mode::Read);
        let prefetch = Prefetch::new(mapping.clone(), all(&mapping), PageCache::new(None, 0));
        assert_eq!(step(&prefetch, 0).unwrap(), 0);
        let mut last = 0;
        while last < mapping.nbytes() {
            let done = step(&prefetch, page).unwrap();
            assert!(done > last && done <= last + CHUNK);
            last = done;
        }
        assert_eq!(step(&prefetch, usize::MAX).unwrap(), mapping.nbytes());
        assert_eq!(residency(&mapping, &all(&mapping)).unwrap(), 1.0);
    }

    #[test]
    fn a_step_that_nobody_wants_does_nothing() {
        let (mapping, _file) = mapped("cancel", 64, Mode::Read);
        let cancelled = Prefetch::new(mapping.clone(), all(&mapping), PageCache::new(None, 0));
        cancelled.cancel();
        assert_eq!(step(&cancelled, usize::MAX).unwrap(), 0);
        let prefetch = Prefetch::new(mapping.clone(), all(&mapping), PageCache::new(None, 0));
        // SAFETY: the mapping lives.
        unsafe { mapping.close() }.unwrap();
        assert_eq!(step(&prefetch, usize::MAX).unwrap(), 0);
    }

    #[test]
    fn pages_are_counted_from_the_page_of_the_first_byte() {
        let page = os::page_size();
        let (mapping, _file) = mapped("pages", 4, Mode::Read);
        // The array starts 8 bytes into its first page.
        assert_eq!(mapping.pages_of(0..1), 0..1);
        assert_eq!(mapping.pages_of(page - 8..page - 8), 1..1);
        assert_eq!(mapping.pages_of(page - 9..page - 7), 0..2);
        assert_eq!(mapping.pages_of(0..mapping.nbytes()), 0..4);
        assert_eq!(mapping.pages_around(page..page + 1, 1 << 46).end, 4);
    }

    #[test]
    fn what_was_written_outlives_a_release() {
        for mode in [Mode::ReadWrite, Mode::CopyOnWrite] {
            let (mapping, _file) = mapped("release", 64, mode);
            let at = 5 * os::page_size();
            // SAFETY: inside of the mapping, which nobody else has.
            unsafe { mapping.base().add(at).write_volatile(77) };
            advise(&mapping, &all(&mapping), Advice::DontNeed).unwrap();
            release(&mapping, &all(&mapping), 0).unwrap();
            // SAFETY: the mapping is not an overlay.
            unsafe { mapping.touch(0..64) };
            // SAFETY: as above.
            assert_eq!(unsafe { mapping.base().add(at).read_volatile() }, 77);
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn pages_behind_the_end_of_the_file_are_lost() {
        let (mapping, file) = mapped("lost", 64, Mode::Read);
        file.set_len(32 * os::page_size() as u64).unwrap();
        let prefetch = Prefetch::new(mapping.clone(), all(&mapping), PageCache::new(None, 0));
        let error = step(&prefetch, usize::MAX).unwrap_err();
        assert!(
            matches!(error, crate::error::Error::Coded { code: "LOST", .. }),
            "{error:?}"
        );
    }
}
