'use strict';

/** Saving in a process that is limited, watched or killed. */

const fs = require('node:fs');
const { asarray, memmap, openMemmap, save, savez } = require('../../index.js');
const { answer, ask, worker } = require('./support');

/** The most memory that this process has had, in bytes. */
function peakMemory() {
  const status = fs.readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)[1]) * 1024;
}

module.exports = {
  /** What saving 16 MiB throws: the code and the path. */
  refusal(file) {
    try {
      save(file, new Uint8Array(2 ** 24));
      return null;
    } catch ({ code, path }) {
      return [code, path];
    }
  },

  /** How much more memory it takes to save 128 MiB out of 256, in another order. */
  peak(file, call) {
    const whole = asarray(new Float32Array(2 ** 26).fill(1), { shape: [2 ** 13, 2 ** 13] });
    const a = whole.T.slice([null, null, 2]);
    const before = peakMemory();
    if (call === 'save') save(file, a);
    else savez(file, { a });
    return peakMemory() - before;
  },

  /**
   * Another thread closes a map, or cuts its file, at any moment of its being saved: gives what
   * became of it each time, and whether the target was right.
   */
  async disturbed(file, target, what) {
    const other = worker(({ message, port, Memmap }) => {
      const { what, handle, file, signal } = message;
      const array = Memmap.from(handle);
      port.postMessage('ready');
      Atomics.wait(signal, 0, 0);
      const until = performance.now() + signal[1] / 10;
      while (performance.now() < until);
      if (what === 'close') array.close();
      else require('node:fs').truncateSync(file, 4096);
      port.postMessage('over');
    });
    const results = [];
    for (let round = 0; round < 30; round++) {
      fs.writeFileSync(file, Buffer.alloc(2 ** 23, 1));
      save(target, [5]);
      const array = memmap(file, { mode: 'r' });
      const signal = new Int32Array(new SharedArrayBuffer(8));
      signal[1] = round * 4;
      await ask(other, { what, handle: array.share(), file, signal });
      const over = answer(other);
      Atomics.store(signal, 0, 1);
      Atomics.notify(signal, 0);
      let code = 'done';
      try {
        save(target, round % 2 ? array : array.slice([null, null, -1]));
      } catch (error) {
        ({ code } = error);
      }
      await over;
      const saved = openMemmap(target);
      const isRight =
        code === 'done'
          ? saved.size === 2 ** 23 && saved.min() === 1
          : saved.size === 1 && saved.get(0) === 5;
      saved.close();
      array.close();
      results.push([code, isRight]);
    }
    return results;
  },

  /** Saves arrays of equal elements, one after the other, until it is killed. */
  overwrite(file, first) {
    for (let value = first; ; value++) {
      const a = new Int32Array(300_000).fill(value);
      if (file.endsWith('z')) savez(file, { a });
      else save(file, a);
      if (value === first) fs.writeSync(1, 'started\n');
    }
  },
};
