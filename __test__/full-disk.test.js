'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { memmap, save, savez } = require('../index.js');
const { scratch, eachStrategy, thrownBy, returned, runInChild, FEWEST } = require('./helpers');
const { SIZE, mount } = require('./support/small-disk');

const folder = mount();
const small = { skip: folder === null && 'needs root on Linux, to mount a file system of 1 MiB' };
let count = 0;

/** A name on the small disk, which is empty but for it. */
function place() {
  for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
  return path.join(folder, `${count++}.bin`);
}

test(
  'writing through a map of 8 MiB to a disk of 1 MiB is survived, and told by flush',
  small,
  () => {
    const ran = eachStrategy((strategy) => {
      const file = place();
      returned(runInChild('full-disk', 'write', [file]), strategy);
      assert.equal(fs.statSync(file).size, 2 ** 23);
      const fd = fs.openSync(file, 'r');
      const bytes = Buffer.alloc(4096);
      fs.readSync(fd, bytes);
      fs.closeSync(fd);
      assert.ok(bytes.every((byte) => byte === 2));
    });
    assert.ok(ran.length >= FEWEST, `only ${ran}`);
  },
);

/** What an open without room throws. */
function refused(file, options) {
  const error = thrownBy(() => memmap(file, { allocate: true, ...options }));
  assert.deepEqual(
    [error.code, error.syscall, error.path, error instanceof Error],
    ['ENOSPC', 'fallocate', file, true],
    error.stack,
  );
  assert.ok(error.errno < 0);
}

test('allocate on a full disk removes a file that it created', small, () => {
  eachStrategy(() => {
    const file = place();
    refused(file, { mode: 'w+', shape: 2 ** 23 });
    assert.deepEqual(fs.readdirSync(folder), []);
    assert.ok(fs.statfsSync(folder).bfree * 4096 > SIZE / 2);
  });
});

test('allocate on a full disk removes the file that a link to nothing has led to', small, () => {
  const link = place();
  fs.symlinkSync('behind', link);
  refused(link, { mode: 'w+', shape: 2 ** 23 });
  assert.deepEqual(fs.readdirSync(folder), [path.basename(link)]);
  memmap(link, { mode: 'w+', shape: 10 }).close();
  assert.equal(fs.statSync(path.join(folder, 'behind')).size, 10);
});

test('allocate on a full disk gives a file opened with r+ its size and bytes back', small, () => {
  eachStrategy(() => {
    const file = place();
    const bytes = Buffer.alloc(10_000, 5);
    fs.writeFileSync(file, bytes);
    refused(file, { mode: 'r+', shape: 2 ** 23 });
    refused(file, { mode: 'r+', shape: 10, offset: 2 ** 23 });
    assert.deepEqual(fs.readFileSync(file), bytes);
    assert.ok(fs.statfsSync(folder).bfree * 4096 > SIZE / 2);
  });
});

test('allocate on a full disk leaves an existing file of w+ as it was', small, () => {
  eachStrategy(() => {
    const file = place();
    const bytes = Buffer.alloc(10_000, 5);
    fs.writeFileSync(file, bytes);
    refused(file, { mode: 'w+', shape: 2 ** 23 });
    assert.deepEqual(fs.readFileSync(file), bytes);
  });
});

test('allocate empties a file that exists and takes the blocks again', small, () => {
  for (const [old, size] of [
    [SIZE / 2, SIZE / 4],
    [SIZE / 4, SIZE / 2],
  ]) {
    const file = place();
    fs.writeFileSync(file, Buffer.alloc(old, 5));
    const a = memmap(file, { mode: 'w+', shape: size, allocate: true });
    assert.ok(a.data.every((byte) => byte === 0));
    assert.ok(fs.statSync(file).blocks * 512 >= size);
    a.close();
    assert.deepEqual(fs.readFileSync(file), Buffer.alloc(size));
  }
});

test('allocate takes the blocks at the open, without it none are taken', small, () => {
  const size = 2 ** 19;
  const free = () => fs.statfsSync(folder).bfree * 4096;
  const file = place();
  const before = free();
  const sparse = memmap(file, { mode: 'w+', shape: size });
  assert.ok(before - free() < size / 2);
  sparse.close();
  const a = memmap(file, { mode: 'w+', shape: size, allocate: true });
  assert.ok(before - free() >= size);
  fs.writeFileSync(path.join(folder, 'rest'), Buffer.alloc(free() - 4096));
  a.data.fill(7);
  a.flush();
  assert.equal(a.lostBytes, 0);
  a.close();
});

test('allocate in modes that do not write, and on files long enough, changes nothing', () => {
  const file = scratch(Buffer.alloc(5000, 3));
  for (const mode of ['r', 'c', 'r+']) {
    const a = memmap(file, { mode, allocate: true, shape: 100 });
    assert.equal(a.get(99), 3);
  }
  assert.deepEqual(fs.readFileSync(file), Buffer.alloc(5000, 3));
});

test('saving to a full disk leaves the old file and no rest', small, () => {
  const file = place();
  save(file, [1, 2, 3]);
  const bytes = fs.readFileSync(file);
  const large = new Uint8Array(2 ** 22).fill(1);
  for (const call of [() => save(file, large), () => savez(file, { a: [1], large })]) {
    const error = thrownBy(call);
    assert.deepEqual([error.code, error.syscall, error.path], ['ENOSPC', 'write', file]);
    assert.deepEqual(fs.readdirSync(folder), [path.basename(file)]);
    assert.deepEqual(fs.readFileSync(file), bytes);
  }
});
