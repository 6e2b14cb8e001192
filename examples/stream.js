'use strict';

/**
 * Mean and deviation of each column of a file larger than one wants in memory: block by block,
 * read on the thread pool, let go of behind. The event loop stays free: a timer ticks meanwhile.
 *
 *     node examples/stream.js [rows]
 */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { memmap } = require('memmap');

const WIDTH = 8;

async function statistics(a) {
  const [sum, squares] = [new Float64Array(WIDTH), new Float64Array(WIDTH)];
  for await (const block of a.blocks({ release: true })) {
    const { data } = block;
    for (let at = 0; at < data.length; at += WIDTH) {
      for (let column = 0; column < WIDTH; column++) {
        const value = data[at + column];
        sum[column] += value;
        squares[column] += value * value;
      }
    }
  }
  const mean = sum.map((value) => value / a.shape[0]);
  const deviation = squares.map((value, i) => Math.sqrt(value / a.shape[0] - mean[i] ** 2));
  return { mean, deviation };
}

async function main() {
  const rows = Number(process.argv[2] ?? 8_000_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-stream-'));
  const file = path.join(folder, 'samples.f32');
  const made = memmap(file, { dtype: 'float32', mode: 'w+', shape: [rows, WIDTH] });
  for await (const block of made.blocks({ release: true })) {
    for (let i = 0; i < block.data.length; i++) block.data[i] = (i % WIDTH) + ((i / WIDTH) & 1);
  }
  made.close();

  const a = memmap(file, { dtype: 'float32', mode: 'r', shape: [-1, WIDTH] });
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const { mean, deviation } = await statistics(a);
  clearInterval(timer);
  console.log(`${(a.nbytes / 1e6).toFixed(1)} MB, ${ticks} ticks of a timer meanwhile`);
  console.log(`mean ${mean.join(' ')}`);
  console.log(`deviation ${deviation.join(' ')}`);
  a.close();
  fs.rmSync(folder, { recursive: true });
}

main();
