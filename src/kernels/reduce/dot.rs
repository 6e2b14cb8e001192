//! The products of rows with a few columns.

use std::ops::Range;
use std::slice::ChunksMut;
use std::sync::atomic::AtomicBool;

use super::fold::Tile;
use super::grid::Grid;
use super::kernels::{self, Indices};
use super::ops::with_outputs;
use super::run::{self, Op, Staging};
use super::states::Double;
use super::{Out, ReduceError, Values};
use crate::kernels::element::{Element, Unit};
use crate::kernels::{KernelError, Steps, Strided, convert, filled};
use crate::scalar::Scalar;

/// Columns that are multiplied while a tile is in the cache.
const TOGETHER: usize = 8;

/// A product under way: `a` of one or two axes with `b` of one or two, as `numpy.dot`.
pub struct Dot {
    running: Vec<Running>,
    rows: usize,
    columns: usize,
}

enum Running {
    One(run::Reduction<Products<1>>),
    Few(run::Reduction<Products<TOGETHER>>),
}

/// The type that products of two types are added up in, where they have one.
pub fn product(a: Scalar, b: Scalar) -> Option<Scalar> {
    let is_small = |scalar| {
        use Scalar::{BF16, Bool, F16, F32, I8, I16, U8, U16};
        matches!(scalar, Bool | I8 | I16 | U8 | U16 | F16 | BF16 | F32)
    };
    match (a, b) {
        _ if a.is_complex() || b.is_complex() => None,
        _ if is_small(a) && is_small(b) => Some(Scalar::F32),
        _ => Some(Scalar::F64),
    }
}

impl Dot {
    /// Plans a product, and reads all of `b`. The last axis of `a` is as long as the first of `b`.
    ///
    /// # Errors
    /// [`ReduceError::Element`] where elements are no real numbers; [`ReduceError::Convert`] where
    /// there is no memory for a copy of `b`.
    ///
    /// # Safety
    /// Every element of `b` can be read. Others may write to it meanwhile.
    pub unsafe fn new(a: &Strided, b: &Strided, threads: usize) -> Result<Dot, ReduceError> {
        let number = |array: &Strided| match array.element {
            Element::Number { scalar, swapped } => Ok(Unit { scalar, swapped }),
            element => Err(ReduceError::Element(element)),
        };
        let (unit, other) = (number(a)?, number(b)?);
        let scalar = product(unit.scalar, other.scalar).ok_or(ReduceError::Element(a.element))?;
        let (axis, depth) = (a.shape.len() - 1, b.shape[0]);
        let rows = a.shape[..axis].iter().product();
        let columns = b.shape[1..].iter().product();
        let mut dot = Dot {
            running: Vec::new(),
            rows,
            columns,
        };
        if rows * columns * depth == 0 {
            return Ok(dot);
        }
        let staging = Staging::to(scalar, unit);
        let reduced: Vec<bool> = (0..=axis).map(|k| k == axis).collect();
        for first in (0..columns).step_by(TOGETHER) {
            let together = TOGETHER.min(columns - first);
            let grid = Grid::new(a, &reduced, true, staging.is_in_place());
            // Items come in memory's order: with a negative stride the factors are reversed as well.
            let back = a.strides[axis] < 0 && depth > 1;
            // SAFETY: as the caller says.
            let factors = unsafe { packed(b, first, together, scalar, back, threads) }?;
            macro_rules! running {
                ($kind:ident) => {{
                    let op = Products {
                        dot: kernels::dot(scalar),
                        factors,
                        depth,
                        size: scalar.itemsize(),
                        together,
                        back,
                    };
                    Running::$kind(run::Reduction::new(grid, op, staging, false, rows)?)
                }};
            }
            dot.running.push(match together {
                1 => running!(One),
                _ => running!(Few),
            });
        }
        Ok(dot)
    }

    /// How many passes over `a` it takes.
    pub fn passes(&self) -> usize {
        self.running.len().max(1)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The products of some rows, row by row, once all chunks are done.
    pub fn values(&self, rows: Range<usize>) -> Vec<f64> {
        // Of no items, all are 0.
        let mut values = vec![0.0; rows.len() * self.columns];
        for (at, running) in self.running.iter().enumerate() {
            let values = values[at * TOGETHER..].chunks_mut(self.columns);
            match running {
                Running::One(r) => put(values, &r.states[rows.clone()], r.op.together),
                Running::Few(r) => put(values, &r.states[rows.clone()], r.op.together),
            }
        }
        values
    }

    /// Writes all products, some rows at a time.
    ///
    /// # Errors
    /// As [`Out::write`].
    ///
    /// # Safety
    /// As [`Out::write`].
    pub unsafe fn finish_writing(self, out: Out) -> Result<(), ReduceError> {
        const BAND: usize = 4096;
        let band = (BAND / self.columns.max(1)).max(1);
        for first in (0..self.rows).step_by(band) {
            let rows = first..self.rows.min(first + band);
            let values = Values::Floats(self.values(rows));
            // SAFETY: as the caller says.
            unsafe { out.write(first * self.columns, &values) }?;
        }
        Ok(())
    }
}

impl Steps for Dot {
    fn progress(&self) -> [usize; 2] {
        self.running.iter().fold([0, 0], |[done, total], running| {
            let [d, t] = match running {
                Running::One(r) => r.progress(),
                Running::Few(r) => r.progress(),
            };
            [done + d, total + t]
        })
    }

    unsafe fn run(&mut self, end: usize, threads: usize, stop: &AtomicBool) {
        let mut before = 0;
        for running in &mut self.running {
            let end = end.saturating_sub(before);
            // SAFETY: as the caller says.
            before += unsafe {
                match running {
                    Running::One(r) => {
                        r.run(end, threads, stop);
                        r.progress()[1]
                    }
                    Running::Few(r) => {
                        r.run(end, threads, stop);
                        r.progress()[1]
                    }
                }
            };
        }
    }
}

/// Writes the sums of some columns, row by row.
fn put<const N: usize>(rows: ChunksMut<f64>, states: &[Sums<N>], together: usize) {
    for (row, state) in rows.zip(states) {
        for (to, sum) in row.iter_mut().zip(&state.0[..together]) {
            let x = sum.value();
            *to = if x.is_nan() { f64::NAN } else { x };
        }
    }
}

/// Some columns of `b`, each side by side, from its end where `back`.
///
/// # Safety
/// As [`Dot::new`].
unsafe fn packed(
    b: &Strided,
    first: usize,
    together: usize,
    scalar: Scalar,
    back: bool,
    threads: usize,
) -> Result<Vec<Line>, KernelError> {
    let (depth, size) = (b.shape[0], scalar.itemsize());
    let lines = (depth * together * size).div_ceil(size_of::<Line>());
    let mut memory = filled(lines, Line([0; 64]))?;
    let columns = b.strides.get(1).copied().unwrap_or(0);
    let start = first as isize * columns;
    let end = if back {
        (depth as isize - 1) * b.strides[0]
    } else {
        0
    };
    let sign = if back { -1 } else { 1 };
    let shape = [together, depth];
    let src = Strided {
        base: b.base.wrapping_offset(start + end),
        shape: &shape,
        strides: &[columns, sign * b.strides[0]],
        element: b.element,
    };
    let dst = Strided {
        base: memory.as_mut_ptr().cast(),
        shape: &shape,
        strides: &[(depth * size) as isize, size as isize],
        element: Element::native(scalar),
    };
    // SAFETY: the memory is ours and holds the columns; the source as the caller says.
    unsafe { convert(&dst, &src, threads) }?;
    Ok(memory)
}

/// A cache line. Factors begin with one, so that few of their vectors lie across two.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line(#[expect(dead_code)] [u8; 64]);

struct Products<const N: usize> {
    dot: kernels::Dot,
    /// The columns one after the other.
    factors: Vec<Line>,
    depth: usize,
    size: usize,
    together: usize,
    back: bool,
}

impl<const N: usize> Op for Products<N> {
    type Partial = Sums<N>;
    type State = Sums<N>;

    unsafe fn add(&self, tile: &Tile, indices: &Indices, outputs: &mut [Sums<N>]) {
        let first = indices.first as usize;
        let first = if self.back {
            self.depth - 1 - first
        } else {
            first
        };
        with_outputs(outputs.len(), 0.0, |sums| {
            for column in 0..self.together.min(N) {
                let at = (column * self.depth + first) * self.size;
                let factors = self.factors.as_ptr().cast::<u8>().wrapping_add(at);
                // SAFETY: the tile as the caller says; the column has a factor for each item.
                unsafe { (self.dot)(tile, factors, sums) };
                for (output, sum) in outputs.iter_mut().zip(&*sums) {
                    output.0[column] = output.0[column].add(*sum);
                }
            }
        });
    }

    fn merge(&self, state: &mut Sums<N>, partial: &Sums<N>) {
        for (into, from) in state.0.iter_mut().zip(partial.0) {
            *into = into.plus(from);
        }
    }
}

/// An output's sums, one for each column.
#[derive(Clone, Copy)]
struct Sums<const N: usize>([Double; N]);

impl<const N: usize> Default for Sums<N> {
    fn default() -> Sums<N> {
        Sums([Double::default(); N])
    }
}
