'use strict';

/** What Windows does otherwise with maps that are closed. */

const fs = require('node:fs');
const { memmap } = require('../../index.js');
const { liveMappings } = require('../../lib/mapping/native');
const { answer, collect, worker } = require('./support');

module.exports = {
  async writers(file) {
    // How many workers have begun, the round, and what they have read that was never written.
    const state = new Int32Array(new SharedArrayBuffer(12));
    const writers = [0, 1].map(() =>
      worker(({ message: { data, state }, port }) => {
        let odd = 0;
        const round = Atomics.load(state, 1);
        Atomics.add(state, 0, 1);
        while (Atomics.load(state, 1) === round) {
          for (let i = 0; i < data.length; i += 257) {
            const value = data[i];
            if (value !== i + 1 && value !== 0) odd++;
            // The same again: the file is not changed while it is there.
            data[i] = i + 1;
          }
        }
        Atomics.add(state, 2, odd);
        port.postMessage('done');
      }),
    );
    for (let round = 0; round < 20; round++) {
      Atomics.store(state, 0, 0);
      const a = memmap(file, { dtype: 'float32' });
      const { data } = a;
      const answers = writers.map(answer);
      for (const writer of writers) writer.postMessage({ data, state });
      while (Atomics.load(state, 0) < writers.length) await new Promise(setImmediate);
      a.close();
      fs.renameSync(file, `${file}.moved`);
      fs.renameSync(`${file}.moved`, file);
      // What is written from here on is nobody's.
      for (let i = 1; i < data.length; i += 1000) data[i] = -1;
      Atomics.add(state, 1, 1);
      await Promise.all(answers);
    }
    const bytes = fs.readFileSync(file);
    let wrong = 0;
    for (let i = 0; i < 100_000; i++) if (bytes.readFloatLE(4 * i) !== i + 1) wrong++;
    return [Atomics.load(state, 2), wrong];
  },

  async closed(file) {
    const stale = [];
    for (let i = 0; i < 1000; i++) {
      const a = memmap(file, { mode: i % 2 ? 'r' : 'c' });
      if (i % 100 === 0) stale.push(a.data);
      a.close();
    }
    const zeros = stale.every((data) => data.length === 0 || data[data.length - 1] === 0);
    const memory = process.memoryUsage().rss;
    stale.length = 0;
    for (let i = 0; i < 100 && liveMappings() > 10; i++) await collect();
    return { zeros, memory, left: liveMappings() };
  },
};
