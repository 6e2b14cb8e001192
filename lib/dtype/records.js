'use strict';

/** Elements that are records: plain objects in JavaScript, fields at fixed offsets in memory. */

const { isUint8Array } = require('node:util').types;
const { typeError, show } = require('../errors');
const { broadcastStrides, sizeOf, stridesC } = require('../shape/layout');
const { readNested, shapeOf, walk } = require('../shape/nested');
const { refuse } = require('./scalars');

/** @typedef {import('./strings').Codec} Codec */
/** @typedef {import('./dtype').DType} DType */

/**
 * @param {DType} dtype
 * @param {(dtype: DType) => Codec} codecOf
 * @returns {Codec}
 */
function record(dtype, codecOf) {
  const members = (dtype.fields ?? []).map(({ name, dtype: type, offset, shape = [] }) => {
    const element = codecOf(type);
    return { name, offset, ...(shape.length > 0 ? subarray(type, shape, element) : element) };
  });
  const names = new Set(members.map(({ name }) => name));
  return {
    read(view, position) {
      const result = {};
      for (const { name, offset, read } of members)
        put(result, name, read(view, position + offset));
      return result;
    },
    prepare(value) {
      if (typeof value !== 'object' || value === null || Symbol.iterator in value) {
        throw refuse('a record', value);
      }
      for (const name of Object.keys(value)) {
        if (!names.has(name)) throw typeError('VALUE', `the record has no field ${show(name)}`);
      }
      return members.map(({ name, prepare }) => {
        if (Object.hasOwn(value, name)) return prepare(/** @type {any} */ (value)[name]);
        throw typeError('VALUE', `field ${show(name)} is missing in ${show(value)}`);
      });
    },
    write(view, position, stored) {
      for (const [at, { offset, write }] of members.entries()) {
        write(view, position + offset, stored[at]);
      }
    },
  };
}

/** A field may be called `__proto__`. @param {any} target @param {string} name @param {any} value */
function put(target, name, value) {
  if (name !== '__proto__') target[name] = value;
  else {
    const property = { value, enumerable: true, writable: true, configurable: true };
    Object.defineProperty(target, name, property);
  }
}

/**
 * @param {DType} dtype of an element
 * @param {readonly number[]} shape
 * @param {Codec} element
 * @returns {Codec}
 */
function subarray(dtype, shape, element) {
  const strides = stridesC(shape, dtype.itemsize);
  const size = sizeOf(shape);
  const isBytes = dtype.kind === 'V' && !dtype.scalar && !dtype.fields;
  /** @param {any} value */
  const isElement = (value) => isBytes && isUint8Array(value);
  return {
    read: (view, position) => readNested(element.read, view, position, shape, strides),
    prepare(value) {
      const given = shapeOf(value, isElement);
      const steps = broadcastStrides(given, stridesC(given, 1), shape);
      /** @type {any[]} */
      const elements = [];
      walk(value, given, isElement, (item) => elements.push(element.prepare(item)));
      const spread = readNested((list, at) => list[at], elements, 0, shape, steps);
      return spread.flat(shape.length - 1);
    },
    write(view, position, elements) {
      for (let at = 0; at < size; at++) {
        element.write(view, position + at * dtype.itemsize, elements[at]);
      }
    },
  };
}

module.exports = { record };
