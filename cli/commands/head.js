'use strict';

/** `memmap head`: the first rows of an array, or a slice of it. */

const { PART_NOTES, PART_OPTIONS, printPart } = require('../part');

/** @param {import('../arguments').Parsed} parsed */
function run(parsed) {
  return printPart(parsed, (view, rows) => view.slice([0, rows]));
}

module.exports = {
  summary: 'Print the first rows, or a slice: as NumPy does, as CSV or as JSON',
  positionals: ['FILE'],
  options: PART_OPTIONS,
  notes: PART_NOTES,
  examples: [
    ['memmap head embeddings.npy', 'the first 10 rows'],
    ['memmap head embeddings.npy --slice "-5:, ::8"', 'every 8th column of the last 5 rows'],
    ['memmap head model.npz --member bias -n 3', '3 rows of an array of an .npz file'],
    ['memmap head trades.npy --csv -n 1000', '1,000 records as CSV'],
    ['memmap head samples.i16 --dtype ">i2" --shape -1,2 --json', 'big-endian pairs as JSON'],
  ],
  run,
};
