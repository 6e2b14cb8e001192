'use strict';

/** Float formats that JavaScript cannot load and store everywhere: binary16 and bfloat16. */

const { LITTLE } = require('../mapping/source');

/** Absent before Node 24. @type {any} */
const Float16 = /** @type {any} */ (globalThis).Float16Array ?? null;

const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);
const HIGH = LITTLE ? 1 : 0;
const float32 = new Float32Array(1);
const bits32 = new Uint32Array(float32.buffer);

/**
 * Rounds once, to nearest even.
 *
 * @param {number} value
 * @param {number} digits explicit bits of the significand
 * @param {number} bias of the exponent
 */
function encode(value, digits, bias) {
  float64[0] = value;
  const sign = words[HIGH] >>> 31 ? 0x8000 : 0;
  const infinity = (2 * bias + 1) << digits;
  if (value !== value) return infinity | (1 << (digits - 1));
  const magnitude = Math.abs(value);
  const exponent = ((words[HIGH] >>> 20) & 0x7ff) - 1023;
  if (exponent > bias) return sign | infinity;
  // Subnormals and normals share a rule: a carry out of the significand raises the exponent.
  const scale = Math.max(exponent, 1 - bias);
  const units = roundEven(magnitude * 2 ** (digits - scale));
  return sign | (units + ((scale + bias - 1) << digits));
}

/** @param {number} value below 2^51 */
function roundEven(value) {
  return value + 2 ** 52 - 2 ** 52;
}

/** @param {number} value @returns {number} the bits of the nearest binary16 */
const encodeFloat16 = (value) => encode(value, 10, 15);

/** @param {number} value @returns {number} the bits of the nearest bfloat16 */
const encodeBfloat16 = (value) => encode(value, 7, 127);

/** @param {number} bits @returns {number} */
function decodeFloat16(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (fraction + 1024) * 2 ** (exponent - 25);
}

/** @param {number} bits @returns {number} */
function decodeBfloat16(bits) {
  bits32[0] = bits << 16;
  return float32[0];
}

/**
 * A number that rounds to a shorter float as the bigint itself would: the digits that a float64
 * has no room for leave a sticky bit behind.
 *
 * @param {bigint} value
 */
function narrow(value) {
  const magnitude = value < 0n ? -value : value;
  const extra = magnitude.toString(2).length - 52;
  if (extra <= 0) return Number(value);
  const shift = BigInt(extra);
  const kept = magnitude >> shift;
  const sticky = kept << shift === magnitude ? kept : kept | 1n;
  return Number((value < 0n ? -sticky : sticky) << shift);
}

module.exports = {
  Float16,
  encodeFloat16,
  encodeBfloat16,
  decodeFloat16,
  decodeBfloat16,
  narrow,
};
