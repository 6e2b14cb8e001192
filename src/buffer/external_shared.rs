//! `node_api_create_external_sharedarraybuffer`: a SharedArrayBuffer over our own mapping.
//!
//! The function is younger than the runtimes we serve, so it is looked up at run time. V8 does
//! not charge such a buffer to its heap, and collects it without a full garbage collection.

use std::ffi::c_void;
use std::mem;
use std::ptr;
use std::sync::OnceLock;

use napi::sys;

use crate::error::Result;
use crate::mapping::registry;
use crate::os;

type Finalize = extern "C" fn(data: *mut c_void, hint: *mut c_void);
type Create = unsafe extern "C" fn(
    env: sys::napi_env,
    data: *mut c_void,
    len: usize,
    finalize: Option<Finalize>,
    hint: *mut c_void,
    result: *mut sys::napi_value,
) -> sys::napi_status;

fn function() -> Option<Create> {
    static FUNCTION: OnceLock<Option<Create>> = OnceLock::new();
    *FUNCTION.get_or_init(|| {
        let symbol = os::process_symbol(c"node_api_create_external_sharedarraybuffer")?;
        // SAFETY: the runtime exports the function of js_native_api.h under this name.
        Some(unsafe { mem::transmute::<*mut c_void, Create>(symbol) })
    })
}

/// Whether this runtime has the function and lets it be used, and if not, why.
pub fn check(env: sys::napi_env) -> std::result::Result<(), String> {
    static STATUS: OnceLock<Option<sys::napi_status>> = OnceLock::new();
    let status = *STATUS.get_or_init(|| {
        static mut PROBE: [u8; 8] = [0; 8];
        let create = function()?;
        let mut value = ptr::null_mut();
        // SAFETY: the probe lives as long as the library, which is pinned, and nobody writes to
        // the buffer over it.
        Some(unsafe {
            create(
                env,
                (&raw mut PROBE).cast(),
                8,
                Some(no_finalizer),
                ptr::null_mut(),
                &mut value,
            )
        })
    });
    match status {
        Some(status) => super::allowed(status),
        None => Err("no node_api_create_external_sharedarraybuffer here".into()),
    }
}

extern "C" fn no_finalizer(_data: *mut c_void, _hint: *mut c_void) {}

/// Makes the buffer; the mapping goes when the last thread that has it drops it.
pub fn create(env: sys::napi_env, base: *mut u8, len: usize, id: u64) -> Result<sys::napi_value> {
    let mut value = ptr::null_mut();
    let status = match function() {
        // SAFETY: the mapping lives until the finalizer takes it from the registry.
        Some(create) => unsafe {
            create(
                env,
                base.cast(),
                len,
                Some(finalize),
                id as usize as *mut c_void,
                &mut value,
            )
        },
        None => sys::Status::napi_generic_failure,
    };
    super::runtime_error(status, "node_api_create_external_sharedarraybuffer")?;
    Ok(value)
}

/// Runs without an env, on any thread, possibly inside a garbage collection.
extern "C" fn finalize(_data: *mut c_void, hint: *mut c_void) {
    registry::remove(hint as usize as u64);
}
