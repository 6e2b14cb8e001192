'use strict';

/** dtype(): NumPy's grammar as JavaScript callers see it; the answers are NumPy's own. */

const assert = require('node:assert/strict');
const test = require('node:test');
const { dtype } = require('../index.js');
const { thrownBy } = require('./helpers');
const { arrayOf } = require('./support/arrays');
const { cases } = require('./fixtures/dtypes.json');

/** What the fixture says of a dtype. */
function described(type) {
  const { name, str, kind, itemsize, alignment, byteorder, native, fields } = type;
  const all = { name, str, kind, itemsize, alignment, byteorder, native };
  return fields ? { ...all, fields: fields.map(describedField) } : all;
}

function describedField({ name, dtype: type, offset, shape }) {
  const field = { name, dtype: type.str, offset };
  if (shape) field.shape = [...shape];
  if (type.fields) field.fields = type.fields.map(describedField);
  return field;
}

test('every dtype is what NumPy makes of it', () => {
  assert.ok(cases.length > 400);
  for (const { input, error, ...expected } of cases) {
    if (error) {
      const { name, code, message } = thrownBy(() => dtype(input));
      assert.deepEqual([name, code], ['TypeError', 'ERR_MEMMAP_DTYPE'], JSON.stringify(input));
      assert.match(message, /dtype|type/);
    } else {
      assert.deepEqual(described(dtype(input)), expected, JSON.stringify(input));
    }
  }
});

test('the dtype of an array parses back to the same dtype', () => {
  for (const { input, error } of cases) {
    if (error) continue;
    const type = dtype(input);
    const a = arrayOf(input, [0]);
    assert.deepEqual(described(dtype(a.dtype)), described(type));
    assert.deepEqual(dtype(a.dtype).toString(), String(type));
  }
});

test('native dtypes show their name, others their str, records their fields', () => {
  for (const [input, expected] of [
    ['f4', 'float32'],
    ['=i8', 'int64'],
    ['?', 'bool'],
    ['M8[ns]', 'datetime64[ns]'],
    ['bfloat16', 'bfloat16'],
    ['>f4', '>f4'],
    ['S10', '|S10'],
    ['U5', '<U5'],
    ['V3', '|V3'],
  ]) {
    assert.equal(arrayOf(input, [1]).dtype, expected);
    assert.equal(String(dtype(input)), expected);
  }
  assert.deepEqual(arrayOf('f4,i2', [1]).dtype, [
    ['f0', '<f4'],
    ['f1', '<i2'],
  ]);
});

test('a dtype object is a dtype', () => {
  const type = dtype([['x', 'f4']]);
  assert.equal(dtype(type), type);
  assert.equal(arrayOf('i4', [1], { values: 3 }).astype(dtype('f8')).dtype, 'float64');
  assert.equal(dtype('f4'), dtype('f4'));
});

test('a dtype cannot be changed by those who share it', () => {
  const type = dtype([['x', 'f4', [2]]]);
  for (const change of [
    () => (type.itemsize = 1),
    () => type.fields.push(1),
    () => (type.fields[0].offset = 1),
    () => type.fields[0].shape.push(1),
    () => arrayOf(type, [1]).dtype[0].push('y'),
  ]) {
    assert.throws(change, TypeError);
  }
});

test('what is no dtype is refused', () => {
  for (const input of [
    null,
    undefined,
    5,
    5n,
    true,
    Symbol('f4'),
    () => 'f4',
    {},
    [],
    [[]],
    [['x']],
    new Date(),
    new Map(),
    [['x', null]],
    { names: ['x'] },
    '',
    'O',
    'longdouble',
    'S0',
    'float31',
  ]) {
    const { name, code } = thrownBy(() => dtype(input));
    assert.deepEqual([name, code], ['TypeError', 'ERR_MEMMAP_DTYPE']);
  }
});

test('many spellings do not fill the cache without end', () => {
  const first = dtype('S77');
  for (let size = 1; size <= 3000; size++) dtype(`S${size}`);
  assert.notEqual(dtype('S77'), first);
  assert.equal(dtype('S77').itemsize, 77);
});
