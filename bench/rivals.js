'use strict';

/** The other ways to map a file in JavaScript, all as a function from a name to a Uint8Array. */

const fs = require('node:fs');

/** mmap-io and its fork: a Buffer, unmapped when it is collected. */
const mmapIo =
  (name) =>
  (file, { bytes, write = false } = {}) => {
    const io = require(name);
    const fd = fs.openSync(file, write ? 'r+' : 'r');
    try {
      const protection = write ? io.PROT_READ | io.PROT_WRITE : io.PROT_READ;
      return io.map(bytes ?? fs.fstatSync(fd).size, protection, io.MAP_SHARED, fd, 0);
    } finally {
      fs.closeSync(fd);
    }
  };

/** Bun's own: a Uint8Array of the whole file, unmapped when it is collected. */
const bun = (file) => globalThis.Bun.mmap(file);

/**
 * The variants of a question for each of them.
 *
 * @param {(open: (file: string, options?: { bytes?: number, write?: boolean }) => Uint8Array) => () => any} variant
 */
function rivals(variant) {
  return {
    'mmap-io': { js: variant(mmapIo('mmap-io')) },
    '@riaskov/mmap-io': { js: variant(mmapIo('@riaskov/mmap-io')) },
    'Bun.mmap': { runtime: 'bun', js: variant(bun) },
  };
}

/** Collects all that nothing refers to. */
function collect() {
  if (globalThis.Bun) globalThis.Bun.gc(true);
  else globalThis.gc();
}

module.exports = { rivals, collect };
