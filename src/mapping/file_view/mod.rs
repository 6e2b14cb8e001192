//! A mapped range of a file that is ours to unmap.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;
#[cfg(all(test, windows))]
#[path = "windows_tests.rs"]
mod tests;

pub use system::FileView;

use crate::os;

/// The whole pages around a range.
pub fn whole_pages(first: *mut u8, len: usize) -> (*mut u8, usize) {
    let delta = first.addr() % os::page_size();
    (
        first.wrapping_sub(delta),
        (delta + len).next_multiple_of(os::page_size()),
    )
}
