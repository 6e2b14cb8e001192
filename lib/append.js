'use strict';

/** Growing a mapped array at its end. */

const { constants } = require('node:buffer');
const { isTypedArray } = require('node:util').types;
const bulk = require('./array/assign');
const { rangeError, typeError } = require('./errors');
const { isList, showShape, sizeOf } = require('./shape/layout');
const { makeArray, makeZeros } = require('./array/create');
const native = require('./mapping/native');
const { shapeOf } = require('./shape/nested');
const { isElement } = require('./array/lists');
const { lengthOf } = require('./array/memory');
const { makeMemmap, openFile } = require('./open');
const { forcedStrategy } = require('./options');
const { Strided, checkOpen, checkWritable } = require('./array/base');

/** @typedef {import('./mapping/source').Opened} Opened */

/**
 * Writes rows behind a mapped array and maps the longer one. All or nothing.
 *
 * @param {any} array a Memmap
 * @param {any} rows what `assign` takes, of shape (n, ...row); or one row; or a TypedArray of rows
 *   one after the other
 * @returns {any} of the same class
 */
function append(array, rows) {
  checkWritable(array);
  const { _source: source, _dtype: dtype, _shape: shape } = array;
  const { opened, mode, offset, path, backing } = source;
  if (mode === 'c') throw typeError('MODE', "append needs mode 'r+' (got 'c')");
  const { target, identity, order, how, options } = /** @type {Opened} */ (opened);
  if (shape.length === 0) throw rangeError('SHAPE', 'append: a 0-d array has no axis to grow');
  if (order === 'F' && shape.length > 1) {
    throw rangeError(
      'ORDER',
      "append: the first axis is not the slowest one of an array of order 'F'",
    );
  }
  const staged = stage(array, rows);
  // Reading the rows may have run the caller's code.
  checkOpen(array);
  const { buffer, byteOffset, byteLength } = staged._data;
  /** @type {'shared' | 'array'} */
  const kind = backing.endsWith('shared') ? 'shared' : 'array';
  const request = {
    identity,
    offset,
    itemsize: dtype.itemsize,
    shape: Array.from(shape),
    rows: staged._shape[0],
    mode,
    buffer: kind,
    forced: forcedStrategy(),
    limit: constants.MAX_LENGTH,
  };
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const file = { target, path };
  const opening = openFile(file, () =>
    native.append(target, how === 'raw' ? undefined : dtype, bytes, request),
  );
  const grown = [shape[0] + staged._shape[0], ...shape.slice(1)];
  const known = { dtype, shape: grown, order, offset, how, options: optionsOf(options, grown) };
  return makeMemmap(array.constructor, file, opening, known);
}

/**
 * What opens the longer array again: a shape that was given is longer too.
 *
 * @param {any} options
 * @param {readonly number[]} shape
 */
function optionsOf(options, shape) {
  const isGiven = options.shape !== undefined && !options.shape.includes(-1);
  return isGiven ? { ...options, shape } : options;
}

/**
 * The rows in memory of their own, as the file will have them; so one that does not fit shows
 * before the file is touched.
 *
 * @param {Strided} array
 * @param {any} rows
 * @returns {Strided}
 */
function stage(array, rows) {
  const row = array._shape.slice(1);
  const staged = makeZeros(Strided, array._dtype, [countRows(array, rows, row), ...row]);
  if (staged._size === 0) return staged;
  const flat = isTypedArray(rows) && row.length > 0;
  bulk.assign(flat ? flatView(staged) : staged, rows);
  return staged;
}

/**
 * @param {Strided} array
 * @param {any} rows
 * @param {readonly number[]} row shape of one
 * @returns {number}
 */
function countRows(array, rows, row) {
  /** @param {any} value */
  const isLeaf = (value) => isElement(array._dtype, value);
  if (isTypedArray(rows) && row.length > 0) {
    const length = lengthOf(rows);
    const count = length === 0 ? 0 : length / sizeOf(row);
    if (Number.isInteger(count)) return count;
    throw wrongShape([length], row);
  }
  if (isList(rows) && rows.length === 0 && row.length > 0) return 0;
  if (rows instanceof Strided) checkOpen(rows);
  const given = rows instanceof Strided ? rows._shape : shapeOf(rows, isLeaf);
  const isOne = given.length === row.length;
  const rest = isOne ? given : given.slice(1);
  if (given.length > row.length + 1 || rest.length !== row.length) throw wrongShape(given, row);
  if (rest.some((length, axis) => length !== row[axis])) throw wrongShape(given, row);
  return isOne ? 1 : given[0];
}

/** @param {readonly number[]} given @param {readonly number[]} row */
function wrongShape(given, row) {
  const wanted = `(n${row.map((length) => `, ${length}`).join('')}${row.length ? '' : ','})`;
  return rangeError('SHAPE', `append: rows must have shape ${wanted}, got ${showShape(given)}`);
}

/** The same elements along one axis. @param {Strided} array */
function flatView({ _source: source, _dtype: dtype, _size: size }) {
  return makeArray(Strided, source, dtype, 0, [size], 'C');
}

module.exports = { append };
