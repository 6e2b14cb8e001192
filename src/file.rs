//! An open file, and changes to it that can be undone.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::mode::{Access, Mode};
use crate::os;

/// What the caller named.
pub enum Target {
    /// A file, ours to open and close.
    Path(PathBuf),
    /// The caller's descriptor: never closed, never truncated.
    Descriptor(i32),
}

enum Handle {
    Ours(File),
    Callers(ManuallyDrop<File>),
}

impl Handle {
    fn get(&self) -> &File {
        match self {
            Handle::Ours(file) => file,
            Handle::Callers(file) => file,
        }
    }
}

/// An open file. [`Opened::undo`] undoes what the methods below do to it.
pub struct Opened {
    file: Handle,
    access: Access,
    size: u64,
    identity: f64,
    /// The file's name, where opening created it.
    created: Option<PathBuf>,
    grown: bool,
    /// Positions and bytes that were overwritten.
    overwritten: Vec<(u64, Vec<u8>)>,
    claimed: bool,
}

impl Opened {
    /// Opens the file as the mode asks; `w+` creates one that does not exist, and leaves one that
    /// does as it is.
    ///
    /// # Errors
    /// A system call's; `EISDIR` for a directory, `ENODEV` for what cannot be mapped, and `EACCES`
    /// for a descriptor that may not do what the mode needs.
    pub fn new(target: Target, mode: Mode) -> Result<Opened> {
        let (file, access, created) = match target {
            Target::Path(path) => {
                let (file, created) = open(&path, mode)
                    .map_err(|error| Error::system("open")(os::refusal(&path, error)))?;
                (Handle::Ours(file), Access::FULL, created)
            }
            Target::Descriptor(fd) => {
                let (file, access) = os::borrow_descriptor(fd).map_err(Error::system("fstat"))?;
                (Handle::Callers(file), access, None)
            }
        };
        let mut opened = Opened {
            file,
            access,
            size: 0,
            identity: 0.0,
            created,
            grown: false,
            overwritten: Vec::new(),
            claimed: false,
        };
        match opened.inspect(mode) {
            Ok(()) => Ok(opened),
            Err(error) => Err(opened.undo(error)),
        }
    }

    /// Reads the file's size and identity, and refuses what cannot be mapped.
    fn inspect(&mut self, mode: Mode) -> Result<()> {
        let file = self.file.get();
        let metadata = file.metadata().map_err(Error::system("fstat"))?;
        let refuse = |source, syscall| Err(Error::System { source, syscall });
        if metadata.is_dir() {
            return refuse(os::is_a_directory(), "open");
        }
        if !os::is_mappable(&metadata) {
            return refuse(os::not_mappable(), "mmap");
        }
        if !self.access.read || (mode.writes_file() && !self.access.write) {
            return refuse(os::no_access(), "mmap");
        }
        self.size = os::size(file, &metadata).map_err(Error::system("fstat"))?;
        self.identity = os::identity(file, &metadata).map_err(Error::system("fstat"))?;
        Ok(())
    }

    /// The file, to be read and mapped.
    pub fn file(&self) -> &File {
        self.file.get()
    }

    /// The file's length before it was changed, which an undo restores.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// A number that tells this file from the others, whatever its name is by now.
    pub fn identity(&self) -> f64 {
        self.identity
    }

    /// Refuses another file than the one that had `identity` when it was opened before.
    pub fn check_identity(&self, identity: f64) -> Result<()> {
        if self.identity == identity {
            return Ok(());
        }
        Err(Error::plain(
            "LOST",
            "the file that was opened no longer has its name, or its descriptor, which is another \
             file's now",
        ))
    }

    /// Refuses a descriptor that writes at the file's end, whatever position is asked for.
    pub fn check_positions(&self) -> Result<()> {
        if !self.access.append {
            return Ok(());
        }
        Err(Error::range(
            "MODE",
            "mode of the descriptor must be 'r+' or 'w+' in node:fs: it was opened to append \
             (O_APPEND), and writes at the end of the file only",
        ))
    }

    /// Makes the file `end` bytes long if it is shorter, and with `allocate` reserves the new blocks.
    pub fn grow(&mut self, end: u64, allocate: bool) -> Result<()> {
        if end <= self.size {
            return Ok(());
        }
        let file = self.file.get();
        os::check_file_limit(end).map_err(Error::system("ftruncate"))?;
        self.grown = true;
        if allocate {
            os::allocate(file, self.size, end - self.size).map_err(Error::system("fallocate"))?;
        }
        file.set_len(end).map_err(Error::system("ftruncate"))
    }

    /// Makes `end` zeros of a file that `w+` found and has grown to `end` already. The first `head`
    /// bytes are overwritten before anything else, so that a process killed in here leaves no file
    /// that looks like an array, and their blocks are allocated. A caller's descriptor keeps its
    /// bytes, as in NumPy.
    ///
    /// This cannot be undone.
    pub fn clear(&mut self, head: u64, end: u64, allocate: bool) -> Result<()> {
        if self.size == 0 || matches!(self.file, Handle::Callers(_)) {
            return Ok(());
        }
        os::check_file_limit(end).map_err(Error::system("ftruncate"))?;
        self.overwrite(0, &vec![0; head as usize])?;
        if end < self.size {
            self.truncate(end)?;
        }
        let file = self.file.get();
        let rest = self.size.min(end) - head.min(self.size);
        if allocate || os::punch_hole(file, head, rest).is_err() {
            self.truncate(head)?;
            let file = self.file.get();
            if allocate {
                os::allocate(file, head, end - head).map_err(Error::system("fallocate"))?;
            }
            file.set_len(end).map_err(Error::system("ftruncate"))?;
        }
        self.forget();
        self.size = 0;
        Ok(())
    }

    fn truncate(&mut self, end: u64) -> Result<()> {
        let file = self.file.get();
        file.set_len(end).map_err(Error::system("ftruncate"))?;
        self.forget();
        Ok(())
    }

    /// Forgets what an undo needs: the file can no longer be what it was.
    fn forget(&mut self) {
        self.grown = false;
        self.overwritten.clear();
    }

    /// Overwrites bytes of the file, which are kept for an undo.
    pub fn overwrite(&mut self, at: u64, bytes: &[u8]) -> Result<()> {
        let len = self.size.saturating_sub(at).min(bytes.len() as u64);
        let mut old = vec![0; len as usize];
        let file = self.file.get();
        os::read_exact_at(file, &mut old, at).map_err(Error::system("read"))?;
        self.overwritten.push((at, old));
        self.write(at, bytes)
    }

    /// Writes behind the file's old end, where nothing is lost.
    pub fn write(&self, at: u64, bytes: &[u8]) -> Result<()> {
        os::write_all_at(self.file.get(), bytes, at).map_err(Error::system("write"))
    }

    /// Locks the file against other claims, in this process and in all others, until this is
    /// dropped, and reads its length again. Where the file system has no locks, it is locked in this
    /// process only.
    pub fn claim(&mut self) -> Result<()> {
        let mut claims = CLAIMS.lock().unwrap_or_else(PoisonError::into_inner);
        let file = self.file.get();
        if claims.contains(&self.identity) || !os::try_lock(file).map_err(Error::system("fcntl"))? {
            return Err(Error::range(
                "SIZE",
                "append: another append to this file is under way (open the file anew after it)",
            ));
        }
        claims.push(self.identity);
        self.claimed = true;
        self.measure().map(|_| ())
    }

    /// Reads the file's length again, before it is changed, and gives whether it differs.
    pub fn measure(&mut self) -> Result<bool> {
        let file = self.file.get();
        let metadata = file.metadata().map_err(Error::system("fstat"))?;
        let old = self.size;
        self.size = os::size(file, &metadata).map_err(Error::system("fstat"))?;
        Ok(self.size != old)
    }

    /// Undoes what was done, because of `error`, which is returned to be reported.
    pub fn undo(self, error: Error) -> Error {
        if let Some(path) = &self.created {
            let _ = fs::remove_file(path);
            return error;
        }
        for (at, bytes) in self.overwritten.iter().rev() {
            let _ = self.write(*at, bytes);
        }
        if self.grown {
            let _ = self.file.get().set_len(self.size);
        }
        error
    }
}

/// The identities of claimed files: two descriptors may be one open file to the system, whose lock
/// they share.
static CLAIMS: Mutex<Vec<f64>> = Mutex::new(Vec::new());

impl Drop for Opened {
    fn drop(&mut self) {
        if self.claimed {
            let mut claims = CLAIMS.lock().unwrap_or_else(PoisonError::into_inner);
            // Closing does not unlock it: the system keeps a mapped file open.
            os::unlock(self.file.get());
            claims.retain(|claim| *claim != self.identity);
        }
    }
}

/// The file, and its name where opening made it.
fn open(path: &Path, mode: Mode) -> io::Result<(File, Option<PathBuf>)> {
    let mut options = OpenOptions::new();
    options.read(true).write(mode.writes_file());
    match mode {
        Mode::Write => open_or_create(path.to_owned(), &options),
        _ => os::open(path, &options).map(|file| (file, None)),
    }
}

fn open_or_create(path: PathBuf, options: &OpenOptions) -> io::Result<(File, Option<PathBuf>)> {
    match options.clone().create_new(true).open(&path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        result => return result.map(|file| (file, Some(path))),
    }
    match os::open(&path, options) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // The name is a link to a file that does not exist.
            let Ok(link) = fs::read_link(&path) else {
                return Err(error);
            };
            let folder = path.parent().unwrap_or(Path::new(""));
            open_or_create(folder.join(link), options)
        }
        result => result.map(|file| (file, None)),
    }
}
