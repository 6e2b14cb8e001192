'use strict';

/** `memmap tail`: the last rows of an array. */

const { PART_NOTES, PART_OPTIONS, printPart } = require('../part');

/** @param {import('../arguments').Parsed} parsed */
function run(parsed) {
  return printPart(parsed, (view, rows) => view.slice([view.shape[0] - rows, null]));
}

module.exports = {
  summary: 'Print the last rows, as head does the first',
  positionals: ['FILE'],
  options: PART_OPTIONS,
  notes: PART_NOTES,
  examples: [
    ['memmap tail embeddings.npy', 'the last 10 rows'],
    ['memmap tail trades.npy -n 3 --jsonl', 'the last 3 records, a line of JSON each'],
  ],
  run,
};
