//! What a tile's items become, for each type of item: the only code that is compiled once a type.

use bytemuck::{Pod, Zeroable};

use super::fold::{At, Tile, fold, lanes_of};
use super::grid::{COLUMNS, Mode};
use super::states::{Best, Deviations};
use crate::kernels::cast::Bool;
use crate::kernels::element::Time;
use crate::kernels::multiversion::{for_this_processor, multiversion};
use crate::scalar::Scalar;

macro_rules! transparent {
    ($($t:ty)*) => {$(
        // SAFETY: a transparent integer: zero bytes are a value.
        unsafe impl Zeroable for $t {}
        // SAFETY: a transparent integer: any bytes are a value, and there is no padding.
        unsafe impl Pod for $t {}
    )*};
}
transparent!(Lower UpperSigned UpperUnsigned);

/// The type of an item as the kernels read it: the 16-bit floats have become float32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Number(Scalar),
    Time,
}

/// A type of item.
trait Value: Pod {
    /// Whether it is NaN or NaT.
    #[inline(always)]
    fn is_nan(self) -> bool {
        false
    }
    #[inline(always)]
    fn is_infinite(self) -> bool {
        false
    }
    fn is_true(self) -> bool;
    fn is_less(self, than: Self) -> bool;
    /// No comparison with NaN is true.
    const NAN_IS_LESS_THAN_NOTHING: bool = true;
    const IS_FLOAT: bool = false;
    /// Whether other bits can be an equal number: zeros of either sign, NaN.
    #[inline(always)]
    fn has_equals(self) -> bool {
        false
    }
}

macro_rules! integer_values {
    ($($t:ty)*) => {$(
        impl Value for $t {
            #[inline(always)]
            fn is_true(self) -> bool { self != 0 }
            #[inline(always)]
            fn is_less(self, than: $t) -> bool { self < than }
        }
    )*};
}
integer_values!(i8 i16 i32 i64 u8 u16 u32 u64);

macro_rules! float_values {
    ($($t:ty)*) => {$(
        impl Value for $t {
            #[inline(always)]
            fn is_nan(self) -> bool { self != self }
            #[inline(always)]
            fn is_infinite(self) -> bool { self.abs() == <$t>::INFINITY }
            #[inline(always)]
            fn is_true(self) -> bool { self != 0.0 }
            #[inline(always)]
            fn is_less(self, than: $t) -> bool { self < than }
            const IS_FLOAT: bool = true;
            #[inline(always)]
            fn has_equals(self) -> bool {
                (self == 0.0) | self.is_nan()
            }
        }
        impl Value for [$t; 2] {
            const NAN_IS_LESS_THAN_NOTHING: bool = false;
            const IS_FLOAT: bool = true;
            #[inline(always)]
            fn has_equals(self) -> bool {
                self.iter().any(|part| part.has_equals())
            }
            #[inline(always)]
            fn is_nan(self) -> bool { (self[0] != self[0]) | (self[1] != self[1]) }
            #[inline(always)]
            fn is_infinite(self) -> bool {
                !self.is_nan() & (Value::is_infinite(self[0]) | Value::is_infinite(self[1]))
            }
            #[inline(always)]
            fn is_true(self) -> bool { (self[0] != 0.0) | (self[1] != 0.0) }
            #[inline(always)]
            fn is_less(self, than: [$t; 2]) -> bool {
                (self[0] < than[0]) | ((self[0] == than[0]) & (self[1] < than[1]))
            }
        }
    )*};
}
float_values!(f32 f64);

impl Value for Bool {
    #[inline(always)]
    fn is_true(self) -> bool {
        bytemuck::cast::<Bool, u8>(self) != 0
    }
    #[inline(always)]
    fn is_less(self, than: Bool) -> bool {
        !self.is_true() & than.is_true()
    }
}

impl Value for Time {
    const NAN_IS_LESS_THAN_NOTHING: bool = false;
    #[inline(always)]
    fn is_nan(self) -> bool {
        self.0 == i64::MIN
    }
    #[inline(always)]
    fn is_true(self) -> bool {
        self.0 != 0
    }
    #[inline(always)]
    fn is_less(self, than: Time) -> bool {
        self.0 < than.0
    }
}

/// `$body` with `$T` for the Rust type of an item.
macro_rules! with_value {
    ($item:expr, $T:ident => $body:expr) => {{
        macro_rules! with {
            ($t:ty) => {{
                type $T = $t;
                $body
            }};
        }
        match $item {
            Item::Time => with!(Time),
            Item::Number(scalar) => match scalar {
                Scalar::Bool => with!(Bool),
                Scalar::I8 => with!(i8),
                Scalar::I16 => with!(i16),
                Scalar::I32 => with!(i32),
                Scalar::I64 => with!(i64),
                Scalar::U8 => with!(u8),
                Scalar::U16 => with!(u16),
                Scalar::U32 => with!(u32),
                Scalar::U64 => with!(u64),
                Scalar::F32 | Scalar::F16 | Scalar::BF16 => with!(f32),
                Scalar::F64 => with!(f64),
                Scalar::C64 => with!([f32; 2]),
                Scalar::C128 => with!([f64; 2]),
            },
        }
    }};
}

/// Adds up to an integer for each output. A tile has so few items that it fits.
pub(super) type Count = unsafe fn(&Tile, &mut [i64]);

/// The sums of integers, less those of their upper halves where they have 64 bits.
pub(super) fn sum_integers(item: Item) -> Count {
    macro_rules! sum {
        ($t:ty, $v:ty) => {
            for_this_processor!("avx2", Count, sum, sum_avx2, <$t, $v>)
        };
    }
    match item {
        Item::Number(Scalar::I8) => sum!(i8, i32),
        Item::Number(Scalar::U8) => sum!(u8, i32),
        Item::Number(Scalar::I16) => sum!(i16, i32),
        Item::Number(Scalar::U16) => sum!(u16, i32),
        Item::Number(Scalar::I32) => sum!(i32, i64),
        Item::Number(Scalar::U32) => sum!(u32, i64),
        _ => sum!(Lower, i64),
    }
}

/// The sums of the upper halves of integers of 64 bits, in units of 2^32.
pub(super) fn sum_upper_halves(item: Item) -> Option<Count> {
    match item {
        Item::Number(Scalar::U64) => {
            Some(for_this_processor!("avx2", Count, sum, sum_avx2, <UpperUnsigned, i64>))
        }
        Item::Number(Scalar::I64) | Item::Time => {
            Some(for_this_processor!("avx2", Count, sum, sum_avx2, <UpperSigned, i64>))
        }
        _ => None,
    }
}

/// An integer of 64 bits, of which one half is added.
#[derive(Clone, Copy)]
#[repr(transparent)]
struct Lower(u64);

#[derive(Clone, Copy)]
#[repr(transparent)]
struct UpperSigned(i64);

#[derive(Clone, Copy)]
#[repr(transparent)]
struct UpperUnsigned(u64);

/// An integer that is added up in another.
trait Addend<V>: Pod {
    fn widen(self) -> V;
}

macro_rules! addends {
    ($($t:ty, $v:ty, |$x:ident| $widen:expr;)*) => {$(
        impl Addend<$v> for $t {
            #[inline(always)]
            fn widen(self) -> $v { let $x = self; $widen }
        }
    )*};
}
addends! {
    i8, i32, |x| x.into();
    u8, i32, |x| x.into();
    i16, i32, |x| x.into();
    u16, i32, |x| x.into();
    i32, i64, |x| x.into();
    u32, i64, |x| x.into();
    Lower, i64, |x| i64::from(x.0 as u32);
    UpperSigned, i64, |x| i64::from((x.0 >> 32) as i32);
    UpperUnsigned, i64, |x| (x.0 >> 32) as i64;
}

/// An integer that counts and sums are joined in.
trait Total: Copy + Into<i64> {
    const ZERO: Self;
    fn plus(self, other: Self) -> Self;
}

macro_rules! totals {
    ($($t:ty)*) => {$(
        impl Total for $t {
            const ZERO: $t = 0;
            #[inline(always)]
            fn plus(self, other: $t) -> $t { self.wrapping_add(other) }
        }
    )*};
}
totals!(i32 i64);

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are of type `T` and can be read.
    unsafe fn sum, sum_avx2 [T: Addend<V>, V: Total] [T, V] (tile: &Tile, out: &mut [i64]) {
        let emit = |k: usize, [sum]: [V; 1]| out[k] = sum.into();
        // SAFETY: as the caller says.
        unsafe { fold(tile, V::ZERO, |x: T, _| [x.widen()], V::plus, emit) };
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    True,
    Nan,
    Infinite,
}

/// How many items have a property.
pub(super) fn count(item: Item, property: Property) -> Count {
    macro_rules! count {
        ($t:ty, $p:literal) => {
            for_this_processor!("avx2", Count, count_items, count_items_avx2, <$t, $p>)
        };
    }
    match property {
        Property::True => with_value!(item, T => count!(T, 0)),
        Property::Nan => with_value!(item, T => count!(T, 1)),
        Property::Infinite => with_value!(item, T => count!(T, 2)),
    }
}

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are of type `T` and can be read.
    unsafe fn count_items, count_items_avx2 [T: Value, const P: u8] [T, P] (tile: &Tile, out: &mut [i64]) {
        let map = |x: T, _| {
            [i32::from(match P {
                0 => x.is_true(),
                1 => x.is_nan(),
                _ => x.is_infinite(),
            })]
        };
        // SAFETY: as the caller says.
        unsafe { fold(tile, 0, map, i32::plus, |k, [count]| out[k] = count.into()) };
    }
}

/// The sum of real and imaginary parts, and how many items were added: all that are no NaN, or all.
pub(super) type SumFloats = unsafe fn(&Tile, &mut [[f64; 3]]);

/// Adds up floats in float64; `skip` leaves out NaN.
pub(super) fn sum_floats(item: Item, skip: bool) -> SumFloats {
    macro_rules! sum {
        ($name:ident, $fast:ident, $t:ty) => {
            if skip {
                for_this_processor!("avx2", SumFloats, $name, $fast, <$t, true>)
            } else {
                for_this_processor!("avx2", SumFloats, $name, $fast, <$t, false>)
            }
        };
    }
    match item {
        Item::Number(Scalar::F64) => sum!(sum_real, sum_real_avx2, f64),
        Item::Number(Scalar::C64) => sum!(sum_complex, sum_complex_avx2, f32),
        Item::Number(Scalar::C128) => sum!(sum_complex, sum_complex_avx2, f64),
        _ => sum!(sum_real, sum_real_avx2, f32),
    }
}

fn add(a: f64, b: f64) -> f64 {
    a + b
}

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are of type `T` and can be read.
    unsafe fn sum_real, sum_real_avx2 [T: Value + Into<f64>, const SKIP: bool] [T, SKIP] (
        tile: &Tile,
        out: &mut [[f64; 3]],
    ) {
        let depth = tile.depth() as f64;
        // SAFETY: as the caller says.
        unsafe {
            if SKIP {
                let map = |x: T, _| {
                    let is_number = !x.is_nan();
                    [if is_number { x.into() } else { 0.0 }, f64::from(u8::from(is_number))]
                };
                fold(tile, 0.0, map, add, |k, [sum, count]| out[k] = [sum, 0.0, count]);
            } else {
                let map = |x: T, _| [x.into()];
                fold(tile, 0.0, map, add, |k, [sum]| out[k] = [sum, 0.0, depth]);
            }
        }
    }
}

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are pairs of type `T` and can be read.
    unsafe fn sum_complex, sum_complex_avx2 [T: Value + Into<f64>, const SKIP: bool] [T, SKIP] (
        tile: &Tile,
        out: &mut [[f64; 3]],
    ) {
        let map = |[re, im]: [T; 2], _| {
            if SKIP && (re.is_nan() | im.is_nan()) {
                [0.0; 3]
            } else {
                [re.into(), im.into(), 1.0]
            }
        };
        // SAFETY: as the caller says.
        unsafe { fold(tile, 0.0, map, add, |k, sums| out[k] = sums) };
    }
}

/// Adds a tile to the deviations of each output from its pivot.
pub(super) type Deviate = unsafe fn(&Tile, &mut [Deviations]);

/// Adds up deviations and their squares in float64; `skip` leaves out NaN. Where an output has
/// none yet, it gets a pivot near the tile's mean.
pub(super) fn deviate(item: Item, skip: bool) -> Deviate {
    macro_rules! deviate {
        ($name:ident, $fast:ident, $t:ty) => {
            if skip {
                for_this_processor!("avx2", Deviate, $name, $fast, <$t, true>)
            } else {
                for_this_processor!("avx2", Deviate, $name, $fast, <$t, false>)
            }
        };
    }
    macro_rules! exact {
        ($t:ty) => {
            for_this_processor!("avx2", Deviate, deviate_real, deviate_real_avx2, <$t, false>)
        };
    }
    match item {
        Item::Time => deviate!(deviate_real, deviate_real_avx2, Time),
        Item::Number(scalar) => match scalar {
            Scalar::Bool => exact!(Bool),
            Scalar::I8 => exact!(i8),
            Scalar::I16 => exact!(i16),
            Scalar::I32 => exact!(i32),
            Scalar::I64 => exact!(i64),
            Scalar::U8 => exact!(u8),
            Scalar::U16 => exact!(u16),
            Scalar::U32 => exact!(u32),
            Scalar::U64 => exact!(u64),
            Scalar::F16 | Scalar::BF16 | Scalar::F32 => {
                deviate!(deviate_real, deviate_real_avx2, f32)
            }
            Scalar::F64 => deviate!(deviate_real, deviate_real_avx2, f64),
            Scalar::C64 => deviate!(deviate_complex, deviate_complex_avx2, f32),
            Scalar::C128 => deviate!(deviate_complex, deviate_complex_avx2, f64),
        },
    }
}

/// A number in one or two parts, `upper * 2^32 + lower`, so that integers of 64 bits are exact.
trait Parts: Value {
    fn parts(self) -> [f64; 2];
}

macro_rules! one_part {
    ($($t:ty)*) => {$(
        impl Parts for $t {
            #[inline(always)]
            fn parts(self) -> [f64; 2] { [0.0, self.into()] }
        }
    )*};
}
one_part!(i8 i16 i32 u8 u16 u32 f32 f64);

impl Parts for Bool {
    #[inline(always)]
    fn parts(self) -> [f64; 2] {
        [0.0, u8::from(self.is_true()).into()]
    }
}

impl Parts for i64 {
    #[inline(always)]
    fn parts(self) -> [f64; 2] {
        [((self >> 32) as i32).into(), (self as u32).into()]
    }
}

impl Parts for u64 {
    #[inline(always)]
    fn parts(self) -> [f64; 2] {
        [((self >> 32) as u32).into(), (self as u32).into()]
    }
}

impl Parts for Time {
    #[inline(always)]
    fn parts(self) -> [f64; 2] {
        self.0.parts()
    }
}

pub(super) const UPPER: f64 = (1u64 << 32) as f64;

/// A number's deviation from a pivot, both in parts.
#[inline(always)]
fn deviation(x: [f64; 2], pivot: [f64; 2]) -> f64 {
    (x[0] - pivot[0]) * UPPER + (x[1] - pivot[1])
}

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are of type `T` and can be read.
    unsafe fn deviate_real, deviate_real_avx2 [T: Parts, const SKIP: bool] [T, SKIP] (
        tile: &Tile,
        states: &mut [Deviations],
    ) {
        let depth = tile.depth() as f64;
        let sums = |tile: &Tile, pivots: &[[f64; 2]], out: &mut [Sums]| {
            // SAFETY: as the caller says, for these items.
            unsafe {
                if SKIP {
                    let each = |x: T, pivot| {
                        let counts = !x.is_nan();
                        let d = if counts { deviation(x.parts(), pivot) } else { 0.0 };
                        [d, d * d, f64::from(u8::from(counts))]
                    };
                    fold_from_pivots(tile, pivots, each, |k, [sum, squares, count]| {
                        out[k] = Sums { sum: [sum, 0.0], squares, count };
                    });
                } else {
                    let each = |x: T, pivot| {
                        let d = deviation(x.parts(), pivot);
                        [d, d * d]
                    };
                    fold_from_pivots(tile, pivots, each, |k, [sum, squares]| {
                        out[k] = Sums { sum: [sum, 0.0], squares, count: depth };
                    });
                }
            }
        };
        let carry = |[upper, lower]: [f64; 2], [mean, _]: [f64; 2]| {
            if T::IS_FLOAT || size_of::<T>() < 8 {
                return [upper, lower + mean];
            }
            // Deviations from an integer are exact.
            let whole = ((lower + mean) / UPPER).round();
            [upper + whole, lower - whole * UPPER + mean.round()]
        };
        deviate_tile(tile, states, sums, T::parts, carry);
    }
}

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are pairs of type `T` and can be read.
    unsafe fn deviate_complex, deviate_complex_avx2 [T: Value + Into<f64>, const SKIP: bool] [T, SKIP] (
        tile: &Tile,
        states: &mut [Deviations],
    ) {
        let sums = |tile: &Tile, pivots: &[[f64; 2]], out: &mut [Sums]| {
            let each = |[re, im]: [T; 2], pivot: [f64; 2]| {
                if SKIP && (re.is_nan() | im.is_nan()) {
                    return [0.0; 4];
                }
                let [re, im] = [re.into() - pivot[0], im.into() - pivot[1]];
                [re, im, re * re + im * im, 1.0]
            };
            // SAFETY: as the caller says, for these items.
            unsafe {
                fold_from_pivots(tile, pivots, each, |k, [re, im, squares, count]| {
                    out[k] = Sums { sum: [re, im], squares, count };
                });
            }
        };
        let parts = |[re, im]: [T; 2]| [re.into(), im.into()];
        let carry = |pivot: [f64; 2], mean: [f64; 2]| [pivot[0] + mean[0], pivot[1] + mean[1]];
        deviate_tile(tile, states, sums, parts, carry);
    }
}

/// What one output's deviations add up to.
#[derive(Clone, Copy)]
struct Sums {
    sum: [f64; 2],
    squares: f64,
    count: f64,
}

const NO_SUMS: Sums = Sums {
    sum: [0.0; 2],
    squares: 0.0,
    count: 0.0,
};

/// Adds a tile to its outputs' states, by `sums`, which adds up deviations from given pivots.
#[inline(always)]
fn deviate_tile<T: Pod>(
    tile: &Tile,
    states: &mut [Deviations],
    sums: impl Fn(&Tile, &[[f64; 2]], &mut [Sums]),
    parts: impl Fn(T) -> [f64; 2],
    carry: impl Fn([f64; 2], [f64; 2]) -> [f64; 2],
) {
    let mut pivots = [[0.0; 2]; COLUMNS];
    let mut out = [NO_SUMS; COLUMNS];
    if tile.mode == Mode::Rows {
        // Each row has a pivot of its own.
        for (row, state) in states.iter_mut().enumerate() {
            let row = Tile {
                src: tile.src.wrapping_offset(row as isize * tile.stride),
                rows: 1,
                mode: Mode::All,
                ..*tile
            };
            let state = std::slice::from_mut(state);
            deviate_outputs(&row, state, (&mut pivots, &mut out), &sums, &parts, &carry);
        }
    } else {
        deviate_outputs(tile, states, (&mut pivots, &mut out), &sums, &parts, &carry);
    }
}

/// As [`deviate_tile`], for columns or a single output.
#[inline(always)]
fn deviate_outputs<T: Pod>(
    tile: &Tile,
    states: &mut [Deviations],
    (pivots, out): (&mut [[f64; 2]], &mut [Sums]),
    sums: &impl Fn(&Tile, &[[f64; 2]], &mut [Sums]),
    parts: &impl Fn(T) -> [f64; 2],
    carry: &impl Fn([f64; 2], [f64; 2]) -> [f64; 2],
) {
    let n = states.len();
    let (pivots, out) = (&mut pivots[..n], &mut out[..n]);
    if states[0].is_new {
        for (k, pivot) in pivots.iter_mut().enumerate() {
            // SAFETY: the tile's items are of type `T`, and it has a first one for each output.
            let first = parts(unsafe { tile.read::<T>(tile.item(k, 0)) });
            let is_finite = first.iter().all(|part| part.is_finite());
            *pivot = if is_finite { first } else { [0.0; 2] };
        }
        sums(tile, pivots, out);
        for (k, state) in states.iter_mut().enumerate() {
            let mean = out[k].sum.map(|sum| sum / out[k].count);
            let is_finite = mean.iter().all(|part| part.is_finite());
            state.pivot = if is_finite {
                carry(pivots[k], mean)
            } else {
                pivots[k]
            };
            state.is_new = false;
        }
    }
    for (pivot, state) in pivots.iter_mut().zip(&*states) {
        *pivot = state.pivot;
    }
    sums(tile, pivots, out);
    for (state, sums) in states.iter_mut().zip(out) {
        state.sum[0] += sums.sum[0];
        state.sum[1] += sums.sum[1];
        state.squares += sums.squares;
        state.count += sums.count as u64;
    }
}

/// [`fold`] with the pivot of each item's output.
///
/// # Safety
/// The tile's items are of type `T` and can be read; there is a pivot for each output.
#[inline(always)]
unsafe fn fold_from_pivots<T: Pod, const K: usize>(
    tile: &Tile,
    pivots: &[[f64; 2]],
    each: impl Fn(T, [f64; 2]) -> [f64; K],
    emit: impl FnMut(usize, [f64; K]),
) {
    if tile.mode == Mode::Columns {
        let mut lanes = [[0.0; COLUMNS]; 2];
        for lane in 0..COLUMNS {
            let pivot = pivots[lane % pivots.len()];
            (lanes[0][lane], lanes[1][lane]) = (pivot[0], pivot[1]);
        }
        let map = |x, At { lane, .. }| each(x, [lanes[0][lane], lanes[1][lane]]);
        // SAFETY: as the caller says.
        unsafe { fold(tile, 0.0, map, add, emit) };
    } else {
        let pivot = pivots[0];
        // SAFETY: as the caller says.
        unsafe { fold(tile, 0.0, |x, _| each(x, pivot), add, emit) };
    }
}

/// Where the items of a tile stand among those that are reduced with them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indices {
    pub first: isize,
    /// What a row and a column add.
    pub strides: [isize; 2],
    /// Columns to a row, where the tile has its rows side by side.
    pub columns: usize,
    /// The index itself is asked for.
    pub wanted: bool,
    /// Items come in the order of their indices.
    pub in_order: bool,
}

impl Indices {
    fn of(&self, (row, column): (usize, usize)) -> usize {
        let (row, column) = (row + column / self.columns, column % self.columns);
        let [r, c] = self.strides;
        (self.first + row as isize * r + column as isize * c) as usize
    }
}

/// Finds the smallest or largest of each output's items.
pub(super) type Extreme = unsafe fn(&Tile, &Indices, &mut [Best]);

/// Merges what two parts have found; the first one came before.
pub(super) type Better = fn(&mut Best, &Best, bool);

/// The kernel for minima, or maxima; `skip` leaves out NaN, else it is the result.
pub(super) fn extreme(item: Item, max: bool, skip: bool) -> (Extreme, Better) {
    macro_rules! extreme {
        ($t:ty, $max:literal, $skip:literal) => {
            (
                for_this_processor!("avx2", Extreme, find, find_avx2, <$t, $max, $skip>),
                better::<$t, $max, $skip> as Better,
            )
        };
    }
    macro_rules! direction {
        ($t:ty, $skip:literal) => {
            if max {
                extreme!($t, true, $skip)
            } else {
                extreme!($t, false, $skip)
            }
        };
    }
    macro_rules! with_nan {
        ($t:ty) => {
            if skip {
                direction!($t, true)
            } else {
                direction!($t, false)
            }
        };
    }
    match item {
        Item::Time => with_nan!(Time),
        Item::Number(scalar) => match scalar {
            Scalar::Bool => direction!(Bool, false),
            Scalar::I8 => direction!(i8, false),
            Scalar::I16 => direction!(i16, false),
            Scalar::I32 => direction!(i32, false),
            Scalar::I64 => direction!(i64, false),
            Scalar::U8 => direction!(u8, false),
            Scalar::U16 => direction!(u16, false),
            Scalar::U32 => direction!(u32, false),
            Scalar::U64 => direction!(u64, false),
            Scalar::F16 | Scalar::BF16 | Scalar::F32 => with_nan!(f32),
            Scalar::F64 => with_nan!(f64),
            Scalar::C64 => with_nan!([f32; 2]),
            Scalar::C128 => with_nan!([f64; 2]),
        },
    }
}

/// Whether `b`, which comes later, takes the place of `a`.
#[inline(always)]
fn replaces<T: Value, const MAX: bool, const SKIP: bool>(a: T, b: T) -> bool {
    let beyond = if MAX { a.is_less(b) } else { b.is_less(a) };
    match (SKIP, T::NAN_IS_LESS_THAN_NOTHING) {
        (false, true) => beyond | b.is_nan(),
        (false, false) => !a.is_nan() & (beyond | b.is_nan()),
        (true, true) => beyond | a.is_nan(),
        (true, false) => a.is_nan() | (beyond & !b.is_nan()),
    }
}

/// Equal, or both NaN.
fn ties<T: Value>(a: T, b: T) -> bool {
    match (a.is_nan(), b.is_nan()) {
        (false, false) => !a.is_less(b) && !b.is_less(a),
        (a, b) => a && b,
    }
}

fn better<T: Value, const MAX: bool, const SKIP: bool>(
    into: &mut Best,
    from: &Best,
    by_index: bool,
) {
    if !from.found {
        return;
    }
    let (a, b) = (into.get::<T>(), from.get::<T>());
    let earlier = by_index && from.index < into.index;
    if !into.found
        || (if ties(a, b) {
            earlier
        } else {
            replaces::<T, MAX, SKIP>(a, b)
        })
    {
        *into = *from;
    }
}

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are of type `T` and can be read.
    unsafe fn find, find_avx2 [T: Value, const MAX: bool, const SKIP: bool] [T, MAX, SKIP] (
        tile: &Tile,
        indices: &Indices,
        states: &mut [Best],
    ) {
        let join = |a: T, b: T| if replaces::<T, MAX, SKIP>(a, b) { b } else { a };
        let emit = |k: usize, [value]: [T; 1]| {
            let state = &mut states[k];
            let before = state.get::<T>();
            let is_tie = state.found && ties(before, value);
            let wins = !state.found || !is_tie && replaces::<T, MAX, SKIP>(before, value);
            if !(wins || is_tie && indices.wanted && !indices.in_order) {
                return;
            }
            let mut found = Best::new(value, usize::MAX);
            if indices.wanted || value.has_equals() {
                // SAFETY: as the caller says.
                found = unsafe { locate(tile, indices, k, value) };
            }
            if wins || found.index < state.index {
                *state = found;
            }
        };
        // SAFETY: as the caller says.
        unsafe { fold(tile, T::zeroed(), |x: T, _| [x], join, emit) };
    }
}

/// The first of an output's items that equals a value, which may have changed meanwhile.
///
/// # Safety
/// The tile's items are of type `T` and can be read.
unsafe fn locate<T: Value>(tile: &Tile, indices: &Indices, output: usize, value: T) -> Best {
    let mut best = Best::new(value, usize::MAX);
    for k in 0..tile.depth() {
        let place = tile.item(output, k);
        // SAFETY: as the caller says.
        let x = unsafe { tile.read::<T>(place) };
        if ties(x, value) {
            let index = indices.of(place);
            if index < best.index {
                best = Best::new(x, index);
            }
            if indices.in_order || !indices.wanted {
                break;
            }
        }
    }
    if best.index == usize::MAX {
        best.index = indices.of(tile.item(output, 0));
    }
    best
}

/// The products of an output's items with a column of numbers, added up.
pub(super) type Dot = unsafe fn(&Tile, *const u8, &mut [f64]);

/// The kernel for items of type float32, or float64. The column is of the same type, and begins
/// with the factor of each output's first item.
pub(super) fn dot(scalar: Scalar) -> Dot {
    match scalar {
        Scalar::F32 => for_this_processor!("avx2", Dot, dot_items, dot_items_avx2, <f32>),
        _ => for_this_processor!("avx2", Dot, dot_items, dot_items_avx2, <f64>),
    }
}

/// A type that products are added up in.
trait Float: Pod + Into<f64> {
    fn times(self, other: Self) -> Self;
    fn plus(self, other: Self) -> Self;
}

macro_rules! floats {
    ($($t:ty)*) => {$(
        impl Float for $t {
            #[inline(always)]
            fn times(self, other: $t) -> $t { self * other }
            #[inline(always)]
            fn plus(self, other: $t) -> $t { self + other }
        }
    )*};
}
floats!(f32 f64);

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are of type `T` and can be read; the column has as many items, aligned,
    /// as an output has.
    unsafe fn dot_items, dot_items_avx2 [T: Float] [T] (tile: &Tile, column: *const u8, out: &mut [f64]) {
        let column: *const T = column.cast();
        let emit = |k: usize, [sum]: [T; 1]| out[k] = sum.into();
        let width = lanes_of::<T>(tile);
        // SAFETY: the factor of one of an output's items.
        let factor = |k: usize| unsafe { column.wrapping_add(k).read() };
        // SAFETY: as the caller says.
        unsafe {
            if tile.mode != Mode::Columns {
                let map = |x: T, at: At| [x.times(factor(at.row * width + at.lane))];
                fold(tile, T::zeroed(), map, T::plus, emit);
            } else if width == tile.columns {
                let map = |x: T, at: At| [x.times(factor(at.row))];
                fold(tile, T::zeroed(), map, T::plus, emit);
            } else {
                let (rows, columns) = (width / tile.columns, tile.columns);
                let map = |x: T, at: At| [x.times(factor(at.row * rows + at.lane / columns))];
                fold(tile, T::zeroed(), map, T::plus, emit);
            }
        }
    }
}
