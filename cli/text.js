'use strict';

/** Numbers, shapes and sizes as people read them. */

const { escaped } = require('./output');
const { dtype: parseDtype } = require('memmap');

/** @typedef {import('memmap').NDArray} NDArray */

/** Columns of help, whatever the terminal. */
const HELP_WIDTH = 80;

/** In fewer columns text is not broken into lines. */
const LEAST_WIDTH = 20;

/** @param {number | bigint} count */
function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Python's tuple. @param {readonly number[]} shape */
function showShape(shape) {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/** @param {unknown} dtype what `NDArray#dtype` is */
function showDtype(dtype) {
  return typeof dtype === 'string' ? dtype : 'records';
}

/** The names of the fields of records. @param {unknown} dtype @param {string} [word] */
function showFields(dtype, word) {
  const { fields = [] } = parseDtype(/** @type {any} */ (dtype));
  return listed(
    fields.map(({ name }) => name),
    word,
  );
}

/** Names that a list has, at most; of more only the first ones. */
const MOST_NAMES = 12;

/** `x, y or z`. @param {readonly string[]} names @param {string} [word] before the last one */
function listed(names, word) {
  if (names.length < 2) return names[0] ?? 'none';
  const more = names.length - MOST_NAMES;
  const shown = more > 1 ? [...names.slice(0, MOST_NAMES), `${grouped(more)} more`] : [...names];
  const last = shown.pop();
  return `${shown.join(', ')}${word ? ` ${word}` : ','} ${last}`;
}

/** @param {number} bytes */
function showBytes(bytes) {
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let [amount, unit] = [bytes, 'bytes'];
  while (amount >= 1024 && units.length > 0) {
    amount /= 1024;
    unit = /** @type {string} */ (units.shift());
  }
  const exact = `${grouped(bytes)} bytes`;
  return unit === 'bytes' ? exact : `${amount.toFixed(1)} ${unit} (${exact})`;
}

/**
 * Columns of text, each as wide as its widest cell; a row that is shorter has its last cell across the
 * rest, on several lines if need be.
 *
 * @param {readonly (readonly string[])[]} rows the first one has all columns
 * @param {readonly number[]} [numeric] columns that are aligned at their right
 */
function table(rows, numeric = []) {
  const cells = rows.map((row) => row.map(escaped));
  /** @param {string[]} row @param {number} at */
  const spans = (row, at) => row.length < rows[0].length && at === row.length - 1;
  const widths = rows[0].map((_, at) =>
    cells.reduce((most, row) => Math.max(most, spans(row, at) ? 0 : (row[at] ?? '').length), 0),
  );
  const lines = cells.flatMap((row) => {
    let line = '';
    for (const [at, cell] of row.entries()) {
      if (spans(row, at)) return hanging(line, cell, terminalWidth());
      line += `${numeric.includes(at) ? cell.padStart(widths[at]) : cell.padEnd(widths[at])}  `;
    }
    return line.trimEnd();
  });
  return `${lines.join('\n')}\n`;
}

/**
 * A table whose columns are broken into several ones where they do not fit: each begins with the first
 * column. Shorter rows are in the first one.
 *
 * @param {readonly (readonly string[])[]} rows
 * @param {readonly number[]} numeric
 * @param {number} [width]
 */
function brokenTable(rows, numeric, width = terminalWidth()) {
  const whole = rows.filter((row) => row.length === rows[0].length);
  const widths = rows[0].map((_, at) => Math.max(...whole.map((row) => escaped(row[at]).length)));
  const name = Math.max(...rows.map((row) => escaped(row[0]).length));
  /** @type {number[][]} */
  const parts = [];
  let room = 0;
  for (let at = 1; at < widths.length; at++) {
    if (room < widths[at] + 2) {
      parts.push([0]);
      room = width - name;
    }
    /** @type {number[]} */ (parts.at(-1)).push(at);
    room -= widths[at] + 2;
  }
  const texts = parts.map((columns, part) => {
    const shown = part === 0 ? rows : whole;
    const cells = shown.map((row) =>
      row.length < rows[0].length ? row : columns.map((at) => row[at]),
    );
    const aligned = columns.flatMap((at, place) => (numeric.includes(at) ? [place] : []));
    return table(cells, aligned);
  });
  return texts.join('\n');
}

/**
 * `left` and beside it a text, on lines of `width` columns that are broken between words.
 *
 * @param {string} left
 * @param {string} text
 * @param {number} [width]
 * @returns {string[]}
 */
function hanging(left, text, width = HELP_WIDTH) {
  if (width - left.length < LEAST_WIDTH) return [left + text];
  const [first, ...words] = text.split(' ');
  const lines = [left + first];
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length <= width) lines[lines.length - 1] = line;
    else lines.push(' '.repeat(left.length) + word);
  }
  return lines;
}

/**
 * How NumPy prints single values of an array's dtype, or of another.
 *
 * @param {NDArray} array with at least one element
 * @param {string} [dtype]
 * @returns {(value: any) => string}
 */
function elementFormat(array, dtype) {
  const first = array.slice(...array.shape.map(() => 0));
  const one = dtype === undefined ? first.copy() : first.astype(dtype);
  return (value) => {
    one.set(value);
    return String(one);
  };
}

/** A float by its first digits. @param {number} value */
function showFloat(value) {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(Number(value.toPrecision(6)));
}

/** Columns of the terminal; 80 where there is none. */
function terminalWidth() {
  const told = process.stdout.columns || Number(process.env.COLUMNS);
  return told >= 10 ? Math.floor(told) : 80;
}

module.exports = {
  grouped,
  showShape,
  showDtype,
  showFields,
  listed,
  showBytes,
  showFloat,
  table,
  brokenTable,
  hanging,
  elementFormat,
  terminalWidth,
};
