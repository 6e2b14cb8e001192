//! Any bytes as an .npz file: no panic, and members that lie inside it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use memmap::npz;

fuzz_target!(|data: &[u8]| {
    let read = |to: &mut [u8], at: u64| {
        let from = data.get(at as usize..).unwrap_or_default();
        let length = from.len().min(to.len());
        to[..length].copy_from_slice(&from[..length]);
        Ok(length)
    };
    let Ok(members) = npz::members(read, data.len() as u64) else {
        return;
    };
    for member in members {
        assert!(member.start + member.len <= data.len() as u64);
    }
});
