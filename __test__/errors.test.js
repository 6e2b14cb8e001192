'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { inspect } = require('node:util');
const zlib = require('node:zlib');
const { Memmap, dtype, memmap, openMemmap, openNpz } = require('../index.js');
const { scratch, thrownBy } = require('./helpers');
const { writeZip } = require('./support/zip');

const CONTENTS = Buffer.from('0123456789');

/** A TypedArray without memory, whose length is 0. */
function detached() {
  const shape = Int32Array.of(4);
  structuredClone(shape.buffer, { transfer: [shape.buffer] });
  return shape;
}

/** Options that cannot be, by the code they must give. */
const BAD = {
  OPTION: [
    { dtpye: 'f4' },
    { mod: 'r' },
    { Mode: 'r' },
    { offest: 3 },
    { shpae: 3 },
    { Order: 'C' },
    { buffers: 'array' },
    { alocate: true },
    { length: 3 },
    { shape: 1, foo: undefined },
    { buffer: 'heap' },
    { buffer: 1 },
    { buffer: null },
    { buffer: 'Shared' },
    { allocate: 1 },
    { allocate: 'yes' },
    { allocate: null },
    null,
    'r',
    3,
    true,
    [],
    () => {},
    Symbol('options'),
  ],
  MODE: [
    ...['', 'w', 'rw', 'R', 'a', 'x', 'rb', 'r+b', 'c+', 'read', 'readOnly', ' r'].map((mode) => ({
      mode,
    })),
    { mode: 3 },
    { mode: null },
    { mode: ['r'] },
    { mode: {} },
  ],
  DTYPE: [
    ...['', 'float33', 'f5', 'floot32', 'O', 'object', 'longdouble', 'S0', 'U0', 'V', 'M8[xx]'].map(
      (bad) => ({ dtype: bad }),
    ),
    { dtype: null },
    { dtype: 4 },
    { dtype: [] },
    { dtype: {} },
    { dtype: [['x']] },
    { dtype: [['x', 'f4', 2, 3]] },
    { dtype: [['x', 'nope']] },
    { dtype: { names: ['x'], formats: [] } },
    { dtype: { names: ['x'], formats: ['f4'], ofsets: [0] } },
    { dtype: Float32Array },
    { dtype: true },
  ],
  OFFSET: [
    { offset: -1 },
    { offset: -1n },
    { offset: 1.5 },
    { offset: NaN },
    { offset: Infinity },
    { offset: 2 ** 53 },
    { offset: 2n ** 64n },
    { offset: '4' },
    { offset: null },
    { offset: {} },
    { offset: [0] },
    { offset: true },
  ],
  SHAPE: [
    { shape: -2 },
    { shape: 1.5 },
    { shape: NaN },
    { shape: [1, -1, -1] },
    { shape: [-1, 0] },
    { shape: [2, 'x'] },
    { shape: ['2'] },
    { shape: '2' },
    { shape: null },
    { shape: {} },
    { shape: [null] },
    { shape: [[2]] },
    { shape: [2n] },
    { shape: 2n },
    { shape: BigInt64Array.of(2n) },
    { shape: new Array(65).fill(1) },
    { shape: true },
    { shape: Infinity },
    { shape: -Infinity },
    { shape: detached() },
    { mode: 'w+' },
    { mode: 'w+', shape: -1 },
    { mode: 'write', shape: [2, -1] },
  ],
  ORDER: ['A', 'K', '', 'CF', 3, null, true, ['C']].map((order) => ({ order })),
  LIMIT: [
    { shape: 2 ** 60, dtype: 'f8' },
    { shape: [2 ** 40, 2 ** 40] },
    { shape: [1e300] },
    { shape: [0, 2 ** 40, 2 ** 40] },
    { mode: 'w+', shape: [2 ** 53 - 1, 2] },
    { shape: 8, offset: 2n ** 63n - 1n },
  ],
  SIZE: [
    { mode: 'r', shape: 11 },
    { mode: 'c', shape: [11] },
    { mode: 'r', offset: 11 },
    { mode: 'r+', offset: 11 },
    { mode: 'r', offset: 2n ** 60n },
    { dtype: 'f4' },
    { dtype: 'f4', mode: 'r' },
    { shape: [-1, 3] },
    { shape: [-1, 3], mode: 'c' },
  ],
};

test('every bad option has its own code, and no file is created, truncated or grown', () => {
  let calls = 0;
  for (const [code, list] of Object.entries(BAD)) {
    for (const options of list) {
      const label = `${code} ${JSON.stringify(options, (_, v) => (typeof v === 'bigint' ? `${v}n` : v))}`;
      const file = scratch(CONTENTS);
      const error = thrownBy(() => memmap(file, options));
      assert.equal(error.code, `ERR_MEMMAP_${code}`, `${label}: ${error.stack}`);
      assert.ok(error instanceof TypeError || error instanceof RangeError, label);
      assert.deepEqual(fs.readFileSync(file), CONTENTS, label);
      const missing = scratch();
      assert.throws(() => memmap(missing, options), label);
      assert.ok(!fs.existsSync(missing), label);
      calls += 2;
    }
  }
  assert.ok(calls > 200);
});

test('every message names the option', () => {
  const file = scratch(CONTENTS);
  const names = {
    MODE: /mode/,
    DTYPE: /dtype/,
    OFFSET: /offset/,
    SHAPE: /shape/,
    ORDER: /order/,
    LIMIT: /shape/,
    SIZE: /mode|dtype|offset|shape/,
    OPTION: /option|buffer|allocate/,
  };
  for (const [code, list] of Object.entries(BAD)) {
    for (const options of list) {
      assert.match(thrownBy(() => memmap(file, options)).message, names[code]);
    }
  }
});

test('a misspelled option names the nearest known one', () => {
  for (const [wrong, right] of [
    ['dtpye', 'dtype'],
    ['Mode', 'mode'],
    ['offest', 'offset'],
    ['shap', 'shape'],
    ['ordre', 'order'],
    ['bufer', 'buffer'],
    ['alloc', 'allocate'],
  ]) {
    const error = thrownBy(() => memmap(scratch('x'), { [wrong]: 1 }));
    assert.equal(error.code, 'ERR_MEMMAP_OPTION');
    assert.ok(error.message.includes(`did you mean '${right}'`), error.message);
  }
});

/** Calls that fail on a file, by the code that they give. */
function failing() {
  const npy = fs.readFileSync(path.join(__dirname, 'fixtures/npy/version1.npy'));
  const zip = (data) => writeZip(scratch(''), [{ name: 'x.npy', data }]);
  return {
    SIZE: [
      [scratch(''), (file) => memmap(file, { mode: 'r' })],
      [scratch('123'), (file) => memmap(file, { mode: 'r', dtype: 'f4' })],
      [scratch('123'), (file) => memmap(file, { mode: 'c', shape: 4 })],
      [scratch(npy.subarray(0, -1)), (file) => openMemmap(file)],
    ],
    FORMAT: [
      [scratch('no magic'), (file) => openMemmap(file)],
      [scratch('no zip'), (file) => openNpz(file)],
      [zip(npy.subarray(0, -1)), (file) => openNpz(file).x],
      [zip(Buffer.from('no magic')), (file) => openNpz(file).x],
    ],
    SHAPE: [[scratch(), (file) => memmap(file, { mode: 'w+' })]],
    OPTION: [[scratch(npy), (file) => openMemmap(file, { dtype: 'S7' })]],
    LIMIT: [[scratch('1'), (file) => memmap(file, { mode: 'r', shape: [2 ** 40, 2 ** 40] })]],
  };
}

test('an error of opening names the file, and has its path', () => {
  for (const [code, calls] of Object.entries(failing())) {
    for (const [file, open] of calls) {
      const error = thrownBy(() => open(file));
      assert.equal(error.code, `ERR_MEMMAP_${code}`);
      assert.equal(error.path, file);
      assert.ok(error.message.startsWith(`${file}: `), error.message);
      assert.ok(error.stack.includes(error.message));
      assert.equal(thrownBy(() => open(Buffer.from(file))).path, file);
    }
  }
});

test('of a descriptor the error names its number', () => {
  const fd = fs.openSync(scratch(''), 'r');
  for (const open of [memmap, openMemmap, openNpz]) {
    const error = thrownBy(() => open(fd, { mode: 'r' }));
    assert.ok(error.message.startsWith(`fd ${fd}: `), error.message);
    assert.equal('path' in error, false);
  }
  fs.closeSync(fd);
});

const replaces = { skip: process.platform === 'win32' && 'Windows keeps files that are mapped' };

test('append names the file that it cannot append to', replaces, () => {
  const file = scratch('1234');
  const a = memmap(file, { dtype: 'u1' });
  fs.rmSync(file);
  fs.writeFileSync(file, '1234');
  const error = thrownBy(() => a.append([1]));
  assert.equal(error.path, file);
  assert.ok(error.message.includes(file), error.message);
});

test('no name of a file acts on a terminal', () => {
  const file = path.join(scratch(), 'a\x1b[2J\u202e');
  const error = thrownBy(() => memmap(file, { mode: 'w+' }));
  assert.equal(error.path, file);
  assert.doesNotMatch(error.message, /[\p{Cc}\p{Bidi_C}]/u);
});

test('a file of another format is named as what it is', () => {
  const npy = fs.readFileSync(path.join(__dirname, 'fixtures/npy/version1.npy'));
  const npz = writeZip(scratch(''), [{ name: 'x.npy', data: npy }]);
  const gzip = scratch(zlib.gzipSync(npy));
  for (const [call, hint] of [
    [() => openMemmap(npz), /openNpz\(\)/],
    [() => openNpz(scratch(npy)), /openMemmap\(\)/],
    [() => openMemmap(gzip), /gzip/],
    [() => openNpz(gzip), /gzip/],
  ]) {
    const { code, message } = thrownBy(call);
    assert.equal(code, 'ERR_MEMMAP_FORMAT');
    assert.match(message, hint);
  }
});

test('a wrong dtype gets the nearest right one, by its family', () => {
  for (const [wrong, right] of [
    ['f32', 'float32'],
    ['f16', 'float16'],
    ['u16', 'uint16'],
    ['i64', 'int64'],
    ['bf16', 'bfloat16'],
    ['c64', 'complex64'],
    ['float33', 'float32'],
    ['flaot64', 'float64'],
    ['UINT8', 'uint8'],
    ['datetime', 'datetime64'],
    ['Float32Array', 'float32'],
    ['BigInt64Array', 'int64'],
    [Float64Array, 'float64'],
    [Uint8ClampedArray, 'uint8'],
    ['>f32', '>f4'],
    ['f4,i33', 'int32'],
    [[['x', 'f32']], 'float32'],
  ]) {
    const { code, message } = thrownBy(() => memmap(scratch('x'), { dtype: wrong }));
    assert.equal(code, 'ERR_MEMMAP_DTYPE');
    assert.ok(message.endsWith(`: did you mean '${right}'?`), message);
  }
  for (const wrong of ['spam', 'u128', '', 'O', 'x'.repeat(1e6), Array, class {}]) {
    assert.doesNotMatch(thrownBy(() => dtype(wrong)).message, /did you mean/);
  }
});

test('a dtype of a wrong type is refused with its value', () => {
  for (const [wrong, shown] of [
    [5, 'got 5'],
    [5n, 'got 5n'],
    [null, 'got null'],
    [true, 'got true'],
    [Symbol('f4'), 'got Symbol(f4)'],
  ]) {
    const { message } = thrownBy(() => memmap(scratch('x'), { dtype: wrong }));
    assert.ok(message.includes(shown), message);
  }
});

test('what a getter in a dtype throws is what the caller gets', () => {
  for (const mine of [new RangeError('mine'), null]) {
    let caught;
    try {
      dtype({
        get names() {
          throw mine;
        },
      });
    } catch (error) {
      caught = { error };
    }
    assert.deepEqual(caught, { error: mine });
  }
});

test('a wrong mode gets the one that is meant', () => {
  for (const [wrong, right] of [
    ['rw', 'r+'],
    ['rb', 'r'],
    ['w', 'w+'],
    ['R+', 'r+'],
    ['readOnly', 'readonly'],
    ['copyonwrit', 'copyonwrite'],
  ]) {
    for (const open of [memmap, openMemmap, openNpz]) {
      const { code, message } = thrownBy(() => open(scratch('x'), { mode: wrong }));
      assert.equal(code, 'ERR_MEMMAP_MODE');
      assert.ok(message.includes(`did you mean '${right}'?`), message);
    }
  }
  assert.doesNotMatch(thrownBy(() => memmap('x', { mode: 'x' })).message, /did you mean/);
});

test('arguments of other slices get the selector that is meant', () => {
  const a = memmap(scratch(CONTENTS));
  const rows = a.reshape(5, 2);
  for (const [call, hint] of [
    [() => a.slice(0, 5), 'did you mean slice([0, 5])?'],
    [() => a.slice(0, 5, 2), 'did you mean slice([0, 5, 2])?'],
    [() => rows.slice(0, 5), 'did you mean slice([0, 5])?'],
    [() => a.slice([5, 7, 9, 1]), 'did you mean take([ 5, 7, 9, 1 ])?'],
    [() => a.slice([5, 7, 0]), 'did you mean take([ 5, 7, 0 ])?'],
    [() => a.slice(Int32Array.of(5, 7)), 'did you mean take(Int32Array(2) [ 5, 7 ])?'],
  ]) {
    const { code, message } = thrownBy(call);
    assert.equal(code, 'ERR_MEMMAP_INDEX');
    assert.ok(message.includes(hint), message);
  }
  for (const call of [() => a.slice(77), () => rows.slice([0, 1], 7), () => a.get(77)]) {
    assert.doesNotMatch(thrownBy(call).message, /did you mean/);
  }
});

test("NumPy's own words are used where it has them", () => {
  const file = scratch(CONTENTS);
  assert.throws(() => memmap(file, { mode: 'w+' }), /shape must be given if mode == 'w\+'/);
  assert.throws(() => memmap(file, { mode: 'x' }), /mode must be one of .*got 'x'/);
  assert.throws(() => memmap(file, { dtype: 'spam' }), /data type 'spam' not understood/);
});

test('a filename of the wrong type is an error of node:fs', () => {
  const code = 'ERR_INVALID_ARG_TYPE';
  for (const bad of [
    undefined,
    null,
    {},
    [],
    true,
    3n,
    Symbol('x'),
    () => {},
    new Float64Array(2),
  ]) {
    assert.throws(() => memmap(bad, { mode: 'r' }), { name: 'TypeError', code });
    assert.throws(() => new Memmap(bad), { name: 'TypeError', code });
  }
  assert.throws(() => memmap('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => memmap(Buffer.from('a\0b')), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => memmap(1.5), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => memmap(-7), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => memmap(new URL('https://example.com/x')), { code: 'ERR_INVALID_URL_SCHEME' });
});

test('a failed system call looks like one of node:fs', () => {
  const file = path.join(scratch(), 'nowhere', 'x.bin');
  const theirs = thrownBy(() => fs.openSync(file, 'r'));
  const ours = thrownBy(() => memmap(file, { mode: 'r' }));
  for (const key of ['code', 'errno', 'syscall', 'path', 'message']) {
    assert.equal(ours[key], theirs[key], key);
  }
  assert.ok(ours instanceof Error);
});

test('a directory is EISDIR in every mode', () => {
  const folder = path.dirname(scratch());
  for (const mode of ['r', 'r+', 'w+', 'c']) {
    const error = thrownBy(() => memmap(folder, { mode, shape: 4 }));
    assert.equal(error.code, 'EISDIR', mode);
    assert.equal(error.path, folder);
  }
});

test('a descriptor that is closed, or not open for writing, is a system error', () => {
  const file = scratch(CONTENTS);
  const fd = fs.openSync(file, 'r');
  assert.equal(memmap(fd, { mode: 'r' }).get(0), 48);
  const denied = process.platform === 'win32' ? 'EPERM' : 'EACCES';
  assert.equal(thrownBy(() => memmap(fd, { mode: 'r+' })).code, denied);
  fs.closeSync(fd);
  assert.equal(thrownBy(() => memmap(fd, { mode: 'r' })).code, 'EBADF');
  assert.deepEqual(fs.readFileSync(file), CONTENTS);
});

test('dtype() gives the same error as the option', () => {
  assert.equal(thrownBy(() => dtype('spam')).code, 'ERR_MEMMAP_DTYPE');
});

test('MEMMAP_BUFFER that names no strategy is ERR_MEMMAP_BUFFER, before the file is touched', () => {
  const before = process.env.MEMMAP_BUFFER;
  process.env.MEMMAP_BUFFER = 'magic';
  try {
    const file = scratch();
    const error = thrownBy(() => memmap(file, { mode: 'w+', shape: 3 }));
    assert.equal(error.code, 'ERR_MEMMAP_BUFFER');
    assert.ok(!fs.existsSync(file));
  } finally {
    if (before === undefined) delete process.env.MEMMAP_BUFFER;
    else process.env.MEMMAP_BUFFER = before;
  }
});

test('a message has no character that acts on a terminal, whatever a file calls its fields', () => {
  const name = 'a\x1b[2J\x7f\x9b\u202e\u2066\u2028\n';
  const given = { dtype: [[name, 'f4']], mode: 'c' };
  const a = memmap(scratch(CONTENTS), { ...given, shape: 1 });
  const messages = [
    () => dtype(name),
    () => dtype(`M8[${name}]`),
    () => dtype(`m8[s/${name}]`),
    () => dtype(`M8[9999999999${name}`),
    () => dtype([[name, 'zz']]),
    () =>
      dtype([
        [name, 'f4'],
        [name, 'f4'],
      ]),
    () => a.field('x'),
    () => a.field(`${name}x`),
    () => a.set(0, { x: 1 }),
    () => a.set(0, { [name]: 'x' }),
    () => a.set(0, { [`${name}x`]: 1 }),
    () => a.fill(name),
    () => a.astype('f4'),
  ].map((call) => thrownBy(call).message);
  messages.push(inspect(a).split('\n')[0], String(dtype(given.dtype)));
  for (const message of messages) {
    assert.doesNotMatch(message, /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/u, JSON.stringify(message));
  }
  // It can be read back.
  assert.equal(JSON.parse(String(dtype(given.dtype)))[0][0], name);
});
