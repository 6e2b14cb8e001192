'use strict';

/** Each cheap operation, very often. */

const fs = require('node:fs');
const { Memmap, memmap, openMemmap, openNpz } = require('../../index.js');
const { liveMappings } = require('../../lib/mapping/native');
const { collect } = require('./support');

/** @param {() => any} call that is refused */
function refused(call) {
  try {
    call();
  } catch (error) {
    if (typeof error.code === 'string') return;
    throw error;
  }
  throw new Error(`not refused: ${call}`);
}

/** Those that work in memory, and those that ask the system, which take longer. */
function callsOn(file) {
  fs.writeFileSync(file, new Uint8Array(4096).fill(7));
  fs.writeFileSync(`${file}.bad`, '\x93NUMPY\x01\x00\x76\x00{', 'latin1');

  const a = memmap(file, { dtype: 'float32', shape: [8, 16] });
  const records = memmap(file, {
    dtype: [
      ['x', '<i2'],
      ['pos', '>f4', [2]],
    ],
    shape: [7],
  });
  const closed = memmap(file);
  closed.close();

  const calls = {
    get: () => a.get(3, -1),
    set: () => a.set(3, -1, 5),
    slice: () => a.slice(1, [null, null, 2]).data,
    field: () => records.field('pos').get(3, 1),
    T: () => a.T.get(0, 0),
    reshape: () => a.reshape(2, -1).size,
    copy: () => a.copy().get(0, 0),
    astype: () => a.astype('int16').get(0, 0),
    assign: () => a.slice(0).assign([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
    record: () => records.set(0, records.get(1)),
    share: () => a.backing.endsWith('shared') && Memmap.from(a.share()).get(0, 0),
    'get refused': () => refused(() => a.get(9, 9)),
    'closed refused': () => refused(() => closed.get(0)),
  };
  const opens = {
    'open refused': () => refused(() => memmap(`${file}.none`, { mode: 'r' })),
    'size refused': () => refused(() => memmap(file, { mode: 'r', shape: 5000 })),
    'npy refused': () => refused(() => openMemmap(`${file}.bad`)),
    'npz refused': () => refused(() => openNpz(`${file}.bad`)),
    'append refused': () => refused(() => a.append([[1, 2]])),
    advise: () => a.advise('willneed'),
    lostBytes: () => a.lostBytes + a.residency(),
  };

  return { calls, opens };
}

async function measure() {
  await collect();
  return {
    maps: fs.readFileSync('/proc/self/maps', 'latin1').split('\n').length,
    descriptors: fs.readdirSync('/proc/self/fd').length,
    live: liveMappings(),
    memory: process.memoryUsage().rss,
  };
}

module.exports = {
  /** What 100,000 of each call, 10,000 where the system is asked, add to this process. */
  async everyCall(file) {
    const { calls, opens } = callsOn(file);
    const all = Object.entries({ ...calls, ...opens });
    for (const [, call] of all) for (let i = 0; i < 5000; i++) call();
    const grown = {};
    for (const [name, call] of all) {
      const before = await measure();
      const times = calls[name] ? 100_000 : 10_000;
      for (let i = 0; i < times; i++) call();
      const after = await measure();
      grown[name] = Object.fromEntries(
        Object.keys(after).map((key) => [key, after[key] - before[key]]),
      );
    }
    return grown;
  },
};
