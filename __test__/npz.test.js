'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { openNpz, Memmap } = require('../index.js');
const { scratch, thrownBy, withNumpy, numpy } = require('./helpers');
const { writeZip } = require('./support/zip');

const fixture = (name) => path.join(__dirname, 'fixtures', 'npy', name);
const read = (name) => fs.readFileSync(fixture(name));

const X = [
  [0, 1, 2],
  [3, 4, 5],
];
const Y = [
  [1, 0, 0],
  [0, 1, 0],
];

for (const name of ['stored.npz', 'zip64.npz']) {
  test(`the members of ${name} are mapped where they lie`, () => {
    const bytes = read(name);
    const { x, y, ...others } = openNpz(fixture(name));
    assert.deepEqual(others, {});
    assert.ok(x instanceof Memmap);
    assert.deepEqual([x.dtype, x.order, x.toArray()], ['float64', 'C', X]);
    assert.deepEqual([y.dtype, y.order, y.toArray()], ['int16', 'F', Y]);
    assert.deepEqual([x.mode, x.filename], ['r', fixture(name)]);
    assert.equal(bytes.readDoubleLE(x.offset + 40), 5);
    assert.equal(bytes.readInt16LE(y.offset + 6), 1);
  });
}

test('each member is closed on its own', () => {
  const { x, y } = openNpz(fixture('stored.npz'));
  x.close();
  assert.equal(x.closed, true);
  assert.equal(y.get(1, 1), 1);
});

test('c changes memory, not the file', () => {
  const file = scratch(read('stored.npz'));
  const { x } = openNpz(file, { mode: 'c' });
  x.fill(7);
  assert.equal(x.get(1, 1), 7);
  assert.deepEqual(fs.readFileSync(file), read('stored.npz'));
  assert.throws(() => openNpz(file).x.set(0, 0, 1), { code: 'ERR_MEMMAP_READ_ONLY' });
});

test('writing in place is refused: it would make the checksums wrong', () => {
  const file = scratch(read('stored.npz'));
  for (const mode of ['r+', 'w+', 'readwrite', 'write', 'x', 7]) {
    assert.throws(() => openNpz(file, { mode }), { code: 'ERR_MEMMAP_MODE' });
  }
  assert.deepEqual(fs.readFileSync(file), read('stored.npz'));
});

test('options are checked', () => {
  for (const options of [{ dtype: 'f4' }, { maxHeaderSize: -1 }, { buffer: 'x' }, null]) {
    assert.throws(() => openNpz(fixture('stored.npz'), options), { code: 'ERR_MEMMAP_OPTION' });
  }
  assert.throws(() => openNpz(fixture('stored.npz'), { maxHeaderSize: 10 }), {
    code: 'ERR_MEMMAP_FORMAT',
    message: /'x\.npy'.*maxHeaderSize/,
  });
  assert.throws(() => openNpz(scratch()), { code: 'ENOENT' });
  assert.throws(() => openNpz(7.5), { code: 'ERR_OUT_OF_RANGE' });
});

test('a descriptor will do', () => {
  const fd = fs.openSync(fixture('stored.npz'), 'r');
  const { x } = openNpz(fd, { buffer: 'array' });
  assert.equal(x.filename, null);
  fs.closeSync(fd);
  assert.deepEqual(x.toArray(), X);
});

test('a compressed member is refused by name, with the advice', () => {
  assert.throws(() => openNpz(fixture('compressed.npz')), {
    code: 'ERR_MEMMAP_FORMAT',
    message: /'x\.npy'.*compressed.*np\.savez/,
  });
});

test('a member of Python objects is refused by name', () => {
  for (const name of ['numpy-py2-objarr.npz', 'numpy-py3-objarr.npz']) {
    assert.throws(() => openNpz(fixture(name)), {
      code: 'ERR_MEMMAP_FORMAT',
      message: /'x\.npy'.*Python objects/,
    });
  }
});

const npy = read('version1.npy');

test('names lose .npy, and what has none is left out, compressed or not', () => {
  const file = writeZip(scratch(), [
    { name: 'a.b.npy', data: npy },
    { name: 'readme.txt', data: Buffer.from('text'), method: 8 },
    { name: 'folder/日.npy', data: npy },
    { name: '__proto__.npy', data: npy },
    { name: 'folder/', data: Buffer.alloc(0) },
    { name: Buffer.from([0x82, 0x2e, 0x6e, 0x70, 0x79]), data: npy, flags: 0 },
  ]);
  const arrays = openNpz(file);
  assert.deepEqual(Object.keys(arrays), ['a.b', 'folder/日', '__proto__', 'é']);
  for (const array of Object.values(arrays)) assert.deepEqual(array.toArray(), X);
});

test('an archive without members has no arrays', () => {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  assert.deepEqual(openNpz(scratch(end)), {});
});

test('members begin where their own headers end, beyond 4 GiB too', () => {
  const file = writeZip(scratch(), [
    { name: 'near.npy', data: npy, extra: 33 },
    { name: 'far.npy', data: npy, at: 5 * 2 ** 30 + 1, extra: 20 },
  ]);
  const { near, far } = openNpz(file);
  assert.equal(near.offset, 30 + 8 + 33 + 128);
  assert.equal(far.offset, 5 * 2 ** 30 + 1 + 30 + 7 + 20 + 128);
  assert.deepEqual([near.toArray(), far.toArray()], [X, X]);
});

test('members that lie are refused', () => {
  const cut = npy.subarray(0, npy.length - 8);
  for (const [code, member] of [
    ['FORMAT', { data: npy, size: 2 ** 40, stored: 2 ** 40 }],
    ['FORMAT', { data: npy, size: 2 ** 40 }],
    ['FORMAT', { data: npy, offset: 2 ** 50 }],
    ['FORMAT', { data: npy, offset: 1 }],
    ['FORMAT', { data: npy, flags: 0x801 }],
    ['FORMAT', { data: npy, method: 12 }],
    ['FORMAT', { data: Buffer.from('no array') }],
    ['FORMAT', { data: Buffer.alloc(0) }],
    ['SIZE', { data: cut }],
    ['SIZE', { data: npy, size: cut.length, stored: cut.length }],
  ]) {
    const file = writeZip(scratch(), [
      { name: 'good.npy', data: npy },
      { name: 'bad.npy', ...member },
    ]);
    const error = thrownBy(() => openNpz(file));
    assert.equal(error.code, `ERR_MEMMAP_${code}`, `${JSON.stringify(member)}: ${error}`);
    assert.match(error.message, /bad\.npy/);
  }
});

test('what is no archive is refused', () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('PK'),
    npy,
    read('stored.npz').subarray(0, -1),
  ]) {
    assert.throws(() => openNpz(scratch(bytes)), { code: 'ERR_MEMMAP_FORMAT' });
  }
});

test("numpy.savez's archives are read, whatever is in them", withNumpy(), () => {
  const file = `${scratch()}.npz`;
  numpy(
    `
rows = np.array([(1, "a"), (2, "b")], [("n", ">i4"), ("s", "U3")])
np.savez(sys.argv[1], np.arange(3), rows=rows, zero=np.array(5.5), none=np.zeros((0, 2)), é=np.eye(2, dtype="?"))`,
    file,
  );
  const { arr_0, rows, zero, none, é } = openNpz(file);
  assert.deepEqual(arr_0.toArray(), [0n, 1n, 2n]);
  assert.deepEqual(rows.toArray(), [
    { n: 1, s: 'a' },
    { n: 2, s: 'b' },
  ]);
  assert.deepEqual([zero.toArray(), none.shape], [5.5, [0, 2]]);
  assert.deepEqual(é.toArray(), [
    [true, false],
    [false, true],
  ]);
  fs.rmSync(file);
});
