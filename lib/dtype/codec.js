'use strict';

/** How one element of a dtype becomes a JavaScript value and back. */

const { Float16, LITTLE } = require('./float16');
const { typed, bytewise } = require('./memory');
const { prepare, toDate } = require('./numbers');
const { latin1, utf32, bytes } = require('./strings');
const { record } = require('./records');

/** @typedef {import('./dtype').DType} DType */

/**
 * @typedef {object} Codec
 * @property {any} Array constructor of the view's `data`: of a TypedArray, or DataView
 * @property {number} unit bytes that one step in `data` covers
 * @property {number} alignment `data` starts at a multiple of it
 * @property {string} access which get and set of lib/access.js serve it; '' for the general ones
 * @property {(data: any, position: number) => any} read
 * @property {(value: unknown) => any} prepare refuses what the dtype cannot hold, writes nothing
 * @property {(data: any, position: number, prepared: any) => void} write
 */

/** @type {WeakMap<DType, Codec>} */
const typedCodecs = new WeakMap();
/** @type {WeakMap<DType, Codec>} */
const viewedCodecs = new WeakMap();

/**
 * For aligned memory: a TypedArray where the dtype has one.
 *
 * @param {DType} dtype
 */
function typedCodec(dtype) {
  let codec = typedCodecs.get(dtype);
  if (codec === undefined) {
    codec = dtype.scalar && dtype.native ? makeTyped(dtype, dtype.scalar) : viewedCodec(dtype);
    typedCodecs.set(dtype, codec);
  }
  return codec;
}

/**
 * For any memory: a DataView.
 *
 * @param {DType} dtype
 */
function viewedCodec(dtype) {
  let codec = viewedCodecs.get(dtype);
  if (codec === undefined) {
    const element = makeViewed(dtype);
    codec = { Array: DataView, unit: 1, alignment: 1, access: '', ...element };
    viewedCodecs.set(dtype, codec);
  }
  return codec;
}

/** @param {DType} dtype @param {string} scalar @returns {Codec} */
function makeTyped(dtype, scalar) {
  const access = typed[scalar];
  const unit = access.Array.BYTES_PER_ELEMENT;
  const family = scalar === 'float16' && Float16 === null ? 'float16bits' : scalar;
  // int64 and dates differ in what they take, which only the general `prepare` decides.
  return { ...access, unit, alignment: unit, access: family, prepare: preparer(dtype, scalar) };
}

/** @param {DType} dtype @returns {import('./strings').Codec} */
function makeViewed(dtype) {
  const little = dtype.byteorder === '=' ? LITTLE : dtype.byteorder !== '>';
  if (dtype.scalar) {
    return { ...bytewise[dtype.scalar](little), prepare: preparer(dtype, dtype.scalar) };
  }
  if (dtype.fields) return record(dtype, viewedCodec);
  if (dtype.kind === 'S') return latin1(dtype.str, dtype.itemsize);
  if (dtype.kind === 'U') return utf32(dtype.str, dtype.itemsize, little);
  return bytes(dtype.str, dtype.itemsize);
}

/** @param {DType} dtype @param {string} scalar */
function preparer(dtype, scalar) {
  const check = dtype.kind === 'M' || dtype.kind === 'm' ? toDate : prepare[scalar];
  const name = String(dtype);
  return (/** @type {unknown} */ value) => check(value, name);
}

module.exports = { typedCodec, viewedCodec };
