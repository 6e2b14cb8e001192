//! The mappings of this process by number, so that every thread that has the number has the
//! same mapping with the same state.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::mapping::Mapping;

static MAPPINGS: Mutex<Option<HashMap<u64, Arc<Mapping>>>> = Mutex::new(None);

fn lock() -> MutexGuard<'static, Option<HashMap<u64, Arc<Mapping>>>> {
    // Nothing panics while it holds the lock, and a map is whole between calls.
    MAPPINGS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds a mapping; its number is never used again and never 0.
pub fn add(mapping: Mapping) -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    lock().get_or_insert_default().insert(id, Arc::new(mapping));
    id
}

/// The mapping with this number, if its memory still lives.
pub fn get(id: u64) -> Option<Arc<Mapping>> {
    lock().as_ref()?.get(&id).cloned()
}

/// Forgets a mapping; it is unmapped when the last user of it is done.
pub fn remove(id: u64) {
    let removed = lock().as_mut().and_then(|mappings| mappings.remove(&id));
    // Unmapping takes a system call: not under the lock.
    drop(removed);
}

/// How many mappings live: for tests of leaks.
pub fn len() -> usize {
    lock().as_ref().map_or(0, HashMap::len)
}
