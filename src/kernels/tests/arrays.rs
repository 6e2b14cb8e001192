//! Random strided arrays in memory of their own, and the plain slow way to convert them.

use std::sync::atomic::AtomicBool;

use super::model::{Value, decode, encode, same, swap};
use crate::kernels::{Element, Steps, Strided};
use crate::scalar::Scalar;
use crate::testing::Random;

/// A strided array and the memory it lies in.
#[derive(Clone, Debug)]
pub struct Array {
    pub memory: Vec<u8>,
    /// Where element `[0, 0, …]` is in it.
    pub start: usize,
    pub shape: Vec<usize>,
    pub strides: Vec<isize>,
    pub element: Element,
}

impl Array {
    /// Axes in random order, gaps and directions, at any alignment; `repeats` may give an axis a
    /// stride of 0. Random memory.
    pub fn random(random: &mut Random, shape: &[usize], element: Element, repeats: bool) -> Array {
        let mut axes: Vec<usize> = (0..shape.len()).collect();
        for i in (1..axes.len()).rev() {
            // C order more often than chance would have it.
            if random.below(2) == 0 {
                axes.swap(i, random.below(i as u64 + 1) as usize);
            }
        }
        let itemsize = element.itemsize();
        let mut strides = vec![0; shape.len()];
        let (mut next, mut below) = (itemsize, 0);
        for &axis in axes.iter().rev() {
            if repeats && random.below(5) == 0 {
                continue;
            }
            if random.below(4) == 0 {
                next += [1, itemsize, 3, 64][random.below(4) as usize];
            }
            let n = shape[axis].max(1);
            strides[axis] = next as isize;
            if random.below(4) == 0 {
                strides[axis] = -(next as isize);
                below += next * (n - 1);
            }
            next *= n;
        }
        let mut memory = vec![0; next + 32];
        memory.fill_with(|| random.next() as u8);
        Array {
            memory,
            start: below + random.below(17) as usize,
            shape: shape.to_vec(),
            strides,
            element,
        }
    }

    pub fn view(&mut self) -> Strided<'_> {
        Strided {
            base: self.memory.as_mut_ptr().wrapping_add(self.start),
            shape: &self.shape,
            strides: &self.strides,
            element: self.element,
        }
    }

    /// Where in the memory the elements are, in C order.
    pub fn offsets(&self) -> Vec<usize> {
        let mut offsets = vec![self.start as isize];
        for (&n, &stride) in self.shape.iter().zip(&self.strides) {
            let along = |&offset: &isize| (0..n as isize).map(move |i| offset + i * stride);
            offsets = offsets.iter().flat_map(along).collect();
        }
        offsets.into_iter().map(|offset| offset as usize).collect()
    }

    /// The numbers in C order.
    pub fn numbers(&self) -> Vec<Value> {
        let Element::Number { scalar, swapped } = self.element else {
            panic!("no numbers");
        };
        let number = |at: usize| decode(scalar, &stored(scalar, swapped, self.at(at).to_vec()));
        self.offsets().into_iter().map(number).collect()
    }

    /// Stores numbers in C order.
    pub fn store(&mut self, numbers: impl IntoIterator<Item = Value>) {
        let Element::Number { scalar, swapped } = self.element else {
            panic!("no numbers");
        };
        for (at, number) in self.offsets().into_iter().zip(numbers) {
            let bytes = stored(scalar, swapped, encode(number, scalar));
            self.memory[at..at + bytes.len()].copy_from_slice(&bytes);
        }
    }

    /// The bytes of the element at an offset.
    pub fn at(&self, offset: usize) -> &[u8] {
        &self.memory[offset..offset + self.element.itemsize()]
    }

    /// Fills the array with numbers worth converting: small, large, special, or random bytes.
    pub fn fill(&mut self, random: &mut Random) {
        let Element::Number { scalar, swapped } = self.element else {
            return;
        };
        for offset in self.offsets() {
            let number = random_number(random, scalar);
            let stored = stored(scalar, swapped, number);
            self.memory[offset..offset + stored.len()].copy_from_slice(&stored);
        }
    }

    /// Asserts that this is `before` with the elements of `src` converted into it, and no other
    /// byte changed.
    pub fn assert_converted(&self, before: &Array, src: &Array, what: &str) {
        let mut rest = before.clone();
        for (offset, from) in self.offsets().into_iter().zip(src.offsets()) {
            let (got, source) = (self.at(offset), src.at(from));
            let (equal, want) = match (self.element, src.element) {
                (
                    Element::Number { scalar, swapped },
                    Element::Number {
                        scalar: from,
                        swapped: transposed,
                    },
                ) => {
                    let source = stored(from, transposed, source.to_vec());
                    let want = if from == scalar {
                        source
                    } else {
                        encode(decode(from, &source), scalar)
                    };
                    let got = stored(scalar, swapped, got.to_vec());
                    (same(scalar, &got, &want), want)
                }
                _ => (got == source, source.to_vec()),
            };
            assert!(
                equal,
                "{what}: at {offset}: {got:02x?} from {source:02x?}, want {want:02x?}\n\
                 dst {:?} {:?} {:?}\nsrc {:?} {:?}",
                self.shape, self.strides, self.element, src.strides, src.element
            );
            rest.memory[offset..offset + got.len()].copy_from_slice(got);
        }
        assert!(rest.memory == self.memory, "{what}: wrote beside the array");
    }
}

/// Carries out all chunks, so many at a time.
pub fn run(work: &mut dyn Steps, threads: usize, steps: usize) {
    let stop = AtomicBool::new(false);
    loop {
        let [done, total] = work.progress();
        if done >= total {
            return;
        }
        // SAFETY: tests make work for arrays that outlive it.
        unsafe { work.run(done + steps, threads, &stop) };
    }
}

/// Native bytes as an array keeps them, or back.
pub fn stored(scalar: Scalar, swapped: bool, bytes: Vec<u8>) -> Vec<u8> {
    if swapped { swap(scalar, &bytes) } else { bytes }
}

fn random_number(random: &mut Random, scalar: Scalar) -> Vec<u8> {
    let part = |random: &mut Random| match random.below(4) {
        0 => random.below(300) as f64 - 30.0,
        1 => (random.next() as f64 - 2f64.powi(63)) / 2f64.powi(random.below(64) as i32),
        2 => [0.0, -0.0, f64::NAN, f64::INFINITY, -1.0, 2.5][random.below(6) as usize],
        _ => 2f64.powi(random.below(80) as i32 - 40),
    };
    if random.below(4) == 0 {
        return (0..scalar.itemsize())
            .map(|_| random.next() as u8)
            .collect();
    }
    let re = part(random);
    let im = if random.below(2) == 0 {
        0.0
    } else {
        part(random)
    };
    encode(Value::Complex(re, im), scalar)
}

/// Up to four axes, some of them empty or long enough for several blocks.
pub fn random_shape(random: &mut Random) -> Vec<usize> {
    let ndim = random.below(5) as usize;
    let length = |random: &mut Random| match random.below(30) {
        0 => 0,
        n => 1 + n as usize % 6,
    };
    let mut shape: Vec<usize> = (0..ndim).map(|_| length(random)).collect();
    if ndim > 0 && random.below(3) == 0 {
        let axis = random.below(ndim as u64) as usize;
        shape[axis] = 1;
        let rest: usize = shape.iter().product();
        shape[axis] = 1 + random.below(1500) as usize / rest.max(1);
    }
    shape
}
