'use strict';

/** NumPy's own numpy/_core/tests/test_memmap.py, test by test, where it makes sense in JavaScript. */

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap, Memmap, NDArray } = require('../index.js');
const { scratch } = require('./helpers');

const options = { dtype: 'float32', shape: [3, 4] };
const data = Array.from({ length: 12 }, (_, i) => i);
const rows = [data.slice(0, 4), data.slice(4, 8), data.slice(8)];

test('what was written is read back', () => {
  const file = scratch();
  const written = memmap(file, { ...options, mode: 'w+' });
  written.assign(rows);
  written.close();
  assert.deepEqual(memmap(file, { ...options, mode: 'r' }).toArray(), rows);
});

test('a file is made as long as the array', () => {
  const file = scratch();
  memmap(file, { ...options, mode: 'w+' });
  assert.equal(fs.statSync(file).size, 48);
});

test('offset and mode are those asked for', () => {
  const file = scratch();
  const a = memmap(file, { ...options, mode: 'w+', offset: 1 * 4 });
  assert.deepEqual([a.offset, a.mode], [4, 'w+']);
});

test('a view has the filename of its array', () => {
  const file = scratch();
  const a = memmap(file, { ...options, mode: 'w+' });
  const b = a.slice(0, [0, 2]);
  assert.equal(a.filename, file);
  assert.equal(b.filename, file);
});

test('an array of a descriptor has no filename', () => {
  const fd = fs.openSync(scratch(), 'w+');
  const a = memmap(fd, { ...options });
  assert.equal(a.filename, null);
  fs.closeSync(fd);
});

test('what was flushed is in the file', () => {
  const file = scratch();
  const a = memmap(file, { ...options, mode: 'w+' });
  a.assign(rows);
  assert.equal(a.get(0, 0), data[0]);
  a.flush();
  assert.deepEqual(fs.readFileSync(file), Buffer.from(Float32Array.from(data).buffer));
});

test('a file that is opened anew has what was written before the close', () => {
  const file = scratch();
  const a = memmap(file, { ...options, mode: 'w+' });
  a.set(2, 3, 5);
  a.close();
  assert.equal(memmap(file, options).get(2, 3), 5);
});

test('arithmetic leaves plain memory: copies have no file', () => {
  const a = memmap(scratch(), { ...options, mode: 'w+' });
  const sum = a.copy();
  assert.ok(sum instanceof NDArray && !(sum instanceof Memmap));
  assert.equal(sum.filename, null);
});

test('indexing on a memmap keeps to the file', () => {
  const file = scratch();
  const a = memmap(file, { ...options, mode: 'w+' });
  a.assign(rows);
  const view = a.slice(1, [1, 3]);
  view.fill(-1);
  assert.deepEqual(
    memmap(file, { ...options, mode: 'r' })
      .slice(1)
      .toArray(),
    [4, -1, -1, 7],
  );
});

test('an offset may be greater than the allocation granularity', () => {
  const size = 5 * 65_536;
  const a = memmap(scratch(), { shape: size, mode: 'w+', offset: 65_536 + 1 });
  assert.equal(a.offset, 65_537);
});

test('w+ makes an array without elements', () => {
  const a = memmap(scratch(), { shape: [0, 3], mode: 'w+' });
  assert.deepEqual(a.shape, [0, 3]);
});

test('without a shape the array is the rest of the file, which must be whole elements', () => {
  const file = scratch(Buffer.alloc(100));
  assert.deepEqual(memmap(file, { dtype: 'float64', offset: 20 }).shape, [10]);
  assert.throws(() => memmap(file, { dtype: 'float64' }), { code: 'ERR_MEMMAP_SIZE' });
});

test('a shape is a number, an array or a TypedArray', () => {
  for (const shape of [3, [3], Int32Array.of(3)]) {
    assert.deepEqual(memmap(scratch(), { shape, mode: 'w+' }).shape, [3]);
  }
});

test('a mode r array is not writable', () => {
  const file = scratch(Buffer.alloc(48));
  const a = memmap(file, { ...options, mode: 'r' });
  assert.equal(a.readonly, true);
  for (const write of [
    () => a.set(0, 0, 1),
    () => a.fill(1),
    () => a.assign(rows),
    () => a.slice(0).fill(1),
    () => a.T.set(0, 0, 1),
  ]) {
    assert.throws(write, {
      code: 'ERR_MEMMAP_READ_ONLY',
      message: /assignment destination is read-only/,
    });
  }
});
