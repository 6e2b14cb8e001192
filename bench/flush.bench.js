'use strict';

/** What it costs to write one row of a large file to disk. */

const fs = require('node:fs');
const path = require('node:path');
const { memmap } = require('..');

const MIB = 2 ** 20;
const WIDTH = 1024;
const file = (folder, mib) => path.join(folder, `flush-${mib}.bin`);

function sparse(name, bytes) {
  fs.writeFileSync(name, '');
  fs.truncateSync(name, bytes);
}

/** Microseconds to change a row and flush it, the median of many. */
function flush(mib) {
  return ({ folder, quick }) => {
    const a = memmap(file(folder, mib), { dtype: 'float32', shape: [-1, WIDTH] });
    const row = a.slice(Math.floor(a.shape[0] / 2));
    const times = [];
    for (let run = 0; run < (quick ? 5 : 200); run++) {
      row.data[0] = run;
      const start = process.hrtime.bigint();
      row.flush();
      times.push(Number(process.hrtime.bigint() - start) / 1000);
    }
    return times.sort((one, other) => one - other)[times.length >> 1];
  };
}

module.exports = {
  question: 'Flush one row of 4 KiB of a sparse file',
  unit: 'microseconds',
  prepare({ folder }) {
    for (const mib of [4, 4092]) sparse(file(folder, mib), mib * MIB);
  },
  variants: {
    'a file of 4 MiB': { js: flush(4) },
    'a file of 4 GiB': { js: flush(4092) },
    'numpy.memmap.flush(), 4 GiB (flushes all)': {
      python: `
import os, time, numpy as np
a = np.memmap(os.environ['BENCH_FOLDER'] + '/flush-4092.bin', dtype='float32', mode='r+').reshape(-1, 1024)
row = a[len(a) // 2]
times = []
for run in range(5 if os.environ['BENCH_QUICK'] else 200):
    row[0] = run
    start = time.perf_counter()
    a.base.flush()
    times.append((time.perf_counter() - start) * 1e6)
print(sorted(times)[len(times) // 2])`,
    },
  },
};
