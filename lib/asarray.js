'use strict';

/** `asarray()`: what callers have in memory as an array. */

const { NDArray } = require('./array/ndarray');
const { Strided } = require('./array/base');
const { dtype: parseDtype } = require('./dtype/dtype');
const { show, typeError } = require('./errors');
const options = require('./options');

const OPTIONS = ['dtype', 'shape', 'order'];

/**
 * @param {any} source an NDArray, memory, a number or nested arrays
 * @param {any} [given]
 * @returns {NDArray}
 */
function asarray(source, given) {
  const read = options.checkOptions(given, OPTIONS);
  const dtype = read.dtype === undefined ? undefined : parseDtype(read.dtype);
  const shape = options.parseShape(read.shape);
  const order = read.order === undefined ? undefined : options.parseOrder(read.order);
  // Loaded when it is first asked for, as all work on whole arrays is.
  const array = require('./array/values').asarray(NDArray, source, dtype, shape, order);
  if (array === null) {
    throw typeError(
      'DTYPE',
      'asarray: an NDArray, memory, or numbers, bigints or booleans, alone or in nested arrays, ' +
        `are an array without a dtype (got ${show(source)})`,
    );
  }
  if (dtype === undefined && array._dtype.kind === 'U' && !(source instanceof Strided)) {
    throw typeError('DTYPE', `asarray: strings need a dtype, such as '${array._dtype}'`);
  }
  return /** @type {NDArray} */ (array);
}

module.exports = { asarray };
