//! `napi_create_external_arraybuffer`: an ArrayBuffer over our own mapping.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;
use std::mem;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU8;

use napi::sys;

use super::js;
use crate::error::Result;
use crate::mapping::registry;

/// Memory for buffers that nobody writes to. It lives as long as the library, which is pinned.
static PROBE: [AtomicU8; 8] = [const { AtomicU8::new(0) }; 8];

/// Whether this runtime lets an ArrayBuffer lie over foreign memory, and if not, what it said.
/// Electron, whose V8 keeps all buffers in a sandbox, does not.
pub fn check(env: sys::napi_env) -> std::result::Result<(), String> {
    static STATUS: OnceLock<sys::napi_status> = OnceLock::new();
    let status = *STATUS.get_or_init(|| {
        let mut value = ptr::null_mut();
        // SAFETY: the probe's memory lives for ever.
        unsafe {
            sys::napi_create_external_arraybuffer(
                env,
                PROBE.as_ptr().cast_mut().cast(),
                PROBE.len(),
                Some(no_finalizer),
                ptr::null_mut(),
                &mut value,
            )
        }
    });
    super::allowed(status)
}

extern "C" fn no_finalizer(_env: sys::napi_env, _data: *mut c_void, _hint: *mut c_void) {}

/// Makes the buffer; the mapping goes when it is collected or detached.
///
/// An ArrayBuffer can be moved: `transfer()` gives its memory to another one, which may go to
/// another thread. The finalizer comes when the memory is free; in Node and Bun also when the thread
/// that made the buffer ends, where the memory may be in use elsewhere. [`Watch`] sees to that.
pub fn create(env: sys::napi_env, base: *mut u8, len: usize, id: u64) -> Result<sys::napi_value> {
    let mut value = ptr::null_mut();
    // SAFETY: the mapping lives until the finalizer takes it from the registry.
    let status = unsafe {
        sys::napi_create_external_arraybuffer(
            env,
            base.cast(),
            len,
            Some(finalize),
            id as usize as *mut c_void,
            &mut value,
        )
    };
    super::runtime_error(status, "napi_create_external_arraybuffer")?;
    // Deno's finalizers come when the memory is free and not before, and on any thread.
    if !js::is_deno(env) && watch(env, value, id).is_none() {
        registry::keep(id);
    }
    Ok(value)
}

extern "C" fn finalize(env: sys::napi_env, _data: *mut c_void, hint: *mut c_void) {
    let id = hint as usize as u64;
    if !js::is_deno(env)
        && let Some(buffer) = with_watch(|watch| watch.buffers.remove(&id))
    {
        buffer.delete();
    }
    registry::remove(id);
}

thread_local! {
    static WATCH: RefCell<Watch> = RefCell::default();
}

/// The buffers of a thread that are not finalized yet.
///
/// When the thread ends, a buffer that was not closed and has no memory was transferred: its mapping
/// may be in use on another thread, so it is kept for as long as the process. Bun calls cleanup hooks
/// before it finalizes buffers. Node finalizes buffers first, the newest first: so the newest one is
/// always a sentinel, an empty buffer whose finalizer does what the hook does.
#[derive(Default)]
struct Watch {
    /// The buffers by their mapping's number.
    buffers: HashMap<u64, Reference>,
    /// The only reference to the newest sentinel.
    sentinel: Option<Reference>,
    /// How many sentinels were made.
    sentinels: usize,
    has_hook: bool,
}

/// `None` also where the thread's locals are gone, as it ends.
fn with_watch<T>(body: impl FnOnce(&mut Watch) -> Option<T>) -> Option<T> {
    WATCH
        .try_with(|watch| body(&mut watch.borrow_mut()))
        .ok()
        .flatten()
}

fn watch(env: sys::napi_env, value: sys::napi_value, id: u64) -> Option<()> {
    let buffer = Reference::new(env, value, 0)?;
    let has_hook = with_watch(|watch| {
        watch.buffers.insert(id, buffer);
        Some(mem::replace(&mut watch.has_hook, true))
    })?;
    if !has_hook {
        // SAFETY: the hook is code of this library, which stays loaded.
        js::ok(unsafe { sys::napi_add_env_cleanup_hook(env, Some(on_end), ptr::null_mut()) })?;
    }
    if js::is_bun(env) {
        return Some(());
    }
    let number = with_watch(|watch| {
        watch.sentinels += 1;
        Some(watch.sentinels)
    })?;
    let mut sentinel = ptr::null_mut();
    // SAFETY: as in `check`.
    js::ok(unsafe {
        sys::napi_create_external_arraybuffer(
            env,
            PROBE.as_ptr().cast_mut().cast(),
            PROBE.len(),
            Some(finalize_sentinel),
            ptr::without_provenance_mut(number),
            &mut sentinel,
        )
    })?;
    let sentinel = Reference::new(env, sentinel, 1)?;
    if let Some(before) = with_watch(|watch| watch.sentinel.replace(sentinel)) {
        before.delete();
    }
    Some(())
}

/// The newest sentinel is referenced while its thread lives, so its finalizer says that it ends.
extern "C" fn finalize_sentinel(_env: sys::napi_env, _data: *mut c_void, number: *mut c_void) {
    if with_watch(|watch| Some(watch.sentinels)) == Some(number.addr()) {
        on_end(ptr::null_mut());
    }
}

extern "C" fn on_end(_: *mut c_void) {
    let buffers = with_watch(|watch| {
        watch.sentinel = None;
        watch.has_hook = false;
        Some(mem::take(&mut watch.buffers))
    });
    for (id, buffer) in buffers.into_iter().flatten() {
        let is_done = registry::get(id).is_none_or(|mapping| mapping.is_detached());
        if !is_done && !buffer.has_memory() {
            registry::keep(id);
        }
    }
}

/// A reference to a buffer, weak or strong.
struct Reference {
    env: sys::napi_env,
    raw: sys::napi_ref,
}

impl Reference {
    fn new(env: sys::napi_env, value: sys::napi_value, count: u32) -> Option<Reference> {
        let mut raw = ptr::null_mut();
        // SAFETY: both come from the runtime in this call.
        js::ok(unsafe { sys::napi_create_reference(env, value, count, &mut raw) })?;
        Some(Reference { env, raw })
    }

    fn delete(self) {
        // SAFETY: the reference is this thread's, which has not ended.
        unsafe { sys::napi_delete_reference(self.env, self.raw) };
    }

    /// Whether the buffer is still there, with its memory.
    fn has_memory(&self) -> bool {
        let mut scope = ptr::null_mut();
        let mut value = ptr::null_mut();
        let mut detached = true;
        // SAFETY: the reference is this thread's, which is about to end; out parameters are read
        // only after napi_ok.
        unsafe {
            if js::ok(sys::napi_open_handle_scope(self.env, &mut scope)).is_none() {
                return false;
            }
            js::ok(sys::napi_get_reference_value(
                self.env, self.raw, &mut value,
            ));
            if !value.is_null() {
                js::ok(sys::napi_is_detached_arraybuffer(
                    self.env,
                    value,
                    &mut detached,
                ));
            }
            sys::napi_close_handle_scope(self.env, scope);
        }
        !detached
    }
}

/// Leaves the ArrayBuffer with length 0; false where its memory was moved to another one before.
pub fn detach(env: sys::napi_env, value: sys::napi_value) -> bool {
    let mut moved = true;
    // SAFETY: both come from the runtime in this call.
    unsafe {
        sys::napi_is_detached_arraybuffer(env, value, &mut moved);
        !moved && js::ok(sys::napi_detach_arraybuffer(env, value)).is_some()
    }
}
