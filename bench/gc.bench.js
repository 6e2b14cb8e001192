'use strict';

/** How long the program stands still when it opens large files beside a large heap. */

const { constants } = require('node:buffer');
const fs = require('node:fs');
const path = require('node:path');
const { memmap } = require('..');

const GIB = 2 ** 30;

function opens(buffer) {
  return ({ folder, quick }) => {
    const file = path.join(folder, 'large.bin');
    const live = Array.from({ length: quick ? 3e5 : 3e6 }, (_, i) => ({ i, list: [i] }));
    memmap(file, { mode: 'r', shape: 8, buffer }).close();
    const start = process.hrtime.bigint();
    const maps = [];
    for (let i = 0; i < 20; i++) maps.push(memmap(file, { mode: 'r', shape: 8 * GIB, buffer }));
    const took = Number(process.hrtime.bigint() - start) / 1e6;
    return live.length > 0 && maps.length === 20 ? took : NaN;
  };
}

module.exports = {
  question: 'Open 20 maps of 8 GiB beside 3 million live objects',
  unit: 'milliseconds',
  skip: constants.MAX_LENGTH < 8 * GIB && 'no TypedArray of this runtime holds 8 GiB',
  prepare: ({ folder }) => {
    const file = path.join(folder, 'large.bin');
    fs.writeFileSync(file, '');
    fs.truncateSync(file, 8 * GIB);
  },
  variants: {
    memmap: { js: opens('shared') },
    "memmap, buffer: 'array'": { js: opens('array') },
  },
};
