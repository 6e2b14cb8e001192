'use strict';

/** A worker closes maps while the main thread walks their blocks: prints how the walks ended. */

const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const fs = require('node:fs');
const { Memmap, memmap } = require('../../index.js');

if (isMainThread) main();
else
  parentPort.on('message', ({ handle, wait }) => {
    const map = Memmap.from(handle);
    const end = performance.now() + wait / 1000;
    while (performance.now() < end);
    map.close();
  });

async function main() {
  const [file, rounds] = process.argv.slice(2);
  fs.writeFileSync(file, new Uint8Array(2 ** 20));
  const worker = new Worker(__filename);
  const counts = { whole: 0, closed: 0 };
  for (let round = 0; round < Number(rounds); round++) {
    const map = memmap(file, { mode: 'r' });
    worker.postMessage({ handle: map.share(), wait: (round * 7) % 500 });
    try {
      for await (const block of map.blocks({ rows: 65536, ahead: 3, release: round % 2 === 0 })) {
        block.get(0);
      }
      counts.whole++;
    } catch (error) {
      if (error.code !== 'ERR_MEMMAP_CLOSED') throw error;
      counts.closed++;
    }
    while (!map.closed) await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(JSON.stringify(counts));
  await worker.terminate();
}
