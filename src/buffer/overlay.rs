//! A WebAssembly.Memory with the file laid over its pages.
//!
//! The Memory belongs to the runtime, lies inside V8's sandbox where there is one, and is
//! unmapped by the runtime, the file with it.

use std::ffi::{CStr, c_void};
use std::fs::File;
use std::ptr;
use std::sync::OnceLock;

use napi::bindgen_prelude::FromNapiValue;
use napi::sys::{self, Status};

use super::{Buffer, Strategy};
use crate::error::Result;
use crate::mapping::registry;
use crate::mapping::{self, Mapping};
use crate::mode::Mode;

const WASM_PAGE: usize = 65536;
/// Pages of a Memory with 32-bit addresses: 4 GiB.
const MAX_PAGES: usize = 1 << 16;
/// Pages of a Memory with 64-bit addresses, where the runtime has it: 16 GiB.
const MAX_PAGES_64: usize = 1 << 18;

/// A Memory that is large enough; no file in it yet.
pub struct Memory {
    memory: sys::napi_value,
    buffer: sys::napi_value,
    pages: *mut u8,
}

impl Memory {
    /// Reserves a Memory of at least `bytes`, or says why the runtime cannot.
    pub fn reserve(
        env: sys::napi_env,
        bytes: usize,
        shared: bool,
    ) -> std::result::Result<Memory, String> {
        if !mapping::CAN_OVERLAY {
            return Err("this system cannot lay a file over other memory".into());
        }
        let pages = bytes.div_ceil(WASM_PAGE).max(1);
        if pages > MAX_PAGES_64 {
            return Err("at most 16 GiB".into());
        }
        if is_bun(env) {
            return Err("Bun clears the pages of a collected Memory, a file's with them".into());
        }
        // SAFETY: `env` is the running call's, and the values stay in its handle scope.
        unsafe { reserve(env, pages, shared) }.ok_or_else(|| {
            let said = clear_exception(env).unwrap_or_else(|| "no reason given".into());
            format!("no WebAssembly.Memory of {pages} pages ({said})")
        })
    }

    /// Lays the file over the Memory.
    pub fn map_over(
        self,
        env: sys::napi_env,
        strategy: Strategy,
        file: &File,
        mode: Mode,
        offset: u64,
        len: usize,
    ) -> Result<Buffer> {
        // SAFETY: a Memory's pages hold bytes only, whole 64 KiB of them, enough for the span
        // that they were reserved for; the runtime frees them by address.
        let mapping = unsafe { Mapping::over(self.pages, file, mode, offset, len) }?;
        let id = registry::add(mapping);
        watch(env, self.buffer, id)?;
        Ok(Buffer {
            strategy,
            value: self.buffer,
            memory: Some(self.memory),
            byte_offset: mapping::page_delta(offset),
            id,
        })
    }
}

/// Tells the registry when a buffer object, one thread's hold on the memory, is collected.
pub fn watch(env: sys::napi_env, buffer: sys::napi_value, id: u64) -> Result<()> {
    // SAFETY: the finalizer needs nothing but the number.
    let status = unsafe {
        sys::napi_add_finalizer(
            env,
            buffer,
            ptr::null_mut(),
            Some(finalize),
            id as usize as *mut c_void,
            ptr::null_mut(),
        )
    };
    super::runtime_error(status, "napi_add_finalizer").inspect_err(|_| registry::remove(id))
}

extern "C" fn finalize(_env: sys::napi_env, _data: *mut c_void, hint: *mut c_void) {
    registry::remove(hint as usize as u64);
}

/// Leaves an unshared Memory's ArrayBuffer with length 0: growing replaces the buffer, even by
/// nothing.
pub fn detach(env: sys::napi_env, memory: sys::napi_value) {
    // SAFETY: `memory` comes from the caller's frame.
    let grown = unsafe {
        get(env, memory, c"grow").and_then(|grow| {
            let mut zero = ptr::null_mut();
            sys::napi_create_uint32(env, 0, &mut zero);
            call(env, memory, grow, &[zero])
        })
    };
    if grown.is_none() {
        // A Memory with 64-bit addresses takes a bigint.
        clear_exception(env);
        // SAFETY: as above.
        unsafe {
            let mut zero = ptr::null_mut();
            sys::napi_create_bigint_uint64(env, 0, &mut zero);
            get(env, memory, c"grow").and_then(|grow| call(env, memory, grow, &[zero]));
        }
        clear_exception(env);
    }
}

unsafe fn reserve(env: sys::napi_env, pages: usize, shared: bool) -> Option<Memory> {
    // SAFETY: the caller gives a valid env; the values live in its handle scope, and out
    // parameters are read only after napi_ok.
    unsafe {
        let mut global = ptr::null_mut();
        ok(sys::napi_get_global(env, &mut global))?;
        let wasm = get(env, global, c"WebAssembly")?;
        let constructor = get(env, wasm, c"Memory")?;
        let mut descriptor = ptr::null_mut();
        ok(sys::napi_create_object(env, &mut descriptor))?;
        let mut count = ptr::null_mut();
        if pages > MAX_PAGES {
            let mut address = ptr::null_mut();
            ok(sys::napi_create_string_utf8(
                env,
                c"i64".as_ptr(),
                3,
                &mut address,
            ))?;
            set(env, descriptor, c"address", address)?;
            ok(sys::napi_create_bigint_uint64(
                env,
                pages as u64,
                &mut count,
            ))?;
        } else {
            ok(sys::napi_create_uint32(env, pages as u32, &mut count))?;
        }
        set(env, descriptor, c"initial", count)?;
        set(env, descriptor, c"maximum", count)?;
        let mut flag = ptr::null_mut();
        ok(sys::napi_get_boolean(env, shared, &mut flag))?;
        set(env, descriptor, c"shared", flag)?;
        let memory = construct(env, constructor, &[descriptor])?;
        let buffer = get(env, memory, c"buffer")?;
        // napi_get_arraybuffer_info refuses a SharedArrayBuffer on older runtimes.
        let view = construct(env, get(env, global, c"Uint8Array")?, &[buffer])?;
        let mut data = ptr::null_mut();
        let mut len = 0;
        ok(sys::napi_get_typedarray_info(
            env,
            view,
            ptr::null_mut(),
            &mut len,
            &mut data,
            ptr::null_mut(),
            ptr::null_mut(),
        ))?;
        (!data.is_null() && len >= pages * WASM_PAGE).then_some(Memory {
            memory,
            buffer,
            pages: data.cast(),
        })
    }
}

/// Whether this is Bun, whose engine keeps the pages of a collected Memory for the next one and
/// clears them at once: zeros in the file that lies there.
fn is_bun(env: sys::napi_env) -> bool {
    static IS_BUN: OnceLock<bool> = OnceLock::new();
    *IS_BUN.get_or_init(|| {
        let mut global = ptr::null_mut();
        // SAFETY: `env` is the running call's; out parameters are read only after napi_ok.
        let version = unsafe {
            ok(sys::napi_get_global(env, &mut global))
                .and_then(|()| get(env, global, c"process"))
                .and_then(|process| get(env, process, c"versions"))
                .and_then(|versions| get(env, versions, c"bun"))
                .and_then(|bun| String::from_napi_value(env, bun).ok())
        };
        clear_exception(env);
        version.is_some()
    })
}

fn ok(status: sys::napi_status) -> Option<()> {
    (status == Status::napi_ok).then_some(())
}

/// # Safety
/// `env` and `object` are valid in the current handle scope, as for the functions below.
unsafe fn get(env: sys::napi_env, object: sys::napi_value, name: &CStr) -> Option<sys::napi_value> {
    let mut value = ptr::null_mut();
    // SAFETY: the caller's promise.
    ok(unsafe { sys::napi_get_named_property(env, object, name.as_ptr(), &mut value) })?;
    Some(value)
}

unsafe fn set(
    env: sys::napi_env,
    object: sys::napi_value,
    name: &CStr,
    value: sys::napi_value,
) -> Option<()> {
    // SAFETY: the caller's promise.
    ok(unsafe { sys::napi_set_named_property(env, object, name.as_ptr(), value) })
}

unsafe fn construct(
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

unsafe fn call(
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
fn clear_exception(env: sys::napi_env) -> Option<String> {
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
