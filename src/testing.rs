//! What tests in several modules need: files, and a seeded generator, so that failures repeat.

/// An open file of `len` zeros, whose name is removed already.
#[cfg(unix)]
pub fn file(len: u64) -> std::fs::File {
    use std::fs::{self, OpenOptions};
    use std::process;
    use std::sync::atomic::{AtomicU32, Ordering};

    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "memmap-{}-{}",
        process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let path = std::env::temp_dir().join(name);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    let file = options.open(&path).unwrap();
    // Where this fails the file just keeps its name.
    let _ = fs::remove_file(&path);
    file.set_len(len).unwrap();
    file
}

/// xorshift64*: small, good enough for test inputs.
pub struct Random(u64);

impl Random {
    /// A generator that gives the same numbers for the same seed.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}
