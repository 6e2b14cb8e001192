'use strict';

/**
 * Nearest neighbours in a matrix of embeddings, by looking at all of them: one product with the query,
 * on all cores and off the main thread. No row is copied.
 *
 *     node examples/neighbours.js [rows]
 */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { memmap } = require('memmap');

const WIDTH = 64;
const NEAREST = 5;

/** Rows of noise, of length 1; rows 3, 33 and 333 resemble the query. */
function writeEmbeddings(a) {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  const unit = (row) => row.map((x, _, all) => x / Math.hypot(...all));
  const query = unit(Float32Array.from({ length: WIDTH }, random));
  for (let row = 0; row < a.shape[0]; row++) {
    a.slice(row).assign(unit(Float32Array.from({ length: WIDTH }, random)));
  }
  for (const [place, row] of [3, 33, 333].entries()) {
    a.slice(row).assign(unit(query.map((x) => x + (random() * (place + 1)) / 100)));
  }
  return query;
}

async function main() {
  const rows = Number(process.argv[2] ?? 200_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-neighbours-'));
  const file = path.join(folder, 'embeddings.f32');
  const made = memmap(file, { dtype: 'float32', mode: 'w+', shape: [rows, WIDTH] });
  const query = writeEmbeddings(made);
  made.close();

  const a = memmap(file, { dtype: 'float32', mode: 'r', shape: [-1, WIDTH] });
  const { data: likeness } = await a.dotAsync(query);
  const best = [...likeness.keys()].sort((one, other) => likeness[other] - likeness[one]);
  console.log(`${rows} rows of ${WIDTH} float32`);
  for (const row of best.slice(0, NEAREST)) console.log(`row ${row}: ${likeness[row].toFixed(4)}`);
  a.close();
  fs.rmSync(folder, { recursive: true });
}

main();
