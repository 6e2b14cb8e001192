'use strict';

/** What callers give beside an array as an array of its own: NDArrays, TypedArrays, nested arrays. */

const { isTypedArray } = require('node:util').types;
const { dtype: parseDtype } = require('../dtype/dtype');
const { isList } = require('../shape/layout');
const { shapeOf, walk } = require('../shape/nested');
const { Strided, checkOpen } = require('./base');
const { makeEmpty } = require('./create');
const { fromTypedArray } = require('./typed');

const never = () => false;

/**
 * An array of what numbers, bigints, booleans, strings or `{ re, im }` there are, alone or nested;
 * null where they are of no kind or of several.
 *
 * @param {any} value
 * @returns {Strided | null}
 */
function arrayOf(value) {
  if (value instanceof Strided) {
    checkOpen(value);
    return value;
  }
  if (isTypedArray(value)) return fromTypedArray(value);
  // What is most often given.
  if (Array.isArray(value) && value.every((element) => typeof element === 'number')) {
    return fromTypedArray(new Float64Array(value));
  }
  const shape = shapeOf(value, never);
  /** @type {any[]} */
  const elements = [];
  walk(value, shape, never, (element) => elements.push(element));
  const dtype = dtypeOf(elements);
  if (dtype === null) return null;
  const array = makeEmpty(Strided, parseDtype(dtype), shape);
  const { prepare, write, unit } = array._codec;
  const step = array._dtype.itemsize / unit;
  for (const [at, element] of elements.entries()) write(array._data, at * step, prepare(element));
  return array;
}

/** Whether something is a single value, and no array of them. @param {any} value */
function isScalar(value) {
  return !(value instanceof Strided) && !isList(value);
}

const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/** @param {readonly any[]} elements @returns {string | null} */
function dtypeOf(elements) {
  const kinds = new Set(elements.map((element) => typeof element));
  if (kinds.size > 1) return null;
  const [kind] = kinds;
  if (kind === 'boolean') return 'bool';
  if (kind === 'number' || kind === undefined) return 'float64';
  if (kind === 'string') {
    const length = elements.reduce((most, text) => Math.max(most, [...text].length), 1);
    return `U${length}`;
  }
  if (kind === 'bigint') {
    const fits = (/** @type {bigint} */ least, /** @type {bigint} */ most) =>
      elements.every((element) => element >= least && element <= most);
    if (fits(-MAX_INT64 - 1n, MAX_INT64)) return 'int64';
    return fits(0n, MAX_UINT64) ? 'uint64' : null;
  }
  const isComplex = (/** @type {any} */ element) =>
    typeof element?.re === 'number' && typeof element?.im === 'number';
  return elements.every(isComplex) ? 'complex128' : null;
}

module.exports = { arrayOf, isScalar };
