'use strict';

/** Makes array objects, with the `data` that fits the memory. */

const { typedCodec, viewedCodec } = require('../dtype/codec');
const { rangeError } = require('../errors');
const { accessFor, classFor } = require('./fast');
const { sizeOf, stridesC, stridesF } = require('../shape/layout');
const native = require('../mapping/native');
const { Source } = require('../mapping/source');
const { Strided } = require('./base');

/** @typedef {import('../dtype/dtype').DType} DType */

/** Bytes from which an allocation is fresh pages from the system, and worth huge ones. */
const LARGE = 2 ** 22;

/**
 * @param {any} Base the class that callers see: NDArray, Memmap or a subclass
 * @param {Source} source
 * @param {DType} dtype
 * @param {number} byteOffset of element [0, ..., 0] in `source.buffer`
 * @param {readonly number[]} shape
 * @param {'C' | 'F' | readonly number[]} layout an order, without gaps; or strides in bytes
 */
function makeArray(Base, source, dtype, byteOffset, shape, layout) {
  const { itemsize } = dtype;
  const size = sizeOf(shape);
  let low = 0;
  let length = size * itemsize;
  let steps;
  if (layout === 'C') steps = stridesC(shape, itemsize);
  else if (layout === 'F') steps = stridesF(shape, itemsize);
  else {
    steps = layout.slice();
    if (size > 0) {
      let high = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        const reach = (shape[axis] - 1) * steps[axis];
        if (reach < 0) low += reach;
        else high += reach;
      }
      length = high - low + itemsize;
    }
  }
  const codec = codecFor(source, dtype, byteOffset, shape, steps);
  const { unit } = codec;
  if (unit > 1) for (let axis = 0; axis < steps.length; axis++) steps[axis] /= unit;
  const data = openData(codec, source.buffer, byteOffset + low, length / unit);
  const start = low === 0 ? 0 : -low / unit;
  const dims = Object.freeze(shape.slice());
  const strides = Object.freeze(steps);
  const access = accessFor(length / unit, dims, strides);
  const place = new access.Place(start, dims, strides);
  const Class = classFor(Base, access.of(codec.access)[dims.length]);
  if (Class !== null)
    return new Class(source, dtype, codec, data, start, dims, strides, size, place);
  const state = [source, dtype, codec, data, start, dims, strides, size, place];
  return Reflect.construct(Strided, state, Base);
}

/**
 * @param {Source} source
 * @param {DType} dtype
 * @param {number} byteOffset
 * @param {readonly number[]} shape
 * @param {number[]} steps in bytes; those never taken are made to fit
 */
function codecFor(source, dtype, byteOffset, shape, steps) {
  const codec = typedCodec(dtype);
  const { alignment } = codec;
  if (alignment === 1) return codec;
  const { misalignment } = source;
  if (byteOffset % alignment !== 0 || misalignment % alignment !== 0) return viewedCodec(dtype);
  for (let axis = 0; axis < steps.length; axis++) {
    if (steps[axis] % alignment === 0) continue;
    if (shape[axis] > 1) return viewedCodec(dtype);
    steps[axis] = dtype.itemsize;
  }
  return codec;
}

/**
 * @param {import('../dtype/codec').Codec} codec
 * @param {ArrayBufferLike} buffer
 * @param {number} byteOffset
 * @param {number} length in units of the data
 */
function openData(codec, buffer, byteOffset, length) {
  try {
    return new codec.Array(buffer, byteOffset, length);
  } catch {
    const name = codec.Array.name;
    throw rangeError('LIMIT', `${length} elements are more than a ${name} of this runtime holds`);
  }
}

/**
 * An array in memory of its own, all zero.
 *
 * @param {any} Base
 * @param {DType} dtype
 * @param {readonly number[]} shape
 */
function makeEmpty(Base, dtype, shape) {
  const bytes = sizeOf(shape) * dtype.itemsize;
  let buffer;
  try {
    buffer = new ArrayBuffer(bytes);
  } catch {
    throw rangeError('LIMIT', `an array of ${bytes} bytes cannot be allocated`);
  }
  const array = makeArray(Base, new Source(buffer), dtype, 0, shape, 'C');
  if (bytes >= LARGE) native.adviseHuge(array._data);
  return array;
}

module.exports = { makeArray, makeEmpty };
