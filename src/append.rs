//! Growing the array in a file at its end. At every instant the file is one that readers
//! understand: the rows come first, and the .npy header, which makes them count, last and in one
//! small write.

use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::file::{Opened, Target};
use crate::layout::{self, Layout};
use crate::mode::Mode;
use crate::npy::{self, MAGIC};
use crate::os;

/// An array in a file, and how many rows it is to grow by.
pub struct Growth<'a> {
    /// What `Opened::identity` was when the array was mapped.
    pub identity: f64,
    /// Where the array begins.
    pub offset: u64,
    /// Bytes of an element.
    pub itemsize: u64,
    /// The dimensions now, at least one.
    pub shape: &'a [u64],
    /// The new rows.
    pub rows: u64,
    /// What the elements are, where the file is a .npy file.
    pub npy: Option<DType>,
}

/// A file that is sure to take the rows; nothing in it has changed yet.
pub struct Growing {
    /// The file, with the array as it will be.
    pub opened: Opened,
    end: u64,
    /// Where the header changes, and into what.
    patch: (u64, Vec<u8>),
}

impl Growing {
    /// Opens the file and makes sure that it is the array's and that the rows can go into it.
    ///
    /// # Errors
    /// `LOST` where another file has taken its name; `SIZE` where the file has not the size, or the
    /// header not the shape, that it had; `FORMAT` where the header has no room; `LIMIT`.
    pub fn new(target: Target, growth: &Growth) -> Result<Growing> {
        let Growth {
            offset,
            itemsize,
            shape,
            rows,
            ..
        } = *growth;
        let mut opened = Opened::unplaced(target, Mode::ReadWrite)?;
        if opened.identity != growth.identity {
            return Err(Error::plain(
                "LOST",
                "append: the file that is mapped no longer has its name, or its descriptor, which \
                 is another file's now",
            ));
        }
        let end = layout::known_layout(shape, itemsize, offset)?.end();
        let length = shape[0].checked_add(rows).ok_or_else(|| {
            Error::range(
                "LIMIT",
                format!("append: {rows} more rows than {} are too many", shape[0]),
            )
        })?;
        let mut grown = shape.to_vec();
        grown[0] = length;
        opened.layout = layout::known_layout(&grown, itemsize, offset)?;
        let patch = match &growth.npy {
            Some(dtype) => npy_patch(&opened, growth, dtype, end)?,
            None => {
                // A file has at least 1 byte, though its array may have none.
                if opened.size() != end.max(1) {
                    return Err(changed(&format!(
                        "the array ends at byte {end}, the file has {}",
                        opened.size()
                    )));
                }
                (0, Vec::new())
            }
        };
        Ok(Growing { opened, end, patch })
    }

    /// The array as it will be.
    pub fn layout(&self) -> &Layout {
        &self.opened.layout
    }

    /// Extends the file and writes the rows. Killed in here, a .npy file still is the old array; a
    /// file without a header may end in rows of zeros, but never in a part of one.
    pub fn write_rows(&mut self, rows: &[u8]) -> Result<()> {
        self.opened.commit(false)?;
        os::write_all_at(self.opened.file(), rows, self.end).map_err(Error::system("write"))
    }

    /// Makes the header count the rows.
    pub fn write_header(&self) -> Result<()> {
        let (at, bytes) = &self.patch;
        os::write_all_at(self.opened.file(), bytes, *at).map_err(Error::system("write"))
    }

    /// Gives the file its old size back, when a step failed.
    pub fn undo(self) {
        self.opened.undo();
    }
}

fn npy_patch(opened: &Opened, growth: &Growth, dtype: &DType, end: u64) -> Result<(u64, Vec<u8>)> {
    let size = opened.size();
    let read_at = |bytes: &mut [u8], at| os::read_exact_at(opened.file(), bytes, at);
    // No longer than it was when the array was mapped.
    let head = npy::read(read_at, size, growth.offset)?;
    let header = &head.header;
    if header.shape != growth.shape
        || head.data_start() != growth.offset
        || !header.is_written_for(dtype)
    {
        return Err(changed(&format!(
            "its header says shape {:?}, this array has {:?}",
            header.shape, growth.shape
        )));
    }
    if size < end {
        return Err(changed(&format!(
            "the array ends at byte {end}, the file has {size}"
        )));
    }
    // What an append that was cut short has left is written over; another array is not.
    let mut magic = [0; MAGIC.len()];
    if size - end >= magic.len() as u64 {
        read_at(&mut magic, end).map_err(Error::system("read"))?;
        if &magic == MAGIC {
            return Err(Error::range(
                "SIZE",
                format!("append: another .npy array follows this one at byte {end} of the file"),
            ));
        }
    }
    match header.first.clone() {
        Some(first) => {
            let length = growth.shape[0] + growth.rows;
            let (at, bytes) = npy::patch(&head.text, first, length)?;
            Ok(((head.version.header_start() + at) as u64, bytes))
        }
        None => Err(changed("its array has no axes")),
    }
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
