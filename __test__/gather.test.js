'use strict';

/** `take`, `compress`, `searchsorted`, `equals` and `dot`. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const test = require('node:test');
const { asarray, memmap, NDArray } = require('../index.js');
const { scratchOf, sparse, withNumpy } = require('./helpers');
const { arrayOf, chance, memoryOf, random } = require('./support/arrays');
const { ask } = require('./support/numpy');

const refused = (code, words) => (error) =>
  error.code === `ERR_MEMMAP_${code}` && (words === undefined || words.test(error.message));

const plainOf = (value) => (value instanceof NDArray ? value.toArray() : value);

async function both(array, name, ...args) {
  const plain = array[name](...args);
  assert.deepEqual(plainOf(await array[`${name}Async`](...args)), plainOf(plain));
  return plain;
}

async function bothRefuse(array, name, args, check) {
  assert.throws(() => array[name](...args), check);
  await assert.rejects(array[`${name}Async`](...args), check);
}

const matrix = () =>
  arrayOf('int32', [3, 2], {
    values: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  });

test('take gives rows, in any order, by whatever indices', async () => {
  const array = matrix();
  const rows = await both(array, 'take', [2, 0, -1]);
  assert.deepEqual(
    [rows.dtype, rows.toArray()],
    [
      'int32',
      [
        [5, 6],
        [1, 2],
        [5, 6],
      ],
    ],
  );
  assert.deepEqual((await both(array, 'take', 1)).toArray(), [3, 4]);
  assert.deepEqual((await both(array, 'take', [[1, 0]], { axis: -1 })).shape, [3, 1, 2]);
  for (const indices of [
    Uint8Array.of(1),
    BigInt64Array.of(-2n),
    arrayOf('float64', [1], { values: [1] }),
  ]) {
    assert.deepEqual((await both(array, 'take', indices)).toArray(), [[3, 4]]);
  }
  assert.deepEqual((await both(array, 'take', [])).shape, [0, 2]);
  const records = arrayOf(
    [
      ['a', '>i2'],
      ['b', 'S2'],
    ],
    [2],
    {
      values: [
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ],
    },
  );
  assert.deepEqual((await both(records, 'take', [1])).toArray(), [{ a: 2, b: 'y' }]);
});

test('what is no index is refused, and nothing is written', async () => {
  const array = matrix();
  const out = new Int32Array(4);
  for (const indices of [
    [3],
    [0, -4],
    7,
    [0.5],
    [NaN],
    'ab',
    [true],
    null,
    undefined,
    [[0], [1, 2]],
    ['1'],
    Float32Array.of(1),
    arrayOf('bool', [1]),
    arrayOf('float64', [1], { values: [1.5] }),
  ]) {
    await bothRefuse(array, 'take', [indices], refused('INDEX'));
    assert.throws(() => array.take(indices, { out }), refused('INDEX'));
  }
  await bothRefuse(array, 'take', [[0], { axis: 2 }], refused('INDEX', /axis/));
  await bothRefuse(array, 'take', [[0], { axis: null }], refused('INDEX', /axis/));
  await bothRefuse(arrayOf('int32', []), 'take', [0], refused('INDEX'));
  assert.deepEqual([...out], [0, 0, 0, 0]);
});

test('take writes into out, also where it overlaps, and refuses what does not fit', async () => {
  const array = matrix();
  const out = new Int32Array(4);
  assert.equal(array.take([1, 0], { out }), out);
  assert.deepEqual([...out], [3, 4, 1, 2]);
  const view = array.slice([0, 2]);
  assert.equal(await array.takeAsync([1, 2], { out: view }), view);
  assert.deepEqual(array.toArray(), [
    [3, 4],
    [5, 6],
    [5, 6],
  ]);
  await bothRefuse(array, 'take', [[0, 1], { out: new Int32Array(3) }], refused('SHAPE', /out/));
  await bothRefuse(array, 'take', [[0, 1], { out: new Int16Array(4) }], refused('DTYPE', /out/));
  await bothRefuse(array, 'take', [[0, 1], { out: [0, 0, 0, 0] }], refused('OPTION', /out/));
  const readonly = memmap(scratchOf(new Int32Array(4)), {
    dtype: 'int32',
    mode: 'r',
    shape: [2, 2],
  });
  await bothRefuse(array, 'take', [[0, 1], { out: readonly }], refused('READ_ONLY'));
  readonly.close();
});

/** Two objects over the same memory. */
const TWICE = {
  'a clone of shared memory': () => {
    const buffer = new SharedArrayBuffer(256);
    return [buffer, structuredClone(buffer)];
  },
  'WebAssembly memory that grew': () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    const buffer = memory.buffer;
    memory.grow(1);
    return [buffer, memory.buffer];
  },
};

test('take reads before it writes where out is another object over the same memory', async () => {
  for (const [name, make] of Object.entries(TWICE)) {
    for (const [first, second] of [make(), make().reverse()]) {
      assert.notEqual(first, second);
      const array = asarray(new Float32Array(first, 0, 8));
      for (const method of ['take', 'takeAsync']) {
        for (const start of [0, 8, 32]) {
          array.assign([0, 1, 2, 3, 4, 5, 6, 7]);
          const out = new Float32Array(second, start, 8);
          assert.equal(await array[method]([7, 6, 5, 4, 3, 2, 1, 0], { out }), out);
          assert.deepEqual([...out], [7, 6, 5, 4, 3, 2, 1, 0], `${name}, ${method} at ${start}`);
        }
        array.assign([0, 1, 2, 3, 4, 5, 6, 7]);
        const columns = asarray(new Float32Array(second, 0, 8), { shape: [2, 4] });
        await array.reshape(2, 4)[method]([3, 2, 1, 0], { axis: 1, out: columns });
        assert.deepEqual(array.toArray(), [3, 2, 1, 0, 7, 6, 5, 4], `${name}, ${method}`);
        const indices = new Int32Array(first, 128, 4);
        indices.set([3, 2, 1, 0]);
        const over = new Float32Array(second, 128, 4);
        await array[method](indices, { out: over });
        assert.deepEqual([...over], [0, 1, 2, 3], `${name}, ${method} over its indices`);
      }
    }
  }
});

test('compress keeps what a condition is true for', async () => {
  const array = matrix();
  assert.deepEqual((await both(array, 'compress', [true, false, true])).toArray(), [
    [1, 2],
    [5, 6],
  ]);
  assert.deepEqual((await both(array, 'compress', Uint8Array.of(0, 1), { axis: 1 })).toArray(), [
    [2],
    [4],
    [6],
  ]);
  const flags = arrayOf('bool', [3], { values: [false, false, true] });
  assert.deepEqual((await both(array, 'compress', flags)).toArray(), [[5, 6]]);
  for (const condition of [[true], [true, true, true, false], [[true]]]) {
    await bothRefuse(array, 'compress', [condition], refused('SHAPE', /condition/));
  }
  for (const condition of [[1, 0, 1], 'abc', 3, null, Int8Array.of(1, 0, 1)]) {
    await bothRefuse(array, 'compress', [condition], refused('VALUE', /condition/));
  }
});

test('searchsorted finds numbers of any type, dates and strings', async () => {
  const array = arrayOf('uint8', [4], { values: [1, 3, 3, 250] });
  assert.equal(await both(array, 'searchsorted', 3), 1);
  assert.equal(await both(array, 'searchsorted', 3, { side: 'right' }), 3);
  const found = await both(array, 'searchsorted', [
    [2.5, 300],
    [-1, NaN],
  ]);
  assert.deepEqual(
    [found.dtype, found.toArray()],
    [
      'float64',
      [
        [1, 4],
        [0, 4],
      ],
    ],
  );
  assert.equal(await both(array, 'searchsorted', 2n ** 63n), 4);
  const dates = arrayOf('datetime64[s]', [3], { values: [1n, 5n, -(2n ** 63n)] });
  assert.deepEqual((await both(dates, 'searchsorted', [5n, 6n])).toArray(), [1, 2]);
  const words = arrayOf('S3', [3], { values: ['a', 'b', 'c'] });
  assert.deepEqual((await both(words, 'searchsorted', ['b', 'bb', ''])).toArray(), [1, 2, 0]);
  await bothRefuse(matrix(), 'searchsorted', [1], refused('SHAPE'));
  await bothRefuse(array, 'searchsorted', [1, { side: 'up' }], refused('OPTION', /side/));
  await bothRefuse(array, 'searchsorted', ['a'], refused('DTYPE'));
  await bothRefuse(dates, 'searchsorted', [5], refused('DTYPE'));
});

test('equals compares exactly, whatever the dtypes, and never fails for values', async () => {
  const equal = (a, b, options) => both(a, 'equals', b, options);
  const floats = arrayOf('float64', [2], { values: [3, 300] });
  assert.equal(await equal(floats, [3, 300]), true);
  assert.equal(await equal(floats, Int16Array.of(3, 300)), true);
  assert.equal(await equal(arrayOf('int32', [1], { values: [3] }), [3.7]), false);
  assert.equal(await equal(arrayOf('uint8', [1], { values: [44] }), [300]), false);
  assert.equal(await equal(arrayOf('int64', [1], { values: [2n ** 53n + 1n] }), [2 ** 53]), false);
  const nan = arrayOf('float32', [1], { values: [NaN] });
  assert.deepEqual(
    [await equal(nan, nan), await equal(nan, nan, { equalNaN: true })],
    [false, true],
  );
  for (const other of [[1], [[3, 300]], 'text', null, undefined, {}, [1, 'a'], [[1], [2, 3]]]) {
    assert.equal(await equal(floats, other), false);
  }
  const seconds = arrayOf('datetime64[s]', [1], { values: [2n] });
  assert.equal(await equal(seconds, arrayOf('datetime64[ms]', [1], { values: [2000n] })), true);
  assert.equal(await equal(seconds, arrayOf('timedelta64[s]', [1], { values: [2n] })), false);
  assert.equal(
    await equal(arrayOf('S4', [1], { values: ['ab'] }), arrayOf('U2', [1], { values: ['ab'] })),
    true,
  );
  const record = (dtype) => arrayOf(dtype, [1], { values: [{ x: 1, y: 2 }] });
  assert.equal(
    await equal(
      record([
        ['x', 'f4'],
        ['y', 'i2'],
      ]),
      record([
        ['x', '>f8'],
        ['y', 'i8'],
      ]),
    ),
    true,
  );
  assert.equal(await equal(arrayOf([['x', 'f4']], [1]), arrayOf([['z', 'f4']], [1])), false);
  await bothRefuse(floats, 'equals', [floats, { equalNaN: 1 }], refused('OPTION'));
});

test('equals compares times of different units exactly', async () => {
  const NAT = -(2n ** 63n);
  const times = (unit, ...values) => arrayOf(`m8[${unit}]`, [values.length], { values });
  for (const [a, b, want, withNaT = want] of [
    [times('m', 1n, -2n, 0n), times('s', 60n, -120n, 0n), true],
    [times('m', 1n, -2n, 0n), times('s', 60n, -120n, 1n), false],
    [times('Y', 2n), times('M', 24n), true],
    [times('M', 0n), times('D', 0n), false],
    [times('60s', 7n), times('m', 7n), true],
    [times('25us', 4n), times('ns', 100_000n), true],
    [times('6h', 2n), times('4h', 3n), true],
    [times('6h', 3n), times('4h', 4n), false],
    [times('s', 1n, NAT), times('ms', 1000n, NAT), false, true],
    [times('s', 0n), times('ms', NAT), false],
    [times('m', NAT), times('60s', NAT), false, true],
    // Products beyond 64 bits, and units beyond.
    [times('s', 2n ** 61n), times('ns', 0n), false],
    [times('s', 9_223_372_036n), times('ns', 9_223_372_036_000_000_000n), true],
    [times('as', 2n ** 63n - 1n), times('W', 0n), false],
    [times('as', 0n), times('2147483647W', 0n), true],
    [times('as', 0n), times('2147483647W', 1n), false],
    [arrayOf('>m8[s]', [], { values: 3n }), arrayOf('m8[ms]', [], { values: 3000n }), true],
    [times('s'), times('ms'), true],
    [times('s'), times('M'), true],
    [times('s', 3n, 9n, 1n).slice([null, null, -2]), times('ms', 1000n, 3000n), true],
  ]) {
    const words = `${a} ${a.dtype} ${b} ${b.dtype}`;
    for (const [x, y] of [
      [a, b],
      [b, a],
    ]) {
      assert.equal(await both(x, 'equals', y), want, words);
      assert.equal(await both(x, 'equals', y, { equalNaN: true }), withNaT, words);
    }
  }
  const record = (unit, value) => {
    const dtype = [
      ['i', 'i2'],
      ['t', `>M8[${unit}]`, [2]],
    ];
    return arrayOf(dtype, [1], { values: [{ i: 1, t: [value, 0n] }] });
  };
  assert.equal(await both(record('D', 1n), 'equals', record('h', 24n)), true);
  assert.equal(await both(record('D', 1n), 'equals', record('h', 25n)), false);
});

test('comparing times of different units tells how far it is, and ends with its signal', async () => {
  const file = sparse(100 * 2 ** 20);
  const [seconds, millis] = ['s', 'ms'].map((unit) =>
    memmap(file, { dtype: `datetime64[${unit}]`, mode: 'r' }),
  );
  const told = [];
  const onProgress = (progress) => told.push(progress);
  assert.equal(await seconds.equalsAsync(millis, { onProgress, release: true }), true);
  assert.ok(told.length > 3 && told.every(({ total }) => total === seconds.nbytes));
  assert.equal(told.at(-1).done, seconds.nbytes);
  const reason = new Error('no longer');
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => controller.abort(reason);
  await assert.rejects(seconds.equalsAsync(millis, { signal, onProgress: stop }), reason);
  const pending = assert.rejects(seconds.equalsAsync(millis), refused('CLOSED'));
  seconds.close();
  await pending;
  millis.close();
});

const linux = { skip: process.platform !== 'linux' && 'only Linux loses pages of a mapped file' };

test('times of different units over lost pages are no answer', linux, async () => {
  for (const isLost of [
    [true, false],
    [false, true],
  ]) {
    const [a, b] = isLost.map((lost, at) => {
      const file = sparse(2 ** 20);
      const array = memmap(file, { dtype: ['m8[s]', 'm8[ms]'][at], mode: 'r' });
      if (lost) fs.truncateSync(file, 4096);
      return array;
    });
    for (let attempt = 0; attempt < 2; attempt++) {
      await bothRefuse(a, 'equals', [b], refused('LOST'));
    }
    assert.equal(await both(a.slice([0, 512]), 'equals', b.slice([0, 512])), true);
    a.close();
    b.close();
  }
});

test("random comparisons of times are NumPy's", withNumpy(), () => {
  const { integer, pick, next } = chance(random(16));
  const [cases, results] = [[], []];
  const UNITS = [
    ['Y', '3M', 'M', '2Y'],
    ['W', 'D', '36h', 'h', '15m', 'm', '90s', 's', 'ms', '25us'],
  ];
  const LENGTHS = { W: 604800e6, D: 86400e6, h: 3600e6, m: 60e6, s: 1e6, ms: 1000, us: 1 };
  const scaleOf = (unit) => {
    const [, count, name] = /^(\d*)(\w+)$/.exec(unit);
    return BigInt(count || 1) * BigInt({ ...LENGTHS, Y: 12, M: 1 }[name]);
  };
  for (let round = 0; round < 300; round++) {
    const units = pick(UNITS);
    const kind = pick(['M8', 'm8']);
    const shape = [integer(0, 12), integer(1, 9)].slice(0, integer(0, 2));
    const selectors = shape.map(() => pick([null, [null, null, -1], [null, null, 2]]));
    const values = Array.from({ length: 108 }, () => BigInt(integer(-3, 3)));
    const [hasNaT, isOff] = [next() < 0.3, next() < 0.5];
    const pair = [pick(units), pick(units)];
    const scales = pair.map(scaleOf);
    const sides = pair.map((unit, at) => {
      const dtype = `${pick(['<', '>'])}${kind}[${unit}]`;
      const whole = arrayOf(dtype, shape);
      const { buffer, byteOffset } = whole.data;
      const bytes = new DataView(buffer, byteOffset);
      for (let i = 0; i < whole.size; i++) {
        let value = values[i] * scales[1 - at];
        if (isOff && i === whole.size - 1 && at === 1) value += BigInt(integer(0, 2));
        if (hasNaT && i % 5 === 3) value = -(2n ** 63n);
        bytes.setBigInt64(8 * i, value, dtype[0] === '<');
      }
      const ops = shape.length > 0 ? [['slice', selectors]] : [];
      const view = shape.length > 0 ? whole.slice(...selectors) : whole;
      const question = { dtype, shape, order: 'C', bytes: memoryOf(whole), ops };
      return { view, question };
    });
    const equalNaN = next() < 0.5;
    const [{ view: a, question }, { view: b, question: other }] = sides;
    cases.push({ ...question, call: ['equals', { other, equalNaN }] });
    results.push(a.equals(b, { equalNaN }));
  }
  for (const [at, { equal }] of ask(cases).entries()) {
    assert.equal(results[at], equal, JSON.stringify(cases[at]));
  }
  const share = results.filter(Boolean).length / results.length;
  assert.ok(share > 0.2 && share < 0.9, `${share}`);
});

test('dot multiplies rows with columns', async () => {
  const a = arrayOf('float32', [2, 3], {
    values: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  });
  const column = await both(a, 'dot', Float32Array.of(1, 0, -1));
  assert.deepEqual([column.dtype, column.toArray()], ['float32', [-2, -2]]);
  const columns = await both(a, 'dot', [
    [1, 0],
    [0, 1],
    [0, 0],
  ]);
  assert.deepEqual(
    [columns.dtype, columns.toArray()],
    [
      'float64',
      [
        [1, 2],
        [4, 5],
      ],
    ],
  );
  assert.equal(await both(a.slice(0), 'dot', a.slice(1)), 32);
  assert.deepEqual((await both(a.slice(0), 'dot', a.T)).toArray(), [14, 32]);
  assert.equal(arrayOf('int32', [1]).dot(Int8Array.of(1)), 0);
  await bothRefuse(a, 'dot', [[1, 2]], refused('SHAPE', /not aligned: 3 \(dim 1\) != 2 \(dim 0\)/));
  await bothRefuse(a, 'dot', [3], refused('SHAPE'));
  await bothRefuse(a, 'dot', [arrayOf('float32', [3, 1, 1])], refused('SHAPE'));
  await bothRefuse(a, 'dot', [arrayOf('complex64', [3])], refused('DTYPE'));
  await bothRefuse(arrayOf('S2', [3]), 'dot', [[1, 2, 3]], refused('DTYPE'));
  await assert.rejects(a.dotAsync([1, 2, 3], { singal: 1 }), refused('OPTION', /signal/));
});

test("random gathers and searches are NumPy's", withNumpy(), () => {
  const luck = chance(random(15));
  const { integer, pick, next } = luck;
  const [cases, results] = [[], []];
  for (let round = 0; round < 200; round++) {
    const dtype = pick([
      'uint8',
      '>i4',
      'float32',
      '>f8',
      'complex64',
      '<U3',
      '>U2',
      'V5',
      'datetime64[ns]',
    ]);
    const shape = [integer(1, 12), integer(1, 9), 3].slice(0, integer(1, 3));
    const whole = arrayOf(dtype, shape, { order: pick(['C', 'F']) });
    if (!/U/.test(dtype))
      new Uint8Array(whole.data.buffer).forEach((_, at, all) => (all[at] = integer(0, 127)));
    const selectors = shape.map(() => pick([null, [null, null, -1], [null, null, 2]]));
    const view = whole.slice(...selectors);
    const axis = integer(0, view.ndim - 1);
    const length = view.shape[axis];
    const indices = Array.from({ length: integer(0, 9) }, () => integer(-length, length - 1));
    const condition = Array.from({ length }, () => next() < 0.5);
    const call = pick([
      ['take', { indices, axis }],
      ['compress', { condition, axis }],
    ]);
    const bytes = Buffer.from(whole.data.buffer).toString('hex');
    cases.push({
      dtype,
      shape,
      order: whole.ndim > 1 ? whole.order : 'C',
      bytes,
      ops: [['slice', selectors]],
      call,
    });
    results.push(
      call[0] === 'take' ? view.take(indices, { axis }) : view.compress(condition, { axis }),
    );
  }
  for (const [at, { shape, bytes }] of ask(cases).entries()) {
    assert.deepEqual([...results[at].shape], shape, JSON.stringify(cases[at]));
    assert.equal(memoryOf(results[at]), bytes, JSON.stringify(cases[at]));
  }
});
