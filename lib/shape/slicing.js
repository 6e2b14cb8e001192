'use strict';

/** NumPy's basic slicing: selectors, shape and strides give shape, strides and a shift. */

const { rangeError, typeError, show } = require('../errors');

/**
 * @typedef {number | null | readonly (number | null | undefined)[] | '...'} Selector an integer, the
 * whole axis, `[start, stop, step]`, or as many whole axes as are missing
 */

/**
 * @param {readonly unknown[]} selectors
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides
 * @returns {{ shape: number[], strides: number[], shift: number }} `shift` in the units of `strides`
 */
function select(selectors, shape, strides) {
  const ellipsis = selectors.indexOf('...');
  const counted = selectors.length - (ellipsis < 0 ? 0 : 1);
  if (counted > shape.length) {
    throw rangeError(
      'INDEX',
      `too many indices for array: array is ${shape.length}-dimensional, but ${counted} were indexed${meantRange(selectors)}`,
    );
  }
  /** @type {{ shape: number[], strides: number[], shift: number }} */
  const result = { shape: [], strides: [], shift: 0 };
  let axis = 0;
  for (let at = 0; at < selectors.length; at++) {
    const selector = selectors[at];
    if (at === ellipsis) {
      for (let whole = shape.length - counted; whole > 0; whole--)
        keep(result, shape, strides, axis++);
    } else if (typeof selector === 'number') {
      result.shift += index(selector, axis, shape[axis], selectors) * strides[axis];
      axis++;
    } else if (selector === null) {
      keep(result, shape, strides, axis++);
    } else if (Array.isArray(selector)) {
      const { start, step, length } = range(selector, shape[axis]);
      if (length > 0) result.shift += start * strides[axis];
      result.shape.push(length);
      result.strides.push(step * strides[axis]);
      axis++;
    } else if (selector === '...') {
      throw rangeError('INDEX', "an index can only have a single ellipsis ('...')");
    } else {
      throw typeError(
        'INDEX',
        `a selector is an integer, null, [start, stop, step] or '...', got ${show(selector)}${meantTake(selector)}`,
      );
    }
  }
  while (axis < shape.length) keep(result, shape, strides, axis++);
  return result;
}

/**
 * @param {{ shape: number[], strides: number[] }} result
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides
 * @param {number} axis
 */
function keep(result, shape, strides, axis) {
  result.shape.push(shape[axis]);
  result.strides.push(strides[axis]);
}

/**
 * An index from the front, from one that may count from the end.
 *
 * @param {unknown} value
 * @param {number} axis
 * @param {number} length of the axis
 * @param {readonly unknown[]} [selectors] that it is one of
 */
function index(value, axis, length, selectors = []) {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw typeError('INDEX', `indices must be integers, got ${show(value)} for axis ${axis}`);
  }
  const found = value < 0 ? value + length : value;
  if (found >= 0 && found < length) return found;
  throw rangeError(
    'INDEX',
    `index ${value} is out of bounds for axis ${axis} with size ${length}${meantRange(selectors)}`,
  );
}

/**
 * Python's `slice.indices`, with the number of elements.
 *
 * @param {readonly unknown[]} selector
 * @param {number} length of the axis
 */
function range(selector, length) {
  if (selector.length > 3) {
    const text = `a range selector is [start, stop, step], got ${show(selector)}`;
    throw rangeError('INDEX', text + meantTake(selector));
  }
  const step = bound(selector, 2) ?? 1;
  if (step === 0) {
    const text = `slice step cannot be zero, got ${show(selector)}`;
    throw rangeError('INDEX', text + meantTake(selector));
  }
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  /** @param {number | null} value @param {number} missing */
  const clip = (value, missing) => {
    if (value === null) return missing;
    return Math.min(Math.max(value < 0 ? value + length : value, low), high);
  };
  const start = clip(bound(selector, 0), step > 0 ? low : high);
  const stop = clip(bound(selector, 1), step > 0 ? high : low);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  // A step that is never taken must not overflow its product with a stride.
  const taken = count > 1 || Math.abs(step) < 2 ** 31;
  return { start, step: taken ? step : Math.sign(step), length: count };
}

/**
 * @param {readonly unknown[]} selector
 * @param {number} at
 */
function bound(selector, at) {
  const value = selector[at] ?? null;
  if (value === null || Number.isSafeInteger(value)) return /** @type {number | null} */ (value);
  throw typeError('INDEX', `a range selector holds integers or null, got ${show(selector)}`);
}

/** JavaScript's own `slice` takes its range as two arguments. @param {readonly unknown[]} selectors */
function meantRange(selectors) {
  const isRange =
    (selectors.length === 2 || selectors.length === 3) &&
    isIntegers(selectors) &&
    selectors[2] !== 0;
  return isRange ? `: did you mean slice([${selectors.join(', ')}])?` : '';
}

/** NumPy takes a list of indices in the same place. @param {any} selector */
function meantTake(selector) {
  const isIndices = ArrayBuffer.isView(selector) || isIntegers(selector);
  return isIndices ? `: did you mean take(${show(selector)})?` : '';
}

/** @param {any} list */
function isIntegers(list) {
  return Array.isArray(list) && list.every(Number.isInteger);
}

module.exports = { select, index };
