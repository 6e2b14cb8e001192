'use strict';

/** Nested arrays of callers as arrays in memory. */

const { isUint8Array } = require('node:util').types;
const { dtype: parseDtype } = require('../dtype/dtype');
const { shapeOf, walk } = require('../shape/nested');
const { makeZeros } = require('./create');

/** @typedef {import('./base').Strided} Strided */
/** @typedef {import('../dtype/dtype').DType} DType */

/** Whether a list is one element: bytes into V. @param {DType} dtype @param {unknown} value */
function isElement(dtype, value) {
  return dtype.kind === 'V' && !dtype.scalar && !dtype.fields && isUint8Array(value);
}

/**
 * An array of the values of single elements, alone or nested.
 *
 * @param {any} Base class of the array
 * @param {DType} dtype
 * @param {any} value
 * @param {(shape: number[]) => void} [check] refuses a shape, before there is memory for it
 * @returns {Strided}
 */
function fromLists(Base, dtype, value, check) {
  /** @param {any} item */
  const isLeaf = (item) => isElement(dtype, item);
  const shape = shapeOf(value, isLeaf);
  check?.(shape);
  const array = makeZeros(Base, dtype, shape);
  const { prepare, write, unit } = array._codec;
  let at = 0;
  walk(value, shape, isLeaf, (element) => {
    write(array._data, at, prepare(element));
    at += dtype.itemsize / unit;
  });
  return array;
}

const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * What numbers, bigints, booleans, strings or `{ re, im }` there are; null where they are of no kind
 * or of several.
 *
 * @param {any} value
 * @returns {DType | null}
 */
function dtypeOfLists(value) {
  const never = () => false;
  const kinds = new Set();
  let [length, least, most] = [1, 0n, 0n];
  walk(value, shapeOf(value, never), never, (element) => {
    const kind = kindOf(element);
    kinds.add(kind);
    if (kind === 'string') length = Math.max(length, [...element].length);
    if (kind !== 'bigint') return;
    if (element < least) least = element;
    if (element > most) most = element;
  });
  const [kind = 'number'] = kinds;
  if (kinds.size > 1) return null;
  const integers = least >= -MAX_INT64 - 1n && most <= MAX_INT64 ? 'int64' : 'uint64';
  /** @type {Record<string, string>} */
  const names = {
    boolean: 'bool',
    number: 'float64',
    string: `U${length}`,
    complex: 'complex128',
    bigint: integers,
  };
  const isTooLarge = integers === 'uint64' && (least < 0n || most > MAX_UINT64);
  return !(kind in names) || isTooLarge ? null : parseDtype(names[kind]);
}

/** @param {any} element */
function kindOf(element) {
  const isComplex = typeof element?.re === 'number' && typeof element?.im === 'number';
  return isComplex ? 'complex' : typeof element;
}

module.exports = { dtypeOfLists, fromLists, isElement };
