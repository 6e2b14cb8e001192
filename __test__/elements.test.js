'use strict';

/** get and set: every dtype and rank, what they take, and what they refuse. */

const assert = require('node:assert/strict');
const test = require('node:test');
const { returned, runInChild, thrownBy } = require('./helpers');
const { arrayOf, chance, memoryOf, random } = require('./support/arrays');

const NUMBERS = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'complex64',
  'complex128',
  'datetime64[s]',
  'timedelta64[ms]',
];

/** A value of the dtype, different for neighbouring seeds. */
function valueOf(dtype, seed) {
  seed %= 100;
  if (dtype === 'bool') return seed % 2 === 1;
  if (dtype.startsWith('complex')) return { re: seed, im: -seed / 2 };
  return /int64|64\[/.test(dtype) ? BigInt(seed) : seed;
}

/** The spelling of the dtype in the other byte order, if it has one. */
function swapped(dtype) {
  if (dtype === 'bfloat16') return dtype;
  const { str } = require('../lib/dtype/dtype').dtype(dtype);
  return str.replace('<', '>');
}

function refusal(call) {
  const { name, code } = thrownBy(call);
  return `${name} ${code}`;
}

for (const tool of ['counts calls', 'counts returns', 'leaves no text', 'leaves blanks']) {
  test(`get and set work where a tool ${tool}`, () => {
    const errors = ['ERR_MEMMAP_INDEX', 'ERR_MEMMAP_CLOSED'];
    const expected = ['0.5', 'true', '1', '7'].map((text) => [...Array(4).fill(text), ...errors]);
    assert.deepEqual(returned(runInChild('elements', 'rewritten', [tool])), expected);
  });
}

for (const dtype of NUMBERS) {
  test(`${dtype}: get gives what set took, at every rank, order and byte order`, () => {
    const { integer, pick } = chance(random(7));
    for (let ndim = 0; ndim <= 6; ndim++) {
      for (const [type, offset] of [
        [dtype, 0],
        [swapped(dtype), 0],
        [dtype, 1],
      ]) {
        const shape = Array.from({ length: ndim }, () => integer(1, 3));
        const a = arrayOf(type, shape, { order: pick(['C', 'F']), offset });
        for (const view of [a, a.T, a.slice(...shape.map(() => [null, null, -1]))]) {
          const size = view.size;
          for (let flat = 0; flat < size; flat++)
            view.set(...placeOf(flat, view.shape), valueOf(dtype, flat));
          for (let flat = 0; flat < size; flat++) {
            const place = placeOf(flat, view.shape);
            assert.deepEqual(view.get(...place), valueOf(dtype, flat));
            const back = place.map((at, axis) => at - view.shape[axis]);
            assert.deepEqual(view.get(...back), valueOf(dtype, flat));
            view.set(...back, valueOf(dtype, flat + 1));
            assert.deepEqual(view.get(...place), valueOf(dtype, flat + 1));
          }
        }
      }
    }
  });
}

/** The indices of the element with a flat index in C order. */
function placeOf(flat, shape) {
  const place = [];
  for (const length of [...shape].reverse()) {
    place.unshift(flat % length);
    flat = Math.floor(flat / length);
  }
  return place;
}

test('an element is where strides and start say', () => {
  const a = arrayOf('uint16', [3, 4, 5], {
    bytes: Uint8Array.from({ length: 120 }, (_, at) => at),
  });
  const b = a.slice([null, null, -1], null, [4, null, -2]).transpose(1, 2, 0);
  for (const [i, j, k] of [
    [0, 0, 0],
    [3, 2, 2],
    [1, 0, 2],
  ]) {
    const at = b.start + i * b.strides[0] + j * b.strides[1] + k * b.strides[2];
    assert.equal(b.get(i, j, k), b.data[at]);
  }
});

for (const ndim of [0, 1, 2, 3, 4, 5]) {
  for (const dtype of ['float32', '>f4', 'complex64']) {
    test(`${dtype} of ${ndim} axes: wrong indices are coded errors, and nothing is written`, () => {
      const a = arrayOf(dtype, new Array(ndim).fill(2), { values: 1 });
      const before = memoryOf(a);
      const zeros = new Array(ndim).fill(0);
      const expect = (index, expected) => {
        assert.equal(
          refusal(() => a.get(...index)),
          expected,
        );
        assert.equal(
          refusal(() => a.set(...index, 5)),
          expected,
        );
      };
      expect([...zeros, 0], 'RangeError ERR_MEMMAP_INDEX');
      if (ndim > 0) expect(zeros.slice(1), 'RangeError ERR_MEMMAP_INDEX');
      assert.equal(
        refusal(() => a.set()),
        'RangeError ERR_MEMMAP_INDEX',
      );
      for (let axis = 0; axis < ndim; axis++) {
        const at = (index) =>
          zeros.with?.(axis, index) ?? zeros.map((zero, k) => (k === axis ? index : zero));
        for (const index of [2, -3, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 32)]) {
          expect(at(index), 'RangeError ERR_MEMMAP_INDEX');
        }
        for (const index of [
          0.5,
          NaN,
          Infinity,
          -Infinity,
          '0',
          null,
          undefined,
          true,
          0n,
          {},
          [0],
          Symbol('i'),
        ]) {
          expect(at(index), 'TypeError ERR_MEMMAP_INDEX');
        }
      }
      assert.equal(memoryOf(a), before);
    });
  }
}

test('minus zero is an index like zero', () => {
  assert.equal(
    arrayOf('int8', [2, 2], {
      values: [
        [1, 2],
        [3, 4],
      ],
    }).get(-0, -0),
    1,
  );
});

for (const prefix of ['', '>']) {
  const name = (dtype) => (prefix ? swapped(dtype) : dtype);
  const where = prefix ? ' in the other byte order' : '';

  test(`set converts as NumPy does${where}`, () => {
    for (const [dtype, value, expected] of [
      ['bool', 0, false],
      ['bool', 3.5, true],
      ['bool', NaN, true],
      ['bool', 0n, false],
      ['int8', 3.7, 3],
      ['int8', -128.9, -128],
      ['uint8', -0.5, 0],
      ['uint8', 255.9, 255],
      ['int32', 5n, 5],
      ['int32', true, 1],
      ['uint32', 4294967295, 4294967295],
      ['int64', 3.7, 3n],
      ['int64', -3.7, -3n],
      ['int64', Number.MAX_SAFE_INTEGER, 9007199254740991n],
      ['uint64', 2n ** 64n - 1n, 2n ** 64n - 1n],
      ['uint64', -0.5, 0n],
      ['float16', 65519, 65504],
      ['float16', 65520, Infinity],
      ['float16', 2 ** -25, 0],
      ['float16', 1.0001 * 2 ** -25, 2 ** -24],
      ['bfloat16', 1.00390625, 1],
      ['bfloat16', 1.01171875, 1.015625],
      ['bfloat16', 3.4e38, Infinity],
      ['float32', 0.1, Math.fround(0.1)],
      ['float32', 1e300, Infinity],
      ['float32', 2n ** 60n + 2n ** 36n + 1n, 2 ** 60 + 2 ** 37],
      ['float64', 2n ** 70n, 2 ** 70],
      ['float64', false, 0],
      ['complex64', 2, { re: 2, im: 0 }],
      ['complex128', { re: NaN, im: -0 }, { re: NaN, im: -0 }],
      ['datetime64[s]', 5, 5n],
      ['datetime64[s]', -(2n ** 63n), -(2n ** 63n)],
    ]) {
      const a = arrayOf(name(dtype), [2]);
      a.set(1, value);
      assert.deepEqual(a.toArray()[1], expected, `${String(value)} into ${dtype}`);
      a.fill(value);
      assert.deepEqual(a.get(0), expected);
    }
  });

  test(`set, fill and assign refuse what the dtype cannot hold, and write nothing${where}`, () => {
    const range = 'RangeError ERR_MEMMAP_VALUE';
    const type = 'TypeError ERR_MEMMAP_VALUE';
    for (const [dtype, values, expected] of [
      ['int8', [128, -129, NaN, Infinity, 1e10, 200n], range],
      ['uint8', [256, -1, 300, -1n], range],
      ['uint16', [65536, -1], range],
      ['int32', [2 ** 31, -(2 ** 31) - 1, 2n ** 31n], range],
      ['uint32', [2 ** 32, -1], range],
      ['int64', [2n ** 63n, -(2n ** 63n) - 1n, 2 ** 53, 1e300, NaN, -Infinity], range],
      ['uint64', [2n ** 64n, -1n, -1, 2 ** 53], range],
      ['datetime64[s]', [2n ** 63n, 2 ** 53], range],
      ['datetime64[s]', [1.5, NaN, true, '2020-01-01', null], type],
      ['bool', ['', 'true', null, undefined, {}, Symbol('v')], type],
      ['int32', ['1', null, undefined, {}, { re: 1, im: 0 }, () => 1], type],
      ['int64', ['1', null, undefined, {}], type],
      ['float16', ['1', null, undefined, { re: 1, im: 0 }], type],
      ['bfloat16', ['1', null], type],
      ['float32', ['1', null, undefined, {}, new Date(0), { valueOf: () => 1 }], type],
      ['float64', ['1', null, undefined], type],
      ['complex64', ['1', null, undefined, {}, { re: 1 }, { re: '1', im: 0 }], type],
    ]) {
      const a = arrayOf(name(dtype), [2, 2], { values: 1 });
      const before = memoryOf(a);
      for (const value of values) {
        for (const call of [
          () => a.set(0, 1, value),
          () => a.slice(1, 1).set(value),
          () => a.fill(value),
          () => a.assign(value),
          () =>
            a.assign([
              [1, 1],
              [1, value],
            ]),
        ]) {
          assert.equal(refusal(call), expected, `${dtype} ${String(value)}`);
          assert.equal(memoryOf(a), before);
        }
      }
    }
  });
}

test('a stored bool of 2 reads as true', () => {
  const a = arrayOf('bool', [2], { bytes: Uint8Array.of(2, 0) });
  assert.deepEqual([a.get(0), a.get(1), a.toArray()], [true, false, [true, false]]);
});

test('strings are latin1 or code points of a fixed length; zeros at the end are no part of them', () => {
  const s = arrayOf('S4', [2]);
  s.set(0, 'aé\0b');
  s.set(1, 'x\0');
  assert.deepEqual(s.toArray(), ['aé\0b', 'x']);
  assert.equal(memoryOf(s), '61e9006278000000');
  for (const dtype of ['<U3', '>U3']) {
    const u = arrayOf(dtype, [3]);
    u.assign(['😀é', '\ud800x\udc00', '']);
    assert.deepEqual(u.toArray(), ['😀é', '\ud800x\udc00', '']);
    u.set(0, 'ab');
    assert.equal(u.get(0), 'ab');
  }
  assert.equal(memoryOf(arrayOf('>U1', [1], { values: '😀' })), '0001f600');
  for (const [dtype, value, expected] of [
    ['S2', 'abc', 'RangeError ERR_MEMMAP_VALUE'],
    ['S2', 'Ā', 'RangeError ERR_MEMMAP_VALUE'],
    ['S2', 1, 'TypeError ERR_MEMMAP_VALUE'],
    ['S2', Buffer.from('a'), 'TypeError ERR_MEMMAP_DTYPE'],
    ['S2', null, 'TypeError ERR_MEMMAP_VALUE'],
    ['U2', '😀😀😀', 'RangeError ERR_MEMMAP_VALUE'],
    ['U2', 5n, 'TypeError ERR_MEMMAP_VALUE'],
  ]) {
    const a = arrayOf(dtype, [2], { values: 'q' });
    const before = memoryOf(a);
    assert.equal(
      refusal(() => a.assign(value)),
      expected,
    );
    assert.equal(memoryOf(a), before);
  }
  const broken = arrayOf('<U1', [1], { bytes: Uint8Array.of(0, 0, 0x11, 0) });
  assert.equal(
    refusal(() => broken.get(0)),
    'RangeError ERR_MEMMAP_VALUE',
  );
});

test('V gives a copy of its bytes and takes as many or fewer', () => {
  const a = arrayOf('V3', [2]);
  a.set(0, Uint8Array.of(1, 2, 3));
  a.set(1, Buffer.from([4]));
  const bytes = a.get(0);
  assert.deepEqual(bytes, Uint8Array.of(1, 2, 3));
  bytes[0] = 99;
  assert.equal(memoryOf(a), '010203040000');
  a.fill(Uint8Array.of(7, 8));
  a.assign(Uint8Array.of(7, 8, 9));
  assert.equal(memoryOf(a), '070809070809');
  assert.equal(
    refusal(() => a.set(0, new Uint8Array(4))),
    'RangeError ERR_MEMMAP_VALUE',
  );
  for (const value of [[1, 2, 3], 'abc', new Int8Array(3), null]) {
    assert.equal(
      refusal(() => a.set(0, value)),
      'TypeError ERR_MEMMAP_VALUE',
    );
  }
});

test('a read-only array takes no writes, through views and fields neither', () => {
  const source = { readonly: true };
  const a = arrayOf(
    [
      ['x', '<f4'],
      ['y', 'S2'],
    ],
    [2, 2],
    { source },
  );
  const b = arrayOf('float32', [2, 2], { source });
  assert.equal(b.readonly, true);
  for (const call of [
    () => b.set(0, 0, 1),
    () => b.slice(0).set(0, 1),
    () => b.slice(0, 0).set(1),
    () => b.T.set(0, 0, 1),
    () => b.reshape(4).fill(1),
    () => b.assign([1, 2]),
    () => b.assign(b),
    () => a.set(0, 0, { x: 1, y: '' }),
    () => a.field('x').set(0, 0, 1),
    () => a.field('y').fill('a'),
    () => b.set(99, 0, 1),
  ]) {
    const error = thrownBy(call);
    assert.equal(error.code, 'ERR_MEMMAP_READ_ONLY');
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /assignment destination is read-only/);
  }
  assert.equal(b.get(0, 0), 0);
});

test('an array class of the caller keeps its own get', () => {
  const { makeArray } = require('../lib/array/create');
  const { NDArray } = require('../lib/array/ndarray');
  const { dtype } = require('../lib/dtype/dtype');
  const { Source } = require('../lib/mapping/source');
  class Mine extends NDArray {
    get(...index) {
      return super.get(...index) * 2;
    }
  }
  const a = makeArray(Mine, new Source(new ArrayBuffer(16)), dtype('float32'), 0, [2, 2], 'C');
  a.set(1, 1, 21);
  assert.ok(a instanceof Mine);
  assert.equal(a.get(1, 1), 42);
  assert.equal(a.constructor, Mine);
  assert.equal(a.slice(1).constructor, NDArray);
  assert.equal(arrayOf('float32', [2]).constructor, NDArray);
  assert.throws(() => new NDArray(), TypeError);
});

test('arrays of 2^31 elements and more are read and written at any place', () => {
  const { makeArray } = require('../lib/array/create');
  const { NDArray } = require('../lib/array/ndarray');
  const { Source } = require('../lib/mapping/source');
  const parse = require('../lib/dtype/dtype').dtype;
  for (const dtype of NUMBERS) {
    // Strides of 0 stand in for memory that this machine may not have.
    const { itemsize } = parse(dtype);
    const source = new Source(new ArrayBuffer(3 * itemsize));
    for (const ndim of [1, 2, 3, 4, 5]) {
      const shape = [2 ** 40, ...new Array(ndim - 1).fill(3)];
      const strides = shape.map((_, axis) => (axis === ndim - 1 && ndim > 1 ? itemsize : 0));
      const a = makeArray(NDArray, source, parse(dtype), 0, shape, strides);
      const last = shape.map((length) => length - 1);
      a.set(...last, valueOf(dtype, ndim));
      assert.deepEqual(a.get(...last), valueOf(dtype, ndim));
      assert.deepEqual(a.get(...last.map(() => -1)), valueOf(dtype, ndim));
      for (const wrong of [2 ** 40, -(2 ** 40) - 1, 0.5, NaN, '0', Infinity]) {
        const at = [wrong, ...last.slice(1)];
        assert.match(
          refusal(() => a.get(...at)),
          /ERR_MEMMAP_INDEX/,
        );
        assert.match(
          refusal(() => a.set(...at, valueOf(dtype, 1))),
          /ERR_MEMMAP_INDEX/,
        );
      }
    }
  }
});
