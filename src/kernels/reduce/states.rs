//! What is kept of the items seen so far, and how two parts become one.

use bytemuck::{AnyBitPattern, NoUninit};

use super::kernels::UPPER;

/// A sum of two float64, of which the second is what the first one lacks: about 106 bits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Double {
    high: f64,
    low: f64,
}

impl Double {
    /// The exact sum of two numbers.
    pub fn sum(a: f64, b: f64) -> Double {
        let high = a + b;
        let part = high - a;
        let low = (a - (high - part)) + (b - part);
        Double { high, low }
    }

    pub fn plus(self, other: Double) -> Double {
        let sum = Double::sum(self.high, other.high);
        Double {
            high: sum.high,
            low: sum.low + (self.low + other.low),
        }
    }

    pub fn add(self, x: f64) -> Double {
        let sum = Double::sum(self.high, x);
        Double {
            high: sum.high,
            low: sum.low + self.low,
        }
    }

    /// The nearest float64. What is beyond the largest, or NaN, has no lower part.
    pub fn value(self) -> f64 {
        match self.high.is_finite() {
            true => self.high + self.low,
            false => self.high,
        }
    }

    /// The difference of two numbers that are close.
    fn less(self, other: Double) -> f64 {
        (self.high - other.high) + (self.low - other.low)
    }
}

/// The sum of floats, and how many were added.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FloatSum {
    pub parts: [Double; 2],
    pub count: u64,
}

impl FloatSum {
    pub fn merge(&mut self, from: &FloatSum) {
        for (into, from) in self.parts.iter_mut().zip(from.parts) {
            *into = into.plus(from);
        }
        self.count += from.count;
    }
}

/// The deviations of a chunk's items from a number near their mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deviations {
    pub is_new: bool,
    /// `upper * 2^32 + lower`, or real and imaginary part.
    pub pivot: [f64; 2],
    pub sum: [f64; 2],
    pub squares: f64,
    pub count: u64,
}

impl Default for Deviations {
    fn default() -> Deviations {
        Deviations {
            is_new: true,
            pivot: [0.0; 2],
            sum: [0.0; 2],
            squares: 0.0,
            count: 0,
        }
    }
}

/// How many items, their mean, and the sum of their squared deviations from it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    pub count: u64,
    mean: [Double; 2],
    squares: Double,
}

impl Moments {
    pub fn new(from: &Deviations, is_complex: bool) -> Moments {
        let n = from.count as f64;
        if from.count == 0 {
            return Moments::default();
        }
        let [a, b] = from.pivot;
        let pivot = match is_complex {
            true => [Double::sum(a, 0.0), Double::sum(b, 0.0)],
            false => [Double::sum(a * UPPER, b), Double::default()],
        };
        let [re, im] = from.sum;
        let mean = [pivot[0].add(re / n), pivot[1].add(im / n)];
        // Infinite items have no variance; what overflows stays infinite; what should be 0 does
        // not become negative.
        let squares = match from.squares {
            _ if !(re.is_finite() && im.is_finite()) => f64::NAN,
            f64::INFINITY => f64::INFINITY,
            squares => {
                let rest = squares - (re * re + im * im) / n;
                if rest < 0.0 { 0.0 } else { rest }
            }
        };
        Moments {
            count: from.count,
            mean,
            squares: Double {
                high: squares,
                low: 0.0,
            },
        }
    }

    /// Chan's formula.
    pub fn merge(&mut self, from: &Moments) {
        if self.count == 0 || from.count == 0 {
            if self.count == 0 {
                *self = *from;
            }
            return;
        }
        let [a, b] = [self.count, from.count].map(|count| count as f64);
        let n = a + b;
        let mut distance = 0.0;
        for (mean, other) in self.mean.iter_mut().zip(from.mean) {
            let delta = other.less(*mean);
            distance += delta * delta;
            *mean = mean.add(delta * (b / n));
        }
        let between = distance * (a / n) * b;
        self.squares = self.squares.plus(from.squares).add(between);
        self.count += from.count;
    }

    /// The sum of squared deviations.
    pub fn squares(&self) -> f64 {
        self.squares.value()
    }
}

/// The best item found so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Best {
    bytes: [u8; 16],
    pub index: usize,
    pub found: bool,
}

impl Default for Best {
    fn default() -> Best {
        Best::NONE
    }
}

impl Best {
    const NONE: Best = Best {
        bytes: [0; 16],
        index: usize::MAX,
        found: false,
    };

    #[inline(always)]
    pub fn new<T: NoUninit>(value: T, index: usize) -> Best {
        let mut best = Best {
            index,
            found: true,
            ..Best::NONE
        };
        best.bytes[..size_of::<T>()].copy_from_slice(bytemuck::bytes_of(&value));
        best
    }

    #[inline(always)]
    pub fn get<T: AnyBitPattern>(&self) -> T {
        bytemuck::pod_read_unaligned(&self.bytes[..size_of::<T>()])
    }

    pub fn bytes(&self) -> &[u8; 16] {
        &self.bytes
    }
}
