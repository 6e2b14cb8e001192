'use strict';

/** Saving in a process that is limited, watched or killed. */

const fs = require('node:fs');
const { asarray, save, savez } = require('../../index.js');

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
