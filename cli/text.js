'use strict';

/** Numbers, shapes and sizes as people read them. */

/** @typedef {import('memmap').NDArray} NDArray */

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
  return typeof dtype === 'string' ? dtype : JSON.stringify(dtype);
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

/** Columns of text, each as wide as its widest. @param {readonly (readonly string[])[]} rows */
function table(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  const lines = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at])).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
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

/** Columns of the terminal; 80 where there is none. */
function terminalWidth() {
  const told = process.stdout.columns || Number(process.env.COLUMNS);
  return told >= 10 ? Math.floor(told) : 80;
}

module.exports = {
  grouped,
  showShape,
  showDtype,
  showBytes,
  table,
  elementFormat,
  terminalWidth,
};
