'use strict';

/**
 * Batches for training a language model from a file of uint16 tokens, as nanoGPT takes them with
 * np.memmap: each row of `x` starts somewhere in the file, and `y` is the token after each of `x`.
 * Only the pages that a batch touches are read.
 *
 *     node examples/tokens.js [tokens]
 */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { memmap } = require('memmap');

const BATCH = 4;
const BLOCK = 16;

/** @param {import('memmap').Memmap<'uint16'>} tokens @param {() => number} random from 0 to 1 */
function getBatch(tokens, random) {
  const x = new Int32Array(BATCH * BLOCK);
  const y = new Int32Array(BATCH * BLOCK);
  for (let row = 0; row < BATCH; row++) {
    const start = Math.floor(random() * (tokens.size - BLOCK));
    // TypedArray.prototype.set converts the uint16 of the file to int32.
    x.set(tokens.data.subarray(start, start + BLOCK), row * BLOCK);
    y.set(tokens.data.subarray(start + 1, start + 1 + BLOCK), row * BLOCK);
  }
  return { x, y };
}

const count = Number(process.argv[2] ?? 50_000_000);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-tokens-'));
const file = path.join(folder, 'train.bin');

// A text of which every token is known: the one at position i is i * 7 mod 50257.
const made = memmap(file, { dtype: 'uint16', mode: 'w+', shape: count });
for (let i = 0; i < count; i++) made.data[i] = (i * 7) % 50257;
made.close();

const tokens = memmap(file, { dtype: 'uint16', mode: 'r' });
tokens.advise('random'); // reading ahead would read what no batch needs
let seed = 42;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
for (let step = 0; step < 3; step++) {
  const { x, y } = getBatch(tokens, random);
  for (let row = 0; row < BATCH; row++) {
    const show = (batch) => batch.subarray(row * BLOCK, row * BLOCK + 4).join(' ');
    console.log(`step ${step}, row ${row}: x ${show(x)} ...  y ${show(y)} ...`);
  }
  const follows = x.every((token, i) => y[i] === (token + 7) % 50257);
  console.log(follows ? 'each y follows its x' : 'y does not follow x');
}
tokens.close();
fs.rmSync(folder, { recursive: true });
