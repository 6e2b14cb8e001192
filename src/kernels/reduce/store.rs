//! Results become numbers in memory that the caller has.

use super::{ReduceError, Values};
use crate::scalar::Scalar;

/// Memory for results side by side, as numbers of a type, or as items of the array's.
#[derive(Clone, Copy, Debug)]
pub struct Out {
    to: *mut u8,
    len: usize,
    scalar: Scalar,
}

// SAFETY: the memory is only written by `write`, whose caller vouches for it.
unsafe impl Send for Out {}

impl Out {
    /// `len` bytes.
    pub fn new(to: *mut u8, len: usize, scalar: Scalar) -> Out {
        Out { to, len, scalar }
    }

    /// Writes results from a number on.
    ///
    /// # Errors
    /// [`ReduceError::Misfit`].
    ///
    /// # Safety
    /// The memory is there, and nobody else uses it meanwhile.
    pub unsafe fn write(self, first: usize, values: &Values) -> Result<(), ReduceError> {
        let out = match self.len {
            // There may be no pointer to nothing.
            0 => &mut [],
            // SAFETY: as the caller says.
            len => unsafe { std::slice::from_raw_parts_mut(self.to, len) },
        };
        let start = self.len.min(first * self.scalar.itemsize());
        store(values, self.scalar, &mut out[start..])
    }
}

fn put<T: Copy, const N: usize>(values: &[T], out: &mut [u8], bytes: impl Fn(T) -> [u8; N]) {
    for (place, &value) in out.as_chunks_mut().0.iter_mut().zip(values) {
        *place = bytes(value);
    }
}

fn put_floats<T: Copy>(values: &[T], scalar: Scalar, out: &mut [u8], float: impl Fn(T) -> f64) {
    match scalar {
        Scalar::F32 => put(values, out, |x| (float(x) as f32).to_ne_bytes()),
        Scalar::C128 => put(values, out, |x| complex(float(x), 0.0)),
        _ => put(values, out, |x| float(x).to_ne_bytes()),
    }
}

fn complex(re: f64, im: f64) -> [u8; 16] {
    bytemuck::cast([re, im])
}

fn store(values: &Values, scalar: Scalar, out: &mut [u8]) -> Result<(), ReduceError> {
    let fit = |sums: &[i128], fits: fn(i128) -> bool| {
        let misfit = sums.iter().find(|sum| !fits(**sum));
        misfit.map_or(Ok(()), |&sum| Err(ReduceError::Misfit(sum, scalar)))
    };
    match (values, scalar) {
        (Values::Integers(sums), Scalar::I64) => {
            fit(sums, |sum| i64::try_from(sum).is_ok())?;
            put(sums, out, |sum| (sum as i64).to_ne_bytes());
        }
        (Values::Integers(sums), Scalar::U64) => {
            fit(sums, |sum| u64::try_from(sum).is_ok())?;
            put(sums, out, |sum| (sum as u64).to_ne_bytes());
        }
        // Rounded once.
        (Values::Integers(sums), Scalar::F32) => put(sums, out, |sum| (sum as f32).to_ne_bytes()),
        (Values::Integers(sums), _) => put_floats(sums, scalar, out, |sum| sum as f64),
        (Values::Floats(floats), _) => put_floats(floats, scalar, out, |x| x),
        (Values::Indices(indices), _) => put_floats(indices, scalar, out, |i| i as f64),
        (Values::Bools(bools), _) => put(bools, out, |is| [u8::from(is)]),
        (Values::Complex(pairs), _) => put(pairs, out, |[re, im]| complex(re, im)),
        (Values::Items(items), _) => {
            let places = out.chunks_exact_mut(scalar.itemsize());
            for (place, item) in places.zip(items) {
                place.copy_from_slice(&item[..place.len()]);
            }
        }
        // They have many types.
        (Values::Stats(_), _) => {}
    }
    Ok(())
}
