//! The loop behind every reduction: numbers side by side are mapped to values, and those joined.
//!
//! Values are joined eight at a time, as a tree, and in as many lanes as there are columns: the
//! order depends on the shape of the tile and on nothing else, and floats are never contracted, so
//! the result has the same bits whatever vectors the compiler makes of it.

// Indices into several arrays at once are what the compiler makes vectors of.
#![allow(clippy::needless_range_loop)]

use bytemuck::Pod;

use super::grid::{COLUMNS, Mode};

/// Lanes that a row is folded in.
const LANES: usize = 64;

/// Rows that are joined as a tree.
const TREE: usize = 8;

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
/// of an output are joined. `map` also gets where the item is, see [`At`].
///
/// # Safety
/// The tile's items are of type `T` and can be read.
#[inline(always)]
pub(super) unsafe fn fold<T: Pod, V: Copy, const K: usize>(
    tile: &Tile,
    zero: V,
    map: impl Fn(T, At) -> [V; K],
    join: impl Fn(V, V) -> V,
    mut emit: impl FnMut(usize, [V; K]),
) {
    let mut lanes = [[zero; COLUMNS]; K];
    match tile.mode {
        Mode::Rows | Mode::All => {
            for row in 0..tile.rows {
                let src = tile.src.wrapping_offset(row as isize * tile.stride);
                // SAFETY: a row of the tile.
                unsafe { fold_packed(src, tile.columns, 1, &mut lanes, &map, &join) };
                emit(row, std::array::from_fn(|k| lanes[k][0]));
            }
        }
        Mode::Columns => {
            if is_packed::<T>(tile) {
                let items = tile.rows * tile.columns;
                let columns = tile.columns;
                // SAFETY: the rows follow one another without a gap.
                unsafe { fold_packed(tile.src, items, columns, &mut lanes, &map, &join) };
            } else {
                let Tile {
                    src, rows, stride, ..
                } = *tile;
                // SAFETY: the tile, which has at most `COLUMNS` columns.
                unsafe { fold_rows(src, stride, rows, tile.columns, &mut lanes, &map, &join) };
            }
            for column in 0..tile.columns {
                emit(column, std::array::from_fn(|k| lanes[k][column]));
            }
        }
    }
}

/// Folds items side by side, of which every so many belong together, into the first lanes.
///
/// # Safety
/// The items can be read.
#[inline(always)]
unsafe fn fold_packed<T: Pod, V: Copy, const K: usize>(
    src: *const u8,
    items: usize,
    columns: usize,
    lanes: &mut [[V; COLUMNS]; K],
    map: &impl Fn(T, At) -> [V; K],
    join: &impl Fn(V, V) -> V,
) {
    let width = width(columns);
    let (rows, rest) = (items / width, items % width);
    let size = size_of::<T>();
    // SAFETY: whole rows of the items, and what is left of them.
    unsafe {
        fold_rows(src, (width * size) as isize, rows, width, lanes, map, join);
        let src = src.wrapping_add(rows * width * size);
        add_row(src, rest, rows, lanes, map, join);
    }
    let mut filled = if rows > 0 { width } else { rest };
    let mut half = width;
    while half > columns {
        half /= 2;
        for lane in 0..filled.saturating_sub(half) {
            for lanes in &mut *lanes {
                lanes[lane] = join(lanes[lane], lanes[lane + half]);
            }
        }
        filled = filled.min(half);
    }
}

/// Folds rows, a lane for each column.
///
/// # Safety
/// `columns` items of each of the rows, `stride` bytes apart, can be read.
#[inline(always)]
unsafe fn fold_rows<T: Pod, V: Copy, const K: usize>(
    src: *const u8,
    stride: isize,
    rows: usize,
    columns: usize,
    lanes: &mut [[V; COLUMNS]; K],
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
    for tree in 0..trees {
        let rows: [*const T; TREE] = [0, 1, 2, 3, 4, 5, 6, 7].map(|i| row(tree * TREE + i));
        let lanes = lanes.each_mut().map(|lanes| &mut lanes[..columns]);
        for j in 0..columns {
            let at = |i: usize| {
                let row = tree * TREE + i;
                // SAFETY: an item of the tile; any bytes are a `T`.
                let x = unsafe { rows[i].wrapping_add(j).read_unaligned() };
                map(x, At { row, lane: j })
            };
            let [even, odd] =
                [0, 1].map(|i| pairs(pairs(at(i), at(i + 4)), pairs(at(i + 2), at(i + 6))));
            let all = pairs(even, odd);
            for k in 0..K {
                lanes[k][j] = if tree == 0 {
                    all[k]
                } else {
                    join(lanes[k][j], all[k])
                };
            }
        }
    }
    for i in trees * TREE..rows {
        // SAFETY: a row of the tile.
        unsafe { add_row(row(i).cast(), columns, i, lanes, map, join) };
    }
}

/// Joins a row to the lanes; the first one begins them.
///
/// # Safety
/// `columns` items can be read.
#[inline(always)]
unsafe fn add_row<T: Pod, V: Copy, const K: usize>(
    src: *const u8,
    columns: usize,
    row: usize,
    lanes: &mut [[V; COLUMNS]; K],
    map: &impl Fn(T, At) -> [V; K],
    join: &impl Fn(V, V) -> V,
) {
    let lanes = lanes.each_mut().map(|lanes| &mut lanes[..columns]);
    for j in 0..columns {
        // SAFETY: an item of the row; any bytes are a `T`.
        let x = unsafe { src.cast::<T>().wrapping_add(j).read_unaligned() };
        let values = map(x, At { row, lane: j });
        for k in 0..K {
            lanes[k][j] = if row == 0 {
                values[k]
            } else {
                join(lanes[k][j], values[k])
            };
        }
    }
}
