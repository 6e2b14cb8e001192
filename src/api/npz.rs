//! Reading the directory of .npz files, and opening their members.

use napi::Env;
use napi::bindgen_prelude::{Either3, Object, Uint8Array};
use napi_derive::napi;

use super::dtype::write;
use super::file::{Opening, buffers, npy_to_js, numbers, read_target};
use super::to_napi_error;
use crate::error::{Error, Result};
use crate::file::{Opened, Target};
use crate::mode::Mode;
use crate::npy::{Head, MAX_HEADER_SIZE};
use crate::npz::{Directory, within};
use crate::open::open_member;
use crate::os;

/// A member's name, as `lib/npz.js` gets it.
#[napi(object, object_from_js = false)]
pub struct NpzName {
    /// Without `.npy`.
    pub name: String,
    /// What the other calls know the member by.
    pub number: u32,
    /// Whether it can be read only by inflating it.
    pub deflated: bool,
}

/// The head of a deflated member.
#[napi(object, object_from_js = false)]
pub struct NpzHead<'env> {
    /// What `parse_dtype` gives.
    pub dtype: Object<'env>,
    /// The dimensions.
    pub shape: Vec<f64>,
    /// Whether the first axis is the fastest.
    pub fortran_order: bool,
    /// Bytes of the member before the array.
    pub start: f64,
}

type Path = Either3<f64, String, Uint8Array>;

/// The directory of an .npz file. No descriptor is kept: every call is given the file again.
#[napi]
pub struct NpzDirectory {
    directory: Directory,
    identity: f64,
}

#[napi]
impl NpzDirectory {
    /// Reads the directory of a file. `identity` is given where it must be a file that was opened
    /// before.
    #[napi(constructor)]
    pub fn new(env: &Env, target: Path, identity: Option<f64>) -> napi::Result<NpzDirectory> {
        let read = || -> Result<_> {
            let opened = Opened::new(read_target(target), Mode::Read)?;
            if let Some(identity) = identity {
                opened.check_identity(identity)?;
            }
            Ok(NpzDirectory {
                directory: Directory::read(reader(&opened), opened.size())?,
                identity: opened.identity(),
            })
        };
        read().map_err(|error| to_napi_error(env, error))
    }

    /// The .npy files in it, in its order.
    #[napi]
    pub fn names(&self) -> Vec<NpzName> {
        let names = self.directory.names().map(|(number, name)| NpzName {
            name: name.into(),
            number: number as u32,
            deflated: self.directory.is_deflated(number),
        });
        names.collect()
    }

    /// Maps a stored member. `max_header_size` is in characters.
    #[napi]
    #[allow(clippy::too_many_arguments)] // one call from one place
    pub fn open<'env>(
        &self,
        env: &'env Env,
        target: Path,
        number: u32,
        mode: String,
        max_header_size: Option<f64>,
        buffer: String,
        forced: Option<String>,
        limit: f64,
    ) -> napi::Result<Opening<'env>> {
        let number = number as usize;
        let open = || -> Result<_> {
            let mode = Mode::parse(&mode)?;
            let buffers = buffers(env, &buffer, forced.as_deref(), limit)?;
            let opened = self.reopen(read_target(target))?;
            let member = self
                .directory
                .find(number, reader(&opened), opened.size())?;
            let range = member.start..member.start + member.len;
            open_member(&opened, range, max_size(max_header_size), mode, &buffers)
                .map_err(|error| self.named(number, error))
        };
        let npy = open().map_err(|error| to_napi_error(env, error))?;
        npy_to_js(env, npy)
    }

    /// Inflates the head of a deflated member.
    #[napi]
    pub fn inflate_head<'env>(
        &self,
        env: &'env Env,
        target: Path,
        number: u32,
        max_header_size: Option<f64>,
    ) -> napi::Result<NpzHead<'env>> {
        let most = max_size(max_header_size).unwrap_or(MAX_HEADER_SIZE);
        let read = || -> Result<Head> {
            let opened = self.reopen(read_target(target))?;
            let (read_at, size) = (reader(&opened), opened.size());
            self.directory
                .inflate_head(number as usize, read_at, size, most)
        };
        let head = read().map_err(|error| to_napi_error(env, error))?;
        Ok(NpzHead {
            dtype: write(env, &head.header.dtype)?,
            shape: numbers(&head.header.shape),
            fortran_order: head.header.fortran_order,
            start: head.data_start() as f64,
        })
    }

    /// Inflates the array of a deflated member into memory that nobody else has yet.
    #[napi]
    pub fn inflate_array(
        &self,
        env: &Env,
        target: Path,
        number: u32,
        start: f64,
        mut array: Uint8Array,
    ) -> napi::Result<()> {
        let read = || -> Result<()> {
            let opened = self.reopen(read_target(target))?;
            let (read_at, size) = (reader(&opened), opened.size());
            // SAFETY: `lib/npz.js` has just made the array and shows it to nobody before this ends.
            let array = unsafe { array.as_mut() };
            self.directory
                .inflate_array(number as usize, read_at, size, start as u64, array)
        };
        read().map_err(|error| to_napi_error(env, error))
    }

    /// Opens the file again, and makes sure that it is the one whose directory this is.
    fn reopen(&self, target: Target) -> Result<Opened> {
        let opened = Opened::new(target, Mode::Read)?;
        opened.check_identity(self.identity)?;
        Ok(opened)
    }

    /// An error of a member, with its name.
    fn named(&self, number: usize, error: Error) -> Error {
        let name = self.directory.names().find(|(other, _)| *other == number);
        within(&format!("{}.npy", name.unwrap_or_default().1), error)
    }
}

fn max_size(size: Option<f64>) -> Option<u64> {
    size.map(|size| size as u64)
}

/// Reads from a position on as much as there is.
fn reader(opened: &Opened) -> impl Fn(&mut [u8], u64) -> std::io::Result<usize> {
    |bytes, at| os::read_at(opened.file(), bytes, at)
}
