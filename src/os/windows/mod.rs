//! Windows 10 and later: what Node itself asks for.

mod errors;
mod files;
mod pages;

pub use errors::{is_lost, is_mapping_limit, uv_errno};
pub use files::{
    TRUNCATES_MAPPED, allocate, borrow_descriptor, check_file_limit, copy_access, identity, inode,
    is_a_directory, is_cached, is_mappable, keep_private, no_access, not_mappable, open,
    open_plain, path_from_bytes, punch_hole, read_at, read_exact_at, refusal, size, try_lock,
    unlock, write_all_at,
};
pub use pages::{
    CAN_OVERLAY, advise, advise_huge, granularity, is_mapped, map_over, mapping_limit, page_size,
    populate, protection, resident, sync, zero,
};

use std::ffi::{CStr, c_void};
use std::ptr;

use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
    GetModuleHandleW, GetProcAddress,
};

/// A function of the running process by name, for those that not every runtime has. Its program
/// exports them, whatever that is called.
pub fn process_symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: no name means the program, which stays loaded; the other one is a C string.
    let function = unsafe { GetProcAddress(GetModuleHandleW(ptr::null()), name.as_ptr().cast()) };
    function.map(|function| function as *mut c_void)
}

/// Keeps this library loaded: buffers outlive the worker that loaded it, and their finalizers
/// are code of ours.
pub fn pin() {
    let flags = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
    let mut module = ptr::null_mut();
    // SAFETY: with these flags the name is an address inside of a module, which this one is.
    unsafe { GetModuleHandleExW(flags, pin as *const u16, &mut module) };
}
