//! Windows' numbers of errors, and libuv's.

use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::mem;
use std::sync::OnceLock;

use windows_sys::Win32::Foundation::{
    ERROR_COMMITMENT_LIMIT, ERROR_INVALID_FUNCTION, ERROR_MAPPED_ALIGNMENT,
    ERROR_NOT_ENOUGH_MEMORY, ERROR_NOT_ENOUGH_QUOTA, ERROR_OUTOFMEMORY, ERROR_USER_MAPPED_FILE,
};

use super::process_symbol;

/// libuv's numbers where a system has none of its own.
mod uv {
    pub const EBADF: i32 = -4083;
    pub const EBUSY: i32 = -4082;
    pub const EEXIST: i32 = -4075;
    pub const EINVAL: i32 = -4071;
    pub const EISDIR: i32 = -4068;
    pub const ENOENT: i32 = -4058;
    pub const ENOMEM: i32 = -4057;
    pub const ENOSPC: i32 = -4055;
    pub const ENOTSUP: i32 = -4049;
    pub const EPERM: i32 = -4048;
    pub const UNKNOWN: i32 = -4094;
}

/// What stands for a descriptor that is not open: no call of the system knows descriptors.
pub const BAD_DESCRIPTOR: i32 = windows_sys::Win32::Foundation::ERROR_INVALID_HANDLE as i32;
/// What libuv shows as EISDIR.
pub const IS_A_DIRECTORY: i32 = ERROR_INVALID_FUNCTION as i32;

/// The number that libuv gives this error, and node:fs shows as `errno`.
pub fn uv_errno(error: &io::Error) -> i32 {
    let code = error.raw_os_error().unwrap_or(0);
    match code as u32 {
        // Those of mappings, which libuv has no calls for.
        ERROR_USER_MAPPED_FILE => return uv::EBUSY,
        ERROR_COMMITMENT_LIMIT | ERROR_NOT_ENOUGH_QUOTA => return uv::ENOMEM,
        ERROR_MAPPED_ALIGNMENT => return uv::EINVAL,
        _ => {}
    }
    match translator() {
        // SAFETY: the function takes a number and gives one.
        Some(translate) if code > 0 => unsafe { translate(code) },
        _ => by_kind(error),
    }
}

type Translate = unsafe extern "C" fn(c_int) -> c_int;

/// The runtime's own libuv, if it shows it.
fn translator() -> Option<Translate> {
    static FUNCTION: OnceLock<Option<Translate>> = OnceLock::new();
    *FUNCTION.get_or_init(|| {
        let symbol = process_symbol(c"uv_translate_sys_error")?;
        // SAFETY: uv.h declares the function of this name so.
        Some(unsafe { mem::transmute::<*mut std::ffi::c_void, Translate>(symbol) })
    })
}

fn by_kind(error: &io::Error) -> i32 {
    match error.raw_os_error() {
        Some(BAD_DESCRIPTOR) => return uv::EBADF,
        Some(IS_A_DIRECTORY) => return uv::EISDIR,
        _ => {}
    }
    match error.kind() {
        ErrorKind::NotFound => uv::ENOENT,
        ErrorKind::PermissionDenied => uv::EPERM,
        ErrorKind::AlreadyExists => uv::EEXIST,
        ErrorKind::InvalidInput => uv::EINVAL,
        ErrorKind::OutOfMemory => uv::ENOMEM,
        ErrorKind::ResourceBusy => uv::EBUSY,
        ErrorKind::StorageFull => uv::ENOSPC,
        ErrorKind::Unsupported => uv::ENOTSUP,
        _ => uv::UNKNOWN,
    }
}

/// Whether the error means that the process has as much address space, or that all of them have
/// as much memory promised, as the system allows.
pub fn is_mapping_limit(error: &io::Error) -> bool {
    matches!(
        error.raw_os_error().map(|code| code as u32),
        Some(
            ERROR_NOT_ENOUGH_MEMORY
                | ERROR_OUTOFMEMORY
                | ERROR_COMMITMENT_LIMIT
                | ERROR_NOT_ENOUGH_QUOTA
        )
    )
}

/// Whether an error of `populate` says that pages are lost: it reports none.
pub fn is_lost(_error: &io::Error) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_the_numbers_of_libuv() {
        let number = |code: u32| uv_errno(&io::Error::from_raw_os_error(code as i32));
        assert_eq!(number(2), uv::ENOENT);
        assert_eq!(number(5), uv::EPERM);
        assert_eq!(number(80), uv::EEXIST);
        assert_eq!(number(112), uv::ENOSPC);
        assert_eq!(number(ERROR_USER_MAPPED_FILE), uv::EBUSY);
        assert_eq!(number(ERROR_COMMITMENT_LIMIT), uv::ENOMEM);
        assert_eq!(uv_errno(&ErrorKind::Unsupported.into()), uv::ENOTSUP);
        assert_eq!(number(0xffff), uv::UNKNOWN);
    }
}
