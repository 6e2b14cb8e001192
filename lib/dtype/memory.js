'use strict';

/** How the kernels' element types lie in memory: through a TypedArray, or byte by byte through a DataView. */

const {
  Float16,
  decodeFloat16,
  encodeFloat16,
  decodeBfloat16,
  encodeBfloat16,
} = require('./float16');

/**
 * @typedef {object} Access
 * @property {(data: any, position: number) => any} read
 * @property {(data: any, position: number, stored: any) => void} write
 */

/** @typedef {Access & { Array: any }} TypedAccess `Array` is the TypedArray's constructor */

/**
 * @param {any} TypedArray
 * @returns {TypedAccess}
 */
function plain(TypedArray) {
  return {
    Array: TypedArray,
    read: (data, position) => data[position],
    write: (data, position, stored) => {
      data[position] = stored;
    },
  };
}

/**
 * @param {(bits: number) => number} decode
 * @param {(value: number) => number} encode
 * @returns {TypedAccess}
 */
function raw(decode, encode) {
  return {
    Array: Uint16Array,
    read: (data, position) => decode(data[position]),
    write: (data, position, stored) => {
      data[position] = encode(stored);
    },
  };
}

/** @param {any} TypedArray of the parts @returns {TypedAccess} */
function pairs(TypedArray) {
  return {
    Array: TypedArray,
    read: (data, position) => ({ re: data[position], im: data[position + 1] }),
    write: (data, position, { re, im }) => {
      data[position] = re;
      data[position + 1] = im;
    },
  };
}

/** @type {Record<string, TypedAccess>} */
const typed = {
  bool: { ...plain(Uint8Array), read: (data, position) => data[position] !== 0 },
  int8: plain(Int8Array),
  int16: plain(Int16Array),
  int32: plain(Int32Array),
  int64: plain(BigInt64Array),
  uint8: plain(Uint8Array),
  uint16: plain(Uint16Array),
  uint32: plain(Uint32Array),
  uint64: plain(BigUint64Array),
  float16: Float16 ? plain(Float16) : raw(decodeFloat16, encodeFloat16),
  bfloat16: raw(decodeBfloat16, encodeBfloat16),
  float32: plain(Float32Array),
  float64: plain(Float64Array),
  complex64: pairs(Float32Array),
  complex128: pairs(Float64Array),
};

/**
 * @param {string} type of DataView's methods
 * @param {boolean} little
 * @param {(bits: number) => any} [decode]
 * @param {(value: any) => number} [encode]
 * @returns {Access}
 */
function viewed(type, little, decode, encode) {
  const [get, set] = [`get${type}`, `set${type}`];
  if (decode && encode) {
    return {
      read: (view, position) => decode(view[get](position, little)),
      write: (view, position, stored) => view[set](position, encode(stored), little),
    };
  }
  return {
    read: (view, position) => view[get](position, little),
    write: (view, position, stored) => view[set](position, stored, little),
  };
}

/** @param {'Float32' | 'Float64'} type @param {boolean} little @returns {Access} */
function viewedPairs(type, little) {
  const part = viewed(type, little);
  const width = type === 'Float32' ? 4 : 8;
  return {
    read: (view, position) => ({
      re: part.read(view, position),
      im: part.read(view, position + width),
    }),
    write: (view, position, { re, im }) => {
      part.write(view, position, re);
      part.write(view, position + width, im);
    },
  };
}

/** @type {Record<string, (little: boolean) => Access>} */
const bytewise = {
  bool: () => ({
    ...viewed('Uint8', true),
    read: (view, position) => view.getUint8(position) !== 0,
  }),
  int8: (little) => viewed('Int8', little),
  int16: (little) => viewed('Int16', little),
  int32: (little) => viewed('Int32', little),
  int64: (little) => viewed('BigInt64', little),
  uint8: (little) => viewed('Uint8', little),
  uint16: (little) => viewed('Uint16', little),
  uint32: (little) => viewed('Uint32', little),
  uint64: (little) => viewed('BigUint64', little),
  float16: (little) => viewed('Uint16', little, decodeFloat16, encodeFloat16),
  bfloat16: (little) => viewed('Uint16', little, decodeBfloat16, encodeBfloat16),
  float32: (little) => viewed('Float32', little),
  float64: (little) => viewed('Float64', little),
  complex64: (little) => viewedPairs('Float32', little),
  complex128: (little) => viewedPairs('Float64', little),
};

module.exports = { typed, bytewise };
