'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { NDArray, asarray, dtype, memmap } = require('../index.js');
const { numpy, scratch, scratchOf, sharing, withNumpy } = require('./helpers');

const refused = (code, message) => ({
  code: `ERR_MEMMAP_${code}`,
  ...(message && { message }),
});

/** What an array is, but for its memory. */
const about = (a) => [a.dtype, a.shape, a.toArray()];

const KINDS = [
  [Int8Array, 'int8'],
  [Uint8Array, 'uint8'],
  [Uint8ClampedArray, 'uint8'],
  [Int16Array, 'int16'],
  [Uint16Array, 'uint16'],
  [Int32Array, 'int32'],
  [Uint32Array, 'uint32'],
  [Float32Array, 'float32'],
  [Float64Array, 'float64'],
  [BigInt64Array, 'int64'],
  [BigUint64Array, 'uint64'],
  ...(globalThis.Float16Array ? [[globalThis.Float16Array, 'float16']] : []),
];

test('holes are no numbers', () => {
  // oxlint-disable-next-line no-sparse-arrays
  for (const list of [[1, , 3], new Array(5), [[1, 2], new Array(2)]]) {
    assert.throws(() => asarray(list), { code: 'ERR_MEMMAP_DTYPE', message: /empty item/ });
  }
});

test('a TypedArray of each kind is its own memory', () => {
  for (const [Kind, name] of KINDS) {
    const one = name.endsWith('int64') || name === 'int64' ? BigInt : Number;
    const memory = Kind.from([1, 2, 3, 4, 5, 6].map(one)).subarray(1, 5);
    const a = asarray(memory);
    assert.ok(a instanceof NDArray && Object.getPrototypeOf(a.slice()) !== null);
    assert.deepEqual(about(a), [name, [4], [2, 3, 4, 5].map(one)]);
    assert.equal(a.data.buffer, memory.buffer);
    memory[0] = one(9);
    assert.equal(a.get(0), one(9));
    a.set(3, one(7));
    assert.equal(memory[3], one(7));
  }
});

test('bare memory is uint8, or what the dtype says, without a copy', sharing, () => {
  const bytes = Uint8Array.from({ length: 48 }, (_, at) => at);
  const shared = new SharedArrayBuffer(48);
  new Uint8Array(shared).set(bytes);
  const sources = [
    bytes.buffer,
    shared,
    Buffer.from(bytes.buffer),
    new DataView(bytes.buffer),
    new DataView(shared),
  ];
  for (const source of sources) {
    assert.deepEqual(about(asarray(source)), ['uint8', [48], [...bytes]]);
    for (const name of ['float32', '>i2', 'int64', 'S6', 'V16', 'complex64', 'M8[s]']) {
      const a = asarray(source, { dtype: name });
      const whole = memmap(scratch(bytes), { dtype: name, mode: 'r' });
      assert.deepEqual(about(a), about(whole), name);
      assert.equal(a.data.buffer, source.buffer ?? source);
    }
  }
  const fields = [
    ['a', '<u2'],
    ['b', '>f4'],
  ];
  const records = asarray(bytes.buffer, { dtype: fields, shape: [2, -1] });
  assert.deepEqual(records.shape, [2, 4]);
  records.field('a').fill(513);
  assert.deepEqual([...bytes.subarray(0, 3)], [1, 2, 2]);
  // A Buffer out of the pool, at any place.
  const pool = Buffer.concat([Buffer.from('x'), Buffer.from(bytes)]).subarray(1);
  const a = asarray(pool, { dtype: 'int32' });
  assert.equal(a.get(1), pool.readInt32LE(4));
  assert.equal(a.data.buffer, pool.buffer);
});

test('a TypedArray of another kind is converted, as astype does', () => {
  const source = Float64Array.of(1.9, -1, 300);
  assert.deepEqual(about(asarray(source, { dtype: 'uint8' })), ['uint8', [3], [1, 255, 44]]);
  assert.deepEqual(about(asarray(source, { dtype: '>f4' })), [
    '>f4',
    [3],
    [1.899999976158142, -1, 300],
  ]);
  assert.deepEqual(about(asarray(new Uint8Array([1, 2]), { dtype: 'float16' })), [
    'float16',
    [2],
    [1, 2],
  ]);
  const dates = asarray(BigInt64Array.of(5n, 6n), { dtype: 'M8[D]' });
  assert.deepEqual(about(dates), ['datetime64[D]', [2], [5n, 6n]]);
  assert.throws(() => asarray(source, { dtype: 'S8' }), refused('DTYPE'));
  assert.throws(() => asarray(source, { dtype: [['x', 'f8']] }), refused('DTYPE'));
  assert.equal(asarray(source, { dtype: 'float64' }).data.buffer, source.buffer);
});

test('a shape must fit, and one -1 is worked out', () => {
  const memory = Int16Array.of(1, 2, 3, 4, 5, 6);
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  for (const shape of [
    [2, 3],
    [2, -1],
    [-1, 3],
  ]) {
    for (const source of [memory, rows, rows.flat(), asarray(memory)]) {
      const a = asarray(source, { shape });
      assert.deepEqual(a.shape, [2, 3]);
      assert.deepEqual(a.toArray(), rows);
    }
    assert.equal(asarray(memory, { shape }).data.buffer, memory.buffer);
  }
  assert.deepEqual(asarray(memory, { shape: -1 }).shape, [6]);
  assert.deepEqual(asarray(5, { shape: [1, 1] }).toArray(), [[5]]);
  assert.deepEqual(asarray([5], { shape: [] }).toArray(), 5);
  for (const shape of [[4], [7], [-1, 4], [-1, -1], [0, -1], [2, 3, 2], 5, [2.5]]) {
    for (const source of [memory, rows, asarray(memory)]) {
      assert.throws(() => asarray(source, { shape }), refused('SHAPE', /shape/));
    }
  }
  assert.throws(
    () => asarray(new ArrayBuffer(7), { dtype: 'int16' }),
    refused('SIZE', /multiple of the data-type size/),
  );
});

test("order 'F' reads memory in F order, and is only the layout of nested arrays", () => {
  const memory = Int16Array.of(1, 2, 3, 4, 5, 6);
  const read = asarray(memory, { shape: [2, 3], order: 'F' });
  assert.deepEqual(
    [read.toArray(), read.order],
    [
      [
        [1, 3, 5],
        [2, 4, 6],
      ],
      'F',
    ],
  );
  assert.equal(read.data.buffer, memory.buffer);
  const converted = asarray(memory, { shape: [2, 3], order: 'F', dtype: 'float64' });
  assert.deepEqual([converted.toArray(), converted.order], [read.toArray(), 'F']);
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const nested = asarray(rows, { order: 'f' });
  assert.deepEqual([nested.toArray(), nested.order], [rows, 'F']);
  assert.deepEqual([...nested.data], [1, 4, 2, 5, 3, 6]);
});

test('an NDArray is returned as it is where nothing changes', () => {
  const map = memmap(scratchOf(Int32Array.of(1, 2, 3, 4)), { dtype: 'int32', shape: [2, 2] });
  for (const a of [map, map.T, map.slice([0, 1]), map.copy()]) {
    assert.equal(asarray(a), a);
    assert.equal(asarray(a, { dtype: dtype('int32'), shape: a.shape }), a);
    assert.equal(asarray(a, { order: a.order }), a);
  }
  const laid = asarray(map.T, { order: 'C' });
  assert.deepEqual([laid.toArray(), laid.order, laid.filename], [map.T.toArray(), 'C', null]);
  assert.deepEqual(asarray(map, { dtype: 'float64' }).toArray(), map.toArray());
  assert.equal(asarray(map, { dtype: '>i4' }).dtype, '>i4');
  assert.equal(asarray(map, { shape: [4] }).data.buffer, map.data.buffer);
  assert.deepEqual(asarray(map.T, { shape: [4] }).toArray(), [1, 3, 2, 4]);
  const foreign = asarray(map, { dtype: '>i4' });
  assert.equal(asarray(foreign.T, { shape: -1 }).dtype, '>i4');
  map.close();
  assert.throws(() => asarray(map), refused('CLOSED'));
});

test('numbers, bigints, booleans and nested arrays are copied', () => {
  assert.deepEqual(about(asarray(5)), ['float64', [], 5]);
  assert.deepEqual(about(asarray(5n)), ['int64', [], 5n]);
  assert.deepEqual(about(asarray([])), ['float64', [0], []]);
  assert.deepEqual(about(asarray([true, false])), ['bool', [2], [true, false]]);
  assert.deepEqual(about(asarray([2n ** 63n])), ['uint64', [1], [2n ** 63n]]);
  assert.deepEqual(about(asarray([{ re: 1, im: 2 }])), ['complex128', [1], [{ re: 1, im: 2 }]]);
  const list = [1, 2];
  const a = asarray(list);
  list[0] = 9;
  assert.equal(a.get(0), 1);
  const rows = asarray([a, new Float32Array([3, 4])]);
  assert.deepEqual(about(rows), [
    'float64',
    [2, 2],
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  assert.deepEqual(about(asarray(['a', 'bcd'], { dtype: 'S3' })), ['|S3', [2], ['a', 'bcd']]);
  assert.deepEqual(about(asarray([1n], { dtype: 'M8[D]' })), ['datetime64[D]', [1], [1n]]);
  const record = asarray([{ x: 1 }], { dtype: [['x', 'i4']] });
  assert.deepEqual(record.toArray(), [{ x: 1 }]);
  assert.throws(() => asarray([1, 300], { dtype: 'uint8' }), refused('VALUE'));
  assert.throws(() => asarray([[1, 2], [3]]), refused('SHAPE'));
});

test('what is no array has no dtype, and strings need one', () => {
  const none = [
    undefined,
    null,
    {},
    new Map(),
    new Date(),
    () => 1,
    Symbol('x'),
    [1, 2n],
    [1, true],
  ];
  for (const source of [...none, [null], [{}], [2n ** 64n], [-1n, 2n ** 63n]]) {
    assert.throws(() => asarray(source), { ...refused('DTYPE'), name: 'TypeError' });
  }
  for (const source of ['abc', ['a', 'bc']]) {
    assert.throws(() => asarray(source), refused('DTYPE', /strings need a dtype/));
  }
});

test('bad options are refused', () => {
  const memory = new Uint8Array(8);
  assert.throws(() => asarray(memory, { dtyp: 'int8' }), refused('OPTION', /'dtype'/));
  assert.throws(() => asarray(memory, { dtype: 'float33' }), refused('DTYPE'));
  assert.throws(() => asarray(memory, { order: 'A' }), refused('ORDER'));
  assert.throws(() => asarray(memory, { shape: 'x' }), refused('SHAPE'));
});

test('detached memory is refused, at once and later', () => {
  const detach = (buffer) => structuredClone(buffer, { transfer: [buffer] });
  for (const make of [
    (buffer) => buffer,
    (buffer) => new Uint8Array(buffer),
    (buffer) => Buffer.from(buffer),
    (buffer) => new DataView(buffer),
  ]) {
    const buffer = new ArrayBuffer(64);
    const source = make(buffer);
    const a = asarray(source, { dtype: 'int32' });
    detach(buffer);
    assert.throws(() => asarray(source), refused('BUFFER'));
    if (source === buffer) assert.throws(() => a.copy(), refused('BUFFER'));
    assert.throws(() => asarray(source, { shape: 0 }), refused('BUFFER'));
  }
});

const resizable = { skip: !ArrayBuffer.prototype.resize && 'no resizable buffers here' };

test('memory that shrinks under an array is not read behind its end', resizable, async () => {
  for (const name of ['int32', '>i4', 'V4']) {
    const buffer = new ArrayBuffer(2 ** 20, { maxByteLength: 2 ** 21 });
    new Int32Array(buffer).fill(1);
    const a = asarray(buffer, { dtype: name });
    const tail = asarray(new DataView(buffer, 2 ** 19), { dtype: name });
    const head = asarray(new DataView(buffer, 0, 64), { dtype: name });
    const working = name === 'V4' ? null : a.sumAsync();
    working?.catch(() => {});
    buffer.resize(4096);
    const calls = [
      (x) => x.copy(),
      (x) => x.toArray(),
      (x) => x.slice([0, 10]),
      (x) => x.fill(x.dtype === '|V4' ? new Uint8Array(4) : 1),
      (x) => x.take([1, 2]),
      (x) => x.equals(x),
      (x) => x.data,
      (x) => asarray(x, { dtype: 'int32' }),
    ];
    for (const x of [a, tail]) {
      for (const call of calls) assert.throws(() => call(x), refused('BUFFER'), `${call}`);
    }
    if (working !== null) await assert.rejects(working, refused('BUFFER'));
    assert.equal(head.copy().size, 16);
    // Behind the end there is nothing, and it stays so.
    for (const index of [5000, a.size - 1]) {
      try {
        assert.equal(name === 'V4' ? undefined : a.get(index), undefined);
      } catch (error) {
        assert.ok(!(error instanceof assert.AssertionError), error.stack);
      }
    }
    const tracking = new Uint8Array(buffer);
    const fixed = new Uint8Array(buffer, 1024, 3072);
    assert.deepEqual(asarray(tracking).shape, [4096]);
    buffer.resize(2048);
    assert.deepEqual(asarray(tracking).shape, [2048]);
    assert.throws(() => asarray(fixed), refused('BUFFER'));
    buffer.resize(2 ** 20);
    assert.equal(a.copy().size, 2 ** 18);
  }
});

test('over the memory of a map it closes with the map, and is as read-only', () => {
  const file = scratchOf(Int32Array.of(1, 2, 3, 4));
  const map = memmap(file, { dtype: 'int32', mode: 'r' });
  const a = asarray(map.data);
  assert.deepEqual(a.toArray(), [1, 2, 3, 4]);
  assert.throws(() => a.set(0, 5), refused('READ_ONLY'));
  map.close();
  assert.throws(() => a.toArray(), refused('CLOSED'));
});

test('own properties of memory say nothing of it', () => {
  const memory = Object.defineProperties(Int32Array.of(1, 2), {
    length: { value: 2 ** 30 },
    byteLength: { value: 2 ** 32 },
    byteOffset: { value: 4 },
  });
  assert.deepEqual(asarray(memory).toArray(), [1, 2]);
});

test('it does what other arrays do', () => {
  const a = asarray(Float32Array.of(3, 1, 2, 0), { shape: [2, 2] });
  assert.deepEqual([a.filename, a.mode, a.offset, a.readonly], [null, null, null, false]);
  assert.equal(a.sum(), 6);
  assert.deepEqual(a.dot(asarray(new Uint8Array([1, 1]))).toArray(), [4, 2]);
  assert.ok(a.equals(Float64Array.of(3, 1, 2, 0)) === false && a.equals(a.toArray()));
  a.flush();
  assert.equal(a.residency(), 1);
});

test('NumPy makes the same of nested arrays and bytes', withNumpy(), () => {
  const bytes = Uint8Array.from({ length: 240 }, (_, at) => (at * 37) % 251);
  const cases = [
    ['<f4', [3, 20], 'C'],
    ['>i2', [4, 5, 6], 'F'],
    ['<u8', [-1, 2], 'F'],
    ['S12', [4, -1], 'C'],
    ['?', [2, 120], 'F'],
  ];
  const script = `
b = bytes((at * 37) % 251 for at in range(240))
out = []
for d, s, o in json.loads(sys.argv[1]):
    a = np.frombuffer(b, d).reshape(s, order=o)
    out.append([list(a.shape), a.flags.f_contiguous, np.ascontiguousarray(a).tobytes().hex()])
print(json.dumps(out))`;
  const wanted = JSON.parse(numpy(script, JSON.stringify(cases)));
  for (const [at, [name, shape, order]] of cases.entries()) {
    const a = asarray(bytes.buffer, { dtype: name, shape, order });
    const laid = asarray(a, { order: 'C' });
    const { buffer, byteOffset, byteLength } = laid.data;
    const hex = Buffer.from(buffer, byteOffset, byteLength).toString('hex');
    assert.deepEqual([a.shape, a.order === 'F', hex], wanted[at], name);
  }
});
