//! What only Windows does: views in their places, and what a close leaves of them.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{self, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use windows_sys::Win32::System::Memory::{PAGE_READONLY, VirtualProtect};

use crate::mapping::Mapping;
use crate::mode::Mode;
use crate::os;

/// A file of sevens that goes with this.
struct Sevens(PathBuf);

impl Sevens {
    fn new(len: usize) -> Sevens {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("memmap-view-{}-{count}", process::id()));
        fs::write(&path, vec![7; len]).unwrap();
        Sevens(path)
    }

    fn map(&self, mode: Mode, offset: u64) -> Mapping {
        let mut options = File::options();
        let file = options.read(true).write(mode.writes_file()).open(&self.0);
        let file = file.unwrap();
        let len = file.metadata().unwrap().len() - offset;
        Mapping::map(&file, mode, offset, len as usize).unwrap()
    }
}

impl Drop for Sevens {
    fn drop(&mut self) {
        fs::remove_file(&self.0).unwrap();
    }
}

fn read(mapping: &Mapping, at: usize) -> u8 {
    assert!(at < mapping.nbytes());
    // SAFETY: a byte of the mapping, whose addresses are its own until it is dropped.
    unsafe { mapping.base().add(at).read_volatile() }
}

fn write(mapping: &Mapping, at: usize, byte: u8) {
    assert!(at < mapping.nbytes());
    // SAFETY: as above.
    unsafe { mapping.base().add(at).write_volatile(byte) }
}

fn close(mapping: &Mapping) {
    // SAFETY: it is no overlay.
    unsafe { mapping.close() }.unwrap();
}

#[test]
fn an_offset_need_not_be_a_multiple_of_the_granularity() {
    let file = Sevens::new(300_000);
    for offset in [0, 1, 4096, 65_535, 65_536, 65_537, 200_001] {
        let mapping = file.map(Mode::Read, offset);
        assert_eq!(
            mapping.base().addr() % os::granularity(),
            offset as usize % 65_536
        );
        assert_eq!(read(&mapping, mapping.nbytes() - 1), 7);
    }
}

#[test]
#[cfg(target_pointer_width = "64")]
fn views_lie_where_nobody_is_given_room_by_chance() {
    let file = Sevens::new(100_000);
    let mappings: Vec<_> = (0..50).map(|_| file.map(Mode::Read, 0)).collect();
    for mapping in &mappings {
        assert!((0x2000_0000_0000..0x6000_0000_0000).contains(&mapping.base().addr()));
    }
}

#[test]
fn a_closed_mapping_reads_zeros_and_keeps_what_is_written_from_the_file() {
    let file = Sevens::new(300_000);
    for mode in [Mode::Read, Mode::ReadWrite, Mode::CopyOnWrite] {
        let mapping = file.map(mode, 70_000);
        assert_eq!(read(&mapping, 100_000), 7);
        close(&mapping);
        for at in [0, 1, 4096, 100_000, mapping.nbytes() - 1] {
            assert_eq!(read(&mapping, at), 0);
            write(&mapping, at, 9);
            assert_eq!(read(&mapping, at), 9);
        }
        assert_eq!(fs::read(&file.0).unwrap(), vec![7; 300_000]);
        // A view, open or not read from, would keep the file from being shortened.
        File::options()
            .write(true)
            .open(&file.0)
            .unwrap()
            .set_len(10)
            .unwrap();
        fs::write(&file.0, vec![7; 300_000]).unwrap();
    }
}

#[test]
fn a_mapping_that_is_dropped_gives_its_addresses_back() {
    let file = Sevens::new(100_000);
    for closed in [false, true] {
        let mapping = file.map(Mode::ReadWrite, 0);
        let base = mapping.base();
        if closed {
            close(&mapping);
            assert_eq!(read(&mapping, 5), 0);
        }
        assert!(os::is_mapped(base));
        drop(mapping);
        assert!(!os::is_mapped(base));
    }
}

#[test]
fn threads_that_use_a_mapping_while_it_is_closed_meet_the_file_or_zeros() {
    let file = Sevens::new(64 * 4096);
    for _ in 0..30 {
        let mapping = Arc::new(file.map(Mode::ReadWrite, 0));
        let stop = Arc::new(AtomicBool::new(false));
        let threads: Vec<_> = (0..3)
            .map(|number| {
                let (mapping, stop) = (mapping.clone(), stop.clone());
                thread::spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        for page in 0..64 {
                            let byte = read(&mapping, page * 4096 + number);
                            assert!(byte == 7 || byte == 0, "{byte}");
                            // Sevens do the file no harm, however long it is there.
                            write(&mapping, page * 4096 + number, 7);
                        }
                    }
                })
            })
            .collect();
        thread::yield_now();
        close(&mapping);
        stop.store(true, Ordering::Relaxed);
        for thread in threads {
            thread.join().unwrap();
        }
    }
    assert_eq!(fs::read(&file.0).unwrap(), vec![7; 64 * 4096]);
}

#[test]
fn a_page_for_reading_becomes_private_when_it_is_written_to() {
    let file = Sevens::new(10 * 4096);
    let mapping = file.map(Mode::Read, 0);
    let mut before = 0;
    // SAFETY: pages of the mapping, which lose the right to be written to: as it is where the
    // system does not promise memory for private copies.
    let done = unsafe {
        VirtualProtect(
            mapping.base().cast(),
            mapping.nbytes(),
            PAGE_READONLY,
            &mut before,
        )
    };
    assert_ne!(done, 0);
    write(&mapping, 5000, 9);
    assert_eq!(
        (
            read(&mapping, 5000),
            read(&mapping, 5001),
            read(&mapping, 0)
        ),
        (9, 7, 7)
    );
    assert_eq!(fs::read(&file.0).unwrap(), vec![7; 10 * 4096]);
}

#[test]
fn what_is_flushed_is_in_the_file_and_a_closed_mapping_flushes_nothing() {
    let file = Sevens::new(200_000);
    let mapping = file.map(Mode::ReadWrite, 66_000);
    write(&mapping, 100_000, 8);
    // SAFETY: it is no overlay.
    unsafe { mapping.flush(99_999, 3) }.unwrap();
    assert_eq!(fs::read(&file.0).unwrap()[166_000], 8);
    close(&mapping);
    write(&mapping, 100_000, 9);
    // SAFETY: as above.
    unsafe { mapping.flush(0, mapping.nbytes()) }.unwrap();
    assert_eq!(fs::read(&file.0).unwrap()[166_000], 8);
}

#[test]
fn a_fault_that_is_not_a_mappings_still_ends_the_process() {
    const CHILD: &str = "MEMMAP_TEST_FAULT";
    if std::env::var_os(CHILD).is_some() {
        let file = Sevens::new(4096);
        let mapping = file.map(Mode::Read, 0);
        let base = mapping.base();
        drop(mapping);
        // SAFETY: none: this child is to end here.
        unsafe { base.read_volatile() };
        return;
    }
    let name = "mapping::file_view::tests::a_fault_that_is_not_a_mappings_still_ends_the_process";
    let mut child = Command::new(std::env::current_exe().unwrap());
    let output = child
        .args(["--exact", name])
        .env(CHILD, "1")
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0xc000_0005_u32 as i32),
        "{output:?}"
    );
}
