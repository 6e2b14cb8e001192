'use strict';

/** Slicing, transposing, reshaping, fields, iteration: zero copy, and the memory that views show. */

const assert = require('node:assert/strict');
const test = require('node:test');
const ndarray = require('ndarray');
const { memmap, NDArray } = require('../index.js');
const { scratch, thrownBy } = require('./helpers');
const { arrayOf, chance, random } = require('./support/arrays');

const range = (length) => Array.from({ length }, (_, at) => at);

/** An array of 0, 1, 2, ... in C order. */
function counted(shape, options) {
  const a = arrayOf('int32', shape, options);
  a.assign(arrayOf('int32', [a.size], { values: range(a.size) }).reshape(shape));
  return a;
}

/** What a throwing call gives away, for comparison. */
function refusal(call) {
  const { name, code } = thrownBy(call);
  return `${name} ${code}`;
}

test('a slice is a view: writing through it shows in the parent, and the other way round', () => {
  const a = counted([4, 6]);
  const b = a.slice([1, 3], [null, null, 2]);
  assert.deepEqual(b.toArray(), [
    [6, 8, 10],
    [12, 14, 16],
  ]);
  b.set(0, 1, -1);
  assert.equal(a.get(1, 2), -1);
  a.set(2, 4, -2);
  assert.equal(b.get(1, 2), -2);
  assert.equal(b.data.buffer, a.data.buffer);
});

test('selectors: integers, whole axes, ranges with defaults and negatives, an ellipsis', () => {
  const a = counted([3, 4, 5]);
  assert.deepEqual(a.slice(1).shape, [4, 5]);
  assert.deepEqual(a.slice(-1, -1, -1).toArray(), 59);
  assert.deepEqual(a.slice(-1, -1, -1).shape, []);
  assert.deepEqual(a.slice().shape, [3, 4, 5]);
  assert.deepEqual(a.slice(null, 2).shape, [3, 5]);
  assert.deepEqual(a.slice('...', 2).shape, [3, 4]);
  assert.deepEqual(a.slice(0, '...', 2).shape, [4]);
  assert.deepEqual(a.slice(0, '...', 2, 1).shape, []);
  assert.deepEqual(a.slice(0, 0, [2]).toArray(), [2, 3, 4]);
  assert.deepEqual(a.slice(0, 0, [null, 2]).toArray(), [0, 1]);
  assert.deepEqual(a.slice(0, 0, [-2, null]).toArray(), [3, 4]);
  assert.deepEqual(a.slice(0, 0, [null, null, -2]).toArray(), [4, 2, 0]);
  assert.deepEqual(a.slice(0, 0, [3, 0, -1]).toArray(), [3, 2, 1]);
  assert.deepEqual(a.slice(0, 0, [-99, 99, 3]).toArray(), [0, 3]);
  assert.deepEqual(a.slice(0, 0, [4, 1]).toArray(), []);
  assert.deepEqual(a.slice(0, 0, [undefined, undefined]).shape, [5]);
  assert.deepEqual(a.slice(0, 0, []).shape, [5]);
});

test('a step that leaves one element may be as large as a safe integer', () => {
  const a = counted([3]);
  assert.deepEqual(a.slice([null, null, Number.MAX_SAFE_INTEGER]).toArray(), [0]);
  assert.deepEqual(a.slice([null, null, -Number.MAX_SAFE_INTEGER]).copy().toArray(), [2]);
});

test('wrong selectors are coded errors', () => {
  const a = counted([3, 4]);
  for (const [selectors, expected] of [
    [[3], 'RangeError ERR_MEMMAP_INDEX'],
    [[-4], 'RangeError ERR_MEMMAP_INDEX'],
    [[0, 0, 0], 'RangeError ERR_MEMMAP_INDEX'],
    [['...', 0, 0, 0], 'RangeError ERR_MEMMAP_INDEX'],
    [['...', '...'], 'RangeError ERR_MEMMAP_INDEX'],
    [[[0, 1, 0]], 'RangeError ERR_MEMMAP_INDEX'],
    [[[0, 1, 1, 1]], 'RangeError ERR_MEMMAP_INDEX'],
    [[1.5], 'TypeError ERR_MEMMAP_INDEX'],
    [[NaN], 'TypeError ERR_MEMMAP_INDEX'],
    [[undefined], 'TypeError ERR_MEMMAP_INDEX'],
    [['0'], 'TypeError ERR_MEMMAP_INDEX'],
    [[1n], 'TypeError ERR_MEMMAP_INDEX'],
    [[Symbol('x')], 'TypeError ERR_MEMMAP_INDEX'],
    [[[0.5]], 'TypeError ERR_MEMMAP_INDEX'],
    [[['a', 'b']], 'TypeError ERR_MEMMAP_INDEX'],
    [[[0, 1n]], 'TypeError ERR_MEMMAP_INDEX'],
    [[{}], 'TypeError ERR_MEMMAP_INDEX'],
  ]) {
    assert.equal(
      refusal(() => a.slice(...selectors)),
      expected,
    );
  }
});

test('data is the smallest span of the view, the same object each time, and plain', () => {
  const a = counted([4, 6]);
  assert.equal(a.data, a.data);
  assert.equal(a.slice([1, 3]).data.length, 12);
  assert.equal(a.slice(null, 0).data.length, 19);
  assert.equal(a.slice(null, [1, 3]).data.length, 20);
  assert.equal(a.slice(null, [1, 3]).data.byteOffset, 4);
  assert.equal(a.slice([2, 2]).data.length, 0);
  const b = a.slice([null, null, -1], [null, null, -2]);
  assert.equal(b.start, b.data.length - 1);
  assert.deepEqual(b.strides, [-6, -2]);
  for (const view of [a, b]) {
    assert.equal(Object.getPrototypeOf(view.data), Int32Array.prototype);
    assert.equal(Object.getOwnPropertyNames(view.data).length, view.data.length);
  }
});

test('shape and strides cannot be changed under an array', () => {
  const a = counted([4, 6]);
  for (const list of [a.shape, a.strides, a.slice(0).shape]) {
    assert.throws(() => {
      list[0] = 99;
    }, TypeError);
  }
  const shape = [2, 2];
  const b = a.slice(0, [0, 4]).reshape(shape);
  shape[0] = 99;
  assert.deepEqual(b.shape, [2, 2]);
});

test('properties say what NumPy says', () => {
  const a = counted([4, 6]);
  assert.deepEqual(
    [a.ndim, a.size, a.itemsize, a.nbytes, a.order, a.dtype, a.contiguous, a.readonly],
    [2, 24, 4, 96, 'C', 'int32', true, false],
  );
  assert.deepEqual([a.T.order, a.T.contiguous, a.T.shape], ['F', false, [6, 4]]);
  assert.equal(counted([4, 6], { order: 'F' }).order, 'F');
  assert.equal(counted([4], { order: 'F' }).order, 'C');
  assert.equal(a.slice([0, 2]).contiguous, true);
  assert.equal(a.slice(null, [0, 2]).contiguous, false);
  assert.equal(a.slice([0, 0], [0, 2]).contiguous, true);
  assert.deepEqual([a.filename, a.mode, a.offset], [null, null, null]);
});

test('a contiguous view has its elements in data, in order', () => {
  const a = counted([4, 6]);
  assert.deepEqual([...a.slice(2).data], range(24).slice(12, 18));
  assert.deepEqual([...a.slice([1, 3]).data], range(24).slice(6, 18));
});

test('scijs ndarray reads the same elements from data, shape, strides and start', () => {
  const a = counted([3, 4, 5]);
  for (const view of [
    a,
    a.T,
    a.slice([null, null, -1], 1),
    a.slice(null, [3, 0, -2]).transpose(2, 0, 1),
  ]) {
    const b = ndarray(view.data, view.shape, view.strides, view.start);
    const read = (place, array) => array.get(...place);
    for (const place of [view.shape.map(() => 0), view.shape.map((length) => length - 1)]) {
      assert.equal(read(place, b), read(place, view));
    }
  }
});

test('transpose takes axes or one array of them, and refuses what is no permutation', () => {
  const a = counted([2, 3, 4]);
  assert.deepEqual(a.T.shape, [4, 3, 2]);
  assert.deepEqual(a.transpose(1, 0, 2).shape, [3, 2, 4]);
  assert.deepEqual(a.transpose([1, -1, 0]).shape, [3, 4, 2]);
  assert.equal(a.transpose(1, 2, 0).get(2, 3, 1), a.get(1, 2, 3));
  for (const axes of [[0], [0, 1], [0, 1, 3], [0, 0, 1], [0, 1, -4], [0, 1, 2, 0]]) {
    assert.equal(
      refusal(() => a.transpose(...axes)),
      'RangeError ERR_MEMMAP_INDEX',
    );
  }
  for (const axes of [['0', 1, 2], [0, 1, 0.5], [null], [{}], [0n, 1n, 2n]]) {
    assert.equal(
      refusal(() => a.transpose(...axes)),
      'TypeError ERR_MEMMAP_INDEX',
    );
  }
});

test('reshape keeps C order, works out one -1, and refuses what would copy', () => {
  const a = counted([4, 6]);
  assert.deepEqual(a.reshape(2, -1, 3).toArray(), a.reshape([2, 4, 3]).toArray());
  assert.equal(a.reshape(24).get(13), 13);
  assert.equal(a.slice([1, 3]).reshape(-1).get(11), 17);
  assert.deepEqual(a.slice(null, [0, 6, 2]).reshape(4, 3, 1).toArray()[1], [[6], [8], [10]]);
  assert.deepEqual(a.slice(1, 1).reshape(1, 1).toArray(), [[7]]);
  assert.deepEqual(a.slice(1, [1, 2]).reshape([]).toArray(), 7);
  assert.deepEqual(a.slice([0, 0]).reshape(0, 5).shape, [0, 5]);
  for (const shape of [[5], [-1, 5], [-1, -1], [-2, -12], [0, -1], [[4, 7]]]) {
    assert.equal(
      refusal(() => a.reshape(...shape)),
      'RangeError ERR_MEMMAP_SHAPE',
    );
  }
  for (const shape of [['24'], [2, 12.5], [NaN, 1], [null], [undefined], [{}], [24n]]) {
    assert.equal(
      refusal(() => a.reshape(...shape)),
      'TypeError ERR_MEMMAP_SHAPE',
    );
  }
  const detached = Int32Array.of(24);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  assert.equal(
    refusal(() => a.slice(0, 0).reshape(detached)),
    'TypeError ERR_MEMMAP_SHAPE',
  );
  assert.equal(
    refusal(() => a.T.reshape(24)),
    'RangeError ERR_MEMMAP_SHAPE',
  );
  assert.equal(
    refusal(() => a.slice(null, [0, 5]).reshape(20)),
    'RangeError ERR_MEMMAP_SHAPE',
  );
});

test('iteration walks the first axis: elements of one axis, otherwise views', () => {
  const a = counted([3, 2]);
  assert.deepEqual(
    [...a].map((row) => row.toArray()),
    a.toArray(),
  );
  assert.deepEqual([...a.slice(1)], [2, 3]);
  const [first] = a;
  first.set(0, 99);
  assert.equal(a.get(0, 0), 99);
  assert.equal(
    refusal(() => [...a.slice(0, 0)]),
    'TypeError ERR_MEMMAP_INDEX',
  );
  assert.deepEqual([...counted([0, 2])], []);
});

test('rows are views along the first axis, 0-d ones of a 1-d array', () => {
  const a = counted([3, 2]);
  const rows = a.rows();
  assert.equal(rows[Symbol.iterator](), rows);
  const found = [...rows];
  assert.deepEqual(
    found.map((row) => [row.shape, row.toArray()]),
    a.toArray().map((row) => [[2], row]),
  );
  let next = 10;
  for (const element of a.slice([null, null, -1], 1).rows()) {
    assert.ok(element instanceof NDArray);
    assert.deepEqual([element.ndim, element.size], [0, 1]);
    element.set(next++);
  }
  assert.deepEqual(
    found.map((row) => row.get(1)),
    [12, 11, 10],
  );
  assert.deepEqual([...counted([0, 2]).rows()], []);
  assert.equal(
    refusal(() => a.slice(0, 0).rows()),
    'TypeError ERR_MEMMAP_INDEX',
  );
  const map = memmap(scratch('abc'));
  const late = map.rows();
  map.close();
  for (const call of [() => late.next(), () => map.rows()]) {
    assert.equal(refusal(call), 'Error ERR_MEMMAP_CLOSED');
  }
});

test('a foreign byte order, an odd offset and odd strides make data a DataView, strides bytes', () => {
  const swapped = arrayOf('>i4', [2, 3], {
    values: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  });
  assert.equal(swapped.data.constructor, DataView);
  assert.deepEqual(swapped.strides, [12, 4]);
  assert.equal(swapped.data.getInt32(4), 2);
  const odd = arrayOf('int32', [2], { offset: 2, values: [7, 8] });
  assert.equal(odd.data.constructor, DataView);
  assert.deepEqual([odd.get(0), odd.get(-1), odd.strides[0]], [7, 8, 4]);
  const mapped = arrayOf('int32', [2], { source: { misalignment: 3 } });
  assert.equal(mapped.data.constructor, DataView);
  assert.equal(arrayOf('int32', [2], { source: { misalignment: 8 } }).data.constructor, Int32Array);
  const packed = arrayOf(
    [
      ['a', 'i1'],
      ['b', '<i4'],
    ],
    [3],
  );
  assert.equal(packed.field('b').data.constructor, DataView);
  assert.deepEqual(packed.field('b').strides, [5]);
  const even = arrayOf(
    [
      ['a', '<i4'],
      ['b', '<i4'],
    ],
    [3],
  );
  assert.equal(even.field('b').data.constructor, Int32Array);
  assert.deepEqual(even.field('b').strides, [2]);
});

test('empty views stay within the memory, whatever is sliced from them', () => {
  const a = counted([4, 6]);
  for (const view of [a.slice([4]), a.slice([4], 5), a.slice([9, 2], [6]), a.slice(null, [6]).T]) {
    assert.equal(view.size, 0);
    assert.equal(view.data.length, 0);
    assert.deepEqual(view.copy().shape, view.shape);
    assert.equal(view.contiguous, true);
  }
});

test('chains of views read what nested arrays read', () => {
  const { integer, pick, next } = chance(random(20240611));
  for (let round = 0; round < 300; round++) {
    const shape = Array.from({ length: integer(1, 4) }, () => integer(1, 5));
    let view = counted(shape, { order: pick(['C', 'F']) });
    let model = view.toArray();
    for (let step = 0; step < 3 && view.ndim > 0; step++) {
      if (next() < 0.3 && view.ndim > 1) {
        view = view.transpose(1, 0, ...range(view.ndim).slice(2));
        model = model.length === 0 || model[0].length === 0 ? view.toArray() : swapAxes(model);
      } else if (next() < 0.3) {
        const at = integer(-view.shape[0], view.shape[0] - 1);
        if (view.shape[0] === 0) continue;
        view = view.slice(at);
        model = model.at(at);
      } else {
        const [start, count, stride] = [integer(0, view.shape[0]), integer(0, 5), integer(1, 3)];
        view = view.slice([start, start + count, stride]);
        model = model.slice(start, start + count).filter((_, at) => at % stride === 0);
      }
    }
    assert.deepEqual(view.toArray(), model);
  }
});

function swapAxes(lists) {
  return lists[0].map((_, j) => lists.map((list) => list[j]));
}
