//! Mappings held in reserve. The system limits how many a process has: replacing a page splits its
//! mapping, and at the limit not even a whole mapping can be replaced.

use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use super::page_size;

static PAGES: AtomicPtr<u8> = AtomicPtr::new(ptr::null_mut());
static STATE: AtomicUsize = AtomicUsize::new(MISSING);

const MISSING: usize = 0;
const THERE: usize = 1;
const RELEASED: usize = 2;

/// The outer two may merge with their neighbours; the inner two are mappings of their own.
const COUNT: usize = 4;

/// Makes them, where they are missing or were released. One thread at a time.
pub fn make() {
    if STATE.load(Ordering::Acquire) == THERE {
        return;
    }
    let size = page_size();
    // SAFETY: new pages, without access; every other one is given another right.
    unsafe {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON;
        let pages = libc::mmap(ptr::null_mut(), COUNT * size, libc::PROT_NONE, flags, -1, 0);
        if pages == libc::MAP_FAILED {
            return;
        }
        for page in (1..COUNT).step_by(2) {
            libc::mprotect(pages.wrapping_byte_add(page * size), size, libc::PROT_READ);
        }
        PAGES.store(pages.cast(), Ordering::Release);
    }
    STATE.store(THERE, Ordering::Release);
}

/// Whether they were released. Async-signal-safe.
pub fn is_released() -> bool {
    STATE.load(Ordering::Acquire) == RELEASED
}

/// Unmaps them, so that others can be made. Async-signal-safe.
pub fn release() {
    let pages = PAGES.swap(ptr::null_mut(), Ordering::AcqRel);
    if !pages.is_null() {
        // SAFETY: nobody uses them.
        unsafe { libc::munmap(pages.cast(), COUNT * page_size()) };
    }
    STATE.store(RELEASED, Ordering::Release);
}
