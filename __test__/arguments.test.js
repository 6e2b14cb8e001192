'use strict';

/** Arguments that run code, change their length, or come from elsewhere. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const test = require('node:test');
const vm = require('node:vm');
const { Memmap, NDArray, memmap } = require('../index.js');
const { eachStrategy, scratch, scratchOf, thrownBy } = require('./helpers');

/** What gives `value` after it has called `act`, at a property of an object or list. */
const acting = (object, name, value, act) =>
  Object.defineProperty(object, name, {
    enumerable: true,
    get() {
      act();
      return value;
    },
  });

test('an argument that closes the map while it is read: an error, and the file stays as it was', () => {
  const record = [
    ['x', '<i4'],
    ['y', '<i4', [2]],
  ];
  const calls = {
    assign: ['i4', (a, close) => a.assign(acting([1, 2, 3, 4, 5, 6, 7, 8], 1, 5, close))],
    'assign proxy': [
      'i4',
      (a, close) =>
        a.assign(
          new Proxy([1, 2, 3, 4, 5, 6, 7, 8], {
            get(list, name) {
              if (name === '2') close();
              return list[name];
            },
          }),
        ),
    ],
    fill: [record, (a, close) => a.fill(acting({ x: 1 }, 'y', [1, 2], close))],
    'fill deeper': [record, (a, close) => a.fill({ x: 1, y: acting([1, 2], 1, 5, close) })],
    set: [record, (a, close) => a.set(0, acting({ x: 1 }, 'y', [1, 2], close))],
    complex: ['c8', (a, close) => a.fill(acting({ im: 1 }, 're', 2, close))],
    append: ['i4', (a, close) => a.append(acting([1, 2, 3, 4, 5, 6, 7, 8], 1, 5, close))],
  };
  const bytes = Buffer.alloc(96, 7);
  eachStrategy((strategy) => {
    for (const [name, [dtype, call]] of Object.entries(calls)) {
      const file = scratch(bytes);
      const a = memmap(file, {
        dtype,
        shape: dtype === record ? [8] : [3, dtype === 'i4' ? 8 : 4],
      });
      const error = thrownBy(() => call(a, () => a.close()));
      assert.equal(error.code, 'ERR_MEMMAP_CLOSED', `${strategy}, ${name}: ${error.stack}`);
      assert.deepEqual(fs.readFileSync(file), bytes, `${strategy}, ${name}`);
    }
  });
});

test('options that close the map while they are read', async () => {
  const a = memmap(scratch(Buffer.alloc(64, 7)), { mode: 'r' });
  const options = acting({}, 'rows', 2, () => a.close());
  await assert.rejects(a.blocks(options).next(), { code: 'ERR_MEMMAP_CLOSED' });
  const b = memmap(scratch(Buffer.alloc(64, 7)), { mode: 'r' });
  const prefetch = acting({}, 'signal', undefined, () => b.close());
  await assert.rejects(b.prefetch(prefetch), { code: 'ERR_MEMMAP_CLOSED' });
});

test(
  'TypedArrays over buffers that shrink and grow count as long as they are',
  { skip: !ArrayBuffer.prototype.resize && 'no resizable buffers here' },
  () => {
    const a = memmap(scratch(Buffer.alloc(64)), { dtype: 'int32' });
    const buffer = new ArrayBuffer(64, { maxByteLength: 2 ** 20 });
    const [all, part] = [new Int32Array(buffer).fill(3), new Int32Array(buffer, 32, 8)];
    a.assign(all);
    assert.equal(a.get(15), 3);
    buffer.resize(40);
    assert.throws(() => a.assign(all), { code: 'ERR_MEMMAP_SHAPE' });
    assert.throws(() => a.assign(part), { code: 'ERR_MEMMAP_BUFFER' });
    buffer.resize(2 ** 20);
    assert.throws(() => a.assign(all), { code: 'ERR_MEMMAP_SHAPE' });
    assert.deepEqual(a.toArray(), Array(16).fill(3));
    // Only what is in them now names a file.
    const name = Buffer.from(scratch('bytes'));
    buffer.resize(name.length);
    new Uint8Array(buffer).set(name);
    assert.equal(memmap(new Uint8Array(buffer), { mode: 'r' }).size, 5);
    if (!SharedArrayBuffer.prototype.grow) return;
    const shared = new SharedArrayBuffer(64, { maxByteLength: 4096 });
    const growing = new Int32Array(shared).fill(9);
    a.assign(growing);
    assert.equal(a.get(15), 9);
    shared.grow(4096);
    assert.throws(() => a.assign(growing), { code: 'ERR_MEMMAP_SHAPE' });
  },
);

test("a map's own buffer can be neither resized nor grown", () => {
  eachStrategy((strategy) => {
    const { buffer } = memmap(scratch(Buffer.alloc(64)), { dtype: 'int32' }).data;
    assert.ok(!buffer.resizable && !buffer.growable, strategy);
    assert.throws(() => (buffer.resize ?? buffer.grow).call(buffer, 0), TypeError);
  });
});

test('a class derived from Memmap may have members of any name', () => {
  class Named extends Memmap {
    constructor(...args) {
      super(...args);
      this.label = 'mine';
    }
    get shape() {
      return [99];
    }
    get data() {
      return new Int32Array(1);
    }
    get() {
      return this.label;
    }
    static get [Symbol.species]() {
      return Array;
    }
  }
  const a = new Named(scratchOf(Int32Array.of(1, 2, 3, 4)), { dtype: 'int32' });
  assert.equal(a.get(0), 'mine');
  assert.ok(a.slice([0, 2]) instanceof NDArray);
  assert.deepEqual(a.slice([0, 2]).toArray(), [1, 2]);
  assert.deepEqual([String(a), a.copy().toArray()], ['[1 2 3 4]', [1, 2, 3, 4]]);
  const to = memmap(scratch(Buffer.alloc(16)), { dtype: 'int32' });
  to.assign(a);
  assert.deepEqual(to.toArray(), [1, 2, 3, 4]);
});

test('options, lists and TypedArrays of another vm context are as good', () => {
  const file = scratch(Buffer.alloc(64));
  const run = (code) => vm.runInContext(code, context);
  const context = vm.createContext({ memmap, file });
  const a = run(`const a = memmap(file, { dtype: 'int32', shape: [4, 4] }); a`);
  run('a.slice(0).assign(new Int32Array(4).fill(4)); a.slice(1).assign([1, 2, 3n, 4])');
  assert.deepEqual(a.slice([0, 2]).toArray(), [
    [4, 4, 4, 4],
    [1, 2, 3, 4],
  ]);
  const records = run(`memmap(file, { dtype: [['x', '<i4']], mode: 'r', shape: [2] })`);
  assert.equal(records.get(1).x, 4);
  const raw = run(`const v = memmap(file, { dtype: 'V2' }); v.set(0, Uint8Array.of(9, 8)); v`);
  assert.deepEqual([...raw.get(0)], [9, 8]);
  assert.equal(run(`memmap(new Uint8Array([${[...Buffer.from(file)]}]), { mode: 'r' }).size`), 64);
});
