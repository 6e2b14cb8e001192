'use strict';

/** Seeded chains of views and writes, done here and by NumPy: same shapes, strides, bytes, errors. */

const assert = require('node:assert/strict');
const test = require('node:test');
const { withNumpy } = require('./helpers');
const { arrayOf, chance, memoryOf, random } = require('./support/arrays');
const { ask, known } = require('./support/numpy');

const RECORD = [
  ['x', '<f4'],
  ['y', '>i2', [2, 3]],
  [
    'in',
    [
      ['s', 'S3'],
      ['c', '<c8'],
    ],
  ],
];
const PADDED = { names: ['a', 'b'], formats: ['<f8', '<i2'], offsets: [8, 0], itemsize: 24 };
const NUMBERS = [
  ...['bool', 'int8', 'uint8', 'int16', '>i2', 'uint16', 'int32', '>u4', 'int64', '>i8', 'uint64'],
  ...['float16', 'float32', '>f4', 'float64', '>f8', 'complex64', '>c16', 'complex128', 'bfloat16'],
];
const DTYPES = [
  ...NUMBERS,
  ...['S5', '<U3', '>U2', 'V3', 'datetime64[ns]', '>m8[s]', RECORD, PADDED],
];

function apply(array, [op, argument]) {
  switch (op) {
    case 'slice':
      return array.slice(...argument);
    case 'transpose':
      return array.transpose(...argument);
    case 'reshape':
      return array.reshape(argument);
    case 'iterate':
      return [...array].at(argument);
    case 'field':
    case 'astype':
    case 'copy':
      return array[op](argument);
    case 'fill':
      array.fill(argument);
      return array;
    default:
      array.assign(built(argument).view);
      return array;
  }
}

/** The array of a case, and the view that its ops make of it. */
function built({ dtype, shape, order, bytes, ops }) {
  const whole = arrayOf(dtype, shape, { order, bytes: Buffer.from(bytes, 'hex') });
  return { whole, view: ops.reduce(apply, whole) };
}

/** The bytes of the elements in C order, as they are in memory. */
function bytesOf(array) {
  const { buffer, byteOffset } = array.data;
  const unit = array.data.BYTES_PER_ELEMENT ?? 1;
  const memory = Buffer.from(buffer);
  let hex = '';
  const walk = (axis, at) => {
    if (axis === array.ndim) hex += memory.toString('hex', at, at + array.itemsize);
    else
      for (let i = 0; i < array.shape[axis]; i++)
        walk(axis + 1, at + i * array.strides[axis] * unit);
  };
  if (array.size > 0) walk(0, byteOffset + array.start * unit);
  return hex;
}

/** Strides in bytes along the axes where they are ever taken. */
function stridesTaken(shape, strides) {
  return shape.includes(0) ? [] : strides.filter((_, axis) => shape[axis] > 1);
}

function randomBytes(length, { integer }) {
  return Buffer.from(Array.from({ length }, () => integer(0, 255)));
}

function randomShape({ integer, next }, axes = 4) {
  return Array.from({ length: integer(0, axes) }, () => (next() < 0.05 ? 0 : integer(1, 6)));
}

function randomSelector(length, { integer, pick, next }) {
  const bound = () => (next() < 0.3 ? null : integer(-length - 2, length + 2));
  if (next() < 0.2) return null;
  if (next() < 0.3 && length > 0) return next() < 0.03 ? length : integer(-length, length - 1);
  return [bound(), bound(), pick([null, 1, 2, 3, -1, -2, -7])].slice(0, integer(1, 3));
}

/** A step that suits the shape, most of the time. */
function randomOp(array, pickers) {
  const { integer, pick, next } = pickers;
  const { shape, ndim, size } = array;
  const kind = next();
  if (kind < 0.5) {
    const count = integer(0, ndim);
    const selectors = shape.slice(0, count).map((length) => randomSelector(length, pickers));
    if (next() < 0.2) selectors.push('...');
    if (next() < 0.02) selectors.push(...new Array(ndim + 1).fill(0));
    return ['slice', selectors];
  }
  if (kind < 0.65) {
    const axes = Array.from(shape.keys()).sort(() => next() - 0.5);
    return ['transpose', next() < 0.3 ? [] : next() < 0.05 ? [...axes, 0] : axes];
  }
  if (kind < 0.8) {
    const factor = integer(1, 4);
    return [
      'reshape',
      pick([[-1], [factor, -1], [size], [1, -1, 1], [factor, factor], [...shape].reverse()]),
    ];
  }
  const names = Array.isArray(array.dtype) ? array.dtype.map(([name]) => name) : array.dtype.names;
  if (names) return ['field', next() < 0.05 ? 'none' : pick(names)];
  return ['slice', ['...']];
}

function randomCase(dtype, pickers) {
  const shape = randomShape(pickers);
  const size = shape.reduce((product, length) => product * length, 1);
  const bytes = randomBytes(size * arrayOf(dtype, []).itemsize, pickers);
  const ops = [];
  const made = { dtype, shape, order: pickers.pick(['C', 'F']), bytes: bytes.toString('hex'), ops };
  let { view } = built(made);
  for (let step = pickers.integer(0, 5); step > 0; step--) {
    const op = randomOp(view, pickers);
    ops.push(op);
    try {
      view = apply(view, op);
    } catch {
      break;
    }
  }
  return made;
}

function outcome(made) {
  try {
    return built(made);
  } catch (error) {
    return { error };
  }
}

const CODES = { IndexError: ['_INDEX'], KeyError: ['_INDEX'], ValueError: ['_SHAPE', '_INDEX'] };

function compare(made, answer) {
  const { view, whole, error } = outcome(made);
  const told = JSON.stringify({ ...made, bytes: undefined });
  if (answer.error) {
    const codes = CODES[answer.error].map((code) => `ERR_MEMMAP${code}`);
    assert.ok(codes.includes(error?.code), `${told}: NumPy says ${answer.message}, here ${error}`);
    return;
  }
  assert.equal(error, undefined, `${told}: ${error}`);
  assert.deepEqual(view.shape, answer.shape, told);
  const unit = view.data.BYTES_PER_ELEMENT ?? 1;
  const strides = view.strides.map((stride) => stride * unit);
  assert.deepEqual(
    stridesTaken(view.shape, strides),
    stridesTaken(answer.shape, answer.strides),
    told,
  );
  assert.equal(bytesOf(view), answer.bytes, told);
  assert.equal(memoryOf(whole), answer.memory, told);
}

test('chains of views are NumPy’s: shapes, strides, bytes, errors', withNumpy(), () => {
  const pickers = chance(random(31337));
  const dtypes = known(DTYPES);
  const cases = Array.from({ length: 1500 }, () => randomCase(pickers.pick(dtypes), pickers));
  const answers = ask(cases);
  for (const [place, answer] of answers.entries()) compare(cases[place], answer);
  assert.ok(answers.filter(({ error }) => error).length > 20, 'some chains must fail');
});

test('iteration gives what NumPy’s gives', withNumpy(), () => {
  const pickers = chance(random(4));
  const dtypes = known(DTYPES);
  const cases = Array.from({ length: 200 }, () => {
    const made = randomCase(pickers.pick(dtypes), pickers);
    const { view } = outcome(made);
    if (view && view.ndim > 1 && view.shape[0] > 0) {
      made.ops.push(['iterate', pickers.integer(0, view.shape[0] - 1)]);
    }
    return made;
  });
  for (const [place, answer] of ask(cases).entries()) {
    if (!answer.error) assert.equal(bytesOf(built(cases[place]).view), answer.bytes);
  }
});

/** A case whose elements are small whole numbers, which every numeric dtype holds. */
function smallNumbers(dtype, shape, pickers) {
  const values = arrayOf(dtype, shape);
  const size = values.size;
  const flat = values.reshape(-1);
  const most = dtype === 'bool' ? 1 : 100;
  for (let at = 0; at < size; at++) flat.set(at, pickers.integer(0, most));
  const order = pickers.pick(['C', 'F']);
  return { dtype, shape, order, bytes: memoryOf(values), ops: [] };
}

/** A shape that broadcasts to another, with an axis more at times. */
function broadcastable(shape, { integer, next }) {
  const kept = shape.slice(integer(0, shape.length)).map((length) => (next() < 0.3 ? 1 : length));
  return kept.length === shape.length && next() < 0.2 ? [1, ...kept] : kept;
}

test('assign and fill change the bytes that NumPy changes, into the same', withNumpy(), () => {
  const pickers = chance(random(8));
  const dtypes = known(NUMBERS);
  const cases = Array.from({ length: 800 }, () => {
    const made = randomCase(pickers.pick(dtypes), pickers);
    const { view } = outcome(made);
    if (!view) return made;
    if (pickers.next() < 0.3) made.ops.push(['fill', pickers.integer(0, 100)]);
    else {
      const shape = broadcastable(view.shape, pickers);
      if (pickers.next() < 0.05) shape.push(7);
      made.ops.push(['assign', smallNumbers(pickers.pick(dtypes), shape, pickers)]);
    }
    return made;
  });
  for (const [place, answer] of ask(cases).entries()) compare(cases[place], answer);
});

test('copy and astype give the bytes that NumPy gives', withNumpy(), () => {
  const pickers = chance(random(15));
  const dtypes = known(NUMBERS);
  const cases = Array.from({ length: 800 }, () => {
    const made = smallNumbers(pickers.pick(dtypes), randomShape(pickers), pickers);
    let { view } = built(made);
    for (let step = pickers.integer(0, 3); step > 0; step--) {
      const op = randomOp(view, pickers);
      try {
        view = apply(view, op);
      } catch {
        continue;
      }
      made.ops.push(op);
    }
    made.ops.push(pickers.next() < 0.3 ? ['copy'] : ['astype', pickers.pick(dtypes)]);
    return made;
  });
  for (const [place, answer] of ask(cases).entries()) compare(cases[place], answer);
});

test('records, strings and dates copy as NumPy copies them', withNumpy(), () => {
  const pickers = chance(random(16));
  const dtypes = ['S5', '<U3', '>U2', 'V3', 'datetime64[ns]', '>m8[s]', RECORD];
  const cases = Array.from({ length: 200 }, () => {
    const made = randomCase(pickers.pick(dtypes), pickers);
    if (!outcome(made).error) made.ops.push(['copy']);
    return made;
  });
  for (const [place, answer] of ask(cases).entries()) compare(cases[place], answer);
});
