//! NumPy's file rules: what is opened, what must exist, what may grow.

use std::fs::{File, OpenOptions};
use std::io;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::layout::{self, Layout, Shape};
use crate::mode::Mode;
use crate::os;

/// What the caller named.
pub enum Target {
    /// A file, ours to open and close.
    Path(PathBuf),
    /// The caller's descriptor: never closed, never truncated.
    Descriptor(i32),
}

/// An open file and the array that lies in it; nothing in it has changed yet.
pub struct Opened {
    file: Handle,
    mode: Mode,
    size: u64,
    /// Set where opening made the file: what an undo removes.
    created: Option<PathBuf>,
    grown: bool,
    /// Where the array lies.
    pub layout: Layout,
    /// What [`Opened::commit`] writes at the file's start: a .npy header.
    pub head: Vec<u8>,
    /// A number that tells this file from the others, whatever its name is by now.
    pub identity: f64,
}

enum Handle {
    Ours(File),
    Callers(ManuallyDrop<File>),
}

impl Opened {
    /// Opens the file and finds the array's place in it. A file that `w+` creates exists after
    /// this; an existing one is untouched until [`Opened::commit`].
    pub fn new(
        target: Target,
        mode: Mode,
        shape: &Shape,
        itemsize: u64,
        offset: u64,
    ) -> Result<Opened> {
        let mut opened = Opened::unplaced(target, mode)?;
        match opened.place(shape, itemsize, offset) {
            Ok(layout) => opened.layout = layout,
            Err(error) => {
                opened.undo();
                return Err(error);
            }
        }
        Ok(opened)
    }

    /// Opens the file and leaves it to the caller to find the array in it: its layout is empty.
    pub fn unplaced(target: Target, mode: Mode) -> Result<Opened> {
        let (file, created) = match target {
            Target::Path(path) => open(path, mode)?,
            Target::Descriptor(fd) => (
                Handle::Callers(os::borrow_descriptor(fd).map_err(Error::system("fstat"))?),
                None,
            ),
        };
        let metadata = file.get().metadata().map_err(Error::system("fstat"))?;
        if metadata.is_dir() {
            return Err(Error::System {
                source: os::is_a_directory(),
                syscall: "open",
            });
        }
        let size = os::size(file.get(), &metadata).map_err(Error::system("fstat"))?;
        let identity = os::identity(file.get(), &metadata).map_err(Error::system("fstat"))?;
        Ok(Opened {
            file,
            mode,
            size,
            created,
            grown: false,
            layout: Layout {
                shape: Vec::new(),
                offset: 0,
                nbytes: 0,
            },
            head: Vec::new(),
            identity,
        })
    }

    /// The file's length when it was opened.
    pub fn size(&self) -> u64 {
        self.size
    }

    fn place(&self, shape: &Shape, itemsize: u64, offset: u64) -> Result<Layout> {
        if self.size == 0 && !self.mode.writes_file() {
            return Err(Error::range(
                "SIZE",
                format!("cannot mmap an empty file (mode {:?})", self.mode.short()),
            ));
        }
        let layout = layout::layout_in(shape, itemsize, offset, self.size)?;
        if !self.mode.writes_file() && layout.end() > self.size {
            return Err(Error::range(
                "SIZE",
                format!(
                    "mmap length is greater than file size: offset {offset} and shape {:?} need \
                     {} bytes, the file has {} (mode {:?} does not extend it)",
                    layout.shape,
                    layout.end(),
                    self.size,
                    self.mode.short()
                ),
            ));
        }
        Ok(layout)
    }

    /// Truncates and extends as the mode asks, and with `allocate` reserves the new blocks.
    pub fn commit(&mut self, allocate: bool) -> Result<()> {
        if !self.mode.writes_file() {
            return Ok(());
        }
        let end = self.layout.end().max(1);
        let file = self.file.get();
        if self.mode == Mode::Write && self.size > 0 && matches!(self.file, Handle::Ours(_)) {
            // First make sure that a file this long can be: after the truncation the old
            // contents are gone.
            if end > self.size {
                self.grown = true;
                file.set_len(end).map_err(Error::system("ftruncate"))?;
            }
            file.set_len(0).map_err(Error::system("ftruncate"))?;
            self.grown = false;
            self.size = 0;
        }
        if end > self.size {
            if allocate {
                self.grown = true;
                os::allocate(file, self.size, end - self.size)
                    .map_err(Error::system("fallocate"))?;
            }
            self.grown = true;
            file.set_len(end).map_err(Error::system("ftruncate"))?;
        }
        os::write_all_at(file, &self.head, 0).map_err(Error::system("write"))
    }

    /// The file, for mapping.
    pub fn file(&self) -> &File {
        self.file.get()
    }

    /// Takes back what opening and [`Opened::commit`] did, when a later step failed.
    pub fn undo(self) {
        if let Some(path) = &self.created {
            // The error that led here is the one to report.
            let _ = std::fs::remove_file(path);
        } else if self.grown {
            let _ = self.file.get().set_len(self.size);
        }
    }
}

impl Handle {
    fn get(&self) -> &File {
        match self {
            Handle::Ours(file) => file,
            Handle::Callers(file) => file,
        }
    }
}

fn open(path: PathBuf, mode: Mode) -> Result<(Handle, Option<PathBuf>)> {
    let mut options = OpenOptions::new();
    options.read(true).write(mode.writes_file());
    let ours = |file| (Handle::Ours(file), None);
    let refused = |error| Error::system("open")(os::refusal(&path, error));
    if mode != Mode::Write {
        return options.open(&path).map(ours).map_err(refused);
    }
    match options.clone().create_new(true).open(&path) {
        Ok(file) => Ok((Handle::Ours(file), Some(path))),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            options.create(true).open(&path).map(ours).map_err(refused)
        }
        Err(error) => Err(refused(error)),
    }
}
