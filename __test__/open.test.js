'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { memmap, Memmap, NDArray } = require('../index.js');
const { scratch, scratchOf } = require('./helpers');

const ramp = () => scratchOf(Float32Array.from({ length: 12 }, (_, i) => i));

test('a file opens as bytes, for reading and writing, by default', () => {
  const file = scratch(Uint8Array.of(1, 2, 3));
  const a = memmap(file);
  assert.deepEqual([a.dtype, a.mode, a.offset, a.shape, a.order], ['uint8', 'r+', 0, [3], 'C']);
  assert.ok(a.data instanceof Uint8Array);
  a.data[1] = 200;
  assert.deepEqual([...fs.readFileSync(file)], [1, 200, 3]);
  a.close();
});

test('memmap() and new Memmap() make the same', () => {
  const file = ramp();
  const a = memmap(file, { dtype: 'float32', shape: [3, 4] });
  const b = new Memmap(file, { dtype: 'float32', shape: [3, 4] });
  for (const array of [a, b]) {
    assert.ok(array instanceof Memmap);
    assert.ok(array instanceof NDArray);
    assert.equal(array.constructor, Memmap);
    assert.equal(array.get(2, 1), 9);
  }
  b.set(2, 1, -1);
  assert.equal(a.get(2, 1), -1);
});

test('a class derived from Memmap keeps its own methods', () => {
  class Embeddings extends Memmap {
    norm(row) {
      return Math.hypot(...this.slice(row).toArray());
    }
  }
  const a = new Embeddings(ramp(), { dtype: 'float32', shape: [3, 4], mode: 'r' });
  assert.ok(a instanceof Embeddings);
  assert.equal(a.norm(0), Math.hypot(0, 1, 2, 3));
  assert.equal(a.get(-1, -1), 11);
});

test('a filename is a string, a Buffer, a file: URL, a descriptor or a FileHandle', async () => {
  const file = ramp();
  const fd = fs.openSync(file, 'r+');
  const handle = await fs.promises.open(file, 'r+');
  const url = pathToFileURL(file);
  for (const [filename, shown] of [
    [file, file],
    [Buffer.from(file), file],
    [url, file],
    [fd, null],
    [handle, null],
  ]) {
    const a = memmap(filename, { dtype: 'float32' });
    assert.equal(a.get(11), 11);
    assert.equal(a.filename, shown);
    a.close();
  }
  // Both descriptors are still the caller's.
  assert.equal(fs.fstatSync(fd).size, 48);
  assert.equal((await handle.stat()).size, 48);
  fs.closeSync(fd);
  await handle.close();
});

test('a mapping outlives the descriptor it came from', () => {
  const file = ramp();
  const fd = fs.openSync(file, 'r+');
  const a = memmap(fd, { dtype: 'float32' });
  fs.closeSync(fd);
  a.data[0] = 42;
  assert.equal(a.get(0), 42);
  a.flush();
  assert.equal(fs.readFileSync(file).readFloatLE(0), 42);
  a.close();
});

test('w+ neither truncates nor closes a descriptor', () => {
  const file = ramp();
  const fd = fs.openSync(file, 'r+');
  const a = memmap(fd, { dtype: 'float32', mode: 'w+', shape: 5 });
  assert.deepEqual(a.toArray(), [0, 1, 2, 3, 4]);
  assert.equal(fs.fstatSync(fd).size, 48);
  const b = memmap(fd, { dtype: 'float32', mode: 'w+', shape: 20 });
  assert.equal(fs.fstatSync(fd).size, 80);
  assert.equal(b.get(11), 11);
  fs.closeSync(fd);
});

test('.filename is absolute', () => {
  const file = ramp();
  const relative = path.relative(process.cwd(), file);
  assert.equal(memmap(relative, { mode: 'r' }).filename, file);
});

test('the four modes have two names each, and .mode gives the short one', () => {
  for (const [mode, short] of [
    ['r', 'r'],
    ['readonly', 'r'],
    ['r+', 'r+'],
    ['readwrite', 'r+'],
    ['w+', 'w+'],
    ['write', 'w+'],
    ['c', 'c'],
    ['copyonwrite', 'c'],
  ]) {
    const a = memmap(ramp(), { dtype: 'float32', mode, shape: 3 });
    assert.equal(a.mode, short);
    assert.equal(a.readonly, short === 'r');
  }
});

test('what is written in c stays in this array', () => {
  const file = ramp();
  const a = memmap(file, { dtype: 'float32', mode: 'c' });
  a.set(0, 99);
  a.data[1] = 98;
  a.flush();
  assert.deepEqual([a.get(0), a.get(1)], [99, 98]);
  assert.deepEqual(memmap(file, { dtype: 'float32', mode: 'r' }).slice([0, 2]).toArray(), [0, 1]);
});

test('r and c open a file that may not be written', () => {
  const file = ramp();
  fs.chmodSync(file, 0o444);
  for (const mode of ['r', 'c']) {
    const a = memmap(file, { dtype: 'float32', mode });
    assert.equal(a.get(11), 11);
  }
});

test('offset is in bytes, a number or a bigint', () => {
  const file = ramp();
  for (const offset of [8, 8n]) {
    const a = memmap(file, { dtype: 'float32', offset, mode: 'r' });
    assert.deepEqual([a.offset, a.shape, a.get(0)], [8, [10], 2]);
  }
});

test('offsets beyond the first page count from the start of the file', () => {
  const file = scratchOf(Int32Array.from({ length: 100_000 }, (_, i) => i));
  for (const offset of [4, 4092, 4096, 4100, 65_536, 65_540, 262_144, 399_996]) {
    const a = memmap(file, { dtype: 'int32', offset, mode: 'r' });
    assert.equal(a.get(0), offset / 4);
    assert.equal(a.get(-1), 99_999);
    assert.equal(a.size, 100_000 - offset / 4);
  }
});

test('shape is a number or any array of numbers', () => {
  const file = ramp();
  for (const [shape, expected] of [
    [12, [12]],
    [[12], [12]],
    [
      [3, 4],
      [3, 4],
    ],
    [Uint32Array.of(3, 4), [3, 4]],
    [[], []],
    [{ length: 2, 0: 2, 1: 6 }, [2, 6]],
    [-1, [12]],
    [
      [-1, 4],
      [3, 4],
    ],
    [
      [2, -1, 2],
      [2, 3, 2],
    ],
    [undefined, [12]],
  ]) {
    const a = memmap(file, { dtype: 'float32', shape, mode: 'r' });
    assert.deepEqual(a.shape, expected);
  }
  assert.equal(memmap(file, { dtype: 'float32', shape: [] }).get(), 0);
});

test('order F puts neighbours of the first axis side by side', () => {
  const file = ramp();
  const f = memmap(file, { dtype: 'float32', shape: [3, 4], order: 'F' });
  const c = memmap(file, { dtype: 'float32', shape: [3, 4], order: 'c' });
  assert.deepEqual([f.order, f.strides, f.get(1, 2)], ['F', [1, 3], 7]);
  assert.deepEqual([c.order, c.strides, c.get(1, 2)], ['C', [4, 1], 6]);
  assert.equal(memmap(file, { dtype: 'float32', shape: [3, 4], order: 'f' }).order, 'F');
});

test('an option set to undefined has its default', () => {
  const a = memmap(scratch('abc'), {
    dtype: undefined,
    mode: undefined,
    offset: undefined,
    shape: undefined,
    order: undefined,
    buffer: undefined,
    allocate: undefined,
  });
  assert.deepEqual([a.dtype, a.mode, a.offset, a.shape], ['uint8', 'r+', 0, [3]]);
  assert.deepEqual(memmap(scratch('abc'), undefined).shape, [3]);
});

test('options may be inherited, as those of a class, but for what is put on Object.prototype', () => {
  class Options {
    get mode() {
      return 'r';
    }
    dtype = 'float32';
  }
  const a = memmap(ramp(), new Options());
  assert.deepEqual([a.mode, a.dtype], ['r', 'float32']);
  const bare = Object.assign(Object.create(null), { mode: 'c' });
  assert.equal(memmap(ramp(), bare).mode, 'c');
  const polluted = { mode: 'w+', shape: 3, dtype: 'int8', order: 'F', buffer: 'x', forced: 'y' };
  try {
    Object.assign(Object.prototype, polluted);
    for (const options of [undefined, {}, { offset: 4 }]) {
      const b = memmap(ramp(), options);
      assert.deepEqual([b.mode, b.dtype, b.order, b.ndim], ['r+', 'uint8', 'C', 1]);
      assert.equal(b.offset + b.nbytes, 48);
    }
    assert.equal(memmap(ramp(), { mode: 'r' }).mode, 'r');
  } finally {
    for (const name of Object.keys(polluted)) delete Object.prototype[name];
  }
});

test('each option is read once, before the file is looked at', () => {
  const file = ramp();
  const reads = [];
  const values = { mode: 'r', dtype: 'float32', shape: [2, 3], offset: 0, order: 'C' };
  const options = {};
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(options, name, {
      enumerable: true,
      get() {
        reads.push(name);
        // What it does to the file meanwhile counts.
        fs.writeFileSync(file, Buffer.alloc(24, reads.length));
        return value;
      },
    });
  }
  const a = memmap(file, options);
  assert.deepEqual(reads.toSorted?.() ?? [...reads].sort(), Object.keys(values).sort());
  assert.deepEqual(
    new Uint8Array(a.data.buffer, a.data.byteOffset, 24),
    new Uint8Array(24).fill(5),
  );
});

test('an offset may be almost 16 TiB', () => {
  const file = scratch('');
  const end = 2n ** 44n - 4096n;
  try {
    fs.truncateSync(file, Number(end));
  } catch (error) {
    // Not on this file system.
    assert.ok(['EFBIG', 'EINVAL', 'ENOMEM', 'ENOSPC', 'EPERM'].includes(error.code), error);
    return;
  }
  const a = memmap(file, { mode: 'r+', dtype: 'float64', offset: end - 4008n });
  assert.deepEqual([a.shape, a.offset], [[501], Number(end) - 4008]);
  a.set(500, 1.5);
  a.close();
  const b = memmap(file, { mode: 'r', dtype: 'float64', offset: Number(end) - 8 });
  assert.deepEqual(b.toArray(), [1.5]);
  for (const mode of ['r', 'c']) {
    assert.throws(() => memmap(file, { mode, shape: 9, offset: end - 8n }), {
      code: 'ERR_MEMMAP_SIZE',
    });
  }
});

test('names with spaces, other scripts and bytes that are no UTF-8 open', () => {
  const folder = path.dirname(scratch());
  const strange = path.join(folder, 'ein Blick — 数据 🐘.bin');
  memmap(strange, { mode: 'w+', shape: 2 }).set(0, 5);
  assert.equal(memmap(strange, { mode: 'r' }).get(0), 5);
  if (process.platform !== 'linux') return;
  const bytes = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe, 0x41])]);
  memmap(bytes, { mode: 'w+', shape: 2 }).set(1, 6);
  assert.equal(memmap(bytes, { mode: 'r' }).get(1), 6);
});
