'use strict';

/** Files that another process reads and flushes. */

const { readFileSync } = require('node:fs');
const { memmap } = require('../../index.js');

module.exports = {
  /** A number that stands in a file. */
  read: (file, at) => readFileSync(file).readDoubleLE(at),

  /** Changes and flushes one row of a large array. */
  row(file, pages, page) {
    const a = memmap(file, { shape: [pages, page] });
    a.slice(1000).fill(7);
    a.slice(1000).flush();
  },
};
