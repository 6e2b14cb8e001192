'use strict';

/** Record dtypes: plain objects in and out, fields as views, padding left alone. */

const assert = require('node:assert/strict');
const test = require('node:test');
const { thrownBy } = require('./helpers');
const { arrayOf, memoryOf } = require('./support/arrays');

const POINT = [
  ['x', '<f4'],
  ['id', '<i8'],
  ['pos', '>f8', [2, 2]],
  ['name', 'S4'],
  ['raw', 'V2'],
];
const point = () => ({
  x: 1.5,
  id: 7n,
  pos: [
    [1, 2],
    [3, 4],
  ],
  name: 'ab',
  raw: Uint8Array.of(9, 8),
});

/** A record with holes before, between and after its fields. */
const PADDED = { names: ['a', 'b'], formats: ['<i2', 'u1'], offsets: [1, 5], itemsize: 8 };

function refusal(call) {
  const { name, code } = thrownBy(call);
  return `${name} ${code}`;
}

test('a record is a plain object, with nested arrays for sub-array fields', () => {
  const a = arrayOf(POINT, [2, 2]);
  a.set(1, -1, point());
  assert.deepEqual(a.get(1, 1), point());
  assert.equal(Object.getPrototypeOf(a.get(0, 0)), Object.prototype);
  assert.deepEqual(Object.keys(a.get(0, 0)), ['x', 'id', 'pos', 'name', 'raw']);
  assert.deepEqual(a.toArray()[1][1], point());
  assert.deepEqual(a.dtype[2], ['pos', '>f8', [2, 2]]);
  assert.equal(a.data.constructor, DataView);
});

test('nested records read and write as nested objects', () => {
  const a = arrayOf(
    [
      ['id', 'u1'],
      [
        'at',
        [
          ['x', '>i2'],
          ['y', '<i2', [2]],
        ],
      ],
    ],
    [3],
  );
  a.set(2, { id: 1, at: { x: 258, y: [3, 4] } });
  assert.deepEqual(a.get(2), { id: 1, at: { x: 258, y: [3, 4] } });
  assert.equal(memoryOf(a.slice(2)), '01010203000400');
  assert.deepEqual(a.field('at').field('y').toArray()[2], [3, 4]);
  assert.deepEqual(a.field('at').field('y').shape, [3, 2]);
});

test('empty sub-arrays give empty lists, and are refused where an element holds too many', () => {
  const a = arrayOf(
    [
      ['e', 'i4', [2, 0]],
      ['b', 'u1'],
    ],
    [1],
  );
  assert.deepEqual(a.get(0), { e: [[], []], b: 0 });
  assert.deepEqual(
    arrayOf(
      [
        ['e', 'i4', [65_536, 0]],
        ['b', 'u1'],
      ],
      [1],
    ).get(0).e.length,
    65_536,
  );
  for (const dtype of [
    [
      ['e', 'i4', [1_000_000, 0]],
      ['b', 'u1'],
    ],
    [
      [
        'e',
        [
          ['f', 'i4', [1000, 0]],
          ['b', 'u1'],
        ],
        [66],
      ],
    ],
  ]) {
    const { name, code, message } = thrownBy(() => arrayOf(dtype, [1]));
    assert.deepEqual([name, code], ['TypeError', 'ERR_MEMMAP_DTYPE']);
    assert.match(message, /at most 65536 lists/);
  }
});

test('field is a view, a sub-array appends its axes', () => {
  const a = arrayOf(POINT, [3], { values: point() });
  const pos = a.field('pos');
  assert.deepEqual(pos.shape, [3, 2, 2]);
  assert.equal(pos.dtype, '>f8');
  pos.slice(1).fill(5);
  assert.deepEqual(a.get(1).pos, [
    [5, 5],
    [5, 5],
  ]);
  assert.deepEqual(a.get(2).pos, point().pos);
  a.field('name').assign(['x', 'yy', 'zzz']);
  assert.deepEqual(
    a.toArray().map(({ name }) => name),
    ['x', 'yy', 'zzz'],
  );
  assert.deepEqual(a.slice([null, null, -1]).field('x').strides.length, 1);
  for (const name of ['y', '', 0, undefined, null, 'constructor', '__proto__']) {
    assert.equal(
      refusal(() => a.field(name)),
      'RangeError ERR_MEMMAP_INDEX',
    );
  }
  assert.match(thrownBy(() => a.field('nam')).message, /'x', 'id', 'pos', 'name', 'raw'/);
  assert.match(thrownBy(() => pos.field('x')).message, />f8 has no fields/);
});

test('padding bytes are left alone by set, fill, assign and copies into the array', () => {
  const a = arrayOf(PADDED, [2], { bytes: new Uint8Array(16).fill(0xee) });
  a.set(0, { a: 1, b: 2 });
  assert.equal(memoryOf(a), 'ee0100eeee02eeeeeeeeeeeeeeeeeeee');
  a.fill({ a: 3, b: 4 });
  assert.equal(memoryOf(a), 'ee0300eeee04eeee'.repeat(2));
  a.assign([
    { a: 5, b: 6 },
    { a: 7, b: 8 },
  ]);
  assert.equal(memoryOf(a), 'ee0500eeee06eeeeee0700eeee08eeee');
  a.assign(arrayOf(PADDED, [2], { bytes: new Uint8Array(16) }));
  assert.equal(memoryOf(a), 'ee0000eeee00eeee'.repeat(2));
  assert.deepEqual(a.copy().toArray(), a.toArray());
  assert.deepEqual(a.copy().dtype, a.dtype);
});

test('a record needs all its fields and no others, each of a fitting value, or nothing is written', () => {
  const a = arrayOf(POINT, [2], { values: point() });
  const before = memoryOf(a);
  const { name, ...missing } = point();
  for (const value of [
    {},
    missing,
    { ...point(), extra: 1 },
    { ...point(), x: 'a' },
    { ...point(), id: '7' },
    { ...point(), raw: 5 },
    {
      ...point(),
      pos: [
        [1, 'a'],
        [3, 4],
      ],
    },
    null,
    5,
    'abc',
    [point(), point(), 1],
    new Map(Object.entries(point())),
    name,
  ]) {
    assert.equal(
      refusal(() => a.slice([0, 2]).assign(value)),
      Array.isArray(value) ? 'RangeError ERR_MEMMAP_SHAPE' : 'TypeError ERR_MEMMAP_VALUE',
    );
    assert.equal(memoryOf(a), before);
  }
  for (const [value, expected] of [
    [{ ...point(), id: 2n ** 63n }, 'RangeError ERR_MEMMAP_VALUE'],
    [{ ...point(), name: 'abcde' }, 'RangeError ERR_MEMMAP_VALUE'],
    [{ ...point(), pos: [1, 2, 3] }, 'RangeError ERR_MEMMAP_SHAPE'],
    [{ ...point(), pos: [[1], [2, 3]] }, 'RangeError ERR_MEMMAP_SHAPE'],
  ]) {
    for (const call of [
      () => a.set(1, value),
      () => a.fill(value),
      () => a.assign([point(), value]),
    ]) {
      assert.equal(refusal(call), expected);
      assert.equal(memoryOf(a), before);
    }
  }
});

test('a sub-array field takes what broadcasts: a scalar, a TypedArray, an NDArray', () => {
  const a = arrayOf(POINT, [1], { values: point() });
  for (const [pos, expected] of [
    [
      5,
      [
        [5, 5],
        [5, 5],
      ],
    ],
    [
      [1, 2],
      [
        [1, 2],
        [1, 2],
      ],
    ],
    [
      Float32Array.of(3, 4),
      [
        [3, 4],
        [3, 4],
      ],
    ],
    [
      [[1], [2]],
      [
        [1, 1],
        [2, 2],
      ],
    ],
    [
      [new Uint8Array([1, 2]), [3, 4]],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      arrayOf('int16', [2, 2], {
        values: [
          [4, 3],
          [2, 1],
        ],
      }),
      [
        [4, 3],
        [2, 1],
      ],
    ],
  ]) {
    a.set(0, { ...point(), pos });
    assert.deepEqual(a.get(0).pos, expected);
  }
});

test('assign between record dtypes goes by position, as NumPy', () => {
  const a = arrayOf(
    [
      ['p', '<i4'],
      ['q', 'S2'],
    ],
    [2],
    {
      values: [
        { p: 1, q: 'a' },
        { p: 300, q: 'bc' },
      ],
    },
  );
  const b = arrayOf(
    [
      ['u', '>f8'],
      ['v', '<U3'],
    ],
    [3, 2],
  );
  b.assign(a);
  assert.deepEqual(b.get(2, 1), { u: 300, v: 'bc' });
  const c = arrayOf(
    [
      ['u', 'u1'],
      ['v', 'S2'],
    ],
    [2],
    { values: { u: 9, v: 'zz' } },
  );
  assert.equal(
    refusal(() => c.assign(a)),
    'RangeError ERR_MEMMAP_VALUE',
  );
  assert.deepEqual(c.toArray(), [
    { u: 9, v: 'zz' },
    { u: 9, v: 'zz' },
  ]);
  assert.equal(
    refusal(() => arrayOf([['u', 'u1']], [2]).assign(a)),
    'TypeError ERR_MEMMAP_DTYPE',
  );
  assert.equal(
    refusal(() => a.assign(new Float32Array(2))),
    'TypeError ERR_MEMMAP_DTYPE',
  );
});

test('copy gives every field the native byte order, in sub-arrays and nested records too', () => {
  const a = arrayOf(
    [
      ['n', '>U2'],
      [
        'at',
        [
          ['x', '>i2', [2]],
          ['y', 'u1'],
        ],
      ],
    ],
    [2],
    {
      values: { n: 'aé', at: { x: [258, -1], y: 3 } },
    },
  );
  const b = a.slice([null, null, -1]).copy();
  assert.deepEqual(b.dtype, [
    ['n', '<U2'],
    [
      'at',
      [
        ['x', '<i2', [2]],
        ['y', '|u1'],
      ],
    ],
  ]);
  assert.deepEqual(b.toArray(), a.toArray());
  const c = arrayOf(
    { names: ['a', 'b'], formats: ['>i2', ['>f4', [2]]], offsets: [1, 4], itemsize: 16 },
    [2],
    {
      values: { a: 1, b: [2, 3] },
    },
  ).copy();
  assert.deepEqual(c.toArray()[1], { a: 1, b: [2, 3] });
  assert.deepEqual(c.dtype.formats, ['<i2', ['<f4', [2]]]);
});

test('fields that overlap read the same bytes', () => {
  const a = arrayOf({ names: ['word', 'low'], formats: ['<u2', 'u1'], offsets: [0, 0] }, [1]);
  a.field('word').fill(0x1234);
  assert.deepEqual(a.get(0), { word: 0x1234, low: 0x34 });
});

test('a field called __proto__ is a field', () => {
  const a = arrayOf(
    [
      ['__proto__', 'u1'],
      ['toString', 'u1'],
    ],
    [1],
  );
  a.set(0, JSON.parse('{ "__proto__": 5, "toString": 6 }'));
  const record = a.get(0);
  assert.deepEqual(Object.entries(record), [
    ['__proto__', 5],
    ['toString', 6],
  ]);
  assert.equal(Object.getPrototypeOf(record), Object.prototype);
  assert.equal(a.toString(), '[(5, 6)]');
});

test('a getter that closes the map in the middle of a write is too late to be written', () => {
  const closed = new Int32Array(1);
  const a = arrayOf(
    [
      ['x', 'u1'],
      ['y', 'u1'],
    ],
    [2],
    { source: { closed } },
  );
  const trap = {
    x: 1,
    get y() {
      closed[0] = 1;
      return 2;
    },
  };
  for (const call of [() => a.set(0, trap), () => a.fill(trap), () => a.assign([trap, trap])]) {
    closed[0] = 0;
    assert.equal(refusal(call), 'Error ERR_MEMMAP_CLOSED');
    closed[0] = 0;
    assert.equal(memoryOf(a), '00000000');
  }
});
