'use strict';

/** What values the numeric dtypes take from callers, and in which form they go into memory. */

const { rangeError, typeError, show } = require('../errors');
const { narrow } = require('./float16');

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
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value !== 0 ? 1 : 0;
  if (typeof value === 'bigint') return value !== 0n ? 1 : 0;
  throw refuse(name, value);
}

/**
 * Fractions are cut off, as NumPy does.
 *
 * @param {number} low
 * @param {number} high
 */
function integer(low, high) {
  /** @param {unknown} value @param {string} name */
  return (value, name) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value !== 'number' && typeof value !== 'bigint') throw refuse(name, value);
    const whole = Math.trunc(Number(value));
    if (whole >= low && whole <= high) return whole;
    throw outOfBounds(name, value);
  };
}

/**
 * A number may carry at most 2^53 - 1: beyond, its last digits are already lost.
 *
 * @param {bigint} low
 * @param {bigint} high
 */
function bigInteger(low, high) {
  /** @param {unknown} value @param {string} name */
  return (value, name) => {
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
  };
}

const toInt64 = bigInteger(-(2n ** 63n), 2n ** 63n - 1n);

/** Dates count whole units. @param {unknown} value @param {string} name */
function toDate(value, name) {
  if (typeof value === 'boolean') throw refuse(name, value);
  if (typeof value === 'number' && !Number.isInteger(value)) throw refuse(name, value);
  return toInt64(value, name);
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
  return typeof value === 'bigint' ? narrow(value) : toFloat(value, name);
}

/** @param {(value: unknown, name: string) => number} toPart */
function complex(toPart) {
  /** @param {unknown} value @param {string} name */
  return (value, name) => {
    if (typeof value !== 'object') return { re: toPart(value, name), im: 0 };
    const { re, im } = /** @type {any} */ (value) ?? {};
    if (typeof re !== 'number' || typeof im !== 'number') throw refuse(name, value);
    return { re, im };
  };
}

/**
 * For each of the kernels' element types: checks a value and gives what is to be stored.
 *
 * @type {Record<string, (value: unknown, name: string) => any>}
 */
const prepare = {
  bool: toBool,
  int8: integer(-128, 127),
  int16: integer(-32768, 32767),
  int32: integer(-2147483648, 2147483647),
  uint8: integer(0, 255),
  uint16: integer(0, 65535),
  uint32: integer(0, 4294967295),
  int64: toInt64,
  uint64: bigInteger(0n, 2n ** 64n - 1n),
  float16: toShortFloat,
  bfloat16: toShortFloat,
  float32: toShortFloat,
  float64: toFloat,
  complex64: complex(toShortFloat),
  complex128: complex(toFloat),
};

module.exports = { prepare, toDate, refuse, outOfBounds };
