//! A WebAssembly.Memory with the file mapped over its pages.
//!
//! The Memory belongs to the runtime, lies inside V8's sandbox where there is one, and is
//! unmapped by the runtime, the file with it.

use std::ffi::c_void;
use std::fs::File;
use std::ptr;

use napi::sys;

use super::js::{self, call, clear_exception, construct, get, ok, set};
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

/// A Memory that is large enough for an array, which is not mapped yet.
pub struct Memory {
    memory: sys::napi_value,
    buffer: sys::napi_value,
    pages: *mut u8,
}

impl Memory {
    /// Reserves a Memory of at least `bytes`, or says why the runtime cannot; none for 0 bytes, as
    /// even the smallest Memory takes gigabytes of addresses.
    pub fn reserve(
        env: sys::napi_env,
        bytes: usize,
        shared: bool,
    ) -> std::result::Result<Option<Memory>, String> {
        if !mapping::CAN_OVERLAY {
            return Err("this system cannot map a file over other memory".into());
        }
        let pages = bytes.div_ceil(WASM_PAGE);
        if pages > MAX_PAGES_64 {
            return Err("at most 16 GiB".into());
        }
        if js::is_bun(env) {
            return Err("Bun clears the pages of a collected Memory, a file's with them".into());
        }
        if pages == 0 {
            return Ok(None);
        }
        // SAFETY: `env` is the running call's, and the values stay in its handle scope.
        unsafe { reserve(env, pages, shared) }
            .map(Some)
            .ok_or_else(|| {
                let said = clear_exception(env).unwrap_or_else(|| "no reason given".into());
                format!("no WebAssembly.Memory of {pages} pages ({said})")
            })
    }

    /// Maps the file over the Memory.
    pub fn map_over(
        self,
        env: sys::napi_env,
        strategy: Strategy,
        file: &File,
        mode: Mode,
        offset: u64,
        len: usize,
    ) -> Result<Buffer> {
        let unsure = || keep(env, self.memory);
        // SAFETY: a Memory's pages hold bytes only, whole 64 KiB of them, enough for the span
        // that they were reserved for; the runtime frees them by address.
        let mapping = unsafe { Mapping::over(self.pages, file, mode, offset, len, unsure) }?;
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

/// Keeps a Memory for as long as its thread lives, so that the runtime does not unmap its pages.
fn keep(env: sys::napi_env, memory: sys::napi_value) {
    let mut reference = ptr::null_mut();
    // SAFETY: `memory` was made in this call. Nothing is left to do about an error.
    unsafe { sys::napi_create_reference(env, memory, 1, &mut reference) };
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
