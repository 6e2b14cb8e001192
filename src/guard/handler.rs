//! The signal handler: installed, kept installed, and passing on what is not ours.

use std::ffi::{c_int, c_void};
use std::mem;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::proc_maps::{Page, page_at};
use super::{reserve, table};
use crate::os;

/// The handler of a SIGBUS that is not ours. Never freed: a signal handler may be reading it.
struct Previous {
    action: libc::sigaction,
    /// The one before, where ours was installed again over a handler that may know ours and call
    /// it in turn.
    before: *const Previous,
}

// SAFETY: nothing in it changes, and what it points to is never freed.
unsafe impl Sync for Previous {}

/// The action that a handler with SA_RESETHAND leaves behind.
static DEFAULT: Previous = Previous {
    // SAFETY: plain data whose zeros mean the default action and an empty mask.
    action: unsafe { mem::zeroed() },
    before: ptr::null(),
};

static PREVIOUS: AtomicPtr<Previous> = AtomicPtr::new(ptr::null_mut());

/// Installs the handler where another one, or none, is in its place.
pub fn install() {
    let Some(current) = current() else { return };
    if is_ours(&current) && !reserve::is_released() {
        return;
    }
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _installing = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    reserve::make();
    // Another thread may have been first.
    let Some(current) = self::current() else {
        return;
    };
    if is_ours(&current) {
        return;
    }
    remember(current);
    let mut ours = empty();
    ours.sa_sigaction = on_sigbus as *const () as usize;
    // On the thread's signal stack, where it has one: its ordinary one may be used up.
    ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | (current.sa_flags & libc::SA_RESTART);
    // SAFETY: `ours` is complete, its mask is empty, and the handler is async-signal-safe.
    unsafe { libc::sigaction(libc::SIGBUS, &ours, ptr::null_mut()) };
}

fn empty() -> libc::sigaction {
    DEFAULT.action
}

fn current() -> Option<libc::sigaction> {
    let mut current = empty();
    // SAFETY: without a new action, the old one is only written to `current`.
    (unsafe { libc::sigaction(libc::SIGBUS, ptr::null(), &mut current) } == 0).then_some(current)
}

fn is_ours(action: &libc::sigaction) -> bool {
    action.sa_sigaction == on_sigbus as *const () as usize
}

/// Sets which handler signals are passed on to, before our own is installed.
fn remember(action: libc::sigaction) {
    // The default and "ignore" cannot call us, so that nothing before them matters.
    let calls = action.sa_sigaction != libc::SIG_DFL && action.sa_sigaction != libc::SIG_IGN;
    let before = PREVIOUS.load(Ordering::Acquire);
    // SAFETY: never freed.
    if let Some(known) = unsafe { before.as_ref() }
        && known.action.sa_sigaction == action.sa_sigaction
        && known.action.sa_flags == action.sa_flags
    {
        // A library that installs its handler again and again must not fill the memory.
        return;
    }
    let before = if calls { before } else { ptr::null_mut() };
    PREVIOUS.store(
        Box::into_raw(Box::new(Previous { action, before })),
        Ordering::Release,
    );
}

extern "C" fn on_sigbus(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    let errno = os::errno();
    // SAFETY: the kernel gives a valid siginfo.
    let (code, address) = unsafe { ((*info).si_code, (*info).si_addr().addr()) };
    let is_fault = os::is_fault(code);
    let saved = is_fault && save(address, os::is_memory_error(code));
    os::set_errno(errno);
    if !saved {
        // SAFETY: the arguments are the kernel's.
        unsafe { pass_on(signal, info, context, is_fault) };
    }
}

/// Puts zeros in the place of a lost page, or finds that another thread did; true where the access
/// is to be retried.
///
/// Retries must end. They do once zeros are there: anonymous memory gives no SIGBUS, with two
/// exceptions. Broken memory gives one each time, so it is replaced, or left to the other handlers
/// where it may be theirs. userfaultfd gives one where a program asks for that on a mapped range, and
/// replacing the range ends it. Pages of hugetlbfs are a file's.
fn save(address: usize, broken: bool) -> bool {
    let _reading = table::ReadGuard::new();
    let Some(found) = table::find(address) else {
        return false;
    };
    let Some((inode, offset)) = found.runtimes_page(address) else {
        return match (found.is_replaced(address), broken) {
            (true, false) => {
                found.note_again();
                true
            }
            // SAFETY: a mapping of ours is in the table only while it is mapped.
            (true, true) => unsafe { table::zero_page(address) },
            // SAFETY: as above.
            (false, _) => unsafe { found.replace_lost_page(address) },
        };
    };
    let ours = match page_at(address - address % super::page_size()) {
        Some(Page::File(..)) | None if found.is_gone() => return true,
        Some(Page::File(file, at)) => (file, at) == (inode, offset),
        // Not `replace_lost_page`: the runtime may have unmapped the range, and this may be
        // somebody else's memory in its place.
        Some(Page::Anonymous) if !broken && found.is_replaced(address) => {
            found.note_again();
            return true;
        }
        Some(Page::Anonymous) => return !broken && found.is_gone(),
        // The kernel's list leaves a page out where its neighbour grows over it meanwhile. If
        // nothing is there, trying again is another signal.
        Some(Page::Missing) => return true,
        // Without a way to ask, a range counts until its owner's buffer is collected.
        None => !found.is_released(),
    };
    // SAFETY: the kernel has just said that the page is still there; where it cannot be asked, the
    // buffer keeps it that the thread which waits in this handler is using.
    ours && unsafe { found.replace_lost_page(address) }
}

/// Threads that are in a handler which we called, once for each call: how deep a chain of
/// handlers that call each other has come.
static CALLING: [AtomicUsize; 64] = [const { AtomicUsize::new(0) }; 64];

/// Does what the kernel would have done if our handler were not there.
///
/// # Safety
/// In a signal handler, with its arguments.
unsafe fn pass_on(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void, is_fault: bool) {
    let mut previous = PREVIOUS.load(Ordering::Acquire).cast_const();
    // SAFETY: set before our handler was installed, and never freed, as all of the chain.
    let chained = unsafe { !(*previous).before.is_null() };
    if !chained {
        // SAFETY: the caller's promise.
        return unsafe { call(previous, signal, info, context, is_fault) };
    }
    let thread = os::thread();
    for _ in CALLING
        .iter()
        .filter(|calling| calling.load(Ordering::Relaxed) == thread)
    {
        // SAFETY: as above.
        let before = unsafe { (*previous).before };
        if !before.is_null() {
            previous = before;
        }
    }
    let slot = CALLING.iter().find(|calling| {
        calling
            .compare_exchange(0, thread, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    });
    // SAFETY: the caller's promise.
    unsafe { call(previous, signal, info, context, is_fault) };
    if let Some(slot) = slot {
        slot.store(0, Ordering::Relaxed);
    }
}

/// # Safety
/// As [`pass_on`]; `previous` is one of the chain.
unsafe fn call(
    previous: *const Previous,
    signal: c_int,
    info: *mut libc::siginfo_t,
    context: *mut c_void,
    is_fault: bool,
) {
    // SAFETY: never freed.
    let action = unsafe { &(*previous).action };
    match action.sa_sigaction {
        // A fault ends the process even where SIGBUS is ignored.
        libc::SIG_IGN if !is_fault => {}
        libc::SIG_DFL | libc::SIG_IGN => {
            // SAFETY: the default action needs no handler.
            unsafe { libc::sigaction(signal, &empty(), ptr::null_mut()) };
            if !is_fault {
                // A fault comes again by itself; a signal that was sent does not.
                // SAFETY: raise is async-signal-safe; SIGBUS is delivered when we return.
                unsafe { libc::raise(signal) };
            }
        }
        handler => {
            if action.sa_flags & libc::SA_RESETHAND != 0 {
                PREVIOUS.store(ptr::from_ref(&DEFAULT).cast_mut(), Ordering::Release);
            }
            // SAFETY: the handler is called with the mask that it asked for and what the kernel
            // gave us; the mask of before comes back when our handler returns.
            unsafe {
                libc::pthread_sigmask(libc::SIG_BLOCK, &action.sa_mask, ptr::null_mut());
                if action.sa_flags & libc::SA_NODEFER != 0
                    && libc::sigismember(&action.sa_mask, signal) == 0
                {
                    let mut own = empty().sa_mask;
                    libc::sigaddset(&mut own, signal);
                    libc::pthread_sigmask(libc::SIG_UNBLOCK, &own, ptr::null_mut());
                }
                if action.sa_flags & libc::SA_SIGINFO != 0 {
                    let handler: extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void) =
                        mem::transmute(handler);
                    handler(signal, info, context);
                } else {
                    let handler: extern "C" fn(c_int) = mem::transmute(handler);
                    handler(signal);
                }
            }
        }
    }
}
