'use strict';

/** How long it takes to open a file, map it and let go of it again. */

const { memmap } = require('..');
const { file, ones, quick } = require('./context');
const { collect, rivals } = require('./rivals');
const { best } = require('./timing');

const CALLS = 500;
const RUNS = quick ? 2 : 15;

/** Microseconds for one of many calls; `settle` belongs to them. */
const each = (call, settle = () => {}) => {
  const all = () => {
    for (let i = 0; i < CALLS; i++) call();
    settle();
  };
  return (best(RUNS, all) / CALLS) * 1000;
};

const ours = (options) => () => {
  const name = file('open.bin');
  return each(() => memmap(name, { dtype: 'float32', mode: 'r+', ...options }).close());
};

/** They have no close: letting go is a collection, of which each open bears its share. */
const theirs = (open) => () => {
  const name = file('open.bin');
  return each(() => open(name, { write: true }), collect);
};

module.exports = {
  question: 'Open and close a file of 1 MiB',
  unit: 'microseconds',
  why: 'Beside the system calls there is what makes JavaScript objects of them: a SharedArrayBuffer with a finalizer, a TypedArray and the array itself. close() takes one call more than others need, to lay zeros over the pages, so that a TypedArray that is left over does no harm.',
  prepare: () => ones('open.bin', 2 ** 20),
  variants: {
    memmap: { js: ours({}) },
    "memmap, buffer: 'array'": { js: ours({ buffer: 'array' }) },
    'numpy.memmap and del': {
      python: `
name, dtype = file('open.bin'), np.dtype('float32')
def all():
    for i in range(${CALLS}):
        a = np.memmap(name, dtype=dtype, mode='r+')
        del a
print(best(${RUNS}, all) / ${CALLS} * 1e3)`,
    },
    ...rivals(theirs),
    'the same system calls in C': { limit: true, c: ['open', 'open.bin'] },
  },
};
