//! The pages under a view: advice, residency, and reading them in on the thread pool.

use std::path::PathBuf;
use std::sync::Arc;

use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Task};
use napi_derive::napi;

use super::to_napi_error;
use crate::advice::Advice;
use crate::error::{Error, Result};
use crate::mapping::registry;
use crate::mapping::{self, Mapping};
use crate::os;
use crate::paging;
use crate::paging::extents::Extents;
use crate::paging::page_cache::PageCache;

/// A view of a mapping, as `lib/array/paging.js` describes it.
#[napi(object, object_to_js = false)]
pub struct StridedView {
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

impl StridedView {
    pub(super) fn find(&self) -> Result<(Arc<Mapping>, Extents)> {
        let mapping = registry::get(self.id as u64).ok_or_else(mapping::closed)?;
        let shape: Vec<_> = self.shape.iter().map(|&dim| dim as usize).collect();
        let strides: Vec<_> = self.strides.iter().map(|&step| step as isize).collect();
        let extents = Extents::new(
            self.start as usize,
            &shape,
            &strides,
            self.itemsize as usize,
            os::page_size(),
            mapping.nbytes(),
        );
        let outside = || Error::range("INDEX", "the view lies outside of its mapping");
        Ok((mapping, extents.ok_or_else(outside)?))
    }
}

/// madvise on a view's pages, with one of the words of `lib/array/paging.js`.
#[napi]
pub fn advise(env: &Env, view: StridedView, advice: String) -> napi::Result<()> {
    let advice = match advice.as_str() {
        "normal" => Advice::Normal,
        "sequential" => Advice::Sequential,
        "random" => Advice::Random,
        "willneed" => Advice::WillNeed,
        "dontneed" => Advice::DontNeed,
        "hugepage" => Advice::Huge,
        _ => return Err(napi::Error::from_reason(advice)),
    };
    view.find()
        .and_then(|(mapping, extents)| paging::advise(&mapping, &extents, advice))
        .map_err(|error| to_napi_error(env, error))
}

/// Releases a view's pages that the view `shift` bytes further on does not share.
#[napi]
pub fn release(env: &Env, view: StridedView, shift: f64) -> napi::Result<()> {
    view.find()
        .and_then(|(mapping, extents)| paging::release(&mapping, &extents, shift as isize))
        .map_err(|error| to_napi_error(env, error))
}

/// The share of a view's pages that are in memory, from 0 to 1.
#[napi]
pub fn residency(env: &Env, view: StridedView) -> napi::Result<f64> {
    view.find()
        .and_then(|(mapping, extents)| paging::residency(&mapping, &extents))
        .map_err(|error| to_napi_error(env, error))
}

/// Reads a view's pages in, step by step.
#[napi]
pub struct Prefetch {
    prefetch: Arc<paging::Prefetch>,
}

#[napi]
impl Prefetch {
    /// Nothing is read yet. `path`, where the file has one, and `offset`, where the mapping begins in
    /// it, make reading faster.
    #[napi(constructor)]
    pub fn new(
        env: &Env,
        view: StridedView,
        path: Option<String>,
        offset: f64,
    ) -> napi::Result<Prefetch> {
        let (mapping, extents) = view.find().map_err(|error| to_napi_error(env, error))?;
        let cache = PageCache::new(path.map(PathBuf::from), offset as u64);
        Ok(Prefetch {
            prefetch: Arc::new(paging::Prefetch::new(mapping, extents, cache)),
        })
    }

    /// The view's bytes, with the gaps that are smaller than a page.
    #[napi(getter)]
    pub fn total(&self) -> f64 {
        self.prefetch.extents().total() as f64
    }

    /// About how many bytes of memory its pages take.
    #[napi(getter)]
    pub fn footprint(&self) -> f64 {
        self.prefetch.extents().footprint(os::page_size()) as f64
    }

    /// Reads pages of about `budget` bytes more on the thread pool; gives how much of `total` is
    /// there. The caller keeps the buffer alive until it is done.
    #[napi]
    pub fn step(&self, budget: f64) -> AsyncTask<Step> {
        AsyncTask::new(Step {
            prefetch: self.prefetch.clone(),
            budget: budget as usize,
        })
    }

    /// Ends the step that is under way.
    #[napi]
    pub fn cancel(&self) {
        self.prefetch.cancel();
    }
}

/// A step on the thread pool.
pub struct Step {
    prefetch: Arc<paging::Prefetch>,
    budget: usize,
}

impl Task for Step {
    type Output = Result<usize>;
    type JsValue = f64;

    fn compute(&mut self) -> napi::Result<Result<usize>> {
        // SAFETY: `lib/mapping/source.js` holds the Source, and with it the Memory, until this is done.
        Ok(unsafe { self.prefetch.step(self.budget) })
    }

    fn resolve(&mut self, env: Env, output: Result<usize>) -> napi::Result<f64> {
        output
            .map(|done| done as f64)
            .map_err(|error| to_napi_error(&env, error))
    }
}
