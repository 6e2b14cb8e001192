//! Rows of an array by their indices: `numpy.take`.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use super::copy::copier;
use super::element::{ConversionPlan, Element};
use super::loop_nest::{Axis, LoopNest};
use super::loop2d::Kernel;
use super::tiling::Conversion;
use super::{KernelError, Steps, Strided, c_strides, convert, filled, share_chunks};
use crate::scalar::Scalar;
use crate::span::span;

/// Rows of a chunk, if they are not large: they are announced together.
const ROWS: usize = 128;

/// Bytes of a chunk whose rows are small.
const CHUNK: usize = if cfg!(test) { 1 << 10 } else { 64 << 10 };

/// Why an array is no list of indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadIndex {
    /// The index with this number, flat in C order, is beyond the axis or no whole number.
    Value(usize),
    /// The elements are neither integers nor floats.
    Element(Element),
    /// There is no memory for them.
    OutOfMemory,
}

/// The indices of rows, which are read from an array in steps, in C order.
pub struct Rows {
    base: *mut u8,
    shape: Vec<usize>,
    strides: Vec<isize>,
    element: Element,
    kind: RowsKind,
    /// Steps of so many items of the first axis.
    per_chunk: usize,
    next: usize,
    rows: Vec<usize>,
    bad: Option<BadIndex>,
}

/// What an array says of rows.
#[derive(Clone, Copy, Debug)]
pub enum RowsKind {
    /// Their indices along an axis of this length; negative ones count from the end.
    Indices(usize),
    /// Whether each is one.
    Condition,
}

// SAFETY: the pointer is only followed by `run`, whose callers vouch for the memory on whatever
// thread that is.
unsafe impl Send for Rows {}

impl Rows {
    /// Nothing is read.
    pub fn new(array: &Strided, kind: RowsKind) -> Rows {
        const ITEMS: usize = if cfg!(test) { 8 } else { 16 << 10 };
        let inner = array.shape.iter().skip(1).product::<usize>();
        Rows {
            base: array.base,
            shape: array.shape.to_vec(),
            strides: array.strides.to_vec(),
            element: array.element,
            kind,
            per_chunk: (ITEMS / inner.max(1)).max(1),
            next: 0,
            rows: Vec::new(),
            bad: None,
        }
    }

    /// The indices, once all steps are done.
    ///
    /// # Errors
    /// [`BadIndex`].
    pub fn finish(self) -> Result<Vec<usize>, BadIndex> {
        self.bad.map_or(Ok(self.rows), Err)
    }

    /// # Safety
    /// As [`Steps::run`].
    unsafe fn read(&mut self, chunk: usize) -> Result<(), BadIndex> {
        let first = chunk * self.per_chunk;
        let mut shape = self.shape.clone();
        let mut base = self.base;
        if let [length, ..] = &mut shape[..] {
            *length = self.per_chunk.min(*length - first);
            base = base.wrapping_offset(first as isize * self.strides[0]);
        }
        let part = Strided {
            base,
            shape: &shape,
            strides: &self.strides,
            element: self.element,
        };
        let inner = shape.iter().skip(1).product::<usize>();
        // SAFETY: as the caller says.
        let found = unsafe {
            match self.kind {
                RowsKind::Indices(n) => indices(&part, n),
                RowsKind::Condition => nonzero(&part),
            }
        };
        let found = found.map_err(|bad| match bad {
            BadIndex::Value(at) => BadIndex::Value(first * inner + at),
            bad => bad,
        })?;
        let reserved = self.rows.try_reserve(found.len());
        reserved.map_err(|_| BadIndex::OutOfMemory)?;
        let before = match self.kind {
            RowsKind::Indices(_) => 0,
            RowsKind::Condition => first,
        };
        self.rows.extend(found.into_iter().map(|row| before + row));
        Ok(())
    }
}

impl Steps for Rows {
    fn progress(&self) -> [usize; 2] {
        let length = self.shape.first().copied().unwrap_or(1);
        [self.next, length.div_ceil(self.per_chunk)]
    }

    unsafe fn run(&mut self, end: usize, _threads: usize, stop: &AtomicBool) {
        let [_, total] = self.progress();
        while self.next < end.min(total) && !stop.load(Ordering::Relaxed) {
            if self.bad.is_none() {
                // SAFETY: as the caller says.
                self.bad = unsafe { self.read(self.next) }.err();
            }
            self.next += 1;
        }
    }
}

/// The indices that an array holds, in C order: negative ones count from the end of an axis of
/// length `n`.
///
/// # Errors
/// [`BadIndex`].
///
/// # Safety
/// Every element of `array` can be read. Others may write to it meanwhile.
unsafe fn indices(array: &Strided, n: usize) -> Result<Vec<usize>, BadIndex> {
    use Scalar::{BF16, C64, C128, F16, F32, F64};
    let bad = BadIndex::Element(array.element);
    let Element::Number { scalar, .. } = array.element else {
        return Err(bad);
    };
    let (is_float, is_long) = match scalar {
        Scalar::Bool | C64 | C128 => return Err(bad),
        F16 | BF16 | F32 | F64 => (true, false),
        scalar => (false, scalar == Scalar::U64),
    };
    let to = if is_float { F64 } else { Scalar::I64 };
    // SAFETY: as the caller says.
    let numbers = unsafe { packed(array, to) }.map_err(|_| BadIndex::OutOfMemory)?;
    let limit = n as i128;
    let index = |(at, bits): (usize, u64)| {
        let i = match (is_float, is_long) {
            (true, _) => {
                let x = f64::from_bits(bits);
                match x.trunc() == x && x.abs() < 9e15 {
                    true => x as i128,
                    false => limit,
                }
            }
            (_, true) => bits.into(),
            _ => i128::from(bits as i64),
        };
        let index = if i < 0 { i + limit } else { i };
        match (0..limit).contains(&index) {
            true => Ok(index as usize),
            false => Err(BadIndex::Value(at)),
        }
    };
    numbers.into_iter().enumerate().map(index).collect()
}

/// Where an array of bools is true, in C order.
///
/// # Errors
/// [`BadIndex::Element`], [`BadIndex::OutOfMemory`].
///
/// # Safety
/// Every element of `array` can be read. Others may write to it meanwhile.
unsafe fn nonzero(array: &Strided) -> Result<Vec<usize>, BadIndex> {
    // SAFETY: as the caller says.
    let truths = unsafe { packed(array, Scalar::I64) }.map_err(|error| match error {
        KernelError::OutOfMemory { .. } => BadIndex::OutOfMemory,
        _ => BadIndex::Element(array.element),
    })?;
    let truths = truths.into_iter().enumerate();
    Ok(truths
        .filter(|&(_, truth)| truth != 0)
        .map(|(i, _)| i)
        .collect())
}

/// The elements of an array as numbers of 8 bytes, in C order.
///
/// # Safety
/// Every element of `array` can be read.
unsafe fn packed(array: &Strided, scalar: Scalar) -> Result<Vec<u64>, KernelError> {
    let n = array.shape.iter().product();
    let mut memory = filled(n, 0u64)?;
    let dst = Strided {
        base: memory.as_mut_ptr().cast(),
        shape: array.shape,
        strides: &c_strides(array.shape, 8),
        element: Element::native(scalar),
    };
    // SAFETY: the memory is ours and holds the numbers; the source as the caller says.
    unsafe { convert(&dst, array, 1) }?;
    Ok(memory)
}

/// Told which bytes of the source are to be read soon, counted from its element `[0, 0, …]`.
pub type Announce = Box<dyn Fn(&[Range<isize>]) + Send + Sync>;

/// A gather under way.
pub struct Take {
    src: *const u8,
    dst: *mut u8,
    indices: Vec<usize>,
    /// Bytes from one row to the next along the axis.
    step: isize,
    /// The axes before it, and the product of their lengths.
    outer: Vec<Axis>,
    outers: usize,
    /// A row of the result in bytes.
    row: usize,
    copy: Row,
    /// The bytes of a row in the source, from its first element.
    span: Range<isize>,
    per_chunk: usize,
    next: usize,
    announce: Option<Announce>,
}

/// How a row is copied.
enum Row {
    /// Along one axis at most.
    Line(Kernel, Axis),
    Nest(Conversion, LoopNest),
}

// SAFETY: the pointers are only followed by `run`, whose callers vouch for the memory on whatever
// thread that is.
unsafe impl Send for Take {}
// SAFETY: as above.
unsafe impl Sync for Take {}

impl Take {
    /// Plans to copy `src[.., index, ..]` for all `indices` along an axis to `dst`, in C order of
    /// the axes before it, the indices, and the axes after it, in native byte order. Every index is
    /// below the axis' length.
    pub fn new(
        dst: *mut u8,
        src: &Strided,
        axis: usize,
        indices: Vec<usize>,
        announce: Option<Announce>,
    ) -> Take {
        let to = src.element.native_order();
        let itemsize = to.itemsize();
        let (shape, after) = (&src.shape[axis + 1..], &src.strides[axis + 1..]);
        let row: usize = shape.iter().product::<usize>() * itemsize;
        let plan = ConversionPlan::new(to, src.element).expect("an element of the same kind");
        let inner = c_strides(shape, itemsize);
        let along = shape.iter().zip(inner.iter().zip(after));
        let axes = along.map(|(&n, (&dst, &src))| Axis { n, dst, src });
        let size = plan.dst.scalar.itemsize() as isize;
        let units = Axis {
            n: plan.length,
            dst: size,
            src: size,
        };
        // Both begin at address 0: each row's own are added.
        let nest = LoopNest::new(std::ptr::null_mut(), std::ptr::null(), axes.chain([units]));
        let copy = match nest.axes[..] {
            [] => Some(Axis { n: 1, ..units }),
            [line] => Some(line),
            _ => None,
        };
        let starts = nest.dst.is_null() && nest.src.is_null();
        let copy = match copy {
            Some(line) if starts => Row::Line(copier(size as usize, plan.src.swap()), line),
            _ => Row::Nest(Conversion::new(plan.dst, plan.src), nest),
        };
        let outer = src.shape[..axis].iter().zip(&src.strides[..axis]);
        let outer = outer.map(|(&n, &src)| Axis { n, dst: 0, src });
        let outers = src.shape[..axis].iter().product();
        Take {
            src: src.base,
            dst,
            step: src.strides[axis],
            outer: outer.collect(),
            outers: if row == 0 { 0 } else { outers },
            row,
            copy,
            span: span(shape, after, src.element.itemsize()).unwrap_or_default(),
            per_chunk: if row * ROWS > CHUNK {
                ROWS
            } else {
                CHUNK / row.max(1)
            },
            indices,
            next: 0,
            announce,
        }
    }

    /// Bytes of the result.
    pub fn bytes(&self) -> usize {
        self.rows() * self.row
    }

    fn rows(&self) -> usize {
        self.outers * self.indices.len()
    }

    /// Where a row begins, from element `[0, 0, …]`.
    fn offset(&self, row: usize) -> isize {
        let (mut rest, n) = (row / self.indices.len(), self.indices.len());
        let mut offset = self.indices[row % n] as isize * self.step;
        for axis in self.outer.iter().rev() {
            offset += (rest % axis.n) as isize * axis.src;
            rest /= axis.n;
        }
        offset
    }

    fn chunk(&self, chunk: usize) -> Range<usize> {
        let first = chunk * self.per_chunk;
        first..self.rows().min(first + self.per_chunk)
    }

    fn announce(&self, chunk: usize) {
        if let Some(announce) = &self.announce {
            let span = |row| {
                let offset = self.offset(row);
                self.span.start + offset..self.span.end + offset
            };
            let rows: Vec<_> = self.chunk(chunk).map(span).collect();
            announce(&rows);
        }
    }

    /// # Safety
    /// As [`Steps::run`].
    unsafe fn copy(&self, chunk: usize) {
        for row in self.chunk(chunk) {
            let src = self.src.wrapping_offset(self.offset(row));
            let dst = self.dst.wrapping_add(row * self.row);
            // SAFETY: a row of the source and its place in the destination, as the caller says;
            // they share no byte.
            unsafe {
                match &self.copy {
                    Row::Line(kernel, line) => kernel(dst, line.dst, src, line.src, line.n),
                    Row::Nest(conversion, nest) => {
                        let nest = LoopNest {
                            dst: dst.wrapping_add(nest.dst.addr()),
                            src: src.wrapping_add(nest.src.addr()),
                            axes: nest.axes.clone(),
                        };
                        conversion.run_here(&nest);
                    }
                }
            }
        }
    }
}

impl Steps for Take {
    fn progress(&self) -> [usize; 2] {
        [self.next, self.rows().div_ceil(self.per_chunk)]
    }

    unsafe fn run(&mut self, end: usize, threads: usize, stop: &AtomicBool) {
        let [first, total] = self.progress();
        let chunks = first..end.min(total);
        // Rows are announced while those of two chunks before them are copied.
        const AHEAD: usize = 2;
        if first == 0 {
            (0..AHEAD.min(total)).for_each(|chunk| self.announce(chunk));
        }
        share_chunks(chunks.clone(), threads, stop, |chunk| {
            if chunk + AHEAD < total {
                self.announce(chunk + AHEAD);
            }
            // SAFETY: as the caller says.
            unsafe { self.copy(chunk) };
            true
        });
        self.next = chunks.end.max(first);
    }
}
