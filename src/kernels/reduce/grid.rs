//! How an array is cut up to be reduced: into tiles, which one call of a kernel reduces, and chunks
//! of tiles, which one thread reduces. Both follow from the array's layout alone, so that the order
//! of additions never depends on the threads.

use std::ops::Range;

use crate::kernels::Strided;

/// Source bytes of a tile whose items are read one after another, or gathered.
pub(super) const TILE: usize = if cfg!(test) { 1 << 10 } else { 16 << 10 };

/// Columns of a tile, and its rows where they are wide.
pub(super) const COLUMNS: usize = if cfg!(test) { 64 } else { 1024 };
const ROWS: usize = if cfg!(test) { 20 } else { 64 };

/// Rows shorter than this are gathered: a loop over them does not pay.
const SHORT: usize = 16;

/// Bytes of a cache line.
const LINE: usize = 64;

/// Source bytes of a chunk.
const CHUNK: usize = if cfg!(test) { 4 << 10 } else { 1 << 20 };

/// An axis of the array.
#[derive(Clone, Copy, Debug)]
struct Axis {
    n: usize,
    /// Bytes from one item to the next.
    src: isize,
    /// Outputs from one item's to the next one's: 0 where the axis is reduced.
    out: isize,
    /// What an item adds to the index that `argmin` gives.
    index: isize,
}

/// Which items of a tile are reduced together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Those of each row: an output for each row.
    Rows,
    /// Those of each column: an output for each column.
    Columns,
    /// All of them: one output.
    All,
}

/// Two axes of a part of the array, the second one innermost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub base: *const u8,
    pub rows: usize,
    pub columns: usize,
    /// Bytes from one row, or column, to the next.
    pub strides: [isize; 2],
    /// Where the first output is, and how far apart they are.
    pub out: isize,
    pub out_stride: isize,
    /// The index of the first item, and what a row or column adds to it.
    pub index: isize,
    pub index_strides: [isize; 2],
}

/// An array cut into tiles.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    base: *mut u8,
    pub mode: Mode,
    axes: Vec<Axis>,
    /// Tiles along each axis, and how many items of it each has.
    tiles: Vec<usize>,
    steps: Vec<usize>,
    /// Which axes the rows and columns of a tile are on.
    rows: Option<usize>,
    columns: Option<usize>,
    /// The first output and the first item's index.
    out: isize,
    index: isize,
    pub count: usize,
    pub per_chunk: usize,
    /// Whether later tiles have larger indices, item by item.
    pub in_order: bool,
    itemsize: usize,
    in_place: bool,
}

// SAFETY: the pointer is only followed by unsafe functions whose callers vouch for the memory.
unsafe impl Send for Grid {}
// SAFETY: as above.
unsafe impl Sync for Grid {}

impl Grid {
    /// `reduced` says which axes of `array` are reduced; no axis is empty. Where `indexed`, items
    /// keep their index among those reduced with them. `in_place`: kernels can read the items where
    /// they are.
    pub fn new(array: &Strided, reduced: &[bool], indexed: bool, in_place: bool) -> Grid {
        let mut axes = Vec::new();
        let (mut out, mut index) = (1, 1);
        for k in (0..array.shape.len()).rev() {
            let n = array.shape[k];
            axes.push(Axis {
                n,
                src: array.strides[k],
                out: if reduced[k] { 0 } else { out },
                index: if reduced[k] && indexed { index } else { 0 },
            });
            *(if reduced[k] { &mut index } else { &mut out }) *= n as isize;
        }
        axes.reverse();
        axes.retain(|axis| axis.n != 1);
        let mut grid = Grid {
            base: array.base,
            mode: Mode::All,
            axes,
            tiles: Vec::new(),
            steps: Vec::new(),
            rows: None,
            columns: None,
            out: 0,
            index: 0,
            count: 1,
            per_chunk: 1,
            in_order: true,
            itemsize: array.element.itemsize(),
            in_place,
        };
        grid.simplify();
        grid.cut();
        grid
    }

    /// Walks memory upwards, from the longest stride to the shortest, along as few axes as there are.
    fn simplify(&mut self) {
        for axis in &mut self.axes {
            if axis.src < 0 {
                let last = axis.n as isize - 1;
                self.base = self.base.wrapping_offset(last * axis.src);
                self.out += last * axis.out;
                self.index += last * axis.index;
                (axis.src, axis.out, axis.index) = (-axis.src, -axis.out, -axis.index);
            }
        }
        self.axes.sort_by_key(|axis| std::cmp::Reverse(axis.src));
        self.axes.dedup_by(|inner, outer| {
            let n = inner.n as isize;
            let continues = outer.src == n * inner.src
                && outer.out == n * inner.out
                && outer.index == n * inner.index;
            if continues {
                *outer = Axis {
                    n: outer.n * inner.n,
                    ..*inner
                };
            }
            continues
        });
        let weights = self.axes.iter().filter(|axis| axis.out == 0);
        let weights: Vec<_> = weights.map(|axis| axis.index).collect();
        self.in_order =
            weights.iter().all(|&weight| weight >= 0) && weights.is_sorted_by(|a, b| a >= b);
    }

    /// Chooses the axes of a tile, and its size.
    fn cut(&mut self) {
        let axes = &self.axes;
        let last = axes.len().checked_sub(1);
        let is_kept = |&k: &usize| axes[k].out != 0;
        let kept = (0..axes.len()).rev().find(is_kept);
        let reduced = (0..axes.len()).rev().find(|k| !is_kept(k));
        let before = last.and_then(|last| last.checked_sub(1));
        (self.mode, self.rows, self.columns) = match last {
            None => (Mode::All, None, None),
            Some(last) if is_kept(&last) => (Mode::Columns, reduced, Some(last)),
            Some(last) => match before {
                Some(before) if is_kept(&before) && axes[last].n < SHORT => {
                    (Mode::Columns, Some(last), kept)
                }
                Some(before) if is_kept(&before) => (Mode::Rows, Some(before), Some(last)),
                Some(before) if axes[last].n < COLUMNS => (Mode::All, Some(before), Some(last)),
                _ => (Mode::All, None, Some(last)),
            },
        };
        let n = |axis: Option<usize>| axis.map_or(1, |k| self.axes[k].n);
        let [rows, columns] = [n(self.rows), n(self.columns)];
        let items = TILE / self.itemsize;
        let (height, width) = match self.mode {
            Mode::Columns if self.is_wide(columns) => (ROWS, COLUMNS),
            Mode::Columns => (items / columns.min(COLUMNS), COLUMNS),
            // Rows are read once, where they are.
            Mode::Rows if self.in_place && self.strides()[1] == self.itemsize as isize => {
                (16 * items / columns.min(items), items)
            }
            _ => (items / columns.min(items), items),
        };
        let size = [height.clamp(1, rows), width.clamp(1, columns)];
        self.steps = vec![1; self.axes.len()];
        for (axis, size) in [self.rows, self.columns].into_iter().zip(size) {
            if let Some(k) = axis {
                self.steps[k] = size;
            }
        }
        let along = self.axes.iter().zip(&self.steps);
        self.tiles = along.map(|(axis, &step)| axis.n.div_ceil(step)).collect();
        self.count = self.tiles.iter().product();
        // An item that is far from its neighbours costs a cache line.
        let stride = self.columns.map_or(1, |k| self.axes[k].src as usize);
        let bytes = size[0] * size[1] * stride.clamp(self.itemsize, LINE.max(self.itemsize));
        self.per_chunk = (CHUNK / bytes).clamp(1, self.count);
    }

    /// Whether so many columns are read where they are, row by row.
    fn is_wide(&self, columns: usize) -> bool {
        self.in_place && self.strides()[1] == self.itemsize as isize && columns >= 2 * SHORT
    }

    /// Whether kernels can read the items of a tile where they are: side by side in each row, and
    /// row after row where that matters.
    pub fn is_in_place(&self, part: &Part) -> bool {
        let size = self.itemsize as isize;
        let packed = part.rows == 1 || part.strides[0] == part.columns as isize * size;
        let free = match self.mode {
            Mode::Rows => true,
            Mode::Columns => self.is_wide(part.columns),
            Mode::All => false,
        };
        self.in_place && (part.columns == 1 || part.strides[1] == size) && (packed || free)
    }

    /// The same in bands along the slowest axis, each with at most `most` outputs or little more, and
    /// which outputs those are; in one where the outputs of a band would not be side by side.
    pub fn bands(self, most: usize) -> Vec<(Grid, Range<usize>)> {
        let lengths = self.axes.iter().filter(|axis| axis.out != 0);
        let outputs: usize = lengths.map(|axis| axis.n).product();
        let slowest = self.axes.first().copied().filter(|axis| axis.out != 0);
        let Some(Axis { n, src, out, index }) = slowest else {
            return vec![(self, 0..outputs)];
        };
        let each = outputs / n;
        if outputs <= most || out.unsigned_abs() != each {
            return vec![(self, 0..outputs)];
        }
        let step = (most / each).max(1);
        let band = |first: usize| {
            let length = step.min(n - first);
            let start = match out > 0 {
                true => first,
                false => n - first - length,
            };
            let outputs = start * each..(start + length) * each;
            let mut axes = self.axes.clone();
            axes[0].n = length;
            let mut grid = Grid {
                base: self.base.wrapping_offset(first as isize * src),
                axes,
                out: self.out + first as isize * out - outputs.start as isize,
                index: self.index + first as isize * index,
                ..self.clone()
            };
            grid.cut();
            (grid, outputs)
        };
        (0..n).step_by(step).map(band).collect()
    }

    fn strides(&self) -> [isize; 2] {
        [self.rows, self.columns].map(|axis| axis.map_or(0, |k| self.axes[k].src))
    }

    pub fn chunks(&self) -> usize {
        self.count.div_ceil(self.per_chunk)
    }

    /// Whether tiles of one chunk can have an output in common that are not neighbours.
    pub fn repeats(&self) -> bool {
        let mut seen_reduced = false;
        for (axis, &tiles) in self.axes.iter().zip(&self.tiles) {
            if tiles > 1 && axis.out != 0 && seen_reduced {
                return true;
            }
            seen_reduced |= tiles > 1 && axis.out == 0;
        }
        false
    }

    /// A tile by its number; neighbours in memory have neighbouring numbers.
    pub fn part(&self, number: usize) -> Part {
        let mut part = Part {
            base: self.base,
            out: self.out,
            index: self.index,
            strides: self.strides(),
            ..Part::EMPTY
        };
        let mut rest = number;
        for k in (0..self.axes.len()).rev() {
            let (axis, step) = (self.axes[k], self.steps[k]);
            let first = rest % self.tiles[k] * step;
            rest /= self.tiles[k];
            let i = first as isize;
            part.base = part.base.wrapping_offset(i * axis.src);
            part.out += i * axis.out;
            part.index += i * axis.index;
            let n = step.min(axis.n - first);
            if Some(k) == self.rows {
                part.rows = n;
                part.index_strides[0] = axis.index;
                if self.mode == Mode::Rows {
                    part.out_stride = axis.out;
                }
            } else if Some(k) == self.columns {
                part.columns = n;
                part.index_strides[1] = axis.index;
                if self.mode == Mode::Columns {
                    part.out_stride = axis.out;
                }
            }
        }
        part
    }
}

impl Part {
    const EMPTY: Part = Part {
        base: std::ptr::null(),
        rows: 1,
        columns: 1,
        strides: [0; 2],
        out: 0,
        out_stride: 0,
        index: 0,
        index_strides: [0; 2],
    };
}
