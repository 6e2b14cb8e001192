'use strict';

/** A file read once from front to back: from the disk, and from the system's cache. */

const fs = require('node:fs');
const { file, ones, quick, sparse } = require('./context');
const { cannotTell, evict, resident } = require('./memory');
const { rivals } = require('./rivals');
const { now } = require('./timing');
const ways = require('./ways');

const MIB = 2 ** 20;
const BYTES = (quick ? 16 : 512) * MIB;
const LARGE = (quick ? 64 : 4096) * MIB;

const nothing = () => {};

/** Milliseconds until all is summed up, or null where the sum is wrong. */
async function time(way) {
  ways.warmUp();
  const start = now();
  const total = await way(file('stream.bin'), nothing);
  return total === BYTES / 4 ? now() - start : null;
}

const cold = (way) => () => {
  evict(file('stream.bin'));
  return time(way);
};

/** Milliseconds from the cache, the better of two. */
const warm = (way) => async () => {
  fs.readFileSync(file('stream.bin'));
  return Math.min(await time(way), await time(way));
};

/** The longest time between two ticks of a timer meanwhile, in milliseconds. */
const delay = (way) => async () => {
  evict(file('stream.bin'));
  ways.warmUp();
  let longest = 0;
  let last = now();
  const tick = () => {
    longest = Math.max(longest, now() - last);
    last = now();
  };
  const timer = setInterval(tick, 1);
  await way(file('stream.bin'), nothing);
  tick();
  clearInterval(timer);
  return longest;
};

/** MiB by which the process grows meanwhile, at most. */
const growth =
  (way, name = 'stream.bin') =>
  async () => {
    const before = resident('VmRSS');
    let most = 0;
    await way(file(name), () => (most = Math.max(most, resident('VmRSS') - before)));
    return most / MIB;
  };

const prepare = () => ones('stream.bin', BYTES);

const variants = (measure) => ({
  'memmap, blocks({ release: true })': { js: measure(ways.blocks) },
  'memmap, a loop over data': { js: measure(ways.loop) },
  'fs.promises read into one buffer': { js: measure(ways.read) },
  'fs.createReadStream': { js: measure(ways.stream) },
  'fs.readFileSync': { js: measure(ways.readFileSync) },
  ...rivals((open) => measure(ways.mapped(open))),
});

const numpy = (before) => `
import subprocess
${before}
name, dtype = file('stream.bin'), np.dtype('float32')
print(milliseconds(lambda: np.memmap(name, dtype=dtype, mode='r').sum()))`;

const EVICT =
  "subprocess.run([os.environ['BENCH_LIMITS'], 'evict', file('stream.bin')], check=True)";

module.exports = [
  {
    question: 'Sum a file of 512 MiB that is not in memory',
    unit: 'milliseconds',
    why: 'The disk takes most of it. blocks() lets the event loop turn between two blocks; what reads in one go does not.',
    prepare,
    variants: {
      ...variants(cold),
      'numpy.memmap, sum()': { python: numpy(EVICT) },
      'read() into one buffer in C, no sum': { limit: true, c: ['read', 'stream.bin'] },
    },
  },
  {
    question: 'Sum a file of 512 MiB that is in the system’s cache',
    unit: 'milliseconds',
    why: 'A loop over data is the shortest way where the pages are there already: blocks() asks the thread pool for each block, turns the event loop, and gives the pages back. NumPy adds several numbers at once.',
    prepare,
    variants: {
      ...variants(warm),
      'numpy.memmap, sum()': { python: numpy("open(file('stream.bin'), 'rb').read()") },
      'a loop over mapped memory in C': { limit: true, c: ['sum', 'stream.bin'] },
    },
  },
  {
    question: 'The event loop stands still meanwhile, at the longest',
    unit: 'milliseconds',
    grain: 2,
    why: 'Whoever sums a block of 4 MiB keeps the event loop for that long; smaller blocks keep it for less.',
    prepare,
    variants: variants(delay),
  },
  {
    question: 'Resident memory grows meanwhile, at the most',
    unit: 'MiB',
    grain: 1,
    why: 'A block in hand, two ahead of it and the one behind are mapped at a time, 4 MiB each; the pages are the file’s, and the system can take them back. One buffer is one block.',
    skip: cannotTell,
    prepare() {
      prepare();
      sparse('large.bin', LARGE);
    },
    variants: {
      ...variants(growth),
      'memmap, blocks({ release: true }), 4 GiB': { js: growth(ways.blocks, 'large.bin') },
    },
  },
];
