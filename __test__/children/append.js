'use strict';

/** Processes and threads that append to one file. */

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { memmap, openMemmap } = require('../../index.js');

/** Appends `[who, 0]` to `[who, count - 1]` to a file that others append to as well. */
function some(file, kind, who, count) {
  const open = () =>
    kind === 'npy'
      ? openMemmap(file, { mode: 'r+' })
      : memmap(file, { dtype: 'int32', mode: 'r+', shape: [-1, 2] });
  for (let i = 0; i < count;) {
    let a;
    try {
      a = open();
      a.append([who, i]).close();
      i++;
    } catch (error) {
      // Another one has been faster; on Windows that shows while the file is opened as well.
      const isOpening = a === undefined && process.platform !== 'win32';
      if (error.code !== 'ERR_MEMMAP_SIZE' || isOpening) throw error;
    }
    a?.close();
  }
}

// Of `someInThreads`.
if (!isMainThread && workerData?.append) some(...workerData.append);

module.exports = {
  some,

  /** `some`, in two threads, through one descriptor. */
  async someInThreads(file, kind, count) {
    const fd = fs.openSync(file, 'r+');
    const threads = [1, 2].map((who) =>
      once(new Worker(__filename, { workerData: { append: [fd, kind, who, count] } }), 'exit'),
    );
    for (const [status] of await Promise.all(threads)) assert.equal(status, 0);
    fs.closeSync(fd);
  },

  /** Appends ones until it is killed; most of its time goes into writing them. */
  endlessly(file, count) {
    let a = openMemmap(file, { mode: 'r+' });
    const rows = new Int32Array(count * 3).fill(1);
    for (;;) {
      const next = a.append(rows);
      a.close();
      if (a.shape[0] === 0) console.log('begun');
      a = next;
    }
  },
};
