'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { openMemmap, Memmap } = require('../index.js');
const { scratch, thrownBy } = require('./helpers');

const fixture = (name) => path.join(__dirname, 'fixtures', 'npy', name);

/** What each file of fixtures/npy.py holds. */
const FIXTURES = {
  'numpy-python3.npy': ['float64', [2], 'C', [1, 1]],
  'numpy-win64python2.npy': ['float64', [2], 'C', [1, 1]],
  'version1.npy': [
    'float64',
    [2, 3],
    'C',
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  ],
  'version2.npy': [
    '>i2',
    [2, 3],
    'C',
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  ],
  'version3.npy': [
    [
      ['日本', '<i4'],
      ['é', '<u2'],
    ],
    [1],
    'C',
    [{ 日本: 1, é: 2 }],
  ],
  'fortran.npy': [
    'int32',
    [2, 3],
    'F',
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  ],
  'scalar.npy': ['uint8', [], 'C', 7],
  'empty.npy': ['float32', [0, 3], 'C', []],
  'padded.npy': [
    { names: ['a', 'b'], formats: ['|i1', '>f4'], offsets: [1, 8], itemsize: 16 },
    [3],
    'C',
    [
      { a: 1, b: 0.5 },
      { a: 2, b: 1.5 },
      { a: 3, b: 2.5 },
    ],
  ],
  'text.npy': ['<U2', [2], 'C', ['a', '日本']],
  'dates.npy': ['datetime64[D]', [2], 'C', [1n, -(2n ** 63n)]],
};

for (const [name, [dtype, shape, order, values]] of Object.entries(FIXTURES)) {
  test(`${name} is read as NumPy reads it, in every mode`, () => {
    for (const mode of ['r', 'r+', 'c']) {
      const file = scratch(fs.readFileSync(fixture(name)));
      const a = openMemmap(file, { mode });
      assert.ok(a instanceof Memmap);
      assert.deepEqual(a.dtype, dtype);
      assert.deepEqual([a.shape, a.order, a.mode], [shape, order, mode]);
      assert.equal(a.filename, file);
      assert.deepEqual(a.toArray(), values);
      assert.equal(a.offset + a.nbytes, fs.statSync(file).size);
      a.close();
      assert.deepEqual(fs.readFileSync(file), fs.readFileSync(fixture(name)));
    }
  });
}

test('the default mode is r', () => {
  const a = openMemmap(fixture('version1.npy'));
  assert.equal(a.mode, 'r');
  assert.throws(() => a.set(0, 0, 1), { code: 'ERR_MEMMAP_READ_ONLY' });
});

test("NumPy's own files of Python objects are refused", () => {
  for (const name of ['py2-np0-objarr', 'py2-objarr', 'py3-objarr']) {
    assert.throws(() => openMemmap(fixture(`numpy-${name}.npy`)), {
      code: 'ERR_MEMMAP_FORMAT',
      message: /Python objects/,
    });
  }
});

test('bfloat16 is read as two bytes without a meaning, as NumPy does, unless it is asked for', () => {
  const plain = openMemmap(fixture('bfloat16.npy'));
  assert.deepEqual([plain.dtype, plain.shape], ['|V2', [2]]);
  const a = openMemmap(fixture('bfloat16.npy'), { dtype: 'bfloat16' });
  assert.deepEqual([a.dtype, a.toArray()], ['bfloat16', [1.5, -2]]);
});

test('every kind of filename will do', async () => {
  const name = fixture('version1.npy');
  const fd = fs.openSync(name, 'r');
  const handle = await fs.promises.open(name, 'r');
  for (const given of [name, Buffer.from(name), pathToFileURL(name), fd, handle]) {
    assert.deepEqual(openMemmap(given).get(1, 2), 5);
  }
  fs.closeSync(fd);
  await handle.close();
});

test('a descriptor serves w+ and stays open', () => {
  const file = scratch();
  const fd = fs.openSync(file, 'w+');
  const a = openMemmap(fd, { mode: 'w+', shape: 2 });
  assert.equal(a.filename, null);
  a.set(1, 2.5);
  assert.deepEqual(openMemmap(file).toArray(), [0, 2.5]);
  fs.closeSync(fd);
});

test('w+ makes float64 in C order by default, zero, and is r+ from then on', () => {
  const file = scratch(Buffer.alloc(1000, 7));
  const a = openMemmap(file, { mode: 'w+', shape: [2, 3] });
  assert.deepEqual([a.dtype, a.order, a.mode, a.offset], ['float64', 'C', 'r+', 128]);
  assert.equal(fs.statSync(file).size, 128 + 48);
  assert.deepEqual(a.toArray(), [
    [0, 0, 0],
    [0, 0, 0],
  ]);
  a.set(1, 2, 4);
  a.flush();
  a.close();
  assert.equal(openMemmap(file).get(1, 2), 4);
});

test('all spellings of a mode will do', () => {
  const file = scratch();
  assert.equal(openMemmap(file, { mode: 'write', shape: 1 }).mode, 'r+');
  assert.equal(openMemmap(file, { mode: 'copyonwrite' }).mode, 'c');
  assert.throws(() => openMemmap(file, { mode: 'w' }), { code: 'ERR_MEMMAP_MODE' });
});

test('allocate reserves the blocks of a new file', () => {
  const file = scratch();
  openMemmap(file, { mode: 'w+', shape: 1 << 17, allocate: true });
  if (process.platform === 'linux') assert.ok(fs.statSync(file).blocks * 512 >= 1 << 20);
});

test('buffer: array gives an ArrayBuffer', () => {
  const a = openMemmap(fixture('version1.npy'), { buffer: 'array' });
  if (!process.env.MEMMAP_BUFFER) assert.ok(a.data.buffer instanceof ArrayBuffer);
  assert.equal(a.get(1, 0), 3);
});

test('what is said of a file that exists must be so', () => {
  const name = fixture('version1.npy');
  const right = { dtype: '<f8', shape: [2, 3], order: 'C', version: [1, 0], allocate: false };
  assert.equal(openMemmap(name, right).get(0, 1), 1);
  assert.equal(openMemmap(name, { shape: [-1, 3], version: null }).get(0, 1), 1);
  assert.equal(openMemmap(fixture('scalar.npy'), { order: 'F', shape: [] }).get(), 7);
  for (const wrong of [
    { dtype: 'float32' },
    { dtype: '>f8' },
    { shape: [3, 2] },
    { shape: 6 },
    { shape: [-1, 2] },
    { shape: [2, 3, -1] },
    { order: 'F' },
    { version: [2, 0] },
  ]) {
    const [option] = Object.keys(wrong);
    assert.throws(() => openMemmap(name, wrong), {
      code: 'ERR_MEMMAP_OPTION',
      message: new RegExp(option),
    });
  }
});

test('bad arguments are refused before a file is made or changed', () => {
  const contents = Buffer.from('something else');
  for (const [code, options] of [
    ['SHAPE', {}],
    ['SHAPE', { shape: -1 }],
    ['SHAPE', { shape: [2, -1] }],
    ['SHAPE', { shape: '2' }],
    ['LIMIT', { shape: [2 ** 52, 2 ** 52] }],
    ['DTYPE', { shape: 2, dtype: 'nothing' }],
    ['DTYPE', { shape: 2, dtype: null }],
    ['DTYPE', { shape: 2, dtype: { names: ['a', 'b'], formats: ['i4', 'i4'], offsets: [0, 2] } }],
    ['DTYPE', { shape: 2, dtype: { names: ['a', 'b'], formats: ['i4', 'i4'], offsets: [4, 0] } }],
    ['ORDER', { shape: 2, order: 'K' }],
    ['OPTION', { shape: 2, version: [4, 0] }],
    ['OPTION', { shape: 2, version: [1, 1] }],
    ['OPTION', { shape: 2, version: 1 }],
    ['OPTION', { shape: 2, version: '10' }],
    ['FORMAT', { shape: 2, version: [1, 0], dtype: [['日', 'f4']] }],
    ['FORMAT', { shape: 2, maxHeaderSize: 100 }],
    ['OPTION', { shape: 2, maxHeaderSize: 1.5 }],
    ['OPTION', { shape: 2, maxHeaderSize: '100' }],
    ['OPTION', { shape: 2, buffer: 'plain' }],
    ['OPTION', { shape: 2, allocate: 1 }],
    ['OPTION', { shape: 2, fortran_order: true }],
    ['OPTION', { shape: 2, offset: 4 }],
  ]) {
    const there = scratch(contents);
    const absent = scratch();
    for (const file of [there, absent]) {
      const error = thrownBy(() => openMemmap(file, { mode: 'w+', ...options }));
      assert.equal(error.code, `ERR_MEMMAP_${code}`, `${JSON.stringify(options)}: ${error}`);
    }
    assert.deepEqual(fs.readFileSync(there), contents);
    assert.equal(fs.existsSync(absent), false);
  }
  assert.throws(() => openMemmap({}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => openMemmap(scratch()), { code: 'ENOENT', syscall: 'open' });
  assert.throws(() => openMemmap(__dirname), { code: 'EISDIR' });
});

/** A .npy file from its parts. */
function npy(header, data = Buffer.alloc(16), { version = 1, minor = 0, length } = {}) {
  const text = Buffer.from(header, version === 3 ? 'utf8' : 'latin1');
  const size = Buffer.alloc(version === 1 ? 2 : 4);
  size.writeUIntLE(length ?? text.length, 0, size.length);
  const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, minor]);
  return Buffer.concat([magic, size, text, data]);
}

const header = (parts = {}) => {
  const all = { descr: "'<f8'", fortran_order: 'False', shape: '(2,)', ...parts };
  return `{${Object.entries(all)
    .map(([key, value]) => `'${key}': ${value}, `)
    .join('')}}\n`;
};

test('the least header is read, in each version', () => {
  for (const version of [1, 2, 3]) {
    assert.deepEqual(openMemmap(scratch(npy(header(), undefined, { version }))).toArray(), [0, 0]);
  }
});

test('trailing bytes are left alone, as NumPy does', () => {
  const file = scratch(npy(header(), Buffer.alloc(100, 1)));
  const a = openMemmap(file, { mode: 'r+' });
  assert.deepEqual(a.shape, [2]);
  a.fill(0);
  assert.deepEqual(fs.readFileSync(file).subarray(-84), Buffer.alloc(84, 1));
});

const whole = npy(header());
const DAMAGED = {
  'an empty file': ['FORMAT', Buffer.alloc(0)],
  'half a magic string': ['FORMAT', whole.subarray(0, 5)],
  'another magic string': ['FORMAT', Buffer.from(whole).fill('X', 0, 1)],
  'version 4': ['FORMAT', npy(header(), undefined, { version: 4 })],
  'version 1.1': ['FORMAT', npy(header(), undefined, { minor: 1 })],
  'half a header': ['FORMAT', whole.subarray(0, 40)],
  'a header longer than the file': ['FORMAT', npy(header(), undefined, { length: 5000 })],
  'a header of 4 GiB': ['FORMAT', npy(header(), undefined, { version: 2, length: 0xffffffff })],
  'a header that is too large': ['FORMAT', npy(header() + ' '.repeat(10000))],
  'data too short': ['SIZE', whole.subarray(0, whole.length - 1)],
  'no data': ['SIZE', whole.subarray(0, whole.length - 16)],
  'a shape beyond all files': ['SIZE', npy(header({ shape: '(99999999999999999999,)' }))],
  'a shape that overflows': ['SIZE', npy(header({ shape: `(${2 ** 40}, ${2 ** 40})` }))],
  'python objects': ['FORMAT', npy(header({ descr: "'|O'" }))],
  'objects in a record': ['FORMAT', npy(header({ descr: "[('a', '<i4'), ('b', '|O')]" }))],
  'an unknown dtype': ['FORMAT', npy(header({ descr: "'<q9'" }))],
  'long double': ['FORMAT', npy(header({ descr: "'<f16'" }))],
  'strings of no length': ['FORMAT', npy(header({ descr: "'|S0'" }))],
  'an unknown key': ['FORMAT', npy(header({ more: '1' }))],
  'a key that is missing': ['FORMAT', npy("{'descr': '<f8', 'shape': (2,)}")],
  'a shape that is a list': ['FORMAT', npy(header({ shape: '[2]' }))],
  'a negative shape': ['FORMAT', npy(header({ shape: '(-1,)' }))],
  'too many axes': ['FORMAT', npy(header({ shape: `(${'1, '.repeat(65)})` }))],
  'an order that is no bool': ['FORMAT', npy(header({ fortran_order: '0' }))],
  code: ['FORMAT', npy(header({ descr: "__import__('os').system('true')" }))],
  'brackets without end': ['FORMAT', npy('['.repeat(9000))],
  'records in records': [
    'FORMAT',
    npy(header({ descr: `${"[('a', ".repeat(900)}'<f8'${')]'.repeat(900)}` })),
  ],
  'long integers in version 3': [
    'FORMAT',
    npy(header({ shape: '(2L,)' }), undefined, { version: 3 }),
  ],
};

for (const [what, [code, bytes]] of Object.entries(DAMAGED)) {
  test(`a damaged file is refused and left as it is: ${what}`, () => {
    const file = scratch(bytes);
    for (const mode of ['r', 'r+', 'c']) {
      assert.throws(() => openMemmap(file, { mode }), { code: `ERR_MEMMAP_${code}` });
      assert.deepEqual(fs.readFileSync(file), Buffer.from(bytes));
    }
  });
}

test('maxHeaderSize is the largest header in characters', () => {
  const long = scratch(npy(header() + ' '.repeat(20000)));
  assert.deepEqual(openMemmap(long, { maxHeaderSize: 30000 }).shape, [2]);
  assert.throws(() => openMemmap(fixture('version1.npy'), { maxHeaderSize: 20 }), {
    code: 'ERR_MEMMAP_FORMAT',
    message: /maxHeaderSize/,
  });
});

test('a field called __proto__ is a field', () => {
  const a = openMemmap(scratch(), { mode: 'w+', shape: 1, dtype: [['__proto__', '<i4']] });
  assert.deepEqual(openMemmap(a.filename).dtype, [['__proto__', '<i4']]);
});
