'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { inspect } = require('node:util');
const { memmap } = require('../index.js');
const { collecting, scratchOf, eachStrategy, returned, runInChild, sharing } = require('./helpers');

const ramp = () => scratchOf(Float32Array.from({ length: 2000 }, (_, i) => i + 1));

/** How many mappings of a file this process has. */
function mapped(file) {
  return fs.readFileSync('/proc/self/maps', 'utf8').split(file).length - 1;
}

test('close is idempotent, and closed tells', () => {
  eachStrategy(() => {
    const a = memmap(ramp(), { dtype: 'float32' });
    assert.equal(a.closed, false);
    a.close();
    a.close();
    assert.equal(a.closed, true);
  });
});

test('after close every method and data throw, what describes the array can be read', () => {
  eachStrategy(() => {
    const file = ramp();
    const a = memmap(file, { dtype: 'float32', shape: [20, 100] });
    const [row, turned, copy, iterator] = [a.slice(3), a.T, a.copy(), a[Symbol.iterator]()];
    const described = ({ shape, strides, start, order, dtype, size, ndim, itemsize, readonly }) => [
      ...[shape, strides, start, order, dtype, size, ndim, itemsize, readonly],
    ];
    const before = [a, row].map(described);
    a.close();
    for (const array of [a, row, turned]) {
      const index = array.shape.map(() => 0);
      for (const use of [
        () => array.data,
        () => array.get(...index),
        () => array.get(),
        () => array.set(...index, 1),
        () => array.slice(0),
        () => array.T,
        () => array.transpose(),
        () => array.reshape(-1),
        () => array.field('x'),
        () => array.contiguous,
        () => array.fill(0),
        () => array.assign([0]),
        () => array.copy(),
        () => array.astype('float64'),
        () => array.toArray(),
        () => [...array],
        () => array.flush(),
        () => copy.assign(array),
        () => copy.reshape(1, 20, 100).assign([array]),
      ]) {
        assert.throws(use, { code: 'ERR_MEMMAP_CLOSED' }, String(use));
      }
      assert.match(String(array), /closed/);
      assert.match(inspect(array), /closed/);
    }
    assert.throws(() => iterator.next(), { code: 'ERR_MEMMAP_CLOSED' });
    assert.deepEqual([a, row].map(described), before);
    assert.deepEqual([a.filename, a.mode, a.closed], [file, 'r+', true]);
  });
});

test('flushAsync after close is a rejection', async () => {
  const a = memmap(ramp(), { dtype: 'float32' });
  a.close();
  await assert.rejects(() => a.flushAsync(), { code: 'ERR_MEMMAP_CLOSED' });
});

test('arrays taken before a close are harmless: detached, or zeros that reach no file', () => {
  eachStrategy((strategy) => {
    const file = ramp();
    const before = fs.readFileSync(file);
    const a = memmap(file, { dtype: 'float32' });
    const { data } = a;
    const sub = data.subarray(10, 20);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, 8);
    a.close();
    const shared = strategy.endsWith('shared');
    for (const taken of [data, sub, bytes]) {
      assert.equal(taken.length > 0, shared);
      assert.equal(taken[0], shared ? 0 : undefined);
      assert.equal(taken[taken.length - 1], shared ? 0 : undefined);
    }
    for (const taken of [data, sub, bytes]) taken[1] = 7;
    assert.deepEqual(fs.readFileSync(file), before);
  });
});

test('a map whose close failed is open, and can be closed again', () => {
  const native = require('../lib/mapping/native.js');
  const { close } = native;
  const a = memmap(ramp(), { dtype: 'float32' });
  native.close = () => {
    throw Object.assign(new Error('no'), { errno: -12, syscall: 'mmap' });
  };
  try {
    assert.throws(() => a.close(), { errno: -12, syscall: 'mmap' });
  } finally {
    native.close = close;
  }
  assert.equal(a.closed, false);
  assert.equal(a.get(0), 1);
  a.close();
  assert.equal(a.closed, true);
});

test('a close lets go of the file at once', { skip: process.platform !== 'linux' }, () => {
  eachStrategy(() => {
    const file = ramp();
    const a = memmap(file, { dtype: 'float32' });
    assert.equal(mapped(file), 1);
    a.close();
    assert.equal(mapped(file), 0);
    fs.unlinkSync(file);
  });
});

test('using closes at the end of the block', () => {
  const a = memmap(ramp(), { dtype: 'float32' });
  a[Symbol.dispose]();
  assert.equal(a.closed, true);
});

test('closing one map leaves others of the same file open', () => {
  eachStrategy(() => {
    const file = ramp();
    const [a, b] = [memmap(file, { dtype: 'float32' }), memmap(file, { dtype: 'float32' })];
    a.close();
    assert.equal(b.get(1), 2);
    b.set(1, -2);
    b.flush();
    assert.equal(fs.readFileSync(file).readFloatLE(4), -2);
  });
});

test('a mapping without references is unmapped by collection, not before', collecting, () => {
  const [kept, left, value] = returned(runInChild('close', 'collected', [ramp()]));
  assert.ok(left >= 1 && left <= 5, `${left} mappings`);
  assert.deepEqual([kept, value], [true, 6]);
});

test('views keep the mapping alive when the Memmap is gone', () => {
  const expected = Array.from({ length: 20 }, (_, i) => 3 * (i * 100 + 6)).reduce((a, b) => a + b);
  assert.equal(returned(runInChild('close', 'views', [ramp()])), expected);
});

test('a worker that reads while the main thread closes meets the file or zeros', sharing, () => {
  eachStrategy((strategy) => {
    if (!strategy.endsWith('shared')) return;
    assert.deepEqual(returned(runInChild('close', 'reader', [ramp()]), strategy), [0, 0]);
  });
});
