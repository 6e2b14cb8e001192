//! How many items fall into each bin.

use std::sync::atomic::AtomicBool;

use super::ReduceError;
use super::fold::Tile;
use super::grid::Grid;
use super::kernels::Indices;
use super::run::{self, Op, Staging};
use crate::kernels::element::{Element, Unit};
use crate::kernels::multiversion::{for_this_processor, multiversion};
use crate::kernels::{Steps, Strided};
use crate::scalar::Scalar;

/// Tables that neighbouring items are counted in, so that equal ones do not wait for one another.
const TABLES: usize = 4;

/// More bins than this are counted in one table.
const SMALL: usize = 4096;

/// Items whose bins are worked out at a time.
const BLOCK: usize = 256;

/// Where the bins lie. The last one includes its upper edge.
#[derive(Clone, Debug)]
pub enum Bins {
    /// So many, equally wide, between two numbers: the first below the second, both finite.
    Equal(usize, f64, f64),
    /// Between edges, at least two, that do not decrease.
    Edges(Vec<f64>),
}

impl Bins {
    /// The edges: one more than bins.
    pub fn edges(&self) -> Vec<f64> {
        match self {
            Bins::Edges(edges) => edges.clone(),
            &Bins::Equal(n, first, last) => {
                // As numpy.linspace.
                let (delta, div) = (last - first, n as f64);
                let step = delta / div;
                let edge = |i: usize| match i {
                    i if i == n => last,
                    i if step == 0.0 => i as f64 / div * delta + first,
                    i => i as f64 * step + first,
                };
                (0..=n).map(edge).collect()
            }
        }
    }
}

/// Counting under way.
pub struct Histogram {
    running: Option<run::Reduction<Count>>,
    bins: usize,
}

impl Histogram {
    /// Plans a histogram; nothing is read.
    ///
    /// # Errors
    /// [`ReduceError::Element`] where elements are no real numbers; [`ReduceError::Convert`] where there
    /// is no memory.
    pub fn new(array: &Strided, bins: &Bins) -> Result<Histogram, ReduceError> {
        let (scalar, swapped) = match array.element {
            Element::Number { scalar, swapped } if !scalar.is_complex() => (scalar, swapped),
            element => return Err(ReduceError::Element(element)),
        };
        let edges = bins.edges();
        let n = edges.len() - 1;
        if array.shape.contains(&0) {
            return Ok(Histogram {
                running: None,
                bins: n,
            });
        }
        let staging = Staging::to(Scalar::F64, Unit { scalar, swapped });
        let reduced = vec![true; array.shape.len()];
        let mut grid = Grid::new(array, &reduced, false, staging.is_in_place());
        // A chunk is large enough to outweigh its tables.
        grid.per_chunk = grid.per_chunk.max(n / 512).min(grid.count);
        let running = run::Reduction::new(grid, Count::new(bins, edges), staging, false, 1)?;
        Ok(Histogram {
            running: Some(running),
            bins: n,
        })
    }

    /// The number of items in each bin, once all chunks are done.
    pub fn finish(self) -> Vec<u64> {
        let mut counts = match self.running {
            Some(mut running) => std::mem::take(&mut running.states[0]),
            None => Vec::new(),
        };
        counts.resize(self.bins, 0);
        counts
    }
}

impl Steps for Histogram {
    fn progress(&self) -> [usize; 2] {
        self.running.as_ref().map_or([0, 0], Steps::progress)
    }

    unsafe fn run(&mut self, end: usize, threads: usize, stop: &AtomicBool) {
        if let Some(running) = &mut self.running {
            // SAFETY: as the caller says.
            unsafe { running.run(end, threads, stop) };
        }
    }
}

struct Count {
    bins: usize,
    first: f64,
    last: f64,
    /// Bins to a unit, where they are equally wide.
    scale: Option<f64>,
    /// How far from an edge, in bins, a guess is sure to be right.
    doubt: f64,
    /// The lower and the upper edge of each bin, open at both ends; NaN for the one after the last,
    /// which takes what belongs nowhere.
    edges: Vec<[f64; 2]>,
    /// Lower edges.
    lower: Vec<f64>,
}

impl Count {
    fn new(bins: &Bins, edges: Vec<f64>) -> Count {
        let n = edges.len() - 1;
        let scale = match bins {
            // Where the width is too small for a number, all edges are searched.
            Bins::Equal(..) => Some(n as f64 / (edges[n] - edges[0])).filter(|x| x.is_finite()),
            Bins::Edges(_) => None,
        };
        let mut pairs: Vec<_> = edges.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        pairs[0][0] = f64::NEG_INFINITY;
        pairs[n - 1][1] = f64::INFINITY;
        pairs.push([f64::NAN; 2]);
        Count {
            bins: n,
            first: edges[0],
            last: edges[n],
            scale,
            doubt: {
                let reach = edges[0].abs().max(edges[n].abs()) * scale.unwrap_or(0.0);
                8.0 * f64::EPSILON * (n as f64 + reach)
            },
            edges: pairs,
            lower: edges[..n].to_vec(),
        }
    }
}

impl Op for Count {
    type Partial = Vec<u64>;
    type State = Vec<u64>;

    unsafe fn add(&self, tile: &Tile, _: &Indices, outputs: &mut [Vec<u64>]) {
        let counts = &mut outputs[0];
        let tables = if self.bins <= SMALL { TABLES } else { 1 };
        counts.resize(tables * (self.bins + 1), 0);
        let find = match self.scale {
            Some(_) => for_this_processor!("avx2", Find, guess, guess_avx2, <true>),
            None => search as Find,
        };
        let mut bins = [0u32; BLOCK];
        for from in (0..tile.columns).step_by(BLOCK) {
            let n = BLOCK.min(tile.columns - from);
            let src = tile.src.cast::<f64>().wrapping_add(from);
            // SAFETY: items of the tile, which are float64.
            let certain = unsafe { find(self, src, &mut bins[..n]) };
            let row = self.bins + 1;
            if certain {
                for (i, &bin) in bins[..n].iter().enumerate() {
                    counts[(i & (tables - 1)) * row + bin as usize] += 1;
                }
                continue;
            }
            for (i, &bin) in bins[..n].iter().enumerate() {
                // SAFETY: as above.
                let x = unsafe { src.wrapping_add(i).read_unaligned() };
                // The guess may be one off: the edges decide.
                let [low, high] = self.edges[bin as usize];
                let bin = bin as usize + usize::from(x >= high) - usize::from(x < low);
                counts[(i & (tables - 1)) * row + bin] += 1;
            }
        }
    }

    fn merge(&self, state: &mut Vec<u64>, partial: &Vec<u64>) {
        state.resize(self.bins, 0);
        for table in partial.chunks(self.bins + 1) {
            for (into, from) in state.iter_mut().zip(table) {
                *into += from;
            }
        }
    }
}

/// Works out the bins of float64 side by side; what belongs in none gets the one after the last. Gives
/// whether all are certain: otherwise some may be one off.
type Find = unsafe fn(&Count, *const f64, &mut [u32]) -> bool;

multiversion! {
    "avx2"
    /// # Safety
    /// As many numbers as `bins` has can be read, at any alignment.
    unsafe fn guess, guess_avx2 [const EQUAL: bool] [EQUAL] (count: &Count, src: *const f64, bins: &mut [u32]) -> bool {
        let (first, last, n) = (count.first, count.last, count.bins as u32);
        let (scale, doubt) = (count.scale.unwrap_or(0.0), count.doubt);
        let mut certain = true;
        for (i, bin) in bins.iter_mut().enumerate() {
            // SAFETY: number i.
            let x = unsafe { src.wrapping_add(i).read_unaligned() };
            let is_inside = (first <= x) & (x <= last);
            let position = if is_inside { (x - first) * scale } else { 0.5 };
            let most = f64::from(n - 1);
            let position = if position > most { position.min(most + 0.5) } else { position };
            // SAFETY: at least 0 and below the number of bins, which fits.
            let guess = unsafe { position.to_int_unchecked::<i32>() } as u32;
            let part = position - f64::from(guess as i32);
            certain &= (doubt < part) & (part < 1.0 - doubt);
            *bin = if is_inside { guess } else { n };
        }
        certain
    }
}

/// # Safety
/// As [`Find`].
unsafe fn search(count: &Count, src: *const f64, bins: &mut [u32]) -> bool {
    for (i, bin) in bins.iter_mut().enumerate() {
        // SAFETY: number i.
        let x = unsafe { src.wrapping_add(i).read_unaligned() };
        *bin = if !(count.first..=count.last).contains(&x) {
            count.bins as u32
        } else if x == count.last {
            count.bins as u32 - 1
        } else {
            count.lower.partition_point(|&edge| edge <= x) as u32 - 1
        };
    }
    true
}
