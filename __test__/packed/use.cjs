'use strict';

/** Uses the installed package as its README does, and tells what loading it took. */

const fs = require('node:fs');
const path = require('node:path');

const loadedBefore = new Set(Object.keys(require.cache));
const start = process.hrtime.bigint();
const exported = require('memmap');
const nanoseconds = process.hrtime.bigint() - start;
const { Memmap, NDArray, dtype, memmap, openMemmap } = exported;

const files = Object.keys(require.cache)
  .filter((file) => !loadedBefore.has(file))
  .map((file) => path.relative(process.cwd(), file));

const raw = path.resolve('raw.f32');
const a = memmap(raw, { dtype: 'float32', mode: 'w+', shape: [3, 4] });
a.fill(2);
a.set(-1, 3, 0.5);
a.flush();
a.close();
const bytes = fs.readFileSync(raw);
const b = memmap(raw, { dtype: 'float32', mode: 'r', shape: [-1, 4] });
const npy = openMemmap('new.npy', { mode: 'w+', dtype: 'int64', shape: 2 });
npy.set(1, 7n);
npy.close();
console.log(
  JSON.stringify({
    milliseconds: Number(nanoseconds) / 1e6,
    files,
    sum: b.data.reduce((sum, value) => sum + value),
    written: bytes.readFloatLE(44),
    shape: b.shape,
    backing: b.backing,
    names: [Memmap, NDArray, memmap, dtype('f4').constructor].map(({ name }) => name),
    npy: String(openMemmap('new.npy').get(1)),
  }),
);
b.close();
