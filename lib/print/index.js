'use strict';

/** NumPy's print-out of arrays: brackets, columns and lines; large arrays are shortened. */

const { Strided, isClosed, isMoved } = require('../array/base');
const { fieldView } = require('../array/views');
const { showShape, sizeOf } = require('../shape/layout');
const { EDGE, SUBARRAY, arrayFormat, scalarFormat } = require('./formats');

/** Beyond this size, only the elements at each edge are shown. */
const THRESHOLD = 1000;
const LINE = 75;

/** Elements of long sub-arrays that are read to find a width, as NumPy does: of more, those shown. */
const MOST = 2 ** 20;

/**
 * NumPy's `str(a)`.
 *
 * @param {Strided} array
 */
function format(array) {
  if (isClosed(array)) return '<closed>';
  if (isMoved(array)) return '<moved>';
  const { _dtype: dtype, _shape: shape } = array;
  if (shape.length === 0) return scalarFormat(dtype)(gather(array, []));
  if (array._size === 0) return '[]';
  const shorten = array._size > THRESHOLD;
  const shown = shape.map((length) => indicesOf(length, shorten));
  const values = gather(array, shown);
  const write = arrayFormat(dtype, values.flat(shape.length - 1));
  const gaps = shape.map((length) => shorten && length > 2 * EDGE);
  return block(values, write, gaps, 0, ' ', LINE);
}

/** @param {number} length of an axis @param {boolean} shorten */
function indicesOf(length, shorten) {
  const count = shorten ? Math.min(length, 2 * EDGE) : length;
  return Array.from({ length: count }, (_, at) => (at < EDGE ? at : length - count + at));
}

/**
 * The elements to be printed, as nested arrays; of long sub-arrays those at the edges.
 *
 * @param {Strided} array
 * @param {readonly (readonly number[])[]} shown indices along each axis
 * @returns {any}
 */
function gather(array, shown) {
  const { fields } = array._dtype;
  if (!fields) return elements(array, shown, 0, array._start);
  const count = sizeOf(shown.map(({ length }) => length));
  const columns = fields.map((field) => {
    const shape = field.shape ?? [];
    const size = sizeOf(shape);
    const shorten = size > SUBARRAY && count * size > MOST;
    const inner = shape.map((length) => indicesOf(length, shorten));
    return gather(fieldView(Strided, array, field), [...shown, ...inner]);
  });
  return records(fields, columns, shown, 0);
}

/**
 * @param {Strided} array
 * @param {readonly (readonly number[])[]} shown
 * @param {number} axis
 * @param {number} position
 * @returns {any}
 */
function elements(array, shown, axis, position) {
  if (axis === shown.length) return array._codec.read(array._data, position);
  const stride = array._strides[axis];
  return shown[axis].map((index) => elements(array, shown, axis + 1, position + index * stride));
}

/**
 * @param {readonly import('../dtype/dtype').Field[]} fields
 * @param {readonly any[]} columns nested arrays of each field
 * @param {readonly (readonly number[])[]} shown
 * @param {number} axis
 * @returns {any}
 */
function records(fields, columns, shown, axis) {
  if (axis === shown.length) return new Map(fields.map(({ name }, at) => [name, columns[at]]));
  return shown[axis].map((_, at) => {
    const part = columns.map((column) => column[at]);
    return records(fields, part, shown, axis + 1);
  });
}

/**
 * @param {any} values nested arrays, or an element
 * @param {(value: any) => string} write
 * @param {readonly boolean[]} gaps whether an axis is shortened
 * @param {number} axis
 * @param {string} indent of lines after the first
 * @param {number} width of a line
 * @returns {string}
 */
function block(values, write, gaps, axis, indent, width) {
  const isRow = axis === gaps.length - 1;
  /** @type {string[]} */
  const parts = values.map((/** @type {any} */ value) =>
    isRow ? write(value) : block(value, write, gaps, axis + 1, `${indent} `, width - 1),
  );
  if (gaps[axis]) parts.splice(EDGE, 0, '...');
  if (isRow) return `[${row(parts, indent, width - 1)}]`;
  return `[${parts.join(`${'\n'.repeat(gaps.length - 1 - axis)}${indent}`)}]`;
}

/**
 * Elements side by side, in as many lines as they need.
 *
 * @param {readonly string[]} words
 * @param {string} indent
 * @param {number} width
 */
function row(words, indent, width) {
  let text = '';
  let line = indent;
  let length = indent.length;
  for (const [number, word] of words.entries()) {
    const columns = word.length > 2 * LINE ? word.length : Array.from(word).length;
    if (length + columns > width && length > indent.length) {
      text += `${line.trimEnd()}\n`;
      line = indent;
      length = indent.length;
    }
    line += number < words.length - 1 ? `${word} ` : word;
    length += columns + 1;
  }
  return (text + line).slice(indent.length);
}

/**
 * What `util.inspect` shows: a head line, then NumPy's `str`.
 *
 * @param {Strided} array
 */
function describe(array) {
  const { name } = array.constructor;
  const mode = array.mode === null ? '' : `, mode '${array.mode}'`;
  const head = `${name}${showShape(array._shape)} ${array._dtype}${mode}`;
  return isClosed(array) ? `${head}, closed` : `${head}\n${format(array)}`;
}

module.exports = { format, describe };
