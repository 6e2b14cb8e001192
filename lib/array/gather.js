'use strict';

/** Rows of an array by their indices, or by a condition: `take` and `compress`. */

const { isTypedArray } = require('node:util').types;
const { nativeOrder } = require('../dtype/dtype');
const { rangeError, show, typeError } = require('../errors');
const native = require('../mapping/native');
const { isList, showShape, sizeOf } = require('../shape/layout');
const { copy } = require('./assign');
const { Strided, checkOpen, checkWritable } = require('./base');
const { isSame, overlaps, transfer, wholeOperand } = require('./convert');
const { makeEmpty } = require('./create');
const { flatPosition } = require('./element');
const { parseAxis } = require('./reduce');
const { fromTypedArray } = require('./memory');
const { arrayOf } = require('./values');
const { reshape } = require('./views');
const { Work, mappedPages } = require('./work');

/** @typedef {import('./work').Operation} Operation */

/**
 * @param {Strided} array
 * @param {unknown} given
 * @returns {number}
 */
function parseRowAxis(array, given) {
  const ndim = array._shape.length;
  if (given === null) throw typeError('INDEX', 'axis must be an integer (got null)');
  const flags = parseAxis(given ?? 0, ndim, true);
  return /** @type {boolean[]} */ (flags).indexOf(true);
}

/** @param {unknown} indices */
function wrongIndices(indices) {
  return typeError(
    'INDEX',
    `indices must be integers: a number, nested arrays, a TypedArray or an NDArray (got ${show(indices)})`,
  );
}

/**
 * Indices as an array of integers, or of float64 with whole numbers.
 *
 * @param {unknown} given
 * @returns {Strided}
 */
function indexArray(given) {
  const isOne = typeof given === 'number' || typeof given === 'bigint';
  if (!isOne && !isList(given) && !(given instanceof Strided)) throw wrongIndices(given);
  let indices;
  try {
    indices = arrayOf(given);
  } catch (error) {
    if (/** @type {any} */ (error).code === 'ERR_MEMMAP_SHAPE') throw wrongIndices(given);
    throw error;
  }
  const dtype = indices?._dtype;
  const fits =
    dtype?.scalar && ('iu'.includes(dtype.kind) || dtype.scalar === 'float64' || isEmpty(given));
  if (!indices || !fits) throw wrongIndices(given);
  return indices;
}

/** @param {any} given */
function isEmpty(given) {
  return Array.isArray(given) && given.length === 0;
}

/**
 * @param {Strided} array
 * @param {number} axis
 * @param {Strided} indices
 * @param {boolean} isCondition
 * @returns {Generator<Work, import('../mapping/native').RowIndices, void>}
 */
function* rowIndices(array, axis, indices, isCondition) {
  const length = array._shape[axis];
  const work = new Work([indices], () =>
    native.Work.rows(wholeOperand(indices), length, isCondition, mappedPages(indices)),
  );
  yield work;
  try {
    return work.finish((work) => work.indices());
  } catch (thrown) {
    const error = /** @type {any} */ (thrown);
    if (error.name !== 'RangeError' || error.code !== 'ERR_MEMMAP_INDEX') throw error;
    // The message is the number of the first one that does not fit.
    const at = flatPosition(indices, Number(error.message));
    const index = indices._codec.read(indices._data, at);
    throw rangeError(
      'INDEX',
      `indices: index ${index} is out of bounds for axis ${axis} with size ${length}`,
    );
  }
}

/**
 * @param {any} NDArray
 * @param {Strided} array
 * @param {number} axis
 * @param {any} rows of the addon
 * @param {readonly number[]} shape of the indices
 * @param {unknown} out
 * @param {boolean} isTwin
 * @returns {Generator<Work, any, void>}
 */
function* gather(NDArray, array, axis, rows, shape, out, isTwin) {
  const result = [...array._shape.slice(0, axis), ...shape, ...array._shape.slice(axis + 1)];
  const dtype = nativeOrder(array._dtype);
  const target = out === undefined ? null : parseOut(out, dtype, result);
  // Records keep the byte order of their fields while they are moved.
  const moved = dtype.fields ? array._dtype : dtype;
  // Off the main thread the caller could see `out` half written, or free it.
  const isDirect = target !== null && !isTwin && isFree(target, array) && moved === target._dtype;
  const taken = isDirect ? target : makeEmpty(NDArray, moved, result);
  const work = new Work(
    [array],
    () => native.Work.take(taken._data, wholeOperand(array), axis, rows, mappedPages(array)),
    taken,
  );
  yield work;
  if (isDirect) return out;
  const copied = isSame(moved, dtype) ? taken : copy(NDArray, taken);
  if (target === null) return copied;
  checkWritable(target);
  transfer(target, copied);
  return out;
}

/** Whether rows can be written side by side, to memory apart. @param {Strided} to @param {Strided} from */
function isFree(to, from) {
  return to._source.id === 0 && to.contiguous && !overlaps(from, to);
}

/**
 * @param {any} out
 * @param {import('../dtype/dtype').DType} dtype
 * @param {readonly number[]} shape
 */
function parseOut(out, dtype, shape) {
  const isArray = out instanceof Strided;
  if (!isArray && !isTypedArray(out)) {
    throw typeError('OPTION', `out must be an NDArray or a TypedArray (got ${show(out)})`);
  }
  const target = isArray ? out : fromTypedArray(out);
  checkWritable(target);
  if (!isSame(target._dtype, dtype)) {
    throw typeError('DTYPE', `out: ${dtype} is needed (got ${target._dtype})`);
  }
  if (target._size !== sizeOf(shape)) {
    const [needed, got] = [showShape(shape), showShape(target._shape)];
    throw rangeError('SHAPE', `out: as many elements as ${needed} has are needed (got ${got})`);
  }
  return reshape(Strided, target, [shape]);
}

/** @param {any} NDArray @returns {Operation} */
function take(NDArray) {
  return function* (array, [given], options, isTwin) {
    const axis = parseRowAxis(array, options.axis);
    const indices = indexArray(given);
    const rows = yield* rowIndices(array, axis, indices, false);
    return yield* gather(NDArray, array, axis, rows, indices._shape, options.out, isTwin);
  };
}

/** @param {any} NDArray @returns {Operation} */
function compress(NDArray) {
  return function* (array, [given], options) {
    const axis = parseRowAxis(array, options.axis);
    const wrong = () =>
      typeError('VALUE', `condition must be booleans or a Uint8Array (got ${show(given)})`);
    const isBytes = isTypedArray(given) && isUint8(given);
    if (!isBytes && !(given instanceof Strided) && !Array.isArray(given)) throw wrong();
    const condition = arrayOf(given);
    const isBool = condition?._dtype.scalar === 'bool' || isBytes || isEmpty(given);
    if (!condition || !isBool) throw wrong();
    checkOpen(condition);
    const length = array._shape[axis];
    if (condition._shape.length !== 1 || condition._shape[0] !== length) {
      const got = showShape(condition._shape);
      throw rangeError('SHAPE', `condition: shape (${length},) is needed (got ${got})`);
    }
    const rows = yield* rowIndices(array, axis, condition, true);
    return yield* gather(NDArray, array, axis, rows, [rows.length], undefined, false);
  };
}

/** @param {any} value */
function isUint8(value) {
  return /^Uint8(Clamped)?Array$/.test(value[Symbol.toStringTag]);
}

/** @param {any} NDArray the class of results */
function gathers(NDArray) {
  return {
    take: { takes: 1, options: ['axis', 'out'], run: take(NDArray) },
    compress: { takes: 1, options: ['axis'], run: compress(NDArray) },
  };
}

module.exports = { gathers };
