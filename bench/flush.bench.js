'use strict';

/** What it costs to write one row of a large file to disk. */

const fs = require('node:fs');
const { memmap } = require('..');
const { file, quick, sparse } = require('./context');
const { rivals } = require('./rivals');
const { median, milliseconds } = require('./timing');

const GIB = 2 ** 30;
const WIDTH = 1024;
const RUNS = quick ? 5 : 200;

/** Microseconds to change a row and have it on disk, the median of many. */
function each(change) {
  const times = [];
  for (let run = 0; run < RUNS; run++) times.push(milliseconds(() => change(run)) * 1000);
  return median(times);
}

const flush = (name) => () => {
  const a = memmap(file(name), { dtype: 'float32', shape: [-1, WIDTH] });
  const row = a.slice(Math.floor(a.shape[0] / 2));
  return each((run) => {
    row.data[0] = run;
    row.flush();
  });
};

/** mmap-io's sync of the page. */
const sync = (open) => () => {
  if (globalThis.Bun) throw new Error('Bun.mmap has no flush');
  const bytes = open(file('small.bin'), { write: true });
  const io = require('mmap-io');
  const at = Math.floor(bytes.length / 2 / 4096) * 4096;
  return each((run) => {
    bytes[at] = run;
    io.sync(bytes, at, 4096, true);
  });
};

/** Without a map: a write to its place, and fdatasync. */
function write() {
  const fd = fs.openSync(file('large.bin'), 'r+');
  const row = new Float32Array(WIDTH);
  return each((run) => {
    row[0] = run;
    fs.writeSync(fd, row, 0, WIDTH * 4, GIB);
    fs.fdatasyncSync(fd);
  });
}

module.exports = {
  question: 'Change one row of 4 KiB and have it on disk',
  unit: 'microseconds',
  why: 'The disk takes most of it, and its times vary by more than what stands around it.',
  prepare() {
    sparse('small.bin', 4 * 2 ** 20);
    sparse('large.bin', 4 * GIB - 4096);
  },
  variants: {
    'memmap, flush() of a slice, 4 GiB': { js: flush('large.bin') },
    'memmap, flush() of a slice, 4 MiB': { js: flush('small.bin') },
    'fs.writeSync and fdatasyncSync, 4 GiB': { js: write },
    'mmap-io, sync of the page, 4 MiB': { js: rivals(sync)['mmap-io'].js },
    'numpy.memmap, flush() of all, 4 GiB': {
      python: `
a = np.memmap(file('large.bin'), dtype='float32', mode='r+').reshape(-1, ${WIDTH})
row = a[len(a) // 2]
def change(run):
    row[0] = run
    a.base.flush()
print(median([milliseconds(lambda: change(run)) * 1e3 for run in range(${RUNS})]))`,
    },
    'msync of the page in C, 4 MiB': { limit: true, c: ['flush', 'small.bin'] },
  },
};
