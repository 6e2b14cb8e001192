//! Reductions of strided arrays, whole or along axes: sums, moments, extremes, counts, histograms,
//! products.
//!
//! The array is cut into tiles (`grid`), which are brought to the form that kernels read and added
//! up chunk by chunk (`run`). An operation (`ops`) is made of kernels (`kernels`), which are one
//! loop (`fold`) with the arithmetic of a type, and of states that merge (`states`). All cuts and
//! merges follow from the array's layout, so results have the same bits on any number of threads
//! and any processor.

mod dot;
mod fold;
mod grid;
mod histogram;
mod kernels;
mod ops;
mod run;
mod states;
mod store;

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range as Span;
use std::sync::atomic::{AtomicBool, Ordering};

use super::element::{Element, Unit};
use super::float16::{f32_to_bf16, f32_to_f16};
use super::{KernelError, Steps, Strided};
use crate::scalar::Scalar;
pub use dot::{Dot, product};
pub use histogram::{Bins, Histogram};
pub use store::Out;

use grid::Grid;
use kernels::{Item, Property};
use ops::{All, AllState, Extremes, Floats, Integers, Range, Settled, Times, Variance};
use run::Staging;
use states::{Best, Moments};

/// What an array is reduced to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduce {
    /// The sum; exact of integers.
    Sum,
    /// The mean.
    Mean,
    /// The variance.
    Var,
    /// Its square root.
    Std,
    /// The smallest item.
    Min,
    /// The largest item.
    Max,
    /// The index of the first smallest item, in C order of the reduced axes.
    ArgMin,
    /// The index of the first largest item.
    ArgMax,
    /// Whether any item is true.
    Any,
    /// Whether all items are true.
    All,
    /// [`Stats`] of all items.
    Stats,
    /// The smallest and the largest of all items.
    Range,
}

impl Reduce {
    /// All of them, in the order of their numbers.
    pub const ALL: [Reduce; 12] = [
        Reduce::Sum,
        Reduce::Mean,
        Reduce::Var,
        Reduce::Std,
        Reduce::Min,
        Reduce::Max,
        Reduce::ArgMin,
        Reduce::ArgMax,
        Reduce::Any,
        Reduce::All,
        Reduce::Stats,
        Reduce::Range,
    ];
}

/// How an array is reduced.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// To what.
    pub what: Reduce,
    /// For each axis, whether it is reduced.
    pub reduced: &'a [bool],
    /// NaN and NaT are left out.
    pub skip_nan: bool,
    /// What is taken from the number of items in [`Reduce::Var`] and [`Reduce::Std`].
    pub ddof: f64,
    /// The elements are int64 that count units of time; the smallest is NaT.
    pub is_time: bool,
}

/// Why an array has no such reduction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReduceError {
    /// Its elements are no numbers.
    Element(Element),
    /// It has no items, and nothing to give for none.
    Empty,
    /// It has no items but NaN, which are left out.
    AllNan,
    /// An operand has no copy of the type that is needed.
    Convert(KernelError),
    /// A sum is no number of the type that it is written as.
    Misfit(i128, Scalar),
}

impl From<KernelError> for ReduceError {
    fn from(error: KernelError) -> ReduceError {
        ReduceError::Convert(error)
    }
}

impl fmt::Display for ReduceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReduceError::Element(element) => write!(f, "cannot reduce {element:?}"),
            ReduceError::Empty => f.write_str("nothing to reduce"),
            ReduceError::AllNan => f.write_str("All-NaN slice encountered"),
            ReduceError::Convert(error) => error.fmt(f),
            ReduceError::Misfit(sum, scalar) => {
                write!(f, "a sum of {sum} does not fit {}", scalar.name())
            }
        }
    }
}

/// Results in C order of the axes that were kept: one where all were reduced.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Exact integers; of time, the smallest int64 is NaT.
    Integers(Vec<i128>),
    /// Floats.
    Floats(Vec<f64>),
    /// Real and imaginary parts.
    Complex(Vec<[f64; 2]>),
    /// Truths.
    Bools(Vec<bool>),
    /// Items of the array's type, native, in the first bytes.
    Items(Vec<[u8; 16]>),
    /// Indices.
    Indices(Vec<usize>),
    /// All at once.
    Stats(Box<Stats>),
}

/// What [`Reduce::Stats`] gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    /// Items that are no NaN.
    pub count: u64,
    /// Items that are NaN or NaT.
    pub nan: u64,
    /// Items that are infinite, and no NaN.
    pub infinite: u64,
    /// Items that are zero, of either sign.
    pub zeros: u64,
    /// The smallest item; none where there is nothing to choose from.
    pub min: Option<[u8; 16]>,
    /// The largest item.
    pub max: Option<[u8; 16]>,
    /// The sum: [`Values::Integers`], [`Values::Floats`] or [`Values::Complex`].
    pub sum: Values,
    /// The mean: as the sum, but [`Values::Floats`] for integers that are no time.
    pub mean: Values,
    /// The standard deviation.
    pub std: f64,
}

/// Outputs of a band, about: what is known of them is larger than they are.
const BAND: usize = if cfg!(test) { 10 } else { 1 << 20 };

/// A reduction that is carried out in steps.
pub struct Reduction {
    plan: Plan,
    staging: Staging,
    /// What is to be reduced yet, and to which outputs.
    bands: VecDeque<(Grid, Span<usize>)>,
    running: Option<(Running, Span<usize>)>,
    /// Chunks of bands that are done, and of all.
    before: usize,
    total: usize,
    out: Option<Out>,
    failed: Option<ReduceError>,
}

/// What the result depends on, besides the states.
#[derive(Clone, Copy, Debug)]
struct Plan {
    what: Reduce,
    item: Item,
    scalar: Scalar,
    skip_nan: bool,
    ddof: f64,
    outputs: usize,
    /// Items that are reduced to an output.
    depth: usize,
}

enum Running {
    Integers(run::Reduction<Integers>),
    Times(run::Reduction<Times>),
    Floats(run::Reduction<Floats>),
    Variance(run::Reduction<Variance>),
    Extremes(run::Reduction<Extremes>),
    All(run::Reduction<All>),
    Range(run::Reduction<Range>),
}

/// `$body` with `$r` for whatever is running.
macro_rules! with_running {
    ($running:expr, $r:ident => $body:expr) => {
        match $running {
            Running::Integers($r) => $body,
            Running::Times($r) => $body,
            Running::Floats($r) => $body,
            Running::Variance($r) => $body,
            Running::Extremes($r) => $body,
            Running::All($r) => $body,
            Running::Range($r) => $body,
        }
    };
}

impl Reduction {
    /// Plans a reduction; nothing is read.
    ///
    /// # Errors
    /// [`ReduceError`].
    pub fn new(array: &Strided, options: &Options) -> Result<Reduction, ReduceError> {
        let Element::Number { scalar, swapped } = array.element else {
            return Err(ReduceError::Element(array.element));
        };
        let item = match options.is_time {
            true => Item::Time,
            false => Item::Number(scalar),
        };
        let product = |reduced: bool| -> usize {
            let axes = array.shape.iter().zip(options.reduced);
            axes.filter(|(_, is)| **is == reduced)
                .map(|(n, _)| n)
                .product()
        };
        let (outputs, depth) = (product(false), product(true));
        let plan = Plan {
            what: options.what,
            item,
            scalar,
            skip_nan: options.skip_nan,
            ddof: options.ddof,
            outputs,
            depth,
        };
        let staging = Staging::new(Unit { scalar, swapped });
        let mut reduction = Reduction {
            plan,
            staging,
            bands: VecDeque::new(),
            running: None,
            before: 0,
            total: 0,
            out: None,
            failed: None,
        };
        if outputs > 0 && depth > 0 {
            let wants_index = plan.wants_index();
            let grid = Grid::new(array, options.reduced, wants_index, staging.is_in_place());
            reduction.total = grid.chunks();
            reduction.bands.push_back((grid, 0..outputs));
        } else if depth == 0 {
            use Reduce::{ArgMax, ArgMin, Max, Min, Range};
            if [Min, Max, ArgMin, ArgMax, Range].contains(&options.what) {
                return Err(ReduceError::Empty);
            }
        }
        Ok(reduction)
    }

    /// The results are written there: band by band, where it is called before the work is done.
    pub fn write_to(&mut self, out: Out) {
        self.out = Some(out);
        if self.running.is_some() {
            return;
        }
        let whole = self.bands.drain(..);
        self.bands = whole.flat_map(|(grid, _)| grid.bands(BAND)).collect();
        self.total = self.bands.iter().map(|(grid, _)| grid.chunks()).sum();
    }

    /// The result, once all chunks are done.
    ///
    /// # Errors
    /// [`ReduceError::AllNan`], [`ReduceError::Convert`] where there was no memory.
    pub fn finish(mut self) -> Result<Values, ReduceError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        match self.running.take() {
            Some((running, _)) => self.plan.values(running),
            None => Ok(self.plan.nothing(self.plan.outputs).with_one_nan()),
        }
    }

    /// Completes what is written, once all chunks are done.
    ///
    /// # Errors
    /// [`ReduceError::AllNan`], [`ReduceError::Misfit`], [`ReduceError::Convert`] where there was no
    /// memory.
    ///
    /// # Safety
    /// As [`Out::write`].
    pub unsafe fn finish_writing(mut self) -> Result<(), ReduceError> {
        if self.total == 0
            && let Some(out) = self.out
        {
            let values = self.plan.nothing(self.plan.outputs).with_one_nan();
            // SAFETY: as the caller says.
            return unsafe { out.write(0, &values) };
        }
        // SAFETY: as the caller says.
        unsafe { self.write_band() };
        self.failed.map_or(Ok(()), Err)
    }

    /// Writes the results of a band that is done.
    ///
    /// # Safety
    /// As [`Out::write`].
    unsafe fn write_band(&mut self) {
        let (Some(out), Some((running, outputs))) = (&self.out, self.running.take()) else {
            return;
        };
        let values = self.plan.values(running);
        // SAFETY: as the caller says.
        let written = values.and_then(|values| unsafe { out.write(outputs.start, &values) });
        if let Err(error) = written {
            self.failed.get_or_insert(error);
        }
    }
}

impl Steps for Reduction {
    fn progress(&self) -> [usize; 2] {
        let running = self.running.as_ref();
        let done = running.map_or(0, |(running, _)| {
            with_running!(running, r => r.progress())[0]
        });
        [self.before + done, self.total]
    }

    unsafe fn run(&mut self, end: usize, threads: usize, stop: &AtomicBool) {
        let end = end.min(self.total);
        while self.before < end && !stop.load(Ordering::Relaxed) {
            if self.running.is_none()
                && let Some((grid, outputs)) = self.bands.pop_front()
            {
                match start(grid, &self.plan, self.staging, outputs.len()) {
                    Ok(running) => self.running = Some((running, outputs)),
                    Err(error) => {
                        self.failed = Some(error.into());
                        self.bands.clear();
                        self.before = self.total;
                        return;
                    }
                }
            }
            let Some((running, _)) = &mut self.running else {
                return;
            };
            let end = end - self.before;
            let [done, all] = with_running!(running, r => {
                // SAFETY: as the caller says.
                unsafe { r.run(end, threads, stop) };
                r.progress()
            });
            if done < all || self.out.is_none() {
                return;
            }
            self.before += all;
            // SAFETY: as the caller says: it is the destination.
            unsafe { self.write_band() };
        }
    }
}

impl Values {
    /// The bits of a NaN that arithmetic gives depend on the processor: they become the same.
    fn with_one_nan(mut self) -> Values {
        let one = |x: &mut f64| {
            if x.is_nan() {
                *x = f64::NAN;
            }
        };
        match &mut self {
            Values::Floats(floats) => floats.iter_mut().for_each(one),
            Values::Complex(pairs) => pairs.iter_mut().flatten().for_each(one),
            Values::Stats(stats) => {
                for values in [&mut stats.sum, &mut stats.mean] {
                    let taken = std::mem::replace(values, Values::Floats(Vec::new()));
                    *values = taken.with_one_nan();
                }
                one(&mut stats.std);
            }
            _ => {}
        }
        self
    }
}

/// Chooses the operation.
fn start(
    grid: Grid,
    plan: &Plan,
    staging: Staging,
    outputs: usize,
) -> Result<Running, KernelError> {
    let (item, skip) = (plan.item, plan.skip_nan);
    let wants_index = plan.wants_index();
    macro_rules! reduction {
        ($kind:ident, $op:expr) => {
            Running::$kind(run::Reduction::new(
                grid,
                $op,
                staging,
                wants_index,
                outputs,
            )?)
        };
    }
    let is_max = matches!(plan.what, Reduce::Max | Reduce::ArgMax);
    Ok(match plan.what {
        Reduce::Sum | Reduce::Mean => match plan.kind() {
            Kind::Integer => reduction!(Integers, Integers::sum(item)),
            Kind::Time => reduction!(Times, Times::new()),
            Kind::Float | Kind::Complex => reduction!(Floats, Floats::new(item, skip)),
        },
        Reduce::Var | Reduce::Std => reduction!(Variance, plan.variance()),
        Reduce::Min | Reduce::Max | Reduce::ArgMin | Reduce::ArgMax => {
            reduction!(Extremes, Extremes::new(item, is_max, skip, wants_index))
        }
        Reduce::Any => {
            let settled = Some(Settled::ByAny);
            reduction!(Integers, Integers::count(item, Property::True, settled))
        }
        Reduce::All => {
            let settled = Some(Settled::ByMissing);
            reduction!(Integers, Integers::count(item, Property::True, settled))
        }
        Reduce::Range => {
            let extremes = [false, true].map(|max| Extremes::new(item, max, skip, false));
            reduction!(Range, Range(extremes))
        }
        Reduce::Stats => {
            let is_float = matches!(plan.kind(), Kind::Float | Kind::Complex);
            let op = All {
                nan: Integers::count(item, Property::Nan, None),
                infinite: Integers::count(item, Property::Infinite, None),
                truths: Integers::count(item, Property::True, None),
                least: Extremes::new(item, false, skip, false),
                most: Extremes::new(item, true, skip, false),
                integers: (!is_float).then(|| Integers::sum(item)),
                floats: is_float.then(|| Floats::new(item, skip)),
                variance: plan.variance(),
            };
            reduction!(All, op)
        }
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Time,
    Float,
    Complex,
}

const NAT: i128 = i64::MIN as i128;

impl Plan {
    fn kind(&self) -> Kind {
        match self.item {
            Item::Time => Kind::Time,
            Item::Number(Scalar::C64 | Scalar::C128) => Kind::Complex,
            Item::Number(Scalar::F16 | Scalar::BF16 | Scalar::F32 | Scalar::F64) => Kind::Float,
            Item::Number(_) => Kind::Integer,
        }
    }

    fn is_complex(&self) -> bool {
        self.kind() == Kind::Complex
    }

    /// What the items of a band have become.
    fn values(&self, running: Running) -> Result<Values, ReduceError> {
        let values = match running {
            Running::Integers(r) => {
                let sums = r.states.iter().map(|state| state.sum);
                match self.what {
                    Reduce::Sum => Values::Integers(sums.collect()),
                    Reduce::Any => Values::Bools(sums.map(|sum| sum > 0).collect()),
                    Reduce::All => {
                        let all = |sum| sum == self.depth as i128;
                        Values::Bools(sums.map(all).collect())
                    }
                    _ => Values::Floats(sums.map(|sum| sum as f64 / self.depth as f64).collect()),
                }
            }
            Running::Times(r) => {
                let states = r.states.iter();
                Values::Integers(
                    states
                        .map(|[sum, nat]| self.time(sum.sum, nat.sum))
                        .collect(),
                )
            }
            Running::Floats(r) => {
                let per_item = self.what == Reduce::Mean;
                let states = r.states.iter().map(|state| {
                    let n = if per_item { state.count as f64 } else { 1.0 };
                    state.parts.map(|part| part.value() / n)
                });
                match self.is_complex() {
                    true => Values::Complex(states.collect()),
                    false => Values::Floats(states.map(|[re, _]| re).collect()),
                }
            }
            Running::Variance(r) => {
                Values::Floats(r.states.iter().map(|state| self.spread(state)).collect())
            }
            Running::Extremes(r) if matches!(self.what, Reduce::Min | Reduce::Max) => {
                Values::Items(r.states.iter().map(|best| self.item(best)).collect())
            }
            Running::Extremes(r) => {
                if self.skip_nan && r.states.iter().any(|best| self.is_nan(best)) {
                    return Err(ReduceError::AllNan);
                }
                Values::Indices(r.states.iter().map(|best| best.index).collect())
            }
            Running::Range(r) => {
                Values::Items(r.states[0].iter().map(|best| self.item(best)).collect())
            }
            Running::All(r) => Values::Stats(Box::new(self.stats(&r.states[0]))),
        };
        Ok(values.with_one_nan())
    }

    fn wants_index(&self) -> bool {
        matches!(self.what, Reduce::ArgMin | Reduce::ArgMax)
    }

    fn variance(&self) -> Variance {
        // NaT is left out in any case; where it counts, the number of items shows it.
        Variance::new(self.item, self.skip_nan || self.item == Item::Time)
    }

    /// The results of reducing nothing.
    fn nothing(&self, outputs: usize) -> Values {
        let nan = f64::NAN;
        match (self.what, self.kind()) {
            (Reduce::Sum, Kind::Integer | Kind::Time) => Values::Integers(vec![0; outputs]),
            (Reduce::Sum, Kind::Float) => Values::Floats(vec![0.0; outputs]),
            (Reduce::Sum, Kind::Complex) => Values::Complex(vec![[0.0; 2]; outputs]),
            (Reduce::Mean, Kind::Time) => Values::Integers(vec![NAT; outputs]),
            (Reduce::Mean, Kind::Complex) => Values::Complex(vec![[nan; 2]; outputs]),
            (Reduce::Mean | Reduce::Var | Reduce::Std, _) => Values::Floats(vec![nan; outputs]),
            (Reduce::Min | Reduce::Max | Reduce::Range, _) => Values::Items(vec![[0; 16]; outputs]),
            (Reduce::ArgMin | Reduce::ArgMax, _) => Values::Indices(vec![0; outputs]),
            (Reduce::Any, _) => Values::Bools(vec![false; outputs]),
            (Reduce::All, _) => Values::Bools(vec![true; outputs]),
            (Reduce::Stats, _) => Values::Stats(Box::new(self.stats(&AllState::default()))),
        }
    }

    /// The sum or mean of times, of which some are NaT.
    fn time(&self, sum: i128, nat: i128) -> i128 {
        let n = self.depth as i128 - nat;
        let sum = sum - nat * NAT;
        match self.what {
            _ if nat > 0 && !self.skip_nan => NAT,
            Reduce::Sum => sum,
            _ if n == 0 => NAT,
            _ => (2 * sum + n).div_euclid(2 * n),
        }
    }

    /// The variance, or its root.
    fn spread(&self, moments: &Moments) -> f64 {
        let n = moments.count as f64;
        if moments.count < self.depth as u64 && !self.skip_nan {
            return f64::NAN;
        }
        let degrees = n - self.ddof;
        if self.skip_nan && degrees <= 0.0 || n == 0.0 {
            return f64::NAN;
        }
        let variance = moments.squares() / degrees.max(0.0);
        match self.what {
            Reduce::Var => variance,
            _ => variance.sqrt(),
        }
    }

    /// An item as the array has it: kernels read 16-bit floats as float32.
    fn item(&self, best: &Best) -> [u8; 16] {
        let half = |bits: u16| *Best::new(bits, 0).bytes();
        match self.scalar {
            Scalar::F16 => half(f32_to_f16(best.get())),
            Scalar::BF16 => half(f32_to_bf16(best.get())),
            Scalar::Bool => *Best::new(u8::from(best.get::<u8>() != 0), 0).bytes(),
            _ => *best.bytes(),
        }
    }

    fn is_nan(&self, best: &Best) -> bool {
        match (self.item, self.scalar) {
            (Item::Time, _) => best.get::<i64>() == i64::MIN,
            (_, Scalar::F16 | Scalar::BF16 | Scalar::F32) => best.get::<f32>().is_nan(),
            (_, Scalar::F64) => best.get::<f64>().is_nan(),
            (_, Scalar::C64) => best.get::<[f32; 2]>().iter().any(|part| part.is_nan()),
            (_, Scalar::C128) => best.get::<[f64; 2]>().iter().any(|part| part.is_nan()),
            _ => false,
        }
    }

    fn stats(&self, state: &AllState<Moments>) -> Stats {
        let nan = state.nan.sum as u64;
        let count = self.depth as u64 - nan;
        let counted = if self.skip_nan {
            count
        } else {
            self.depth as u64
        };
        let least = |best: &Best| best.found.then(|| self.item(best));
        let with = |what| Plan { what, ..*self };
        let n = counted as f64;
        let (sum, mean) = match self.kind() {
            Kind::Integer => {
                let sum = state.integers.sum;
                let mean = sum as f64 / n;
                (Values::Integers(vec![sum]), Values::Floats(vec![mean]))
            }
            Kind::Time => {
                let [sum, mean] = [Reduce::Sum, Reduce::Mean]
                    .map(|what| with(what).time(state.integers.sum, state.nan.sum));
                (Values::Integers(vec![sum]), Values::Integers(vec![mean]))
            }
            kind => {
                let sum = state.floats.parts.map(|part| part.value());
                let mean = sum.map(|part| part / n);
                match kind {
                    Kind::Complex => (Values::Complex(vec![sum]), Values::Complex(vec![mean])),
                    _ => (Values::Floats(vec![sum[0]]), Values::Floats(vec![mean[0]])),
                }
            }
        };
        Stats {
            count,
            nan,
            infinite: state.infinite.sum as u64,
            zeros: (self.depth as i128 - state.truths.sum) as u64,
            min: least(&state.least),
            max: least(&state.most),
            sum,
            mean,
            std: with(Reduce::Std).spread(&state.variance),
        }
    }
}
