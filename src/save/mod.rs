//! Writing arrays to .npy and .npz files: whole, or not at all.

mod replace;
mod zip;

use std::path::Path;

use flate2::Crc;

use crate::error::{Error, Result};
use crate::kernels::{self, Element, Strided};
use replace::Replacement;
use zip::Entry;

/// An array and its header.
pub struct Array<'a> {
    /// What stands before the elements in the file.
    pub head: Vec<u8>,
    /// The elements, to be written in C order.
    pub elements: Strided<'a>,
}

impl Array<'_> {
    fn len(&self) -> u64 {
        let sizes = self.elements.shape.iter().map(|&length| length as u64);
        let count: u64 = sizes.product();
        self.head.len() as u64 + count * self.elements.element.itemsize() as u64
    }

    /// Gives all bytes, some MiB at a time.
    ///
    /// # Safety
    /// As [`kernels::convert`], for the elements as a source.
    unsafe fn read(&self, threads: usize, mut sink: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        const CHUNK: usize = 4 << 20;
        sink(&self.head)?;
        // SAFETY: as the caller says.
        unsafe { read_elements(&self.elements, CHUNK, threads, sink) }
    }
}

/// Writes a .npy file.
///
/// # Errors
/// As [`Replacement::new`], those of system calls, and what `check` says when all was read.
///
/// # Safety
/// As [`kernels::convert`], for the elements as a source.
pub unsafe fn npy(
    path: &Path,
    array: &Array,
    threads: usize,
    check: impl Fn() -> Result<()>,
) -> Result<()> {
    check()?;
    let mut file = Replacement::new(path)?;
    // SAFETY: as the caller says.
    unsafe { array.read(threads, |bytes| file.write(bytes)) }?;
    check()?;
    file.commit()
}

/// Writes an .npz file of arrays with the names of their members.
///
/// # Errors
/// As [`npy`].
///
/// # Safety
/// As [`npy`].
pub unsafe fn npz(
    path: &Path,
    arrays: &[(String, Array)],
    threads: usize,
    check: impl Fn() -> Result<()>,
) -> Result<()> {
    check()?;
    let mut file = Replacement::new(path)?;
    let mut entries = Vec::new();
    for (name, array) in arrays {
        let mut entry = Entry {
            name: name.clone(),
            size: array.len(),
            start: file.len(),
            crc: 0,
        };
        file.write(&entry.local_header())?;
        let mut crc = Crc::new();
        let write = |bytes: &[u8]| {
            crc.update(bytes);
            file.write(bytes)
        };
        // SAFETY: as the caller says.
        unsafe { array.read(threads, write) }?;
        entry.crc = crc.sum();
        file.overwrite(entry.start, &entry.local_header())?;
        entries.push(entry);
    }
    file.write(&zip::directory(&entries, file.len()))?;
    check()?;
    file.commit()
}

/// Gives the bytes of all elements in C order, at most `chunk` at a time, by way of memory of our
/// own: others may write to, cut or close what is mapped meanwhile.
///
/// # Safety
/// As [`kernels::convert`], for the array as a source.
unsafe fn read_elements(
    array: &Strided,
    chunk: usize,
    threads: usize,
    mut sink: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let mut element = Element::Opaque(array.element.itemsize());
    let mut shape = [&[1], array.shape].concat();
    let mut strides = [&[0], array.strides].concat();
    if element.itemsize() > chunk {
        shape.push(element.itemsize());
        strides.push(1);
        element = Element::Opaque(1);
    }
    if shape.contains(&0) {
        return Ok(());
    }
    // A chunk is some rows along an axis, with all of the axes behind it.
    let mut axis = shape.len() - 1;
    let mut row = element.itemsize();
    while axis > 0 && row.saturating_mul(shape[axis]) <= chunk {
        row *= shape[axis];
        axis -= 1;
    }
    let rows = (chunk / row).min(shape[axis]);
    let mut part = shape[axis..].to_vec();
    let packed = kernels::c_strides(&part, element.itemsize());
    let mut memory = vec![0; rows * row];
    for number in 0..shape[..axis].iter().product() {
        let mut rest = number;
        let mut offset = 0;
        for outer in (0..axis).rev() {
            offset += (rest % shape[outer]) as isize * strides[outer];
            rest /= shape[outer];
        }
        for first in (0..shape[axis]).step_by(rows) {
            part[0] = rows.min(shape[axis] - first);
            let start = offset + first as isize * strides[axis];
            let src = Strided {
                base: array.base.wrapping_offset(start),
                shape: &part,
                strides: &strides[axis..],
                element,
            };
            let dst = Strided {
                base: memory.as_mut_ptr(),
                strides: &packed,
                ..src
            };
            // SAFETY: the source is a part of the caller's, the destination is ours, as long as the
            // part, and packed.
            let copied = unsafe { kernels::convert(&dst, &src, threads) };
            copied.map_err(|error| Error::type_error("DTYPE", error.to_string()))?;
            sink(&memory[..part[0] * row])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npz::Directory;
    use crate::testing::Random;

    #[test]
    fn elements_come_in_c_order_whatever_the_shape_and_strides() {
        let mut random = Random::new(3);
        let memory: Vec<u8> = (0..20_000).map(|at: u32| (at ^ at >> 8) as u8).collect();
        for round in 0..3000 {
            let ndim = random.below(5) as usize;
            let shape: Vec<_> = (0..ndim).map(|_| random.below(7) as usize).collect();
            let itemsize = 1 + random.below(8) as usize;
            let size: usize = shape.iter().product();
            // Axes in any order in memory, forwards and backwards.
            let mut axes: Vec<_> = (0..ndim).collect();
            for at in (1..ndim).rev() {
                axes.swap(at, random.below(at as u64 + 1) as usize);
            }
            let mut strides = vec![0isize; ndim];
            let (mut step, mut start) = (itemsize, 0);
            for &axis in &axes {
                strides[axis] = step as isize;
                if random.below(2) == 0 && shape[axis] > 0 {
                    start += step * (shape[axis] - 1);
                    strides[axis] = -strides[axis];
                }
                step *= shape[axis].max(1);
            }
            let array = Strided {
                base: memory[start..].as_ptr().cast_mut(),
                shape: &shape,
                strides: &strides,
                element: Element::Opaque(itemsize),
            };
            let chunk = 1 + random.below(100) as usize;
            let mut read: Vec<u8> = Vec::new();
            let sink = |bytes: &[u8]| {
                assert!(bytes.len() <= chunk);
                read.extend(bytes);
                Ok(())
            };
            // SAFETY: the strides walk over each of the first elements of the memory once.
            unsafe { read_elements(&array, chunk, 1, sink) }.unwrap();
            let mut wanted: Vec<u8> = Vec::new();
            for number in 0..size {
                let (mut rest, mut at) = (number, start as isize);
                for (length, stride) in shape.iter().zip(&strides).rev() {
                    at += (rest % length) as isize * stride;
                    rest /= length;
                }
                wanted.extend(&memory[at as usize..][..itemsize]);
            }
            assert_eq!(
                read, wanted,
                "{round}: {shape:?} {strides:?} {itemsize} {chunk}"
            );
        }
    }

    #[test]
    fn large_archives_have_their_numbers_in_64_bits() {
        let entry = |start, size| Entry {
            name: "é.npy".into(),
            size,
            start,
            crc: 7,
        };
        for start in 0..200 {
            assert_eq!(
                (start + entry(start, 9).local_header().len() as u64) % 64,
                0
            );
        }
        let entries = [entry(0, 5 << 30), entry(6 << 30, 1)];
        let records = [
            (0, entries[0].local_header()),
            (6 << 30, entries[1].local_header()),
            (7 << 30, zip::directory(&entries, 7 << 30)),
        ];
        let end = (7u64 << 30) + records[2].1.len() as u64;
        let read_at = |into: &mut [u8], at: u64| {
            into.fill(0);
            for (start, bytes) in &records {
                for (byte, at) in into.iter_mut().zip(at..) {
                    let from = at.checked_sub(*start).map(|from| from as usize);
                    *byte |= from.and_then(|from| bytes.get(from)).unwrap_or(&0);
                }
            }
            Ok(into.len().min((end - at) as usize))
        };
        let directory = Directory::read(read_at, end).unwrap();
        assert_eq!(directory.names().collect::<Vec<_>>(), [(0, "é"), (1, "é")]);
        for (number, entry) in entries.iter().enumerate() {
            let found = directory.find(number, read_at, end).unwrap();
            let start = entry.start + entry.local_header().len() as u64;
            assert_eq!((found.start, found.len), (start, entry.size));
        }
    }
}
