'use strict';

/** Arrays over the memory of other arrays. */

const { sizeOf, stridesC } = require('../shape/layout');
const { makeArray } = require('./create');
const { byteStrides } = require('./base');

/** @typedef {import('./base').Strided} Strided */
/** @typedef {import('../dtype/dtype').DType} DType */

/**
 * @param {any} Base class of the view
 * @param {Strided} array
 * @param {DType} dtype
 * @param {number} shift bytes from its element [0, ..., 0] to that of the view
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides in bytes
 */
function view(Base, array, dtype, shift, shape, strides) {
  const { _source: source, _data: data, _codec: codec } = array;
  // Without elements there is no place that a shift could be sure to stay within.
  const from = sizeOf(shape) === 0 ? 0 : array._start * codec.unit + shift;
  return makeArray(Base, source, dtype, data.byteOffset + from, shape, strides);
}

/**
 * @param {any} Base class of the view
 * @param {Strided} array of records
 * @param {import('../dtype/dtype').Field} field
 */
function fieldView(Base, array, { dtype, offset, shape = [] }) {
  const strides = [...byteStrides(array), ...stridesC(shape, dtype.itemsize)];
  return view(Base, array, dtype, offset, [...array._shape, ...shape], strides);
}

module.exports = { view, fieldView };
