//! Each test that ends a process runs its body in a child, which is this test binary again.

use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, mem, ptr, thread};

use memmap2::{MmapOptions, MmapRaw};

use super::*;
use crate::testing::{self, Random};

const CHILD: &str = "MEMMAP_GUARD_CHILD";

/// Runs `body` in a process of its own, and gives how that ended.
fn in_child(name: &str, body: impl FnOnce()) -> Option<ExitStatus> {
    if env::var_os(CHILD).is_some() {
        body();
        std::process::exit(0);
    }
    let name = format!("guard::tests::{name}");
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", &name, "--nocapture"])
        .env(CHILD, "1");
    Some(command.output().unwrap().status)
}

fn mapped(pages: usize) -> (File, MmapRaw) {
    let file = testing::file((pages * os::page_size()) as u64);
    let map = MmapOptions::new().map_raw(&file).unwrap();
    (file, map)
}

fn guarded(map: &MmapRaw) -> Guarded {
    Guarded::new(map.as_mut_ptr(), map.len(), Owner::Ours)
}

fn read(map: &MmapRaw, page: usize) -> u8 {
    assert!(page * os::page_size() < map.len());
    // SAFETY: the byte is inside the map.
    unsafe { map.as_ptr().add(page * os::page_size()).read_volatile() }
}

fn write(map: &MmapRaw, page: usize, value: u8) {
    assert!(page * os::page_size() < map.len());
    // SAFETY: as above.
    unsafe {
        map.as_mut_ptr()
            .add(page * os::page_size())
            .write_volatile(value)
    };
}

/// A read of a page that its file has lost.
fn fault() {
    let (file, map) = mapped(1);
    file.set_len(0).unwrap();
    read(&map, 0);
}

fn raise() {
    // SAFETY: raise takes no pointers.
    unsafe { libc::raise(libc::SIGBUS) };
}

static CALLS: AtomicUsize = AtomicUsize::new(0);

fn action(handler: usize, flags: i32) -> libc::sigaction {
    // SAFETY: plain data whose zeros mean the default action and an empty mask.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handler;
    action.sa_flags = flags;
    action
}

/// Installs a handler of a test, and gives the one before.
fn set(action: &libc::sigaction) -> libc::sigaction {
    let mut before = self::action(libc::SIG_DFL, 0);
    // SAFETY: both are complete actions.
    unsafe { libc::sigaction(libc::SIGBUS, action, &mut before) };
    before
}

extern "C" fn counts(_: i32) {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

extern "C" fn counts_with_info(_: i32, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    assert!(!info.is_null() && !context.is_null());
    CALLS.fetch_add(1, Ordering::Relaxed);
}

#[test]
fn lost_pages_read_as_zeros_and_are_counted_one_by_one() {
    let (file, map) = mapped(200);
    let guarded = guarded(&map);
    for page in 0..200 {
        write(&map, page, 7);
    }
    let before = losses();
    file.set_len(100 * os::page_size() as u64).unwrap();
    assert_eq!(read(&map, 99), 7);
    assert_eq!(guarded.lost_pages(), 0);
    assert!(!before.grew_at(map.as_ptr()));
    for page in [150, 170, 150] {
        assert_eq!(read(&map, page), 0);
    }
    assert_eq!(guarded.lost_pages(), 2);
    assert!(before.grew_at(map.as_ptr()));
    assert!(!losses().grew_at(map.as_ptr()));
    write(&map, 150, 9);
    assert_eq!(read(&map, 150), 9);
    let size = os::page_size();
    let has = |from: usize, to: usize| guarded.has_lost(from * size, (to - from) * size);
    assert!(has(150, 151) && has(0, 200) && has(149, 151) && has(170, 200));
    assert!(!has(0, 150) && !has(151, 170) && !has(171, 200) && !has(150, 150));
    assert!(guarded.has_lost(170 * size + size - 1, 1));
    assert!(!guarded.has_lost(171 * size, 1));
}

#[test]
fn losses_of_other_mappings_do_not_count() {
    let (file, map) = mapped(1);
    let (_other_file, other) = mapped(1);
    let (_one, _two) = (guarded(&map), guarded(&other));
    let before = losses();
    file.set_len(0).unwrap();
    read(&map, 0);
    assert!(before.grew_at(map.as_ptr()));
    assert!(!before.grew_at(other.as_ptr()));
    assert!(!before.grew_at(ptr::null()));
}

#[test]
fn threads_that_lose_the_same_pages_keep_what_they_write_to_them() {
    const PAGES: usize = 300;
    let (file, map) = mapped(PAGES);
    let guarded = guarded(&map);
    file.set_len(0).unwrap();
    let map = &map;
    thread::scope(|scope| {
        for worker in 0..4 {
            scope.spawn(move || {
                let mut order: Vec<usize> = (0..PAGES).collect();
                let mut random = Random::new(worker as u64 + 1);
                for at in (1..PAGES).rev() {
                    order.swap(at, random.below(at as u64 + 1) as usize);
                }
                for page in order {
                    let at = page * os::page_size() + worker;
                    // SAFETY: inside the map; each thread has bytes of its own.
                    unsafe { map.as_mut_ptr().add(at).write_volatile(1) };
                    // SAFETY: as above.
                    assert_eq!(unsafe { map.as_ptr().add(at).read_volatile() }, 1);
                }
            });
        }
    });
    assert_eq!(guarded.lost_pages(), PAGES);
    for page in 0..PAGES {
        for worker in 0..4 {
            let at = page * os::page_size() + worker;
            // SAFETY: inside the map.
            let byte = unsafe { map.as_ptr().add(at).read_volatile() };
            assert_eq!(byte, 1, "page {page}");
        }
    }
}

#[test]
fn slots_are_used_again_and_know_nothing_of_their_last_range() {
    let size = os::page_size();
    for _ in 0..1000 {
        let (file, map) = mapped(2);
        let guarded = guarded(&map);
        assert_eq!(guarded.lost_pages(), 0);
        assert!(!guarded.has_lost(0, 2 * size));
        file.set_len(0).unwrap();
        read(&map, 1);
        assert_eq!(guarded.lost_pages(), 1);
        assert!(guarded.has_lost(0, 2 * size) && !guarded.has_lost(0, size));
    }
}

#[test]
fn more_ranges_than_a_chunk_holds_are_all_found() {
    let kept: Vec<_> = (0..600)
        .map(|_| {
            let (file, map) = mapped(1);
            let guarded = guarded(&map);
            (file, guarded, map)
        })
        .collect();
    for (file, guarded, map) in &kept {
        file.set_len(0).unwrap();
        assert_eq!((read(map, 0), guarded.lost_pages()), (0, 1));
    }
}

#[test]
fn without_room_for_a_mapping_the_whole_range_is_replaced() {
    let ended = in_child(
        "without_room_for_a_mapping_the_whole_range_is_replaced",
        || {
            let (file, map) = mapped(1000);
            let guarded = guarded(&map);
            write(&map, 0, 7);
            // Takes all the mappings that there may be: neighbours with different rights do not merge.
            let mut kept = Vec::new();
            for at in 0.. {
                let mut options = MmapOptions::new();
                options.len(os::page_size());
                let made = if at % 2 == 0 {
                    options.map_anon().map(MmapRaw::from)
                } else {
                    options
                        .map_anon()
                        .and_then(|map| map.make_read_only())
                        .map(MmapRaw::from)
                };
                match made {
                    Ok(map) => kept.push(map),
                    Err(_) => break,
                }
            }
            file.set_len(os::page_size() as u64).unwrap();
            assert_eq!(read(&map, 500), 0);
            assert_eq!(guarded.lost_pages(), 1000);
            assert!(guarded.has_lost(0, 1));
            assert_eq!(read(&map, 0), 0);
            // What comes after an exit needs mappings.
            drop(kept);
        },
    );
    if let Some(status) = ended {
        assert!(status.success(), "{status}");
    }
}

#[test]
fn a_fault_elsewhere_ends_the_process_with_sigbus() {
    let ended = in_child("a_fault_elsewhere_ends_the_process_with_sigbus", || {
        set(&action(libc::SIG_DFL, 0));
        let (_file, map) = mapped(1);
        let _guarded = guarded(&map);
        fault();
    });
    assert_eq!(ended.unwrap().signal(), Some(libc::SIGBUS));
}

#[test]
fn a_sigbus_that_was_sent_ends_the_process_with_sigbus() {
    let ended = in_child(
        "a_sigbus_that_was_sent_ends_the_process_with_sigbus",
        || {
            set(&action(libc::SIG_DFL, 0));
            let (_file, map) = mapped(1);
            let _guarded = guarded(&map);
            raise();
        },
    );
    assert_eq!(ended.unwrap().signal(), Some(libc::SIGBUS));
}

#[test]
fn an_ignored_sigbus_is_ignored_when_sent_and_ends_the_process_when_a_fault() {
    let name = "an_ignored_sigbus_is_ignored_when_sent_and_ends_the_process_when_a_fault";
    let ended = in_child(name, || {
        set(&action(libc::SIG_IGN, 0));
        let (file, map) = mapped(1);
        let guarded = guarded(&map);
        raise();
        file.set_len(0).unwrap();
        read(&map, 0);
        if guarded.lost_pages() == 1 {
            fault();
        }
    });
    assert_eq!(ended.unwrap().signal(), Some(libc::SIGBUS));
}

#[test]
fn handlers_of_both_kinds_from_before_are_called() {
    let ended = in_child("handlers_of_both_kinds_from_before_are_called", || {
        let (_file, map) = mapped(1);
        let handlers = [
            (counts as *const () as usize, 0),
            (counts_with_info as *const () as usize, libc::SA_SIGINFO),
            (counts as *const () as usize, libc::SA_NODEFER),
        ];
        for (calls, (handler, flags)) in handlers.into_iter().enumerate() {
            set(&action(handler, flags));
            let _guarded = guarded(&map);
            raise();
            assert_eq!(CALLS.load(Ordering::Relaxed), calls + 1);
        }
        set(&action(counts as *const () as usize, libc::SA_RESETHAND));
        let _guarded = guarded(&map);
        raise();
        assert_eq!(CALLS.load(Ordering::Relaxed), 4);
        // The second time there is no handler any more.
        raise();
    });
    assert_eq!(ended.unwrap().signal(), Some(libc::SIGBUS));
}

/// What a handler from another library does: it passes on to whom it found.
static FOUND: AtomicUsize = AtomicUsize::new(0);

extern "C" fn passes_on(signal: i32, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    assert!(CALLS.fetch_add(1, Ordering::Relaxed) < 5);
    // SAFETY: the handler that the test found, which takes these.
    let found: extern "C" fn(i32, *mut libc::siginfo_t, *mut libc::c_void) =
        unsafe { mem::transmute(FOUND.load(Ordering::Relaxed)) };
    found(signal, info, context);
}

#[test]
fn handlers_that_call_each_other_come_to_an_end() {
    let ended = in_child("handlers_that_call_each_other_come_to_an_end", || {
        set(&action(libc::SIG_DFL, 0));
        let (file, map) = mapped(1);
        let guarded = guarded(&map);
        let found = set(&action(passes_on as *const () as usize, libc::SA_SIGINFO));
        FOUND.store(found.sa_sigaction, Ordering::Relaxed);
        // Ours goes over it, with it as the one to pass on to.
        let _again = self::guarded(&map);
        file.set_len(0).unwrap();
        read(&map, 0);
        assert!(guarded.lost_pages() + _again.lost_pages() == 1);
        assert_eq!(CALLS.load(Ordering::Relaxed), 0);
        fault();
    });
    assert_eq!(ended.unwrap().signal(), Some(libc::SIGBUS));
}

#[test]
fn a_handler_that_was_replaced_is_installed_again() {
    let ended = in_child("a_handler_that_was_replaced_is_installed_again", || {
        let (file, map) = mapped(2);
        let _guarded = guarded(&map);
        set(&action(libc::SIG_DFL, 0));
        let _again = guarded(&map);
        file.set_len(0).unwrap();
        assert_eq!(read(&map, 0), 0);
    });
    assert!(ended.unwrap().success());
}

/// Maps a file over pages that the table has for another one, and loses it.
fn replaced_by(offset: u64, same_file: bool) {
    set(&action(libc::SIG_DFL, 0));
    let size = os::page_size();
    let (file, map) = mapped(1);
    let owner = Owner::Runtime {
        inode: os::inode(&file).unwrap(),
        offset: 0,
    };
    let _guarded = Guarded::new(map.as_mut_ptr(), size, owner);
    let other = testing::file(offset + size as u64);
    let file = if same_file { &file } else { &other };
    file.set_len(offset + size as u64).unwrap();
    // SAFETY: the test's own page.
    unsafe { os::map_over(map.as_mut_ptr(), size, file, offset, false, || panic!()) }.unwrap();
    file.set_len(0).unwrap();
    read(&map, 0);
}

#[test]
fn memory_of_a_runtime_is_saved_while_it_is_the_file() {
    let ended = in_child("memory_of_a_runtime_is_saved_while_it_is_the_file", || {
        replaced_by(0, true);
    });
    assert!(ended.unwrap().success());
}

#[test]
#[cfg(any(target_os = "linux", target_os = "android"))]
fn memory_that_a_runtime_has_given_to_others_is_left_alone() {
    let ended = in_child(
        "memory_that_a_runtime_has_given_to_others_is_left_alone",
        || match env::var("CASE").as_deref() {
            Ok("offset") => replaced_by(os::page_size() as u64, true),
            _ => replaced_by(0, false),
        },
    );
    assert_eq!(ended.unwrap().signal(), Some(libc::SIGBUS));
    // SAFETY: the variable is for the child that is started next; no other test reads it.
    unsafe { env::set_var("CASE", "offset") };
    let ended = in_child(
        "memory_that_a_runtime_has_given_to_others_is_left_alone",
        || {},
    );
    assert_eq!(ended.unwrap().signal(), Some(libc::SIGBUS));
}

/// An anonymous page in the place of a lost one, as another thread's handler leaves it.
#[test]
#[cfg(any(target_os = "linux", target_os = "android"))]
fn threads_lose_the_pages_of_a_runtime_at_once() {
    const PAGES: usize = 64;
    let len = PAGES * os::page_size();
    for _ in 0..20 {
        let (file, map) = mapped(PAGES);
        let owner = Owner::Runtime {
            inode: os::inode(&file).unwrap(),
            offset: 0,
        };
        let guarded = Guarded::new(map.as_mut_ptr(), len, owner);
        file.set_len(0).unwrap();
        let map = &map;
        thread::scope(|scope| {
            for worker in 0..4 {
                scope.spawn(move || {
                    for page in 0..PAGES {
                        write(map, page, 1);
                        let at = page * os::page_size() + worker + 1;
                        // SAFETY: inside the map; each thread has a byte of its own.
                        unsafe { map.as_mut_ptr().add(at).write_volatile(2) };
                        // SAFETY: as above.
                        assert_eq!(unsafe { map.as_ptr().add(at).read_volatile() }, 2);
                    }
                });
            }
        });
        assert_eq!(guarded.lost_pages(), PAGES);
    }
}

/// A range that is closed, and leaves the table, while threads lose its pages.
#[test]
#[cfg(any(target_os = "linux", target_os = "android"))]
fn threads_lose_pages_that_are_replaced_and_given_back_meanwhile() {
    const PAGES: usize = 64;
    let len = PAGES * os::page_size();
    for round in 0..40 {
        let (file, map) = mapped(PAGES);
        let owner = match round % 2 {
            0 => Owner::Ours,
            _ => Owner::Runtime {
                inode: os::inode(&file).unwrap(),
                offset: 0,
            },
        };
        let guarded = Guarded::new(map.as_mut_ptr(), len, owner);
        write(&map, 0, 7);
        let map = &map;
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(move || {
                    (0..PAGES).for_each(|page| assert!([0, 7].contains(&read(map, page))))
                });
            }
            file.set_len(0).unwrap();
            // SAFETY: the test's own pages.
            let replace = || unsafe { os::zero(map.as_mut_ptr(), len) };
            guarded.replacing(replace).unwrap();
            assert_eq!(read(map, PAGES - 1), 0);
        });
        let lost = guarded.lost_pages();
        drop(guarded);
        assert!(lost <= PAGES);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_cannot_be_mapped_leaves_the_pages_that_it_was_to_replace() {
    // Its handler refuses after the target of a MAP_FIXED is unmapped.
    let Ok(file) = File::open("/sys/kernel/mm/transparent_hugepage/enabled") else {
        return;
    };
    let size = os::page_size();
    let map = MmapRaw::from(MmapOptions::new().len(3 * size).map_anon().unwrap());
    for page in 0..3 {
        write(&map, page, 7);
    }
    let middle = map.as_mut_ptr().wrapping_add(size);
    // SAFETY: the test's own page.
    let error = unsafe { os::map_over(middle, size, &file, 0, true, || panic!("not sure")) };
    assert_eq!(error.unwrap_err().raw_os_error(), Some(libc::ENODEV));
    assert!((0..3).all(|page| read(&map, page) == 7));
}
