//! The kernels of reductions: the only code that is compiled once for each type of item.

use std::mem::MaybeUninit;

use bytemuck::{Pod, Zeroable};

use super::fold::{At, Tile, fold, lanes_of};
use super::grid::{COLUMNS, Mode};
use super::states::{Best, Deviations};
use crate::kernels::cast::Bool;
use crate::kernels::element::Time;
use crate::kernels::multiversion::{for_this_processor, multiversion, vector_or_plain};
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
    /// The value, or with `turn` one that sorts the other way round; NaN and NaT stay.
    fn turned(self, turn: bool) -> Self;
    /// Whether nothing is less than NaN, nor NaN than anything.
    const NAN_IS_UNORDERED: bool = true;
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
            #[inline(always)]
            fn turned(self, turn: bool) -> $t { self ^ if turn { !0 } else { 0 } }
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
            #[inline(always)]
            fn turned(self, turn: bool) -> $t {
                let sign = (-0.0 as $t).to_bits();
                <$t>::from_bits(self.to_bits() ^ if turn { sign } else { 0 })
            }
            #[inline(always)]
            fn has_equals(self) -> bool {
                (self == 0.0) | self.is_nan()
            }
        }
        impl Value for [$t; 2] {
            #[inline(always)]
            fn turned(self, turn: bool) -> [$t; 2] { self.map(|part| part.turned(turn)) }
            const NAN_IS_UNORDERED: bool = false;
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
    #[inline(always)]
    fn turned(self, turn: bool) -> Bool {
        bytemuck::cast(u8::from(self.is_true() ^ turn))
    }
}

impl Value for Time {
    const NAN_IS_UNORDERED: bool = false;
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
    #[inline(always)]
    fn turned(self, turn: bool) -> Time {
        Time(if turn { self.0.wrapping_neg() } else { self.0 })
    }
}

/// Gives an integer for each output. A tile has so few items that their sum fits.
pub(super) type Count = unsafe fn(&Tile, &mut [i64]);

/// The sums of integers, less those of their upper halves where they have 64 bits.
pub(super) fn sum_integers(item: Item) -> Count {
    macro_rules! sum {
        ($t:ty, $v:ty) => {
            vector_or_plain!("avx2", Count, sum, sum_avx2, <$t, $v>)
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
            Some(vector_or_plain!("avx2", Count, sum, sum_avx2, <UpperUnsigned, i64>))
        }
        Item::Number(Scalar::I64) | Item::Time => {
            Some(vector_or_plain!("avx2", Count, sum, sum_avx2, <UpperSigned, i64>))
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
    fn plus(self, other: Self) -> Self;
}

macro_rules! totals {
    ($($t:ty)*) => {$(
        impl Total for $t {
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
    unsafe fn sum, sum_avx2 [T: Addend<V>, V: Total, const PLAIN: bool] [T, V, PLAIN] (tile: &Tile, out: &mut [i64]) {
        let emit = |k: usize, [sum]: [V; 1]| out[k] = sum.into();
        // SAFETY: as the caller says.
        unsafe { fold::<_, _, 1, PLAIN>(tile, |x: T, _| [x.widen()], V::plus, emit) };
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
            vector_or_plain!("avx2", Count, count_items, count_items_avx2, <$t, $p>)
        };
    }
    macro_rules! of_float {
        ($p:literal) => {
            match item {
                Item::Number(Scalar::F16 | Scalar::BF16 | Scalar::F32) => count!(f32, $p),
                Item::Number(Scalar::F64) => count!(f64, $p),
                Item::Number(Scalar::C64) => count_items::<[f32; 2], $p, true>,
                Item::Number(Scalar::C128) => count_items::<[f64; 2], $p, true>,
                Item::Time if $p == 1 => count_items::<Time, 1, true>,
                _ => none as Count,
            }
        };
    }
    let size = match item {
        Item::Number(scalar) => scalar.itemsize(),
        Item::Time => 8,
    };
    let is_integer = match item {
        Item::Number(scalar) => !scalar.is_float() && !scalar.is_complex(),
        Item::Time => true,
    };
    match property {
        Property::Nan => of_float!(1),
        Property::Infinite => of_float!(2),
        Property::True if !is_integer => of_float!(0),
        Property::True => match size {
            1 => count!(u8, 0),
            2 => count!(u16, 0),
            4 => count!(u32, 0),
            _ => count!(u64, 0),
        },
    }
}

/// No integer has the property.
unsafe fn none(_: &Tile, out: &mut [i64]) {
    out.fill(0);
}

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are of type `T` and can be read.
    unsafe fn count_items, count_items_avx2 [T: Value, const P: u8, const PLAIN: bool] [T, P, PLAIN] (tile: &Tile, out: &mut [i64]) {
        let map = |x: T, _| {
            [i32::from(match P {
                0 => x.is_true(),
                1 => x.is_nan(),
                _ => x.is_infinite(),
            })]
        };
        // SAFETY: as the caller says.
        unsafe { fold::<_, _, 1, PLAIN>(tile, map, i32::plus, |k, [count]| out[k] = count.into()) };
    }
}

/// The sum of real and imaginary parts, and how many items were added: all that are no NaN, or all.
pub(super) type SumFloats = unsafe fn(&Tile, &mut [[f64; 3]]);

/// Adds up floats in float64; `skip` leaves out NaN.
pub(super) fn sum_floats(item: Item, skip: bool) -> SumFloats {
    macro_rules! sum {
        ($t:ty) => {
            if skip {
                for_this_processor!("avx2", SumFloats, sum_real, sum_real_avx2, <$t, true>)
            } else {
                for_this_processor!("avx2", SumFloats, sum_real, sum_real_avx2, <$t, false>)
            }
        };
    }
    match item {
        Item::Number(Scalar::F64) => sum!(f64),
        Item::Number(Scalar::C64) if skip => sum_complex::<f32, true>,
        Item::Number(Scalar::C64) => sum_complex::<f32, false>,
        Item::Number(Scalar::C128) if skip => sum_complex::<f64, true>,
        Item::Number(Scalar::C128) => sum_complex::<f64, false>,
        _ => sum!(f32),
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
                fold::<_, _, _, false>(tile, map, add, |k, [sum, count]| out[k] = [sum, 0.0, count]);
            } else {
                let map = |x: T, _| [x.into()];
                fold::<_, _, _, false>(tile, map, add, |k, [sum]| out[k] = [sum, 0.0, depth]);
            }
        }
    }
}

/// # Safety
/// The tile's items are pairs of type `T` and can be read.
unsafe fn sum_complex<T: Value + Into<f64>, const SKIP: bool>(tile: &Tile, out: &mut [[f64; 3]]) {
    let map = |[re, im]: [T; 2], _| {
        if SKIP && (re.is_nan() | im.is_nan()) {
            [0.0; 3]
        } else {
            [re.into(), im.into(), 1.0]
        }
    };
    // SAFETY: as the caller says.
    unsafe { fold::<_, _, _, false>(tile, map, add, |k, sums| out[k] = sums) };
}

/// Adds up the deviations of each output's items from its pivot.
type SumDeviations = unsafe fn(&Tile, &[[f64; 2]], &mut [Sums]);

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

/// How deviations and their squares are added up, in float64.
#[derive(Clone, Copy)]
pub(super) struct Deviate {
    sums: SumDeviations,
    /// An output's first item, in parts.
    first: unsafe fn(&Tile, usize) -> [f64; 2],
    parts: Kind,
}

/// What a number's two parts are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Zero, and the number.
    Real,
    /// The halves of an integer.
    Halves,
    /// Real and imaginary part.
    Complex,
}

/// `skip` leaves out NaN. Small numbers have become wider ones, see [`deviating`].
pub(super) fn deviate(item: Item, skip: bool) -> Deviate {
    macro_rules! deviate {
        ($t:ty, $skip:literal, $parts:ident) => {
            Deviate {
                sums: for_this_processor!(
                    "avx2", SumDeviations, sum_deviations, sum_deviations_avx2, <$t, $skip>
                ),
                first: first::<$t>,
                parts: Kind::$parts,
            }
        };
    }
    let complex = |sums| Deviate {
        sums,
        first: first_complex,
        parts: Kind::Complex,
    };
    match (item, skip) {
        (Item::Time, _) => deviate!(Time, true, Halves),
        (Item::Number(Scalar::I64), _) => deviate!(i64, false, Halves),
        (Item::Number(Scalar::U64), _) => deviate!(u64, false, Halves),
        (Item::Number(Scalar::C64 | Scalar::C128), true) => complex(sum_complex_deviations::<true>),
        (Item::Number(Scalar::C64 | Scalar::C128), false) => {
            complex(sum_complex_deviations::<false>)
        }
        (Item::Number(Scalar::F16 | Scalar::BF16 | Scalar::F32), true) => deviate!(f32, true, Real),
        (Item::Number(Scalar::F16 | Scalar::BF16 | Scalar::F32), false) => {
            deviate!(f32, false, Real)
        }
        (_, true) => deviate!(f64, true, Real),
        (_, false) => deviate!(f64, false, Real),
    }
}

/// The type that numbers become before their deviations are added up.
pub(super) fn deviating(scalar: Scalar) -> Scalar {
    match scalar {
        Scalar::I64 | Scalar::U64 | Scalar::F32 => scalar,
        Scalar::F16 | Scalar::BF16 => Scalar::F32,
        Scalar::C64 | Scalar::C128 => Scalar::C128,
        _ => Scalar::F64,
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
one_part!(f32 f64);

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
    /// The tile's items are of type `T` and can be read; there is a pivot for each output.
    unsafe fn sum_deviations, sum_deviations_avx2 [T: Parts, const SKIP: bool] [T, SKIP] (
        tile: &Tile,
        pivots: &[[f64; 2]],
        out: &mut [Sums],
    ) {
        let depth = tile.depth() as f64;
        // SAFETY: as the caller says.
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
    }
}

/// # Safety
/// The tile's items are complex128 and can be read; there is a pivot for each output.
unsafe fn sum_complex_deviations<const SKIP: bool>(
    tile: &Tile,
    pivots: &[[f64; 2]],
    out: &mut [Sums],
) {
    let each = |z: [f64; 2], pivot: [f64; 2]| {
        if SKIP && z.is_nan() {
            return [0.0; 4];
        }
        let [re, im] = [z[0] - pivot[0], z[1] - pivot[1]];
        [re, im, re * re + im * im, 1.0]
    };
    // SAFETY: as the caller says.
    unsafe {
        fold_from_pivots(tile, pivots, each, |k, [re, im, squares, count]| {
            out[k] = Sums {
                sum: [re, im],
                squares,
                count,
            };
        });
    }
}

/// # Safety
/// The tile's items are of type `T` and can be read.
unsafe fn first<T: Parts>(tile: &Tile, output: usize) -> [f64; 2] {
    // SAFETY: as the caller says; each output has a first item.
    unsafe { tile.read::<T>(tile.item(output, 0)) }.parts()
}

/// # Safety
/// The tile's items are complex128 and can be read.
unsafe fn first_complex(tile: &Tile, output: usize) -> [f64; 2] {
    // SAFETY: as the caller says; each output has a first item.
    unsafe { tile.read(tile.item(output, 0)) }
}

impl Deviate {
    /// Adds a tile to its outputs' states. Where they have no pivot yet, they get one near the tile's
    /// mean.
    ///
    /// # Safety
    /// The tile's items are of the type that this was made for, and can be read.
    pub unsafe fn add(&self, tile: &Tile, states: &mut [Deviations]) {
        // Each row has a pivot of its own.
        let (step, mode) = match tile.mode {
            Mode::Rows => (1, Mode::All),
            mode => (states.len(), mode),
        };
        let (mut pivots, mut sums) = (vec![[0.0; 2]; step], vec![NO_SUMS; step]);
        for (part, states) in states.chunks_mut(step).enumerate() {
            let part = Tile {
                src: tile.src.wrapping_offset(part as isize * tile.stride),
                rows: if mode == Mode::All { 1 } else { tile.rows },
                mode,
                ..*tile
            };
            // SAFETY: as the caller says.
            unsafe { self.add_part(&part, states, &mut pivots, &mut sums) };
        }
    }

    /// # Safety
    /// As [`Deviate::add`], for columns or a single output.
    unsafe fn add_part(
        &self,
        tile: &Tile,
        states: &mut [Deviations],
        pivots: &mut [[f64; 2]],
        sums: &mut [Sums],
    ) {
        let is_new = states[0].is_new;
        for (k, (pivot, state)) in pivots.iter_mut().zip(&*states).enumerate() {
            *pivot = state.pivot;
            if is_new {
                // SAFETY: as the caller says.
                let first = unsafe { (self.first)(tile, k) };
                let is_finite = first.iter().all(|part| part.is_finite());
                *pivot = if is_finite { first } else { [0.0; 2] };
            }
        }
        if is_new {
            // SAFETY: as the caller says.
            unsafe { (self.sums)(tile, pivots, sums) };
            for (k, state) in states.iter_mut().enumerate() {
                let mean = sums[k].sum.map(|sum| sum / sums[k].count);
                if mean.iter().all(|part| part.is_finite()) {
                    pivots[k] = self.moved(pivots[k], mean);
                }
                (state.pivot, state.is_new) = (pivots[k], false);
            }
        }
        // SAFETY: as the caller says.
        unsafe { (self.sums)(tile, pivots, sums) };
        for (state, sums) in states.iter_mut().zip(sums) {
            state.sum[0] += sums.sum[0];
            state.sum[1] += sums.sum[1];
            state.squares += sums.squares;
            state.count += sums.count as u64;
        }
    }

    /// The pivot moved by the mean of the deviations from it.
    fn moved(&self, [a, b]: [f64; 2], mean: [f64; 2]) -> [f64; 2] {
        match self.parts {
            Kind::Real => [a, b + mean[0]],
            Kind::Complex => [a + mean[0], b + mean[1]],
            Kind::Halves => {
                // Deviations from an integer are exact.
                let whole = ((b + mean[0]) / UPPER).round();
                [a + whole, b - whole * UPPER + mean[0].round()]
            }
        }
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
    let mut lanes = [[MaybeUninit::<f64>::uninit(); COLUMNS]; 2];
    for lane in 0..lanes_of::<T>(tile) {
        let pivot = pivots[lane % pivots.len()];
        for k in 0..2 {
            lanes[k][lane] = MaybeUninit::new(pivot[k]);
        }
    }
    // SAFETY: the items' lanes are those.
    let pivot = |lane: usize| [0, 1].map(|k| unsafe { lanes[k][lane].assume_init() });
    let map = |x, At { lane, .. }| each(x, pivot(lane));
    // SAFETY: as the caller says.
    unsafe { fold::<_, _, _, false>(tile, map, add, emit) };
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

/// Finds the smallest of each output's items, or the largest.
pub(super) type Extreme = unsafe fn(&Tile, &Indices, bool, &mut [Best]);

/// Merges what two parts have found, of which the first came before; and whether it is the largest,
/// and the smaller index counts where they are equal.
pub(super) type Better = fn(&mut Best, &Best, bool, bool);

/// The kernel for minima and maxima; `skip` leaves out NaN, else it is the result.
pub(super) fn extreme(item: Item, skip: bool) -> (Extreme, Better) {
    macro_rules! extreme {
        ($t:ty, $skip:literal) => {
            (
                vector_or_plain!("avx2", Extreme, find, find_avx2, <$t, $skip>),
                better::<$t, $skip> as Better,
            )
        };
    }
    macro_rules! with_nan {
        ($t:ty) => {
            if skip {
                extreme!($t, true)
            } else {
                extreme!($t, false)
            }
        };
    }
    macro_rules! complex {
        ($t:ty) => {
            if skip {
                (
                    find::<$t, true, true> as Extreme,
                    better::<$t, true> as Better,
                )
            } else {
                (
                    find::<$t, false, true> as Extreme,
                    better::<$t, false> as Better,
                )
            }
        };
    }
    match item {
        Item::Time => with_nan!(Time),
        Item::Number(scalar) => match scalar {
            Scalar::Bool => (find::<Bool, false, true>, better::<Bool, false>),
            Scalar::I8 => extreme!(i8, false),
            Scalar::I16 => extreme!(i16, false),
            Scalar::I32 => extreme!(i32, false),
            Scalar::I64 => extreme!(i64, false),
            Scalar::U8 => extreme!(u8, false),
            Scalar::U16 => extreme!(u16, false),
            Scalar::U32 => extreme!(u32, false),
            Scalar::U64 => extreme!(u64, false),
            Scalar::F16 | Scalar::BF16 | Scalar::F32 => with_nan!(f32),
            Scalar::F64 => with_nan!(f64),
            Scalar::C64 => complex!([f32; 2]),
            Scalar::C128 => complex!([f64; 2]),
        },
    }
}

/// Whether `b`, which comes later, takes the place of `a`.
#[inline(always)]
fn replaces<T: Value, const SKIP: bool>(a: T, b: T) -> bool {
    let beyond = b.is_less(a);
    match (SKIP, T::NAN_IS_UNORDERED) {
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

fn better<T: Value, const SKIP: bool>(into: &mut Best, from: &Best, max: bool, by_index: bool) {
    if !from.found {
        return;
    }
    let [a, b] = [&*into, from].map(|best| best.get::<T>().turned(max));
    let earlier = by_index && from.index < into.index;
    if !into.found
        || (if ties(a, b) {
            earlier
        } else {
            replaces::<T, SKIP>(a, b)
        })
    {
        *into = *from;
    }
}

multiversion! {
    "avx2"
    /// # Safety
    /// The tile's items are of type `T` and can be read.
    unsafe fn find, find_avx2 [T: Value, const SKIP: bool, const PLAIN: bool] [T, SKIP, PLAIN] (
        tile: &Tile,
        indices: &Indices,
        max: bool,
        states: &mut [Best],
    ) {
        let join = |a: T, b: T| if replaces::<T, SKIP>(a, b) { b } else { a };
        let emit = |k: usize, [value]: [T; 1]| {
            // SAFETY: as the caller says.
            unsafe { keep::<T, SKIP>(tile, indices, max, k, value.turned(max), &mut states[k]) }
        };
        // SAFETY: as the caller says.
        unsafe { fold::<_, _, 1, PLAIN>(tile, |x: T, _| [x.turned(max)], join, emit) };
    }
}

/// Keeps the best of a tile's items for an output, if it is better than what is known.
///
/// # Safety
/// The tile's items are of type `T` and can be read.
#[inline(never)]
unsafe fn keep<T: Value, const SKIP: bool>(
    tile: &Tile,
    indices: &Indices,
    max: bool,
    output: usize,
    value: T,
    state: &mut Best,
) {
    let before = state.get::<T>();
    let is_tie = state.found && ties(before, value);
    let is_better = || replaces::<T, SKIP>(before.turned(max), value.turned(max));
    let wins = !state.found || !is_tie && is_better();
    if !(wins || is_tie && indices.wanted && !indices.in_order) {
        return;
    }
    let mut found = Best::new(value, usize::MAX);
    if indices.wanted || value.has_equals() {
        // SAFETY: as the caller says.
        found = unsafe { locate(tile, indices, output, value) };
    }
    if wins || found.index < state.index {
        *state = found;
    }
}

/// The first of an output's items that equals a value, which may have changed meanwhile.
///
/// # Safety
/// The tile's items are of type `T` and can be read.
unsafe fn locate<T: Value>(tile: &Tile, indices: &Indices, output: usize, value: T) -> Best {
    let mut best = Best::new(value, usize::MAX);
    for k in 0..tile.depth() {
        let at = tile.item(output, k);
        // SAFETY: as the caller says.
        let x = unsafe { tile.read::<T>(at) };
        if ties(x, value) {
            let index = indices.of(at);
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

/// The sums of rows of `n` numbers, each in lanes and as trees of four: as [`fold`] does it, of so few
/// lanes that they stay in registers. `at` is given a row and a column.
#[inline(always)]
fn row_sums<T: Float, const ROWS: usize>(n: usize, at: impl Fn(usize, usize) -> T) -> [T; ROWS] {
    const LANES: usize = 16;
    let mut sums = [[T::zeroed(); LANES]; ROWS];
    let trees = n / (4 * LANES);
    for tree in 0..trees {
        for (row, lanes) in sums.iter_mut().enumerate() {
            for (lane, sum) in lanes.iter_mut().enumerate() {
                let at = |i: usize| at(row, (4 * tree + i) * LANES + lane);
                *sum = sum.plus(at(0).plus(at(2)).plus(at(1).plus(at(3))));
            }
        }
    }
    for (row, lanes) in sums.iter_mut().enumerate() {
        for k in 4 * LANES * trees..n {
            lanes[k % LANES] = lanes[k % LANES].plus(at(row, k));
        }
        for half in [8, 4, 2, 1] {
            for lane in 0..half {
                lanes[lane] = lanes[lane].plus(lanes[lane + half]);
            }
        }
    }
    sums.map(|lanes| lanes[0])
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
        if tile.mode != Mode::Columns {
            // SAFETY: an item of a row and its factor.
            let at = |row: usize, k: usize| unsafe {
                tile.read::<T>((row, k)).times(column.wrapping_add(k).read())
            };
            // The processor reads ahead in each of several rows, if they are far apart.
            const TOGETHER: usize = 4;
            let groups = out.len() / TOGETHER;
            for first in 0..groups {
                let sums: [T; TOGETHER] =
                    row_sums(tile.columns, |row, k| at(first + row * groups, k));
                for (row, sum) in sums.into_iter().enumerate() {
                    out[first + row * groups] = sum.into();
                }
            }
            for (row, out) in out.iter_mut().enumerate().skip(groups * TOGETHER) {
                let [sum] = row_sums(tile.columns, |_, k| at(row, k));
                *out = sum.into();
            }
            return;
        }
        let width = lanes_of::<T>(tile);
        // SAFETY: the factor of one of an output's items.
        let factor = |k: usize| unsafe { column.wrapping_add(k).read() };
        // SAFETY: as the caller says.
        unsafe {
            // Several rows are one of these where there are few columns.
            let rows = width / tile.columns;
            let offsets: Vec<usize> = (0..width).map(|lane| lane / tile.columns).collect();
            let map = |x: T, at: At| [x.times(factor(at.row * rows + offsets[at.lane]))];
            fold::<_, _, _, false>(tile, map, T::plus, emit);
        }
    }
}
