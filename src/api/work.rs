//! Work on whole arrays: reductions, histograms, products, gathers, searches, comparisons. All of it
//! at once, or step by step on the thread pool.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::{AsyncTask, BigInt, Float64Array, Object, Unknown};
use napi::{Env, Task};
use napi_derive::napi;

use super::convert::{Operand, Window, memory, refusal, threads};
use super::pages::StridedView;
use super::to_napi_error;
use crate::error::{Error, Result};
use crate::kernels::Steps;
use crate::kernels::compare::Equality;
use crate::kernels::gather::{BadIndex, Rows, RowsKind, Take};
use crate::kernels::reduce::{
    Bins, Dot, Histogram, Options, Out, Reduce, ReduceError, Reduction, Stats, Values,
};
use crate::kernels::search::Search;
use crate::mapping::Mapping;
use crate::paging::page_cache::PageCache;
use crate::scalar::Scalar;
use crate::work::{self, Pages};

/// The pages of an array that lies in a mapping, as `lib/array/work.js` describes them.
#[napi(object, object_to_js = false)]
pub struct MappedPages {
    /// Where they are.
    pub view: StridedView,
    /// The file's name, where it has one.
    pub path: Option<String>,
    /// Where in the file the mapping begins.
    pub offset: f64,
}

impl MappedPages {
    pub(super) fn open(&self, passes: Option<usize>) -> Result<(Arc<Mapping>, Pages)> {
        let (mapping, extents) = self.view.find()?;
        let cache = PageCache::new(self.path.as_ref().map(PathBuf::from), self.offset as u64);
        let pages = Pages::new(mapping.clone(), extents, cache, passes);
        Ok((mapping, pages))
    }
}

/// How an array is reduced, as `lib/array/reduce.js` describes it.
#[napi(object, object_to_js = false)]
pub struct ReductionOptions {
    /// The number of a [`Reduce`].
    pub what: u32,
    /// For each axis, whether it is reduced.
    pub reduced: Vec<bool>,
    /// NaN and NaT are left out.
    pub skip_nan: bool,
    /// Taken from the number of items in variances.
    pub ddof: f64,
    /// The elements are dates or spans of time.
    pub is_time: bool,
}

/// What is carried out.
enum Kind {
    Reduction(Box<Reduction>),
    Histogram(Histogram),
    Dot(Dot),
    Take(Take),
    Search(Search),
    Equality(Equality),
    Rows(Rows),
}

impl Kind {
    fn steps(&mut self) -> &mut dyn Steps {
        match self {
            Kind::Reduction(steps) => &mut **steps,
            Kind::Histogram(steps) => steps,
            Kind::Dot(steps) => steps,
            Kind::Take(steps) => steps,
            Kind::Search(steps) => steps,
            Kind::Equality(steps) => steps,
            Kind::Rows(steps) => steps,
        }
    }
}

/// The state of some work, which the thread pool shares.
struct State {
    /// None once its result was taken.
    kind: Option<Kind>,
    pages: Vec<Pages>,
    /// The bytes that it goes through.
    bytes: f64,
    /// Where results are written, and whether they could be.
    out: Option<Out>,
    written: Option<Result<()>>,
}

impl State {
    fn new(kind: Kind, pages: Vec<Pages>, bytes: f64) -> State {
        State {
            kind: Some(kind),
            pages,
            bytes,
            out: None,
            written: None,
        }
    }

    /// Writes the results where they are to go, once all is done.
    ///
    /// # Safety
    /// As [`Out::write`].
    unsafe fn write(&mut self) {
        let [done, total] = match &mut self.kind {
            Some(kind) => kind.steps().progress(),
            None => return,
        };
        let Some(out) = self.out.filter(|_| done == total) else {
            return;
        };
        // SAFETY: as the caller says.
        let write = |values: Values| unsafe { out.write(0, &values) };
        let written = match self.kind.take() {
            // SAFETY: as the caller says.
            Some(Kind::Reduction(reduction)) => unsafe { reduction.finish_writing() },
            // SAFETY: as above.
            Some(Kind::Dot(dot)) => unsafe { dot.finish_writing(out) },
            Some(Kind::Search(search)) => write(Values::Floats(search.finish())),
            Some(Kind::Histogram(histogram)) => {
                let counts = histogram.finish().into_iter();
                write(Values::Floats(counts.map(|count| count as f64).collect()))
            }
            _ => Ok(()),
        };
        self.written = Some(written.map_err(reduce_error));
    }
}

/// Work that is planned, under way or done.
#[napi]
pub struct Work {
    state: Arc<Mutex<State>>,
    stop: Arc<AtomicBool>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // Kernels do not panic, and after a panic there would be no result.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reduce_error(error: ReduceError) -> Error {
    match error {
        ReduceError::Element(_) => Error::type_error("DTYPE", error.to_string()),
        ReduceError::Convert(error) => refusal(error),
        _ => Error::range("VALUE", error.to_string()),
    }
}

/// The error of a call that `lib/` never makes.
fn misused() -> Error {
    Error::plain("VALUE", "the work is over, or gives no such result")
}

impl Work {
    fn make(env: &Env, plan: impl FnOnce() -> Result<State>) -> napi::Result<Work> {
        let state = plan().map_err(|error| to_napi_error(env, error))?;
        Ok(Work {
            state: Arc::new(Mutex::new(state)),
            stop: Arc::new(AtomicBool::new(false)),
        })
    }

    fn finish(&self, env: &Env) -> napi::Result<Kind> {
        let kind = lock(&self.state).kind.take();
        kind.ok_or_else(|| to_napi_error(env, misused()))
    }
}

/// The pages of those operands that have any.
fn pages(
    mapped: impl IntoIterator<Item = Option<MappedPages>>,
    passes: Option<usize>,
) -> Result<Vec<Pages>> {
    let pages = mapped.into_iter().flatten();
    pages.map(|pages| Ok(pages.open(passes)?.1)).collect()
}

/// Fails where an operand that was read lies in a mapping that is closed or has lost its pages.
fn check(mapped: Option<MappedPages>) -> Result<()> {
    pages([mapped], None)?.iter().try_for_each(Pages::check)
}

fn bytes(window: &Window) -> f64 {
    let view = window.view();
    view.shape.iter().product::<usize>() as f64 * view.element.itemsize() as f64
}

#[napi]
impl Work {
    /// Plans a reduction.
    #[napi(factory)]
    pub fn reduction(
        env: &Env,
        array: Operand,
        options: ReductionOptions,
        mapped: Option<MappedPages>,
    ) -> napi::Result<Work> {
        Work::make(env, || {
            let array = Window::new(env, &array)?;
            let what = Reduce::ALL.get(options.what as usize);
            let options = Options {
                what: *what.ok_or_else(misused)?,
                reduced: &options.reduced,
                skip_nan: options.skip_nan,
                ddof: options.ddof,
                is_time: options.is_time,
            };
            let reduction = Reduction::new(&array.view(), &options).map_err(reduce_error)?;
            Ok(State::new(
                Kind::Reduction(Box::new(reduction)),
                pages([mapped], Some(1))?,
                bytes(&array),
            ))
        })
    }

    /// Plans a histogram between `edges`; with `bins`, these are the first and the last edge of so many
    /// bins of equal width.
    #[napi(factory)]
    pub fn histogram(
        env: &Env,
        array: Operand,
        edges: Float64Array,
        bins: Option<f64>,
        mapped: Option<MappedPages>,
    ) -> napi::Result<Work> {
        Work::make(env, || {
            let array = Window::new(env, &array)?;
            let bins = match bins {
                Some(n) => Bins::Equal(n as usize, edges[0], edges[1]),
                None => Bins::Edges(edges.to_vec()),
            };
            let histogram = Histogram::new(&array.view(), &bins).map_err(reduce_error)?;
            Ok(State::new(
                Kind::Histogram(histogram),
                pages([mapped], Some(1))?,
                bytes(&array),
            ))
        })
    }

    /// Plans a product; `b` is read now.
    #[napi(factory)]
    pub fn dot(
        env: &Env,
        a: Operand,
        b: Operand,
        mapped: Option<MappedPages>,
        other: Option<MappedPages>,
    ) -> napi::Result<Work> {
        Work::make(env, || {
            let (a, b) = (Window::new(env, &a)?, Window::new(env, &b)?);
            // SAFETY: the windows lie in buffers that the arguments keep alive.
            let dot = unsafe { Dot::new(&a.view(), &b.view(), threads()) };
            check(other)?;
            let dot = dot.map_err(reduce_error)?;
            let pages = pages([mapped], Some(dot.passes()))?;
            Ok(State::new(Kind::Dot(dot), pages, bytes(&a)))
        })
    }

    /// Plans to read indices along an axis of length `n`, or the bools of a condition.
    #[napi(factory)]
    pub fn rows(
        env: &Env,
        array: Operand,
        n: f64,
        is_condition: bool,
        mapped: Option<MappedPages>,
    ) -> napi::Result<Work> {
        Work::make(env, || {
            let array = Window::new(env, &array)?;
            let kind = match is_condition {
                true => RowsKind::Condition,
                false => RowsKind::Indices(n as usize),
            };
            let rows = Rows::new(&array.view(), kind);
            Ok(State::new(
                Kind::Rows(rows),
                pages([mapped], Some(1))?,
                bytes(&array),
            ))
        })
    }

    /// Plans a gather into `dst`, in C order.
    #[napi(factory)]
    pub fn take(
        env: &Env,
        dst: Unknown,
        src: Operand,
        axis: u32,
        indices: &mut RowIndices,
        mapped: Option<MappedPages>,
    ) -> napi::Result<Work> {
        Work::make(env, || {
            let src = Window::new(env, &src)?;
            let (to, len) = memory(env, &dst).ok_or_else(misused)?;
            let (mapping, pages) = match &mapped {
                Some(mapped) => {
                    let (mapping, pages) = mapped.open(None)?;
                    (Some(mapping), vec![pages])
                }
                None => (None, Vec::new()),
            };
            let start = mapped.map_or(0.0, |mapped| mapped.view.start) as isize;
            let announce = mapping.map(|mapping| work::announcer(mapping, start));
            let indices = std::mem::take(&mut indices.indices);
            let take = Take::new(to, &src.view(), axis as usize, indices, announce);
            if take.bytes() > len {
                return Err(Error::range("SHAPE", "out has not enough elements"));
            }
            Ok(State::new(Kind::Take(take), pages, len as f64))
        })
    }

    /// Plans a search; the values are read now.
    #[napi(factory)]
    pub fn search(
        env: &Env,
        array: Operand,
        values: Operand,
        left: bool,
        is_time: bool,
        mapped: Option<MappedPages>,
        other: Option<MappedPages>,
    ) -> napi::Result<Work> {
        Work::make(env, || {
            let (array, values) = (Window::new(env, &array)?, Window::new(env, &values)?);
            // SAFETY: the windows lie in buffers that the arguments keep alive.
            let search = unsafe { Search::new(&array.view(), &values.view(), left, is_time) };
            check(other)?;
            Ok(State::new(
                Kind::Search(search.map_err(refusal)?),
                pages([mapped], None)?,
                bytes(&values),
            ))
        })
    }

    /// Plans a comparison of two arrays of one shape; `units` of times are as `Equality::new` takes
    /// them.
    #[napi(factory)]
    pub fn equality(
        env: &Env,
        a: Operand,
        b: Operand,
        nan_equals: bool,
        units: Option<(BigInt, BigInt)>,
        mapped: Option<MappedPages>,
        other: Option<MappedPages>,
    ) -> napi::Result<Work> {
        Work::make(env, || {
            let (a, b) = (Window::new(env, &a)?, Window::new(env, &b)?);
            let (first, second) = (a.view(), b.view());
            let units = units.map(|(a, b)| [a, b].map(|unit| unit.get_u128().1));
            // SAFETY: the windows lie in buffers that the arguments keep alive.
            let equality = unsafe { Equality::new(&first, &second, nan_equals, units, threads()) };
            Ok(State::new(
                Kind::Equality(equality.map_err(refusal)?),
                pages([mapped, other], Some(1))?,
                bytes(&a),
            ))
        })
    }

    /// The bytes that it goes through.
    #[napi(getter)]
    pub fn total(&self) -> f64 {
        lock(&self.state).bytes
    }

    /// Results are to be written side by side to `out`, a new array's memory, whose elements are of a
    /// kernels' type, or of the array's where they are elements. JavaScript keeps it as it keeps the
    /// arrays.
    #[napi]
    pub fn write_to(&self, env: &Env, out: Unknown, scalar: u32) -> napi::Result<()> {
        let mut state = lock(&self.state);
        let scalar = Scalar::ALL.get(scalar as usize);
        let (Some((to, len)), Some(&scalar)) = (memory(env, &out), scalar) else {
            return Err(to_napi_error(env, misused()));
        };
        let out = Out::new(to, len, scalar);
        if let Some(Kind::Reduction(reduction)) = &mut state.kind {
            reduction.write_to(out);
        }
        state.out = Some(out);
        Ok(())
    }

    /// Carries out what is left, on all threads.
    #[napi]
    pub fn run(&self, env: &Env) -> napi::Result<()> {
        let mut state = lock(&self.state);
        let mut run = || {
            let State { kind, pages, .. } = &mut *state;
            let steps = kind.as_mut().ok_or_else(misused)?.steps();
            // SAFETY: the arrays that it was planned for are still there, and what it writes to:
            // JavaScript holds them, and nothing has run since.
            unsafe { steps.run(usize::MAX, threads(), &self.stop) };
            pages.iter().try_for_each(Pages::check)?;
            // SAFETY: as above.
            unsafe { state.write() };
            Ok(())
        };
        run().map_err(|error| to_napi_error(env, error))
    }

    /// Carries out about `budget` bytes more on the thread pool, and reads in the pages of what
    /// follows; gives how many bytes are done. The caller keeps the arrays' memory until then.
    #[napi]
    pub fn step(&self, budget: f64, releases: bool) -> AsyncTask<Step> {
        AsyncTask::new(Step {
            state: Arc::clone(&self.state),
            stop: Arc::clone(&self.stop),
            budget,
            releases,
        })
    }

    /// As `step`, here and now, for memory that other code could free meanwhile.
    #[napi]
    pub fn step_here(&self, env: &Env, budget: f64) -> napi::Result<f64> {
        let mut step = Step {
            state: Arc::clone(&self.state),
            stop: Arc::clone(&self.stop),
            budget,
            releases: false,
        };
        step.carry_out(1).map_err(|error| to_napi_error(env, error))
    }

    /// Ends the step that is under way.
    #[napi]
    pub fn cancel(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// The results are written, or an error.
    #[napi]
    pub fn written(&self, env: &Env) -> napi::Result<()> {
        let mut state = lock(&self.state);
        // SAFETY: JavaScript holds what it writes to.
        unsafe { state.write() };
        let written = state.written.take().unwrap_or_else(|| Err(misused()));
        written.map_err(|error| to_napi_error(env, error))
    }

    /// The exact sum of integers.
    #[napi]
    pub fn integer(&self, env: &Env) -> napi::Result<BigInt> {
        match self.finish(env)? {
            Kind::Reduction(reduction) => match reduction.finish() {
                Ok(Values::Integers(sums)) => Ok(big(sums[0])),
                _ => Err(to_napi_error(env, misused())),
            },
            _ => Err(to_napi_error(env, misused())),
        }
    }

    /// The indices of rows.
    #[napi]
    pub fn indices(&self, env: &Env) -> napi::Result<RowIndices> {
        let indices = match self.finish(env)? {
            Kind::Rows(rows) => rows.finish().map_err(|error| match error {
                BadIndex::Value(at) => Error::range("INDEX", at.to_string()),
                BadIndex::Element(_) => Error::type_error("INDEX", "indices must be integers"),
                BadIndex::OutOfMemory => Error::range("LIMIT", "too many indices for the memory"),
            }),
            _ => Err(misused()),
        };
        let indices = indices.map_err(|error| to_napi_error(env, error))?;
        Ok(RowIndices { indices })
    }

    /// Whether two arrays were equal.
    #[napi]
    pub fn equal(&self, env: &Env) -> napi::Result<bool> {
        match self.finish(env)? {
            Kind::Equality(equality) => Ok(equality.finish()),
            _ => Err(to_napi_error(env, misused())),
        }
    }

    /// What `stats` gives: counts, sum, mean and standard deviation; the smallest and the largest
    /// element are written to memory for one element each, unless there is none.
    #[napi(ts_return_type = "any")]
    pub fn stats<'env>(
        &self,
        env: &'env Env,
        least: Unknown,
        most: Unknown,
    ) -> napi::Result<Object<'env>> {
        let stats = match self.finish(env)? {
            Kind::Reduction(reduction) => match reduction.finish() {
                Ok(Values::Stats(stats)) => stats,
                _ => return Err(to_napi_error(env, misused())),
            },
            _ => return Err(to_napi_error(env, misused())),
        };
        let Stats {
            count,
            nan,
            infinite,
            zeros,
            min,
            max,
            sum,
            mean,
            std,
        } = *stats;
        for (found, out) in [(min, least), (max, most)] {
            if let (Some(item), Some((to, len))) = (found, memory(env, &out)) {
                // SAFETY: the memory is a new array's.
                let out = unsafe { std::slice::from_raw_parts_mut(to, len) };
                out.copy_from_slice(&item[..len]);
            }
        }
        let mut object = Object::new(env)?;
        object.set("count", count as f64)?;
        object.set("nan", nan as f64)?;
        object.set("inf", infinite as f64)?;
        object.set("zeros", zeros as f64)?;
        object.set("found", min.is_some())?;
        object.set("std", std)?;
        for (name, values) in [("sum", sum), ("mean", mean)] {
            match values {
                Values::Integers(values) => object.set(name, big(values[0]))?,
                Values::Complex(values) => object.set(name, values[0].to_vec())?,
                Values::Floats(values) => object.set(name, values[0])?,
                _ => {}
            }
        }
        Ok(object)
    }
}

/// The rows that a gather takes, once.
#[napi]
pub struct RowIndices {
    indices: Vec<usize>,
}

#[napi]
impl RowIndices {
    /// How many.
    #[napi(getter)]
    pub fn length(&self) -> f64 {
        self.indices.len() as f64
    }
}

fn big(value: i128) -> BigInt {
    let magnitude = value.unsigned_abs();
    BigInt {
        sign_bit: value < 0,
        words: vec![magnitude as u64, (magnitude >> 64) as u64],
    }
}

/// A step on the thread pool.
pub struct Step {
    state: Arc<Mutex<State>>,
    stop: Arc<AtomicBool>,
    budget: f64,
    releases: bool,
}

impl Step {
    fn carry_out(&mut self, threads: usize) -> Result<f64> {
        let mut state = lock(&self.state);
        let State {
            kind, pages, bytes, ..
        } = &mut *state;
        let steps = kind.as_mut().ok_or_else(misused)?.steps();
        let [_, total] = steps.progress();
        if total == 0 {
            return Ok(*bytes);
        }
        let chunks = (self.budget / bytes.max(1.0) * total as f64).max(1.0) as usize;
        // SAFETY: JavaScript holds the Source of each array, and with it the memory, until this is
        // done; memory that other code could free is only worked on by `step_here`.
        let [done, total] =
            unsafe { work::step(steps, pages, chunks, threads, &self.stop, self.releases) }?;
        let bytes = *bytes * (done as f64 / total as f64);
        // SAFETY: as above; JavaScript holds what it writes to as well.
        unsafe { state.write() };
        Ok(bytes)
    }
}

impl Task for Step {
    type Output = Result<f64>;
    type JsValue = f64;

    fn compute(&mut self) -> napi::Result<Result<f64>> {
        Ok(self.carry_out(threads()))
    }

    fn resolve(&mut self, env: Env, output: Result<f64>) -> napi::Result<f64> {
        output.map_err(|error| to_napi_error(&env, error))
    }
}
