'use strict';

/** Maps that are closed while their blocks are walked. */

const fs = require('node:fs');
const { setImmediate } = require('node:timers/promises');
const { memmap } = require('../../index.js');
const { liveMappings } = require('../../lib/mapping/native');
const { ask, collect, worker } = require('./support');

module.exports = {
  /** Walks that signals ended leave no mapping, though the signals live on. */
  async aborted(file) {
    const controllers = Array.from({ length: 20 }, () => new AbortController());
    for (const controller of controllers) {
      const walk = memmap(file, { mode: 'r' }).blocks({ rows: 4096, signal: controller.signal });
      await walk.next();
      controller.abort();
      await walk.next().catch(() => {});
      // One that nobody ends.
      await memmap(file, { mode: 'r' })
        .blocks({ rows: 4096, signal: controllers[0].signal })
        .next()
        .catch(() => {});
    }
    await collect();
    const left = liveMappings();
    if (left > 2) throw new Error(`${left} mappings are left`);
    return controllers.length;
  },

  /** How many bytes of a file are in memory after a worker was ended that reads one block of all. */
  async ending(file, size) {
    const a = memmap(file, { mode: 'r' });
    const reader = worker(({ message: { file, size }, port, memmap }) => {
      memmap(file, { mode: 'r' }).blocks({ rows: size }).next();
      port.postMessage('reading');
      // So that this thread begins no further step.
      for (;;);
    });
    await ask(reader, { file, size });
    await reader.terminate();
    return a.residency() * size;
  },

  /** A worker closes maps while this thread walks their blocks: how many walks ended how. */
  async closed(file, rounds) {
    fs.writeFileSync(file, new Uint8Array(2 ** 20));
    const closer = worker(({ message: { handle, wait }, Memmap }) => {
      const map = Memmap.from(handle);
      const end = performance.now() + wait / 1000;
      while (performance.now() < end);
      map.close();
    });
    const counts = { whole: 0, closed: 0 };
    for (let round = 0; round < rounds; round++) {
      const map = memmap(file, { mode: 'r' });
      closer.postMessage({ handle: map.share(), wait: (round * 7) % 500 });
      try {
        for await (const block of map.blocks({ rows: 65536, ahead: 3, release: round % 2 === 0 })) {
          block.get(0);
        }
        counts.whole++;
      } catch (error) {
        if (error.code !== 'ERR_MEMMAP_CLOSED') throw error;
        counts.closed++;
      }
      while (!map.closed) await setImmediate();
    }
    return counts;
  },
};
