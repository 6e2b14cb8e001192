//! Linux, macOS and the BSDs.

use std::ffi::{CStr, OsStr, c_void};
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::OnceLock;

use crate::advice::Advice;
use crate::mode::Access;

/// Bytes in a page; mappings begin at multiples of it.
pub fn page_size() -> usize {
    static SIZE: OnceLock<usize> = OnceLock::new();
    // SAFETY: sysconf takes no pointers.
    *SIZE.get_or_init(|| unsafe { libc::sysconf(libc::_SC_PAGESIZE) as usize })
}

/// What the file offset of a mapping must be a multiple of.
pub fn granularity() -> usize {
    page_size()
}

/// A descriptor that stays the caller's, and what it may do.
pub fn borrow_descriptor(fd: i32) -> io::Result<(ManuallyDrop<File>, Access)> {
    // File::from_raw_fd must not see -1; fcntl also tells a closed descriptor from an open one.
    // SAFETY: F_GETFL takes no pointers.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    if flags == -1 {
        return Err(io::Error::last_os_error());
    }
    let mode = flags & libc::O_ACCMODE;
    let access = Access {
        read: mode != libc::O_WRONLY,
        write: mode != libc::O_RDONLY,
        append: flags & libc::O_APPEND != 0,
    };
    // SAFETY: the descriptor is open, and ManuallyDrop never closes it.
    Ok((ManuallyDrop::new(unsafe { File::from_raw_fd(fd) }), access))
}

/// Opens a file that exists, without waiting for the other end of a FIFO.
pub fn open(path: &Path, options: &OpenOptions) -> io::Result<File> {
    let flags = libc::O_NONBLOCK | libc::O_NOCTTY;
    match options.clone().custom_flags(flags).open(path) {
        // Another process has a lease on the file: wait until it has given that up.
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => options.open(path),
        result => result,
    }
}

/// A path as the bytes that the system knows it by.
pub fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// The error to report where opening a path failed.
pub fn refusal(_path: &Path, error: io::Error) -> io::Error {
    error
}

/// The error of opening a directory for writing, which reading should give as well.
pub fn is_a_directory() -> io::Error {
    io::Error::from_raw_os_error(libc::EISDIR)
}

/// Whether this kind of file can be mapped, as far as its kind says so.
pub fn is_mappable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    !(kind.is_fifo() || kind.is_socket() || kind.is_char_device())
}

/// The error of mapping what cannot be mapped.
pub fn not_mappable() -> io::Error {
    io::Error::from_raw_os_error(libc::ENODEV)
}

/// The error of mapping a descriptor that may not do it.
pub fn no_access() -> io::Error {
    io::Error::from_raw_os_error(libc::EACCES)
}

/// Fails where this process may not make a file so long: trying it is a signal that ends the
/// process, unless the runtime has said otherwise.
pub fn check_file_limit(end: u64) -> io::Result<()> {
    let mut limit = libc::rlimit {
        rlim_cur: libc::RLIM_INFINITY,
        rlim_max: libc::RLIM_INFINITY,
    };
    // SAFETY: the call fills the structure.
    let known = unsafe { libc::getrlimit(libc::RLIMIT_FSIZE, &mut limit) } == 0;
    // The type of the number is not the same on all systems; without a limit it is the largest.
    match known && i128::from(end) > i128::from(limit.rlim_cur) {
        true => Err(io::Error::from_raw_os_error(libc::EFBIG)),
        false => Ok(()),
    }
}

/// A file can be made shorter while it is mapped.
pub const TRUNCATES_MAPPED: bool = true;

/// Makes zeros of a range of a file and gives its blocks back.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn punch_hole(file: &File, offset: u64, len: u64) -> io::Result<()> {
    if len == 0 {
        return Ok(());
    }
    // SAFETY: fallocate takes no pointers; the descriptor is open.
    let code = unsafe {
        libc::fallocate(
            file.as_raw_fd(),
            libc::FALLOC_FL_PUNCH_HOLE | libc::FALLOC_FL_KEEP_SIZE,
            offset as libc::off_t,
            len as libc::off_t,
        )
    };
    match code {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Makes zeros of a range of a file: this system has no call for any range.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn punch_hole(_file: &File, _offset: u64, _len: u64) -> io::Result<()> {
    Err(io::Error::from_raw_os_error(libc::EOPNOTSUPP))
}

/// Locks a file against other processes that do the same, and does not wait: false where one has
/// it. Its bytes stay free for everybody. True where the file system has no locks.
pub fn try_lock(file: &File) -> io::Result<bool> {
    match lock(file, true) {
        Ok(()) => Ok(true),
        Err(error) => match error.raw_os_error() {
            Some(libc::EAGAIN | libc::EACCES) => Ok(false),
            Some(libc::ENOLCK | libc::EOPNOTSUPP | libc::EINVAL | libc::ENOSYS) => Ok(true),
            _ => Err(error),
        },
    }
}

/// Gives the lock back.
pub fn unlock(file: &File) {
    // It ends with the process at the latest.
    let _ = lock(file, false);
}

/// A byte that no file has. Locks of other programs on the file, and the caller's own, are left
/// alone.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn lock(file: &File, exclusive: bool) -> io::Result<()> {
    // SAFETY: a structure of numbers.
    let mut range: libc::flock = unsafe { std::mem::zeroed() };
    range.l_type = match exclusive {
        true => libc::F_WRLCK,
        false => libc::F_UNLCK,
    } as _;
    range.l_whence = libc::SEEK_SET as _;
    range.l_start = libc::off_t::MAX - 1;
    range.l_len = 1;
    // SAFETY: the descriptor is open, and the structure outlives the call.
    match unsafe { libc::fcntl(file.as_raw_fd(), libc::F_OFD_SETLK, &range) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// The whole file: these systems have no locks of ranges that belong to a descriptor.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn lock(file: &File, exclusive: bool) -> io::Result<()> {
    let operation = match exclusive {
        true => libc::LOCK_EX | libc::LOCK_NB,
        false => libc::LOCK_UN,
    };
    // SAFETY: flock takes no pointers; the descriptor is open.
    match unsafe { libc::flock(file.as_raw_fd(), operation) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// The file's length; for a block device, which stat calls 0 long, where its end is.
pub fn size(file: &File, metadata: &Metadata) -> io::Result<u64> {
    use std::io::{Seek, SeekFrom};
    use std::os::unix::fs::FileTypeExt;
    if !metadata.file_type().is_block_device() {
        return Ok(metadata.len());
    }
    let mut file = file;
    let position = file.stream_position()?;
    let end = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(position))?;
    Ok(end)
}

/// Reads at a position in the file, as much as there is.
pub fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, offset)
}

/// Fills a buffer from a position in the file.
pub fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

/// Writes at a position in the file.
pub fn write_all_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

/// Lets nobody else read a file that is to be created.
pub fn keep_private(options: &mut OpenOptions) {
    options.mode(0o600);
}

/// Gives a file the permissions of another one, and its owner where this process may.
pub fn copy_access(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

/// A number that two files hardly ever share: device and inode, as a double can hold them.
pub fn identity(_file: &File, metadata: &Metadata) -> io::Result<f64> {
    use std::os::unix::fs::MetadataExt;
    let mixed =
        (metadata.dev().rotate_left(32) ^ metadata.ino()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Ok((mixed >> 11) as f64)
}

/// Reserves the blocks of a range, extending the file over it.
#[cfg(not(any(target_os = "macos", target_os = "openbsd")))]
pub fn allocate(file: &File, offset: u64, len: u64) -> io::Result<()> {
    loop {
        // SAFETY: posix_fallocate takes no pointers; the descriptor is open.
        let code = unsafe {
            libc::posix_fallocate(file.as_raw_fd(), offset as libc::off_t, len as libc::off_t)
        };
        match code {
            0 => return Ok(()),
            libc::EINTR => continue,
            code => return Err(io::Error::from_raw_os_error(code)),
        }
    }
}

/// Reserves the blocks of a range behind the file's end.
#[cfg(target_os = "macos")]
pub fn allocate(file: &File, _offset: u64, len: u64) -> io::Result<()> {
    let mut store = libc::fstore_t {
        fst_flags: libc::F_ALLOCATEALL,
        fst_posmode: libc::F_PEOFPOSMODE,
        fst_offset: 0,
        fst_length: len as libc::off_t,
        fst_bytesalloc: 0,
    };
    // SAFETY: the descriptor is open and `store` outlives the call.
    match unsafe { libc::fcntl(file.as_raw_fd(), libc::F_PREALLOCATE, &mut store) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Reserves the blocks of a range: this system has no call for it.
#[cfg(target_os = "openbsd")]
pub fn allocate(_file: &File, _offset: u64, _len: u64) -> io::Result<()> {
    Err(io::Error::from_raw_os_error(libc::EOPNOTSUPP))
}

/// No swap space is set aside for private pages, so that their number does not count as memory in
/// use.
#[cfg(not(any(target_os = "freebsd", target_os = "dragonfly")))]
const NO_RESERVE: i32 = libc::MAP_NORESERVE;
/// These systems never set any aside.
#[cfg(any(target_os = "freebsd", target_os = "dragonfly"))]
const NO_RESERVE: i32 = 0;

/// Maps the file over pages that are already mapped. Where that fails they are as before, or zeros;
/// `unsure` is called where they may be somebody else's by now.
///
/// # Safety
/// `address` to `address + len` must be whole mapped pages that nothing but plain bytes lives
/// in, and whose owner unmaps them by address.
pub unsafe fn map_over(
    address: *mut u8,
    len: usize,
    file: &File,
    offset: u64,
    private: bool,
    unsure: impl FnOnce(),
) -> io::Result<()> {
    let flags = if private {
        libc::MAP_PRIVATE | NO_RESERVE
    } else {
        libc::MAP_SHARED
    };
    let (fd, offset) = (file.as_raw_fd(), offset as libc::off_t);
    // MAP_FIXED unmaps the target before it asks the file's own mmap handler, which may refuse. So
    // the file is mapped elsewhere first.
    // SAFETY: new pages.
    let mapped = unsafe { libc::mmap(ptr::null_mut(), len, RIGHTS, flags, fd, offset) };
    if mapped == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: moves the pages that were mapped just now; the caller gives those to be replaced.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let replaced = unsafe {
        let how = libc::MREMAP_MAYMOVE | libc::MREMAP_FIXED;
        result(libc::mremap(mapped, len, len, how, address))
    };
    // SAFETY: what a file's handler allowed once, it allows again; the caller gives the pages.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let replaced = unsafe { fixed(address, len, flags, fd, offset) };
    if replaced.is_err() && !refill(address, len) {
        unsure();
    }
    if replaced.is_err() || cfg!(not(any(target_os = "linux", target_os = "android"))) {
        // SAFETY: nobody uses these pages.
        unsafe { libc::munmap(mapped, len) };
    }
    replaced
}

/// Maps zeros over mapped pages, replacing them in one step: nobody ever sees them unmapped.
///
/// # Safety
/// As [`map_over`].
pub unsafe fn zero(address: *mut u8, len: usize) -> io::Result<()> {
    // SAFETY: the caller gives pages that may be replaced.
    match unsafe { fixed(address, len, ZEROS, -1, 0) } {
        Err(_) if refill(address, len) => Ok(()),
        result => result,
    }
}

const RIGHTS: i32 = libc::PROT_READ | libc::PROT_WRITE;
const ZEROS: i32 = libc::MAP_PRIVATE | libc::MAP_ANON | NO_RESERVE;

/// Maps something over pages, in one step.
///
/// # Safety
/// As [`map_over`].
unsafe fn fixed(
    address: *mut u8,
    len: usize,
    flags: i32,
    fd: i32,
    offset: libc::off_t,
) -> io::Result<()> {
    let flags = flags | libc::MAP_FIXED;
    // SAFETY: the caller gives pages that may be replaced.
    result(unsafe { libc::mmap(address.cast(), len, RIGHTS, flags, fd, offset) })
}

fn result(mapped: *mut c_void) -> io::Result<()> {
    match mapped {
        libc::MAP_FAILED => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Puts zeros at an address where a call that replaces pages has failed, and gives whether it did. The
/// call may have unmapped the pages, and the next mapping of anybody would take their place. Pages
/// that are still mapped stay. Async-signal-safe.
fn refill(address: *mut u8, len: usize) -> bool {
    // Read-only pages can be had even where the system has committed all its memory.
    for rights in [RIGHTS, libc::PROT_READ] {
        // SAFETY: without MAP_FIXED the address is a hint, which is followed where nothing is mapped;
        // pages elsewhere are unmapped.
        unsafe {
            let filled = libc::mmap(address.cast(), len, rights, ZEROS, -1, 0);
            if filled == address.cast() {
                return rights == RIGHTS;
            }
            if filled != libc::MAP_FAILED {
                libc::munmap(filled, len);
                return false;
            }
        }
    }
    false
}

/// Whether anything is mapped at this page.
pub fn is_mapped(page: *mut u8) -> bool {
    // For a page that is there, MS_ASYNC does nothing or starts writing it out.
    // SAFETY: msync reads no memory through the pointer.
    unsafe { libc::msync(page.cast(), page_size(), libc::MS_ASYNC) == 0 }
}

/// The file's number in its file system.
pub fn inode(file: &File) -> io::Result<u64> {
    use std::os::unix::fs::MetadataExt;
    Ok(file.metadata()?.ino())
}

/// Writes the dirty pages of a range to the file and waits.
///
/// # Safety
/// `address` must be page-aligned.
pub unsafe fn sync(address: *mut u8, len: usize) -> io::Result<()> {
    // SAFETY: msync reads no memory through the pointer; a range that is not mapped is ENOMEM.
    match unsafe { libc::msync(address.cast(), len, libc::MS_SYNC) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Gives advice about a range of pages; what this system has no words for is passed over.
///
/// # Safety
/// `address` must be page-aligned, and the range whole mapped pages; [`Advice::DontNeed`] may
/// put the file's bytes back in private ones.
pub unsafe fn advise(address: *mut u8, len: usize, advice: Advice) -> io::Result<()> {
    let (advice, optional) = match advice {
        Advice::Normal => (libc::MADV_NORMAL, false),
        Advice::Sequential => (libc::MADV_SEQUENTIAL, false),
        Advice::Random => (libc::MADV_RANDOM, false),
        Advice::WillNeed => (libc::MADV_WILLNEED, false),
        Advice::DontNeed => (libc::MADV_DONTNEED, false),
        // Since Linux 5.4.
        #[cfg(target_os = "linux")]
        Advice::PageOut => (libc::MADV_PAGEOUT, true),
        // Kernels can be built without.
        #[cfg(target_os = "linux")]
        Advice::Huge => (libc::MADV_HUGEPAGE, true),
        // Elsewhere this keeps what was written to private pages.
        #[cfg(not(target_os = "linux"))]
        Advice::PageOut => (libc::MADV_DONTNEED, false),
        #[cfg(not(target_os = "linux"))]
        Advice::Huge => return Ok(()),
    };
    // SAFETY: the caller's promise.
    if unsafe { libc::madvise(address.cast(), len, advice) } == 0 {
        return Ok(());
    }
    match io::Error::last_os_error() {
        error if optional && error.raw_os_error() == Some(libc::EINVAL) => Ok(()),
        error => Err(error),
    }
}

/// Which pages of a range are in memory: bit 0 of each entry of `vec`.
///
/// # Safety
/// `address` must be page-aligned; `vec` has an entry for each page.
pub unsafe fn resident(address: *mut u8, len: usize, vec: &mut [u8]) -> io::Result<()> {
    // SAFETY: the call writes one byte for each page.
    match unsafe { libc::mincore(address.cast(), len, vec.as_mut_ptr().cast()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Reads pages in and waits for them; false where the system has no call for it.
///
/// # Safety
/// `address` must be page-aligned, and the range whole mapped pages.
#[cfg(target_os = "linux")]
pub unsafe fn populate(address: *mut u8, len: usize) -> io::Result<bool> {
    loop {
        // SAFETY: the caller's promise; only reads.
        if unsafe { libc::madvise(address.cast(), len, libc::MADV_POPULATE_READ) } == 0 {
            return Ok(true);
        }
        let error = io::Error::last_os_error();
        match error.raw_os_error() {
            Some(libc::EINTR) => continue,
            // Before Linux 5.14, and for devices.
            Some(libc::EINVAL) => return Ok(false),
            _ => return Err(error),
        }
    }
}

/// Reads pages in: this system has no call for it.
///
/// # Safety
/// None; that of its namesake on Linux.
#[cfg(not(target_os = "linux"))]
pub unsafe fn populate(_address: *mut u8, _len: usize) -> io::Result<bool> {
    Ok(false)
}

/// Opens a file to have its bytes in the system's cache: a plain file only, without waiting.
pub fn open_plain(path: &Path) -> io::Result<File> {
    let file = File::options()
        .read(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY)
        .open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// Whether a byte of a file is in the system's file cache.
#[cfg(target_os = "linux")]
pub fn is_cached(file: &File, offset: u64) -> bool {
    let mut byte = 0u8;
    let part = libc::iovec {
        iov_base: (&raw mut byte).cast(),
        iov_len: 1,
    };
    let halves = [offset as libc::c_long, (offset >> 32) as libc::c_long];
    // By its number: musl before 1.2.5 has no preadv2, and refuses an addon that asks for it.
    // SAFETY: these are the arguments of preadv2; one part, of one byte, which outlives the call.
    let read = unsafe {
        libc::syscall(
            libc::SYS_preadv2,
            libc::c_long::from(file.as_raw_fd()),
            &raw const part,
            1 as libc::c_long,
            halves[0],
            halves[1],
            libc::c_long::from(libc::RWF_NOWAIT),
        )
    };
    read == 1
}

/// Whether a byte of a file is in the system's file cache: this system does not tell.
#[cfg(not(target_os = "linux"))]
pub fn is_cached(_file: &File, _offset: u64) -> bool {
    false
}

/// Whether [`populate`] says with this error that touching the pages would be a SIGBUS.
pub fn is_lost(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::EFAULT)
}

/// Asks for huge pages behind memory that nobody has touched yet: a 512th of the page faults. A
/// refusal is not reported.
pub fn advise_huge(address: *mut u8, len: usize) {
    let skip = address.align_offset(page_size());
    if len > skip {
        let pages = address.wrapping_add(skip);
        // SAFETY: page-aligned, inside the caller's memory, and this advice changes no contents.
        let _ = unsafe { advise(pages, len - skip, Advice::Huge) };
    }
}

/// A function of the running process by name, for those that not every runtime has.
pub fn process_symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: the name is a C string.
    let symbol = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    (!symbol.is_null()).then_some(symbol)
}

/// Keeps this library loaded: buffers outlive the worker that loaded it, and their finalizers
/// are code of ours.
pub fn pin() {
    let mut info = std::mem::MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: `pin` is an address inside this library, `info` is written on success only, and
    // its name is a C string that lives as long as the library.
    unsafe {
        if libc::dladdr(pin as *const c_void, info.as_mut_ptr()) != 0 {
            let name = info.assume_init().dli_fname;
            libc::dlopen(
                name,
                libc::RTLD_NOW | libc::RTLD_NODELETE | libc::RTLD_NOLOAD,
            );
        }
    }
}

/// Whether the error means that the process has as many mappings, or as much address space, as
/// the system allows.
pub fn is_mapping_limit(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ENOMEM)
}

/// How many mappings the system allows a process.
pub fn mapping_limit() -> usize {
    static LIMIT: OnceLock<usize> = OnceLock::new();
    *LIMIT.get_or_init(|| {
        std::fs::read_to_string("/proc/sys/vm/max_map_count")
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(usize::MAX)
    })
}

/// The number that libuv gives this error, and node:fs shows as `errno`.
pub fn uv_errno(error: &io::Error) -> i32 {
    error.raw_os_error().map_or(-libc::EIO, |errno| -errno)
}

/// Where this thread's `errno` is.
fn errno_location() -> *mut libc::c_int {
    // SAFETY: the functions give the address of a thread's own variable.
    unsafe {
        #[cfg(any(target_os = "linux", target_os = "emscripten", target_os = "dragonfly"))]
        return libc::__errno_location();
        #[cfg(any(target_vendor = "apple", target_os = "freebsd"))]
        return libc::__error();
        #[cfg(any(target_os = "android", target_os = "netbsd", target_os = "openbsd"))]
        return libc::__errno();
    }
}

/// This thread's `errno`, which a signal handler leaves as it was.
pub fn errno() -> i32 {
    // SAFETY: a valid address, this thread's own.
    unsafe { *errno_location() }
}

/// Sets this thread's `errno`.
pub fn set_errno(errno: i32) {
    // SAFETY: as above.
    unsafe { *errno_location() = errno };
}

/// A number for the running thread that no other one has, and never 0.
pub fn thread() -> usize {
    // SAFETY: pthread_self takes nothing and cannot fail.
    unsafe { libc::pthread_self() as usize }
}

/// Whether a SIGBUS with this `si_code` is about memory that is broken.
pub fn is_memory_error(code: i32) -> bool {
    const MEMORY_ERROR_HERE: i32 = 4;
    cfg!(any(target_os = "linux", target_os = "android")) && code == MEMORY_ERROR_HERE
}

/// Whether a SIGBUS with this `si_code` comes from the instruction that it interrupts: it was not
/// sent, and reports no broken memory that nobody is using.
pub fn is_fault(code: i32) -> bool {
    const MEMORY_ERROR_ELSEWHERE: i32 = 5;
    const SENT: i32 = 0x10000;
    let reported =
        cfg!(any(target_os = "linux", target_os = "android")) && code == MEMORY_ERROR_ELSEWHERE;
    code > 0 && code < SENT && !reported
}

/// Mapped memory can be replaced in place here.
pub const CAN_OVERLAY: bool = true;
