'use strict';

/** Processes and workers that end in the midst of their work. */

const { memmap } = require('../../index.js');
const { liveMappings } = require('../../lib/mapping/native');
const { ask, collect, worker } = require('./support');

const ends = {
  SIGKILL() {
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  },
  'process.exit()': () => process.exit(3),
  'an exception': () =>
    setImmediate(() => {
      throw new Error('an end');
    }),
  'process.abort()': () => process.abort(),
};

module.exports = {
  write(file, mode, end) {
    const a = memmap(file, { dtype: 'float64', mode, shape: 10_000 });
    for (let i = 0; i < a.size; i++) a.data[i] = i;
    a.set(9999, -1);
    console.log('written');
    ends[end]();
    return new Promise(() => {});
  },

  async terminated(file) {
    const writer = worker(({ message, port, memmap }) => {
      const a = memmap(message, { dtype: 'int32' });
      a.fill(6);
      port.postMessage('filled');
      for (;;) a.set(0, 7);
    });
    await ask(writer, file);
    await writer.terminate();
  },

  async collected(files) {
    (function () {
      for (const [i, file] of files.entries()) memmap(file, { dtype: 'int32' }).fill(i);
    })();
    const opened = liveMappings();
    for (let i = 0; i < 100 && liveMappings() > 5; i++) await collect();
    return [opened, liveMappings()];
  },
};
