'use strict';

/**
 * A worker closes a map while the main thread copies from it: each copy is whole, or an error.
 * Prints how many were which.
 */

const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const fs = require('node:fs');
const { Memmap, memmap } = require('../../index.js');

const LENGTH = 2 ** 22;
const ROUNDS = 12;

if (isMainThread) main();
else parentPort.on('message', close);

/** Closes what is posted, once the main thread has had so many microseconds of it. */
function close({ handle, state, wait }) {
  const map = Memmap.from(handle);
  Atomics.store(state, 0, 1);
  Atomics.notify(state, 0);
  const end = performance.now() + wait / 1000;
  while (performance.now() < end);
  map.close();
}

async function main() {
  const [file] = process.argv.slice(2);
  fs.writeFileSync(file, new Uint8Array(LENGTH).fill(7));
  fs.writeFileSync(`${file}.grown`, '');
  const worker = new Worker(__filename);
  const counts = { whole: 0, closed: 0, wrong: 0 };
  const works = {
    astype: (a) => a.astype('uint16').data.every((value) => value === 7),
    copy: (a) =>
      a
        .slice([null, null, -1])
        .copy()
        .data.every((value) => value === 7),
    assign(a) {
      const to = memmap(`${file}.to`, { mode: 'w+', shape: [LENGTH] });
      to.assign(a);
      return to.data.every((value) => value === 7);
    },
    typed(a) {
      const to = memmap(`${file}.to`, { mode: 'w+', shape: [LENGTH] });
      to.assign(a.data);
      return to.data.every((value) => value === 7);
    },
    nested: (a) =>
      a
        .slice([0, 200_000])
        .toArray()
        .every((value) => value === 7),
    append(a) {
      const to = memmap(`${file}.grown`, { mode: 'w+', dtype: 'uint8', shape: [0, LENGTH] });
      return to.append(a).data.every((value) => value === 7);
    },
  };
  for (const work of Object.values(works)) {
    // What it takes undisturbed tells when to close.
    const started = performance.now();
    const whole = memmap(file, { mode: 'r' });
    work(whole);
    whole.close();
    const took = 1000 * (performance.now() - started);
    for (let round = 0; round < ROUNDS; round++) {
      const map = memmap(file, { mode: 'r' });
      const state = new Int32Array(new SharedArrayBuffer(4));
      worker.postMessage({ handle: map.share(), state, wait: (took * round) / ROUNDS });
      Atomics.wait(state, 0, 0);
      try {
        counts[work(map) ? 'whole' : 'wrong']++;
      } catch (error) {
        if (error.code !== 'ERR_MEMMAP_CLOSED') throw error;
        counts.closed++;
      }
      while (!map.closed);
    }
  }
  const grown = fs.readFileSync(`${file}.grown`);
  if (grown.length > 1 && !grown.every((value) => value === 7)) counts.wrong++;
  console.log(JSON.stringify(counts));
  await worker.terminate();
}
