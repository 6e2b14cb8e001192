//! Files: descriptors and paths as Node knows them, and reading and writing at a position.

use std::ffi::c_int;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom};
use std::mem::{self, ManuallyDrop};
use std::os::windows::fs::FileExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, RawHandle};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_BAD_DEVICE, ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL,
    ERROR_INVALID_FUNCTION, ERROR_IO_PENDING, ERROR_LOCK_VIOLATION, ERROR_NOT_SUPPORTED,
};
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, FILE_ALLOCATION_INFO, FileAllocationInfo,
    GetFileInformationByHandle, LOCKFILE_EXCLUSIVE_LOCK, LOCKFILE_FAIL_IMMEDIATELY, LockFileEx,
    SetFileInformationByHandle, UnlockFileEx,
};
use windows_sys::Win32::System::IO::OVERLAPPED;

use super::errors::{BAD_DESCRIPTOR, IS_A_DIRECTORY};
use super::process_symbol;
use crate::mode::Access;

type GetHandle = unsafe extern "C" fn(c_int) -> RawHandle;

/// libuv's table of descriptors, which belongs to the runtime's C library and not to ours.
fn get_handle() -> Option<GetHandle> {
    static FUNCTION: OnceLock<Option<GetHandle>> = OnceLock::new();
    *FUNCTION.get_or_init(|| {
        let symbol = process_symbol(c"uv_get_osfhandle")?;
        // SAFETY: uv.h declares the function of this name so.
        Some(unsafe { mem::transmute::<*mut std::ffi::c_void, GetHandle>(symbol) })
    })
}

/// A descriptor that stays the caller's. What it may not do, mapping refuses.
pub fn borrow_descriptor(fd: i32) -> io::Result<(ManuallyDrop<File>, Access)> {
    let get_handle = get_handle().ok_or(ErrorKind::Unsupported)?;
    // SAFETY: the function takes any number; libuv has told the C library not to end the process
    // over one that is not open.
    let handle = unsafe { get_handle(fd) };
    // -2 is a standard stream that leads nowhere.
    if handle.is_null() || matches!(handle.addr() as isize, -1 | -2) {
        return Err(io::Error::from_raw_os_error(BAD_DESCRIPTOR));
    }
    // SAFETY: the handle is open, and ManuallyDrop never closes it.
    let file = ManuallyDrop::new(unsafe { File::from_raw_handle(handle) });
    Ok((file, Access::FULL))
}

/// Opens a file that exists.
pub fn open(path: &Path, options: &OpenOptions) -> io::Result<File> {
    options.open(path)
}

/// Whether this kind of file can be mapped: the system tells when it is tried.
pub fn is_mappable(_metadata: &Metadata) -> bool {
    true
}

/// The error of mapping what cannot be mapped.
pub fn not_mappable() -> io::Error {
    io::Error::from_raw_os_error(ERROR_BAD_DEVICE as i32)
}

/// The error of mapping a descriptor that may not do it.
pub fn no_access() -> io::Error {
    io::Error::from_raw_os_error(ERROR_ACCESS_DENIED as i32)
}

/// Processes have no limit for the length of a file here.
pub fn check_file_limit(_end: u64) -> io::Result<()> {
    Ok(())
}

/// A file that is mapped cannot be made shorter.
pub const TRUNCATES_MAPPED: bool = false;

/// Makes zeros of a range of a file: a file that is not mapped can be made shorter as well.
pub fn punch_hole(_file: &File, _offset: u64, _len: u64) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// A byte that no file has: other handles cannot read or write what is locked.
fn far_byte() -> OVERLAPPED {
    let mut range = OVERLAPPED::default();
    range.Anonymous.Anonymous.Offset = u32::MAX - 1;
    range.Anonymous.Anonymous.OffsetHigh = i32::MAX as u32;
    range
}

/// Locks a file against other handles that do the same, and does not wait: false where one has it.
/// True where the file system has no locks.
pub fn try_lock(file: &File) -> io::Result<bool> {
    let flags = LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY;
    // SAFETY: the handle is open, and the structure outlives the call, which does not wait.
    let locked = unsafe { LockFileEx(file.as_raw_handle(), flags, 0, 1, 0, &mut far_byte()) } != 0;
    if locked {
        return Ok(true);
    }
    let error = io::Error::last_os_error();
    match error.raw_os_error().map(|code| code as u32) {
        Some(ERROR_LOCK_VIOLATION | ERROR_IO_PENDING) => Ok(false),
        Some(ERROR_INVALID_FUNCTION | ERROR_NOT_SUPPORTED) => Ok(true),
        _ => Err(error),
    }
}

/// Gives the lock back.
pub fn unlock(file: &File) {
    // It ends with the process at the latest.
    // SAFETY: as above.
    let _ = unsafe { UnlockFileEx(file.as_raw_handle(), 0, 1, 0, &mut far_byte()) };
}

/// A path from a Buffer: UTF-8 here.
pub fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The error to report where opening a path failed: for a directory, Windows says that access is
/// denied.
pub fn refusal(path: &Path, error: io::Error) -> io::Error {
    if error.kind() == ErrorKind::PermissionDenied && path.is_dir() {
        return is_a_directory();
    }
    error
}

/// The error of opening a directory.
pub fn is_a_directory() -> io::Error {
    io::Error::from_raw_os_error(IS_A_DIRECTORY)
}

/// The file's length.
pub fn size(_file: &File, metadata: &Metadata) -> io::Result<u64> {
    Ok(metadata.len())
}

/// Restores the handle's position, which reading and writing elsewhere moves: it may be the caller's.
fn keeping_position<T>(file: &File, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let mut handle = file;
    let position = handle.stream_position()?;
    let result = work();
    handle.seek(SeekFrom::Start(position))?;
    result
}

/// Reads at a position in the file, as much as there is.
pub fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    keeping_position(file, || file.seek_read(bytes, offset))
}

/// Fills a buffer from a position in the file.
pub fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    keeping_position(file, || {
        while !bytes.is_empty() {
            let read = file.seek_read(bytes, offset)?;
            if read == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            bytes = &mut mem::take(&mut bytes)[read..];
            offset += read as u64;
        }
        Ok(())
    })
}

/// Writes at a position in the file.
pub fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    keeping_position(file, || {
        while !bytes.is_empty() {
            let written = file.seek_write(bytes, offset)?;
            if written == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
            bytes = &bytes[written..];
            offset += written as u64;
        }
        Ok(())
    })
}

fn information(file: &File) -> io::Result<BY_HANDLE_FILE_INFORMATION> {
    let mut information = BY_HANDLE_FILE_INFORMATION::default();
    // SAFETY: the handle is open, and the call fills the structure.
    match unsafe { GetFileInformationByHandle(file.as_raw_handle(), &mut information) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(information),
    }
}

fn index(information: &BY_HANDLE_FILE_INFORMATION) -> u64 {
    u64::from(information.nFileIndexHigh) << 32 | u64::from(information.nFileIndexLow)
}

/// Files of a folder have its permissions here.
pub fn keep_private(_options: &mut OpenOptions) {}

/// Files of a folder have its permissions here.
pub fn copy_access(_file: &File, _old: &Metadata) -> io::Result<()> {
    Ok(())
}

/// A number that two files hardly ever share: volume and index, as a double can hold them.
pub fn identity(file: &File, _metadata: &Metadata) -> io::Result<f64> {
    let information = information(file)?;
    let volume = u64::from(information.dwVolumeSerialNumber);
    let mixed = (volume.rotate_left(32) ^ index(&information)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Ok((mixed >> 11) as f64)
}

/// The file's number in its file system.
pub fn inode(file: &File) -> io::Result<u64> {
    information(file).map(|information| index(&information))
}

/// Reserves the blocks of a range at the file's end.
pub fn allocate(file: &File, offset: u64, len: u64) -> io::Result<()> {
    let end = offset + len;
    let allocation = FILE_ALLOCATION_INFO {
        AllocationSize: end as i64,
    };
    // SAFETY: the handle is open, and the structure is the one of this class, with its size.
    let done = unsafe {
        SetFileInformationByHandle(
            file.as_raw_handle(),
            FileAllocationInfo,
            (&raw const allocation).cast(),
            size_of::<FILE_ALLOCATION_INFO>() as u32,
        )
    };
    if done != 0 {
        return Ok(());
    }
    let error = io::Error::last_os_error();
    match error.raw_os_error().map(|code| code as u32) {
        Some(ERROR_DISK_FULL | ERROR_HANDLE_DISK_FULL) => Err(error),
        // Not every file system has the call. What is written has its blocks.
        _ => write_zeros(file, offset, end),
    }
}

fn write_zeros(file: &File, mut from: u64, end: u64) -> io::Result<()> {
    let zeros = vec![0; (end - from).min(1 << 20) as usize];
    while from < end {
        let len = (end - from).min(zeros.len() as u64);
        write_all_at(file, &zeros[..len as usize], from)?;
        from += len;
    }
    Ok(())
}

/// Opens a file to have its bytes in the system's cache: a plain file only.
pub fn open_plain(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(ErrorKind::InvalidInput.into()),
    }
}

/// Whether a byte of a file is in the system's file cache: this system does not tell.
pub fn is_cached(_file: &File, _offset: u64) -> bool {
    false
}
