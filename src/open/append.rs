//! Growing the array in a file at its end. At every instant the file is one that readers
//! understand: the rows come first, and the .npy header, which makes them count, last and in one
//! small write.
//!
//! A byte in a .npy header marks the bytes behind the array as rows of an append. So what a killed
//! append has left is recognized, and anything else is not overwritten.

use super::{Array, Buffers, commit};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::file::{Opened, Target};
use crate::layout::{self, Layout};
use crate::mode::Mode;
use crate::npy::{self, Head};
use crate::os;

/// An array in a file, and how many rows it is to grow by.
pub struct Growth {
    /// `Array::identity` of the mapped array.
    pub identity: f64,
    /// Where the array begins.
    pub offset: u64,
    /// Bytes of an element.
    pub itemsize: u64,
    /// The dimensions now, at least one.
    pub shape: Vec<u64>,
    /// The new rows.
    pub rows: u64,
    /// What the elements are, where the file is a .npy file.
    pub npy: Option<DType>,
}

/// Writes rows behind an array and maps the longer one.
///
/// # Errors
/// `LOST` where another file has taken its name; `SIZE` where the file has not the size, or the
/// header not the shape, that it had, where it goes on behind the array, and where another append is
/// under way; `FORMAT` where the header has no room; `MODE` for a descriptor that only appends;
/// `LIMIT`; those of system calls. The file is as it was then.
pub fn append(
    target: Target,
    growth: &Growth,
    rows: &[u8],
    mode: Mode,
    buffers: &Buffers,
) -> Result<Array> {
    let mut opened = Opened::new(target, Mode::ReadWrite)?;
    opened.check_identity(growth.identity)?;
    opened.check_positions()?;
    opened.claim()?;
    let Growth {
        offset, itemsize, ..
    } = *growth;
    let old_end = layout::known_layout(&growth.shape, itemsize, offset)?.end();
    let mut shape = growth.shape.clone();
    shape[0] = shape[0].checked_add(growth.rows).ok_or_else(|| {
        Error::range(
            "LIMIT",
            format!(
                "append: {} more rows than {} are too many",
                growth.rows, shape[0]
            ),
        )
    })?;
    let layout = layout::known_layout(&shape, itemsize, offset)?;
    let patches = match &growth.npy {
        Some(dtype) => npy_patches(&opened, growth, dtype, old_end, layout.end())?,
        None => {
            // A file has at least 1 byte, though its array may have none.
            if opened.size() != old_end.max(1) {
                return Err(changed(&format!(
                    "the array ends at byte {old_end}, the file has {}",
                    opened.size()
                )));
            }
            Patches::default()
        }
    };
    let prepared = buffers.prepare(&layout)?;
    let Patches { mark, count } = patches;
    let grow = |opened: &mut Opened, layout: &Layout| {
        patch(opened, mark)?;
        opened.grow(layout.end().max(1), false)
    };
    // A process killed in here leaves the old array in a .npy file; a file without a header may end
    // in rows of zeros, but never in a part of a row.
    let write = |opened: &mut Opened| {
        opened.write(old_end, rows)?;
        patch(opened, count)
    };
    commit(opened, prepared, layout, mode, grow, write)
}

/// Where a .npy header changes, and into what.
type Patch = Option<(u64, Vec<u8>)>;

/// How a .npy header changes.
#[derive(Default)]
struct Patches {
    /// First: what follows the array is rows of an append.
    mark: Patch,
    /// Last: the header's shape has the new rows.
    count: Patch,
}

fn patch(opened: &mut Opened, patch: Patch) -> Result<()> {
    patch.map_or(Ok(()), |(at, bytes)| opened.overwrite(at, &bytes))
}

/// `old_end` and `end` are where the array ends before and after.
fn npy_patches(
    opened: &Opened,
    growth: &Growth,
    dtype: &DType,
    old_end: u64,
    end: u64,
) -> Result<Patches> {
    let size = opened.size();
    let read_at = |bytes: &mut [u8], at| os::read_exact_at(opened.file(), bytes, at);
    // The header is no longer than when the array was mapped.
    let head = npy::read(read_at, size, growth.offset)?;
    let Head {
        version,
        header,
        text,
    } = &head;
    if header.shape != growth.shape
        || head.data_start() != growth.offset
        || !header.is_written_for(dtype)
    {
        return Err(changed(&match header.shape == growth.shape {
            true => "its header has another dtype, order or length".to_owned(),
            false => format!(
                "its header says shape {:?}, this array has {:?}",
                header.shape, growth.shape
            ),
        }));
    }
    if size < old_end {
        return Err(changed(&format!(
            "the array ends at byte {old_end}, the file has {size}"
        )));
    }
    let is_marked = npy::is_marked(text);
    if size > old_end && !is_marked {
        return Err(Error::range(
            "SIZE",
            format!(
                "append: the file goes on behind the array, which ends at byte {old_end}, for {} \
                 bytes that would be written over (where nobody needs them, \
                 fs.truncateSync(filename, {old_end}) removes them)",
                size - old_end
            ),
        ));
    }
    let Some(first) = header.first.clone() else {
        return Err(changed("its array has no axes"));
    };
    if growth.rows == 0 {
        return Ok(Patches::default());
    }
    let mark = npy::mark(text).filter(|_| !is_marked);
    let mut marked = text.clone();
    if let Some((at, bytes)) = &mark {
        marked[*at..at + bytes.len()].copy_from_slice(bytes);
    }
    // The mark stays where bytes of a killed append are left behind the new rows.
    let count = npy::patch(&marked, first, growth.shape[0] + growth.rows, size > end)?;
    let in_file = |(at, bytes): (usize, Vec<u8>)| ((version.header_start() + at) as u64, bytes);
    Ok(Patches {
        mark: mark.map(in_file),
        count: Some(in_file(count)),
    })
}

fn changed(how: &str) -> Error {
    Error::range(
        "SIZE",
        format!(
            "append: the file is not what it was when this array was mapped: {how} (append to what \
             the last append returned)"
        ),
    )
}
