'use strict';

/** Whole arrays: 256 MiB in the page cache, beside NumPy and a loop in C over the same bytes. */

const fs = require('node:fs');
const { availableParallelism } = require('node:os');
const { memmap } = require('..');
const { file, quick } = require('./context');
const { best } = require('./timing');

const BYTES = (quick ? 4 : 256) * 2 ** 20;
const RUNS = quick ? 2 : 7;
/** Where memory is used again, that is once the garbage has been collected. */
const MORE_RUNS = quick ? 2 : 20;
const COLUMNS = 768;
const ROWS = Math.floor(BYTES / 4 / COLUMNS);

/** Numbers from 0.5 to 2, as float32, in a file that is read as other types as well. */
function prepare() {
  const block = new Uint32Array(2 ** 18);
  const fd = fs.openSync(file('a.bin'), 'w');
  for (let at = 0; at < BYTES; at += block.byteLength) {
    for (let i = 0; i < block.length; i++) {
      block[i] = 0x3f000000 + (Math.imul(at / 4 + i, 2654435761) >>> 8);
    }
    fs.writeSync(fd, block);
  }
  fs.closeSync(fd);
  fs.readFileSync(file('a.bin')); // into the page cache
}

const open = (dtype, shape) => memmap(file('a.bin'), { dtype, shape, mode: 'r' });
const flat = (dtype) => open(dtype, undefined);
const matrix = (dtype = 'float32') => open(dtype, [ROWS * (dtype === 'float16' ? 2 : 1), COLUMNS]);

const WHOLE = "np.memmap(file('a.bin'), '%', 'r')";
const MATRIX = `np.memmap(file('a.bin'), '%', 'r')[:${ROWS * COLUMNS}].reshape(-1, ${COLUMNS})`;
const picked = Array.from({ length: 10_000 }, (_, at) => Math.imul(at, 2654435761) >>> 0).map(
  (at) => at % ROWS,
);

/** A title, what is done, and what NumPy does. */
const CASES = [
  ...['sum', 'min', 'argmax', 'std', 'all'].map((name) => [
    `${name} of float32`,
    () => flat('float32'),
    (a) => a[name](),
    WHOLE.replace('%', 'f4'),
    `a.${name}()`,
  ]),
  ...['uint8', 'int64', 'float64'].map((dtype) => [
    `sum of ${dtype}`,
    () => flat(dtype),
    (a) => a.sum(),
    WHOLE.replace('%', dtype),
    'a.sum()',
  ]),
  ...['sum', 'std'].map((name) => [
    `${name} of float16`,
    () => flat('float16'),
    (a) => a[name](),
    WHOLE.replace('%', 'f2'),
    `a.${name}()`,
  ]),
  [
    'sum of bfloat16',
    () => flat('bfloat16'),
    (a) => a.sum(),
    "np.memmap(file('a.bin'), ml_dtypes.bfloat16, 'r')",
    'a.sum()',
  ],
  ...[0, 1].map((axis) => [
    `sum of 768 columns along axis ${axis}`,
    () => matrix(),
    (a) => a.sum({ axis }),
    MATRIX.replace('%', 'f4'),
    `a.sum(axis=${axis})`,
  ]),
  [
    'mean of a column of 768',
    () => matrix().slice(null, 5),
    (a) => a.mean(),
    `${MATRIX.replace('%', 'f4')}[:, 5]`,
    'a.mean()',
  ],
  [
    'histogram of 50 bins',
    () => flat('float32'),
    (a) => a.histogram({ bins: 50 }),
    WHOLE.replace('%', 'f4'),
    'np.histogram(a, 50)',
  ],
  ...['float32', 'float16'].map((dtype) => [
    `dot of 768 columns of ${dtype}`,
    () => matrix(dtype),
    (a) => a.dot(new Float32Array(COLUMNS).fill(0.5)),
    dtype === 'float32'
      ? MATRIX.replace('%', 'f4')
      : `np.memmap(file('a.bin'), 'f2', 'r')[:${2 * ROWS * COLUMNS}].reshape(-1, ${COLUMNS})`,
    `a @ np.full(${COLUMNS}, 0.5, '${dtype === 'float32' ? 'f4' : 'f2'}')`,
  ]),
  [
    'take of 10,000 rows of 3 KiB',
    () => matrix(),
    (a) => a.take(picked),
    MATRIX.replace('%', 'f4'),
    `a[rows]`,
  ],
  [
    'take of 10,000 rows of 3 KiB into out',
    () => [matrix(), new Float32Array(picked.length * COLUMNS)],
    ([a, out]) => a.take(picked, { out }),
    `[${MATRIX.replace('%', 'f4')}, np.empty((${picked.length}, ${COLUMNS}), 'f4')]`,
    "np.take(a[0], rows, 0, out=a[1], mode='clip')",
  ],
  [
    'searchsorted of 100,000 values',
    () => {
      const sorted = Float32Array.from({ length: BYTES / 16 }, (_, at) => at);
      const a = memmap(file('sorted.bin'), { dtype: 'float32', mode: 'w+', shape: sorted.length });
      a.assign(sorted);
      return a;
    },
    (a) => a.searchsorted(values(a.size)),
    `np.arange(${BYTES / 16}, dtype='f4')`,
    'np.searchsorted(a, values)',
  ],
];

const values = (size) =>
  Float32Array.from({ length: 100_000 }, (_, at) => (Math.imul(at, 2654435761) >>> 0) % size);

const ours = (make, work, runs) => () => {
  const array = make();
  return best(runs, () => work(array));
};

const theirs = (make, work, runs) => `
a = ${make}
rows = ((np.arange(10000, dtype='u8') * 2654435761) % 2**32 % ${ROWS}).astype(int)
values = ((np.arange(100000, dtype='u8') * 2654435761) % 2**32 % ${BYTES / 16}).astype('f4')
print(best(${runs}, lambda: ${work}))`;

/** Why NumPy is ahead, or the limit is far. */
const WHY = {
  take: 'NumPy gets the memory of the last result again, as `out` does here; JavaScript does once its garbage is collected.',
  dot: 'OpenBLAS has code for each processor; 16-bit floats are widened first.',
  histogram: 'A bin is found for each number, and counted.',
  std: 'float16 is widened, and its deviations are added up in float64.',
};

const runs = (name) => (name.startsWith('take') ? MORE_RUNS : RUNS);

/** Reading the bytes is the least that a case can do, unless it reads a few of them only. */
const limits = (name) =>
  /^(take|searchsorted)/.test(name)
    ? {}
    : {
        'the bytes added up in C': { limit: true, c: ['total', 'a.bin', availableParallelism()] },
        'the bytes added up in C, one thread': { limit: true, c: ['total', 'a.bin', 1] },
      };

module.exports = CASES.map(([name, make, work, made, python]) => ({
  question: `${name}, 256 MiB`,
  unit: 'milliseconds',
  why: WHY[name.split(' ')[0]],
  prepare,
  variants: {
    memmap: { js: ours(make, work, runs(name)) },
    'memmap, one thread': { js: ours(make, work, runs(name)), env: { MEMMAP_THREADS: '1' } },
    NumPy: { python: theirs(made, python, runs(name)) },
    ...limits(name),
  },
}));
