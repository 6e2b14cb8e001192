'use strict';

/** Element access through `get` and `set`, beside indexing by hand and other ndarrays. */

const { memmap } = require('..');
const { file, quick } = require('./context');

const [ROWS, COLUMNS] = [100, 1000];

function open(name, dtype, shape) {
  return memmap(file(name), { dtype, mode: 'w+', shape });
}

/** Nanoseconds for an element, best of several runs over all of them. */
function best(work) {
  let nanoseconds = Infinity;
  for (let run = 0; run < (quick ? 5 : 300); run++) {
    const start = process.hrtime.bigint();
    if (work() !== ROWS * COLUMNS) return NaN;
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

/** What a program does that has arrays of several kinds, all through one function. */
function useOthers() {
  const use = (array, ...index) => {
    for (let run = 0; run < 3000; run++) array.set(...index, array.get(...index));
  };
  for (const dtype of ['uint8', 'int16', 'float64', 'int64', 'float16', '>f4']) {
    use(open(`${dtype}1`, dtype, [4]), 0);
    use(open(`${dtype}2`, dtype, [4, 5]), 1, 2);
    use(open(`${dtype}3`, dtype, [2, 3, 4]), 1, 2, 3);
  }
}

/** One of the ways to `access` the elements; `wrap` makes the array that it is done with. */
function way(access, wrap, { transposed = false, others = false } = {}) {
  return {
    js: () => {
      if (others) useOthers();
      const shape = transposed ? [COLUMNS, ROWS] : [ROWS, COLUMNS];
      const whole = open('elements', 'float32', shape);
      whole.fill(1);
      const array = wrap(transposed ? whole.T : whole);
      return best(() => access(array));
    },
  };
}

const same = (a) => a;
const scijs = (a) => require('ndarray')(a.data, a.shape, a.strides, a.start);
function stdlib(a) {
  const ndarray = require('@stdlib/ndarray-base-ctor');
  const order = a.order === 'C' ? 'row-major' : 'column-major';
  return ndarray('float32', a.data, a.shape, a.strides, a.start, order);
}

function question(title, byHand, access, options) {
  return {
    question: `${title} of a 100 x 1000 float32`,
    unit: 'nanoseconds an element',
    why: 'get and set check each index, count negative ones from the end, and look whether the map is still open; indexing by hand, scijs and @stdlib’s base check nothing.',
    variants: {
      memmap: way(access, same, options),
      'scijs ndarray (checks nothing)': way(access, scijs, options),
      '@stdlib/ndarray-base-ctor (checks nothing)': way(access, stdlib, options),
      'by hand: data[start + i * s0 + j * s1]': { limit: true, ...way(byHand, same, options) },
    },
  };
}

module.exports = [
  question('get every element', readByHand, read),
  question('get every element, transposed,', readByHand, read, { transposed: true }),
  question('get every element, after other dtypes and ranks,', readByHand, read, { others: true }),
  question('set every element', writeByHand, write),
];
