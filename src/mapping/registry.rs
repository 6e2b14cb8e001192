//! The mappings of this process by number, so that every thread that has the number has the
//! same mapping with the same state.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Result;
use crate::mapping::{self, Mapping};
use crate::os;

struct Entry {
    mapping: Arc<Mapping>,
    /// Buffers whose finalizers will call [`remove`].
    owners: usize,
}

#[derive(Default)]
struct Registry {
    entries: HashMap<u64, Entry>,
    /// The numbers of the overlays among them, by where their first page is.
    overlays: HashMap<usize, u64>,
    /// How many overlays there may be before it is time for a sweep.
    sweep_at: usize,
}

static REGISTRY: Mutex<Option<Registry>> = Mutex::new(None);

/// Sweeps among fewer overlays would not pay.
const FEW_OVERLAYS: usize = 1024;

/// A mapping's share of the process's limit: an overlay splits its Memory's in three.
const OVERLAY_COST: usize = 3;

/// What is left of the limit for everybody else: a runtime that cannot map memory for its heap or
/// its code ends the process.
const FOR_OTHERS: usize = 2048;

struct Locked(MutexGuard<'static, Option<Registry>>);

impl Locked {
    fn get(&mut self) -> &mut Registry {
        self.0.get_or_insert_default()
    }
}

fn lock() -> Locked {
    // Nothing panics while it holds the lock, and a registry is whole between calls.
    Locked(REGISTRY.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Registry {
    fn cost(&self) -> usize {
        self.entries.len() + (OVERLAY_COST - 1) * self.overlays.len()
    }

    /// Forgets overlays whose memory the runtime has unmapped. Their finalizers may come much
    /// later, or never did for the threads that got the buffer by a message.
    fn sweep(&mut self) {
        let entries = &mut self.entries;
        self.overlays.retain(|_, id| {
            let lives = entries
                .get(id)
                .is_some_and(|entry| entry.mapping.may_live());
            if !lives {
                entries.remove(id);
            }
            lives
        });
        self.sweep_at = (2 * self.overlays.len()).max(FEW_OVERLAYS);
    }
}

/// Adds a mapping with one owner; its number is never used again and never 0.
pub fn add(mapping: Mapping) -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let overlay = mapping
        .is_overlay()
        .then(|| mapping.base().addr() / os::page_size());
    let mapping = Arc::new(mapping);
    let mut locked = lock();
    let registry = locked.get();
    if let Some(page) = overlay {
        // One that was there before is gone: this one's Memory has its addresses.
        if let Some(before) = registry.overlays.insert(page, id) {
            registry.entries.remove(&before);
        }
        if registry.overlays.len() > registry.sweep_at.max(FEW_OVERLAYS) {
            registry.sweep();
        }
    }
    registry.entries.insert(id, Entry { mapping, owners: 1 });
    id
}

/// The mapping with this number, if its memory still lives.
pub fn get(id: u64) -> Option<Arc<Mapping>> {
    let mut locked = lock();
    let entry = locked.get().entries.get(&id)?;
    Some(Arc::clone(&entry.mapping))
}

/// The mapping with this number for a thread that has a buffer over it, if it lies at `base` and is
/// at least `len` long. An overlay whose buffer is new to the thread has one more owner then.
pub fn adopt(id: u64, base: *const u8, len: usize, is_new: bool) -> Option<Arc<Mapping>> {
    let mut locked = lock();
    let entry = locked.get().entries.get_mut(&id)?;
    if !std::ptr::eq(entry.mapping.base(), base) || entry.mapping.nbytes() < len {
        return None;
    }
    entry.owners += usize::from(is_new && entry.mapping.is_overlay());
    Some(Arc::clone(&entry.mapping))
}

/// Forgets one owner of a mapping, and the mapping with the last one; it is unmapped when the
/// last user of it is done.
///
/// An overlay stays until the runtime has unmapped it, a closed one too: its buffer may live on in
/// a thread that got it by a message, or in the message.
pub fn remove(id: u64) {
    let mut locked = lock();
    let registry = locked.get();
    let Some(entry) = registry.entries.get_mut(&id) else {
        return;
    };
    entry.owners = entry.owners.saturating_sub(1);
    if entry.owners > 0 {
        return;
    }
    if entry.mapping.is_overlay() {
        return entry.mapping.release_ownership();
    }
    let removed = registry.entries.remove(&id);
    // Unmapping takes a system call: not under the lock.
    drop(locked);
    drop(removed);
}

/// Keeps a mapping for ever: nobody will tell when its last user is gone.
pub fn keep(id: u64) {
    if let Some(entry) = lock().get().entries.get_mut(&id) {
        entry.owners += 1;
    }
}

/// How many mappings live: for tests of leaks.
pub fn len() -> usize {
    let mut locked = lock();
    let registry = locked.get();
    registry.sweep();
    registry.entries.len()
}

/// How many of the system's mappings the living ones take, about.
pub fn cost() -> usize {
    let mut locked = lock();
    let registry = locked.get();
    registry.sweep();
    registry.cost()
}

/// Refuses one more mapping where the system's limit leaves none.
pub fn check_capacity() -> Result<()> {
    let most = os::mapping_limit().saturating_sub(FOR_OTHERS);
    let has_capacity = |registry: &Registry| registry.cost() + OVERLAY_COST <= most;
    let mut locked = lock();
    let registry = locked.get();
    if has_capacity(registry) {
        return Ok(());
    }
    registry.sweep();
    if has_capacity(registry) {
        return Ok(());
    }
    Err(mapping::too_many())
}
