'use strict';

/** A loop over `data` against the same loop over a TypedArray on the heap. */

const fs = require('node:fs');
const path = require('node:path');
const { memmap } = require('..');

const LENGTH = 20_000_000;
const file = (folder) => path.join(folder, 'scan.bin');

function sum(array) {
  let total = 0;
  for (let i = 0; i < array.length; i++) total += array[i];
  return total;
}

function scan(open) {
  return ({ folder, quick }) => {
    const array = open(file(folder));
    let best = Infinity;
    for (let run = 0; run < (quick ? 3 : 15); run++) {
      const start = process.hrtime.bigint();
      if (sum(array) !== LENGTH) return NaN;
      best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6);
    }
    return best;
  };
}

const heap = (name) => {
  const bytes = fs.readFileSync(name);
  return new Float32Array(bytes.buffer, bytes.byteOffset, LENGTH);
};

module.exports = {
  question: 'Sum 20 million float32, pages warm',
  unit: 'milliseconds',
  prepare: ({ folder }) => {
    fs.writeFileSync(file(folder), new Uint8Array(new Float32Array(LENGTH).fill(1).buffer));
  },
  variants: {
    'a Float32Array on the heap': { js: scan(heap) },
    'memmap(...).data': { js: scan((name) => memmap(name, { dtype: 'float32', mode: 'r' }).data) },
    "memmap(..., { buffer: 'array' }).data": {
      js: scan((name) => memmap(name, { dtype: 'float32', mode: 'r', buffer: 'array' }).data),
    },
  },
};
