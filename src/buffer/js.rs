//! Node-API's properties, calls and exceptions, and which runtime this is.

use std::ffi::CStr;
use std::ptr;
use std::sync::OnceLock;

use napi::bindgen_prelude::FromNapiValue;
use napi::sys::{self, Status};

/// Whether this is Bun, whose engine keeps the pages of a collected Memory for the next one and
/// clears them at once: zeros in the file that lies there.
pub fn is_bun(env: sys::napi_env) -> bool {
    static IS_BUN: OnceLock<bool> = OnceLock::new();
    *IS_BUN.get_or_init(|| has_version(env, c"bun"))
}

/// Whether this is Deno, where an ArrayBuffer's finalizer may come when the thread is gone.
pub fn is_deno(env: sys::napi_env) -> bool {
    static IS_DENO: OnceLock<bool> = OnceLock::new();
    *IS_DENO.get_or_init(|| has_version(env, c"deno"))
}

/// Whether `process.versions` has this name.
fn has_version(env: sys::napi_env, name: &CStr) -> bool {
    let mut global = ptr::null_mut();
    // SAFETY: `env` is the running call's; out parameters are read only after napi_ok.
    let version = unsafe {
        ok(sys::napi_get_global(env, &mut global))
            .and_then(|()| get(env, global, c"process"))
            .and_then(|process| get(env, process, c"versions"))
            .and_then(|versions| get(env, versions, name))
            .and_then(|version| String::from_napi_value(env, version).ok())
    };
    clear_exception(env);
    version.is_some()
}

/// `Some` where a call succeeded.
pub fn ok(status: sys::napi_status) -> Option<()> {
    (status == Status::napi_ok).then_some(())
}

/// Gets a property.
///
/// # Safety
/// `env` and `object` are valid in the current handle scope, as for the functions below.
pub unsafe fn get(
    env: sys::napi_env,
    object: sys::napi_value,
    name: &CStr,
) -> Option<sys::napi_value> {
    let mut value = ptr::null_mut();
    // SAFETY: the caller's promise.
    ok(unsafe { sys::napi_get_named_property(env, object, name.as_ptr(), &mut value) })?;
    Some(value)
}

/// Sets a property.
///
/// # Safety
/// As [`get`].
pub unsafe fn set(
    env: sys::napi_env,
    object: sys::napi_value,
    name: &CStr,
    value: sys::napi_value,
) -> Option<()> {
    // SAFETY: the caller's promise.
    ok(unsafe { sys::napi_set_named_property(env, object, name.as_ptr(), value) })
}

/// `new constructor(...arguments)`.
///
/// # Safety
/// As [`get`].
pub unsafe fn construct(
    env: sys::napi_env,
    constructor: sys::napi_value,
    arguments: &[sys::napi_value],
) -> Option<sys::napi_value> {
    let mut value = ptr::null_mut();
    // SAFETY: the caller's promise; the slice is read for its length.
    ok(unsafe {
        sys::napi_new_instance(
            env,
            constructor,
            arguments.len(),
            arguments.as_ptr(),
            &mut value,
        )
    })?;
    Some(value)
}

/// Calls a function.
///
/// # Safety
/// As [`get`].
pub unsafe fn call(
    env: sys::napi_env,
    this: sys::napi_value,
    function: sys::napi_value,
    arguments: &[sys::napi_value],
) -> Option<sys::napi_value> {
    let mut value = ptr::null_mut();
    // SAFETY: the caller's promise; the slice is read for its length.
    ok(unsafe {
        sys::napi_call_function(
            env,
            this,
            function,
            arguments.len(),
            arguments.as_ptr(),
            &mut value,
        )
    })?;
    Some(value)
}

/// Drops the exception of a constructor or method that refused, as the caller has another way;
/// gives its message.
pub fn clear_exception(env: sys::napi_env) -> Option<String> {
    let mut pending = false;
    let mut exception = ptr::null_mut();
    // SAFETY: `env` is the running call's, and out parameters are read only after napi_ok.
    unsafe {
        ok(sys::napi_is_exception_pending(env, &mut pending))?;
        if !pending {
            return None;
        }
        ok(sys::napi_get_and_clear_last_exception(env, &mut exception))?;
        let message = get(env, exception, c"message")?;
        String::from_napi_value(env, message).ok()
    }
}
