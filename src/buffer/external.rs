//! `napi_create_external_arraybuffer`: an ArrayBuffer over our own mapping.

use std::ffi::c_void;
use std::ptr;
use std::sync::OnceLock;

use napi::sys;

use crate::error::Result;
use crate::mapping::registry;

/// Whether this runtime lets an ArrayBuffer lie over foreign memory, and if not, what it said.
/// Electron, whose V8 keeps all buffers in a sandbox, does not.
pub fn check(env: sys::napi_env) -> std::result::Result<(), String> {
    static STATUS: OnceLock<sys::napi_status> = OnceLock::new();
    let status = *STATUS.get_or_init(|| {
        static mut PROBE: [u8; 8] = [0; 8];
        let mut value = ptr::null_mut();
        // SAFETY: the probe lives as long as the library, which is pinned, and nobody writes to
        // the buffer over it.
        unsafe {
            sys::napi_create_external_arraybuffer(
                env,
                (&raw mut PROBE).cast(),
                8,
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
    Ok(value)
}

extern "C" fn finalize(_env: sys::napi_env, _data: *mut c_void, hint: *mut c_void) {
    registry::remove(hint as usize as u64);
}

/// Leaves the ArrayBuffer with length 0.
pub fn detach(env: sys::napi_env, value: sys::napi_value) {
    // SAFETY: both come from the runtime in this call.
    unsafe { sys::napi_detach_arraybuffer(env, value) };
}
