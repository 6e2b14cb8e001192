//! The exception handler. A mapped file cannot be truncated here. The handler is for mappings that
//! are being closed or were: Windows cannot map zeros over a view, so its pages of zeros are made as
//! they are touched.
//!
//! A page that the system cannot read in, as from a network drive that is gone, is left to the
//! handlers after this one.

use std::ptr;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::time::Duration;

use windows_sys::Win32::Foundation::{EXCEPTION_ACCESS_VIOLATION, GetLastError, SetLastError};
use windows_sys::Win32::System::Diagnostics::Debug::{
    AddVectoredExceptionHandler, EXCEPTION_CONTINUE_EXECUTION, EXCEPTION_CONTINUE_SEARCH,
    EXCEPTION_POINTERS,
};
use windows_sys::Win32::System::Memory::{
    MEM_COMMIT, PAGE_READONLY, PAGE_READWRITE, PAGE_WRITECOPY, VirtualAlloc, VirtualProtect,
};

use super::page_size;
use super::table::{self, Phase};
use crate::os;

/// Installs the handler, before all others.
pub fn install() {
    static INSTALLED: Mutex<bool> = Mutex::new(false);
    let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*installed {
        // SAFETY: the handler is code of this library, which stays loaded.
        *installed = !unsafe { AddVectoredExceptionHandler(1, Some(on_exception)) }.is_null();
    }
}

unsafe extern "system" fn on_exception(info: *mut EXCEPTION_POINTERS) -> i32 {
    // SAFETY: the system gives a valid record.
    let record = unsafe { &*(*info).ExceptionRecord };
    if record.ExceptionCode != EXCEPTION_ACCESS_VIOLATION || record.NumberParameters < 2 {
        return EXCEPTION_CONTINUE_SEARCH;
    }
    let [access, address, ..] = record.ExceptionInformation;
    let access = match access {
        0 => Access::Read,
        1 => Access::Write,
        _ => return EXCEPTION_CONTINUE_SEARCH,
    };
    // The interrupted code may be about to ask for it.
    // SAFETY: the call takes nothing and gives this thread's last error.
    let error = unsafe { GetLastError() };
    let saved = save(address, access);
    // SAFETY: as above.
    unsafe { SetLastError(error) };
    match saved {
        true => EXCEPTION_CONTINUE_EXECUTION,
        false => EXCEPTION_CONTINUE_SEARCH,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Access {
    Read,
    Write,
}

fn save(address: usize, access: Access) -> bool {
    let _reading = table::ReadGuard::new();
    let Some(found) = table::find(address) else {
        return false;
    };
    let page = ptr::with_exposed_provenance_mut(address - address % page_size());
    loop {
        match found.slot().phase() {
            Phase::Replacing => thread::sleep(Duration::from_millis(1)),
            Phase::Mapped => return serve(page, access),
            Phase::Zeros => {
                // Committing a page that another thread has committed does nothing.
                // SAFETY: a page of a range that is reserved for as long as somebody uses it.
                let made =
                    unsafe { VirtualAlloc(page.cast(), page_size(), MEM_COMMIT, PAGE_READWRITE) };
                return !made.is_null();
            }
        }
    }
}

/// A fault in a file's page: another thread may have settled it meanwhile, and one of a view for
/// reading becomes private when it is written to.
fn serve(page: *mut u8, access: Access) -> bool {
    match os::protection(page) {
        Some(PAGE_READWRITE | PAGE_WRITECOPY) => true,
        Some(PAGE_READONLY) if access == Access::Read => true,
        Some(PAGE_READONLY) => {
            let mut before = 0;
            // SAFETY: a page of a view of ours, which only gains a right.
            let done =
                unsafe { VirtualProtect(page.cast(), page_size(), PAGE_WRITECOPY, &mut before) };
            done != 0
        }
        _ => false,
    }
}
