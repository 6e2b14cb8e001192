'use strict';

/** Shapes and strides: checks of what callers give, and arithmetic that knows no dtypes and no memory. */

const { isDataView } = require('node:util').types;
const { rangeError, typeError, show } = require('../errors');

/** NumPy's limit. */
const MAX_NDIM = 64;

/** @param {readonly number[]} shape */
function sizeOf(shape) {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

/**
 * Strides of an array without gaps, the last axis fastest.
 *
 * @param {readonly number[]} shape
 * @param {number} unit stride of neighbours
 */
function stridesC(shape, unit) {
  const strides = new Array(shape.length);
  let step = unit;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= Math.max(shape[axis], 1);
  }
  return strides;
}

/**
 * Strides of an array without gaps, the first axis fastest.
 *
 * @param {readonly number[]} shape
 * @param {number} unit stride of neighbours
 */
function stridesF(shape, unit) {
  const strides = new Array(shape.length);
  let step = unit;
  for (let axis = 0; axis < shape.length; axis++) {
    strides[axis] = step;
    step *= Math.max(shape[axis], 1);
  }
  return strides;
}

/**
 * Whether walking in C order meets every element without a gap (NumPy's `flags.c_contiguous`).
 *
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides
 * @param {number} unit stride of neighbours
 */
function isContiguous(shape, strides, unit) {
  let step = unit;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis];
    if (length === 0) return true;
    if (length > 1 && strides[axis] !== step) step = NaN;
    step *= length;
  }
  return !Number.isNaN(step);
}

/**
 * `'F'` where the strides grow from the first axis to the last, otherwise `'C'`.
 *
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides
 * @returns {'C' | 'F'}
 */
function orderOf(shape, strides) {
  let last = 0;
  let axes = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] <= 1) continue;
    const step = Math.abs(strides[axis]);
    if (step < last || (axes > 0 && step === last)) return 'C';
    last = step;
    axes++;
  }
  return axes > 1 ? 'F' : 'C';
}

/** @param {readonly number[]} shape as NumPy writes a tuple */
function showShape(shape) {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/**
 * The strides that make memory of one shape look like another, NumPy's `broadcast_to`; leading axes
 * of length 1 that the target does not have are dropped, as NumPy's assignment does.
 *
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides
 * @param {readonly number[]} target
 */
function broadcastStrides(shape, strides, target) {
  let extra = shape.length - target.length;
  for (let axis = 0; axis < extra; axis++) {
    if (shape[axis] !== 1) throw cannotBroadcast(shape, target);
  }
  const result = new Array(target.length).fill(0);
  for (let axis = Math.max(extra, 0); axis < shape.length; axis++) {
    const there = axis - extra;
    if (shape[axis] === target[there]) result[there] = strides[axis];
    else if (shape[axis] !== 1) throw cannotBroadcast(shape, target);
  }
  return result;
}

/** @param {readonly number[]} shape @param {readonly number[]} target */
function cannotBroadcast(shape, target) {
  return rangeError(
    'SHAPE',
    `could not broadcast input array from shape ${showShape(shape)} into shape ${showShape(target)}`,
  );
}

/**
 * Refuses a TypedArray whose memory is gone: it looks as if it were empty.
 *
 * @param {unknown} shape
 */
function checkAttached(shape) {
  if (!ArrayBuffer.isView(shape) || !isDetached(shape.buffer)) return;
  throw typeError('SHAPE', 'shape: the buffer of the TypedArray is detached');
}

/** @param {ArrayBufferLike} buffer */
function isDetached(buffer) {
  if (buffer.byteLength > 0) return false;
  try {
    return !new Uint8Array(buffer);
  } catch {
    return true;
  }
}

/**
 * @param {readonly unknown[]} args what `reshape` got: numbers, or one array of them
 * @param {number} size elements to be laid out; one -1 is worked out from it
 */
function parseShape(args, size) {
  const given = args.length === 1 && typeof args[0] !== 'number' ? args[0] : args;
  checkAttached(given);
  if (!isList(given)) throw typeError('SHAPE', `shape must be integers, got ${show(given)}`);
  if (given.length > MAX_NDIM) {
    throw rangeError('SHAPE', `shape: at most ${MAX_NDIM} dimensions, got ${given.length}`);
  }
  const shape = Array.from(given);
  let unknown = -1;
  for (const [axis, length] of shape.entries()) {
    if (!Number.isSafeInteger(length)) {
      throw typeError('SHAPE', `shape must be integers, got ${show(given)}`);
    }
    if (length < -1)
      throw rangeError('SHAPE', `shape: negative dimensions are not allowed, got ${show(given)}`);
    if (length >= 0) continue;
    if (unknown >= 0)
      throw rangeError(
        'SHAPE',
        `shape: can only specify one unknown dimension, got ${show(given)}`,
      );
    unknown = axis;
  }
  if (unknown >= 0) {
    shape[unknown] = 1;
    const known = sizeOf(shape);
    shape[unknown] = known === 0 ? NaN : size / known;
  }
  if (sizeOf(shape) !== size || !shape.every(Number.isSafeInteger)) {
    const asked = showShape(Array.from(given));
    throw rangeError('SHAPE', `cannot reshape array of size ${size} into shape ${asked}`);
  }
  return /** @type {number[]} */ (shape);
}

/** @param {unknown} value @returns {value is ArrayLike<any>} */
function isList(value) {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !isDataView(value));
}

/**
 * The strides under which the same memory has another shape, or null where only a copy has it.
 *
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides
 * @param {readonly number[]} target same size as `shape`
 * @param {number} unit stride of neighbours
 */
function reshapeStrides(shape, strides, target, unit) {
  if (sizeOf(shape) === 0) return stridesC(target, unit);
  /** Axes of length 1 say nothing about the memory. @type {number[]} */
  const lengths = [];
  /** @type {number[]} */
  const steps = [];
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue;
    lengths.push(shape[axis]);
    steps.push(strides[axis]);
  }
  const result = new Array(target.length).fill(unit);
  let from = 0;
  let to = 0;
  while (from < lengths.length) {
    // The smallest groups of old and new axes that hold equally many elements map onto each other.
    const [fromStart, toStart] = [from, to];
    let have = lengths[from++];
    let want = 1;
    while (to < target.length && (want < have || target[to] === 1)) want *= target[to++];
    while (have !== want) {
      if (have < want) have *= lengths[from++];
      else want *= target[to++];
    }
    for (let axis = fromStart; axis < from - 1; axis++) {
      if (steps[axis] !== lengths[axis + 1] * steps[axis + 1]) return null;
    }
    let step = steps[from - 1];
    for (let axis = to - 1; axis >= toStart; axis--) {
      result[axis] = step;
      step *= target[axis];
    }
  }
  return result;
}

/** @param {number} ndim */
function reversedAxes(ndim) {
  const axes = new Array(ndim);
  for (let axis = 0; axis < ndim; axis++) axes[axis] = ndim - 1 - axis;
  return axes;
}

/**
 * @param {readonly unknown[]} args what `transpose` got: none, axes, or one array of axes
 * @param {number} ndim
 */
function parseAxes(args, ndim) {
  if (args.length === 0) return reversedAxes(ndim);
  const given = args.length === 1 && typeof args[0] !== 'number' ? args[0] : args;
  if (!isList(given)) throw typeError('INDEX', `axes must be integers, got ${show(given)}`);
  if (given.length !== ndim) {
    throw rangeError('INDEX', `axes don't match array: ${ndim} are needed, got ${show(given)}`);
  }
  const axes = Array.from(given);
  const seen = new Set();
  for (const [at, axis] of axes.entries()) {
    if (!Number.isSafeInteger(axis))
      throw typeError('INDEX', `axes must be integers, got ${show(given)}`);
    if (axis < -ndim || axis >= ndim) {
      throw rangeError(
        'INDEX',
        `axes: axis ${axis} is out of bounds for array of dimension ${ndim}`,
      );
    }
    axes[at] = axis < 0 ? axis + ndim : axis;
    if (seen.has(axes[at]))
      throw rangeError('INDEX', `axes: repeated axis in transpose: ${show(given)}`);
    seen.add(axes[at]);
  }
  return /** @type {number[]} */ (axes);
}

module.exports = {
  MAX_NDIM,
  sizeOf,
  stridesC,
  stridesF,
  isContiguous,
  orderOf,
  showShape,
  broadcastStrides,
  checkAttached,
  parseShape,
  isList,
  reshapeStrides,
  parseAxes,
};
