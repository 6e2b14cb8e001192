'use strict';

/** What maps cost beside a large heap: V8 charges an ArrayBuffer to its heap, and collects for it. */

const { memmap } = require('..');
const { file, ones, quick, sparse } = require('./context');
const { collect, rivals } = require('./rivals');
const { best, milliseconds } = require('./timing');

const GIB = 2 ** 30;
const MAPS = 10;
const OBJECTS = quick ? 1e5 : 3e6;
const COUNTS = quick ? [0, 10, 100] : [0, 10, 100, 1000, 10_000];

const mapped = (buffer) => (name) => memmap(name, { mode: 'r', buffer }).data;

/** Milliseconds until all maps are open. */
const opens = (open) => () => {
  const live = Array.from({ length: OBJECTS }, (_, i) => ({ i, list: [i] }));
  for (let i = 0; i < 100; i++) open(file('small.bin')); // compiled, and settled
  collect();
  const maps = [];
  const took = milliseconds(() => {
    for (let i = 0; i < MAPS; i++) maps.push(open(file('large.bin')));
  });
  return live.length === OBJECTS && maps.length === MAPS ? took : NaN;
};

/** Milliseconds of a full collection, the best of several, beside so many live maps. */
const collections = (open) => () => {
  const maps = [];
  return COUNTS.map((count) => {
    while (maps.length < count) maps.push(open(file('small.bin')));
    collect();
    return best(quick ? 1 : 5, collect);
  });
};

module.exports = [
  {
    question: 'Open 10 maps of 1 GiB beside 3 million live objects',
    unit: 'milliseconds',
    why: 'Without collections it is the opens alone, a few of which are not enough for V8 to compile all they run.',
    prepare() {
      ones('small.bin', 2 ** 20);
      sparse('large.bin', GIB);
    },
    variants: {
      memmap: { js: opens(mapped('shared')) },
      "memmap, buffer: 'array'": { js: opens(mapped('array')) },
      ...rivals(opens),
      'numpy.memmap': {
        python: `
live = [(i, [i]) for i in range(${OBJECTS})]
small, large = file('small.bin'), file('large.bin')
for i in range(100): np.memmap(small, mode='r')
maps = []
def opens():
    for i in range(${MAPS}): maps.append(np.memmap(large, mode='r'))
print(milliseconds(opens))`,
      },
    },
  },
  {
    question: 'One full garbage collection beside live maps of 1 MiB',
    unit: 'milliseconds',
    axis: 'live maps',
    points: COUNTS.map((count) => count.toLocaleString('en-US')),
    why: 'V8 visits each SharedArrayBuffer and its finalizer in a full collection, as it does those that hold no file; Bun has another collector.',
    prepare: () => ones('small.bin', 2 ** 20),
    variants: {
      memmap: { js: collections(mapped('shared')) },
      "memmap, buffer: 'array'": { js: collections(mapped('array')) },
      ...rivals(collections),
      'SharedArrayBuffers of 4 KiB, no files': {
        limit: true,
        js: collections(() => new Uint8Array(new SharedArrayBuffer(4096))),
      },
    },
  },
];
