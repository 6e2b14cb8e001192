//! The loop behind every reduction: numbers side by side are mapped to values, and those joined.
//!
//! Values are joined four at a time, as a tree, and in as many lanes as there are columns: the
//! order depends on the shape of the tile and on nothing else, and floats are never contracted, so
//! the result has the same bits whatever vectors the compiler makes of it.

// Indices into several arrays at once are what the compiler makes vectors of.
#![allow(clippy::needless_range_loop)]

use std::mem::MaybeUninit;

use bytemuck::Pod;

use super::grid::{COLUMNS, Mode};

/// Lanes that a row is folded in.
const LANES: usize = 64;

/// Rows that are joined as a tree.
const TREE: usize = 4;

/// From so many trees on, the rows of one are as far apart as can be.
const FAR: usize = 8;

/// A part of an array as kernels read it: rows `stride` bytes apart, items side by side in each.
/// In [`Mode::All`] there is one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tile {
    pub src: *const u8,
    pub rows: usize,
    pub columns: usize,
    pub stride: isize,
    pub mode: Mode,
}

impl Tile {
    /// How many outputs it has.
    pub fn outputs(&self) -> usize {
        match self.mode {
            Mode::Rows => self.rows,
            Mode::Columns => self.columns,
            Mode::All => 1,
        }
    }

    /// How many items are reduced to each.
    pub fn depth(&self) -> usize {
        match self.mode {
            Mode::Rows | Mode::All => self.columns,
            Mode::Columns => self.rows,
        }
    }

    /// Item number `k` of an output.
    pub fn item(&self, output: usize, k: usize) -> (usize, usize) {
        match self.mode {
            Mode::Rows => (output, k),
            Mode::Columns => (k, output),
            Mode::All => (0, k),
        }
    }

    /// # Safety
    /// The item is inside of the tile, which can be read.
    #[inline(always)]
    pub unsafe fn read<T: Pod>(&self, (row, column): (usize, usize)) -> T {
        let row = self.src.wrapping_offset(row as isize * self.stride);
        // SAFETY: as the caller says; any bytes are a `T`.
        unsafe { row.cast::<T>().wrapping_add(column).read_unaligned() }
    }
}

/// Where an item is.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// Its row, of as many items as there are lanes in use.
    pub row: usize,
    /// Its lane. In [`Mode::Columns`] that is its column, or a multiple of the number of columns
    /// more, see [`lanes_of`].
    pub lane: usize,
}

/// How many lanes a tile is folded in: those of its rows, or more where several rows make one.
pub(super) fn lanes_of<T>(tile: &Tile) -> usize {
    match tile.mode {
        Mode::Rows | Mode::All => LANES,
        Mode::Columns if is_packed::<T>(tile) => width(tile.columns),
        Mode::Columns => tile.columns,
    }
}

/// Whether few columns follow one another without a gap.
#[inline(always)]
fn is_packed<T>(tile: &Tile) -> bool {
    let packed = tile.stride == (tile.columns * size_of::<T>()) as isize;
    tile.columns < LANES / 2 && (packed || tile.rows == 1)
}

/// Lanes for so many columns: as many times as fit, a power of two.
#[inline(always)]
fn width(columns: usize) -> usize {
    columns << (LANES / columns).ilog2()
}

/// Calls `emit` with what the items of each output become: each is mapped to `K` values, and those
/// of an output are joined. `map` also gets where the item is, see [`At`]. `PLAIN` is one item after
/// the other, in a tenth of the code: for what has the same result in any order, on processors whose
/// vectors would gain little.
///
/// # Safety
/// The tile's items are of type `T` and can be read.
#[inline(always)]
pub(super) unsafe fn fold<T: Pod, V: Copy, const K: usize, const PLAIN: bool>(
    tile: &Tile,
    map: impl Fn(T, At) -> [V; K],
    join: impl Fn(V, V) -> V,
    mut emit: impl FnMut(usize, [V; K]),
) {
    if PLAIN {
        for output in 0..tile.outputs() {
            let at = |k: usize| {
                let (row, lane) = tile.item(output, k);
                // SAFETY: as the caller says.
                map(unsafe { tile.read(tile.item(output, k)) }, At { row, lane })
            };
            let mut values = at(0);
            for k in 1..tile.depth() {
                let more = at(k);
                for i in 0..K {
                    values[i] = join(values[i], more[i]);
                }
            }
            emit(output, values);
        }
        return;
    }
    let mut lanes = [[MaybeUninit::<V>::uninit(); COLUMNS]; K];
    let width = lanes_of::<T>(tile);
    let is_wide = tile.mode == Mode::Columns && width == tile.columns;
    // Each row by itself, or all columns together; as rows of as many items as there are lanes.
    let (parts, outputs, items) = match tile.mode {
        Mode::Columns => (1, tile.columns, tile.rows * tile.columns),
        Mode::Rows | Mode::All => (tile.rows, 1, tile.columns),
    };
    let (rows, rest, stride) = match is_wide {
        true => (tile.rows, 0, tile.stride),
        false => (
            items / width,
            items % width,
            (width * size_of::<T>()) as isize,
        ),
    };
    for part in 0..parts {
        let src = tile.src.wrapping_offset(part as isize * tile.stride);
        // SAFETY: as the caller says: these rows make up the part.
        unsafe { fold_rows(src, stride, rows, width, rest, &mut lanes, &map, &join) };
        let mut filled = if rows > 0 { width } else { rest };
        let mut half = width;
        // SAFETY: all filled lanes have a value.
        let fold = |lanes: &mut [MaybeUninit<V>; COLUMNS], lane: usize, half: usize| unsafe {
            let both = join(lanes[lane].assume_init(), lanes[lane + half].assume_init());
            lanes[lane] = MaybeUninit::new(both);
        };
        if outputs == 1 && filled == LANES {
            // The same as below, of a number of lanes that the compiler knows.
            for lanes in &mut lanes {
                for half in [32, 16, 8, 4, 2, 1] {
                    const { assert!(LANES == 64) };
                    (0..half).for_each(|lane| fold(lanes, lane, half));
                }
            }
            half = 1;
        }
        while half > outputs {
            half /= 2;
            for lanes in &mut lanes {
                (0..filled.saturating_sub(half)).for_each(|lane| fold(lanes, lane, half));
            }
            filled = filled.min(half);
        }
        for output in 0..outputs {
            // SAFETY: as above: each output has a lane.
            let values = std::array::from_fn(|k| unsafe { lanes[k][output].assume_init() });
            emit(part + output, values);
        }
    }
}

/// Folds rows, a lane for each column; behind the last one come `rest` items of another.
///
/// # Safety
/// `columns` items of each of the rows, `stride` bytes apart, and the rest can be read.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
unsafe fn fold_rows<T: Pod, V: Copy, const K: usize>(
    src: *const u8,
    stride: isize,
    rows: usize,
    columns: usize,
    rest: usize,
    lanes: &mut [[MaybeUninit<V>; COLUMNS]; K],
    map: &impl Fn(T, At) -> [V; K],
    join: &impl Fn(V, V) -> V,
) {
    let row = |row: usize| src.wrapping_offset(row as isize * stride).cast::<T>();
    let pairs = |a: [V; K], b: [V; K]| {
        let mut both = a;
        for k in 0..K {
            both[k] = join(a[k], b[k]);
        }
        both
    };
    let trees = rows / TREE;
    // The processor reads ahead in each of several places, if they are far apart.
    let (step, apart) = if trees < FAR { (TREE, 1) } else { (1, trees) };
    for tree in 0..trees {
        let rows: [*const T; TREE] = [0, 1, 2, 3].map(|i| row(tree * step + i * apart));
        let lanes = lanes.each_mut().map(|lanes| &mut lanes[..columns]);
        for j in 0..columns {
            let at = |i: usize| {
                let row = tree * step + i * apart;
                // SAFETY: an item of the tile; any bytes are a `T`.
                let x = unsafe { rows[i].wrapping_add(j).read_unaligned() };
                map(x, At { row, lane: j })
            };
            let all = pairs(pairs(at(0), at(2)), pairs(at(1), at(3)));
            for k in 0..K {
                let joined = match tree {
                    0 => all[k],
                    // SAFETY: the first rows have filled all lanes.
                    _ => join(unsafe { lanes[k][j].assume_init() }, all[k]),
                };
                lanes[k][j] = MaybeUninit::new(joined);
            }
        }
    }
    for i in trees * TREE..=rows {
        let columns = if i < rows { columns } else { rest };
        let lanes = lanes.each_mut().map(|lanes| &mut lanes[..columns]);
        for j in 0..columns {
            // SAFETY: an item of the row; any bytes are a `T`.
            let x = unsafe { row(i).wrapping_add(j).read_unaligned() };
            let values = map(x, At { row: i, lane: j });
            for k in 0..K {
                let joined = match i {
                    0 => values[k],
                    // SAFETY: as above.
                    _ => join(unsafe { lanes[k][j].assume_init() }, values[k]),
                };
                lanes[k][j] = MaybeUninit::new(joined);
            }
        }
    }
}
