//! Where values belong in a sorted array: `numpy.searchsorted`.

use std::sync::atomic::AtomicBool;

use bytemuck::Pod;
use half::{bf16, f16};

use super::cast::{Bool, Number};
use super::element::{Element, Time, Unit};
use super::{KernelError, Steps, Strided, c_strides, convert, filled, share_chunks};
use crate::scalar::Scalar;

/// Values that are searched for at a time, so that several reads of memory are under way.
const TOGETHER: usize = 16;

/// Values of a chunk.
const CHUNK: usize = if cfg!(test) { 20 } else { 512 };

/// A search under way.
pub struct Search {
    elements: Elements,
    values: Values,
    /// Whether a value belongs before the elements that equal it.
    left: bool,
    positions: Vec<f64>,
    next: usize,
}

// SAFETY: the pointer is only followed by `run`, whose callers vouch for the memory on whatever
// thread that is.
unsafe impl Send for Search {}
// SAFETY: as above.
unsafe impl Sync for Search {}

/// Where the elements are.
#[derive(Clone, Copy)]
struct Elements {
    base: *const u8,
    stride: isize,
    len: usize,
    swapped: bool,
}

/// What is searched for, and how.
enum Values {
    Numbers(Numbers, Find),
    /// Code units, so many to a value; a unit of an element, and how many it has.
    Text(Vec<u32>, usize, Unit, usize),
}

/// Numbers as 64 bits each, or twice 64 of complex ones.
struct Numbers {
    bits: Vec<u64>,
    scalar: Scalar,
}

/// A value as elements are compared with it, and whether it belongs before equal ones.
type Key<K> = (K, bool);

type ToKey<K> = fn(Exact, bool) -> Key<K>;

/// The positions of the values from a number on.
type Find = unsafe fn(&Elements, &Numbers, usize, bool, &mut [f64]);

impl Search {
    /// Plans a search for `values` in `array`, which has one axis and is sorted, NaN and NaT last;
    /// the values are read. They may be of another type: then they are compared as the numbers
    /// that they are. `left`: before elements that are equal.
    ///
    /// # Errors
    /// [`KernelError`] where the two do not compare, or there is no memory.
    ///
    /// # Safety
    /// Every element of `values` can be read. Others may write to it meanwhile.
    pub unsafe fn new(
        array: &Strided,
        values: &Strided,
        left: bool,
        is_time: bool,
    ) -> Result<Search, KernelError> {
        let n = values.shape.iter().product();
        let refused = KernelError::Element {
            dst: array.element,
            src: values.element,
        };
        let values = match (array.element, values.element) {
            (Element::Number { scalar, .. }, Element::Number { scalar: from, .. }) => {
                // SAFETY: as the caller says.
                let numbers = unsafe { Numbers::read(values, from, n) }?;
                Values::Numbers(numbers, finder(scalar, is_time))
            }
            (Element::Text { .. }, Element::Text { length, .. }) => {
                let mut units = filled(n * length, 0u32)?;
                let wide = Element::Text {
                    width: 4,
                    length,
                    swapped: false,
                };
                // SAFETY: as the caller says; the units hold all values.
                unsafe { read(values, units.as_mut_ptr().cast(), wide) }?;
                let lanes = array.element.lanes();
                Values::Text(units, length, lanes.unit, lanes.length)
            }
            _ => return Err(refused),
        };
        Ok(Search {
            elements: Elements {
                base: array.base,
                stride: array.strides[0],
                len: array.shape[0],
                swapped: matches!(array.element, Element::Number { swapped: true, .. }),
            },
            values,
            left,
            positions: filled(n, 0.0)?,
            next: 0,
        })
    }

    /// The positions, once all chunks are done.
    pub fn finish(self) -> Vec<f64> {
        self.positions
    }
}

impl Steps for Search {
    fn progress(&self) -> [usize; 2] {
        [self.next, self.positions.len().div_ceil(CHUNK)]
    }

    unsafe fn run(&mut self, end: usize, threads: usize, stop: &AtomicBool) {
        let [first, total] = self.progress();
        let chunks = first..end.min(total);
        let mut positions = std::mem::take(&mut self.positions);
        let out = Output(positions.as_mut_ptr(), positions.len());
        share_chunks(chunks.clone(), threads, stop, |chunk| {
            // SAFETY: each chunk is given out once.
            let out = unsafe { out.chunk(chunk) };
            let first = chunk * CHUNK;
            match &self.values {
                Values::Numbers(numbers, find) => {
                    // SAFETY: as the caller says.
                    unsafe { find(&self.elements, numbers, first, self.left, out) };
                }
                Values::Text(units, length, unit, width) => {
                    for (i, out) in out.iter_mut().enumerate() {
                        let at = (first + i) * length;
                        let value = &units[at..at + length];
                        // SAFETY: as the caller says.
                        *out = unsafe { self.find_text(value, *unit, *width) } as f64;
                    }
                }
            }
            true
        });
        self.positions = positions;
        self.next = chunks.end.max(first);
    }
}

/// Positions that threads write, each to chunks of its own.
struct Output(*mut f64, usize);

// SAFETY: a chunk is given to one thread.
unsafe impl Sync for Output {}

impl Output {
    /// # Safety
    /// Nobody else has this chunk.
    #[allow(clippy::mut_from_ref)]
    unsafe fn chunk(&self, chunk: usize) -> &mut [f64] {
        let first = chunk * CHUNK;
        let n = CHUNK.min(self.1 - first);
        // SAFETY: inside of the positions, which outlive the work, and as the caller says.
        unsafe { std::slice::from_raw_parts_mut(self.0.add(first), n) }
    }
}

impl Search {
    /// # Safety
    /// The array can be read.
    unsafe fn find_text(&self, value: &[u32], unit: Unit, length: usize) -> usize {
        let Elements {
            base, stride, len, ..
        } = self.elements;
        let (mut low, mut high) = (0, len);
        while low < high {
            let middle = low + (high - low) / 2;
            let at = base.wrapping_offset(middle as isize * stride);
            let mut order = std::cmp::Ordering::Equal;
            for i in 0..length.max(value.len()) {
                let wanted = value.get(i).copied().unwrap_or(0);
                let found = match i < length {
                    // SAFETY: a unit of an element.
                    true => unsafe { unit.read_code(at, i) },
                    false => 0,
                };
                order = found.cmp(&wanted);
                if order.is_ne() {
                    break;
                }
            }
            if order.is_lt() || order.is_eq() && !self.left {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

impl Unit {
    /// A code unit of a string.
    ///
    /// # Safety
    /// It can be read.
    unsafe fn read_code(self, at: *const u8, i: usize) -> u32 {
        // SAFETY: as the caller says.
        unsafe {
            match self.scalar {
                Scalar::U8 => at.add(i).read().into(),
                _ => {
                    let code = at.cast::<u32>().add(i).read_unaligned();
                    if self.swapped {
                        code.swap_bytes()
                    } else {
                        code
                    }
                }
            }
        }
    }
}

/// A value, exactly.
#[derive(Clone, Copy, Debug)]
enum Exact {
    Integer(i128),
    Float([f64; 2]),
}

impl Numbers {
    /// # Safety
    /// Every element of `values`, which has `n` of a type, can be read.
    unsafe fn read(values: &Strided, scalar: Scalar, n: usize) -> Result<Numbers, KernelError> {
        use Scalar::{BF16, C64, C128, F16, F32, F64, I64, U64};
        let scalar = match scalar {
            F16 | BF16 | F32 | F64 => F64,
            C64 | C128 => C128,
            U64 => U64,
            _ => I64,
        };
        let mut bits = filled(n * scalar.itemsize() / 8, 0u64)?;
        // SAFETY: the memory holds all values; the source as the caller says.
        unsafe { read(values, bits.as_mut_ptr().cast(), Element::native(scalar)) }?;
        Ok(Numbers { bits, scalar })
    }

    /// The keys of the values from a number on. Inlined into the search of each type, it would take
    /// 50 kB.
    #[inline(never)]
    fn keys<K: Copy>(&self, first: usize, left: bool, key: ToKey<K>, keys: &mut [Key<K>]) {
        for (i, into) in (first..).zip(keys) {
            *into = key(self.get(i), left);
        }
    }

    fn get(&self, i: usize) -> Exact {
        match self.scalar {
            Scalar::F64 => Exact::Float([f64::from_bits(self.bits[i]), 0.0]),
            Scalar::C128 => {
                Exact::Float([self.bits[2 * i], self.bits[2 * i + 1]].map(f64::from_bits))
            }
            Scalar::U64 => Exact::Integer(self.bits[i].into()),
            _ => Exact::Integer((self.bits[i] as i64).into()),
        }
    }
}

/// Converts all elements to others, side by side in C order.
///
/// # Safety
/// The source can be read, and the destination holds as many elements.
unsafe fn read(src: &Strided, to: *mut u8, element: Element) -> Result<(), KernelError> {
    let dst = Strided {
        base: to,
        shape: src.shape,
        strides: &c_strides(src.shape, element.itemsize()),
        element,
    };
    // SAFETY: as the caller says.
    unsafe { convert(&dst, src, 1) }
}

impl Exact {
    /// Of integers, those at or above a number are those at or above its ceiling.
    fn as_integer(self, left: bool) -> Key<i128> {
        match self {
            Exact::Integer(i) => (i, left),
            Exact::Float([x, im]) if x.is_nan() || im.is_nan() => (i128::MAX, left),
            Exact::Float([x, im]) => {
                let left = beside(im, left);
                let whole = if left { x.ceil() } else { x.floor() };
                (whole.clamp(-1e30, 1e30) as i128, left)
            }
        }
    }

    /// NaT sorts last.
    fn as_time(self, left: bool) -> Key<i128> {
        match self.as_integer(left) {
            (i, left) if i == i128::from(i64::MIN) => (i128::MAX, left),
            key => key,
        }
    }

    fn as_float(self, left: bool) -> Key<f64> {
        match self {
            Exact::Float([x, im]) if x.is_nan() || im.is_nan() => (f64::NAN, left),
            Exact::Float([x, im]) => (x, beside(im, left)),
            Exact::Integer(i) => match at_least(i) {
                (x, true) => (x, left),
                (x, false) => (x, true),
            },
        }
    }

    fn as_complex(self, left: bool) -> Key<[f64; 2]> {
        match self {
            Exact::Float(parts) => (parts, left),
            Exact::Integer(i) => match at_least(i) {
                (x, true) => ([x, 0.0], left),
                (x, false) => ([x, f64::NEG_INFINITY], true),
            },
        }
    }
}

/// Real numbers that equal the real part are below a value with a positive imaginary part.
fn beside(im: f64, left: bool) -> bool {
    if im == 0.0 { left } else { im < 0.0 }
}

/// The smallest float64 that is not below an integer, and whether they are equal.
fn at_least(i: i128) -> (f64, bool) {
    let x = i as f64;
    match x as i128 {
        whole if whole == i => (x, true),
        whole if whole < i => (x.next_up(), false),
        _ => (x, false),
    }
}

/// A type of elements that are sorted.
trait Sorted: Pod {
    type Key: Copy + Default;
    /// Makes the key of a value, of any type.
    const TO_KEY: ToKey<Self::Key>;
    fn key(self) -> Self::Key;
    fn swap(self) -> Self;
    /// Whether one sorts before another; NaN sorts last.
    fn is_before(a: Self::Key, b: Self::Key) -> bool;
}

macro_rules! sorted_integers {
    ($($t:ty, $to_key:ident, |$x:ident| $key:expr, $swap:expr;)*) => {$(
        impl Sorted for $t {
            type Key = i128;
            const TO_KEY: ToKey<i128> = Exact::$to_key;
            #[inline(always)]
            fn key(self) -> i128 { let $x = self; $key }
            #[inline(always)]
            fn swap(self) -> $t { let $x = self; $swap }
            #[inline(always)]
            fn is_before(a: i128, b: i128) -> bool { a < b }
        }
    )*};
}
sorted_integers! {
    Bool, as_integer, |x| i128::from(x.re() != 0), x;
    i8, as_integer, |x| x.into(), x;
    u8, as_integer, |x| x.into(), x;
    i16, as_integer, |x| x.into(), x.swap_bytes();
    u16, as_integer, |x| x.into(), x.swap_bytes();
    i32, as_integer, |x| x.into(), x.swap_bytes();
    u32, as_integer, |x| x.into(), x.swap_bytes();
    i64, as_integer, |x| x.into(), x.swap_bytes();
    u64, as_integer, |x| x.into(), x.swap_bytes();
    Time, as_time, |x| if x.0 == i64::MIN { i128::MAX } else { x.0.into() }, Time(x.0.swap_bytes());
}

macro_rules! sorted_floats {
    ($($t:ty)*) => {$(
        impl Sorted for $t {
            type Key = f64;
            const TO_KEY: ToKey<f64> = Exact::as_float;
            #[inline(always)]
            fn key(self) -> f64 { self.re().into() }
            #[inline(always)]
            fn swap(self) -> $t { <$t>::from_bits(self.to_bits().swap_bytes()) }
            #[inline(always)]
            fn is_before(a: f64, b: f64) -> bool { (a < b) | (b.is_nan() & !a.is_nan()) }
        }
    )*};
}
sorted_floats!(f16 bf16 f32 f64);

macro_rules! sorted_complex {
    ($($t:ty)*) => {$(
        impl Sorted for [$t; 2] {
            type Key = [f64; 2];
            const TO_KEY: ToKey<[f64; 2]> = Exact::as_complex;
            #[inline(always)]
            fn key(self) -> [f64; 2] { self.map(f64::from) }
            #[inline(always)]
            fn swap(self) -> [$t; 2] { self.map(Sorted::swap) }
            #[inline(always)]
            fn is_before(a: [f64; 2], b: [f64; 2]) -> bool {
                <$t>::is_before(a[0], b[0])
                    || !<$t>::is_before(b[0], a[0]) && <$t>::is_before(a[1], b[1])
            }
        }
    )*};
}
sorted_complex!(f32 f64);

fn finder(scalar: Scalar, is_time: bool) -> Find {
    match scalar {
        _ if is_time => find::<Time>,
        Scalar::Bool => find::<Bool>,
        Scalar::I8 => find::<i8>,
        Scalar::U8 => find::<u8>,
        Scalar::I16 => find::<i16>,
        Scalar::U16 => find::<u16>,
        Scalar::I32 => find::<i32>,
        Scalar::U32 => find::<u32>,
        Scalar::I64 => find::<i64>,
        Scalar::U64 => find::<u64>,
        Scalar::F16 => find::<f16>,
        Scalar::BF16 => find::<bf16>,
        Scalar::F32 => find::<f32>,
        Scalar::F64 => find::<f64>,
        Scalar::C64 => find::<[f32; 2]>,
        Scalar::C128 => find::<[f64; 2]>,
    }
}

/// Halves the range of several values at once, without a branch that depends on an element.
///
/// # Safety
/// The elements are of type `T` and can be read.
unsafe fn find<T: Sorted>(
    elements: &Elements,
    numbers: &Numbers,
    first: usize,
    left: bool,
    out: &mut [f64],
) {
    for (group, out) in out.chunks_mut(TOGETHER).enumerate() {
        let first = first + group * TOGETHER;
        let mut keys = [(T::Key::default(), left); TOGETHER];
        numbers.keys(first, left, T::TO_KEY, &mut keys[..out.len()]);
        let mut low = [0usize; TOGETHER];
        let is_behind = |at: usize, (key, left): Key<T::Key>| {
            let at = elements.base.wrapping_offset(at as isize * elements.stride);
            // SAFETY: an element; any bytes are a `T`.
            let x = unsafe { at.cast::<T>().read_unaligned() };
            let x = if elements.swapped { x.swap() } else { x }.key();
            if left {
                T::is_before(x, key)
            } else {
                !T::is_before(key, x)
            }
        };
        let mut rest = elements.len;
        while rest > 1 {
            let half = rest / 2;
            for (low, &key) in low.iter_mut().zip(&keys) {
                *low += if is_behind(*low + half - 1, key) {
                    half
                } else {
                    0
                };
            }
            rest -= half;
        }
        for ((low, &key), out) in low.iter().zip(&keys).zip(out) {
            *out = (low + usize::from(rest == 1 && is_behind(*low, key))) as f64;
        }
    }
}
