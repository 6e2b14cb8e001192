'use strict';

/** Statistics along axes: a row for each index of the other ones. */

const { shortFormats } = require('../numbers');
const { toJson, write } = require('../output');
const { Progress } = require('../progress');
const { textOf } = require('../rows');
const { withName } = require('../source');
const { brokenTable, showDtype, showShape } = require('../text');
const { dtype: parseDtype } = require('memmap');

/** @typedef {import('memmap').NDArray} NDArray */

/** Values that are printed at most; of more only the first and the last rows: as NumPy does. */
const MOST = 1000;
const EDGE = 3;

/**
 * @param {import('../source').Spec} spec
 * @param {NDArray} view of numbers
 * @param {number[]} axis
 * @param {boolean} json
 */
async function printAlong(spec, view, axis, json) {
  const hasSum = parseDtype(view.dtype).kind !== 'M';
  const names = ['min', 'max', ...(hasSum ? ['sum'] : []), 'mean', 'std'];
  const progress = new Progress('stats', names.length * view.nbytes);
  /** @type {[name: string, array: NDArray][]} */
  const found = [];
  try {
    for (const name of names) found.push([name, await reduced(view, name, axis, progress)]);
  } catch (error) {
    throw withName(spec.file, error);
  } finally {
    progress.end();
  }
  const { shape, size } = view;
  if (!json) return write(tableText(view, axis, found));
  const head = { file: spec.file, dtype: view.dtype, shape: [...shape], size, axis };
  await write(toJson(head).slice(0, -1));
  for (const [name, array] of found) {
    await write(`,"${name}":`);
    for (const text of textOf(array, 'json')) await write(text);
  }
  return write('}\n');
}

/**
 * @param {NDArray} view
 * @param {string} name of a method
 * @param {number[]} axis
 * @param {Progress} progress
 * @returns {Promise<NDArray>}
 */
async function reduced(view, name, axis, progress) {
  const method = /** @type {any} */ (view)[`${name}Async`].bind(view);
  const options = { axis, skipNaN: true, ...progress.part(view.nbytes) };
  try {
    return await method(options);
  } catch (error) {
    if (/** @type {any} */ (error).code !== 'ERR_MEMMAP_VALUE') throw error;
    // Nothing has no extremes: NaN, or NaT, is what has no value.
    if (view.size === 0 && name !== 'sum') return view.mean({ axis });
    if (name !== 'sum' || view.dtype.startsWith('timedelta')) throw error;
    // Integers whose sum has more than 64 bits.
    return method({ ...options, dtype: 'float64' });
  }
}

/**
 * @param {NDArray} view
 * @param {number[]} axis
 * @param {[name: string, array: NDArray][]} found
 */
function tableText(view, axis, found) {
  const [[, first]] = found;
  const { shape, size } = first;
  const title = `${showDtype(view.dtype)} ${showShape(view.shape)}, axis ${axis.join(', ')}\n`;
  const names = found.map(([name]) => name);
  const arrays = found.map(([, array]) => array.reshape(-1));
  const show = size > 0 ? shortFormats(view.size > 0 ? view : first) : {};
  const row = (/** @type {number} */ at) => [
    indexText(at, shape),
    ...arrays.map((array, k) => show[names[k]](array.get(at))),
  ];
  const count = (/** @type {number} */ n) => Array.from({ length: n }, (_, at) => at);
  const rows =
    size * names.length > MOST && size > 2 * EDGE
      ? [
          ...count(EDGE).map(row),
          ['...', ...names.map(() => '...')],
          ...count(EDGE).map((at) => row(size - EDGE + at)),
        ]
      : count(size).map(row);
  const numeric = names.map((_, at) => at + 1);
  return title + brokenTable([['index', ...names], ...rows], numeric);
}

/** @param {number} at in C order @param {readonly number[]} shape */
function indexText(at, shape) {
  const index = [];
  for (const length of [...shape].reverse()) {
    index.unshift(at % length);
    at = Math.floor(at / length);
  }
  return index.length === 1 ? String(index[0]) : showShape(index);
}

module.exports = { printAlong };
