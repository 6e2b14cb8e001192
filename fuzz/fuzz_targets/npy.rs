//! Any bytes as a .npy file: no panic, and a header that is read is written so that it reads back
//! the same.

#![no_main]

use std::io;

use libfuzzer_sys::fuzz_target;
use memmap::npy;

fuzz_target!(|data: &[u8]| {
    let read = |bytes: &[u8]| {
        let owned = bytes.to_vec();
        npy::read(
            move |to, at| {
                let at = at as usize;
                let from = owned.get(at..at + to.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
                to.copy_from_slice(from);
                Ok(())
            },
            bytes.len() as u64,
            10_000,
        )
    };
    let Ok(head) = read(data) else { return };
    if let Ok(layout) = head.layout(0, data.len() as u64) {
        assert!(layout.end() <= data.len() as u64);
    }
    let header = &head.header;
    // NumPy cannot write records whose fields overlap, and neither can we.
    let Ok(written) = npy::prelude(&header.dtype, &header.shape, header.fortran_order, None) else {
        return;
    };
    let again = read(&written).expect("what is written is read").header;
    assert_eq!(again.shape, header.shape);
    assert_eq!(again.fortran_order, header.fortran_order);
    assert_eq!(again.dtype.itemsize(), header.dtype.itemsize());
});
