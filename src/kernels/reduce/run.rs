//! Runs a reduction over chunks of an array, on one thread or more, and merges what they give in
//! the order of the chunks.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::fold::Tile;
use super::grid::{Grid, Mode, Part, TILE};
use super::kernels::Indices;
use crate::kernels::cast::converter;
use crate::kernels::copy::{Swap, copier};
use crate::kernels::element::Unit;
use crate::kernels::float16::widener;
use crate::kernels::loop2d::{self, Kernel};
use crate::kernels::{KernelError, Steps, reserved};
use crate::scalar::Scalar;
use crate::threads;

/// How items become partial results, and those the state of an output.
pub(super) trait Op: Send + Sync {
    /// The result of a chunk's items, for one output.
    type Partial: Clone + Default + Send;
    /// The result of all items, for one output.
    type State: Clone + Default + Send + Sync;

    /// Adds a tile to its outputs' partial results.
    ///
    /// # Safety
    /// The tile can be read, and has the items that the operation was made for.
    unsafe fn add(&self, tile: &Tile, indices: &Indices, outputs: &mut [Self::Partial]);

    /// Adds a chunk's result to an output's state.
    fn merge(&self, state: &mut Self::State, partial: &Self::Partial);

    /// Whether no further item can change the state.
    fn is_settled(&self, _state: &Self::State) -> bool {
        false
    }
}

/// Bytes that hold any tile that is gathered, also once bytes have become float64.
const SCRATCH: usize = 8 * TILE;

/// Private memory for a tile, made when it is first needed.
#[derive(Default)]
struct Scratch(Option<Box<Memory>>);

#[repr(align(64))]
struct Memory([std::mem::MaybeUninit<u8>; SCRATCH]);

impl Scratch {
    fn start(&mut self) -> *mut u8 {
        let make = || Box::new(Memory([std::mem::MaybeUninit::uninit(); SCRATCH]));
        self.0.get_or_insert_with(make).0.as_mut_ptr().cast()
    }
}

/// How items take the form that kernels read: side by side, native, of a type they know.
#[derive(Clone, Copy)]
pub(super) struct Staging {
    gather: Kernel,
    widen: Option<Kernel>,
    swaps: bool,
    itemsize: usize,
    /// Once they are widened.
    wide: usize,
}

impl Staging {
    /// Kernels read 16-bit floats as float32.
    pub fn new(unit: Unit) -> Staging {
        Staging::to(
            match unit.scalar {
                Scalar::F16 | Scalar::BF16 => Scalar::F32,
                scalar => scalar,
            },
            unit,
        )
    }

    /// Items become numbers of a type.
    pub fn to(scalar: Scalar, unit: Unit) -> Staging {
        let size = unit.scalar.itemsize();
        Staging {
            gather: copier(size, unit.swap()),
            widen: match (scalar, unit.scalar) {
                (to, from) if to == from => None,
                (Scalar::F32, Scalar::F16) => {
                    widener().or(Some(converter(Scalar::F32, Scalar::F16)))
                }
                (to, from) => Some(converter(to, from)),
            },
            swaps: unit.swap() != Swap::None,
            itemsize: size,
            wide: scalar.itemsize(),
        }
    }

    /// Whether kernels can read items where they are.
    pub fn is_in_place(&self) -> bool {
        !self.swaps && self.widen.is_none()
    }

    /// # Safety
    /// The part can be read.
    unsafe fn tile(&self, grid: &Grid, part: &Part, scratch: &mut [Scratch; 2]) -> Tile {
        let (rows, columns) = (part.rows, part.columns);
        let size = self.itemsize as isize;
        let n = columns as isize;
        let is_packed =
            (columns == 1 || part.strides[1] == size) && (rows == 1 || part.strides[0] == n * size);
        let mut src = part.base;
        let mut stride = part.strides[0];
        if !(grid.is_in_place(part) || is_packed && self.is_in_place()) {
            let mut strides = part.strides;
            if self.swaps || !is_packed {
                assert!(rows * columns * self.itemsize <= SCRATCH);
                let gathered = scratch[0].start();
                // SAFETY: the part as the caller says; a tile that is gathered fits.
                unsafe {
                    let packed = [n * size, size];
                    loop2d::run(self.gather, gathered, packed, src, strides, [rows, columns]);
                }
                (src, strides) = (gathered, [n * size, size]);
            }
            stride = strides[0];
            if let Some(widen) = self.widen {
                let (wide, widened) = (self.wide as isize, scratch[1].start());
                assert!(rows * columns * self.wide <= SCRATCH);
                // SAFETY: the items are side by side, row after row, and `scratch` holds them.
                unsafe { widen(widened, wide, src, size, rows * columns) };
                (src, stride) = (widened, n * wide);
            }
        }
        match grid.mode {
            Mode::All => Tile {
                src,
                rows: 1,
                columns: rows * columns,
                stride: 0,
                mode: Mode::All,
            },
            mode => Tile {
                src,
                rows,
                columns,
                stride,
                mode,
            },
        }
    }
}

/// The partial results of a chunk.
struct Partials<P> {
    /// The first output, how far apart the outputs are, and where their results are.
    outputs: Vec<(isize, isize, Range<usize>)>,
    results: Vec<P>,
}

/// A reduction under way.
pub(super) struct Reduction<O: Op> {
    pub grid: Grid,
    pub op: O,
    staging: Staging,
    wants_index: bool,
    outputs: usize,
    /// One for each output, once the first chunk is begun.
    pub states: Vec<O::State>,
    next: usize,
}

impl<O: Op> Reduction<O> {
    /// # Errors
    /// Where there is no memory for the outputs' states.
    pub fn new(
        grid: Grid,
        op: O,
        staging: Staging,
        wants_index: bool,
        outputs: usize,
    ) -> Result<Reduction<O>, KernelError> {
        Ok(Reduction {
            grid,
            op,
            staging,
            wants_index,
            outputs,
            states: reserved(outputs)?,
            next: 0,
        })
    }
}

impl<O: Op> Steps for Reduction<O> {
    fn progress(&self) -> [usize; 2] {
        [self.next, self.grid.chunks()]
    }

    unsafe fn run(&mut self, end: usize, threads: usize, stop: &AtomicBool) {
        let chunks = self.next..end.min(self.grid.chunks());
        if chunks.is_empty() {
            return;
        }
        let mut states = std::mem::take(&mut self.states);
        states.resize(self.outputs, O::State::default());
        let threads = threads.clamp(1, chunks.len());
        let settles = states.len() == 1;
        // The first chunk may settle the result.
        let alone = match threads {
            1 => chunks.end,
            _ => chunks.start + usize::from(settles),
        };
        let mut first = chunks.start;
        let mut settled = false;
        let mut scratch = <[Scratch; 2]>::default();
        while first < alone && !settled {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            // SAFETY: as the caller says.
            let partials = unsafe { self.chunk(first, &mut scratch) };
            self.merge(&mut states, partials);
            settled = settles && self.op.is_settled(&states[0]);
            first += 1;
        }
        if first < chunks.end && !settled && threads > 1 {
            // SAFETY: as the caller says.
            settled = unsafe { self.share(&mut states, first..chunks.end, threads, stop, scratch) };
        }
        self.states = states;
        self.next = if settled {
            self.grid.chunks()
        } else {
            chunks.end
        };
    }
}

impl<O: Op> Reduction<O> {
    /// Reduces chunks on several threads; gives whether the result is settled.
    ///
    /// # Safety
    /// As [`Steps::run`].
    unsafe fn share(
        &self,
        states: &mut [O::State],
        chunks: Range<usize>,
        threads: usize,
        stop: &AtomicBool,
        scratch: [Scratch; 2],
    ) -> bool {
        struct Queue<'a, O: Op> {
            states: &'a mut [O::State],
            /// The chunk that is merged next, and those that came before their turn.
            next: usize,
            early: Vec<(usize, Partials<O::Partial>)>,
        }
        let queue = Mutex::new(Queue::<O> {
            states,
            next: chunks.start,
            early: Vec::new(),
        });
        let counter = AtomicUsize::new(chunks.start);
        let settled = AtomicBool::new(false);
        let work = |mut scratch: [Scratch; 2]| {
            loop {
                let chunk = counter.fetch_add(1, Ordering::Relaxed);
                let ends = stop.load(Ordering::Relaxed) || settled.load(Ordering::Relaxed);
                if chunk >= chunks.end || ends {
                    return;
                }
                // SAFETY: as the caller says.
                let partials = unsafe { self.chunk(chunk, &mut scratch) };
                let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                let queue = &mut *queue;
                queue.early.push((chunk, partials));
                // About as many are early as there are threads.
                while let Some(at) = queue.early.iter().position(|(at, _)| *at == queue.next) {
                    let (_, partials) = queue.early.swap_remove(at);
                    self.merge(queue.states, partials);
                    queue.next += 1;
                }
                if queue.states.len() == 1 && self.op.is_settled(&queue.states[0]) {
                    settled.store(true, Ordering::Relaxed);
                }
            }
        };
        let threads = threads.min(chunks.len());
        threads::share(threads, &|| work(Default::default()), || work(scratch));
        settled.into_inner()
    }

    /// Reduces one chunk.
    ///
    /// # Safety
    /// As [`Steps::run`].
    unsafe fn chunk(&self, chunk: usize, scratch: &mut [Scratch; 2]) -> Partials<O::Partial> {
        let grid = &self.grid;
        let first = chunk * grid.per_chunk;
        let tiles = first..grid.count.min(first + grid.per_chunk);
        let mut partials = Partials {
            outputs: Vec::new(),
            results: Vec::new(),
        };
        let mut known = HashMap::new();
        let repeats = grid.repeats();
        for number in tiles {
            let part = grid.part(number);
            // SAFETY: as the caller says.
            let tile = unsafe { self.staging.tile(grid, &part, scratch) };
            let indices = Indices {
                first: part.index,
                strides: part.index_strides,
                columns: if grid.mode == Mode::All {
                    part.columns
                } else {
                    tile.columns
                },
                wanted: self.wants_index,
                in_order: grid.in_order,
            };
            let before = match partials.outputs.last() {
                Some((out, _, results)) if *out == part.out => Some(results.clone()),
                _ if repeats => known.get(&part.out).cloned(),
                _ => None,
            };
            let results = before.unwrap_or_else(|| {
                let from = partials.results.len();
                let results = from..from + tile.outputs();
                partials.results.resize(results.end, O::Partial::default());
                partials
                    .outputs
                    .push((part.out, part.out_stride, results.clone()));
                if repeats {
                    known.insert(part.out, results.clone());
                }
                results
            });
            // SAFETY: as the caller says.
            unsafe { self.op.add(&tile, &indices, &mut partials.results[results]) };
        }
        partials
    }

    fn merge(&self, states: &mut [O::State], partials: Partials<O::Partial>) {
        for (out, stride, results) in partials.outputs {
            let mut out = out;
            for partial in &partials.results[results] {
                self.op.merge(&mut states[out as usize], partial);
                out += stride;
            }
        }
    }
}
