'use strict';

/** Moving elements between arrays, by way of the addon's `convert`. */

const { rethrow, typeError } = require('../errors');
const { broadcastStrides } = require('../shape/layout');
const native = require('../mapping/native');
const { Strided, byteStrides, checkOpen } = require('./base');
const { flatPosition } = require('./element');
const { fieldView } = require('./views');

/** @typedef {import('../dtype/dtype').DType} DType */

/**
 * Converts numbers to numbers and text to text, or moves bytes between elements of one size.
 *
 * @param {Strided} to
 * @param {Strided} from broadcast to the shape of `to`
 * @param {boolean} checked refuses what `to` cannot hold, before it writes any
 */
function convert(to, from, checked) {
  const strides = broadcastStrides(from._shape, byteStrides(from), to._shape);
  const target = operand(to, to._shape, byteStrides(to));
  const source = operand(from, to._shape, strides);
  const refused = rethrow(to._source.path, () => native.convert(target, source, checked));
  // Zeros took the place of what another thread closed in the middle.
  checkOpen(to);
  checkOpen(from);
  if (refused >= 0) throw refusedElement(to, from, strides, refused);
}

/**
 * @param {Strided} array
 * @param {readonly number[]} shape
 * @param {number[]} strides in bytes
 */
function operand(array, shape, strides) {
  const { _data: data, _start: start, _codec: codec, _dtype: dtype } = array;
  return {
    data,
    start: start * codec.unit,
    shape,
    // Those of single elements are never taken, and may be larger than any memory.
    strides: strides.map((stride, axis) => (shape[axis] > 1 ? stride : 0)),
    element: dtype.code,
    itemsize: dtype.itemsize,
  };
}

/** All of an array, as the addon takes it. @param {Strided} array */
function wholeOperand(array) {
  return operand(array, array._shape, byteStrides(array));
}

/** Whether arrays may share a byte, whatever their buffers. @param {Strided} a @param {Strided} b */
function overlaps(a, b) {
  return rethrow(a._source.path, () => native.overlaps(wholeOperand(a), wholeOperand(b)));
}

/**
 * @param {Strided} to
 * @param {Strided} from
 * @param {readonly number[]} strides in bytes, broadcast to the shape of `to`
 * @param {number} flat index of an element that `to` cannot hold, in C order
 */
function refusedElement(to, from, strides, flat) {
  const { unit, read } = from._codec;
  const units = strides.map((stride) => stride / unit);
  const at = flatPosition(from, flat, to._shape, units);
  try {
    to._codec.prepare(read(from._data, at));
  } catch (error) {
    return error;
  }
  return typeError('VALUE', `${to._dtype} cannot hold a value of ${from._dtype}`);
}

/**
 * Moves elements between arrays whose dtypes differ in byte order at most. Padding stays.
 *
 * @param {Strided} to
 * @param {Strided} from broadcast to the shape of `to`
 */
function transfer(to, from) {
  const dtype = to._dtype;
  const same = isSame(dtype, from._dtype);
  if (dtype.fields && !(same && isPacked(dtype))) {
    for (const [number, field] of dtype.fields.entries()) {
      const origin = /** @type {any} */ (from._dtype.fields)[number];
      transfer(fieldView(Strided, to, field), fieldView(Strided, from, origin));
    }
  } else {
    convert(to, from, false);
  }
}

/** @param {DType} a @param {DType} b */
function isSame(a, b) {
  return a === b || String(a) === String(b);
}

/** Whether fields cover all bytes of a record. @param {DType} dtype @returns {boolean} */
function isPacked({ fields, itemsize }) {
  if (!fields) return true;
  let end = 0;
  for (const { dtype, offset, shape = [] } of fields) {
    if (offset !== end || !isPacked(dtype)) return false;
    end += shape.reduce((size, length) => size * length, dtype.itemsize);
  }
  return end === itemsize;
}

module.exports = { convert, transfer, isSame, overlaps, wholeOperand };
