'use strict';

/** Element access that serves every array, and what the faster code in access.js leaves to others. */

const { rangeError } = require('../errors');
const { index } = require('../shape/slicing');
const { checkOpen, checkWritable } = require('./base');

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

/**
 * @param {Strided} array
 * @param {number} flat index of an element in C order
 * @param {readonly number[]} [shape] that the array is broadcast to
 * @param {readonly number[]} [strides] in units of its data
 * @returns {number} where the element is in `data`
 */
function flatPosition(array, flat, shape = array._shape, strides = array._strides) {
  let at = array._start;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    at += (flat % shape[axis]) * strides[axis];
    flat = Math.floor(flat / shape[axis]);
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
 * Throws where the map is closed or read-only, or the number of indices is wrong.
 *
 * @param {Strided} array
 * @param {DataView} flag `_locked` where it is to be written
 * @param {number} count of indices given
 */
function checkAccess(array, flag, count) {
  if (flag.getInt8(0) !== 0) {
    if (flag === array._locked) checkWritable(array);
    else checkOpen(array);
  }
  if (count !== array._shape.length) throw wrongCount(array._shape.length, count);
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

module.exports = { position, flatPosition, checkAccess, store };
