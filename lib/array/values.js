'use strict';

/** What callers give as an array: NDArrays, memory, numbers and nested arrays. */

const { isContiguous, isList, parseShape, reshapeStrides } = require('../shape/layout');
const { astype } = require('./assign');
const { Strided, checkOpen } = require('./base');
const { isSame } = require('./convert');
const { makeView } = require('./create');
const { dtypeOfLists, fromLists } = require('./lists');
const { fromMemory, isMemory } = require('./memory');

/** @typedef {import('../dtype/dtype').DType} DType */
/** @typedef {'C' | 'F'} Order */

/**
 * @param {any} Base class of the array, where it is a new one
 * @param {any} value
 * @param {DType} [dtype]
 * @param {number[]} [shape] that fits; one -1 is worked out
 * @param {Order} [order]
 * @returns {Strided | null} null for values that are of no kind or of several
 */
function asarray(Base, value, dtype, shape, order) {
  const isBytes = isMemory(value);
  let array;
  if (isBytes) array = fromMemory(Base, value, dtype, shape, order);
  else array = value instanceof Strided ? value : fromValues(Base, value, dtype);
  if (array === null) return null;
  checkOpen(array);
  if (!isBytes && shape !== undefined) array = reshaped(Base, array, shape);
  const wanted = dtype ?? array._dtype;
  const fits = isSame(wanted, array._dtype) && (order === undefined || hasOrder(array, order));
  return fits ? array : astype(Base, array, wanted, order);
}

/** @param {any} value */
const arrayOf = (value) => asarray(Strided, value);

/** `every` leaves holes out, `includes` reads them. @param {unknown[]} list */
const hasHoles = (list) => list.includes(undefined);

/** @param {any} Base @param {any} value @param {DType} [dtype] */
function fromValues(Base, value, dtype) {
  // What is most often given.
  const isNumber = (/** @type {unknown} */ element) => typeof element === 'number';
  if (!dtype && Array.isArray(value) && value.every(isNumber) && !hasHoles(value)) {
    return fromMemory(Base, new Float64Array(value));
  }
  const found = dtype ?? dtypeOfLists(value);
  return found === null ? null : fromLists(Base, found, value);
}

/** A view where that can be, otherwise a copy. @param {any} Base @param {Strided} array @param {number[]} shape */
function reshaped(Base, array, shape) {
  const lengths = parseShape([shape], array._size);
  if (String(lengths) === String(array._shape)) return array;
  const unit = array._dtype.itemsize / array._codec.unit;
  const strides = reshapeStrides(array._shape, array._strides, lengths, unit);
  if (strides !== null) return makeView(Base, array, 0, lengths, strides);
  return reshaped(Base, astype(Base, array, array._dtype), lengths);
}

/** Whether all elements lie side by side in this order. @param {Strided} array @param {Order} order */
function hasOrder({ _shape: shape, _strides: strides, _dtype: dtype, _codec: codec }, order) {
  const unit = dtype.itemsize / codec.unit;
  return order === 'C'
    ? isContiguous(shape, strides, unit)
    : isContiguous([...shape].reverse(), [...strides].reverse(), unit);
}

/** Whether something is a single value, and no array of them. @param {any} value */
function isScalar(value) {
  return !(value instanceof Strided) && !isList(value) && !isMemory(value);
}

module.exports = { arrayOf, asarray, hasOrder, isScalar };
