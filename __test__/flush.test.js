'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap } = require('../index.js');
const {
  scratch,
  scratchOf,
  eachStrategy,
  returned,
  runInChild,
  withNumpy,
  numpy,
} = require('./helpers');
const { collect } = require('./children/support');

test('flush writes to the file, under every strategy', () => {
  eachStrategy(() => {
    const file = scratchOf(new Float64Array(1000));
    const a = memmap(file, { dtype: 'float64', offset: 8 });
    a.data[0] = 1.5;
    a.flush();
    assert.equal(fs.readFileSync(file).readDoubleLE(8), 1.5);
  });
});

test('flushAsync resolves when the bytes are written', async () => {
  const file = scratchOf(new Float64Array(1000));
  const a = memmap(file, { dtype: 'float64' });
  a.data[999] = 2.5;
  assert.equal(await a.flushAsync(), undefined);
  assert.equal(fs.readFileSync(file).readDoubleLE(7992), 2.5);
});

test('a flush goes on when the array is closed or dropped meanwhile', async () => {
  const files = Array.from({ length: 20 }, () => scratch());
  const flushes = files.map((file, i) => {
    const a = memmap(file, { mode: 'w+', shape: 1 << 20 });
    a.data.fill(i);
    const done = a.flushAsync();
    if (i % 2) a.close();
    return done;
  });
  await collect();
  await Promise.all(flushes);
  for (const [i, file] of files.entries()) {
    assert.ok(fs.readFileSync(file).equals(Buffer.alloc(1 << 20, i)));
  }
});

test('flush does nothing in r and c, and on arrays in memory', async () => {
  const file = scratch(Buffer.alloc(100));
  for (const mode of ['r', 'c']) {
    const a = memmap(file, { mode });
    a.data[0] = 1;
    a.flush();
    await a.flushAsync();
  }
  assert.deepEqual(fs.readFileSync(file), Buffer.alloc(100));
  memmap(file, { mode: 'r' }).copy().flush();
});

test('another process sees what was written, before a flush too', () => {
  const file = scratchOf(new Float64Array(10));
  const a = memmap(file, { dtype: 'float64' });
  a.set(3, 42);
  assert.equal(returned(runInChild('flush', 'read', [file, 24])), 42);
});

test('NumPy sees what was flushed here, and what it flushed is seen here', withNumpy(), () => {
  const file = scratchOf(new Float64Array(10));
  const a = memmap(file, { dtype: 'float64' });
  a.set(3, 42);
  a.flush();
  const out = numpy(
    `a = np.memmap(sys.argv[1], dtype='float64', mode='r+')
print(a[3])
a[4] = 43
a.flush()`,
    file,
  );
  assert.equal(out.trim(), '42.0');
  assert.equal(a.get(4), 43);
});

test('a flush of a slice reaches the disk as well', () => {
  eachStrategy(() => {
    const file = scratchOf(new Int32Array(100_000));
    const a = memmap(file, { dtype: 'int32', shape: [100, 1000] });
    const row = a.slice(57);
    row.fill(9);
    row.flush();
    assert.equal(fs.readFileSync(file).readInt32LE(57_000 * 4), 9);
  });
});
