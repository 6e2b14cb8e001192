//! Lays files over the Memories of a page in Chromium: a library to preload, told what to do line by
//! line on descriptor 5.

#![cfg(target_os = "linux")]
#![deny(clippy::all, unsafe_op_in_unsafe_fn, missing_docs)]

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::fd::FromRawFd;
use std::os::unix::{fs::FileExt, net::UnixStream};
use std::sync::Arc;
use std::{env, ptr, thread};

use memmap::mapping::{Mapping, registry};
use memmap::mode::Mode;

type Result<T> = std::result::Result<T, Failure>;

/// Any error, as it is told to the test.
struct Failure(String);

impl<E: Debug> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(format!("{error:?}"))
    }
}

// SAFETY: the loader calls what is listed here once, when the C library is ready.
#[unsafe(link_section = ".init_array")]
#[used]
static START: extern "C" fn() = start;

extern "C" fn start() {
    // Chromium's own children are none of our business.
    // SAFETY: the process has one thread yet.
    unsafe { env::remove_var("LD_PRELOAD") };
    // SAFETY: the test opened it for us; nobody else knows it.
    let stream = unsafe { UnixStream::from_raw_fd(5) };
    thread::spawn(move || {
        for line in BufReader::new(&stream).lines().map_while(|line| line.ok()) {
            let words: Vec<&str> = line.split(' ').collect();
            let answer = run(&words).map_or_else(|Failure(why)| why, |number| number.to_string());
            if writeln!(&stream, "{answer}").is_err() {
                return;
            }
        }
    });
}

fn run(words: &[&str]) -> Result<u64> {
    Ok(match *words {
        ["over", marker, mode, offset, len, path] => {
            let mode = Mode::parse(mode)?;
            let file = File::options()
                .read(true)
                .write(mode.writes_file())
                .open(path)?;
            let pages = find(marker.as_bytes())?;
            // SAFETY: the page made this Memory for the file, as large as it has to be, and waits.
            registry::add(unsafe {
                Mapping::over(pages, &file, mode, offset.parse()?, len.parse()?, || ())
            }?)
        }
        ["close", id] => {
            // SAFETY: the test keeps the Memory alive.
            unsafe { get(id)?.close() }?;
            0
        }
        ["lost", id] => get(id)?.lost_bytes(),
        ["live"] => registry::len() as u64,
        _ => Err("no such command")?,
    })
}

fn get(id: &str) -> Result<Arc<Mapping>> {
    Ok(registry::get(id.parse()?).ok_or("no such mapping")?)
}

/// Where the writable memory of this process lies that begins with the marker: guard pages around
/// it make every Memory a mapping of its own.
fn find(marker: &[u8]) -> Result<*mut u8> {
    let memory = File::open("/proc/self/mem")?;
    let mut first = vec![0; marker.len()];
    for line in fs::read_to_string("/proc/self/maps")?.lines() {
        let start = line.split('-').next().unwrap_or_default();
        let start = usize::from_str_radix(start, 16)?;
        // Read by the kernel, as the mapping may be gone by now.
        if line.contains(" rw-p 00000000 00:00 0")
            && memory.read_exact_at(&mut first, start as u64).is_ok()
            && first == marker
        {
            return Ok(ptr::with_exposed_provenance_mut(start));
        }
    }
    Err("no memory begins with the marker")?
}
