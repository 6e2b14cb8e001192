'use strict';

/** How cost grows: with the size of the file, with the number of axes. */

const fs = require('node:fs');
const { memmap } = require('..');
const { file, quick, sparse } = require('./context');
const { collect, rivals } = require('./rivals');
const { best } = require('./timing');

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

const SIZES = [
  ['4 KiB', 4 * KIB],
  ['64 KiB', 64 * KIB],
  ['1 MiB', MIB],
  ['64 MiB', 64 * MIB],
  ['1 GiB', GIB],
  ['16 GiB', 16 * GIB],
  ['1 TiB', 1024 * GIB],
].filter(([, bytes]) => !quick || bytes < GIB || bytes > 16 * GIB);
const CALLS = quick ? 10 : 50;

/** A value for each size, or why there is none. */
const each = (measure) => () =>
  SIZES.map(([label, bytes]) => {
    try {
      return measure(file(label), bytes);
    } catch (error) {
      return error.message;
    }
  });

/** Microseconds for one of many calls, the best of several rounds. */
const microseconds = (calls, call, settle = () => {}, runs = quick ? 1 : 7) => {
  const all = () => {
    for (let i = 0; i < calls; i++) call();
    settle();
  };
  return (best(runs, all) * 1000) / calls;
};

/** Opens, reads the last byte and closes. */
const opens = (options) =>
  each((name) =>
    microseconds(CALLS, () => {
      const a = memmap(name, { mode: 'r', ...options });
      if (a.data[a.size - 1] !== 0) throw new Error('not a hole');
      a.close();
    }),
  );

const rivalOpens = (open) =>
  each((name, bytes) => {
    const call = () => {
      const map = open(name);
      if (map.length !== bytes) throw new Error(`it has ${map.length} of ${bytes} bytes`);
      if (map[bytes - 1] !== 0) throw new Error('not a hole');
    };
    call();
    return microseconds(CALLS, call, collect);
  });

const reads = each((name, bytes) => {
  const call = () => {
    const data = fs.readFileSync(name);
    if (data[bytes - 1] !== 0) throw new Error('not a hole');
  };
  return bytes > MIB ? microseconds(1, call, undefined, 1) : microseconds(CALLS, call);
});

const openBySize = {
  question: 'Open a file, read its last byte and close it, by size',
  unit: 'microseconds',
  why: 'Reading a file of a few KiB is less work than mapping it. close() takes one call more than others need, to lay zeros over the pages, so that a TypedArray that is left over does no harm.',
  axis: 'file of',
  points: SIZES.map(([label]) => label),
  prepare: () => SIZES.forEach(([label, bytes]) => sparse(label, bytes)),
  variants: {
    memmap: { js: opens({}) },
    "memmap, buffer: 'array'": { js: opens({ buffer: 'array' }) },
    'fs.readFileSync': { js: reads },
    ...rivals(rivalOpens),
    'numpy.memmap': {
      python: `
import json
def one(name):
    def all():
        for i in range(${CALLS}):
            a = np.memmap(name, mode='r')
            assert a[-1] == 0
            del a
    return best(${quick ? 1 : 7}, all) * 1e3 / ${CALLS}
print(json.dumps([one(file(name)) for name in ${JSON.stringify(SIZES.map(([label]) => label))}]))`,
    },
  },
};

const RANKS = [1, 2, 3, 4, 5, 6];
const SLICES = quick ? 2000 : 50_000;

/** Nanoseconds for a slice that takes a range of each axis. */
const slices = (make) => () =>
  RANKS.map((rank) => {
    const cut = make(memmap(file('slices.bin'), { mode: 'w+', shape: Array(rank).fill(8) }), rank);
    let kept;
    const took = best(quick ? 2 : 10, () => {
      for (let i = 0; i < SLICES; i++) kept = cut();
    });
    return kept ? (took * 1e6) / SLICES : null;
  });

const sliceByRank = {
  question: 'A slice with a range of each axis, by number of axes',
  unit: 'nanoseconds',
  axis: 'axes',
  points: RANKS.map(String),
  why: 'A third of the time is Object.freeze of the shape and the strides, a fifth reading the selectors and checking them. scijs makes code for each number of axes at run time, and checks nothing; data.subarray has but one axis.',
  variants: {
    memmap: {
      js: slices((a, rank) => {
        const selectors = Array.from({ length: rank }, () => [1, 7]);
        return () => a.slice(...selectors);
      }),
    },
    'scijs ndarray, lo and hi': {
      js: slices((a, rank) => {
        const array = require('ndarray')(a.data, a.shape, a.strides, a.start);
        const [low, high] = [Array(rank).fill(1), Array(rank).fill(6)];
        return () => array.lo(...low).hi(...high);
      }),
    },
    NumPy: {
      python: `
import json
def one(rank):
    a = np.memmap(file('slices.bin'), mode='w+', shape=(8,) * rank)
    view = (slice(1, 7),) * rank
    def all():
        for i in range(${SLICES}): b = a[view]
    return best(${quick ? 2 : 10}, all) * 1e6 / ${SLICES}
print(json.dumps([one(rank) for rank in ${JSON.stringify(RANKS)}]))`,
    },
    'data.subarray': {
      limit: true,
      js: slices((a) => {
        const { data } = a;
        const end = data.length - 1;
        return () => data.subarray(1, end);
      }),
    },
  },
};

module.exports = [openBySize, sliceByRank];
