'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap } = require('../index.js');
const {
  collecting,
  returned,
  runInChild,
  scratch,
  scratchOf,
  sharingMaps,
  sparse,
  thrownBy,
} = require('./helpers');
const { eachStrategyAsync, pageSize, resident } = require('./support/pages');

const PAGE = pageSize();
const MIB = 2 ** 20;
const linux = process.platform === 'linux';

async function collect(iterator) {
  const blocks = [];
  for await (const block of iterator) blocks.push(block);
  return blocks;
}

test('blocks are the slices of the first axis, whatever the view and the options', async () => {
  const file = scratchOf(Float64Array.from({ length: 1200 }, (_, i) => i));
  await eachStrategyAsync(async () => {
    const c = memmap(file, { dtype: 'float64', mode: 'r', shape: [40, 30] });
    const f = memmap(file, { dtype: 'float64', mode: 'r', shape: [40, 30], order: 'F' });
    const views = [c, f, c.T, c.slice([null, null, -3]), f.slice([5, 30, 2], [3, 20, 7])];
    views.push(c.slice(7), c.slice(null, 7), c.slice(null, [null, null, -5]));
    views.push(c.reshape(10, 4, 30), c.reshape(-1), c.slice([0, 1]));
    for (const view of views) {
      for (const rows of [undefined, 1, 7, 1000]) {
        for (const options of [{}, { ahead: 0 }, { ahead: 9 }, { release: true }]) {
          const blocks = await collect(view.blocks({ rows, ...options }));
          const length = rows ?? Math.max(...blocks.map((block) => block.shape[0]));
          const lengths = blocks.map((block) => block.shape[0]);
          const expected = [];
          for (let left = view.shape[0]; left > 0; left -= length) {
            expected.push(Math.min(left, length));
          }
          assert.deepEqual(lengths, expected);
          assert.deepEqual(
            blocks.flatMap((block) => block.toArray()),
            view.toArray(),
          );
        }
      }
    }
  });
});

test('blocks are views: what is written to one is in the array, and in the file', async () => {
  const file = scratch(Buffer.alloc(10 * PAGE));
  const a = memmap(file, { shape: [10, PAGE] });
  let row = 0;
  for await (const block of a.blocks({ rows: 3, release: true })) {
    assert.equal(block.mode, 'r+');
    block.fill(++row);
  }
  const expected = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4];
  assert.deepEqual(a.slice(null, 100).toArray(), expected);
  assert.deepEqual(
    expected.map((_, i) => fs.readFileSync(file)[i * PAGE + 5]),
    expected,
  );
});

test('the pages of a block are in memory when it is handed out', { skip: !linux }, async () => {
  await eachStrategyAsync(async () => {
    const a = memmap(sparse(64 * MIB), { mode: 'r', shape: [64, MIB] });
    assert.equal(a.residency(), 0);
    let count = 0;
    for await (const block of a.blocks({ rows: 3 })) {
      assert.equal(block.residency(), 1);
      count++;
    }
    assert.equal(count, 22);
    a.close();
  });
});

test(
  'as many blocks as `ahead` says are read while the caller works',
  { skip: !linux },
  async () => {
    for (const ahead of [0, 1, 5]) {
      const a = memmap(sparse(256 * MIB), { mode: 'r', shape: [256, MIB] });
      const walk = a.blocks({ rows: 1, ahead });
      await walk.next();
      // Nobody asks for them: the test would hang if they did not come.
      const coming = a.slice([1, 1 + ahead]);
      while (coming.residency() < 1) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(a.slice([100, null]).residency(), 0);
      await walk.return();
      a.close();
    }
  },
);

test('the event loop turns between blocks that are all in memory', async () => {
  const a = memmap(scratch(Buffer.alloc(100 * PAGE, 1)), { mode: 'r', shape: [100, PAGE] });
  await a.prefetch();
  for (const array of [a, a.copy()]) {
    let turns = 0;
    let handle = setImmediate(function count() {
      turns++;
      handle = setImmediate(count);
    });
    let blocks = 0;
    for await (const block of array.blocks({ rows: 1, ahead: 100 })) {
      blocks += block.shape[0];
      assert.ok(turns >= blocks - 1, `${turns} turns at block ${blocks}`);
    }
    clearImmediate(handle);
    assert.equal(blocks, 100);
  }
});

test('release keeps the memory of a walk constant', { skip: !linux }, async () => {
  await eachStrategyAsync(async (strategy) => {
    for (const mode of ['r', 'r+', 'c']) {
      const file = sparse(64 * MIB);
      const a = memmap(file, { mode, shape: [64, MIB] });
      const views = [a, a.slice([null, null, -1]), a.slice(null, [null, null, 2 * PAGE])];
      views.push(memmap(file, { mode, shape: [8 * MIB, 8], order: 'F' }));
      for (const [place, view] of views.entries()) {
        const rows = view.shape[0] / 32;
        let [count, peak] = [0, 0];
        for await (const block of view.blocks({ rows, ahead: 2, release: true })) {
          assert.equal(block.get(0, 0), 0);
          // The kernel takes milliseconds to tell.
          if (++count % 4 === 0) peak = Math.max(peak, resident(file));
        }
        assert.equal(count, 32);
        const about = `view ${place}, mode ${mode}, ${strategy}`;
        assert.ok(peak <= 10 * MIB, `${about}: ${peak}`);
        assert.ok(resident(file) <= MIB / 2, `${about}: ${resident(file)} at the end`);
      }
      for (const map of [a, views.at(-1)]) map.close();
    }
  });
});

test('without release the pages stay', { skip: !linux }, async () => {
  const file = sparse(16 * MIB);
  const a = memmap(file, { mode: 'r', shape: [16, MIB] });
  await collect(a.blocks({ rows: 1 }));
  assert.equal(resident(file), 16 * MIB);
});

test('release loses nothing that was written, not in mode c either', async () => {
  for (const mode of ['r+', 'c', 'w+']) {
    const a = memmap(sparse(8 * MIB), { mode, dtype: 'int32', shape: [64, MIB / 32] });
    let row = 0;
    for await (const block of a.blocks({ rows: 1, release: true })) block.fill(++row);
    let sum = 0;
    for await (const block of a.blocks({ rows: 5, release: true })) {
      for (const value of block.data) sum += value;
    }
    assert.equal(sum, (MIB / 32) * ((64 * 65) / 2));
  }
});

test('break and return end what is still being read', { skip: !linux }, async () => {
  const file = sparse(512 * MIB);
  const a = memmap(file, { mode: 'r', shape: [8, 64 * MIB] });
  for await (const block of a.blocks({ rows: 2, ahead: 3, release: true })) {
    assert.equal(block.get(0, 0), 0);
    break;
  }
  // The break has waited for the reading to end, and has let go of what it read.
  assert.ok(resident(file) <= MIB, String(resident(file)));
  const before = a.residency();
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(a.residency(), before);
  const walk = a.blocks();
  assert.equal(walk[Symbol.asyncIterator](), walk);
  await walk.next();
  assert.deepEqual(await walk.return(), { value: undefined, done: true });
  assert.deepEqual(await walk.next(), { value: undefined, done: true });
  a.close();
});

test("what the caller's loop throws comes out, and the map can be closed", async () => {
  const a = memmap(sparse(32 * MIB), { mode: 'r', shape: [32, MIB] });
  const work = async () => {
    for await (const block of a.blocks({ rows: 1 })) throw new Error(`at ${block.shape}`);
  };
  await assert.rejects(work, /at 1,1048576/);
  a.close();
});

test('a map that is closed during a walk is ERR_MEMMAP_CLOSED', async () => {
  await eachStrategyAsync(async () => {
    for (const release of [true, false]) {
      const a = memmap(sparse(32 * MIB), { mode: 'r', shape: [32, MIB] });
      const walk = a.blocks({ rows: 1, release });
      await walk.next();
      a.close();
      await assert.rejects(() => walk.next(), { code: 'ERR_MEMMAP_CLOSED' });
      assert.throws(() => a.blocks(), { code: 'ERR_MEMMAP_CLOSED' });
    }
    const a = memmap(sparse(32 * MIB), { mode: 'r', shape: [32, MIB] });
    const pending = a.blocks({ rows: 32 }).next();
    a.close();
    await assert.rejects(pending, { code: 'ERR_MEMMAP_CLOSED' });
  });
});

test('a close by another thread, at any moment, is the error of the walk', sharingMaps, () => {
  const { whole, closed } = returned(runInChild('blocks', 'closed', [scratch(), 300]));
  assert.ok(closed > 0, `${whole} whole, ${closed} closed`);
});

/** A signal that counts its listeners. */
function counted(signal) {
  const listeners = new Set();
  for (const [name, change] of [
    ['addEventListener', 'add'],
    ['removeEventListener', 'delete'],
  ]) {
    const real = signal[name].bind(signal);
    signal[name] = (type, listener, options) => {
      listeners[change](listener);
      real(type, listener, options);
    };
  }
  return listeners;
}

test('a signal ends a walk with its reason, and keeps no listener', async () => {
  await eachStrategyAsync(async () => {
    const a = memmap(sparse(64 * MIB), { mode: 'r', shape: [64, MIB] });
    const reason = new RangeError('enough');
    // While the caller has a block, between two, and while one is read.
    for (const when of ['inside', 'between', 'reading']) {
      for (const options of [{ rows: 1 }, { rows: 1, release: true }, { rows: 32, ahead: 0 }]) {
        const controller = new AbortController();
        const { signal } = controller;
        const listeners = counted(signal);
        const walk = a.blocks({ ...options, signal });
        if (when !== 'reading') {
          assert.equal((await walk.next()).value.shape[0], options.rows);
          assert.equal(listeners.size, 0);
        }
        if (when === 'inside') controller.abort(reason);
        const coming = walk.next();
        if (when !== 'inside') controller.abort(reason);
        await assert.rejects(coming, (error) => error === reason);
        assert.equal(listeners.size, 0);
        assert.deepEqual(await walk.next(), { value: undefined, done: true });
      }
    }
    a.close();
  });
});

test('a signal ends the reading, also while the caller has a block', { skip: !linux }, async () => {
  for (const when of ['inside', 'reading']) {
    const a = memmap(sparse(512 * MIB), { mode: 'r', shape: [512, MIB] });
    const controller = new AbortController();
    const { signal } = controller;
    if (when === 'inside') {
      await a.blocks({ rows: 32, ahead: 15, signal }).next();
      controller.abort();
    } else {
      const coming = a.blocks({ rows: 512, signal }).next();
      controller.abort();
      await assert.rejects(coming, { name: 'AbortError' });
    }
    let read;
    do {
      read = a.residency();
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    } while (a.residency() > read);
    assert.ok(read < 1, `${when}: all was read`);
    a.close();
  }
});

test('a signal that has fired before lets nothing be read', async () => {
  const a = memmap(sparse(8 * MIB), { mode: 'r', shape: [8, MIB] });
  const signal = AbortSignal.abort('too late');
  const listeners = counted(signal);
  const copy = memmap(scratch('text'), { mode: 'r' }).copy();
  for (const array of [a, copy, a.slice([0, 0])]) {
    const walk = array.blocks({ signal });
    await assert.rejects(
      () => walk.next(),
      (error) => error === 'too late',
    );
    assert.deepEqual(await walk.next(), { value: undefined, done: true });
  }
  assert.equal(listeners.size, 0);
  if (linux) assert.equal(memmap(a.filename, { mode: 'r' }).residency(), 0);
});

test('AbortSignal.timeout and AbortSignal.any end a walk too', async () => {
  const a = memmap(scratch(Buffer.alloc(64 * PAGE)), { mode: 'r', shape: [64, PAGE] });
  const endless = async (signal) => {
    for (;;) for await (const block of a.blocks({ rows: 1, signal })) block.get(0, 0);
  };
  await assert.rejects(endless(AbortSignal.timeout(5)), { name: 'TimeoutError' });
  const any = AbortSignal.any([new AbortController().signal, AbortSignal.timeout(5)]);
  await assert.rejects(endless(any), { name: 'TimeoutError' });
});

test('break, return and an error leave no listener, nor does a walk that nobody ends', async () => {
  const a = memmap(scratch(Buffer.alloc(64 * PAGE)), { mode: 'r', shape: [64, PAGE] });
  const { signal } = new AbortController();
  const listeners = counted(signal);
  const options = { rows: 8, signal };
  for await (const block of a.blocks(options)) {
    assert.equal(block.shape[0], 8);
    break;
  }
  const work = async () => {
    for await (const block of a.blocks(options)) throw new Error(`at ${block.shape[0]}`);
  };
  await assert.rejects(work, /at 8/);
  const walk = a.blocks(options);
  await walk.next();
  await walk.return();
  await a.blocks(options).next();
  assert.equal((await collect(a.blocks(options))).length, 8);
  const late = a.blocks(options);
  await late.next();
  a.close();
  await assert.rejects(() => late.next(), { code: 'ERR_MEMMAP_CLOSED' });
  assert.equal(listeners.size, 0);
});

test('after a signal the map can be collected', collecting, () => {
  returned(runInChild('blocks', 'aborted', [scratch(Buffer.alloc(64 * PAGE))]));
});

test('blocks with huge rows do not delay the end of a worker', { skip: !linux }, () => {
  const size = 512 * MIB;
  const read = returned(runInChild('blocks', 'ending', [sparse(size), size]));
  assert.ok(read < size / 4, `${read} bytes were read for a worker that was to end`);
});

test('a block that a truncation took is ERR_MEMMAP_LOST', { skip: !linux }, async () => {
  const file = scratch(Buffer.alloc(64 * PAGE, 1));
  const a = memmap(file, { mode: 'r', shape: [64, PAGE] });
  fs.truncateSync(file, 16 * PAGE);
  let blocks = 0;
  const work = async () => {
    for await (const block of a.blocks({ rows: 8 })) blocks += block.get(0, 0);
  };
  await assert.rejects(work, { code: 'ERR_MEMMAP_LOST' });
  assert.equal(blocks, 2);
});

test('blocks of about 4 MiB are the default, of at least one row', async () => {
  const a = memmap(sparse(32 * MIB), { mode: 'r', dtype: 'float32', shape: [8192, 1024] });
  const lengths = async (array) => (await collect(array.blocks())).map(({ shape }) => shape[0]);
  assert.deepEqual(await lengths(a), new Array(8).fill(1024));
  assert.deepEqual(await lengths(a.reshape(2, -1)), [1, 1]);
  assert.deepEqual(await lengths(a.slice([0, 10])), [10]);
  // A column has a page in each row.
  const column = a.reshape(2048, -1).slice(null, 5);
  assert.deepEqual(
    await lengths(column),
    [(4 * MIB) / PAGE, 2048 - (4 * MIB) / PAGE].filter(Boolean),
  );
  assert.deepEqual(await lengths(a.slice([0, 2000]).copy()), [1024, 976]);
});

test('an array without elements has the blocks that its first axis has', async () => {
  const none = memmap(scratch(), { mode: 'w+', shape: [0, 3] });
  assert.deepEqual(await collect(none.blocks()), []);
  const thin = memmap(scratch(), { mode: 'w+', shape: [5, 0] });
  const shapes = (await collect(thin.blocks({ rows: 2 }))).map(({ shape }) => shape);
  assert.deepEqual(shapes, [
    [2, 0],
    [2, 0],
    [1, 0],
  ]);
  assert.equal((await collect(thin.blocks())).length, 1);
});

test('bad options of blocks throw at once and name the option', () => {
  const a = memmap(scratch(Buffer.alloc(100)), { mode: 'r', shape: [10, 10] });
  for (const [options, Class, name] of [
    [{ row: 3 }, TypeError, "'rows'"],
    [{ rows: '3' }, TypeError, 'rows'],
    [{ rows: null }, TypeError, 'rows'],
    [{ rows: 0 }, RangeError, 'rows'],
    [{ rows: -1 }, RangeError, 'rows'],
    [{ rows: 1.5 }, RangeError, 'rows'],
    [{ rows: NaN }, RangeError, 'rows'],
    [{ ahead: -1 }, RangeError, 'ahead'],
    [{ ahead: 2n }, TypeError, 'ahead'],
    [{ ahead: Infinity }, RangeError, 'ahead'],
    [{ signal: 5 }, TypeError, 'signal'],
    [{ signal: null }, TypeError, 'signal'],
    [{ release: 1 }, TypeError, 'release'],
    [{ releases: true }, TypeError, "'release'"],
    [null, TypeError, 'options'],
    [65536, TypeError, 'options'],
  ]) {
    const error = thrownBy(() => a.blocks(options));
    assert.ok(error instanceof Class, error.stack);
    assert.equal(error.code, 'ERR_MEMMAP_OPTION');
    assert.ok(error.message.includes(name), error.message);
  }
  const scalar = memmap(scratch(Buffer.alloc(8)), { mode: 'r', dtype: 'float64', shape: [] });
  assert.equal(thrownBy(() => scalar.blocks()).code, 'ERR_MEMMAP_INDEX');
});
