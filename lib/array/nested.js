'use strict';

/** Nested JavaScript arrays and strided elements, one made from the other. */

const { rangeError } = require('../errors');
const { isList } = require('../shape/layout');
const { Strided, checkOpen } = require('./base');

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
  const list = new Array(shape[axis]);
  for (let at = 0; at < list.length; at++) {
    list[at] = readNested(read, data, position + at * strides[axis], shape, strides, axis + 1);
  }
  return list;
}

/**
 * All elements of an array as nested arrays.
 *
 * @param {Strided} array
 */
function toNested(array) {
  checkOpen(array);
  return readNested(array._codec.read, array._data, array._start, array._shape, array._strides);
}

/** Arrays may stand within lists. @param {any} value */
function plain(value) {
  return value instanceof Strided ? toNested(value) : value;
}

/**
 * The shape of nested arrays, as `numpy.array` finds it; that they are even shows on walking them.
 *
 * @param {any} value
 * @param {(value: any) => boolean} isElement lists that are one element
 */
function shapeOf(value, isElement) {
  /** @type {number[]} */
  const shape = [];
  for (let list = plain(value); isList(list) && !isElement(list); list = plain(list[0])) {
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

module.exports = { readNested, toNested, shapeOf, walk };
