'use strict';

/** Maps that are closed while their blocks are walked. */

const fs = require('node:fs');
const { setImmediate } = require('node:timers/promises');
const { memmap } = require('../../index.js');
const { worker } = require('./support');

module.exports = {
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
