'use strict';

/** TypedArrays of callers as arrays over the same memory. */

const { dtype: parseDtype } = require('../dtype/dtype');
const { plainError } = require('../errors');
const { Source } = require('../mapping/source');
const { isDetached } = require('../shape/layout');
const { Strided } = require('./base');
const { makeArray } = require('./create');

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);

/**
 * A property as the engine has it: an own property of the same name says nothing of the memory.
 *
 * @param {string | symbol} name
 * @returns {(array: any) => any}
 */
function intrinsic(name) {
  const { get } = /** @type {any} */ (Object.getOwnPropertyDescriptor(TypedArray, name));
  return (array) => get.call(array);
}

const kindOf = intrinsic(Symbol.toStringTag);
const lengthOf = intrinsic('length');
const bufferOf = intrinsic('buffer');
const byteOffsetOf = intrinsic('byteOffset');

/** @param {any} array @returns {Strided} */
function fromTypedArray(array) {
  const kind = kindOf(array);
  const name =
    kind === 'Uint8ClampedArray' ? 'uint8' : kind.replace(/^Big|Array$/g, '').toLowerCase();
  const buffer = bufferOf(array);
  // Where it is the memory of a map, it closes with that.
  const source = Source.of(buffer) ?? new Source(buffer);
  if (isDetached(buffer)) throw plainError('BUFFER', `the buffer of the ${kind} is detached`);
  return makeArray(Strided, source, parseDtype(name), byteOffsetOf(array), [lengthOf(array)], 'C');
}

module.exports = { fromTypedArray, lengthOf };
