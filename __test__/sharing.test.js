'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { inspect } = require('node:util');
const { memmap, Memmap, NDArray } = require('../index.js');
const native = require('../lib/mapping/native');
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

/** What no member of a handle may be. */
const wrongMembers = (handle) => [
  ...[[1.5, 2], [-1], [NaN], [2 ** 53], [2 ** 32, 2 ** 32], ['5'], 5, null].map((shape) => ({
    shape,
  })),
  { shape: new Array(65).fill(1) },
  ...[1.5, -4, NaN, '4', 2 ** 40].map((byteOffset) => ({ byteOffset })),
  ...[-1, 1.5, handle.id + 1000, 'x', null].map((id) => ({ id })),
  ...['object', 5, null, {}].map((dtype) => ({ dtype })),
  ...['A', null, 1].map((order) => ({ order })),
  ...['w', 'readonly', null].map((mode) => ({ mode })),
  ...['external', 'x', null].map((backing) => ({ backing })),
  ...[-1, 1.5, null].map((offset) => ({ offset })),
  ...[5, {}].map((filename) => ({ filename })),
  ...[5, 'x', {}, null].map((opened) => ({ opened })),
  ...[
    { target: {} },
    { target: -1 },
    { how: 'x' },
    { how: 'constructor' },
    { identity: null },
    { order: 1 },
    { options: null },
    { options: { shape: 5 } },
  ].map((change) => ({ opened: { ...handle.opened, ...change } })),
  ...[5, 'x', {}, undefined].map((view) => ({ view })),
  { closed: new Int32Array(new SharedArrayBuffer(4)) },
  { closed: new Int32Array(2) },
];

/** What leads outside of a map of 1000 int32. */
const wrongMaps = ({ byteOffset }) => [
  ...[[1001], [16_383], [0], [251, 4]].map((shape) => ({ shape })),
  ...[byteOffset - 4, byteOffset + 4, byteOffset + 4096].map((other) => ({ byteOffset: other })),
  { id: 0 },
  { dtype: 'float64' },
];

/** What leads outside of it, or to one element more than once, from a view of 100 of each third. */
const wrongViews = ({ byteOffset, view: { start } }) => [
  ...[byteOffset - 4, byteOffset - 2 ** 40, byteOffset + 4000 - 99 * 12, 2 ** 40].map((at) => ({
    view: { start: at, strides: [12] },
  })),
  ...[-12, 48, 2 ** 40, -(2 ** 52), 0, 1.5, '4', NaN, Infinity, null].map((stride) => ({
    view: { start, strides: [stride] },
  })),
  ...[1.5, -4, NaN, '4', null].map((at) => ({ view: { start: at, strides: [12] } })),
  ...[[], [12, 4], null, 5, new Array(65).fill(4)].map((strides) => ({ view: { start, strides } })),
  { view: { start: byteOffset, strides: [4] }, shape: [1001] },
  { view: { start: byteOffset + 3996, strides: [-4] }, shape: [1001] },
  { view: { start, strides: [4, -(2 ** 52)] }, shape: [2, 2 ** 52] },
  { view: { start, strides: [0, 0] }, shape: [2 ** 50, 2 ** 50] },
  ...[
    [8, 8],
    [4, 4],
    [-4, 8],
    [12, 16],
  ].map((strides) => ({ view: { start: start + 4, strides }, shape: [5, 5] })),
  { shape: [334] },
  { dtype: 'S4000' },
  { id: 0 },
];

test('a handle that was changed by hand never leads outside of the mapping', sharing, () => {
  const ran = eachStrategy((strategy) => {
    if (!isShared(strategy)) return;
    const a = memmap(scratch(Buffer.alloc(65_536)), { dtype: 'int32', offset: 4, shape: [1000] });
    const whole = a.share();
    const view = a.slice([10, 310, 3]).share();
    const empty = a.slice([5, 5]).share();
    for (const [from, handle, changes] of [
      [Memmap, whole, [...wrongMembers(whole), ...wrongMaps(whole)]],
      [NDArray, view, [...wrongMembers(view), ...wrongViews(view)]],
      [NDArray, empty, [...wrongMembers(empty), { byteOffset: empty.buffer.byteLength }]],
    ]) {
      // This thread's own buffer, and one that it is given as another thread would be.
      for (const given of [handle, structuredClone(handle)]) {
        assert.equal(from.from(given).size, handle.shape[0]);
        for (const change of changes) {
          const expected = { code: 'ERR_MEMMAP_OPTION', message: /handle/ };
          const made = () => from.from({ ...given, ...change });
          assert.throws(made, expected, inspect(change, { depth: 4 }));
        }
      }
    }
    // What it has is what counts, of a mapping and of its views.
    const readonly = memmap(scratch(Buffer.alloc(64)), { mode: 'r' }).share();
    assert.equal(Memmap.from({ ...readonly, mode: 'r+' }).readonly, true);
    const odd = memmap(scratch(Buffer.alloc(100)), { dtype: 'int32', offset: 1, shape: [4] });
    for (const array of [odd, odd.slice([1])]) {
      const handle = structuredClone({ ...array.share(), misalignment: 0 });
      assert.ok(NDArray.from(handle).data instanceof DataView);
    }
  });
  assert.ok(ran.some((strategy) => isShared(strategy)));
});

/** What an array is to those who use it. */
const described = (array) => {
  const { shape, strides, start, dtype, order, mode, offset, filename, readonly, contiguous } =
    array;
  const { data } = array;
  const memory = [data.constructor.name, data.byteOffset, data.byteLength];
  return {
    shape,
    strides,
    start,
    dtype,
    order,
    mode,
    offset,
    filename,
    readonly,
    contiguous,
    memory,
  };
};

test('every view over a map can be shared, and is the same view in the end', sharing, () => {
  const bytes = Uint8Array.from({ length: 4000 }, (_, i) => i % 251);
  const record = [
    ['x', '<f4'],
    ['id', '>i2'],
    ['pos', '<f8', [2]],
    ['name', 'S3'],
  ];
  const viewsOf = (a) => [
    a.slice(),
    a.slice([2, null]),
    a.slice([null, null, -1]),
    a.slice([1, 9, 3]).slice([null, null, -2]),
    a.slice(-1),
    a.slice([3, 3]),
    a.slice([5, 6, 1000]),
    a.reshape(2, -1).T,
    a.reshape(2, -1).slice(null, [null, null, -3]),
  ];
  eachStrategy((strategy) => {
    if (!isShared(strategy)) return;
    const maps = ['float32', '>i4', 'S3', 'datetime64[s]', 'complex64', 'bfloat16', 'bool'].map(
      (dtype) => memmap(scratchOf(bytes), { dtype, offset: 8, shape: [20], mode: 'r' }),
    );
    const records = memmap(scratchOf(bytes), { dtype: record, offset: 8, shape: [20] });
    const cube = memmap(scratchOf(bytes), {
      dtype: 'int16',
      shape: [3, 4, 5],
      order: 'F',
      offset: 1,
    });
    const none = memmap(scratchOf(bytes), { dtype: 'int16', shape: [3, 0] });
    const scalar = memmap(scratchOf(bytes), { dtype: 'float64', shape: [], mode: 'c' });
    const views = [...maps, records].flatMap(viewsOf);
    for (const name of ['x', 'id', 'pos', 'name']) {
      views.push(records.field(name), records.slice([null, null, -2]).field(name).slice([1]));
    }
    views.push(cube.T, cube.slice(1), cube.slice('...', [null, null, -2]), none.T, none.slice([1]));
    views.push(scalar.slice(), scalar.reshape(1, 1));
    for (const view of views) {
      for (const handle of [view.share(), structuredClone(view.share())]) {
        const twin = NDArray.from(handle);
        assert.ok(twin instanceof NDArray && !(twin instanceof Memmap));
        assert.deepEqual(described(twin), described(view), inspect(view));
        assert.deepEqual(twin.toArray(), view.toArray());
        const again = NDArray.from(twin.share());
        assert.deepEqual(described(again), described(view));
      }
    }
    // A step that is never taken.
    const far = maps[0].slice([5, 6, 2 ** 30]).slice([0, 1, 2 ** 30]);
    assert.deepEqual(NDArray.from(far.share()).toArray(), far.toArray());
    // One buffer, one state.
    const [map] = maps;
    const twins = viewsOf(map).map((view) => NDArray.from(structuredClone(view.share())));
    const late = map.slice([4]).share();
    map.close();
    for (const twin of [...twins, NDArray.from(late), NDArray.from(structuredClone(late))]) {
      assert.throws(() => twin.toArray(), { code: 'ERR_MEMMAP_CLOSED' });
      assert.throws(() => twin.share(), { code: 'ERR_MEMMAP_CLOSED' });
    }
  });
});

test('views write through, in other threads too', sharing, () => {
  survives('views');
});

test('the handle of a whole map gives a Memmap, that of a view does not', sharing, () => {
  class Named extends Memmap {}
  class Table extends NDArray {}
  eachStrategy((strategy) => {
    if (!isShared(strategy)) return;
    const a = memmap(scratchOf(ramp()), { dtype: 'float32' });
    const [whole, view] = [a.share(), a.slice([1]).share()];
    assert.equal(NDArray.from(whole).constructor, Memmap);
    assert.equal(Named.from(whole).constructor, Named);
    assert.equal(Table.from(view).constructor, Table);
    assert.equal(NDArray.from(view).constructor, NDArray);
    for (const Class of [Memmap, Named]) {
      const { code, message } = thrownBy(() => Class.from(view));
      assert.equal(code, 'ERR_MEMMAP_OPTION');
      assert.match(message, /handle.*view.*NDArray\.from/);
    }
  });
});

test('arrays in memory cannot be shared', () => {
  const a = memmap(scratchOf(ramp()), { dtype: 'float32' });
  for (const array of [a.copy(), a.astype('int8').slice([3]), a.take([1])]) {
    const error = thrownBy(() => array.share());
    assert.equal(error.code, 'ERR_MEMMAP_BUFFER');
    assert.match(error.message, /in memory/);
  }
});

test('from() of what this thread has already watches its buffer no second time', sharing, () => {
  const { adopt } = native;
  try {
    const counts = { known: 0, added: 0 };
    native.adopt = (id, buffer, bytes, isNew) => {
      counts[isNew ? 'added' : 'known']++;
      return adopt(id, buffer, bytes, isNew);
    };
    eachStrategy((strategy) => {
      if (!isShared(strategy)) return;
      const a = memmap(scratchOf(ramp()), { dtype: 'float32' });
      const before = { ...counts };
      const clone = structuredClone(a.share());
      for (let i = 0; i < 5; i++) {
        for (const handle of [a.share(), a.slice([i]).share(), clone]) NDArray.from(handle);
      }
      assert.deepEqual([counts.added - before.added, counts.known - before.known], [1, 14]);
    });
  } finally {
    native.adopt = adopt;
  }
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
