//! Kernels over mapped pages, in steps: the pages are read in ahead of each step.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::advice::Advice;
use crate::error::Result;
use crate::kernels::Steps;
use crate::kernels::gather::Announce;
use crate::mapping::{self, Mapping};
use crate::os;
use crate::paging::extents::Extents;
use crate::paging::page_cache::PageCache;
use crate::paging::{self, Prefetch};
use crate::threads;

/// The pages of an array that work reads, in one pass or more.
pub struct Pages {
    prefetch: Prefetch,
    /// How many passes; `None` where the order is not known.
    passes: Option<usize>,
    /// Bytes whose pages were read in.
    read: AtomicUsize,
    /// Bytes whose pages were released.
    released: usize,
}

impl Pages {
    /// Nothing is read. `cache` is the mapping's file.
    pub fn new(
        mapping: Arc<Mapping>,
        extents: Extents,
        cache: PageCache,
        passes: Option<usize>,
    ) -> Pages {
        Pages {
            prefetch: Prefetch::new(mapping, extents, cache),
            passes,
            read: AtomicUsize::new(0),
            released: 0,
        }
    }

    fn total(&self) -> usize {
        self.prefetch.extents().total()
    }

    /// How many bytes a share of the work needs, and how many of them it needs no more after it.
    fn position(&self, [done, all]: [usize; 2]) -> [usize; 2] {
        let Some(passes) = self.passes else {
            return [0, 0];
        };
        let total = self.total() as u128;
        let through = total * passes as u128 * done as u128 / all.max(1) as u128;
        let last = through.saturating_sub(total * (passes as u128 - 1));
        [through.min(total) as usize, last as usize]
    }

    /// Reads in what a share of the work needs.
    ///
    /// # Safety
    /// As [`Prefetch::step`].
    unsafe fn read(&self, share: [usize; 2], stop: &AtomicBool) -> Result<()> {
        const BUDGET: usize = 1 << 20;
        let [wanted, _] = self.position(share);
        while self.read.load(Ordering::Relaxed) < wanted && !stop.load(Ordering::Relaxed) {
            // SAFETY: as the caller says.
            let done = unsafe { self.prefetch.step(BUDGET) }?;
            if self.read.swap(done, Ordering::Relaxed) == done {
                // No progress: the mapping was closed meanwhile.
                break;
            }
        }
        Ok(())
    }

    fn release(&mut self, share: [usize; 2]) -> Result<()> {
        let [_, behind] = self.position(share);
        let (mapping, extents) = (self.prefetch.mapping(), self.prefetch.extents());
        if behind > self.released {
            // The page that this part shares with the one before was kept.
            let from = self.released.saturating_sub(os::page_size());
            paging::release_part(mapping, extents, from, behind)?;
            self.released = behind;
        }
        Ok(())
    }

    /// An error where the mapping was closed, or has lost pages that the array lies on.
    pub fn check(&self) -> Result<()> {
        let mapping = self.prefetch.mapping();
        if mapping.is_closed() {
            return Err(mapping::closed());
        }
        match paging::has_lost(mapping, self.prefetch.extents()) {
            true => Err(mapping::lost("reading elements")),
            false => Ok(()),
        }
    }
}

/// Carries out some chunks while the pages for as many more are read in. Gives how many chunks are
/// done, and how many there are.
///
/// # Errors
/// Where a mapping was closed, or pages are lost.
///
/// # Safety
/// As [`Steps::run`]; and the pages must stay mapped: in an overlay, the caller keeps the Memory
/// alive.
pub unsafe fn step(
    steps: &mut dyn Steps,
    pages: &mut [Pages],
    chunks: usize,
    threads: usize,
    stop: &AtomicBool,
    releases: bool,
) -> Result<[usize; 2]> {
    let [done, total] = steps.progress();
    let end = total.min(done + chunks);
    let share = [end, total];
    for pages in &*pages {
        // SAFETY: as the caller says.
        unsafe { pages.read(share, stop) }?;
        pages.check()?;
    }
    let next = [total.min(end + chunks), total];
    // SAFETY: as the caller says.
    let read = |pages: &Pages| unsafe { pages.read(next, stop) };
    let ahead = OnceLock::new();
    let read_ahead = || {
        ahead.get_or_init(|| pages.iter().try_for_each(read));
    };
    // Without another thread, the next step reads them.
    // SAFETY: as the caller says.
    threads::share(2, &read_ahead, || unsafe { steps.run(end, threads, stop) });
    ahead.into_inner().unwrap_or(Ok(()))?;
    for pages in &mut *pages {
        pages.check()?;
        if releases {
            pages.release(share)?;
        }
    }
    Ok(steps.progress())
}

/// Asks the system for rows of a gather that are not in memory, some at a time. `start` is the array's
/// element `[0, 0, …]`, in bytes of the mapping.
pub fn announcer(mapping: Arc<Mapping>, start: isize) -> Announce {
    /// One row in so many is looked up, and its neighbours are taken to be like it.
    const SAMPLE: usize = 16;
    Box::new(move |rows: &[Range<isize>]| {
        let pages = |row: &Range<isize>| {
            let at = |offset: isize| (start + offset) as usize;
            mapping.pages_of(at(row.start)..at(row.end))
        };
        let is_there = |row: &Range<isize>| {
            let first = pages(row).start;
            let mut vec = [1];
            mapping.resident(first..first + 1, &mut vec).is_err() || vec[0] & 1 != 0
        };
        // Rows in memory are not worth a call each.
        if rows.iter().step_by(SAMPLE).all(is_there) {
            return;
        }
        for row in rows {
            // Only a hint.
            let _ = mapping.advise(pages(row), Advice::WillNeed);
        }
    })
}
