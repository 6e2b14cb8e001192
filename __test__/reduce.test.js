'use strict';

/** Whole arrays: what reductions give, what they refuse, and that their twins do the same. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const test = require('node:test');
const { asarray, memmap, NDArray } = require('../index.js');
const { eachStrategy, returned, runInChild, scratch, scratchOf, sparse } = require('./helpers');
const { arrayOf } = require('./support/arrays');

const refused = (code, words) => (error) =>
  error.code === `ERR_MEMMAP_${code}` && (words === undefined || words.test(error.message));

/** The same of a method and of its twin. */
async function both(array, name, ...args) {
  const plain = array[name](...args);
  const twin = await array[`${name}Async`](...args);
  assert.deepEqual(twin?.toArray?.() ?? twin, plain?.toArray?.() ?? plain);
  return plain;
}

async function bothRefuse(array, name, args, check) {
  assert.throws(() => array[name](...args), check);
  const promise = array[`${name}Async`](...args);
  await assert.rejects(promise, check);
}

test('sums of integers are bigints, of floats numbers, of complex numbers pairs', async () => {
  assert.equal(await both(arrayOf('int32', [3], { values: [1, 2, -4] }), 'sum'), -1n);
  assert.equal(await both(arrayOf('bool', [3], { values: [true, false, true] }), 'sum'), 2n);
  const huge = arrayOf('uint64', [4], { values: new Array(4).fill(2n ** 64n - 1n) });
  assert.equal(await both(huge, 'sum'), 4n * (2n ** 64n - 1n));
  assert.equal(await both(arrayOf('float32', [2], { values: [0.5, 0.25] }), 'sum'), 0.75);
  const complex = arrayOf('complex64', [2], {
    values: [
      { re: 1, im: 2 },
      { re: 3, im: -5 },
    ],
  });
  assert.deepEqual(await both(complex, 'sum'), { re: 4, im: -3 });
  assert.deepEqual(await both(complex, 'mean'), { re: 2, im: -1.5 });
});

test('along axes sums are int64 or uint64, and one that does not fit is refused', async () => {
  const matrix = arrayOf('int16', [2, 3], {
    values: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  });
  const rows = await both(matrix, 'sum', { axis: 1 });
  assert.ok(rows instanceof NDArray);
  assert.deepEqual([rows.dtype, rows.shape, rows.toArray()], ['int64', [2], [6n, 15n]]);
  const kept = await both(matrix, 'sum', { axis: -2, keepdims: true });
  assert.deepEqual([kept.shape, kept.toArray()], [[1, 3], [[5n, 7n, 9n]]]);
  assert.deepEqual((await both(matrix, 'sum', { keepdims: true })).toArray(), [[21n]]);
  assert.equal(arrayOf('uint8', [1, 2]).sum({ axis: 0 }).dtype, 'uint64');
  const huge = arrayOf('int64', [2, 1], { values: [[2n ** 62n], [2n ** 62n]] });
  await bothRefuse(huge, 'sum', [{ axis: 0 }], refused('VALUE'));
  assert.deepEqual((await both(matrix, 'sum', { axis: [] })).shape, [2, 3]);
});

test('sums along an axis are those of a loop, whatever blocks the array is cut into', () => {
  const whole = [null, null, 1];
  for (const [shape, selectors] of [
    [[37, 1025], []],
    [[2 ** 20 + 1, 3], []],
    [
      [1000, 64],
      [whole, [null, null, 2]],
    ],
    [
      [1000, 64],
      [
        [null, null, -1],
        [null, null, -2],
      ],
    ],
    [
      [300, 300, 3],
      [whole, whole, 0],
    ],
  ]) {
    const size = shape.reduce((a, b) => a * b, 1);
    const numbers = Float64Array.from({ length: size }, (_, at) => at % 7);
    const a = asarray(numbers, { shape }).slice(...selectors);
    const wanted = [0, 1].map((axis) => new Float64Array(a.shape[1 - axis]));
    for (let i = 0; i < a.shape[0]; i++) {
      for (let j = 0; j < a.shape[1]; j++) {
        wanted[0][j] += a.get(i, j);
        wanted[1][i] += a.get(i, j);
      }
    }
    for (const axis of [0, 1]) assert.deepEqual(a.sum({ axis }).data, wanted[axis], `${shape}`);
    const ones = new Float64Array(a.shape[1]).fill(1);
    assert.deepEqual(a.dot(ones).data, wanted[1], `dot ${shape}`);
  }
});

test('a sum has the dtype that is asked for, or is refused', async () => {
  const floats = arrayOf('float32', [2], { values: [1.5, 2] });
  const integers = arrayOf('int8', [2], { values: [-3, 2] });
  assert.equal(await both(integers, 'sum', { dtype: 'float64' }), -1);
  assert.deepEqual(await both(integers, 'sum', { dtype: 'complex128' }), { re: -1, im: 0 });
  assert.equal(await both(integers, 'sum', { dtype: 'int64' }), -1n);
  await bothRefuse(integers, 'sum', [{ dtype: 'uint64' }], refused('VALUE'));
  assert.equal(await both(floats, 'sum', { dtype: 'float32' }), 3.5);
  for (const [array, dtype] of [
    [floats, 'int64'],
    [arrayOf('complex64', [1]), 'float64'],
    [integers, 'int32'],
    [arrayOf('datetime64[s]', [1]), undefined],
  ]) {
    await bothRefuse(array, 'sum', [{ dtype }], refused('DTYPE'));
  }
});

test('a sum of integers is rounded once', async () => {
  const array = asarray(BigInt64Array.of(2n ** 60n + 2n ** 36n + 1n));
  assert.equal(await both(array, 'sum', { dtype: 'float32' }), 2 ** 60 + 2 ** 37);
});

test('NaN is the result, or is left out', async () => {
  const array = arrayOf('float64', [4], { values: [3, NaN, 1, 2] });
  for (const name of ['sum', 'mean', 'std', 'var', 'min', 'max']) {
    assert.ok(Number.isNaN(await both(array, name)), name);
  }
  assert.equal(await both(array, 'argmin'), 1);
  const skip = { skipNaN: true };
  assert.equal(await both(array, 'sum', skip), 6);
  assert.equal(await both(array, 'mean', skip), 2);
  assert.equal(await both(array, 'max', skip), 3);
  assert.equal(await both(array, 'argmin', skip), 2);
  const nothing = arrayOf('float32', [2], { values: [NaN, NaN] });
  assert.equal(await both(nothing, 'sum', skip), 0);
  assert.ok(Number.isNaN(await both(nothing, 'min', skip)));
  await bothRefuse(nothing, 'argmax', [skip], refused('VALUE', /All-NaN/));
});

test('of nothing there is a sum, and no extreme', async () => {
  const empty = arrayOf('float32', [0, 3]);
  assert.equal(await both(empty, 'sum'), 0);
  assert.equal(await both(arrayOf('int32', [0]), 'sum'), 0n);
  assert.ok(Number.isNaN(await both(empty, 'mean')));
  assert.deepEqual([await both(empty, 'any'), await both(empty, 'all')], [false, true]);
  await bothRefuse(empty, 'min', [], refused('VALUE', /reduction operation minimum which has no/));
  await bothRefuse(empty, 'argmax', [{ axis: 0 }], refused('VALUE', /argmax of an empty/));
  assert.deepEqual((await both(empty, 'min', { axis: 1 })).shape, [0]);
  const { count, min, mean } = await both(empty, 'stats');
  assert.deepEqual([count, min, mean], [0, NaN, NaN]);
});

test('dates keep their unit, and NaT is what NaN is', async () => {
  const NAT = -(2n ** 63n);
  const dates = arrayOf('datetime64[s]', [3], { values: [10n, 4n, 5n] });
  assert.deepEqual([await both(dates, 'min'), await both(dates, 'max')], [4n, 10n]);
  assert.equal(await both(dates, 'mean'), 6n);
  assert.equal(arrayOf('timedelta64[s]', [2], { values: [1n, 2n] }).mean(), 2n);
  assert.equal(dates.max({ axis: 0 }).dtype, 'datetime64[s]');
  const some = arrayOf('timedelta64[ms]', [3], { values: [7n, NAT, 2n] });
  assert.equal(await both(some, 'sum'), NAT);
  assert.equal(await both(some, 'sum', { skipNaN: true }), 9n);
  const { count, nan, min, sum } = await both(some, 'stats');
  assert.deepEqual([count, nan, min, sum], [2, 1, 2n, 9n]);
  assert.equal((await both(dates, 'stats')).sum, NAT);
});

test('stats are those of all methods at once', async () => {
  const array = arrayOf('float32', [6], { values: [1, NaN, Infinity, -2, 4, -0] });
  const { count, nan, inf, zeros, min, max, sum } = await both(array, 'stats');
  assert.deepEqual([count, nan, inf, zeros], [5, 1, 1, 1]);
  assert.deepEqual([min, max, sum], [-2, Infinity, Infinity]);
  const bytes = arrayOf('uint8', [4], { values: [1, 2, 3, 6] });
  const expected = {
    count: 4,
    nan: 0,
    inf: 0,
    zeros: 0,
    min: 1,
    max: 6,
    sum: 12n,
    mean: 3,
    std: bytes.std(),
  };
  assert.deepEqual(await both(bytes, 'stats'), expected);
  assert.equal(bytes.std(), Math.sqrt(3.5));
});

test('histograms have edges of float64, and refuse what has no bins', async () => {
  const array = arrayOf('float32', [6], { values: [0, 1, 2, NaN, 2.5, 4] });
  const { counts, edges } = await both(array, 'histogram', { bins: 4 });
  assert.ok(counts instanceof Float64Array && edges instanceof Float64Array);
  assert.deepEqual(
    [[...counts], [...edges]],
    [
      [1, 1, 2, 1],
      [0, 1, 2, 3, 4],
    ],
  );
  assert.equal((await both(array, 'histogram')).counts.length, 10);
  assert.deepEqual([...array.histogram({ bins: [0, 2] }).counts], [3]);
  assert.deepEqual([...array.histogram({ bins: 2, range: [0, 2] }).counts], [1, 2]);
  for (const values of [[-1.7e308, 0, 1.7e308], [1e300], [1, 1 + 2 ** -52]]) {
    const wide = asarray(new Float64Array(values));
    await bothRefuse(wide, 'histogram', [{ bins: 4 }], refused('LIMIT', /too many bins/));
  }
  for (const bins of [0, -1, 1.5, '3', [2, 1], [], [0, NaN], null]) {
    await bothRefuse(array, 'histogram', [{ bins }], refused('OPTION', /bins/));
  }
  for (const range of [[1], [2, 1], [0, Infinity], 'ab', [0, '1']]) {
    await bothRefuse(array, 'histogram', [{ range }], refused('OPTION', /range/));
  }
  await bothRefuse(array, 'histogram', [{ bins: 2 ** 40 }], refused('LIMIT', /bins/));
  const infinite = arrayOf('float32', [2], { values: [0, Infinity] });
  await bothRefuse(infinite, 'histogram', [], refused('VALUE', /not finite/));
  for (const dtype of ['complex64', 'datetime64[s]', 'S3']) {
    await bothRefuse(arrayOf(dtype, [2]), 'histogram', [], refused('DTYPE'));
  }
});

test('bad options are refused before anything is read', async () => {
  const array = arrayOf('float32', [2, 3]);
  for (const axis of [2, -3, 0.5, '0', [0, 0], [0, 5], {}, true]) {
    await bothRefuse(array, 'sum', [{ axis }], refused('INDEX', /axis/));
  }
  await bothRefuse(array, 'argmin', [{ axis: [0, 1] }], refused('INDEX', /axis/));
  await bothRefuse(arrayOf('float32', []), 'sum', [{ axis: 0 }], refused('INDEX'));
  await bothRefuse(array, 'sum', [{ keepdim: true }], refused('OPTION', /keepdims/));
  await bothRefuse(array, 'sum', [{ keepdims: 1 }], refused('OPTION', /keepdims/));
  await bothRefuse(array, 'min', [{ skipNaN: 'yes' }], refused('OPTION', /skipNaN/));
  await bothRefuse(array, 'std', [{ ddof: '1' }], refused('OPTION', /ddof/));
  await bothRefuse(array, 'sum', [null], refused('OPTION'));
  assert.throws(() => array.sum({ signal: undefined, onProgress() {} }), refused('OPTION'));
  await assert.rejects(array.sumAsync({ onProgress: 3 }), refused('OPTION', /onProgress/));
  await assert.rejects(array.sumAsync({ release: 1 }), refused('OPTION', /release/));
  for (const dtype of ['S3', 'U2', 'V4', [['x', '<f4']]]) {
    for (const name of ['sum', 'mean', 'std', 'min', 'argmax', 'any', 'all', 'stats']) {
      await bothRefuse(arrayOf(dtype, [2]), name, [], refused('DTYPE'));
    }
  }
});

test('a twin tells how far it is, ends with its signal, and gives what onProgress throws', async () => {
  const file = sparse(100 * 2 ** 20);
  const array = memmap(file, { dtype: 'float32', mode: 'r' });
  const told = [];
  assert.equal(await array.sumAsync({ onProgress: (progress) => told.push(progress) }), 0);
  assert.ok(told.length > 3 && told.every(({ total }) => total === array.nbytes));
  assert.equal(told.at(-1).done, array.nbytes);
  const fields = [
    ['x', 'f4'],
    ['y', '>i2'],
  ];
  const records = memmap(file, { dtype: fields, mode: 'r', shape: 2 ** 20 });
  const rows = array.reshape(-1, 1024);
  for (const work of [
    (options) => array.histogramAsync(options),
    (options) => rows.takeAsync([5, 2, 7000], options),
    (options) => records.equalsAsync(records, options),
    (options) => array.slice([0, 0]).sumAsync(options),
  ]) {
    const calls = [];
    await work({ onProgress: (progress) => calls.push(progress) });
    assert.ok(calls.every(({ done }, at) => at === 0 || done >= calls[at - 1].done));
    const ends = calls.filter(({ done, total }) => done === total);
    assert.ok(ends.length === 1 && ends[0] === calls.at(-1), JSON.stringify(calls));
  }
  const reason = new Error('no longer');
  const controller = new AbortController();
  const onProgress = () => controller.abort(reason);
  await assert.rejects(array.statsAsync({ signal: controller.signal, onProgress }), reason);
  await assert.rejects(array.minAsync({ signal: AbortSignal.abort(reason) }), reason);
  const thrown = new Error('from onProgress');
  const fails = () => {
    throw thrown;
  };
  await assert.rejects(array.maxAsync({ onProgress: fails }), thrown);
  assert.equal(await array.T.sumAsync({ release: true }), 0);
  array.close();
});

test('a closed map is refused, also when it is closed in the middle', async () => {
  const pending = [];
  eachStrategy(() => {
    const array = memmap(sparse(64 * 2 ** 20), { dtype: 'float64', mode: 'r' });
    pending.push(assert.rejects(array.stdAsync(), refused('CLOSED')));
    array.close();
    pending.push(bothRefuse(array, 'sum', [], refused('CLOSED')));
  });
  await Promise.all(pending);
});

test('a map that is closed while options are read is refused', async () => {
  const file = sparse(4096);
  for (const [name, option, ...args] of [
    ['sum', 'axis'],
    ['stdAsync', 'ddof'],
    ['takeAsync', 'axis', [1]],
  ]) {
    const array = memmap(file, { dtype: 'float32', mode: 'r', buffer: 'array' });
    const closing = () => {
      array.close();
      return 0;
    };
    const options = Object.defineProperty({}, option, { get: closing, enumerable: true });
    const call = async () => array[name](...args, options);
    await assert.rejects(call, refused('CLOSED'), name);
  }
});

test('closing, exiting and ending a worker in the middle harm nobody', () => {
  assert.equal(returned(runInChild('whole', 'close', [sparse(32 * 2 ** 20)])), 'done');
  assert.equal(returned(runInChild('whole', 'worker', [sparse(256 * 2 ** 20)])), 'done');
  const { status, signal, stderr } = runInChild('whole', 'exit', [sparse(512 * 2 ** 20)]);
  assert.deepEqual([status, signal], [0, null], stderr);
});

const linux = { skip: process.platform !== 'linux' && 'only Linux loses pages of a mapped file' };

test('over pages that were lost every call fails', linux, async () => {
  const file = scratchOf(new Float32Array(2 ** 18).fill(1));
  const array = memmap(file, { dtype: 'float32', mode: 'r' });
  fs.truncateSync(file, 4096);
  for (let attempt = 0; attempt < 2; attempt++) {
    for (const [name, ...args] of [
      ['sum'],
      ['histogram'],
      ['stats'],
      ['take', [9e4, 2e5]],
      ['dot', array],
    ]) {
      await bothRefuse(array, name, args, refused('LOST'));
    }
  }
  assert.equal(array.slice([0, 1024]).sum(), 1024);
  array.close();
});

test('one thread and all give the same bits', () => {
  const file = scratch(Buffer.alloc(0));
  const numbers = Float32Array.from(
    { length: 3_000_001 },
    (_, at) => Math.sin(at * at) * 2 ** (at % 20),
  );
  fs.writeFileSync(file, numbers);
  const outputs = ['1', '2', '7'].map((MEMMAP_THREADS) =>
    returned(runInChild('whole', 'sameBits', [file], { env: { MEMMAP_THREADS } })),
  );
  assert.ok(outputs[0].length > 100);
  assert.deepEqual(outputs[1], outputs[0]);
  assert.deepEqual(outputs[2], outputs[0]);
});

test('a file is added up in little memory', { skip: linux.skip }, () => {
  // Node 20 holds no more in a TypedArray.
  const { sum, grown } = returned(runInChild('whole', 'sumOf', [sparse(4 * 2 ** 30)]));
  assert.equal(sum, 0);
  assert.ok(grown < 128 * 2 ** 20, `${grown} bytes more`);
  const rows = returned(runInChild('whole', 'rowsOf', [sparse(256 * 2 ** 20)]));
  assert.equal(rows.nbytes, 256 * 2 ** 20);
  assert.ok(rows.grown < rows.nbytes + 192 * 2 ** 20, `${rows.grown} bytes more`);
});
