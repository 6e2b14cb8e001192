'use strict';

/** Arrays over the memory of other arrays. */

const { rangeError, show } = require('../errors');
const { parseAxes, parseShape, reshapeStrides, showShape, stridesC } = require('../shape/layout');
const { select } = require('../shape/slicing');
const { byteStrides } = require('./base');
const { makeArray, makeView } = require('./create');

/** @typedef {import('./base').Strided} Strided */

/** @param {any} Base class of the view @param {Strided} array @param {unknown[]} selectors */
function slice(Base, array, selectors) {
  const { shape, strides, shift } = select(selectors, array._shape, array._strides);
  return makeView(Base, array, shift, shape, strides);
}

/** @param {any} Base class of the view @param {Strided} array @param {unknown[]} args */
function transpose(Base, array, args) {
  const { _shape: shape, _strides: strides } = array;
  const axes = parseAxes(args, shape.length);
  const lengths = axes.map((axis) => shape[axis]);
  const steps = axes.map((axis) => strides[axis]);
  return makeView(Base, array, 0, lengths, steps);
}

/** @param {any} Base class of the view @param {Strided} array @param {unknown[]} args */
function reshape(Base, array, args) {
  const { _shape: shape, _strides: strides, _dtype: dtype, _codec: codec } = array;
  const target = parseShape(args, array._size);
  const steps = reshapeStrides(shape, strides, target, dtype.itemsize / codec.unit);
  if (steps !== null) return makeView(Base, array, 0, target, steps);
  throw rangeError(
    'SHAPE',
    `cannot reshape this view of shape ${showShape(shape)} to shape ${showShape(target)} without a copy: call copy() first`,
  );
}

/** Names of fields in an error. */
const SHOWN = 20;

/** @param {any} Base class of the view @param {Strided} array @param {string} name */
function field(Base, array, name) {
  const { fields } = array._dtype;
  const found = fields?.find((field) => field.name === name);
  if (found !== undefined) return fieldView(Base, array, found);
  const names = fields?.slice(0, SHOWN).map((field) => show(field.name));
  if (fields && fields.length > SHOWN) names?.push('...');
  const known = names?.join(', ');
  const message = known ? `its fields are ${known}` : `${array._dtype} has no fields`;
  throw rangeError('INDEX', `no field of name ${show(name)}: ${message}`);
}

/**
 * The axes of a sub-array field come last.
 *
 * @param {any} Base class of the view
 * @param {Strided} array of records
 * @param {import('../dtype/dtype').Field} field
 */
function fieldView(Base, array, { dtype, offset, shape = [] }) {
  const { _source: source, _data: data, _start: start, _size: size } = array;
  const from = size === 0 ? 0 : start + offset;
  const strides = [...byteStrides(array), ...stridesC(shape, dtype.itemsize)];
  return makeArray(
    Base,
    source,
    dtype,
    data.byteOffset + from,
    [...array._shape, ...shape],
    strides,
  );
}

module.exports = { slice, transpose, reshape, field, fieldView };
