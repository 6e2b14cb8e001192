'use strict';

/** Arrays over plain memory, and seeded chance, for tests of what does not depend on files. */

const { dtype: parseDtype } = require('../../lib/dtype/dtype');
const { makeArray } = require('../../lib/array/create');
const { NDArray } = require('../../lib/array/ndarray');
const { Source } = require('../../lib/mapping/source');

/**
 * @param {any} dtype
 * @param {number[]} shape
 * @param {{ order?: 'C' | 'F', bytes?: Uint8Array, shared?: boolean, offset?: number,
 *   source?: object, values?: any }} [options]
 *   `offset`: where in its buffer the array begins
 */
function arrayOf(dtype, shape, { order = 'C', bytes, shared, offset = 0, source, values } = {}) {
  const type = parseDtype(dtype);
  const length = shape.reduce((size, dim) => size * dim, type.itemsize);
  const buffer = new (shared ? SharedArrayBuffer : ArrayBuffer)(offset + length);
  if (bytes) new Uint8Array(buffer, offset, length).set(bytes);
  const array = makeArray(NDArray, new Source(buffer, source), type, offset, shape, order);
  if (values !== undefined) array.assign(values);
  return array;
}

/** The bytes of the memory behind an array. @param {any} array */
function memoryOf(array) {
  const { buffer, byteOffset, byteLength } = array.data;
  return Buffer.from(new Uint8Array(buffer, byteOffset, byteLength)).toString('hex');
}

/** Numbers from 0 to 1 that are the same in each run (mulberry32). @param {number} seed */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Choices made with a `random`. @param {() => number} next */
function chance(next) {
  return {
    next,
    /** @param {number} low @param {number} high included */
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}

module.exports = { arrayOf, memoryOf, random, chance };
