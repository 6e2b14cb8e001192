'use strict';

/**
 * `once.js OPERATION FILE`: one operation, for strace. What it does to the file begins after a call of
 * access(); prints `done`, or the code of the error.
 */

const fs = require('node:fs');
const { memmap, openMemmap } = require('../../index.js');

const [operation, file] = process.argv.slice(2);

const ROWS = [
  [100, 101, 102],
  [103, 104, 105],
];

/** What comes before, and what is looked at. */
const OPERATIONS = {
  'append to a .npy file': () => {
    const a = openMemmap(file, { mode: 'r+' });
    return () => a.append(ROWS);
  },
  'append to a raw file': () => {
    const a = memmap(file, { dtype: 'int32', shape: [-1, 3] });
    return () => a.append(ROWS);
  },
  'w+ of a shorter .npy file': () => () =>
    openMemmap(file, { mode: 'w+', dtype: 'int32', shape: [2, 3] }),
  'w+ of a longer .npy file': () => () =>
    openMemmap(file, { mode: 'w+', dtype: 'int32', shape: [9, 3] }),
  'w+ of a shorter raw file': () => () =>
    memmap(file, { mode: 'w+', dtype: 'int32', shape: [2, 3] }),
  'w+ of a longer raw file': () => () =>
    memmap(file, { mode: 'w+', dtype: 'int32', shape: [9, 3] }),
};

/** What it prints is `0 true` where all is lost that was cut away. */
function readCut() {
  const a = memmap(file, { mode: 'r' });
  console.log(
    a.data.reduce((sum, byte) => sum + byte, 0),
    a.lostBytes > 0,
  );
}

const run = operation === 'read' ? readCut : OPERATIONS[operation]();
fs.accessSync(file);
try {
  run();
  console.log('done');
} catch (error) {
  if (typeof error.code !== 'string') throw error;
  console.log(error.code);
}
