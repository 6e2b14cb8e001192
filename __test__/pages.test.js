'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { memmap } = require('../index.js');
const { scratch, scratchOf, sparse, thrownBy, eachStrategy } = require('./helpers');
const { collect } = require('./children/support');
const { eachStrategyAsync, pageSize, resident } = require('./support/pages');

const PAGE = pageSize();
const MIB = 2 ** 20;
const linux = process.platform === 'linux';
const ADVICE = ['normal', 'sequential', 'random', 'willneed', 'dontneed', 'hugepage'];

const filled = (pages) => Uint8Array.from({ length: pages * PAGE }, (_, i) => 1 + (i % 251));

test('every advice is taken on arrays and slices, in every mode, and changes no element', () => {
  const ran = eachStrategy(() => {
    const expected = filled(8);
    for (const mode of ['r', 'r+', 'c']) {
      const a = memmap(scratchOf(expected), { mode, offset: 0, shape: [8, PAGE] });
      for (const view of [a, a.slice(3), a.slice(null, 7), a.slice([null, null, -2]), a.T]) {
        for (const advice of ADVICE) assert.equal(view.advise(advice), undefined);
      }
      assert.deepEqual(a.reshape(-1).copy().data, expected);
    }
  });
  assert.ok(ran.length > 0);
});

test("'dontneed' never loses what was written, to the file or to a copy-on-write array", () => {
  eachStrategy(() => {
    for (const mode of ['r+', 'c', 'w+']) {
      const file = scratchOf(filled(16));
      const a = memmap(file, { mode, shape: [16, PAGE] });
      for (let row = 0; row < 16; row += 2) a.set(row, row, 200 + row);
      for (const view of [a, a.slice([4, 9]), a.slice(null, 8)]) {
        view.advise('dontneed');
        for (let row = 0; row < 16; row += 2) assert.equal(a.get(row, row), 200 + row);
      }
      const inFile = fs.readFileSync(file)[2 * PAGE + 2];
      assert.equal(inFile, mode === 'c' ? 1 + ((2 * PAGE + 2) % 251) : 202);
    }
  });
});

test("'dontneed' takes a slice's pages out of this process", { skip: !linux }, async () => {
  for (const mode of ['r', 'r+', 'c']) {
    const file = sparse(1024 * PAGE);
    const a = memmap(file, { mode, shape: [1024, PAGE] });
    await a.prefetch();
    assert.equal(resident(file), 1024 * PAGE);
    a.slice([100, 900]).advise('dontneed');
    assert.ok(resident(file) <= 224 * PAGE, `${mode}: ${resident(file)}`);
    a.close();
  }
});

test('advice that is not in the list is ERR_MEMMAP_OPTION and names what is', () => {
  const a = memmap(scratch('abc'), { mode: 'r' });
  for (const advice of ['WILLNEED', 'free', '', undefined, null, 3, ['random'], Symbol('x')]) {
    const error = thrownBy(() => a.advise(advice));
    assert.ok(error instanceof TypeError);
    assert.equal(error.code, 'ERR_MEMMAP_OPTION');
    assert.match(error.message, /advice .*'willneed'/);
  }
});

/** The share of a view's pages that are in `there`, element by element; `origin` is the file's. */
function slowResidency(view, there, origin) {
  const { data, start, shape, strides, itemsize } = view;
  const pages = new Set();
  const walk = (axis, at) => {
    if (axis === shape.length) {
      for (const byte of [at, at + itemsize - 1]) pages.add(Math.floor(byte / PAGE));
      return;
    }
    for (let i = 0; i < shape[axis]; i++) {
      walk(axis + 1, at + i * strides[axis] * (data.BYTES_PER_ELEMENT ?? 1));
    }
  };
  walk(0, data.byteOffset - origin + start * (data.BYTES_PER_ELEMENT ?? 1));
  let found = 0;
  for (const page of pages) if (there.has(page)) found++;
  return found / pages.size;
}

test('residency is the share of the pages under the elements of a view', { skip: !linux }, () => {
  let seed = 7;
  const below = (bound) => (seed = (seed * 48271) % 2147483647) % bound;
  const ran = eachStrategy(() => {
    for (let round = 0; round < 12; round++) {
      const pages = 64;
      const file = sparse(pages * PAGE);
      // A page that was written is in the file cache; one of a hole that nobody read is not.
      const there = new Set();
      const fd = fs.openSync(file, 'r+');
      for (let page = 0; page < pages; page++) {
        if (below(3) > 0) continue;
        fs.writeSync(fd, Buffer.alloc(PAGE, 1), 0, PAGE, page * PAGE);
        there.add(page);
      }
      fs.closeSync(fd);
      const offset = 8 * below(700);
      const width = 1 + below(1500);
      const rows = Math.floor((pages * PAGE - offset) / 8 / width);
      const a = memmap(file, { mode: 'r', dtype: 'float64', offset, shape: [rows, width] });
      const origin = a.data.byteOffset - offset;
      const step = () => (below(2) ? 1 : -1) * (1 + below(4));
      const views = [a, a.T, a.slice(below(rows)), a.slice(null, below(width))];
      for (let i = 0; i < 6; i++) {
        views.push(a.slice([null, null, step()], [below(width), null, step()]));
      }
      for (const view of views) {
        if (view.size === 0) continue;
        const expected = slowResidency(view, there, origin);
        assert.equal(view.residency(), expected, `${view.shape} ${view.strides} at ${offset}`);
      }
      a.close();
    }
  });
  assert.ok(ran.length > 0);
});

test('residency of many pages is close to the exact share', { skip: !linux }, async () => {
  const a = memmap(sparse(1024 * MIB), { mode: 'r', shape: [1024, MIB] });
  assert.equal(a.residency(), 0);
  await a.slice([256, 512]).prefetch();
  assert.ok(Math.abs(a.residency() - 0.25) < 0.02, String(a.residency()));
  const column = a.slice(null, [null, null, 4 * PAGE]);
  assert.ok(Math.abs(column.residency() - 0.25) < 0.02, String(column.residency()));
  a.close();
});

test('prefetch reads the pages in and tells how far it is, in order, a few times', async () => {
  await eachStrategyAsync(async () => {
    for (const mode of ['r', 'r+', 'c']) {
      const a = memmap(sparse(64 * MIB), { mode, shape: [64, MIB] });
      if (linux) assert.equal(a.residency(), 0);
      const seen = [];
      assert.equal(await a.prefetch({ onProgress: (progress) => seen.push(progress) }), undefined);
      assert.equal(a.residency(), 1);
      assert.ok(seen.length >= 2 && seen.length <= 101, String(seen.length));
      assert.ok(seen.every(({ total }) => total === 64 * MIB));
      assert.ok(seen.every(({ done }, i) => done > (seen[i - 1]?.done ?? 0)));
      assert.equal(seen.at(-1).done, 64 * MIB);
      a.close();
    }
  });
});

test('prefetch of a slice reads that slice, whatever its strides', async () => {
  const a = memmap(sparse(256 * MIB), { mode: 'r', shape: [256, MIB] });
  for (const view of [
    a.slice(0),
    a.slice([128, 130], [5, 9]),
    a.slice([250, 240, -3]).T,
    a.slice([40, 60], 12_345),
  ]) {
    let last;
    await view.prefetch({ onProgress: (progress) => (last = progress) });
    assert.equal(last.done, last.total);
    assert.equal(view.residency(), 1);
  }
  if (linux) assert.equal(a.slice([180, 200]).residency(), 0);
  a.close();
});

test('prefetch ends with the reason of its AbortSignal', async () => {
  const a = memmap(sparse(512 * MIB), { mode: 'r' });
  const reason = new Error('enough');
  await assert.rejects(() => a.prefetch({ signal: AbortSignal.abort(reason) }), reason);
  await assert.rejects(() => a.prefetch({ signal: AbortSignal.abort() }), { name: 'AbortError' });
  const atOnce = new AbortController();
  const pending = a.prefetch({ signal: atOnce.signal });
  atOnce.abort(reason);
  await assert.rejects(pending, reason);
  const midway = new AbortController();
  let calls = 0;
  await assert.rejects(
    () =>
      a.prefetch({
        signal: midway.signal,
        onProgress() {
          calls++;
          midway.abort('a string');
        },
      }),
    (error) => error === 'a string',
  );
  assert.equal(calls, 1);
  if (linux) assert.ok(a.residency() < 0.5, String(a.residency()));
  a.close();
});

test('prefetch leaves no listener on the signal', async () => {
  const counted = (aborted) => ({
    aborted,
    reason: 'why',
    listeners: 0,
    addEventListener() {
      this.listeners++;
    },
    removeEventListener() {
      this.listeners--;
    },
  });
  const a = memmap(scratch(Buffer.alloc(100)), { mode: 'r' });
  const signal = counted(false);
  await a.prefetch({ signal });
  assert.equal(signal.listeners, 0);
  const failing = () => {
    throw new Error('from onProgress');
  };
  await assert.rejects(() => a.prefetch({ signal, onProgress: failing }), /from onProgress/);
  assert.equal(signal.listeners, 0);
  assert.equal(await a.prefetch({ signal: counted(true) }).catch((error) => error), 'why');
});

test('a map that is closed during a prefetch is ERR_MEMMAP_CLOSED', async () => {
  await eachStrategyAsync(async () => {
    const a = memmap(sparse(256 * MIB), { mode: 'r' });
    const row = a.slice([5, 500_000]);
    const pending = [a.prefetch(), row.prefetch()];
    a.close();
    for (const { reason } of await Promise.allSettled(pending)) {
      assert.equal(reason?.code, 'ERR_MEMMAP_CLOSED');
    }
    await assert.rejects(() => a.prefetch(), { code: 'ERR_MEMMAP_CLOSED' });
    for (const use of [() => row.advise('normal'), () => row.residency()]) {
      assert.throws(use, { code: 'ERR_MEMMAP_CLOSED' });
    }
  });
});

test('prefetch of pages that a truncation took is ERR_MEMMAP_LOST', { skip: !linux }, async () => {
  const file = scratch(Buffer.alloc(64 * PAGE, 1));
  const a = memmap(file, { mode: 'r', shape: [64, PAGE] });
  fs.truncateSync(file, 16 * PAGE);
  for (let time = 0; time < 2; time++) {
    await assert.rejects(() => a.prefetch(), { code: 'ERR_MEMMAP_LOST' });
    assert.equal(a.lostBytes, 48 * PAGE);
  }
  await a.slice([0, 16]).prefetch();
  assert.equal(a.get(15, 0), 1);
});

test('prefetch needs no name: the file may be a descriptor, renamed, deleted or replaced', async () => {
  const size = 16 * MIB;
  const changes = {
    descriptor() {},
    renamed: (file) => fs.renameSync(file, scratch()),
  };
  // Windows keeps a file that is mapped.
  if (process.platform !== 'win32') {
    changes.deleted = (file) => fs.rmSync(file);
    changes['now another file'] = (file) => (fs.rmSync(file), fs.writeFileSync(file, 'other'));
    changes['now a folder'] = (file) => (fs.rmSync(file), fs.mkdirSync(file));
  }
  if (linux) {
    // Opening it would wait for a writer that never comes.
    changes['now a pipe'] = (file) => (fs.rmSync(file), execFileSync('mkfifo', [file]));
  }
  for (const [name, change] of Object.entries(changes)) {
    const file = sparse(size);
    const fd = fs.openSync(file, 'r+');
    const a = memmap(name === 'descriptor' ? fd : file, { mode: 'r' });
    fs.writeSync(fd, Buffer.from('x'), 0, 1, size - 1);
    fs.closeSync(fd);
    change(file);
    await a.prefetch();
    assert.equal(a.residency(), 1, name);
    assert.equal(a.get(-1), 'x'.charCodeAt(0));
    a.close();
  }
});

test('a prefetch goes on when the array is dropped meanwhile', async () => {
  const work = Array.from({ length: 8 }, () => memmap(sparse(16 * MIB), { mode: 'r' }).prefetch());
  await collect();
  assert.deepEqual(await Promise.all(work), new Array(8).fill(undefined));
});

test('bad options of prefetch are ERR_MEMMAP_OPTION and name the option', async () => {
  const a = memmap(scratch('abc'), { mode: 'r' });
  for (const [options, name] of [
    [{ onprogress() {} }, 'onProgress'],
    [{ sginal: AbortSignal.abort() }, 'signal'],
    [{ signal: 'no' }, 'signal'],
    [{ signal: null }, 'signal'],
    [{ signal: {} }, 'signal'],
    [{ onProgress: 1 }, 'onProgress'],
    [null, 'options'],
    [[], 'options'],
    [() => {}, 'options'],
  ]) {
    await assert.rejects(
      () => a.prefetch(options),
      (error) => {
        assert.ok(error instanceof TypeError);
        assert.equal(error.code, 'ERR_MEMMAP_OPTION');
        assert.ok(error.message.includes(name), error.message);
        return true;
      },
    );
  }
  await a.prefetch({ signal: undefined, onProgress: undefined });
});

test('arrays in memory, and those without elements, have all their pages', async () => {
  const mapped = memmap(scratch(Buffer.alloc(48)), { mode: 'r', shape: [6, 8] });
  for (const array of [mapped.copy(), mapped.slice([3, 3]), mapped.slice([3, 3]).copy()]) {
    for (const advice of ADVICE) array.advise(advice);
    assert.equal(array.residency(), 1);
    const seen = [];
    await array.prefetch({ onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(seen, [{ done: array.nbytes, total: array.nbytes }]);
  }
  const empty = memmap(scratch(), { mode: 'w+', shape: [0, 3] });
  await empty.prefetch();
  assert.equal(empty.residency(), 1);
});
