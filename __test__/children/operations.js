'use strict';

/** Single operations, for strace. What they do to the file begins after a call of access(). */

const fs = require('node:fs');
const { memmap, openMemmap, save, savez } = require('../../index.js');

const ROWS = [
  [100, 101, 102],
  [103, 104, 105],
];

const NEW = [7, 8, 9];

/** What comes before an operation; gives the operation. */
const OPERATIONS = {
  'append to a .npy file': (file) => {
    const a = openMemmap(file, { mode: 'r+' });
    return () => a.append(ROWS);
  },
  'append to a raw file': (file) => {
    const a = memmap(file, { dtype: 'int32', shape: [-1, 3] });
    return () => a.append(ROWS);
  },
  'w+ of a shorter .npy file': (file) => () =>
    openMemmap(file, { mode: 'w+', dtype: 'int32', shape: [2, 3] }),
  'w+ of a longer .npy file': (file) => () =>
    openMemmap(file, { mode: 'w+', dtype: 'int32', shape: [9, 3] }),
  'w+ of a shorter raw file': (file) => () =>
    memmap(file, { mode: 'w+', dtype: 'int32', shape: [2, 3] }),
  'w+ of a longer raw file': (file) => () =>
    memmap(file, { mode: 'w+', dtype: 'int32', shape: [9, 3] }),
  'save over a .npy file': (file) => {
    // What it loads is loaded then.
    save(`${file}.warm`, NEW);
    return () => save(file, NEW);
  },
  'savez over an .npz file': (file) => {
    savez(`${file}.warm`, { a: NEW });
    return () => savez(file, { a: NEW });
  },
};

module.exports = {
  /** Gives `done`, or the code of the error. */
  run(operation, file) {
    const run = OPERATIONS[operation](file);
    fs.accessSync(file);
    try {
      run();
      return 'done';
    } catch (error) {
      if (typeof error.code !== 'string') throw error;
      return error.code;
    }
  },

  /** The sum of a file's bytes, and whether some were lost. */
  sum(file) {
    const a = memmap(file, { mode: 'r' });
    return [a.data.reduce((sum, byte) => sum + byte, 0), a.lostBytes > 0];
  },
};
