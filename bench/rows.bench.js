'use strict';

/** Random rows of a matrix: one that does not fit in the memory that there is, and one that does. */

const fs = require('node:fs');
const { memmap } = require('..');
const { cannotConfine } = require('./confine');
const { file, ones, quick } = require('./context');
const { evict } = require('./memory');
const { rivals } = require('./rivals');
const { milliseconds, now } = require('./timing');

const MIB = 2 ** 20;
const WIDTH = 1024;
const ROW = WIDTH * 4;
const COLD = (quick ? 64 : 1024) * MIB;
const WARM = (quick ? 16 : 128) * MIB;
/** How many rows are read: one from the disk may take ten milliseconds. */
const COLD_COUNT = quick ? 20 : 300;
const WARM_COUNT = quick ? 20 : 4000;

/** The rows to read, of so many: the same ones for every variant. */
function rowsOf(bytes, count) {
  const all = bytes / ROW;
  let state = 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * all);
  });
}

function sum(row) {
  let total = 0;
  for (let i = 0; i < row.length; i++) total += row[i];
  return total;
}

/** A way to read: from a file's name to a function from a row's number to its floats. */
const read = {
  slice: (advice) => (name) => {
    const a = memmap(name, { dtype: 'float32', mode: 'r', shape: [-1, WIDTH] });
    a.advise(advice);
    return (row) => a.slice(row).data;
  },
  subarray: (open) => (name) => {
    const bytes = open(name);
    const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    return (row) => data.subarray(row * WIDTH, (row + 1) * WIDTH);
  },
  readSync: (name) => {
    const fd = fs.openSync(name);
    const buffer = new Float32Array(WIDTH);
    return (row) => {
      fs.readSync(fd, buffer, 0, ROW, row * ROW);
      return buffer;
    };
  },
};

function walk(row, rows) {
  let total = 0;
  for (const at of rows) total += sum(row(at));
  if (total !== rows.length * WIDTH) throw new Error('wrong sum');
}

/** Microseconds a row that is not in memory. */
const cold = (way) => () => {
  evict(file('cold.bin'));
  const row = way(file('cold.bin'));
  const rows = rowsOf(COLD, COLD_COUNT);
  return (milliseconds(() => walk(row, rows)) * 1000) / COLD_COUNT;
};

/** Microseconds a row that is, the best of several walks. */
const warm = (way) => () => {
  const row = way(file('warm.bin'));
  const rows = rowsOf(WARM, WARM_COUNT);
  const times = Array.from({ length: quick ? 2 : 20 }, () => milliseconds(() => walk(row, rows)));
  return (Math.min(...times) * 1000) / WARM_COUNT;
};

/** fs.promises does one read after the other, as a program that needs each row does. */
async function coldAsync() {
  evict(file('cold.bin'));
  const handle = await fs.promises.open(file('cold.bin'));
  const buffer = new Float32Array(WIDTH);
  const start = now();
  for (const row of rowsOf(COLD, COLD_COUNT)) {
    await handle.read(buffer, 0, ROW, row * ROW);
    sum(buffer);
  }
  return ((now() - start) * 1000) / COLD_COUNT;
}

const numpy = (name, count, before, runs) => `
import subprocess
a = np.memmap(file('${name}'), dtype='float32', mode='r').reshape(-1, ${WIDTH})
state, rows = 1, []
for i in range(${count}):
    state = (state * 1664525 + 1013904223) % 2**32
    rows.append(int(state / 2**32 * len(a)))
${before}
def walk():
    for row in rows: a[row].sum()
print(best(${runs}, walk) * 1e3 / ${count})`;

const EVICT = "subprocess.run([os.environ['BENCH_LIMITS'], 'evict', file('cold.bin')], check=True)";

const others = (measure) => ({
  'fs.readSync of the row': { js: measure(read.readSync) },
  ...rivals((open) => measure(read.subarray(open))),
});

module.exports = [
  {
    question: 'Sum a random row of 4 KiB, from 1 GiB on disk in a process that gets 128 MiB',
    unit: 'microseconds a row',
    skip: cannotConfine,
    memory: 128 * MIB,
    why: "Without advise('random') each fault reads what the disk’s read-ahead says, megabytes for a row of 4 KiB, and drives other rows out. With it a row waits for the disk as pread does, and the disk’s times vary.",
    prepare: () => ones('cold.bin', COLD),
    variants: {
      "memmap, advise('random')": { js: cold(read.slice('random')) },
      'memmap, without advice': { js: cold(read.slice('normal')) },
      ...others(cold),
      'fs.promises read of the row': { js: coldAsync },
      'numpy.memmap': { python: numpy('cold.bin', COLD_COUNT, EVICT, 1) },
      'pread of the row in C': { limit: true, c: ['rows', 'cold.bin', COLD_COUNT] },
    },
  },
  {
    question: 'Sum a random row of 4 KiB, from 128 MiB in the system’s cache',
    unit: 'microseconds a row',
    why: 'A slice is an array with a shape and strides of its own; data.subarray(from, to) is only the numbers.',
    prepare: () => ones('warm.bin', WARM),
    variants: {
      memmap: { js: warm(read.slice('normal')) },
      ...others(warm),
      'numpy.memmap': { python: numpy('warm.bin', WARM_COUNT, '', quick ? 2 : 20) },
      'data.subarray by hand': {
        limit: true,
        js: warm(read.subarray((name) => memmap(name, { mode: 'r' }).data)),
      },
    },
  },
];
