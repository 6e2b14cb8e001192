'use strict';

/** Element access through `get` and `set`, beside indexing by hand and other ndarrays. */

const { memmap } = require('..');
const { file, quick } = require('./context');

const [ROWS, COLUMNS] = [100, 1000];

/** Nanoseconds for an element of the first array, best of several runs over all of them. */
function best(access, arrays) {
  const [first, ...others] = arrays;
  let nanoseconds = Infinity;
  for (let run = 0; run < (quick ? 5 : 300); run++) {
    others.forEach(access);
    const start = process.hrtime.bigint();
    if (access(first) !== ROWS * COLUMNS) return NaN;
    nanoseconds = Math.min(nanoseconds, Number(process.hrtime.bigint() - start));
  }
  return nanoseconds / (ROWS * COLUMNS);
}

/**
 * Sums begin at a fraction: one that begins as a small integer is a boxed number to newer V8s, and
 * making it anew for each row takes longer than what is measured.
 */
const FIRST = 0.5;

function readByHand({ data, start, strides: [s0, s1] }) {
  let total = FIRST;
  for (let i = 0; i < ROWS; i++) {
    for (let j = 0; j < COLUMNS; j++) total += data[start + i * s0 + j * s1];
  }
  return total - FIRST;
}

function read(array) {
  let total = FIRST;
  for (let i = 0; i < ROWS; i++) for (let j = 0; j < COLUMNS; j++) total += array.get(i, j);
  return total - FIRST;
}

function writeByHand({ data, start, strides: [s0, s1] }) {
  for (let i = 0; i < ROWS; i++) {
    for (let j = 0; j < COLUMNS; j++) data[start + i * s0 + j * s1] = i;
  }
  return ROWS * COLUMNS;
}

function write(array) {
  for (let i = 0; i < ROWS; i++) for (let j = 0; j < COLUMNS; j++) array.set(i, j, i);
  return ROWS * COLUMNS;
}

/** An array of ones; transposed, its elements are COLUMNS apart. */
function open(dtype, transposed) {
  const shape = transposed ? [COLUMNS, ROWS] : [ROWS, COLUMNS];
  const whole = memmap(file(dtype), { dtype, mode: 'w+', shape });
  whole.fill(1);
  return transposed ? whole.T : whole;
}

const same = (a) => a;
const scijs = (a) => require('ndarray')(a.data, a.shape, a.strides, a.start);
function stdlib(a) {
  const ndarray = require('@stdlib/ndarray-base-ctor');
  const order = a.order === 'C' ? 'row-major' : 'column-major';
  return ndarray(a.dtype, a.data, a.shape, a.strides, a.start, order);
}

function question(title, byHand, access, { dtypes = ['float32'], transposed = false } = {}) {
  const way = (each, wrap) => ({
    js: () =>
      best(
        each,
        dtypes.map((dtype) => wrap(open(dtype, transposed))),
      ),
  });
  return {
    question: `${title} of a 100 x 1000 float32`,
    unit: 'nanoseconds an element',
    why: 'get and set check each index, count negative ones from the end, and look whether the map is still open; indexing by hand, scijs and @stdlib’s base check nothing.',
    variants: {
      memmap: way(access, same),
      'scijs ndarray (checks nothing)': way(access, scijs),
      '@stdlib/ndarray-base-ctor (checks nothing)': way(access, stdlib),
      'by hand: data[start + i * s0 + j * s1]': { limit: true, ...way(byHand, same) },
    },
  };
}

/** All through one function, as in a program that has arrays of several kinds. */
const dtypes = ['float32', 'int16', 'float64'];

module.exports = [
  question('get every element', readByHand, read),
  question('get every element, transposed,', readByHand, read, { transposed: true }),
  question('get every element, int16 and float64 in turn,', readByHand, read, { dtypes }),
  question('set every element', writeByHand, write),
  question('set every element, int16 and float64 in turn,', writeByHand, write, { dtypes }),
];
