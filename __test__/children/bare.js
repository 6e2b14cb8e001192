'use strict';

/** Processes whose main thread does not load memmap, or only later. */

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const { setTimeout } = require('node:timers/promises');
const { ask, collect, worker } = require('./support');

module.exports = {
  async sigbus() {
    // Deno's own handler takes the first one for a mistake.
    process.kill(process.pid, 'SIGBUS');
    process.kill(process.pid, 'SIGBUS');
    await setTimeout(10_000);
  },

  async opener(file) {
    const opener = worker(({ message, port, memmap }) => {
      port.postMessage(memmap(message, { dtype: 'float32' }).data);
      globalThis.setTimeout(() => process.exit(), 5);
    });
    const exited = once(opener, 'exit');
    await (async function () {
      const data = await ask(opener, file);
      await exited;
      await collect();
      assert.equal(data[7], 8);
      data[7] = -8;
      assert.equal(fs.readFileSync(file).readFloatLE(28), -8);
      fs.truncateSync(file, 0);
      assert.equal(data[7], 0);
    })();
    await collect();
  },

  notIsolated(file) {
    const Hidden = SharedArrayBuffer;
    delete globalThis.SharedArrayBuffer;
    const { memmap } = require('../../index.js');
    const a = memmap(file, { dtype: 'float32', mode: 'r+' });
    a.set(1, 5);
    const empty = memmap(file, { shape: 0 });
    const seen = [a.data.buffer instanceof Hidden, a.get(1), empty.size];
    a.close();
    return [...seen, a.closed, empty.closed];
  },
};
