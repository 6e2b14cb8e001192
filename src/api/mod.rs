//! What the addon exports: arguments in, results out. `lib/errors.js` turns what is thrown here into
//! errors of the caller's realm.

mod append;
mod convert;
mod dtype;
mod file;
mod npy;
mod npz;
mod pages;
mod save;
mod work;

use napi::bindgen_prelude::{JsObjectValue, Object};
use napi::{Env, JsValue};

use crate::error::Error;
use crate::os;

/// Keeps the library loaded for as long as the process lives.
#[napi_derive::module_init]
fn init() {
    os::pin();
}

/// Our error as something to throw: an Error with `class`, `code` and `message`, or `errno`,
/// `syscall` and `message`.
fn to_napi_error(env: &Env, error: Error) -> napi::Error {
    match describe(env, error) {
        Ok(object) => napi::Error::from(object.to_unknown()),
        Err(error) => error,
    }
}

fn describe(env: &Env, error: Error) -> napi::Result<Object<'_>> {
    let message = match &error {
        Error::Coded { message, .. } => message.clone(),
        Error::System { source, .. } => source.to_string(),
    };
    let mut object = env.create_error(napi::Error::from_reason(message))?;
    match error {
        Error::Coded { class, code, .. } => {
            object.set_named_property("class", class.name())?;
            object.set_named_property("code", code)?;
        }
        Error::System { source, syscall } => {
            object.set_named_property("errno", os::uv_errno(&source))?;
            object.set_named_property("syscall", syscall)?;
        }
    }
    Ok(object)
}
