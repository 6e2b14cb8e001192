//! The pages under a view: advice, residency, and reading them in on the thread pool.

use std::path::PathBuf;
use std::sync::Arc;

use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Task};
use napi_derive::napi;

use super::thrown;
use crate::advice::Advice;
use crate::cache::Cache;
use crate::error::{Error, Result};
use crate::mapping::Mapping;
use crate::os;
use crate::paging;
use crate::registry;
use crate::runs::Runs;

/// A view of a mapping, as `lib/pages.js` describes it.
#[napi(object, object_to_js = false)]
pub struct Place {
    /// The mapping's number.
    pub id: f64,
    /// Where in it element `[0, ..., 0]` is.
    pub start: f64,
    /// The view's shape.
    pub shape: Vec<f64>,
    /// Strides in bytes.
    pub strides: Vec<f64>,
    /// Bytes of an element.
    pub itemsize: f64,
}

impl Place {
    fn find(&self) -> Result<(Arc<Mapping>, Runs)> {
        let missing = || Error::plain("CLOSED", "the memmap is closed");
        let mapping = registry::get(self.id as u64).ok_or_else(missing)?;
        let shape: Vec<_> = self.shape.iter().map(|&dim| dim as usize).collect();
        let strides: Vec<_> = self.strides.iter().map(|&step| step as isize).collect();
        let runs = Runs::new(
            self.start as usize,
            &shape,
            &strides,
            self.itemsize as usize,
            os::page_size(),
            mapping.len(),
        );
        let outside = || Error::range("INDEX", "the view lies outside of its mapping");
        Ok((mapping, runs.ok_or_else(outside)?))
    }
}

/// madvise on a view's pages. Advice that is not in the list gives false.
#[napi]
pub fn advise(env: &Env, place: Place, advice: String) -> napi::Result<bool> {
    let advice = match advice.as_str() {
        "normal" => Advice::Normal,
        "sequential" => Advice::Sequential,
        "random" => Advice::Random,
        "willneed" => Advice::WillNeed,
        "dontneed" => Advice::DontNeed,
        "hugepage" => Advice::Huge,
        _ => return Ok(false),
    };
    place
        .find()
        .and_then(|(mapping, runs)| paging::advise(&mapping, &runs, advice))
        .map_err(|error| thrown(env, error))?;
    Ok(true)
}

/// Lets go of a view's pages that the view `shift` bytes further on does not share.
#[napi]
pub fn release(env: &Env, place: Place, shift: f64) -> napi::Result<()> {
    place
        .find()
        .and_then(|(mapping, runs)| paging::release(&mapping, &runs, shift as isize))
        .map_err(|error| thrown(env, error))
}

/// The share of a view's pages that are in memory, from 0 to 1.
#[napi]
pub fn residency(env: &Env, place: Place) -> napi::Result<f64> {
    place
        .find()
        .and_then(|(mapping, runs)| paging::residency(&mapping, &runs))
        .map_err(|error| thrown(env, error))
}

/// Reads a view's pages in, step by step.
#[napi]
pub struct Reading {
    reading: Arc<paging::Reading>,
}

#[napi]
impl Reading {
    /// Nothing is read yet. The file's name, where it has one, and where in it the mapping
    /// begins make it faster.
    #[napi(constructor)]
    pub fn new(
        env: &Env,
        place: Place,
        path: Option<String>,
        offset: f64,
    ) -> napi::Result<Reading> {
        let (mapping, runs) = place.find().map_err(|error| thrown(env, error))?;
        let cache = Cache::new(path.map(PathBuf::from), offset as u64);
        Ok(Reading {
            reading: Arc::new(paging::Reading::new(mapping, runs, cache)),
        })
    }

    /// The view's bytes, with the gaps that are smaller than a page.
    #[napi(getter)]
    pub fn total(&self) -> f64 {
        self.reading.runs().total() as f64
    }

    /// About how many bytes of memory its pages take.
    #[napi(getter)]
    pub fn footprint(&self) -> f64 {
        self.reading.runs().footprint(os::page_size()) as f64
    }

    /// Reads pages of about `budget` bytes more on the thread pool; gives how much of `total` is
    /// there. The caller keeps the buffer alive until it is done.
    #[napi]
    pub fn step(&self, budget: f64) -> AsyncTask<Step> {
        AsyncTask::new(Step {
            reading: self.reading.clone(),
            budget: budget as usize,
        })
    }

    /// Ends the step that is under way.
    #[napi]
    pub fn cancel(&self) {
        self.reading.cancel();
    }
}

/// A step on the thread pool.
pub struct Step {
    reading: Arc<paging::Reading>,
    budget: usize,
}

impl Task for Step {
    type Output = Result<usize>;
    type JsValue = f64;

    fn compute(&mut self) -> napi::Result<Result<usize>> {
        // SAFETY: `lib/source.js` holds the Source, and with it the Memory, until this is done.
        Ok(unsafe { self.reading.step(self.budget) })
    }

    fn resolve(&mut self, env: Env, output: Result<usize>) -> napi::Result<f64> {
        output
            .map(|done| done as f64)
            .map_err(|error| thrown(&env, error))
    }
}
