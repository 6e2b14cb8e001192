'use strict';

/** Memory of callers as arrays over it: TypedArrays, DataViews, ArrayBuffers. */

const { isAnyArrayBuffer, isDataView, isTypedArray } = require('node:util').types;
const { dtype: parseDtype } = require('../dtype/dtype');
const { plainError, rangeError } = require('../errors');
const { Source } = require('../mapping/source');
const { parseShape } = require('../shape/layout');
const { Strided } = require('./base');
const { makeArray } = require('./create');

/** @typedef {import('../dtype/dtype').DType} DType */

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);

/**
 * A property as the engine has it: an own property of the same name says nothing of the memory.
 *
 * @param {object} prototype
 * @param {string | symbol} name
 * @returns {(view: any) => any}
 */
function intrinsic(prototype, name) {
  const { get } = /** @type {any} */ (Object.getOwnPropertyDescriptor(prototype, name));
  return (view) => get.call(view);
}

const kindOf = intrinsic(TypedArray, Symbol.toStringTag);
const lengthOf = intrinsic(TypedArray, 'length');

/** @param {object} prototype */
function spanReader(prototype) {
  const buffer = intrinsic(prototype, 'buffer');
  const byteOffset = intrinsic(prototype, 'byteOffset');
  const byteLength = intrinsic(prototype, 'byteLength');
  return (/** @type {any} */ view) => ({
    buffer: buffer(view),
    byteOffset: byteOffset(view),
    byteLength: byteLength(view),
  });
}

const spanOfTypedArray = spanReader(TypedArray);
const spanOfDataView = spanReader(DataView.prototype);

/** @param {any} value */
function isMemory(value) {
  return ArrayBuffer.isView(value) || isAnyArrayBuffer(value);
}

/**
 * Where the bytes are. The engine throws for what is detached, or shorter than it was.
 *
 * @param {any} memory
 * @returns {{ buffer: ArrayBufferLike, byteOffset: number, byteLength: number }}
 */
function spanOf(memory) {
  try {
    if (isDataView(memory)) return spanOfDataView(memory);
    const view = isTypedArray(memory) ? memory : new Uint8Array(memory);
    TypedArray.at.call(view, 0);
    return spanOfTypedArray(view);
  } catch {
    const kind = isTypedArray(memory) ? kindOf(memory) : memory[Symbol.toStringTag];
    throw plainError('BUFFER', `the buffer of the ${kind} is detached, or was made shorter`);
  }
}

/**
 * @param {any} Base class of the array
 * @param {any} memory
 * @param {DType} [dtype] of memory that is not a TypedArray with a kind of its own
 * @param {number[]} [shape] that fits; one -1 is worked out
 * @param {'C' | 'F'} [order]
 * @returns {Strided}
 */
function fromMemory(Base, memory, dtype, shape, order = 'C') {
  const { buffer, byteOffset, byteLength } = spanOf(memory);
  const isBare = !isTypedArray(memory) || Buffer.isBuffer(memory);
  const own = isBare ? (dtype ?? parseDtype('uint8')) : parseDtype(nameOf(kindOf(memory)));
  const count = byteLength / own.itemsize;
  if (!Number.isInteger(count)) {
    const message = 'Size of available data is not a multiple of the data-type size.';
    throw rangeError('SIZE', `${message} (dtype ${own}, ${byteLength} bytes)`);
  }
  const lengths = shape === undefined ? [count] : parseShape([shape], count);
  // Where it is the memory of a map, it closes with that.
  const source = Source.of(buffer) ?? new Source(buffer, { end: byteOffset + byteLength });
  return makeArray(Base, source, own, byteOffset, lengths, order);
}

/** @param {string} kind of a TypedArray */
function nameOf(kind) {
  return kind === 'Uint8ClampedArray' ? 'uint8' : kind.replace(/^Big|Array$/g, '').toLowerCase();
}

/** @param {any} array */
const fromTypedArray = (array) => fromMemory(Strided, array);

module.exports = { fromMemory, fromTypedArray, isMemory, lengthOf };
