'use strict';

/** A file that is on disk and not in memory, read once from front to back. */

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { memmap } = require('..');

const MIB = 2 ** 20;
const BLOCK = 4 * MIB;
const WIDTH = 1024;
const SIZE = (quick) => (quick ? 32 : 512) * MIB;
const LARGE = (quick) => (quick ? 64 : 4096) * MIB;
const file = (folder) => path.join(folder, 'stream.bin');
const hole = (folder) => path.join(folder, 'hole.bin');

function write({ folder, quick }) {
  const fd = fs.openSync(file(folder), 'w');
  const ones = new Float32Array(BLOCK / 4).fill(1);
  for (let at = 0; at < SIZE(quick); at += BLOCK) fs.writeSync(fd, ones);
  fs.fsyncSync(fd); // the system drops no page that is not on disk yet
  fs.closeSync(fd);
  fs.writeFileSync(hole(folder), '');
  fs.truncateSync(hole(folder), LARGE(quick));
}

const EVICT = `
import os, sys
fd = os.open(sys.argv[1], os.O_RDONLY)
os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)`;

/** Takes the file out of memory, and makes sure of it; `sum` is compiled when it comes to it. */
function evict(name) {
  for (let run = 0; run < 5; run++) sum(new Float32Array(BLOCK / 4));
  execFileSync('python3', ['-c', EVICT, name]);
  const a = memmap(name, { mode: 'r' });
  const left = a.residency();
  a.close();
  if (left > 0.01) throw new Error(`${left} of the file is still in memory`);
}

function sum(data) {
  let total = 0;
  for (let i = 0; i < data.length; i++) total += data[i];
  return total;
}

const open = (name) => memmap(name, { dtype: 'float32', mode: 'r', shape: [-1, WIDTH] });

/** Ways to sum all float32 of a file; `look` is called now and then. */
const ways = {
  async blocks(name, look) {
    const a = open(name);
    let total = 0;
    for await (const block of a.blocks({ release: true })) {
      total += sum(block.data);
      look();
    }
    a.close();
    return total;
  },
  async loop(name, look) {
    const a = open(name);
    const total = sum(a.data);
    look();
    a.close();
    return total;
  },
  async read(name, look) {
    const handle = await fs.promises.open(name);
    const buffer = new Float32Array(BLOCK / 4);
    let total = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, BLOCK);
      if (bytesRead === 0) break;
      total += sum(bytesRead === BLOCK ? buffer : buffer.subarray(0, bytesRead / 4));
      look();
    }
    await handle.close();
    return total;
  },
  async readSync(name, look) {
    const fd = fs.openSync(name);
    const buffer = new Float32Array(BLOCK / 4);
    let total = 0;
    for (;;) {
      const bytesRead = fs.readSync(fd, buffer, 0, BLOCK, null);
      if (bytesRead === 0) break;
      total += sum(bytesRead === BLOCK ? buffer : buffer.subarray(0, bytesRead / 4));
      look();
    }
    fs.closeSync(fd);
    return total;
  },
};

const nothing = () => {};

/** Milliseconds until all is read. */
const time =
  (way) =>
  async ({ folder, quick }) => {
    evict(file(folder));
    const start = process.hrtime.bigint();
    const total = await ways[way](file(folder), nothing);
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
    return total === SIZE(quick) / 4 ? milliseconds : NaN;
  };

/** The longest time between two ticks of a timer meanwhile, in milliseconds. */
const delay =
  (way) =>
  async ({ folder }) => {
    evict(file(folder));
    let longest = 0;
    let last = process.hrtime.bigint();
    const tick = () => {
      const now = process.hrtime.bigint();
      longest = Math.max(longest, Number(now - last) / 1e6);
      last = now;
    };
    const timer = setInterval(tick, 1);
    await ways[way](file(folder), nothing);
    tick();
    clearInterval(timer);
    return longest;
  };

/** Resident bytes of this process, those of mapped files too. */
function resident() {
  const [, pages] = fs.readFileSync('/proc/self/statm', 'utf8').split(' ');
  return Number(pages) * 4096;
}

/** MiB by which the process grows, at most. */
const growth =
  (way, name) =>
  async ({ folder }) => {
    const before = resident();
    let most = 0;
    await ways[way](name(folder), () => (most = Math.max(most, resident() - before)));
    return most / MIB;
  };

const variants = (measure) => ({
  'blocks({ release: true })': { js: measure('blocks') },
  'fs.promises read into one buffer': { js: measure('read') },
  'fs.readSync into one buffer': { js: measure('readSync') },
  'a loop over data': { js: measure('loop') },
});

module.exports = [
  {
    question: 'Sum a file of 512 MiB that is not in memory',
    unit: 'milliseconds',
    prepare: write,
    variants: variants(time),
  },
  {
    question: 'The event loop stands still meanwhile, at the longest',
    unit: 'milliseconds',
    prepare: write,
    variants: variants(delay),
  },
  {
    question: 'Resident memory grows meanwhile, at the most',
    unit: 'MiB',
    prepare: write,
    variants: {
      'blocks({ release: true }), 512 MiB': { js: growth('blocks', file) },
      'blocks({ release: true }), 4 GiB': { js: growth('blocks', hole) },
      'fs.promises read into one buffer, 512 MiB': { js: growth('read', file) },
      'a loop over data, 512 MiB': { js: growth('loop', file) },
    },
  },
];
