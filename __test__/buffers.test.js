'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { memmap } = require('../index.js');
const {
  scratch,
  scratchOf,
  sparse,
  eachStrategy,
  thrownBy,
  STRATEGIES,
  FEWEST,
  sharing,
} = require('./helpers');

const forced = process.env.MEMMAP_BUFFER;

test('data is a plain TypedArray: no subclass, no property of its own', () => {
  eachStrategy(() => {
    const { data } = memmap(scratchOf(new Float32Array(10)), { dtype: 'float32' });
    assert.equal(Object.getPrototypeOf(data), Float32Array.prototype);
    assert.equal(data.constructor, Float32Array);
    assert.ok(Reflect.ownKeys(data).every((key) => /^\d+$/.test(key)));
    assert.equal(data.length, 10);
  });
});

test('data is the same object each time, and covers exactly the elements', () => {
  const a = memmap(scratch(Buffer.alloc(100)), { dtype: 'int16', shape: [3, 4], offset: 10 });
  assert.equal(a.data, a.data);
  assert.equal(a.data.length, 12);
});

test('every strategy reads and writes the file itself, at any offset and mode', () => {
  const ran = eachStrategy((strategy) => {
    for (const offset of [0, 4, 4096, 4100, 65_536, 70_000]) {
      const file = scratchOf(Int32Array.from({ length: 40_000 }, (_, i) => i));
      const a = memmap(file, { dtype: 'int32', offset });
      assert.equal(a.backing, strategy);
      assert.equal(a.get(0), offset / 4);
      assert.equal(a.get(-1), 39_999);
      const shared = memmap(file, { dtype: 'int32', offset, mode: 'r' });
      const own = memmap(file, { dtype: 'int32', offset, mode: 'c' });
      a.set(1, -5);
      assert.equal(shared.get(1), -5);
      assert.equal(own.get(1), -5);
      own.set(1, 6);
      assert.equal(a.get(1), -5);
    }
  });
  assert.ok(ran.length >= FEWEST, `only ${ran}`);
});

test(
  'buffer: shared gives a SharedArrayBuffer, array an ArrayBuffer',
  { skip: forced || sharing.skip },
  () => {
    const file = scratch(Buffer.alloc(100));
    assert.ok(memmap(file).data.buffer instanceof SharedArrayBuffer);
    assert.ok(memmap(file, { buffer: 'shared' }).data.buffer instanceof SharedArrayBuffer);
    assert.ok(memmap(file, { buffer: 'array' }).data.buffer instanceof ArrayBuffer);
  },
);

test('MEMMAP_BUFFER beats the option', () => {
  eachStrategy((strategy) => {
    for (const buffer of ['shared', 'array']) {
      const a = memmap(scratch(Buffer.alloc(100)), { buffer });
      assert.equal(a.backing, strategy);
      assert.equal(a.data.buffer instanceof SharedArrayBuffer, strategy.endsWith('shared'));
    }
  });
});

test('a strategy that this runtime cannot do is ERR_MEMMAP_BUFFER', () => {
  const ran = eachStrategy(() => {});
  for (const strategy of STRATEGIES.filter((name) => !ran.includes(name))) {
    const before = process.env.MEMMAP_BUFFER;
    process.env.MEMMAP_BUFFER = strategy;
    try {
      const error = thrownBy(() => memmap(scratch('x')));
      assert.equal(error.code, 'ERR_MEMMAP_BUFFER');
      assert.match(error.message, /buffer/);
    } finally {
      if (before === undefined) delete process.env.MEMMAP_BUFFER;
      else process.env.MEMMAP_BUFFER = before;
    }
  }
});

test('Bun, which would clear the file when a Memory is collected, has no overlays', () => {
  const { bun } = process.versions;
  const ran = eachStrategy(() => {});
  assert.equal(
    ran.some((strategy) => strategy.startsWith('overlay')),
    !bun && process.platform !== 'win32',
  );
});

test('an overlay holds at most 16 GiB, and says so', () => {
  const file = sparse(2 ** 30);
  const before = process.env.MEMMAP_BUFFER;
  process.env.MEMMAP_BUFFER = 'overlay';
  try {
    const error = thrownBy(() => memmap(file, { shape: 17 * 2 ** 30, mode: 'r+' }));
    assert.ok(['ERR_MEMMAP_BUFFER', 'ERR_MEMMAP_LIMIT'].includes(error.code), error.stack);
    assert.equal(require('node:fs').statSync(file).size, 2 ** 30);
  } finally {
    if (before === undefined) delete process.env.MEMMAP_BUFFER;
    else process.env.MEMMAP_BUFFER = before;
  }
});

test('Atomics work over a shared buffer', () => {
  eachStrategy((strategy) => {
    const a = memmap(scratchOf(new Int32Array(4)), { dtype: 'int32' });
    assert.equal(Atomics.add(a.data, 1, 5), 0);
    assert.equal(a.get(1), 5);
    if (strategy.endsWith('shared')) assert.equal(Atomics.notify(a.data, 0), 0);
  });
});

test('builtins, DataView and Buffer work over data', () => {
  eachStrategy(() => {
    const a = memmap(scratchOf(Uint8Array.of(3, 1, 2, 0)));
    assert.equal(a.data.indexOf(2), 2);
    a.data.sort();
    assert.deepEqual([...a.data], [0, 1, 2, 3]);
    assert.equal(new DataView(a.data.buffer, a.data.byteOffset).getUint16(1), 0x0102);
    assert.equal(Buffer.from(a.data.buffer, a.data.byteOffset, 4).toString('hex'), '00010203');
    assert.deepEqual([...a.data.slice(1, 3)], [1, 2]);
  });
});
