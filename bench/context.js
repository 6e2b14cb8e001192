'use strict';

/** What a question knows of its run: whether it is to be quick, and the folder for its files. */

const fs = require('node:fs');
const path = require('node:path');

/** Sizes and repetitions are small then: the figures mean nothing, but all code runs. */
const quick = process.env.BENCH_QUICK === '1';

/** A file in the folder that is made for one question, and goes with it. */
const file = (/** @type {string} */ name) => path.join(process.env.BENCH_FOLDER, name);

/** Makes a file of zeros that takes no room on disk. */
function sparse(name, bytes) {
  fs.writeFileSync(file(name), '');
  fs.truncateSync(file(name), bytes);
}

/** Makes a file of float32 ones, and waits until it is on disk: only then can it be evicted. */
function ones(name, bytes) {
  const fd = fs.openSync(file(name), 'w');
  const block = new Uint8Array(new Float32Array(2 ** 20).fill(1).buffer);
  for (let at = 0; at < bytes; at += block.length) {
    fs.writeSync(fd, block, 0, Math.min(block.length, bytes - at));
  }
  fs.fsyncSync(fd);
  fs.closeSync(fd);
}

module.exports = { quick, file, sparse, ones };
