'use strict';

/**
 * Batches for training a language model from a file of uint16 tokens, as nanoGPT takes them with
 * np.memmap: each row of `x` is somewhere in the file, and `y` is the token after each of `x`.
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

/** @param {import('memmap').NDArray<'uint16'>} rows @param {() => number} random from 0 to 1 */
function getBatch(rows, random) {
  const picked = Array.from({ length: BATCH }, () => Math.floor(random() * rows.shape[0]));
  const batch = rows.take(picked).astype('int32');
  const [x, y] = [batch.slice(null, [0, BLOCK]), batch.slice(null, [1])];
  return { x: x.copy().data, y: y.copy().data };
}

const count = Number(process.argv[2] ?? 50_000_000);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-tokens-'));
const file = path.join(folder, 'train.bin');

// A text of which every token is known: the one at position i is i * 7 mod 50257.
const made = memmap(file, { dtype: 'uint16', mode: 'w+', shape: count });
for (let i = 0; i < count; i++) made.data[i] = (i * 7) % 50257;
made.close();

const tokens = memmap(file, { dtype: 'uint16', mode: 'r' });
const rows = tokens.slice([0, count - (count % (BLOCK + 1))]).reshape(-1, BLOCK + 1);
tokens.advise('random'); // reading ahead would read what no batch needs
let seed = 42;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
for (let step = 0; step < 3; step++) {
  const { x, y } = getBatch(rows, random);
  for (let row = 0; row < BATCH; row++) {
    const show = (batch) => batch.subarray(row * BLOCK, row * BLOCK + 4).join(' ');
    console.log(`step ${step}, row ${row}: x ${show(x)} ...  y ${show(y)} ...`);
  }
  const follows = x.every((token, i) => y[i] === (token + 7) % 50257);
  console.log(follows ? 'each y follows its x' : 'y does not follow x');
}
tokens.close();
fs.rmSync(folder, { recursive: true });
