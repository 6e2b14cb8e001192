//! Any bytes as an .npz file: no panic, members that lie inside it, and arrays no larger than deflate
//! can make of so many bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use memmap::npz::Directory;

fuzz_target!(|data: &[u8]| {
    let read_at = |to: &mut [u8], at: u64| {
        let from = data.get(at as usize..).unwrap_or_default();
        let length = from.len().min(to.len());
        to[..length].copy_from_slice(&from[..length]);
        Ok(length)
    };
    let size = data.len() as u64;
    let Ok(directory) = Directory::read(read_at, size) else {
        return;
    };
    for (number, _) in directory.names() {
        if let Ok(member) = directory.find(number, read_at, size) {
            assert!(member.start + member.len <= size);
        }
        if let Ok(head) = directory.inflate_head(number, read_at, size, 10_000) {
            let layout = head.layout(0, u64::MAX).unwrap();
            assert!(layout.nbytes / 1100 <= size);
            let mut array = vec![0; layout.nbytes as usize];
            let _ = directory.inflate_array(number, read_at, size, layout.offset, &mut array);
        }
    }
});
