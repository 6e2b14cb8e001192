'use strict';

/** Nested JavaScript arrays and strided elements, one made from the other. */

const { rangeError } = require('../errors');
const { MAX_NDIM, isList } = require('./layout');

/** The method by which an array inside of lists gives its elements, as nested arrays. */
const TO_NESTED = Symbol('toNested');

/** An array without elements may have any shape, whatever the size of its file. */
const MAX_EMPTY_LISTS = 2 ** 20;

/** Refuses to make more lists than that. @param {readonly number[]} shape */
function checkEmptyLists(shape) {
  const empty = shape.indexOf(0);
  const lists = shape.slice(0, Math.max(0, empty)).reduce((product, length) => product * length, 1);
  if (lists > MAX_EMPTY_LISTS) {
    throw rangeError(
      'LIMIT',
      `an array without elements gives at most ${MAX_EMPTY_LISTS} nested arrays (its shape is [${shape.join(', ')}])`,
    );
  }
}

/**
 * The elements at `position` as nested arrays; without axes, the element itself.
 *
 * @param {(data: any, position: number) => any} read
 * @param {any} data
 * @param {number} position
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides in the units of `position`
 * @param {number} [axis]
 * @returns {any}
 */
function readNested(read, data, position, shape, strides, axis = 0) {
  if (axis === shape.length) return read(data, position);
  if (axis === 0) checkEmptyLists(shape);
  const list = new Array(shape[axis]);
  for (let at = 0; at < list.length; at++) {
    list[at] = readNested(read, data, position + at * strides[axis], shape, strides, axis + 1);
  }
  return list;
}

/** @param {any} value */
function plain(value) {
  return value?.[TO_NESTED] ? value[TO_NESTED]() : value;
}

/**
 * The shape of nested arrays, as `numpy.array` finds it; `walk` checks that they are even.
 *
 * @param {any} value
 * @param {(value: any) => boolean} isElement lists that are one element
 */
function shapeOf(value, isElement) {
  /** @type {number[]} */
  const shape = [];
  for (let list = plain(value); isList(list) && !isElement(list); list = plain(list[0])) {
    // A list that contains itself has no end.
    if (shape.length === MAX_NDIM) {
      throw rangeError('SHAPE', `nested arrays: at most ${MAX_NDIM} dimensions`);
    }
    shape.push(list.length);
    if (list.length === 0) break;
  }
  return shape;
}

/**
 * Calls `visit` for each element of nested arrays, in C order.
 *
 * @param {any} value
 * @param {readonly number[]} shape
 * @param {(value: any) => boolean} isElement lists that are one element
 * @param {(element: any) => void} visit
 * @param {number} [axis]
 */
function walk(value, shape, isElement, visit, axis = 0) {
  const item = plain(value);
  const list = isList(item) && !isElement(item);
  if (list !== axis < shape.length || (list && item.length !== shape[axis])) {
    throw rangeError(
      'SHAPE',
      `nested arrays have an inhomogeneous shape after ${axis} dimension${axis === 1 ? '' : 's'}`,
    );
  }
  if (!list) visit(item);
  else for (let at = 0; at < shape[axis]; at++) walk(item[at], shape, isElement, visit, axis + 1);
}

module.exports = { TO_NESTED, readNested, shapeOf, walk };
