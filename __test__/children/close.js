'use strict';

/** What ends a mapping: a close beside a reader, a collection. */

const { setTimeout } = require('node:timers/promises');
const { memmap } = require('../../index.js');
const { liveMappings } = require('../../lib/mapping/native');
const { answer, ask, collect, mapped, worker } = require('./support');

const count = (file) => (process.platform === 'linux' ? mapped(file) : liveMappings());

module.exports = {
  async collected(file) {
    const keep = memmap(file, { dtype: 'float32' }).data;
    (function () {
      for (let i = 0; i < 50; i++) memmap(file, { dtype: 'float32' });
    })();
    const opened = count(file) > 5;
    for (let i = 0; i < 100 && count(file) > 5; i++) await collect();
    return [opened, count(file), keep[5]];
  },

  async views(file) {
    const views = [];
    for (let i = 0; i < 20; i++) {
      const a = memmap(file, { dtype: 'float32', shape: [20, 100] });
      views.push([a.slice(i).data, a.slice(i), a.data.subarray(i * 100)]);
    }
    await collect();
    await collect();
    return views.reduce((sum, [data, row, sub]) => sum + data[5] + row.get(5) + sub[5], 0);
  },

  async reader(file) {
    const a = memmap(file, { dtype: 'float32' });
    const state = new Int32Array(new SharedArrayBuffer(4));
    const reader = worker(({ message: { data, state }, port }) => {
      let odd = 0;
      port.postMessage('reading');
      while (Atomics.load(state, 0) === 0) {
        for (let i = 0; i < data.length; i++) {
          const value = data[i];
          if (value !== i + 1 && value !== 0) odd++;
        }
      }
      port.postMessage([odd, data[7]]);
    });
    await ask(reader, { data: a.data, state });
    await setTimeout(50);
    const told = answer(reader);
    a.close();
    await setTimeout(20);
    Atomics.store(state, 0, 1);
    return told;
  },
};
