'use strict';

/** How one element of a dtype becomes a JavaScript value and back. */

const { LITTLE } = require('../mapping/source');
const { record } = require('./records');
const { accessor, isTime, scalars, toDate } = require('./scalars');
const { latin1, utf32, bytes } = require('./strings');

/** @typedef {import('./dtype').DType} DType */

/**
 * @typedef {object} Codec
 * @property {any} Array constructor of the view's `data`: of a TypedArray, or DataView
 * @property {number} unit bytes that one step in `data` covers
 * @property {number} alignment `data` starts at a multiple of it
 * @property {import('./scalars').Names | null} names for `accessor`; null for what is no number
 * @property {(data: any, position: number) => any} read
 * @property {(value: unknown) => any} prepare refuses what the dtype cannot hold, writes nothing
 * @property {(data: any, position: number, prepared: any) => void} write
 */

/** @param {(dtype: DType) => Codec} make @returns {(dtype: DType) => Codec} */
function cached(make) {
  /** @type {WeakMap<DType, Codec>} */
  const codecs = new WeakMap();
  return (dtype) => {
    let codec = codecs.get(dtype);
    if (codec === undefined) codecs.set(dtype, (codec = make(dtype)));
    return codec;
  };
}

/** For aligned memory: a TypedArray where the dtype has one. */
const typedCodec = cached((dtype) => {
  if (!dtype.scalar || !dtype.native) return viewedCodec(dtype);
  const { Array, typed } = scalars[dtype.scalar];
  const unit = Array.BYTES_PER_ELEMENT;
  return { Array, unit, alignment: unit, ...ofScalar(dtype, dtype.scalar, typed) };
});

/** For any memory: a DataView. */
const viewedCodec = cached((dtype) => {
  const bytewise = { Array: DataView, unit: 1, alignment: 1, names: null };
  const little = dtype.byteorder === '=' ? LITTLE : dtype.byteorder !== '>';
  if (dtype.scalar) {
    const names = scalars[dtype.scalar][little ? 'little' : 'big'];
    return { ...bytewise, ...ofScalar(dtype, dtype.scalar, names) };
  }
  if (dtype.fields) return { ...bytewise, ...record(dtype, viewedCodec) };
  const { kind, str, itemsize } = dtype;
  if (kind === 'S') return { ...bytewise, ...latin1(str, itemsize) };
  if (kind === 'U') return { ...bytewise, ...utf32(str, itemsize, little) };
  return { ...bytewise, ...bytes(str, itemsize) };
});

/** @param {DType} dtype @param {string} scalar @param {import('./scalars').Names} names */
function ofScalar(dtype, scalar, names) {
  const check = isTime(dtype) ? toDate : scalars[scalar].prepare;
  const name = String(dtype);
  const { low, high } = names;
  const prepare = (/** @type {unknown} */ value) => check(value, name, { low, high });
  const { read, write } = accessor(names);
  return { names, read, write, prepare };
}

module.exports = { typedCodec, viewedCodec };
