'use strict';

/** Bulk work over whole arrays, beside NumPy doing the same to the same file. */

const { memmap } = require('..');
const { file, quick } = require('./context');
const { best } = require('./timing');

const N = quick ? 256 : 4096;
const RUNS = quick ? 2 : 5;

/** Milliseconds of `work` on an N x N array of `dtype` in a file. */
const ours = (dtype, work) => () => {
  const open = (name) => memmap(file(name), { dtype, mode: 'w+', shape: [N, N] });
  const [array, other] = [open('a.bin'), open('b.bin')];
  array.fill(1);
  other.fill(1);
  return best(RUNS, () => work(array, other));
};

/** The same in NumPy. */
const theirs = (dtype, work) => `
a = np.memmap(file('c.bin'), dtype=np.dtype('${dtype}'), mode='w+', shape=(${N}, ${N}))
b = np.memmap(file('d.bin'), dtype=np.dtype('${dtype}'), mode='w+', shape=(${N}, ${N}))
a[...] = 1
b[...] = 1
def work():
    ${work}
print(best(${RUNS}, work))`;

const strided = (array) => array.slice(null, [null, null, 2]);

const ALLOCATED =
  'The memory of the result is new: the system makes its pages one by one, which memcpy into pages that are there already does without.';
const APART =
  'Neighbours in the result are far apart in the source, where memcpy has them in a row.';

const astype = (from, to, read, written) => [
  `${from} to ${to}`,
  from,
  (a) => a.astype(to),
  `x = a.astype('${to}')`,
  [read, written, ALLOCATED],
];

/**
 * A title, the dtype, the work in both languages, and what the machine can do at the best: bytes
 * read and written for an element.
 */
const CASES = [
  astype('float16', 'float32', 2, 4),
  astype('bfloat16', 'float32', 2, 4),
  astype('uint16', 'int64', 2, 8),
  ["copy of '>f4'", '>f4', (a) => a.copy(), "x = a.astype('<f4')", [4, 4, ALLOCATED]],
  ['copy of float32', 'float32', (a) => a.copy(), 'x = a.copy()', [4, 4, ALLOCATED]],
  [
    'copy of a transposed float32',
    'float32',
    (a) => a.T.copy(),
    "x = a.T.copy(order='C')",
    [4, 4, APART],
  ],
  ['fill of float32', 'float32', (a) => a.fill(2.5), 'a.fill(2.5)', [0, 4]],
  [
    'assign of float32 to float32',
    'float32',
    (a, b) => a.assign(b),
    'a[...] = b',
    [4, 4, 'memcpy writes around the cache what is this large.'],
  ],
  [
    'assign of a row to every row',
    'float32',
    (a, b) => a.assign(b.slice(0)),
    'a[...] = b[0]',
    [0, 4],
  ],
  [
    'assign of every other element',
    'float32',
    (a, b) => strided(a).assign(strided(b)),
    'a[:, ::2] = b[:, ::2]',
    [4, 4, 'Half of the elements stay as they are, and all cache lines are read and written.'],
  ],
];

module.exports = CASES.map(([name, dtype, work, python, [read, written, why]]) => ({
  question: `${name}, 4096 x 4096`,
  unit: 'milliseconds',
  why,
  variants: {
    memmap: { js: ours(dtype, work) },
    'memmap, one thread': { js: ours(dtype, work), env: { MEMMAP_THREADS: '1' } },
    NumPy: { python: theirs(dtype, python) },
    [read ? 'memcpy of as many bytes in C' : 'memset of as many bytes in C']: {
      limit: true,
      c: ['move', N * N * read, N * N * written],
    },
  },
}));
