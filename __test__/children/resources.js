'use strict';

/** With less of a resource than opening takes: each gives the codes of the errors. */

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { memmap, openMemmap } = require('../../index.js');

/** Sets a limit of this process. */
function limit(name, value) {
  const { status } = spawnSync('prlimit', [`--pid=${process.pid}`, `--${name}=${value}`]);
  if (status !== 0) throw new Error(`prlimit --${name}=${value}: ${status}`);
}

/** The code of what a call throws; `done` where it throws nothing. */
function codeOf(call) {
  try {
    call();
    return 'done';
  } catch (error) {
    return error.code;
  }
}

module.exports = {
  fileLength(file) {
    const a = openMemmap(file, { mode: 'r+' });
    limit('fsize', a.offset + a.nbytes + 8);
    const codes = [
      () => a.append(new Int32Array(30)),
      () => memmap(file, { mode: 'r+', shape: 1000 }),
      () => memmap(file, { mode: 'w+', shape: 1000 }),
      () => memmap(`${file}.new`, { mode: 'w+', shape: 1000, allocate: true }),
      () => openMemmap(file, { mode: 'w+', shape: 1000 }),
      () => a.append(new Int32Array(0)),
    ].map(codeOf);
    limit('fsize', 8);
    return [...codes, codeOf(() => memmap(file, { mode: 'w+', shape: 10 }))];
  },

  addressSpace(file) {
    // What opening needs only once is there.
    const a = openMemmap(file, { mode: 'r+' });
    const pages = Number(fs.readFileSync('/proc/self/statm', 'latin1').split(' ')[0]);
    limit('as', pages * 4096 + 2 ** 28);
    return [
      () => memmap(file, { mode: 'w+', shape: 2 ** 31 }),
      () => memmap(file, { mode: 'r+', shape: 2 ** 31 }),
      () => memmap(`${file}.new`, { mode: 'w+', shape: 2 ** 31 }),
      () => openMemmap(file, { mode: 'w+', shape: 2 ** 28 }),
      () => a.append([1, 2, 3]),
    ].map(codeOf);
  },

  /** Reductions with more outputs than there is memory for. */
  results(file) {
    const a = memmap(file, { shape: [2, 2 ** 26] });
    const ones = memmap(file, { shape: [2 ** 26, 2] });
    const vector = new Float32Array(2);
    const pages = Number(fs.readFileSync('/proc/self/statm', 'latin1').split(' ')[0]);
    limit('as', pages * 4096 + 2 ** 30);
    return [() => a.any({ axis: 0 }), () => a.argmax({ axis: 0 }), () => ones.dot(vector)].map(
      codeOf,
    );
  },

  descriptors(file) {
    const a = openMemmap(file, { mode: 'r+' });
    // What appending needs is loaded with the first call.
    a.append(new Int32Array(0)).close();
    limit('nofile', 64);
    const taken = [];
    try {
      for (;;) taken.push(fs.openSync(file, 'r'));
    } catch (error) {
      if (error.code !== 'EMFILE') throw error;
    }
    const codes = [
      () => memmap(file, { mode: 'w+', shape: 10 }),
      () => memmap(`${file}.new`, { mode: 'w+', shape: 10 }),
      () => openMemmap(file, { mode: 'r' }),
      () => a.append([1, 2, 3]),
    ].map(codeOf);
    for (const fd of taken) fs.closeSync(fd);
    return codes;
  },
};
