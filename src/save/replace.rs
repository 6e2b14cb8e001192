//! A file that takes another one's place when all of it is on the disk.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf, is_separator};

use crate::error::{Error, Result};
use crate::os;

/// A file beside the one that it is to replace; it is removed unless it does.
pub struct Replacement {
    /// Where it goes; no link.
    path: PathBuf,
    temporary: PathBuf,
    /// None once it is closed.
    file: Option<File>,
    len: u64,
}

impl Replacement {
    /// Creates the file.
    ///
    /// # Errors
    /// A system call's; `EISDIR` for a directory, `ENODEV` for what is no regular file, and `EACCES`
    /// for a file that may not be written.
    pub fn new(path: &Path) -> Result<Replacement> {
        let old = existing(path)?;
        let path = follow(path);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        if old.is_some() {
            os::keep_private(&mut options);
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let (temporary, file) = create(folder, &options).map_err(Error::system("open"))?;
        let replacement = Replacement {
            path,
            temporary,
            file: Some(file),
            len: 0,
        };
        if let (Some(old), Some(file)) = (old, &replacement.file) {
            os::copy_access(file, &old).map_err(Error::system("fchmod"))?;
        }
        Ok(replacement)
    }

    /// How many bytes were written.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Writes behind what was written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let end = self.len + bytes.len() as u64;
        os::check_file_limit(end).map_err(Error::system("write"))?;
        self.overwrite(self.len, bytes)?;
        self.len = end;
        Ok(())
    }

    /// Writes over what was written.
    pub fn overwrite(&self, at: u64, bytes: &[u8]) -> Result<()> {
        match &self.file {
            Some(file) => os::write_all_at(file, bytes, at).map_err(Error::system("write")),
            None => Ok(()),
        }
    }

    /// Puts the file in its place, once its bytes are on the disk.
    pub fn commit(mut self) -> Result<()> {
        if let Some(file) = self.file.take() {
            file.sync_data().map_err(Error::system("fdatasync"))?;
        }
        fs::rename(&self.temporary, &self.path).map_err(Error::system("rename"))?;
        self.temporary.clear();
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // Windows removes no file that is open.
        self.file = None;
        if !self.temporary.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// What there is to be replaced, which must be a file that may be written.
fn existing(path: &Path) -> Result<Option<fs::Metadata>> {
    let names_file = path.to_string_lossy().ends_with(|last| !is_separator(last));
    let old = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && names_file => return Ok(None),
        old => old.map_err(Error::system("stat"))?,
    };
    let refuse = |source, syscall| Err(Error::System { source, syscall });
    if old.is_dir() {
        return refuse(os::is_a_directory(), "open");
    }
    if !old.is_file() {
        return refuse(os::not_mappable(), "rename");
    }
    os::open(path, OpenOptions::new().write(true)).map_err(Error::system("open"))?;
    Ok(Some(old))
}

/// Where links lead, perhaps to a name without a file. Circles were refused: looking gave `ELOOP`.
fn follow(path: &Path) -> PathBuf {
    const MOST: usize = 64;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        let Ok(link) = fs::read_link(&path) else {
            break;
        };
        path = path.parent().unwrap_or(Path::new("")).join(link);
    }
    path
}

/// A new file with a name that nobody else has.
fn create(folder: &Path, options: &OpenOptions) -> io::Result<(PathBuf, File)> {
    loop {
        let name = format!(".memmap-{:016x}.tmp", RandomState::new().hash_one(0));
        let path = folder.join(name);
        match options.open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            file => return Ok((path, file?)),
        }
    }
}
