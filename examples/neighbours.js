'use strict';

/**
 * Nearest neighbours in a matrix of embeddings, by looking at all of them: each worker thread takes
 * a part of the rows. All threads read the one mapping; no row is copied.
 *
 *     node examples/neighbours.js [rows]
 */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

const WIDTH = 64;
const NEAREST = 5;

/** The rows from `first` to `last` that are nearest to `query`: their numbers and distances. */
function nearest(data, first, last, query) {
  const best = [];
  for (let row = first; row < last; row++) {
    let sum = 0;
    for (let i = 0, at = row * WIDTH; i < WIDTH; i++, at++) {
      const difference = data[at] - query[i];
      sum += difference * difference;
    }
    if (best.length === NEAREST && sum >= best[NEAREST - 1].sum) continue;
    const place = best.findIndex((other) => sum < other.sum);
    best.splice(place < 0 ? best.length : place, 0, { row, sum });
    best.length = Math.min(best.length, NEAREST);
  }
  return best;
}

/** In a worker: `data` is a TypedArray over the SharedArrayBuffer that the main thread mapped. */
function work({ data, first, last, query }) {
  parentPort.postMessage(nearest(data, first, last, query));
}

/** Rows of noise; rows 3, 33 and 333 resemble the query. */
function writeEmbeddings(a) {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  for (let i = 0; i < a.data.length; i++) a.data[i] = random();
  const query = Float32Array.from({ length: WIDTH }, random);
  for (const [place, row] of [3, 33, 333].entries()) {
    a.slice(row).assign(query.map((value) => value + (place + 1) / 1000));
  }
  return query;
}

async function main() {
  const { memmap } = require('memmap');
  const rows = Number(process.argv[2] ?? 200_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-neighbours-'));
  const file = path.join(folder, 'embeddings.f32');
  const made = memmap(file, { dtype: 'float32', mode: 'w+', shape: [rows, WIDTH] });
  const query = writeEmbeddings(made);
  made.close();

  const a = memmap(file, { dtype: 'float32', mode: 'r', shape: [-1, WIDTH] });
  const threads = Math.min(os.availableParallelism(), 8);
  const share = Math.ceil(rows / threads);
  const parts = await Promise.all(
    Array.from({ length: threads }, (_, thread) => {
      const first = thread * share;
      const last = Math.min(first + share, rows);
      const worker = new Worker(__filename, { workerData: { data: a.data, first, last, query } });
      return new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
      });
    }),
  );
  const best = parts
    .flat()
    .sort((one, other) => one.sum - other.sum)
    .slice(0, NEAREST);
  console.log(`${rows} rows, ${threads} threads, one mapping (${a.data.buffer.constructor.name})`);
  for (const { row, sum } of best) console.log(`row ${row}: ${Math.sqrt(sum).toFixed(4)}`);
  a.close();
  fs.rmSync(folder, { recursive: true });
}

if (isMainThread) main();
else work(workerData);
