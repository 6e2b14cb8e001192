//! Bringing a mapped file's bytes into the system's file cache, before its pages are waited for.

use std::cell::RefCell;
use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;

use crate::os;

thread_local! {
    /// What is read to fill the cache goes here: one for each thread of the pool.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A mapped file, by its name: a mapping keeps no descriptor, since there are more mappings in
/// a process than descriptors.
///
/// Reading is how the system fills its cache best: with transfers and pages as large as the
/// disk and the memory allow, where faults and `MADV_WILLNEED` take what the file's read-ahead
/// is set to. It only saves time: where the name is another file's by now, nothing is gained, and
/// nothing else happens.
pub struct PageCache {
    path: Option<PathBuf>,
    /// Where in the file the mapping begins.
    offset: u64,
    file: Option<File>,
}

impl PageCache {
    /// Without a name it never loads anything.
    pub fn new(path: Option<PathBuf>, offset: u64) -> PageCache {
        let file = None;
        PageCache { path, offset, file }
    }

    /// Closes the file, whose name Windows keeps while it is open. Nothing is loaded any more.
    pub fn close(&mut self) {
        self.path = None;
        self.file = None;
    }

    /// Loads a range of the mapping's bytes; false where the file cannot be read by its name.
    pub fn load(&mut self, bytes: Range<usize>) -> bool {
        if self.file.is_none() {
            // `take`: opening is tried once.
            self.file = self.path.take().and_then(|path| os::open_plain(&path).ok());
        }
        let Some(file) = &self.file else {
            return false;
        };
        let at = |byte: usize| self.offset.saturating_add(byte as u64);
        let middle = bytes.start + bytes.len() / 2;
        let last = bytes.end.saturating_sub(1);
        if [bytes.start, middle, last]
            .iter()
            .all(|&byte| os::is_cached(file, at(byte)))
        {
            return true;
        }
        SCRATCH.with_borrow_mut(|scratch| {
            if scratch.len() < bytes.len() {
                scratch.resize(bytes.len(), 0);
            }
            os::read_at(file, &mut scratch[..bytes.len()], at(bytes.start)).is_ok()
        })
    }
}
