'use strict';

/** Many maps in one process. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { setImmediate, setTimeout } = require('node:timers/promises');
const { Memmap, memmap } = require('../../index.js');
const { collections } = require('../../lib/mapping/limits');
const { liveMappings, mappingCost } = require('../../lib/mapping/native');
const { collect } = require('./support');

const options = { dtype: 'uint8', mode: 'r' };

/** All of this process's mappings; 0 where the system does not tell. */
function mappings() {
  if (process.platform !== 'linux') return 0;
  return fs.readFileSync('/proc/self/maps', 'latin1').split('\n').length;
}

/** The most mappings that were there at a time: the addon's count, and now and then the system's. */
function peakOf(before, i) {
  const cost = i % 500 === 0 ? mappingCost() : 0;
  return Math.max(before, cost, i % 50_000 === 0 ? mappings() : 0);
}

function openOne(file) {
  const a = memmap(file, options);
  if (a.data[5] !== 7) throw new Error('not the file');
}

function unclosed(file, opens) {
  let peak = 0;
  for (let i = 0; i < opens; i++) {
    openOne(file);
    peak = peakOf(peak, i);
  }
  return peak;
}

module.exports = {
  unclosed,

  async unclosedAsync(file, opens) {
    let peak = 0;
    for (let i = 0; i < opens; i++) {
      openOne(file);
      peak = peakOf(peak, i);
      if (i % 500 === 0) await setImmediate();
    }
    return peak;
  },

  unclosedBesideHeap(file, opens) {
    const ballast = Array.from({ length: 1_000_000 }, (_, i) => ({ i }));
    const peak = unclosed(file, opens);
    assert.equal(ballast.length, 1_000_000);
    return peak;
  },

  async closed(file, opens) {
    const descriptors = () => fs.readdirSync('/proc/self/fd').length;
    const measure = () => [mappings(), descriptors(), liveMappings()];
    const round = async () => {
      for (let i = 0; i < opens; i++) {
        const a = memmap(file, options);
        assert.equal(a.data[i % 8192], 7);
        a.close();
        if (i % 1000 === 0) await setTimeout(2);
      }
      await collect();
    };
    await round();
    const before = measure();
    const memory = process.memoryUsage().rss;
    for (let i = 0; i < 5; i++) await round();
    // Deno frees late what it has collected, where the machine is busy.
    for (let i = 0; i < 50 && liveMappings() - before[2] >= 100; i++) await collect();
    const after = measure();
    return [after.map((value, i) => value - before[i]), process.memoryUsage().rss - memory];
  },

  async atTheLimit(file, most) {
    const kept = [];
    let error;
    while (!error && kept.length < most) {
      try {
        kept.push(memmap(file, { ...options, buffer: 'array' }));
      } catch (thrown) {
        error = thrown;
      }
    }
    assert.equal(error.code, 'ERR_MEMMAP_LIMIT', error.stack);
    assert.match(error.message, /too many mappings/);
    assert.ok(kept.every((a) => a.data[8191] === 7));
    assert.ok(mappings() < most);
    const { length } = kept;
    for (const a of kept.splice(0)) a.close();
    await collect();
    assert.equal(memmap(file, options).data[0], 7);
    return [length, liveMappings()];
  },

  inUse(file) {
    const kept = [];
    for (let i = 0; i < 20_000; i++) kept.push(memmap(file, options));
    const before = collections();
    for (let i = 0; i < 10_000; i++) memmap(file, options).close();
    return [before, collections() - before];
  },

  /**
   * Where a failed overlay left a hole of a page, one of the maps lands in it, and goes with the
   * Memory. Gives how many maps are whole.
   */
  async refused(file, refusing) {
    for (let i = 0; i < 20; i++) {
      assert.throws(() => memmap(refusing, { mode: 'r', shape: 1 }), { code: 'ENODEV' });
    }
    process.env.MEMMAP_BUFFER = globalThis.Bun ? '' : 'external';
    const one = () => memmap(file, { ...options, shape: 9, buffer: 'array' });
    const maps = Array.from({ length: 8000 }, one);
    await collect();
    return maps.filter((a) => a.data[8] === 7).length;
  },

  /** By how many kB a hundred arrays without bytes make the process larger. */
  empty(file, strategy) {
    const status = () => fs.readFileSync('/proc/self/status', 'utf8');
    const size = () => Number(/VmSize:\s*(\d+)/.exec(status())[1]);
    const before = size();
    const one = () => memmap(file, { ...options, shape: [0, 5] });
    const kept = Array.from({ length: 100 }, one);
    assert.ok(kept.every((a) => a.size === 0 && a.backing === strategy));
    return size() - before;
  },

  /** By how much 100,000 rounds of opening, slicing, sharing and closing make the process larger. */
  async growth(file, strategy) {
    const descriptors = () => fs.readdirSync('/proc/self/fd').length;
    const measure = () => [mappings(), descriptors(), liveMappings(), process.memoryUsage().rss];
    const round = async () => {
      for (let i = 0; i < 20_000; i++) {
        const a = memmap(file, options);
        const { data } = a.slice([5, 500]).slice([1, null, 2]);
        const b = strategy.endsWith('shared') ? Memmap.from(a.share()) : a;
        assert.equal(b.get(5) + data[3], 14);
        if (i % 3) a.close();
        if (i % 500 === 0) await setTimeout(2);
      }
      await collect();
    };
    await round();
    const before = measure();
    for (let i = 0; i < 5; i++) await round();
    return measure().map((value, i) => value - before[i]);
  },
};
