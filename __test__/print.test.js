'use strict';

/** toString is NumPy's str; util.inspect puts a head line before it. */

const assert = require('node:assert/strict');
const test = require('node:test');
const { inspect } = require('node:util');
const { asarray, memmap } = require('../index.js');
const { numpy, scratch, sparse, withNumpy } = require('./helpers');
const { arrayOf, chance, random } = require('./support/arrays');
const { ask } = require('./support/numpy');
const prints = require('./fixtures/prints.json');

for (const [place, { dtype, shape, bytes, text }] of prints.cases.entries()) {
  const name = typeof dtype === 'string' ? dtype : JSON.stringify(dtype).slice(0, 60);
  test(`prints ${name} of shape (${shape}) as NumPy does (${place})`, () => {
    const a = arrayOf(dtype, shape, { bytes: Buffer.from(bytes, 'hex') });
    assert.equal(String(a), text);
  });
}

test('a view prints its own elements in its own order', () => {
  const a = arrayOf('int16', [2, 3], {
    values: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  });
  assert.equal(String(a.T), '[[1 4]\n [2 5]\n [3 6]]');
  assert.equal(String(a.slice(1, [null, null, -2])), '[6 4]');
  assert.equal(`${a.slice(1, 2)}`, '6');
});

test('dates without a unit print as the numbers they are', () => {
  const a = arrayOf('datetime64', [2], { values: [5n, -(2n ** 63n)] });
  assert.equal(String(a), "[  '5' 'NaT']");
  assert.equal(String(a.slice(0)), '5');
});

test('long texts print whole', () => {
  const text = `${'a😀\0'.repeat(5000)}'`;
  for (const [dtype, shown] of [
    ['U20001', `"${'a😀\\x00'.repeat(5000)}'"`],
    ['>U20001', `"${'a😀\\x00'.repeat(5000)}'"`],
  ]) {
    const a = arrayOf(dtype, [1], { values: [text] });
    assert.equal(a.get(0), text);
    assert.equal(String(a), `[${shown}]`);
  }
  const latin = `${'aé'.repeat(9000)}.`;
  const a = arrayOf('S20000', [1], { values: [latin] });
  assert.equal(a.get(0), latin);
  assert.equal(String(a), `[b'${'a\\xe9'.repeat(9000)}.']`);
});

test('1,000 elements are shown in full, of more three at each edge', () => {
  assert.equal(String(arrayOf('uint8', [1000])).match(/0/g).length, 1000);
  assert.equal(String(arrayOf('uint8', [1001])), '[0 0 0 ... 0 0 0]');
  assert.equal(String(arrayOf('uint8', [250, 4])).includes('...'), false);
  assert.equal(
    String(arrayOf('uint8', [251, 4])),
    `[${['', ' ', ' '].map((pad) => `${pad}[0 0 0 0]\n`).join('')} ...\n${'[0 0 0 0]'.replace(/^/, ' ')}\n [0 0 0 0]\n [0 0 0 0]]`,
  );
});

test('printing reads the printed elements and no others', () => {
  const a = arrayOf('uint8', [1000, 1000]);
  let reads = 0;
  const codec = { ...a._codec, read: (data, at) => (reads++, a._codec.read(data, at)) };
  const spied = Object.create(a, { _codec: { value: codec } });
  assert.equal(String(spied), String(a));
  assert.equal(reads, 36);
});

test('long sub-arrays are shortened, however long they are', () => {
  const many = memmap(scratch(), { mode: 'w+', dtype: [['v', 'f4', [768]]], shape: [200] });
  assert.equal(String(many).match(/0\./g).length, 200 * 768);
  const file = sparse(4 * 5e8);
  const one = memmap(file, { mode: 'r', dtype: [['v', 'f4', [5e8]]], shape: [1] });
  assert.equal(String(one), '[([0., 0., 0., ..., 0., 0., 0.],)]');
  assert.equal(String(one.slice(0)), '([0.0, 0.0, 0.0, ..., 0.0, 0.0, 0.0],)');
});

test('an array whose buffer was moved says so', () => {
  const a = asarray(new Float32Array(4), { shape: [2, 2] });
  structuredClone(a.data.buffer, { transfer: [a.data.buffer] });
  assert.equal(String(a), '<moved>');
  assert.equal(inspect(a), 'NDArray(2, 2) float32\n<moved>');
});

test('util.inspect names the class, shape, dtype and mode', () => {
  const a = arrayOf('>f4', [1, 2], { values: [[1, 2.5]] });
  assert.equal(inspect(a), 'NDArray(1, 2) >f4\n[[1.  2.5]]');
  assert.equal(inspect(a.slice(0)), 'NDArray(2,) >f4\n[1.  2.5]');
  assert.match(
    inspect(arrayOf('int8', [2], { source: { mode: 'r' } })),
    /^NDArray\(2,\) int8, mode 'r'\n\[0 0\]$/,
  );
  const closed = arrayOf('int8', [2], { source: { closed: new Int32Array([1]) } });
  assert.equal(inspect(closed), 'NDArray(2,) int8, closed');
  assert.equal(String(closed), '<closed>');
});

/** Bytes whose elements have few or many digits, small or large exponents, or any bits. */
function bytesOf(dtype, length, { integer, next, pick }) {
  const bytes = Buffer.alloc(length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const style = integer(0, 3);
  const size = { float32: 4, complex64: 4, '>f4': 4, float64: 8, complex128: 8 }[dtype];
  if (size === undefined || style === 0) {
    for (let at = 0; at < length; at++)
      bytes[at] = dtype === 'bool' ? integer(0, 1) : integer(0, 255);
    return bytes;
  }
  for (let at = 0; at < length; at += size) {
    const value = [
      () => Math.round((next() - 0.5) * 1000) / 10 ** integer(0, 3),
      () => pick([0, -0, 1, NaN, Infinity, -Infinity, 0.1]),
      () => (next() - 0.5) * 10 ** integer(-30, 30),
    ][style - 1]();
    if (size === 4) view.setFloat32(at, value, dtype !== '>f4');
    else view.setFloat64(at, value, true);
  }
  return bytes;
}

/** NumPy 2.4 prints float16 differently from earlier ones; ml_dtypes brings bfloat16. */
function oracleIsCurrent() {
  const script =
    'import ml_dtypes\nprint(tuple(map(int, np.__version__.split(".")[:2])) >= (2, 4))';
  try {
    return numpy(script).trim() === 'True';
  } catch {
    return false;
  }
}

test('prints random arrays as NumPy does', withNumpy(), (t) => {
  if (!oracleIsCurrent()) return t.skip('needs NumPy 2.4 and ml_dtypes');
  const pickers = chance(random(2024));
  const { integer, pick } = pickers;
  const dtypes = [
    ...['bool', 'int8', 'uint64', 'float16', 'bfloat16', 'float32', '>f4', 'float64', 'complex64'],
    ...[
      'complex128',
      'S3',
      'V2',
      'timedelta64[s]',
      [
        ['a', '<f4'],
        ['b', '>i2', [2]],
        ['c', 'S2'],
      ],
    ],
  ];
  const cases = Array.from({ length: 400 }, () => {
    const dtype = pick(dtypes);
    const shape = Array.from({ length: integer(0, 4) }, () => pick([1, 2, 3, 5, 7, 8]));
    const itemsize = arrayOf(dtype, []).itemsize;
    const length = shape.reduce((size, dim) => size * dim, itemsize);
    const bytes = bytesOf(dtype, length, pickers).toString('hex');
    return { dtype, shape, order: pick(['C', 'F']), bytes, ops: [] };
  });
  for (const [place, answer] of ask(cases).entries()) {
    const { dtype, shape, order, bytes } = cases[place];
    const a = arrayOf(dtype, shape, { order, bytes: Buffer.from(bytes, 'hex') });
    assert.equal(String(a), answer.str);
  }
});
