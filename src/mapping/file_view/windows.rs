//! Views, high in the address space. A closed one leaves a reserved range behind, in which the guard
//! makes pages of zeros as they are touched.
//!
//! Windows cannot replace a view in one step, so its addresses are free for a moment. A thread that
//! touches them then waits in the guard, and no other allocation takes them unless it names this
//! very address: Windows and V8 look for addresses elsewhere.

use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle, RawHandle};
use std::process;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use windows_sys::Win32::Foundation::{
    ERROR_INVALID_ADDRESS, ERROR_LOCK_VIOLATION, INVALID_HANDLE_VALUE,
};
use windows_sys::Win32::System::Memory::{
    CreateFileMappingW, FILE_MAP, FILE_MAP_COPY, FILE_MAP_READ, FILE_MAP_WRITE, MEM_RELEASE,
    MEM_RESERVE, MEMORY_MAPPED_VIEW_ADDRESS, MapViewOfFileEx, PAGE_NOACCESS, PAGE_PROTECTION_FLAGS,
    PAGE_READONLY, PAGE_READWRITE, PAGE_WRITECOPY, UnmapViewOfFile, VirtualAlloc, VirtualFree,
    VirtualProtect,
};

use super::whole_pages;
use crate::mode::Mode;
use crate::os;

/// A mapped range of a file.
pub struct FileView {
    range: Range,
    base: *mut u8,
    /// The file where writes reach it, to be flushed; none once it is closed.
    file: RwLock<Option<File>>,
    closed: AtomicBool,
}

/// A range of addresses that starts at a multiple of the granularity.
#[derive(Clone, Copy)]
struct Range {
    start: *mut u8,
    len: usize,
}

impl FileView {
    /// Maps `len` bytes of the file from `offset` on. They are at least one, and in the file.
    pub fn map(file: &File, mode: Mode, offset: u64, len: usize) -> io::Result<FileView> {
        let delta = (offset % os::granularity() as u64) as usize;
        let (from, len) = (offset - delta as u64, delta + len);
        let handle = file.as_raw_handle();
        let flushed = match mode.writes_file() {
            true => Some(file.try_clone()?),
            false => None,
        };
        let range = if mode.writes_file() {
            map(handle, PAGE_READWRITE, FILE_MAP_WRITE, from, len)
        } else {
            match map(handle, PAGE_WRITECOPY, FILE_MAP_COPY, from, len) {
                // The system promises memory for a private copy of every page. Pages to read need
                // no promise, and the guard makes those private that a stray write hits.
                Err(error)
                    if mode == Mode::Read
                        && os::is_mapping_limit(&error)
                        && can_become_private() =>
                {
                    map(handle, PAGE_READONLY, FILE_MAP_READ, from, len)
                }
                result => result,
            }
        }?;
        Ok(FileView {
            range,
            base: range.start.wrapping_add(delta),
            file: RwLock::new(flushed),
            closed: AtomicBool::new(false),
        })
    }

    /// The byte at the offset asked for.
    pub fn base(&self) -> *mut u8 {
        self.base
    }

    /// Writes a range to the file and waits for the disk; [`FileView::close`] waits for it.
    pub fn flush(&self, start: usize, len: usize) -> io::Result<()> {
        let file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        let Some(file) = &*file else { return Ok(()) };
        let (pages, len) = whole_pages(self.base.wrapping_add(start), len);
        let mut tries = 0;
        loop {
            // SAFETY: the view is there for as long as the lock is held.
            match unsafe { os::sync(pages, len) } {
                // The system is writing some of these pages by itself.
                Err(error) if is(&error, ERROR_LOCK_VIOLATION) && tries < 1000 => {
                    tries += 1;
                    thread::sleep(Duration::from_millis(1));
                }
                result => break result?,
            }
        }
        file.sync_data()
    }

    /// Unmaps the file. The guard must know that the pages are being replaced.
    pub fn close(&self) -> io::Result<()> {
        let mut file = self.file.write().unwrap_or_else(PoisonError::into_inner);
        self.range.unmap()?;
        self.range.reserve();
        self.closed.store(true, Ordering::Release);
        *file = None;
        Ok(())
    }
}

impl Drop for FileView {
    fn drop(&mut self) {
        if self.closed.load(Ordering::Acquire) {
            // SAFETY: reserved by `close`, and nobody uses the addresses any more.
            unsafe { VirtualFree(self.range.start.cast(), 0, MEM_RELEASE) };
        } else {
            // Nothing is left to do about an error.
            let _ = self.range.unmap();
        }
    }
}

impl Range {
    fn unmap(self) -> io::Result<()> {
        let address = MEMORY_MAPPED_VIEW_ADDRESS {
            Value: self.start.cast(),
        };
        // SAFETY: a view of ours begins here; who may still use it is the callers' business.
        match unsafe { UnmapViewOfFile(address) } {
            0 => Err(io::Error::last_os_error()),
            _ => Ok(()),
        }
    }

    /// Takes the addresses, which were a view's until now.
    fn reserve(self) {
        for _ in 0..1000 {
            // SAFETY: addresses that are free, or the call fails.
            let reserved =
                unsafe { VirtualAlloc(self.start.cast(), self.len, MEM_RESERVE, PAGE_NOACCESS) };
            if !reserved.is_null() {
                return;
            }
            // Another allocation that was given them may be freed soon.
            thread::sleep(Duration::from_millis(1));
        }
        // TypedArrays over them would read and write what is another's.
        eprintln!(
            "memmap: the addresses of a closed map were taken by another allocation: {}",
            io::Error::last_os_error()
        );
        process::abort();
    }
}

fn is(error: &io::Error, code: u32) -> bool {
    error.raw_os_error() == Some(code as i32)
}

fn section(file: RawHandle, protect: PAGE_PROTECTION_FLAGS, size: u64) -> io::Result<OwnedHandle> {
    let (high, low) = ((size >> 32) as u32, size as u32);
    // SAFETY: the handle is open, or the one that means the paging file; no attributes, no name.
    let section = unsafe { CreateFileMappingW(file, ptr::null(), protect, high, low, ptr::null()) };
    if section.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: a new handle, nobody else's.
    Ok(unsafe { OwnedHandle::from_raw_handle(section) })
}

fn map(
    file: RawHandle,
    protect: PAGE_PROTECTION_FLAGS,
    access: FILE_MAP,
    from: u64,
    len: usize,
) -> io::Result<Range> {
    let section = section(file, protect, from + len as u64)?;
    // Something else may lie at these addresses.
    for _ in 0..16 {
        match next_address(len) {
            Some(address) => match view(&section, access, from, len, address) {
                Err(error) if is(&error, ERROR_INVALID_ADDRESS) => {}
                result => return result,
            },
            None => break,
        }
    }
    view(&section, access, from, len, ptr::null_mut())
}

fn view(
    section: &OwnedHandle,
    access: FILE_MAP,
    from: u64,
    len: usize,
    address: *mut u8,
) -> io::Result<Range> {
    let (high, low) = ((from >> 32) as u32, from as u32);
    let section = section.as_raw_handle();
    // SAFETY: the call takes addresses that are free, or fails.
    let view = unsafe { MapViewOfFileEx(section, access, high, low, len, address.cast()) };
    if view.Value.is_null() {
        return Err(io::Error::last_os_error());
    }
    Ok(Range {
        start: view.Value.cast(),
        len,
    })
}

/// Views go between these two, if a process has so many addresses. Windows gives out the lowest
/// that are free, with its own libraries and stacks at the very top, and V8 asks for some below
/// 0x0400_0000_0000.
const LOW: u64 = 0x2000_0000_0000;
const HIGH: u64 = 0x6000_0000_0000;

/// The next address for so many bytes: one behind the other, from a random one on, so that those
/// given back are the last to be used again.
fn next_address(len: usize) -> Option<*mut u8> {
    static FIRST: OnceLock<u64> = OnceLock::new();
    static TAKEN: AtomicU64 = AtomicU64::new(0);
    let grain = os::granularity() as u64;
    // A gap between two views catches an overrun.
    let size = (len as u64).next_multiple_of(grain) + grain;
    let span = (HIGH - LOW).checked_sub(size)?;
    let first = FIRST.get_or_init(|| RandomState::new().build_hasher().finish() >> 8);
    let taken = TAKEN.fetch_add(size, Ordering::Relaxed);
    let at = LOW + (first / grain * grain + taken) % span;
    usize::try_from(at).ok().map(ptr::without_provenance_mut)
}

/// Whether pages of a view for reading can be made private when they are written to. Tried out
/// once, on memory of the process's own.
fn can_become_private() -> bool {
    static CAN: OnceLock<bool> = OnceLock::new();
    *CAN.get_or_init(|| try_private_page().unwrap_or(false))
}

fn try_private_page() -> io::Result<bool> {
    let len = os::page_size();
    let section = section(INVALID_HANDLE_VALUE, PAGE_READWRITE, len as u64)?;
    let one = view(&section, FILE_MAP_READ, 0, len, ptr::null_mut())?;
    let other = view(&section, FILE_MAP_READ, 0, len, ptr::null_mut())?;
    let mut before = 0;
    // SAFETY: the views are one page each, and nobody else has them.
    let private = unsafe {
        VirtualProtect(one.start.cast(), len, PAGE_WRITECOPY, &mut before) != 0 && {
            one.start.write_volatile(1);
            one.start.read_volatile() == 1 && other.start.read_volatile() == 0
        }
    };
    one.unmap()?;
    other.unmap()?;
    Ok(private)
}
