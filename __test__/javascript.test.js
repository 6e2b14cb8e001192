'use strict';

/** What JavaScript does with arrays by itself: JSON, operators, cloning, comparing, listing keys. */

const test = require('node:test');
const assert = require('node:assert/strict');
const loose = require('node:assert');
const { createHash, webcrypto: crypto } = require('node:crypto');
const { inspect, isDeepStrictEqual } = require('node:util');
const { MessageChannel } = require('node:worker_threads');
const { Memmap, NDArray, memmap } = require('../index.js');
const { scratch, thrownBy } = require('./helpers');
const { arrayOf } = require('./support/arrays');

test('JSON has the elements, as toArray() gives them', () => {
  const values = [
    [1, 2.5],
    [-3, 4],
  ];
  const a = arrayOf('float32', [2, 2], { values });
  assert.deepEqual(a.toJSON(), values);
  assert.equal(JSON.stringify({ a }), '{"a":[[1,2.5],[-3,4]]}');
  assert.equal(JSON.stringify(a.T.slice(0)), '[1,-3]');
  assert.equal(JSON.stringify(a.slice(0, 1)), '2.5');
  assert.equal(JSON.stringify(arrayOf('bool', [2], { values: [true, false] })), '[true,false]');
  assert.equal(JSON.stringify(arrayOf('float64', [1], { values: [NaN] })), '[null]');
  assert.equal(JSON.stringify(arrayOf([['x', 'f4']], [1], { values: [{ x: 1 }] })), '[{"x":1}]');
});

test('JSON of bigints fails as JavaScript says, unless they are given another form', () => {
  const a = arrayOf('int64', [2], { values: [1n, 2n] });
  assert.throws(() => JSON.stringify(a), TypeError);
  const text = JSON.stringify(a, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  assert.equal(text, '["1","2"]');
});

test('a 0-d array counts as its element in operators', () => {
  const a = arrayOf('float64', [2], { values: [1, 2.5] });
  const [x, y] = [a.slice(0), a.slice(1)];
  assert.equal(x + y, 3.5);
  assert.equal(x * y, 2.5);
  assert.equal(Math.max(x, y), 2.5);
  assert.equal(Number(y), 2.5);
  assert.ok(x < y);
  assert.ok(y == 2.5); // oxlint-disable-line eqeqeq
  // In a text it is what NumPy prints.
  assert.equal(`${x}`, '1.0');
  const big = arrayOf('int64', [], { values: 2n ** 60n });
  assert.equal(big + 1n, 2n ** 60n + 1n);
  assert.equal(arrayOf('U3', [], { values: 'ab' }) + 'c', 'abc');
  assert.equal(arrayOf('bool', [], { values: true }) + 1, 2);
});

test('other arrays, and elements that are objects, count as their text and as no number', () => {
  const a = arrayOf('float64', [2], { values: [1, 2.5] });
  assert.equal(a + '!', '[1.  2.5]!');
  assert.equal(`${a}`, String(a));
  assert.ok(Number.isNaN(+a));
  assert.ok(Number.isNaN(+arrayOf('float64', [1], { values: [1] })));
  for (const [dtype, value] of [
    ['complex64', { re: 1, im: 2 }],
    [[['x', 'f4']], { x: 1 }],
    ['V2', Uint8Array.of(1, 2)],
  ]) {
    const element = arrayOf(dtype, [], { values: value });
    assert.equal(element + '', element.toString());
    assert.ok(Number.isNaN(+element));
  }
});

test('a closed array is no number, and its text says that it is closed', () => {
  const a = memmap(scratch('abc'));
  const element = a.slice(0);
  a.close();
  assert.equal(`${a}`, '<closed>');
  assert.equal(`${element}`, '<closed>');
  for (const use of [() => +element, () => element + 1, () => +a, () => JSON.stringify(a)]) {
    assert.equal(thrownBy(use).code, 'ERR_MEMMAP_CLOSED');
  }
});

test('cloning an array and posting it to a worker fail at once', () => {
  const map = memmap(scratch('abc'));
  for (const a of [map, map.slice([1]), map.slice(0), map.copy(), arrayOf('V2', [1, 1, 1, 1, 1])]) {
    assert.throws(() => structuredClone(a), { name: 'DataCloneError' });
    assert.throws(() => structuredClone([{ a }]), { name: 'DataCloneError' });
    const { port1, port2 } = new MessageChannel();
    assert.throws(() => port1.postMessage(a), { name: 'DataCloneError' });
    port1.close();
    port2.close();
  }
  const { message } = thrownBy(() => structuredClone(map));
  if (!('Bun' in globalThis)) assert.match(message, /a\.share\(\).*a\.data/);
});

test('keys and what an inspector shows are what the array is, not how it works', () => {
  const a = memmap(scratch('abcdef'), { shape: [2, 3] });
  for (const key of Object.keys(a)) {
    assert.match(key, /^_(notCloned|dtype|data|start|[ds]\d)$/);
  }
  assert.equal(inspect(a), "Memmap(2, 3) uint8, mode 'r+'\n[[ 97  98  99]\n [100 101 102]]");
  assert.deepEqual(Object.entries({ ...a }).length, Object.keys(a).length);
});

test('Memmap without new, and NDArray, say what was called and what makes arrays', () => {
  const file = scratch('abc');
  assert.throws(() => Memmap(file), { name: 'TypeError', message: /Memmap.*new/ });
  assert.throws(() => NDArray(file), { name: 'TypeError', message: /NDArray.*new/ });
  assert.throws(() => new NDArray(file), { name: 'TypeError', message: /memmap\(\)/ });
});

/** @param {Uint8Array} bytes over any memory */
const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Pairs of arrays, the second with other elements. */
function differing() {
  const floats = Float32Array.from({ length: 2000 }, (_, at) => at);
  const changed = floats.slice();
  changed[1000] = -1;
  const open = (values, shape) =>
    memmap(scratch(new Uint8Array(values.buffer)), { dtype: 'float32', mode: 'r', shape });
  const long = open(floats);
  const flat = [1, 1, 1, 1];
  const square = arrayOf('float64', [2, 2], {
    values: [0, 1, 2, 3].map((x) => [x, x + 4]).slice(2),
  });
  const wide = arrayOf('int8', [...flat, 2, 2], {
    values: [
      [
        [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
      ],
    ],
  });
  const records = arrayOf([['x', 'i1']], [2, 2], { bytes: Uint8Array.of(1, 2, 3, 4) });
  return {
    'maps of other bytes': [long, open(changed)],
    'maps of other bytes, of two axes': [open(floats, [40, 50]), open(changed, [40, 50])],
    copies: [long.copy(), open(changed).copy()],
    'slices of one map': [long.slice([0, 4]), long.slice([1, 5])],
    'elements of one map': [long.slice(1), long.slice(2)],
    'an order and its reverse': [long, long.slice([null, null, -1])],
    transposed: [square, square.T],
    'transposed, of many axes': [wide, wide.transpose(0, 1, 2, 3, 5, 4)],
    'transposed records': [records, records.T],
    shapes: [long, long.reshape(40, 50)],
    'shapes without elements': [long.slice([0, 0]), long.slice([0, 0]).reshape(0, 3)],
    dtypes: [long, long.astype('float64')],
    'units of time': ['M8[s]', 'M8[ms]'].map((dtype) => arrayOf(dtype, [1], { values: [1n] })),
    'kinds of half floats': ['float16', 'bfloat16'].map((dtype) =>
      arrayOf(dtype, [1], { bytes: Uint8Array.of(1, 60) }),
    ),
  };
}

test('arrays with other elements never count as equal, whatever compares them', () => {
  for (const [name, [a, b]] of Object.entries(differing())) {
    assert.throws(() => assert.deepStrictEqual(a, b), { code: 'ERR_ASSERTION' }, name);
    assert.throws(() => loose.deepEqual(a, b), { code: 'ERR_ASSERTION' }, name);
    assert.equal(isDeepStrictEqual(a, b), false, name);
    assert.equal(isDeepStrictEqual([{ a }], [{ a: b }]), false, name);
    if ('Bun' in globalThis) {
      assert.equal(Bun.deepEquals(a, b), false, name);
      assert.equal(Bun.deepEquals(a, b, true), false, name);
    }
  }
});

test('what takes no SharedArrayBuffer takes a copy of a part, or a map over an ArrayBuffer', async () => {
  const file = scratch('abcdef');
  const part = memmap(file, { mode: 'r' }).slice([1, 4]);
  const over = memmap(file, { mode: 'r', buffer: 'array' }).slice([1, 4]);
  // MEMMAP_BUFFER beats the option.
  const plain = over.data.buffer instanceof ArrayBuffer ? [over.data] : [];
  for (const bytes of [part.data.slice(), part.copy().data, ...plain]) {
    assert.equal(await new Response(bytes).text(), 'bcd');
    assert.equal(await new Blob([bytes]).text(), 'bcd');
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    assert.equal(Buffer.from(digest).toString('hex'), hashOf(part.data));
  }
});

test('views of one map and arrays in memory are equal where their elements are', () => {
  const map = memmap(scratch('abcabc'), { shape: [2, 3] });
  for (const [a, b] of [
    [map.slice(0), map.slice(0)],
    [map.slice(0).copy(), map.slice(1).copy()],
    [map.T, map.T],
    [arrayOf('float64', [2], { values: [1, NaN] }), arrayOf('float64', [2], { values: [1, NaN] })],
  ]) {
    assert.deepStrictEqual(a, b);
    assert.deepStrictEqual([{ a }], [{ a: b }]);
  }
});
