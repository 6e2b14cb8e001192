'use strict';

/** Bulk work over whole arrays, beside NumPy doing the same to the same file. */

const path = require('node:path');
const { memmap } = require('..');

const N = 4096;

/**
 * Milliseconds, the best of several: of `work` on an N x N array of `dtype` in a file.
 *
 * @param {string} dtype
 * @param {(array: any, other: any) => unknown} work
 */
function ours(dtype, work) {
  return ({ folder, quick }) => {
    const n = quick ? 512 : N;
    const open = (name) => memmap(path.join(folder, name), { dtype, mode: 'w+', shape: [n, n] });
    const [array, other] = [open('a.bin'), open('b.bin')];
    array.fill(1);
    other.fill(1);
    let best = Infinity;
    for (let run = 0; run < (quick ? 2 : 8); run++) {
      const start = process.hrtime.bigint();
      work(array, other);
      best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6);
    }
    return best;
  };
}

/** The same in NumPy. */
function theirs(dtype, work) {
  return `
import os, time, numpy as np
try: import ml_dtypes
except ImportError: pass
n = 512 if os.environ['BENCH_QUICK'] else ${N}
folder = os.environ['BENCH_FOLDER']
a = np.memmap(folder + '/c.bin', dtype=np.dtype('${dtype}'), mode='w+', shape=(n, n))
b = np.memmap(folder + '/d.bin', dtype=np.dtype('${dtype}'), mode='w+', shape=(n, n))
a[...] = 1
b[...] = 1
best = 1e9
for run in range(2 if os.environ['BENCH_QUICK'] else 8):
    start = time.perf_counter()
    ${work}
    best = min(best, time.perf_counter() - start)
print(best * 1e3)`;
}

const CASES = [
  ['float16 to float32', 'float16', (a) => a.astype('float32'), "x = a.astype('float32')"],
  ['bfloat16 to float32', 'bfloat16', (a) => a.astype('float32'), "x = a.astype('float32')"],
  ['uint16 to int64', 'uint16', (a) => a.astype('int64'), "x = a.astype('int64')"],
  ["copy of '>f4'", '>f4', (a) => a.copy(), "x = a.astype('<f4')"],
  ['copy of float32', 'float32', (a) => a.copy(), 'x = a.copy()'],
  ['copy of a transposed float32', 'float32', (a) => a.T.copy(), "x = a.T.copy(order='C')"],
  ['fill of float32', 'float32', (a) => a.fill(2.5), 'a.fill(2.5)'],
  ['assign of float32 to float32', 'float32', (a, b) => a.assign(b), 'a[...] = b'],
  ['assign of a row to every row', 'float32', (a, b) => a.assign(b.slice(0)), 'a[...] = b[0]'],
  [
    'assign of every other element',
    'float32',
    (a, b) => strided(a).assign(strided(b)),
    'a[:, ::2] = b[:, ::2]',
  ],
];

function strided(array) {
  return array.slice(null, [null, null, 2]);
}

module.exports = CASES.map(([name, dtype, work, python]) => ({
  question: `${name}, ${N} x ${N}`,
  unit: 'milliseconds',
  variants: {
    NumPy: { python: theirs(dtype, python) },
    'memmap, one thread': { js: ours(dtype, work), env: { MEMMAP_THREADS: '1' } },
    memmap: { js: ours(dtype, work) },
  },
}));
