'use strict';

/** Element access beside the usual path: why an access is refused, and what serves every array. */

const { rangeError } = require('../errors');
const { index } = require('../shape/slicing');
const { checkOpen, checkWritable, closedError } = require('./base');

/** @typedef {import('./base').Strided} Strided */

/**
 * @param {Strided} array
 * @param {ArrayLike<unknown>} indices
 * @param {number} count how many there are
 * @returns {number} where the element is in `data`
 */
function position(array, indices, count) {
  const { _shape: shape, _strides: strides } = array;
  if (count !== shape.length) throw wrongCount(shape.length, count);
  let at = array._start;
  for (let axis = 0; axis < count; axis++) {
    at += index(indices[axis], axis, shape[axis]) * strides[axis];
  }
  return at;
}

/** @param {number} ndim @param {number} count */
function wrongCount(ndim, count) {
  if (count > ndim) {
    const message = `too many indices for array: array is ${ndim}-dimensional, but ${count} were indexed`;
    return rangeError('INDEX', message);
  }
  const given = count < 0 ? 'not even a value' : `${count}`;
  return rangeError('INDEX', `too few indices for array: ${ndim} are needed, got ${given}`);
}

/**
 * The error for an access that the generated code found to be wrong.
 *
 * @param {Strided} array
 * @param {boolean} writing
 * @param {number} count of indices given
 * @param {...unknown} indices
 */
function refusal(array, writing, count, ...indices) {
  try {
    if (writing) checkWritable(array);
    else checkOpen(array);
    position(array, indices, count);
  } catch (error) {
    return error;
  }
  // What was wrong is right again: another thread may have had a hand in it.
  return closedError();
}

/**
 * Writes any value that the dtype can hold.
 *
 * @param {Strided} array
 * @param {number} at where the element is in `data`
 * @param {unknown} value
 */
function store(array, at, value) {
  const stored = array._codec.prepare(value);
  // Reading a record can run the caller's code, which may close the map.
  checkWritable(array);
  array._codec.write(array._data, at, stored);
}

module.exports = { position, refusal, store };
