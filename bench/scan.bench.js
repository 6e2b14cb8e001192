'use strict';

/** A loop over `data` against the same loop over a TypedArray on the heap. */

const fs = require('node:fs');
const { memmap } = require('..');
const { file, ones, quick } = require('./context');
const { rivals } = require('./rivals');
const { best } = require('./timing');

const LENGTH = quick ? 1_000_000 : 20_000_000;

function sum(array) {
  let total = 0;
  for (let i = 0; i < array.length; i++) total += array[i];
  return total;
}

/** Milliseconds for the sum of the bytes that `open` gives. */
const scan = (open) => () => {
  const bytes = open(file('scan.bin'));
  const array = new Float32Array(bytes.buffer, bytes.byteOffset, LENGTH);
  let total;
  const took = best(quick ? 3 : 15, () => (total = sum(array)));
  return total === LENGTH ? took : NaN;
};

const mapped = (buffer) => scan((name) => memmap(name, { mode: 'r', buffer }).data);

module.exports = {
  question: 'Sum 20 million float32, pages warm',
  unit: 'milliseconds',
  why: "A loop in JavaScript adds one number after the other. NumPy's sum adds several at once, in float32; Bun's loop is that of another engine.",
  prepare: () => ones('scan.bin', LENGTH * 4),
  variants: {
    memmap: { js: mapped('shared') },
    "memmap, buffer: 'array'": { js: mapped('array') },
    ...rivals(scan),
    'numpy.memmap, sum()': {
      python: `
a = np.memmap(file('scan.bin'), dtype='float32', mode='r')
print(best(${quick ? 3 : 15}, lambda: a.sum()))`,
    },
    'a Float32Array on the heap': { limit: true, js: scan((name) => fs.readFileSync(name)) },
    'the same loop in C': { limit: true, c: ['sum', 'scan.bin'] },
  },
};
