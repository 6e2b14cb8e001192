'use strict';

/** How long it takes to open a file, map it and let go of it again. */

const fs = require('node:fs');
const path = require('node:path');
const { memmap } = require('..');

const file = (folder) => path.join(folder, 'open.bin');

/** Microseconds for a call, the best of many short runs: the rest is other programs. */
function microseconds(call, quick) {
  const calls = 500;
  let best = Infinity;
  for (let run = 0; run < (quick ? 5 : 40); run++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) call();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / calls / 1000);
  }
  return best;
}

function ours(options) {
  return ({ folder, quick }) => {
    const name = file(folder);
    return microseconds(() => memmap(name, options).close(), quick);
  };
}

module.exports = {
  question: 'Open and close a file of 1 MiB',
  unit: 'microseconds',
  prepare: ({ folder }) => fs.writeFileSync(file(folder), Buffer.alloc(1 << 20)),
  variants: {
    memmap: { js: ours({ dtype: 'float32', mode: 'r+' }) },
    "memmap, buffer: 'array'": { js: ours({ dtype: 'float32', mode: 'r+', buffer: 'array' }) },
    'numpy.memmap and del': {
      python: `
import os, time, numpy as np
name = os.environ['BENCH_FOLDER'] + '/open.bin'
best = 1e9
for run in range(5 if os.environ['BENCH_QUICK'] else 40):
    start = time.perf_counter()
    for i in range(500):
        a = np.memmap(name, dtype='float32', mode='r+')
        del a
    best = min(best, (time.perf_counter() - start) / 500 * 1e6)
print(best)`,
    },
    'the same system calls in C': { c: 'open.c' },
  },
};
