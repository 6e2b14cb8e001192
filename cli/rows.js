'use strict';

/** The elements of an array as text: JSON, a JSON value a row, CSV, or columns with spaces between. */

const { toJson } = require('./output');
const { elementFormat, showShape } = require('./text');
const { dtype: parseDtype } = require('memmap');

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {import('memmap').DType} DType */
/** @typedef {'json' | 'jsonl' | 'csv' | 'txt'} TextFormat */
/** @typedef {(value: any) => string} Show */

/**
 * What stands before, between and after the items of an axis.
 *
 * @typedef {readonly [open: string, between: string, close: string]} Axis
 */

/** Elements that are turned into text at once. */
const AT_ONCE = 65_536;

/** @type {Axis} */
const LIST = ['[', ',', ']'];
/** @type {Axis} */
const LINES = ['', '\n', '\n'];

/**
 * The text of an array, a part at a time.
 *
 * @param {NDArray} array
 * @param {TextFormat} format
 * @param {(elements: number) => void} [onRead] called after each part
 * @returns {Generator<string>}
 */
function* textOf(array, format, onRead = () => {}) {
  if (format === 'json') return yield* walk(array, [LIST], toJson, onRead);
  const rows = array.ndim === 0 ? array.reshape(1) : array;
  if (format === 'jsonl') return yield* walk(rows, [LINES, LIST], toJson, onRead);
  const separator = format === 'csv' ? ',' : ' ';
  const { names, show } = columnsOf(rows, separator);
  // np.genfromtxt takes the names from a comment.
  if (names) yield `${format === 'csv' ? '' : '# '}${names}\n`;
  yield* walk(rows, [LINES, ['', separator, '']], show, onRead);
}

/**
 * @param {NDArray} array
 * @param {readonly Axis[]} axes the last one stands for all further ones
 * @param {Show} show
 * @param {(elements: number) => void} onRead
 * @returns {Generator<string>}
 */
function* walk(array, axes, show, onRead) {
  if (array.size <= AT_ONCE) {
    yield joined(array.toArray(), array.ndim, axes, show);
    return onRead(array.size);
  }
  const [[open, between, close]] = axes;
  const [length] = array.shape;
  const rows = Math.max(1, Math.floor((AT_ONCE * length) / array.size));
  yield open;
  for (let at = 0; at < length; at += rows) {
    if (at > 0) yield between;
    if (rows === 1) yield* walk(array.slice(at), inner(axes), show, onRead);
    else {
      const part = array.slice([at, at + rows]);
      const items = /** @type {any[]} */ (part.toArray());
      yield items.map((item) => joined(item, array.ndim - 1, inner(axes), show)).join(between);
      onRead(part.size);
    }
  }
  yield close;
}

/** @param {readonly Axis[]} axes */
const inner = (axes) => (axes.length > 1 ? axes.slice(1) : axes);

/** @param {any} value nested arrays @param {number} ndim @param {readonly Axis[]} axes @param {Show} show @returns {string} */
function joined(value, ndim, axes, show) {
  if (ndim === 0) return show(value);
  const [[open, between, close]] = axes;
  if (value.length === 0) return open && open + close;
  const items = value.map((/** @type {any} */ item) => joined(item, ndim - 1, inner(axes), show));
  return open + items.join(between) + close;
}

/**
 * How an element is written between separators; for records, the names of the columns too.
 *
 * @param {NDArray} array
 * @param {string} separator
 * @returns {{ names?: string, show: Show }}
 */
function columnsOf(array, separator) {
  const { fields } = parseDtype(array.dtype);
  const most = fields ? 1 : 2;
  if (array.ndim > most) {
    throw new Error(
      `shape ${showShape(array.shape)}${fields ? ' of records' : ''} is no table: ` +
        `take ${most === 1 ? 'one axis' : 'two axes'} of it with --slice, or write JSON`,
    );
  }
  /** @param {string} text */
  const quoted = (text) =>
    text === '' || /[",\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  if (!fields) return { show: showCell(array, quoted) };
  const columns = fields.map(({ name }) => {
    return { name, show: showCell(array.field(name), quoted) };
  });
  return {
    names: columns.map(({ name }) => quoted(name)).join(separator),
    show: (record) => columns.map(({ name, show }) => show(record[name])).join(separator),
  };
}

/**
 * Elements as NumPy's str() shows them; what has several values in one cell is JSON.
 *
 * @param {NDArray} array
 * @param {(text: string) => string} quoted
 * @returns {Show}
 */
function showCell(array, quoted) {
  const { kind, name } = parseDtype(array.dtype);
  const number = showFloat(array, name);
  const date = kind === 'M' && array.size > 0 ? elementFormat(array) : null;
  return (value) => {
    if (typeof value === 'number') return number(value);
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (typeof value === 'string') return quoted(value);
    if (typeof value === 'bigint') {
      if (date) return date(value);
      return kind === 'm' && value === -(2n ** 63n) ? 'NaT' : String(value);
    }
    if (kind !== 'c' || Array.isArray(value)) return quoted(toJson(value));
    const imaginary = number(value.im);
    return `${number(value.re)}${/^[-+]/.test(imaginary) ? '' : '+'}${imaginary}j`;
  };
}

/** Decimal digits that each value keeps. */
const DIGITS = /** @type {Record<string, number>} */ ({ float32: 6, float16: 3, bfloat16: 2 });

/**
 * The fewest digits that are read back as the same element.
 *
 * @param {NDArray} array
 * @param {string} name of its dtype
 */
function showFloat(array, name) {
  const type = name === 'complex64' ? 'float32' : name;
  const rounded = array.size > 0 && Object.hasOwn(DIGITS, type) ? roundedTo(array, type) : null;
  /** @param {number} value */
  return (value) => {
    if (Number.isNaN(value)) return 'nan';
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
    if (Object.is(value, -0)) return '-0';
    if (rounded === null) return String(value);
    let digits = DIGITS[type];
    while (rounded(Number(value.toPrecision(digits))) !== value) digits++;
    return String(Number(value.toPrecision(digits)));
  };
}

/** @param {NDArray} array @param {string} type @returns {(value: number) => number} */
function roundedTo(array, type) {
  if (type === 'float32') return Math.fround;
  const one = array.slice(...array.shape.map(() => 0)).copy();
  return (value) => {
    one.set(value);
    return /** @type {number} */ (one.get());
  };
}

module.exports = { textOf };
