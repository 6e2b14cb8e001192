'use strict';

/** What the first touch of a page costs that is in the system's cache: the kernel's work. */

const { memmap } = require('..');
const { file, ones, quick } = require('./context');
const { PAGE, touch } = require('./memory');
const { rivals } = require('./rivals');
const { milliseconds } = require('./timing');

const BYTES = (quick ? 16 : 256) * 2 ** 20;
const RUNS = quick ? 2 : 7;

/** Nanoseconds a page, the best of several fresh maps. */
const touches = (open) => () => {
  for (let run = 0; run < 20; run++) touch(new Uint8Array(PAGE * 10_000));
  let least = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const bytes = open(file('pages.bin'));
    least = Math.min(
      least,
      milliseconds(() => touch(bytes)),
    );
  }
  return (least * 1e6) / (BYTES / PAGE);
};

module.exports = {
  question: 'Touch every page of 256 MiB for the first time, in the system’s cache',
  unit: 'nanoseconds a page',
  why: 'The faults are the kernel’s work, the same for all: 16 pages a fault.',
  prepare: () => ones('pages.bin', BYTES),
  variants: {
    memmap: { js: touches((name) => memmap(name, { mode: 'r' }).data) },
    "memmap, mode 'r+'": { js: touches((name) => memmap(name, { mode: 'r+' }).data) },
    ...rivals(touches),
    'numpy.memmap': {
      python: `
least = 1e9
for run in range(${RUNS}):
    a = np.memmap(file('pages.bin'), mode='r')
    least = min(least, milliseconds(lambda: a[::${PAGE}].sum()))
print(least * 1e6 / ${BYTES / PAGE})`,
    },
    'page faults in C': { limit: true, c: ['fault', 'pages.bin'] },
  },
};
