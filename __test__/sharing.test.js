'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap, Memmap } = require('../index.js');
const {
  sharing,
  scratch,
  scratchOf,
  eachStrategy,
  thrownBy,
  returned,
  runInChild,
  runInChildAsync,
} = require('./helpers');

const unix = { skip: process.platform === 'win32' && 'a mapped file cannot be truncated here' };
/** What takes long runs with the runtime's own choice only. */
const forced = process.env.MEMMAP_BUFFER !== undefined && 'long';
const isShared = (strategy) => strategy.endsWith('shared');

const ramp = (length = 4096) => Float32Array.from({ length }, (_, i) => i + 1);

/** Calls a function of children/sharing.js, or another, under the strategies whose buffers can be shared. */
function survives(name, bytes = ramp(), file = 'sharing') {
  const ran = eachStrategy((strategy) => {
    if (isShared(strategy)) returned(runInChild(file, name, [scratchOf(bytes)]), strategy);
  });
  assert.ok(ran.some(isShared), `only ${ran}`);
}

test('a shared map is the same memory in a worker, in every mode and order', sharing, () => {
  survives('everyMode');
});

test('records, foreign byte orders and empty arrays can be shared', sharing, () => {
  survives(
    'dtypes',
    Uint8Array.from({ length: 300 }, (_, i) => i),
  );
});

test('closing anywhere closes everywhere', sharing, () => {
  survives('closing');
});

test('a handle in a queue outlives the objects that it was made from', unix, () => {
  survives('queue');
});

test(
  'a posted TypedArray is the same memory, after the map was collected and its file cut',
  unix,
  () => {
    survives('posted');
  },
);

test('a worker survives that its file is cut in mid-loop, and tells what was lost', unix, () => {
  survives('cutInMidLoop', ramp(65_536));
});

test('workers that end or are terminated in mid-access leave the map as it is', sharing, () => {
  survives('endingWorkers');
});

test('a map whose only thread with the addon ended is still the file', unix, () => {
  survives('opener', ramp(), 'bare');
});

/** Starting one takes Wine a second. */
const turns = process.platform === 'win32' ? 4 : 25;

test(`${4 * turns} workers in turn leave nothing behind`, { skip: forced || sharing.skip }, () => {
  returned(runInChild('sharing', 'manyWorkers', [scratchOf(ramp()), turns]));
});

test('process.exit() ends a process whose workers are reading maps', () => {
  eachStrategy((strategy) => {
    if (!isShared(strategy)) return;
    const file = scratchOf(ramp());
    const { status, signal, stderr } = runInChild('sharing', 'exit', [file]);
    assert.deepEqual([status, signal], [7, null], stderr);
    const bytes = fs.readFileSync(file);
    assert.equal(bytes.readFloatLE(12), 33);
    assert.ok(bytes.readFloatLE(36) >= 10);
  });
});

test('arrays work in other vm contexts, and when those are gone', sharing, () => {
  survives('contexts');
});

test('a map over an ArrayBuffer cannot be shared', () => {
  eachStrategy((strategy) => {
    if (isShared(strategy)) return;
    const a = memmap(scratchOf(ramp()), { dtype: 'float32' });
    const error = thrownBy(() => a.share());
    assert.equal(error.code, 'ERR_MEMMAP_BUFFER');
    assert.match(error.message, /buffer/);
    a.close();
    assert.equal(thrownBy(() => a.share()).code, 'ERR_MEMMAP_CLOSED');
  });
});

test('from() of anything but a handle is an error with a code', () => {
  const a = memmap(scratchOf(ramp()), { dtype: 'float32' });
  const wrong = [undefined, null, 5, 'x', {}, [], a, a.data, new SharedArrayBuffer(8)];
  if (a.data.buffer instanceof SharedArrayBuffer) {
    const handle = a.share();
    wrong.push(
      { ...handle, id: handle.id + 1000 },
      { ...handle, buffer: new SharedArrayBuffer(16_384) },
    );
    wrong.push({ ...handle, closed: new Int32Array(2) }, { ...handle, byteOffset: -1 });
    wrong.push(
      { ...handle, kind: 'other' },
      JSON.parse(JSON.stringify({ ...handle, buffer: null })),
    );
  }
  for (const handle of wrong) {
    const error = thrownBy(() => Memmap.from(handle));
    assert.ok(error instanceof TypeError);
    assert.equal(error.code, 'ERR_MEMMAP_OPTION');
    assert.match(error.message, /handle/);
  }
});

test('a handle that was changed by hand never leads outside of the mapping', sharing, () => {
  const ran = eachStrategy((strategy) => {
    if (!isShared(strategy)) return;
    const a = memmap(scratch(Buffer.alloc(65_536)), { dtype: 'int32', offset: 4, shape: [1000] });
    const handle = a.share();
    const changes = [
      ...[
        [1.5, 2],
        [-1],
        [NaN],
        [2 ** 53],
        [2 ** 32, 2 ** 32],
        ['5'],
        [1001],
        [16_383],
        [0],
        5,
        null,
      ].map((shape) => ({ shape })),
      { shape: new Array(65).fill(1) },
      ...[0, 8, 1.5, -4, NaN, '4', 2 ** 40].map((byteOffset) => ({
        byteOffset: byteOffset === handle.byteOffset ? 12 : byteOffset,
      })),
      ...[0, -1, 1.5, handle.id + 1000, 'x', null].map((id) => ({ id })),
      ...['float64', 'object', 5, null, {}].map((dtype) => ({ dtype })),
      ...['A', null, 1].map((order) => ({ order })),
      ...['w', 'readonly', null].map((mode) => ({ mode })),
      ...['external', 'x', null].map((backing) => ({ backing })),
      ...[-1, 1.5, null].map((offset) => ({ offset })),
      ...[5, {}].map((filename) => ({ filename })),
      ...[5, 'x', {}, { ...handle.growth, target: {} }, { ...handle.growth, npy: 1 }].map(
        (growth) => ({ growth }),
      ),
      { closed: new Int32Array(new SharedArrayBuffer(4)) },
      { closed: new Int32Array(2) },
    ];
    for (const change of changes) {
      const error = thrownBy(() => Memmap.from({ ...handle, ...change }));
      assert.equal(error.code, 'ERR_MEMMAP_OPTION', JSON.stringify(change));
      assert.match(error.message, /handle/);
    }
    assert.deepEqual(Memmap.from({ ...handle, growth: null }).shape, [1000]);
    // Where the mapping begins is asked of it, not of the handle.
    const odd = memmap(scratch(Buffer.alloc(100)), { dtype: 'int32', offset: 1, shape: [4] });
    assert.ok(Memmap.from({ ...odd.share(), misalignment: 0 }).data instanceof DataView);
  });
  assert.ok(ran.some((strategy) => isShared(strategy)));
});

test('from() of a class derived from Memmap makes its instances', () => {
  eachStrategy((strategy) => {
    if (!isShared(strategy)) return;
    class Named extends Memmap {
      first() {
        return this.get(0);
      }
    }
    const a = memmap(scratchOf(ramp()), { dtype: 'float32' });
    assert.equal(Named.from(a.share()).first(), 1);
  });
});

test('Atomics from four processes on one int32 add up exactly', async () => {
  const file = scratch(Buffer.alloc(64));
  const ends = Array.from({ length: 4 }, () => runInChildAsync('sharing', 'atomics', [file]));
  for (const end of await Promise.all(ends)) returned(end);
  assert.equal(memmap(file, { dtype: 'int32' }).get(3), 400_000);
});
