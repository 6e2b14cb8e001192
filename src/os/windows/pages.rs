//! Pages of memory.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::sync::OnceLock;

use windows_sys::Win32::Foundation::ERROR_NOT_LOCKED;
use windows_sys::Win32::System::Memory::{
    FlushViewOfFile, MEM_COMMIT, MEM_FREE, MEMORY_BASIC_INFORMATION, PrefetchVirtualMemory,
    VirtualQuery, VirtualUnlock, WIN32_MEMORY_RANGE_ENTRY,
};
use windows_sys::Win32::System::ProcessStatus::{
    K32QueryWorkingSetEx, PSAPI_WORKING_SET_EX_INFORMATION,
};
use windows_sys::Win32::System::SystemInformation::{GetSystemInfo, SYSTEM_INFO};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

use crate::advice::Advice;

fn system() -> (usize, usize) {
    static SIZES: OnceLock<(usize, usize)> = OnceLock::new();
    *SIZES.get_or_init(|| {
        let mut info = SYSTEM_INFO::default();
        // SAFETY: the call fills the structure.
        unsafe { GetSystemInfo(&mut info) };
        (
            info.dwPageSize as usize,
            info.dwAllocationGranularity as usize,
        )
    })
}

/// Bytes in a page.
pub fn page_size() -> usize {
    system().0
}

/// What the file offset and the address of a view must be multiples of.
pub fn granularity() -> usize {
    system().1
}

/// Nothing replaces mapped memory in place here.
pub const CAN_OVERLAY: bool = false;

/// Maps the file over pages that are already mapped: this system cannot.
///
/// # Safety
/// None; that of its namesake elsewhere.
pub unsafe fn map_over(
    _address: *mut u8,
    _len: usize,
    _file: &File,
    _offset: u64,
    _private: bool,
    _unsure: impl FnOnce(),
) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Maps zeros over mapped pages in one step: this system cannot.
///
/// # Safety
/// None; that of its namesake elsewhere.
pub unsafe fn zero(_address: *mut u8, _len: usize) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

fn query(address: *const u8) -> Option<MEMORY_BASIC_INFORMATION> {
    let mut info = MEMORY_BASIC_INFORMATION::default();
    let size = size_of::<MEMORY_BASIC_INFORMATION>();
    // SAFETY: the address is only looked up, and the structure has the size that is named.
    (unsafe { VirtualQuery(address.cast(), &mut info, size) } != 0).then_some(info)
}

/// Whether anything is mapped at this page.
pub fn is_mapped(page: *mut u8) -> bool {
    query(page).is_some_and(|info| info.State != MEM_FREE)
}

/// What may be done with a page, if there is memory behind it: a `PAGE_` number.
pub fn protection(page: *const u8) -> Option<u32> {
    query(page)
        .filter(|info| info.State == MEM_COMMIT)
        .map(|info| info.Protect)
}

/// Hands the dirty pages of a range to the system's file cache.
///
/// # Safety
/// None beyond that of its namesake elsewhere: a range that is not a view's is an error.
pub unsafe fn sync(address: *mut u8, len: usize) -> io::Result<()> {
    // SAFETY: the call reads no memory that is not a view's.
    match unsafe { FlushViewOfFile(address.cast(), len) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Gives advice about a range of pages; what this system has no words for is passed over.
///
/// # Safety
/// The range must be whole mapped pages.
pub unsafe fn advise(address: *mut u8, len: usize, advice: Advice) -> io::Result<()> {
    match advice {
        Advice::WillNeed => {
            let range = WIN32_MEMORY_RANGE_ENTRY {
                VirtualAddress: address.cast(),
                NumberOfBytes: len,
            };
            // SAFETY: one range, which outlives the call, of this process.
            match unsafe { PrefetchVirtualMemory(GetCurrentProcess(), 1, &range, 0) } {
                0 => Err(io::Error::last_os_error()),
                _ => Ok(()),
            }
        }
        Advice::DontNeed | Advice::PageOut => {
            // Of pages that nobody locked, this takes them out of the working set. What was
            // written goes to the file, or to the paging file where it is private.
            // SAFETY: changes no contents.
            if unsafe { VirtualUnlock(address.cast(), len) } != 0 {
                return Ok(());
            }
            match io::Error::last_os_error() {
                error if error.raw_os_error() == Some(ERROR_NOT_LOCKED as i32) => Ok(()),
                error => Err(error),
            }
        }
        Advice::Normal | Advice::Sequential | Advice::Random | Advice::Huge => Ok(()),
    }
}

/// Asks for huge pages: here only a program with a privilege can have them, and not afterwards.
pub fn advise_huge(_address: *mut u8, _len: usize) {}

/// Which pages of a range are in this process's working set: bit 0 of each entry of `vec`.
///
/// # Safety
/// `address` must be page-aligned; `vec` has an entry for each page.
pub unsafe fn resident(address: *mut u8, _len: usize, vec: &mut [u8]) -> io::Result<()> {
    const AT_ONCE: usize = 512;
    let mut pages = Vec::with_capacity(vec.len().min(AT_ONCE));
    for (batch, vec) in vec.chunks_mut(AT_ONCE).enumerate() {
        pages.clear();
        pages.extend((0..vec.len()).map(|page| {
            let at = (batch * AT_ONCE + page) * page_size();
            PSAPI_WORKING_SET_EX_INFORMATION {
                VirtualAddress: address.wrapping_add(at).cast(),
                ..Default::default()
            }
        }));
        let size = size_of_val(&pages[..]) as u32;
        // SAFETY: the call reads and fills the structures, whose size is named.
        if unsafe { K32QueryWorkingSetEx(GetCurrentProcess(), pages.as_mut_ptr().cast(), size) }
            == 0
        {
            return Err(io::Error::last_os_error());
        }
        for (entry, page) in vec.iter_mut().zip(&pages) {
            // SAFETY: all ways to look at the attributes are plain bits; the lowest is "valid".
            *entry = (unsafe { page.VirtualAttributes.Flags } & 1) as u8;
        }
    }
    Ok(())
}

/// Reads pages in and waits for them: this system has no call for it.
///
/// # Safety
/// None; that of its namesake elsewhere.
pub unsafe fn populate(_address: *mut u8, _len: usize) -> io::Result<bool> {
    Ok(false)
}

/// How many mappings the system allows a process: it does not count them.
pub fn mapping_limit() -> usize {
    usize::MAX
}
