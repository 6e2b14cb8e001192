'use strict';

/** fill, assign, copy and astype: NumPy's conversions and broadcasting, all or nothing. */

const assert = require('node:assert/strict');
const { resolve } = require('node:path');
const test = require('node:test');
const { returned, runInChild, scratch, sharingMaps, thrownBy } = require('./helpers');
const { arrayOf, chance, memoryOf, random } = require('./support/arrays');

function refusal(call) {
  const { name, code } = thrownBy(call);
  return `${name} ${code}`;
}

const SHAPE = 'RangeError ERR_MEMMAP_SHAPE';
const VALUE = 'RangeError ERR_MEMMAP_VALUE';
const KIND = 'TypeError ERR_MEMMAP_VALUE';
const DTYPE = 'TypeError ERR_MEMMAP_DTYPE';

test('copy is C order, native byte order, and memory of its own', () => {
  const a = arrayOf('>f4', [2, 3], {
    order: 'F',
    values: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  });
  const b = a.slice(null, [null, null, -1]).copy();
  assert.deepEqual(
    [b.dtype, b.order, b.contiguous, b.data.constructor],
    ['float32', 'C', true, Float32Array],
  );
  assert.deepEqual([...b.data], [3, 2, 1, 6, 5, 4]);
  assert.deepEqual([b.filename, b.mode, b.offset, b.readonly], [null, null, null, false]);
  b.set(0, 0, 99);
  assert.equal(a.get(0, 2), 3);
  assert.equal(a.slice(1, 1).copy().get(), 5);
});

test('a copy of a read-only array can be written', () => {
  const b = arrayOf('int8', [2], { source: { readonly: true, path: '/x', mode: 'r', offset: 4 } });
  assert.deepEqual([b.slice(0).filename, b.T.mode, b.slice([1]).offset], [resolve('/x'), 'r', 4]);
  const c = b.copy();
  c.fill(1);
  assert.deepEqual([c.toArray(), c.filename, c.mode, c.offset], [[1, 1], null, null, null]);
});

test('astype wraps integers, cuts fractions, drops imaginary parts, and rounds once', () => {
  for (const [from, value, to, expected] of [
    ['int32', 300, 'uint8', 44],
    ['int16', -1, 'uint16', 65535],
    ['float64', -3.7, 'int32', -3],
    ['int64', 2n ** 60n + 2n ** 36n + 1n, 'float32', 2 ** 60 + 2 ** 37],
    ['float64', 65520, 'float16', Infinity],
    ['complex64', { re: 1.5, im: 2 }, 'float32', 1.5],
    ['float32', 1.5, 'complex128', { re: 1.5, im: 0 }],
    ['float64', NaN, 'bool', true],
    ['bool', true, 'float16', 1],
    ['bfloat16', 1.5, 'float32', 1.5],
    ['uint64', 2n ** 64n - 1n, 'int64', -1n],
    ['datetime64[s]', 5n, 'int64', 5n],
    ['datetime64[s]', 5n, 'datetime64[s]', 5n],
    ['datetime64[s]', 5n, 'timedelta64[s]', 5n],
    ['int32', 5, '>f8', 5],
  ]) {
    const b = arrayOf(from, [3], { values: value }).astype(to);
    assert.deepEqual(b.get(1), expected, `${from} to ${to}`);
    assert.equal(b.dtype, to === '>f8' ? 'float64' : to);
  }
  const bits = arrayOf('bool', [1], { bytes: Uint8Array.of(2) });
  assert.equal(bits.astype('uint8').get(0), 1);
});

test('astype to text, records or another unit of time is refused; to the same dtype it copies', () => {
  for (const [from, to] of [
    ['int32', 'S4'],
    ['S4', 'int32'],
    ['S4', 'S5'],
    ['S4', 'U4'],
    ['float32', [['x', 'f4']]],
    ['datetime64[s]', 'datetime64[ms]'],
    ['datetime64[s]', 'timedelta64[ms]'],
    ['V4', 'float32'],
  ]) {
    assert.equal(
      refusal(() => arrayOf(from, [2]).astype(to)),
      DTYPE,
    );
  }
  const a = arrayOf('S4', [2], { values: 'ab' }).astype('S4');
  assert.deepEqual(a.toArray(), ['ab', 'ab']);
  assert.equal(arrayOf('>U2', [1], { values: 'é' }).astype('U2').get(0), 'é');
  for (const bad of [undefined, null, 5, 'float33', {}, []]) {
    assert.equal(
      refusal(() => arrayOf('int8', [1]).astype(bad)),
      DTYPE,
    );
  }
});

test('fill writes every element of a view and none beside it', () => {
  const a = arrayOf('int16', [4, 5]);
  a.slice([null, null, 2], [1, 4, 2]).fill(7);
  assert.deepEqual(a.toArray(), [
    [0, 7, 0, 7, 0],
    [0, 0, 0, 0, 0],
    [0, 7, 0, 7, 0],
    [0, 0, 0, 0, 0],
  ]);
  a.slice([0, 0]).fill(9);
  a.slice(3, 4).fill(-1);
  assert.equal(a.get(3, 4), -1);
  const b = arrayOf('>c8', [2, 2]);
  b.T.slice(0).fill({ re: 1, im: -2 });
  assert.deepEqual(b.toArray()[1], [
    { re: 1, im: -2 },
    { re: 0, im: 0 },
  ]);
});

test('assign takes nested arrays, TypedArrays and arrays within them, and broadcasts', () => {
  const a = arrayOf('float32', [2, 3]);
  for (const [source, expected] of [
    [
      5,
      [
        [5, 5, 5],
        [5, 5, 5],
      ],
    ],
    [
      [1, 2, 3],
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    ],
    [
      [[1], [2]],
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
    ],
    [
      [[[4, 5, 6]]],
      [
        [4, 5, 6],
        [4, 5, 6],
      ],
    ],
    [
      Float64Array.of(1.5, 2.5, 3.5),
      [
        [1.5, 2.5, 3.5],
        [1.5, 2.5, 3.5],
      ],
    ],
    [
      [Uint8Array.of(1, 2, 3), [4, 5n, true]],
      [
        [1, 2, 3],
        [4, 5, 1],
      ],
    ],
    [
      BigInt64Array.of(-1n, 2n, 3n),
      [
        [-1, 2, 3],
        [-1, 2, 3],
      ],
    ],
    [
      new Uint8ClampedArray([300, 1, 2]),
      [
        [255, 1, 2],
        [255, 1, 2],
      ],
    ],
    [
      arrayOf('int8', [1, 2, 1], { values: [[[7], [8]]] }),
      [
        [7, 7, 7],
        [8, 8, 8],
      ],
    ],
    [
      arrayOf('float64', [], { values: 9 }),
      [
        [9, 9, 9],
        [9, 9, 9],
      ],
    ],
    [
      [arrayOf('int8', [3], { values: [1, 2, 3] }), [0, 0, arrayOf('int8', [], { values: 4 })]],
      [
        [1, 2, 3],
        [0, 0, 4],
      ],
    ],
  ]) {
    a.assign(source);
    assert.deepEqual(a.toArray(), expected);
  }
  const b = arrayOf('int32', [0, 3]);
  b.assign([1, 2, 3]);
  b.slice(null, 0).assign([]);
  assert.deepEqual(b.toArray(), []);
});

test('a TypedArray means its numbers, not its bits', () => {
  const half = arrayOf('float16', [2], { values: Uint16Array.of(1, 15360) });
  assert.deepEqual(half.toArray(), [1, 15360]);
  const complex = arrayOf('complex64', [2], { values: Float32Array.of(1, 2) });
  assert.deepEqual(complex.toArray(), [
    { re: 1, im: 0 },
    { re: 2, im: 0 },
  ]);
  const flags = arrayOf('bool', [3], { values: Uint8Array.of(0, 1, 7) });
  assert.deepEqual(flags.toArray(), [false, true, true]);
  assert.equal(memoryOf(flags), '000101');
  const whole = arrayOf('int64', [1], { values: Float64Array.of(3.7) });
  assert.deepEqual(whole.toArray(), [3n]);
  if (globalThis.Float16Array) {
    assert.deepEqual(arrayOf('float32', [1], { values: Float16Array.of(1.5) }).toArray(), [1.5]);
  }
});

test('assign refuses what does not fit before it writes a byte', () => {
  for (const [dtype, source, expected] of [
    [
      'uint8',
      [
        [1, 2],
        [3, 300],
      ],
      VALUE,
    ],
    ['uint8', Float32Array.of(1, NaN), VALUE],
    ['uint8', Int8Array.of(1, -1), VALUE],
    [
      'int8',
      arrayOf('int16', [2, 2], {
        values: [
          [1, 2],
          [3, 128],
        ],
      }),
      VALUE,
    ],
    ['int64', BigUint64Array.of(1n, 2n ** 63n), VALUE],
    ['float32', arrayOf('complex64', [2], { values: [1, { re: 1, im: 2 }] }), KIND],
    [
      'float32',
      [
        [1, 2],
        [3, 'x'],
      ],
      KIND,
    ],
    [
      'float32',
      [
        [1, 2],
        [3, null],
      ],
      KIND,
    ],
    ['float32', [[1, 2], [3]], SHAPE],
    ['float32', [[1, 2], 3], SHAPE],
    ['float32', [1, [2, 3]], SHAPE],
    ['float32', [1, 2, 3], SHAPE],
    [
      'float32',
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      SHAPE,
    ],
    ['float32', [[[1, 2]], [[3, 4]]], SHAPE],
    ['float32', [], SHAPE],
    ['float32', new Float32Array(3), SHAPE],
    ['float32', arrayOf('float32', [3]), SHAPE],
    ['float32', undefined, KIND],
    ['float32', {}, KIND],
    ['float32', new Set([1, 2]), KIND],
    ['float32', new ArrayBuffer(8), KIND],
    ['float32', new DataView(new ArrayBuffer(8)), KIND],
    ['float32', 'ab', KIND],
    ['float32', arrayOf('S4', [2]), DTYPE],
    ['S4', arrayOf('float32', [2]), DTYPE],
    ['S4', new Float32Array(2), DTYPE],
    ['S2', arrayOf('S3', [2], { values: ['a', 'abc'] }), VALUE],
    ['S2', arrayOf('>U2', [2], { values: ['a', 'Ā'] }), VALUE],
    ['V2', arrayOf('V3', [2]), DTYPE],
    ['datetime64[s]', arrayOf('datetime64[ms]', [2]), DTYPE],
  ]) {
    const a = arrayOf(dtype, [2, 2]);
    new Uint8Array(a.data.buffer).fill(1);
    const before = memoryOf(a);
    const error = thrownBy(() => a.assign(source));
    assert.equal(
      `${error.name} ${error.code}`,
      expected,
      `${String(source)} into ${dtype}: ${error}`,
    );
    assert.equal(memoryOf(a), before);
  }
  const wrong = thrownBy(() => arrayOf('uint8', [2, 2]).assign(Float32Array.of(1, 300.5)));
  assert.match(wrong.message, /300\.5 is out of bounds for uint8/);
});

test('text goes between S and U of any length and byte order', () => {
  const s = arrayOf('S4', [2], { values: ['ab', 'éé'] });
  const u = arrayOf('>U6', [2, 2]);
  u.assign(s);
  assert.deepEqual(u.toArray(), [
    ['ab', 'éé'],
    ['ab', 'éé'],
  ]);
  const t = arrayOf('S3', [2]);
  t.assign(u.slice(1));
  assert.deepEqual(t.toArray(), ['ab', 'éé']);
  const v = arrayOf('V2', [2], { values: arrayOf('V2', [1], { values: Uint8Array.of(1, 2) }) });
  assert.equal(memoryOf(v), '01020102');
});

test('assigning an array to a part of itself works as if through a copy', () => {
  const { integer, pick } = chance(random(99));
  for (let round = 0; round < 200; round++) {
    const length = integer(2, 40);
    const dtype = pick(['uint8', 'int32', '>f8', 'S3']);
    const values = Array.from({ length }, (_, at) => (dtype === 'S3' ? String(at) : at));
    const a = arrayOf(dtype, [length], { values });
    const count = integer(1, Math.floor(length / 2));
    const views = [0, 1].map(() => {
      const step = pick([1, -1, 2, -2]);
      const reach = (count - 1) * Math.abs(step);
      if (reach >= length) return a.slice([0, count]);
      const low = integer(0, length - 1 - reach);
      const start = step > 0 ? low : low + reach;
      const stop = start + count * step;
      return a.slice([start, stop < 0 ? null : stop, step]);
    });
    const expected = a.copy();
    const from = views[1].toArray();
    views[0].assign(views[1]);
    assert.deepEqual(views[0].toArray(), from);
    assert.equal(a.size, expected.size);
  }
  const square = arrayOf('int32', [3, 3], {
    values: [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
  });
  square.assign(square.T);
  assert.deepEqual(square.toArray(), [
    [1, 4, 7],
    [2, 5, 8],
    [3, 6, 9],
  ]);
});

test('a TypedArray over the same memory may be the source', () => {
  const a = arrayOf('int16', [4], { values: [1, 2, 3, 4] });
  a.slice([1]).assign(a.data.subarray(0, 3));
  assert.deepEqual(a.toArray(), [1, 1, 2, 3]);
  a.slice([null, null, -1]).assign(new Uint8Array(a.data.buffer, 0, 4));
  assert.deepEqual(a.toArray(), [0, 1, 0, 1]);
});

test('conversions between random views agree with converting element by element', () => {
  const { integer, pick, next } = chance(random(5));
  const dtypes = [
    'int8',
    'uint16',
    'int32',
    '>i4',
    'int64',
    '>u8',
    'float16',
    'bfloat16',
    '>f4',
    'float64',
    'complex64',
  ];
  for (let round = 0; round < 200; round++) {
    const shape = Array.from({ length: integer(0, 4) }, () => integer(1, 5));
    const order = pick(['C', 'F']);
    const a = arrayOf(pick(dtypes), shape, { order, offset: pick([0, 0, 1]) });
    const b = arrayOf(pick(dtypes), shape, { order: pick(['C', 'F']) });
    const flip = shape.map(() => (next() < 0.5 ? [null, null, -1] : null));
    const source = a.slice(...flip);
    const places = allPlaces(shape);
    for (const place of places) source.set(...place, integer(0, 100));
    b.assign(source);
    for (const place of places) {
      const value = source.get(...place);
      const expected = arrayOf(b.dtype, [1]);
      expected.set(0, a.dtype === 'complex64' && b.dtype !== 'complex64' ? value.re : value);
      assert.deepEqual(b.get(...place), expected.get(0));
    }
    assert.deepEqual(source.copy().toArray(), source.toArray());
    assert.deepEqual(source.astype(b.dtype).toArray(), b.toArray());
  }
});

/** All indices of a shape, in C order. */
function allPlaces(shape) {
  return shape.reduce(
    (places, length) =>
      places.flatMap((place) => Array.from({ length }, (_, at) => [...place, at])),
    [[]],
  );
}

test('a large result has no byte of what was in its memory before', async () => {
  const { allocUnsafeSlow } = Buffer;
  Buffer.allocUnsafeSlow = (size) => allocUnsafeSlow(size).fill(0xff);
  try {
    const padded = { names: ['a', 'b'], formats: ['u1', '<f4'], offsets: [1, 8], itemsize: 15 };
    const dtypes = ['u1', '>f4', 'complex64', 'M8[s]', 'bfloat16', 'S5', '>U3', 'V7', padded];
    for (const dtype of dtypes) {
      // All zero, and so is whatever is made of it.
      const a = arrayOf(dtype, [1025, 4096]);
      const numbers = ['u1', '>f4', 'complex64', 'bfloat16'].includes(dtype);
      const results = [
        a.copy(),
        a.T.copy(),
        a.slice(null, [null, null, -1]).copy(),
        a.take(new Int32Array(1025)),
        await a.takeAsync([...Array(4096).keys()], { axis: 1 }),
        a.compress(new Uint8Array(1025).fill(1)),
        ...(numbers ? [a.astype('f8'), a.T.astype('<f2'), a.T.astype('complex128')] : []),
      ];
      for (const [at, { data, nbytes }] of results.entries()) {
        assert.ok(nbytes >= 2 ** 22);
        assert.equal(data.byteLength, nbytes);
        const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        assert.ok(bytes.equals(Buffer.alloc(nbytes)), `${JSON.stringify(dtype)}, result ${at}`);
      }
    }
  } finally {
    Buffer.allocUnsafeSlow = allocUnsafeSlow;
  }
});

test('a copy too large for memory is a coded error', () => {
  const { makeArray } = require('../lib/array/create');
  const { NDArray } = require('../lib/array/ndarray');
  const { Source } = require('../lib/mapping/source');
  const { dtype } = require('../lib/dtype/dtype');
  const zero = new Source(new ArrayBuffer(8));
  // Strides of 0 make a huge array of one element; no view of a mapping is like it.
  const huge = makeArray(NDArray, zero, dtype('float64'), 0, [2 ** 50], [0]);
  assert.equal(
    refusal(() => huge.copy()),
    'RangeError ERR_MEMMAP_LIMIT',
  );
});

test('maps of one file may overlap: the source is read as it was', () => {
  const { memmap, openMemmap } = require('../index.js');
  const values = Float64Array.from({ length: 50 }, (_, at) => at);
  const sources = {
    map: (file) => openMemmap(file, { mode: 'r+' }),
    'read-only map': (file) => openMemmap(file),
    'copy-on-write map': (file) => openMemmap(file, { mode: 'c' }),
    'raw bytes of the file': (file, offset) => memmap(file, { mode: 'r', dtype: 'f8', offset }),
    'data of a map': (file) => openMemmap(file, { mode: 'r+' }).data,
  };
  for (const [name, open] of Object.entries(sources)) {
    for (const shift of [1, -1]) {
      const file = scratch();
      const a = openMemmap(file, { mode: 'w+', shape: [50] });
      a.assign(values);
      const other = open(file, a.offset);
      const from = shift > 0 ? [0, 49] : [1, 50];
      const source = ArrayBuffer.isView(other) ? other.subarray(...from) : other.slice(from);
      a.slice(shift > 0 ? [1] : [0, 49]).assign(source);
      const expected = Array.from(values);
      expected.splice(shift > 0 ? 1 : 0, 49, ...values.subarray(...from));
      assert.deepEqual(a.toArray(), expected, `${name}, ${shift}`);
    }
  }
});

test('a longer map that append gave may be written from the one before', () => {
  const { memmap } = require('../index.js');
  const a = memmap(scratch(), { mode: 'w+', dtype: 'int32', shape: [4] });
  a.assign([1, 2, 3, 4]);
  const b = a.append([5]);
  b.slice([1]).assign(a);
  assert.deepEqual(b.toArray(), [1, 1, 2, 3, 4]);
});

test('lists without an end, and lists of lists beyond 64 axes, are refused', () => {
  const { codes, same } = returned(runInChild('bulk', 'endless', [scratch()]));
  assert.ok(same);
  for (const [name, code] of Object.entries(codes)) {
    const options = { dtype: 'DTYPE', transpose: 'INDEX', toArray: 'LIMIT' };
    const option = options[name.split(' ')[0]] ?? 'SHAPE';
    assert.equal(code, `ERR_MEMMAP_${option}`, name);
  }
});

test('an element that is as long as memory is not made for an array without any', () => {
  const a = arrayOf('U536870911', [2, 0]);
  const before = process.memoryUsage().rss;
  a.fill('text');
  assert.ok(process.memoryUsage().rss - before < 2 ** 29);
  assert.equal(
    refusal(() => a.fill(5)),
    'TypeError ERR_MEMMAP_VALUE',
  );
});

test('own properties of a TypedArray do not change what it is', () => {
  const own = (name, value) => Object.defineProperty(Int16Array.of(1, 2), name, { value });
  for (const source of [
    own('length', 1000),
    own('buffer', new ArrayBuffer(4)),
    own('byteOffset', 4096),
    own(Symbol.toStringTag, 'Float64Array'),
  ]) {
    const a = arrayOf('int32', [2]);
    a.assign(source);
    assert.deepEqual(a.toArray(), [1, 2]);
  }
  const bytes = Object.defineProperty(new Uint8Array(9), 'length', { value: 1 });
  assert.equal(
    refusal(() => arrayOf('V2', [2]).fill(bytes)),
    VALUE,
  );
});

test('memory that is detached is ERR_MEMMAP_BUFFER', () => {
  const source = Int16Array.of(1, 2);
  structuredClone(source.buffer, { transfer: [source.buffer] });
  assert.equal(
    refusal(() => arrayOf('int16', [2]).assign(source)),
    'Error ERR_MEMMAP_BUFFER',
  );
});

test(
  'a source that another thread closes in the middle is an error, never zeros',
  sharingMaps,
  () => {
    const { whole, closed, wrong } = returned(runInChild('bulk', 'closing', [scratch()]));
    assert.equal(wrong, 0);
    assert.ok(whole > 0 && closed > 0, `${whole} whole, ${closed} closed`);
  },
);

test('the result of a large job does not depend on MEMMAP_THREADS', () => {
  const sums = ['1', '3', 'many'].map((MEMMAP_THREADS) =>
    returned(runInChild('bulk', 'sum', [scratch()], { env: { MEMMAP_THREADS } })),
  );
  const expected = returned(runInChild('bulk', 'sum', [scratch()]));
  assert.deepEqual(sums, [expected, expected, expected]);
});

const linux = { skip: process.platform !== 'linux' && 'reads /proc' };
test('the threads of one call work for the next', linux, () => {
  const env = { MEMMAP_THREADS: '3' };
  assert.equal(returned(runInChild('bulk', 'threads', [scratch()], { env })), 2);
});
