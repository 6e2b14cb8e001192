'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap } = require('../index.js');
const { scratch } = require('./helpers');

const size = (file) => fs.statSync(file).size;

test('w+ creates a file of zeros', () => {
  const file = scratch();
  const a = memmap(file, { dtype: 'int16', mode: 'w+', shape: [2, 3], offset: 10 });
  assert.deepEqual(a.toArray(), [
    [0, 0, 0],
    [0, 0, 0],
  ]);
  assert.equal(size(file), 22);
});

test('w+ empties a file that exists, whether it was longer or shorter', () => {
  for (const length of [1, 16, 10_000]) {
    const file = scratch(Buffer.alloc(length, 7));
    const a = memmap(file, { mode: 'w+', shape: 16 });
    assert.deepEqual(fs.readFileSync(file), Buffer.alloc(16));
    assert.equal(a.get(15), 0);
  }
});

test('r+ extends a file that is too short and leaves what is in it', () => {
  const file = scratch(Buffer.from([1, 2, 3]));
  const a = memmap(file, { mode: 'r+', shape: 10 });
  assert.deepEqual(a.toArray(), [1, 2, 3, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal(size(file), 10);
});

test('r+ extends to offset + nbytes, also where the offset is past the end', () => {
  const file = scratch(Buffer.from([1]));
  memmap(file, { dtype: 'float64', mode: 'r+', shape: 2, offset: 5000 });
  assert.equal(size(file), 5016);
});

test('no mode shrinks a file', () => {
  for (const mode of ['r', 'r+', 'c']) {
    const file = scratch(Buffer.alloc(100));
    memmap(file, { mode, shape: 10, offset: 3 });
    assert.equal(size(file), 100);
  }
});

test('r and c refuse a file that is too short and leave it so', () => {
  for (const mode of ['r', 'c']) {
    const file = scratch(Buffer.alloc(100));
    const refused = { name: 'RangeError', code: 'ERR_MEMMAP_SIZE' };
    assert.throws(() => memmap(file, { mode, shape: 101 }), refused);
    assert.throws(() => memmap(file, { mode, shape: 0, offset: 101 }), refused);
    assert.equal(size(file), 100);
  }
});

test('r, r+ and c need a file that exists', () => {
  for (const mode of ['r', 'r+', 'c']) {
    const file = scratch();
    assert.throws(() => memmap(file, { mode, shape: 1 }), { code: 'ENOENT', path: file });
    assert.ok(!fs.existsSync(file));
  }
});

test('an empty file is an error in r and c', () => {
  for (const mode of ['r', 'c']) {
    for (const shape of [undefined, 0, [3, 0]]) {
      const file = scratch('');
      assert.throws(() => memmap(file, { mode, shape }), {
        code: 'ERR_MEMMAP_SIZE',
        message: /cannot mmap an empty file/,
      });
    }
  }
});

test('r+ and w+ make a file at least 1 byte long', () => {
  const file = scratch('');
  const a = memmap(file);
  assert.deepEqual([a.shape, a.data.length, size(file)], [[0], 0, 1]);
  const other = scratch();
  memmap(other, { mode: 'w+', shape: [0, 5] });
  assert.equal(size(other), 1);
});

test('an array of no elements works on a file that is not empty, in every mode', () => {
  for (const mode of ['r', 'r+', 'c', 'w+']) {
    const file = scratch('abc');
    const a = memmap(file, { mode, shape: [3, 0], dtype: 'float64' });
    assert.deepEqual([a.size, a.data.length, a.toArray()], [0, 0, [[], [], []]]);
    assert.ok(a.data instanceof Float64Array);
    a.flush();
    a.close();
    assert.throws(() => a.data, { code: 'ERR_MEMMAP_CLOSED' });
  }
});

test('without a shape the array ends where the file does, and items must be whole', () => {
  const file = scratch(Buffer.alloc(22));
  assert.deepEqual(memmap(file, { dtype: 'f4', mode: 'r', offset: 2 }).shape, [5]);
  assert.deepEqual(memmap(file, { mode: 'r', offset: 22 }).shape, [0]);
  for (const mode of ['r', 'r+', 'c']) {
    assert.throws(() => memmap(file, { dtype: 'float32', mode }), {
      code: 'ERR_MEMMAP_SIZE',
      message: /Size of available data is not a multiple of the data-type size\./,
    });
    assert.throws(() => memmap(file, { mode, offset: 23 }), { code: 'ERR_MEMMAP_SIZE' });
  }
  assert.equal(size(file), 22);
});

test('-1 is as many as the file holds', () => {
  const file = scratch(Buffer.alloc(24));
  assert.deepEqual(memmap(file, { dtype: 'i2', shape: [-1, 3] }).shape, [4, 3]);
  assert.deepEqual(memmap(file, { dtype: 'i2', shape: [2, -1], offset: 4 }).shape, [2, 5]);
  assert.deepEqual(memmap(file, { shape: [5, -1], offset: 24 }).shape, [5, 0]);
  assert.throws(() => memmap(file, { shape: [-1, 5] }), { code: 'ERR_MEMMAP_SIZE' });
  assert.throws(() => memmap(file, { shape: [-1, 0] }), { code: 'ERR_MEMMAP_SHAPE' });
  assert.throws(() => memmap(file, { shape: [-1, -1] }), { code: 'ERR_MEMMAP_SHAPE' });
  assert.throws(() => memmap(file, { shape: [-1], mode: 'w+' }), { code: 'ERR_MEMMAP_SHAPE' });
  assert.equal(size(file), 24);
});

test('allocate reserves the blocks of a file that is created or extended', () => {
  const blocks = (file) => fs.statSync(file).blocks * 512;
  const created = scratch();
  memmap(created, { mode: 'w+', shape: 1 << 20, allocate: true });
  assert.equal(size(created), 1 << 20);
  const extended = scratch('abc');
  memmap(extended, { mode: 'r+', shape: 1 << 20, allocate: true });
  assert.equal(fs.readFileSync(extended, 'latin1').slice(0, 4), 'abc\0');
  assert.equal(size(extended), 1 << 20);
  if (process.platform === 'linux') {
    assert.ok(blocks(created) >= 1 << 20);
    assert.ok(blocks(extended) >= 1 << 20);
    const hollow = scratch();
    memmap(hollow, { mode: 'w+', shape: 1 << 20 });
    assert.ok(blocks(hollow) < 1 << 20);
  }
});

/** What opening a file fails with that is longer than ext4 has them; other file systems may take it. */
function tooLong(file) {
  try {
    memmap(file, { mode: 'w+', shape: 8, offset: 2 ** 50 }).close();
    return null;
  } catch (error) {
    return error.code;
  }
}

test('a w+ that the file system refuses leaves the old contents', (t) => {
  const file = scratch('precious');
  const code = tooLong(file);
  if (code === null) return t.skip?.('this file system takes it');
  assert.match(code, /^E[A-Z]+$/);
  assert.equal(fs.readFileSync(file, 'latin1'), 'precious');
});

test('a w+ that the file system refuses removes the file it had made', (t) => {
  const file = scratch();
  const code = tooLong(file);
  if (code === null) return t.skip?.('this file system takes it');
  assert.match(code, /^E[A-Z]+$/);
  assert.ok(!fs.existsSync(file));
});
