'use strict';

/** What Windows does otherwise: files are locked while they are mapped, and offsets are rough. */

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { memmap, openMemmap } = require('../index.js');
const {
  eachStrategy,
  returned,
  runInChild,
  scratch,
  scratchOf,
  sharing,
  thrownBy,
} = require('./helpers');

const here = { skip: process.platform === 'win32' ? false : 'of Windows' };

/** For what needs memory that threads share. */
const sharedHere = { skip: here.skip || sharing.skip };

const GRANULARITY = 65_536;
const ramp = (length = 50_000) => scratchOf(Float32Array.from({ length }, (_, i) => i + 1));

/** Whether a file has these bytes. No `deepEqual`: it would print all that differ. */
const has = (file, bytes) => fs.readFileSync(file).equals(Buffer.from(bytes));

test('a file stays while it is mapped, and can be removed after close()', here, () => {
  eachStrategy(() => {
    for (const mode of ['r', 'r+', 'c']) {
      const file = ramp();
      const a = memmap(file, { dtype: 'float32', mode });
      const { data } = a;
      assert.throws(() => fs.unlinkSync(file), { syscall: 'unlink' });
      assert.equal(a.get(7), 8);
      a.close();
      fs.unlinkSync(file);
      assert.equal(fs.existsSync(file), false);
      // The stale array is still held here.
      assert.equal(data[7] || 0, 0);
    }
  });
});

test('after close() another file can take the name', here, () => {
  eachStrategy(() => {
    const [file, other] = [ramp(), scratch('other')];
    const a = memmap(file, { dtype: 'float32' });
    a.set(0, 5);
    a.close();
    fs.renameSync(other, file);
    assert.equal(fs.readFileSync(file, 'utf8'), 'other');
  });
});

test('a mapped file cannot be shortened, and w+ over it leaves it as it was', here, () => {
  const file = ramp();
  const before = fs.readFileSync(file);
  const a = memmap(file, { dtype: 'float32', mode: 'r' });
  assert.throws(() => fs.truncateSync(file, 100), { syscall: 'ftruncate' });
  for (const shape of [10, 1_000_000]) {
    const error = thrownBy(() => memmap(file, { dtype: 'float32', mode: 'w+', shape }));
    assert.deepEqual([error.code, error.syscall, error.path], ['EBUSY', 'ftruncate', file]);
    // Wine does not take back that it was longer for a moment.
    assert.ok(fs.readFileSync(file).subarray(0, before.length).equals(before));
  }
  a.close();
  memmap(file, { dtype: 'float32', mode: 'w+', shape: 10 }).close();
  assert.ok(has(file, new Uint8Array(40)));
});

test('a mapped file can grow', here, () => {
  const file = ramp(1000);
  const a = memmap(file, { dtype: 'float32', shape: [10, 100] });
  const b = a.append(new Float32Array(100).fill(-1));
  assert.deepEqual(b.shape, [11, 100]);
  assert.equal(b.get(10, 99), -1);
  b.set(0, 0, 77);
  assert.equal(a.get(0, 0), 77);
  a.close();
  b.close();
  assert.equal(fs.statSync(file).size, 4400);
});

test('offsets need not be multiples of the granularity', here, () => {
  const size = 3 * GRANULARITY;
  const file = scratchOf(Uint8Array.from({ length: size }, (_, i) => i % 251));
  eachStrategy(() => {
    for (const offset of [1, 4096, GRANULARITY - 1, GRANULARITY, GRANULARITY + 4097]) {
      const a = memmap(file, { offset });
      assert.equal(a.shape[0], size - offset);
      assert.equal(a.get(0), offset % 251);
      assert.equal(a.get(-1), (size - 1) % 251);
      a.set(5, 255);
      a.flush();
      assert.equal(fs.readFileSync(file)[offset + 5], 255);
      a.set(5, (offset + 5) % 251);
      a.close();
    }
  });
});

test('names of other scripts open as a string, a Buffer and a file: URL', here, () => {
  const file = path.join(path.dirname(scratch('')), 'Größe 日本 🦀.bin');
  memmap(file, { mode: 'w+', shape: 3 }).close();
  for (const name of [file, Buffer.from(file), pathToFileURL(file)]) {
    const a = memmap(name);
    a.set(1, a.get(1) + 1);
    assert.equal(a.filename, file);
    a.close();
  }
  assert.ok(has(file, Uint8Array.of(0, 3, 0)));
});

test('a path is as long as the file system takes it', here, () => {
  const folder = path.join(path.dirname(scratch('')), ...Array(8).fill('folder-'.repeat(6)));
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'a.bin');
  assert.ok(file.length > 260);
  memmap(file, { mode: 'w+', shape: 3 }).close();
  assert.equal(memmap(file, { mode: 'r' }).size, 3);
});

test('a descriptor is the one of node:fs, and keeps its position', here, () => {
  const file = scratchOf(Uint8Array.of(1, 2, 3, 4));
  const fd = fs.openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  fs.readSync(fd, byte, 0, 1, null);
  const a = memmap(fd, { shape: 6 });
  a.set(5, 6);
  a.flush();
  fs.readSync(fd, byte, 0, 1, null);
  assert.equal(byte[0], 2);
  fs.closeSync(fd);
  assert.ok(has(file, Uint8Array.of(1, 2, 3, 4, 0, 6)));
  a.close();
  fs.unlinkSync(file);

  const npy = `${scratch()}.npy`;
  openMemmap(npy, { mode: 'w+', dtype: 'int8', shape: [4] }).close();
  const read = fs.openSync(npy, 'r');
  assert.deepEqual(openMemmap(read).shape, [4]);
  fs.readSync(read, byte, 0, 1, null);
  assert.equal(byte[0], 0x93);
  fs.closeSync(read);
});

test('a descriptor that is not open is EBADF', here, () => {
  for (const fd of [-1, 987]) {
    assert.throws(() => memmap(fd, { mode: 'r' }), { code: 'EBADF' });
  }
});

test('what is flushed can be read from the file', here, async () => {
  const file = ramp();
  const a = memmap(file, { dtype: 'float32', offset: 4 });
  a.set(40_000, -5);
  a.slice([39_999, 40_002]).flush();
  assert.equal(fs.readFileSync(file).readFloatLE(4 + 4 * 40_000), -5);
  a.set(40_001, -6);
  await a.flushAsync();
  assert.equal(fs.readFileSync(file).readFloatLE(4 + 4 * 40_001), -6);
  a.close();
});

test('allocate makes a file of zeros as long as the array', here, () => {
  const file = scratch();
  const a = memmap(file, { mode: 'w+', shape: 3_000_000, allocate: true });
  assert.equal(a.get(-1), 0);
  a.close();
  assert.equal(fs.statSync(file).size, 3_000_000);
});

test('advice that Windows has no word for does nothing, and none of it loses bytes', here, () => {
  for (const mode of ['r+', 'c']) {
    const a = memmap(ramp(), { dtype: 'float32', mode });
    a.set(30_000, 5);
    for (const advice of ['normal', 'sequential', 'random', 'willneed', 'dontneed', 'hugepage']) {
      a.advise(advice);
      assert.equal(a.get(30_000), 5);
    }
    a.close();
  }
});

test('residency() is the share of the pages that this process has', here, async () => {
  const a = memmap(ramp(1 << 20), { dtype: 'float32', mode: 'r' });
  const before = a.residency();
  assert.ok(before >= 0 && before <= 1);
  await a.prefetch();
  assert.equal(a.residency(), 1);
  a.close();
});

test('files cannot be laid over a WebAssembly.Memory', here, () => {
  for (const forced of ['overlay', 'overlay-shared']) {
    process.env.MEMMAP_BUFFER = forced;
    try {
      assert.throws(() => memmap(ramp()), { code: 'ERR_MEMMAP_BUFFER' });
    } finally {
      delete process.env.MEMMAP_BUFFER;
    }
  }
});

test('workers that read and write during close() reach the file or nothing', sharedHere, () => {
  const file = ramp(100_000);
  assert.deepEqual(returned(runInChild('windows', 'writers', [file])), [0, 0]);
});

test('many closed maps take no memory, and give their addresses back', here, () => {
  const file = scratch('');
  fs.truncateSync(file, 64 << 20);
  const { zeros, memory, left } = returned(runInChild('windows', 'closed', [file]));
  assert.ok(zeros && memory < 1 << 30 && left <= 10, JSON.stringify({ zeros, memory, left }));
});

test('a stray write in mode r stays in this process, on whatever page', here, () => {
  eachStrategy(() => {
    const file = ramp();
    const before = fs.readFileSync(file);
    const a = memmap(file, { dtype: 'float32', mode: 'r' });
    for (let i = 0; i < a.size; i += 999) a.data[i] = -1;
    assert.equal(a.get(999), -1);
    a.close();
    assert.ok(has(file, before));
  });
});
