//! The operations, in terms of kernels that know the type of an item.

use std::cell::RefCell;
use std::slice::from_mut;

use super::fold::Tile;
use super::kernels::{
    Better, Count, Deviate, Extreme, Indices, Item, Property, SumFloats, count, deviate, deviating,
    extreme, sum_floats, sum_integers, sum_upper_halves,
};
use super::run::Op;
use super::states::{Best, Deviations, FloatSum, Moments};
use crate::kernels::cast::converter;
use crate::kernels::loop2d::Kernel;
use crate::scalar::Scalar;

/// A sum, or a count, exact: `lower + upper * 2^32`.
pub(super) struct Integers {
    lower: Count,
    upper: Option<Count>,
    /// How many an output has altogether, where it is settled by having one, or by lacking one.
    pub settled: Option<Settled>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// By the first item that is counted.
    ByAny,
    /// By the first that is not.
    ByMissing,
}

impl Integers {
    pub fn sum(item: Item) -> Integers {
        let (lower, upper) = match item {
            Item::Number(Scalar::Bool) => (count(item, Property::True), None),
            item => (sum_integers(item), sum_upper_halves(item)),
        };
        Integers {
            lower,
            upper,
            settled: None,
        }
    }

    pub fn count(item: Item, property: Property, settled: Option<Settled>) -> Integers {
        Integers {
            lower: count(item, property),
            upper: None,
            settled,
        }
    }
}

/// A sum and how many were added.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct IntegerSum {
    pub sum: i128,
    pub count: u64,
}

/// Memory for what kernels give for a tile's outputs, which are seldom more than a few.
pub(super) fn with_outputs<T: Copy>(n: usize, zero: T, work: impl FnOnce(&mut [T])) {
    const FEW: usize = 8;
    match n {
        ..=FEW => work(&mut [zero; FEW][..n]),
        _ => work(&mut vec![zero; n]),
    }
}

impl Op for Integers {
    type Partial = IntegerSum;
    type State = IntegerSum;

    unsafe fn add(&self, tile: &Tile, _: &Indices, outputs: &mut [IntegerSum]) {
        with_outputs(outputs.len(), 0, |sums| {
            // SAFETY: as the caller says.
            unsafe { (self.lower)(tile, sums) };
            for (output, sum) in outputs.iter_mut().zip(&*sums) {
                output.sum += i128::from(*sum);
                output.count += tile.depth() as u64;
            }
            if let Some(upper) = self.upper {
                // SAFETY: as the caller says.
                unsafe { upper(tile, sums) };
                for (output, sum) in outputs.iter_mut().zip(&*sums) {
                    output.sum += i128::from(*sum) << 32;
                }
            }
        });
    }

    fn merge(&self, state: &mut IntegerSum, partial: &IntegerSum) {
        state.sum += partial.sum;
        state.count += partial.count;
    }

    fn is_settled(&self, state: &IntegerSum) -> bool {
        match self.settled {
            None => false,
            Some(Settled::ByAny) => state.sum > 0,
            Some(Settled::ByMissing) => state.sum < i128::from(state.count),
        }
    }
}

/// The sum of dates or spans of time, and how many of them are NaT.
pub(super) struct Times {
    pub sum: Integers,
    pub nat: Integers,
}

impl Times {
    pub fn new() -> Times {
        Times {
            sum: Integers::sum(Item::Time),
            nat: Integers::count(Item::Time, Property::Nan, None),
        }
    }
}

impl Op for Times {
    type Partial = [IntegerSum; 2];
    type State = [IntegerSum; 2];

    unsafe fn add(&self, tile: &Tile, indices: &Indices, outputs: &mut [[IntegerSum; 2]]) {
        let mut parts = vec![IntegerSum::default(); outputs.len()];
        for (k, op) in [&self.sum, &self.nat].into_iter().enumerate() {
            parts.fill(IntegerSum::default());
            // SAFETY: as the caller says.
            unsafe { op.add(tile, indices, &mut parts) };
            for (output, part) in outputs.iter_mut().zip(&parts) {
                op.merge(&mut output[k], part);
            }
        }
    }

    fn merge(&self, state: &mut [IntegerSum; 2], partial: &[IntegerSum; 2]) {
        self.sum.merge(&mut state[0], &partial[0]);
        self.nat.merge(&mut state[1], &partial[1]);
    }
}

/// A sum of floats.
pub(super) struct Floats {
    sum: SumFloats,
    is_complex: bool,
}

impl Floats {
    pub fn new(item: Item, skip: bool) -> Floats {
        let complex = [Scalar::C64, Scalar::C128].map(Item::Number);
        Floats {
            sum: sum_floats(item, skip),
            is_complex: complex.contains(&item),
        }
    }
}

impl Op for Floats {
    type Partial = FloatSum;
    type State = FloatSum;

    unsafe fn add(&self, tile: &Tile, _: &Indices, outputs: &mut [FloatSum]) {
        with_outputs(outputs.len(), [0.0; 3], |sums| {
            // SAFETY: as the caller says.
            unsafe { (self.sum)(tile, sums) };
            for (output, [re, im, count]) in outputs.iter_mut().zip(&*sums) {
                output.parts[0] = output.parts[0].add(*re);
                if self.is_complex {
                    output.parts[1] = output.parts[1].add(*im);
                }
                output.count += *count as u64;
            }
        });
    }

    fn merge(&self, state: &mut FloatSum, partial: &FloatSum) {
        state.merge(partial);
    }
}

/// The mean and the sum of squared deviations from it.
pub(super) struct Variance {
    deviate: Deviate,
    is_complex: bool,
    /// What makes wider numbers of the items, and how many bytes either has.
    widen: Option<(Kernel, [usize; 2])>,
}

thread_local! {
    /// Where the wider numbers of a tile go.
    static WIDER: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

impl Variance {
    pub fn new(item: Item, skip: bool) -> Variance {
        let (from, to) = match item {
            Item::Time => (Scalar::I64, Scalar::I64),
            // Kernels read 16-bit floats as float32.
            Item::Number(Scalar::F16 | Scalar::BF16) => (Scalar::F32, Scalar::F32),
            Item::Number(scalar) => (scalar, deviating(scalar)),
        };
        let sizes = [from, to].map(Scalar::itemsize);
        Variance {
            deviate: deviate(item, skip),
            is_complex: from.is_complex(),
            widen: (from != to).then(|| (converter(to, from), sizes)),
        }
    }
}

impl Op for Variance {
    type Partial = Deviations;
    type State = Moments;

    unsafe fn add(&self, tile: &Tile, _: &Indices, outputs: &mut [Deviations]) {
        let Some((widen, [from, to])) = self.widen else {
            // SAFETY: as the caller says.
            return unsafe { self.deviate.add(tile, outputs) };
        };
        WIDER.with_borrow_mut(|memory| {
            let row = tile.columns * to;
            memory.resize(memory.len().max((tile.rows * row).div_ceil(8)), 0);
            let start: *mut u8 = memory.as_mut_ptr().cast();
            for i in 0..tile.rows {
                let src = tile.src.wrapping_offset(i as isize * tile.stride);
                let dst = start.wrapping_add(i * row);
                // SAFETY: a row of the tile, which the memory holds.
                unsafe { widen(dst, to as isize, src, from as isize, tile.columns) };
            }
            let wider = Tile {
                src: start,
                stride: row as isize,
                ..*tile
            };
            // SAFETY: the numbers are there, side by side.
            unsafe { self.deviate.add(&wider, outputs) };
        });
    }

    fn merge(&self, state: &mut Moments, partial: &Deviations) {
        state.merge(&Moments::new(partial, self.is_complex));
    }
}

/// The smallest or largest item.
pub(super) struct Extremes {
    find: Extreme,
    better: Better,
    max: bool,
    by_index: bool,
}

impl Extremes {
    pub fn new(item: Item, max: bool, skip: bool, by_index: bool) -> Extremes {
        let (find, better) = extreme(item, skip);
        Extremes {
            find,
            better,
            max,
            by_index,
        }
    }
}

impl Op for Extremes {
    type Partial = Best;
    type State = Best;

    unsafe fn add(&self, tile: &Tile, indices: &Indices, outputs: &mut [Best]) {
        // SAFETY: as the caller says.
        unsafe { (self.find)(tile, indices, self.max, outputs) };
    }

    fn merge(&self, state: &mut Best, partial: &Best) {
        (self.better)(state, partial, self.max, self.by_index);
    }
}

/// The smallest and the largest item.
pub(super) struct Range(pub [Extremes; 2]);

impl Op for Range {
    type Partial = [Best; 2];
    type State = [Best; 2];

    unsafe fn add(&self, tile: &Tile, indices: &Indices, outputs: &mut [[Best; 2]]) {
        for output in outputs {
            for (op, best) in self.0.iter().zip(output) {
                // SAFETY: as the caller says; there is one output.
                unsafe { op.add(tile, indices, from_mut(best)) };
            }
        }
    }

    fn merge(&self, state: &mut [Best; 2], partial: &[Best; 2]) {
        for (op, (into, from)) in self.0.iter().zip(state.iter_mut().zip(partial)) {
            op.merge(into, from);
        }
    }
}

/// All that `stats` tells, of a tile while the cache holds it.
pub(super) struct All {
    pub nan: Integers,
    pub infinite: Integers,
    pub truths: Integers,
    pub least: Extremes,
    pub most: Extremes,
    pub integers: Option<Integers>,
    pub floats: Option<Floats>,
    pub variance: Variance,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AllState<V> {
    pub nan: IntegerSum,
    pub infinite: IntegerSum,
    pub truths: IntegerSum,
    pub least: Best,
    pub most: Best,
    pub integers: IntegerSum,
    pub floats: FloatSum,
    pub variance: V,
}

impl Op for All {
    type Partial = AllState<Deviations>;
    type State = AllState<Moments>;

    unsafe fn add(&self, tile: &Tile, indices: &Indices, outputs: &mut [AllState<Deviations>]) {
        for output in outputs {
            // SAFETY: as the caller says; `stats` has one output.
            unsafe {
                self.nan.add(tile, indices, from_mut(&mut output.nan));
                self.infinite
                    .add(tile, indices, from_mut(&mut output.infinite));
                self.truths.add(tile, indices, from_mut(&mut output.truths));
                self.least.add(tile, indices, from_mut(&mut output.least));
                self.most.add(tile, indices, from_mut(&mut output.most));
                if let Some(op) = &self.integers {
                    op.add(tile, indices, from_mut(&mut output.integers));
                }
                if let Some(op) = &self.floats {
                    op.add(tile, indices, from_mut(&mut output.floats));
                }
                self.variance
                    .add(tile, indices, from_mut(&mut output.variance));
            }
        }
    }

    fn merge(&self, state: &mut AllState<Moments>, partial: &AllState<Deviations>) {
        self.nan.merge(&mut state.nan, &partial.nan);
        self.infinite.merge(&mut state.infinite, &partial.infinite);
        self.truths.merge(&mut state.truths, &partial.truths);
        self.least.merge(&mut state.least, &partial.least);
        self.most.merge(&mut state.most, &partial.most);
        self.nan.merge(&mut state.integers, &partial.integers);
        state.floats.merge(&partial.floats);
        self.variance.merge(&mut state.variance, &partial.variance);
    }
}
