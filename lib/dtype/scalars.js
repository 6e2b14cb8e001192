'use strict';

/** The numeric element types: what holds them, which values they take, how one is read and stored. */

const { rangeError, typeError, show } = require('../errors');
const float16 = require('./float16');

/**
 * @typedef {object} Accessor
 * @property {(data: any, position: number) => any} read
 * @property {(data: any, position: number, stored: any) => void} write
 * @property {(value: any) => boolean} accepts whether `write` takes a value as it is; where not,
 *   `prepare` converts or refuses it
 */

/**
 * @typedef {object} Names what `accessor` works with; an object for each kind of memory
 * @property {'number' | 'integer' | 'bigint' | 'boolean' | 'complex'} takes
 * @property {number | bigint} [low] the bounds of integers
 * @property {number | bigint} [high]
 * @property {(stored: any) => any} [decode] makes a value of what is stored
 * @property {(value: any) => any} [encode]
 * @property {number} [imaginary] steps from the real part to the imaginary one
 * @property {(re: number, im: number) => { re: number, im: number }} [complex]
 * @property {string} [get] of a DataView; without one the data is a TypedArray
 * @property {string} [set]
 * @property {boolean} [little]
 */

/**
 * How an element is read, checked and stored. array/access.js compiles this text again for each
 * kind of memory, so it uses nothing but its argument.
 *
 * @param {any} names see Names
 * @returns {Accessor}
 */
function accessor({ takes, low, high, decode, encode, imaginary, complex, get, set, little }) {
  const accepts = {
    number: (/** @type {any} */ value) => typeof value === 'number',
    integer: (/** @type {any} */ value) =>
      typeof value === 'number' && value >= low && value <= high,
    bigint: (/** @type {any} */ value) =>
      typeof value === 'bigint' && value >= low && value <= high,
    boolean: (/** @type {any} */ value) => typeof value === 'boolean',
    complex: () => false,
  }[/** @type {Names['takes']} */ (takes)];
  /** @type {Accessor['read']} */
  const load = get ? (view, at) => view[get](at, little) : (data, at) => data[at];
  /** @type {Accessor['write']} */
  const store = get
    ? (view, at, stored) => view[set](at, stored, little)
    : (data, at, stored) => void (data[at] = stored);
  if (imaginary) {
    return {
      accepts,
      read: (data, at) => complex(load(data, at), load(data, at + imaginary)),
      write: (data, at, { re, im }) => {
        store(data, at, re);
        store(data, at + imaginary, im);
      },
    };
  }
  if (!decode) return { accepts, read: load, write: store };
  return {
    accepts,
    read: (data, at) => decode(load(data, at)),
    write: (data, at, value) => store(data, at, encode(value)),
  };
}

/** @param {string} name of the dtype @param {unknown} value */
function refuse(name, value) {
  return typeError('VALUE', `${name} cannot hold ${show(value)}`);
}

/** @param {string} name @param {unknown} value */
function outOfBounds(name, value) {
  return rangeError('VALUE', `value ${show(value)} is out of bounds for ${name}`);
}

/** @param {unknown} value @param {string} name */
function toBool(value, name) {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'bigint') return value !== 0n;
  throw refuse(name, value);
}

/**
 * Fractions are cut off, as NumPy does.
 *
 * @type {Prepare}
 */
function toInteger(value, name, { low, high }) {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'number' && typeof value !== 'bigint') throw refuse(name, value);
  const whole = Math.trunc(Number(value));
  if (whole >= low && whole <= high) return whole;
  throw outOfBounds(name, value);
}

/**
 * A number may carry at most 2^53 - 1: beyond, its last digits are already lost.
 *
 * @type {Prepare}
 */
function toBigInt(value, name, { low, high }) {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') {
    const whole = Math.trunc(value);
    if (!Number.isSafeInteger(whole)) {
      throw rangeError('VALUE', `number ${value} is no safe integer for ${name}: pass a bigint`);
    }
    value = BigInt(whole);
  }
  if (typeof value !== 'bigint') throw refuse(name, value);
  if (value >= low && value <= high) return value;
  throw outOfBounds(name, value);
}

/** Dates count whole units. @type {Prepare} */
function toDate(value, name, bounds) {
  if (typeof value === 'boolean') throw refuse(name, value);
  if (typeof value === 'number' && !Number.isInteger(value)) throw refuse(name, value);
  return toBigInt(value, name, bounds);
}

/** @param {unknown} value @param {string} name */
function toFloat(value, name) {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw refuse(name, value);
}

/** @param {unknown} value @param {string} name */
function toShortFloat(value, name) {
  return typeof value === 'bigint' ? float16.narrow(value) : toFloat(value, name);
}

/** @param {(value: unknown, name: string) => number} toPart @returns {Prepare} */
function toComplex(toPart) {
  return (value, name) => {
    if (typeof value !== 'object') return { re: toPart(value, name), im: 0 };
    const { re, im } = /** @type {any} */ (value) ?? {};
    if (typeof re !== 'number' || typeof im !== 'number') throw refuse(name, value);
    return { re, im };
  };
}

/**
 * Checks a value and gives what is to be stored.
 *
 * @typedef {(value: unknown, name: string, bounds: { low: any, high: any }) => any} Prepare
 */

/**
 * @typedef {object} Scalar
 * @property {any} Array the TypedArray
 * @property {Prepare} prepare
 * @property {Names} typed through the TypedArray
 * @property {Names} big through a DataView
 * @property {Names} little
 */

/**
 * @param {any} TypedArray
 * @param {Prepare} prepare
 * @param {Names} typed
 * @param {Partial<Names>} [viewed] what is different in a DataView
 * @returns {Scalar}
 */
function scalar(TypedArray, prepare, typed, viewed) {
  const type = TypedArray.name.replace('Array', '');
  const names = { ...typed, ...viewed, get: `get${type}`, set: `set${type}` };
  const [big, little] = [false, true].map((little) => ({ ...names, little }));
  return { Array: TypedArray, prepare, typed: { ...typed }, big, little };
}

/** @param {any} TypedArray of integers */
function integer(TypedArray) {
  const bits = BigInt(8 * TypedArray.BYTES_PER_ELEMENT);
  const isSigned = !TypedArray.name.includes('Uint');
  const low = isSigned ? -(2n ** (bits - 1n)) : 0n;
  const high = 2n ** (isSigned ? bits - 1n : bits) - 1n;
  if (bits === 64n) return scalar(TypedArray, toBigInt, { takes: 'bigint', low, high });
  const bounds = { low: Number(low), high: Number(high) };
  return scalar(TypedArray, toInteger, { takes: 'integer', ...bounds });
}

/** @param {(bits: number) => number} decode @param {(value: number) => number} encode */
function encoded(decode, encode) {
  return scalar(Uint16Array, toShortFloat, { takes: 'number', decode, encode });
}

/** Without a Float16Array, and in DataViews, the bits are converted here. */
function half() {
  const bits = encoded(float16.decodeFloat16, float16.encodeFloat16);
  const { Float16 } = float16;
  return Float16 ? { ...bits, Array: Float16, typed: { ...number } } : bits;
}

/** @param {any} TypedArray of the parts @param {(value: unknown, name: string) => number} toPart */
function complex(TypedArray, toPart) {
  const pair = (/** @type {number} */ re, /** @type {number} */ im) => ({ re, im });
  /** @type {Names} */
  const names = { takes: 'complex', imaginary: 1, complex: pair };
  const viewed = { imaginary: TypedArray.BYTES_PER_ELEMENT };
  return scalar(TypedArray, toComplex(toPart), names, viewed);
}

/** @type {Names} */
const number = { takes: 'number' };

/** By the names that the addon gives. @type {Record<string, Scalar>} */
const scalars = {
  bool: scalar(Uint8Array, toBool, {
    takes: 'boolean',
    decode: (/** @type {number} */ byte) => byte !== 0,
    encode: (/** @type {boolean} */ value) => (value ? 1 : 0),
  }),
  int8: integer(Int8Array),
  int16: integer(Int16Array),
  int32: integer(Int32Array),
  int64: integer(BigInt64Array),
  uint8: integer(Uint8Array),
  uint16: integer(Uint16Array),
  uint32: integer(Uint32Array),
  uint64: integer(BigUint64Array),
  float16: half(),
  bfloat16: encoded(float16.decodeBfloat16, float16.encodeBfloat16),
  float32: scalar(Float32Array, toShortFloat, number),
  float64: scalar(Float64Array, toFloat, number),
  complex64: complex(Float32Array, toShortFloat),
  complex128: complex(Float64Array, toFloat),
};

/** Whether elements are dates or spans of time. @param {{ kind: string }} dtype */
const isTime = ({ kind }) => kind === 'M' || kind === 'm';

module.exports = { scalars, accessor, isTime, toDate, refuse };
