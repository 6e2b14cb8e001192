'use strict';

/** Makes array objects, with the `data` that fits the memory. */

const { constants } = require('node:buffer');
const { typedCodec, viewedCodec } = require('../dtype/codec');
const { rangeError } = require('../errors');
const native = require('../mapping/native');
const { Source } = require('../mapping/source');
const { sizeOf, stridesC, stridesF } = require('../shape/layout');
const { constructorFor } = require('./access');
const { closedError } = require('./base');

/** @typedef {import('../dtype/dtype').DType} DType */
/** @typedef {import('../dtype/codec').Codec} Codec */
/** @typedef {import('./base').Strided} Strided */

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
  const strides =
    layout === 'C'
      ? stridesC(shape, itemsize)
      : layout === 'F'
        ? stridesF(shape, itemsize)
        : layout.slice();
  const codec = codecFor(source, dtype, byteOffset, shape, strides);
  const { unit } = codec;
  if (unit > 1) for (let axis = 0; axis < strides.length; axis++) strides[axis] /= unit;
  return construct(Base, source, dtype, codec, byteOffset, shape.slice(), strides);
}

/**
 * A view of the same dtype.
 *
 * @param {any} Base
 * @param {Strided} array
 * @param {number} shift from its element [0, ..., 0] to that of the view, in units of its data
 * @param {number[]} shape
 * @param {number[]} strides in units of the data; both become the view's own
 */
function makeView(Base, array, shift, shape, strides) {
  const { _source: source, _dtype: dtype, _codec: codec, _data: data, _start: start } = array;
  // Without elements there is no place that a shift could be sure to stay within.
  const from = sizeOf(shape) === 0 ? 0 : start + shift;
  const byteOffset = data.byteOffset + from * codec.unit;
  return construct(Base, source, dtype, codec, byteOffset, shape, strides);
}

/**
 * @param {any} Base
 * @param {Source} source
 * @param {DType} dtype
 * @param {Codec} codec
 * @param {number} byteOffset of element [0, ..., 0]
 * @param {number[]} shape
 * @param {number[]} strides in units of the data
 */
function construct(Base, source, dtype, codec, byteOffset, shape, strides) {
  const { unit } = codec;
  let size = 1;
  let low = 0;
  let high = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    size *= shape[axis];
    const reach = (shape[axis] - 1) * strides[axis];
    if (reach < 0) low += reach;
    else high += reach;
  }
  let start = 0;
  let length = 0;
  if (size > 0) {
    start = 0 - low;
    length = high - low + dtype.itemsize / unit;
  }
  const data = openData(codec, source, byteOffset - start * unit, length);
  const Class = constructorFor(Base, codec, length, shape, strides);
  Object.freeze(shape);
  Object.freeze(strides);
  return new Class(source, dtype, codec, data, start, shape, strides, size);
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
 * @param {Codec} codec
 * @param {Source} source
 * @param {number} byteOffset
 * @param {number} length in units of the data
 */
function openData(codec, source, byteOffset, length) {
  try {
    return new codec.Array(source.buffer, byteOffset, length);
  } catch {
    // What the caller gave can have closed the map while it was read.
    if (source.closed[0] !== 0) throw closedError();
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
 * @param {'C' | 'F'} [order]
 */
function makeZeros(Base, dtype, shape, order = 'C') {
  return allocate(Base, dtype, shape, order, (bytes) => new ArrayBuffer(bytes));
}

/**
 * The same with whatever bytes were in memory before, as `numpy.empty`; whoever calls it writes them
 * all. Where the memory was freed a moment ago, nobody has to clear it first.
 *
 * @param {any} Base
 * @param {DType} dtype
 * @param {readonly number[]} shape
 * @param {'C' | 'F'} [order]
 */
function makeEmpty(Base, dtype, shape, order = 'C') {
  return allocate(Base, dtype, shape, order, (bytes) =>
    bytes < LARGE || bytes > constants.MAX_LENGTH
      ? new ArrayBuffer(bytes)
      : Buffer.allocUnsafeSlow(bytes).buffer,
  );
}

/**
 * @param {any} Base
 * @param {DType} dtype
 * @param {readonly number[]} shape
 * @param {'C' | 'F'} order
 * @param {(bytes: number) => ArrayBufferLike} memory
 */
function allocate(Base, dtype, shape, order, memory) {
  const bytes = sizeOf(shape) * dtype.itemsize;
  let buffer;
  try {
    buffer = memory(bytes);
  } catch {
    throw rangeError('LIMIT', `an array of ${bytes} bytes cannot be allocated`);
  }
  const array = makeArray(Base, new Source(buffer), dtype, 0, shape, order);
  if (bytes >= LARGE) native.adviseHuge(array._data);
  return array;
}

module.exports = { makeArray, makeView, makeEmpty, makeZeros };
