//! Checked arithmetic over shapes and sizes: what is asked for, and what a file holds.

use crate::error::{Error, Result};

/// NumPy's limit on the number of dimensions.
pub const MAX_NDIM: usize = 64;

/// The shape as the caller gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Not given: one dimension, as long as the file allows.
    FromFile,
    /// All dimensions known.
    Known(Vec<u64>),
    /// All known but the one at `axis` (a `-1`), which holds a 1 in `dims`.
    Open {
        /// The dimensions, 1 at `axis`.
        dims: Vec<u64>,
        /// Where the `-1` stood.
        axis: usize,
    },
}

/// How many bytes the array takes and where they begin; all sums checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The dimensions, none of them open any more.
    pub shape: Vec<u64>,
    /// Bytes into the file.
    pub offset: u64,
    /// Bytes the array takes.
    pub nbytes: u64,
}

impl Layout {
    /// The first byte of the file behind the array.
    pub fn end(&self) -> u64 {
        self.offset + self.nbytes
    }
}

/// Reads the `shape` option: `None` where it was not given.
pub fn parse_shape(given: Option<&[f64]>) -> Result<Shape> {
    let Some(given) = given else {
        return Ok(Shape::FromFile);
    };
    let bad = |what: &str| Error::range("SHAPE", format!("shape {what} (got {})", shown(given)));
    if given.len() > MAX_NDIM {
        return Err(Error::range(
            "SHAPE",
            format!(
                "shape has {} dimensions, the maximum supported is {MAX_NDIM}",
                given.len()
            ),
        ));
    }
    let mut open = None;
    let mut dims = Vec::with_capacity(given.len());
    for (axis, &dim) in given.iter().enumerate() {
        if dim == -1.0 {
            if open.replace(axis).is_some() {
                return Err(bad("can only have one -1"));
            }
            dims.push(1);
        } else if dim >= 0.0 && dim.fract() == 0.0 {
            // Beyond 2^53 a number no longer is the integer that was written.
            if dim > 9_007_199_254_740_991.0 {
                return Err(too_large(given));
            }
            dims.push(dim as u64);
        } else {
            return Err(bad("must be made of integers >= 0, or one -1"));
        }
    }
    match open {
        None => Ok(Shape::Known(dims)),
        Some(_) if dims.contains(&0) => Err(bad("cannot have a -1 beside a 0")),
        Some(axis) => Ok(Shape::Open { dims, axis }),
    }
}

/// As JavaScript writes a list of numbers.
fn shown(shape: &[impl ToString]) -> String {
    let shown: Vec<_> = shape.iter().map(ToString::to_string).collect();
    format!("[{}]", shown.join(", "))
}

fn too_large(shape: &[impl ToString]) -> Error {
    let shape = shown(shape);
    Error::range(
        "LIMIT",
        format!("shape {shape} takes more bytes than can be addressed"),
    )
}

/// The array that a shape describes, where it needs no file to know its size.
pub fn known_layout(dims: &[u64], itemsize: u64, offset: u64) -> Result<Layout> {
    // A 0 among the dimensions makes the product 0 however large the others are; NumPy
    // refuses those whose other factors overflow, and so do we.
    let factors = dims.iter().filter(|&&dim| dim != 0);
    let product = factors
        .copied()
        .try_fold(itemsize, u64::checked_mul)
        .ok_or_else(|| too_large(dims))?;
    let nbytes = if dims.contains(&0) { 0 } else { product };
    match offset.checked_add(nbytes) {
        Some(end) if end <= i64::MAX as u64 => Ok(Layout {
            shape: dims.to_vec(),
            offset,
            nbytes,
        }),
        _ => Err(too_large(dims)),
    }
}

/// The array that `shape` describes in a file of `size` bytes.
pub fn layout_in(shape: &Shape, itemsize: u64, offset: u64, size: u64) -> Result<Layout> {
    let (dims, axis) = match shape {
        Shape::Known(dims) => return known_layout(dims, itemsize, offset),
        Shape::FromFile => (&[1][..], 0),
        Shape::Open { dims, axis } => (&dims[..], *axis),
    };
    let row = known_layout(dims, itemsize, 0)?.nbytes;
    let available = size.checked_sub(offset).ok_or_else(|| {
        Error::range(
            "SIZE",
            format!("offset {offset} is past the end of the file ({size} bytes)"),
        )
    })?;
    if !available.is_multiple_of(row) {
        return Err(Error::range(
            "SIZE",
            format!(
                "Size of available data is not a multiple of the data-type size. \
                 ({available} bytes from offset {offset} on, {row} to {}; give dtype, offset or \
                 shape that fit)",
                if dims.len() > 1 {
                    "a row of shape"
                } else {
                    "an item of dtype"
                },
            ),
        ));
    }
    let mut dims = dims.to_vec();
    dims[axis] = available / row;
    known_layout(&dims, itemsize, offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Random;

    fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
        match result {
            Err(Error::Coded { code, .. }) => code,
            other => panic!("expected an error, got {other:?}"),
        }
    }

    #[test]
    fn shapes_are_integers_with_at_most_one_open_axis() {
        assert_eq!(parse_shape(None).unwrap(), Shape::FromFile);
        assert_eq!(parse_shape(Some(&[])).unwrap(), Shape::Known(vec![]));
        assert_eq!(
            parse_shape(Some(&[2.0, -1.0])).unwrap(),
            Shape::Open {
                dims: vec![2, 1],
                axis: 1
            }
        );
        for bad in [
            &[-2.0][..],
            &[1.5],
            &[f64::NAN],
            &[f64::NEG_INFINITY],
            &[-1.0, -1.0],
            &[0.0, -1.0],
            &[1.0; 65],
        ] {
            assert_eq!(code(parse_shape(Some(bad))), "SHAPE", "{bad:?}");
        }
        assert_eq!(code(parse_shape(Some(&[1e300]))), "LIMIT");
    }

    #[test]
    fn byte_counts_that_overflow_are_a_limit() {
        assert_eq!(code(known_layout(&[1 << 40, 1 << 40], 1, 0)), "LIMIT");
        assert_eq!(code(known_layout(&[1 << 60], 8, 0)), "LIMIT");
        assert_eq!(code(known_layout(&[0, 1 << 40, 1 << 40], 1, 0)), "LIMIT");
        assert_eq!(code(known_layout(&[8], 1, i64::MAX as u64)), "LIMIT");
        assert_eq!(known_layout(&[], 4, 0).unwrap().nbytes, 4);
        assert_eq!(known_layout(&[0, 5], 4, 3).unwrap().end(), 3);
    }

    #[test]
    fn open_axes_take_what_the_file_holds() {
        let mut random = Random::new(7);
        for _ in 0..10_000 {
            let itemsize = 1 + random.below(16);
            let rest = random.below(5);
            let offset = random.below(200);
            let size = random.below(2000);
            let shape = Shape::Open {
                dims: vec![1, rest.max(1)],
                axis: 0,
            };
            let row = itemsize * rest.max(1);
            let got = layout_in(&shape, itemsize, offset, size);
            if offset > size || !(size - offset).is_multiple_of(row) {
                assert_eq!(code(got), "SIZE");
            } else {
                let got = got.unwrap();
                assert_eq!(got.end(), size);
                assert_eq!(got.shape, [(size - offset) / row, rest.max(1)]);
            }
        }
    }

    #[test]
    fn without_a_shape_an_array_ends_where_the_file_does() {
        let got = layout_in(&Shape::FromFile, 4, 8, 48).unwrap();
        assert_eq!((got.shape, got.nbytes), (vec![10], 40));
        assert_eq!(code(layout_in(&Shape::FromFile, 4, 8, 49)), "SIZE");
        assert_eq!(code(layout_in(&Shape::FromFile, 4, 8, 7)), "SIZE");
        assert_eq!(layout_in(&Shape::FromFile, 4, 8, 8).unwrap().shape, [0]);
    }
}
