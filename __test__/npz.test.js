'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { inspect } = require('node:util');
const { openNpz, Memmap, NDArray } = require('../index.js');
const { liveMappings } = require('../lib/mapping/native');
const { scratch, thrownBy, withNumpy, numpy } = require('./helpers');
const { crc32, writeZip } = require('./support/zip');

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

test('members whose sizes follow them, in an archive written to a stream, are found', () => {
  for (const [name, inflate] of [
    ['streamed.npz', false],
    ['streamed-compressed.npz', true],
  ]) {
    const bytes = read(name);
    assert.ok(bytes.readUInt16LE(6) & 8, 'the flag that says so');
    const { x, y } = openNpz(fixture(name), { inflate });
    assert.deepEqual([x.toArray(), y.toArray(), x instanceof Memmap], [X, Y, !inflate]);
    assert.ok(bytes.includes('PK\x07\x08', 0, 'latin1'), 'a data descriptor');
  }
  assert.throws(() => openNpz(fixture('streamed-compressed.npz')).x, {
    code: 'ERR_MEMMAP_FORMAT',
    message: /'x\.npy'.*compressed/,
  });
});

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

test('options are checked, before the file is', () => {
  for (const options of [
    { dtype: 'f4' },
    { maxHeaderSize: -1 },
    { buffer: 'x' },
    { inflate: 1 },
    null,
  ]) {
    assert.throws(() => openNpz(scratch(), options), { code: 'ERR_MEMMAP_OPTION' });
  }
  const bounded = openNpz(fixture('stored.npz'), { maxHeaderSize: 10 });
  assert.throws(() => bounded.x, { code: 'ERR_MEMMAP_FORMAT', message: /'x\.npy'.*maxHeaderSize/ });
  assert.throws(() => openNpz(scratch()), { code: 'ENOENT' });
  assert.throws(() => openNpz(7.5), { code: 'ERR_OUT_OF_RANGE' });
});

test('a member is mapped when it is first read, once', () => {
  const before = liveMappings();
  const arrays = openNpz(fixture('stored.npz'));
  assert.deepEqual(Object.keys(arrays), ['x', 'y']);
  assert.match(inspect(arrays), /x: \[Getter\]/);
  assert.equal(liveMappings(), before);
  const { x } = arrays;
  assert.equal(liveMappings(), before + 1);
  assert.equal(arrays.x, x);
  arrays.close();
});

test('close() and using close what was read; what was not is ERR_MEMMAP_CLOSED', () => {
  for (const close of ['close', Symbol.dispose]) {
    const arrays = openNpz(fixture('stored.npz'));
    const { x } = arrays;
    arrays[close]();
    arrays[close]();
    assert.equal(x.closed, true);
    assert.equal(arrays.x, x);
    assert.throws(() => arrays.y, { code: 'ERR_MEMMAP_CLOSED' });
    assert.deepEqual(Object.keys(arrays), ['x', 'y']);
  }
});

test('no descriptor is kept, and the working directory may change', () => {
  const file = scratch(read('stored.npz'));
  const before = process.cwd();
  let arrays;
  try {
    process.chdir(path.dirname(file));
    arrays = openNpz(path.basename(file));
  } finally {
    process.chdir(before);
  }
  assert.deepEqual(arrays.x.toArray(), X);
  assert.equal(arrays.x.filename, file);
});

test('a file that is replaced, cut or gone is an error, never other bytes', () => {
  const file = scratch(read('stored.npz'));
  const arrays = openNpz(file);
  fs.writeFileSync(`${file}.new`, read('zip64.npz'));
  fs.renameSync(`${file}.new`, file);
  assert.throws(() => arrays.x, { code: 'ERR_MEMMAP_LOST', message: /no longer has its name/ });
  fs.rmSync(file);
  assert.throws(() => arrays.x, { code: 'ENOENT' });

  const cut = scratch(read('stored.npz'));
  const { ...members } = Object.getOwnPropertyDescriptors(openNpz(cut));
  fs.truncateSync(cut, 100);
  assert.throws(members.y.get, { code: 'ERR_MEMMAP_FORMAT' });

  const fd = fs.openSync(fixture('stored.npz'), 'r');
  const byDescriptor = openNpz(fd);
  fs.closeSync(fd);
  const other = fs.openSync(fixture('zip64.npz'), 'r');
  assert.equal(other, fd);
  assert.throws(() => byDescriptor.x, { code: 'ERR_MEMMAP_LOST' });
  fs.closeSync(other);
});

test('a descriptor will do', () => {
  const fd = fs.openSync(fixture('stored.npz'), 'r');
  const { x } = openNpz(fd, { buffer: 'array' });
  assert.equal(x.filename, null);
  fs.closeSync(fd);
  assert.deepEqual(x.toArray(), X);
});

test('a compressed member is refused by name, with the advice', () => {
  const { ...members } = Object.getOwnPropertyDescriptors(openNpz(fixture('compressed.npz')));
  assert.throws(members.x.get, {
    code: 'ERR_MEMMAP_FORMAT',
    message: /'x\.npy'.*compressed.*np\.savez.*inflate/,
  });
});

test('inflate reads compressed members into memory, and maps the others', () => {
  const arrays = openNpz(fixture('compressed.npz'), { inflate: true });
  const { x, y } = arrays;
  assert.deepEqual([x.dtype, x.order, x.toArray()], ['float64', 'C', X]);
  assert.deepEqual([y.dtype, y.order, y.toArray()], ['int16', 'F', Y]);
  assert.ok(x instanceof NDArray && !(x instanceof Memmap));
  assert.deepEqual([x.filename, x.mode, x.offset, x.readonly], [null, null, null, false]);
  assert.equal(arrays.x, x);
  arrays.close();
  x.set(0, 0, 9);
  assert.equal(x.get(0, 0), 9);
  assert.ok(openNpz(fixture('stored.npz'), { inflate: true }).x instanceof Memmap);
});

test('a member of Python objects is refused by name', () => {
  for (const name of ['numpy-py2-objarr.npz', 'numpy-py3-objarr.npz']) {
    const arrays = openNpz(fixture(name));
    assert.deepEqual(Object.keys(arrays), ['x']);
    assert.throws(() => arrays.x, {
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
  assert.deepEqual(Object.keys(openNpz(scratch(end))), []);
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

test('members that lie are refused, and no other suffers', () => {
  const cut = npy.subarray(0, npy.length - 8);
  for (const member of [
    { data: npy, size: 2 ** 40, stored: 2 ** 40 },
    { data: npy, size: 2 ** 40 },
    { data: npy, offset: 2 ** 50 },
    { data: npy, offset: 1 },
    { data: npy, offset: 2 ** 63 },
    { data: npy, stored: 2 ** 63 },
    { data: npy, flags: 0x801 },
    { data: npy, method: 12 },
    { data: Buffer.from('no array') },
    { data: Buffer.alloc(0) },
    { data: cut },
    { data: npy, size: cut.length, stored: cut.length },
  ]) {
    const file = writeZip(scratch(), [
      { name: 'good.npy', data: npy },
      { name: 'bad.npy', ...member },
    ]);
    for (const inflate of [false, true]) {
      const arrays = openNpz(file, { inflate });
      const { code, message } = thrownBy(() => arrays.bad);
      assert.equal(code, 'ERR_MEMMAP_FORMAT', JSON.stringify(member));
      assert.match(message, /bad\.npy/);
      assert.deepEqual(arrays.good.toArray(), X);
    }
  }
});

test('compressed members that lie are refused, before memory is taken on their word', () => {
  const large = Buffer.from(npy);
  large.write("'shape': (99999999, 3), }".padEnd(26), npy.indexOf("'shape'"), 'latin1');
  const whole = zlib.deflateRawSync(npy);
  const deflated = { method: 8, size: npy.length };
  for (const member of [
    { ...deflated, data: whole.subarray(0, -3) },
    { ...deflated, data: whole, size: npy.length - 8 },
    { ...deflated, data: whole, size: npy.length + 8 },
    { ...deflated, data: whole, crc: 1 },
    { ...deflated, data: zlib.deflateRawSync(Buffer.concat([npy, npy])) },
    { ...deflated, data: zlib.deflateRawSync(large) },
    { ...deflated, data: zlib.deflateRawSync(large), size: 99999999 * 24 + 128 },
    { ...deflated, data: Buffer.from('no deflate stream') },
    { ...deflated, data: Buffer.alloc(0) },
  ]) {
    const file = writeZip(scratch(), [{ name: 'bad.npy', crc: crc32(npy), ...member }]);
    const { code, message } = thrownBy(() => openNpz(file, { inflate: true }).bad);
    assert.equal(code, 'ERR_MEMMAP_FORMAT', message);
    assert.match(message, /bad\.npy/);
  }
  const good = [{ name: 'good.npy', crc: crc32(npy), ...deflated, data: whole }];
  assert.deepEqual(openNpz(writeZip(scratch(), good), { inflate: true }).good.toArray(), X);
});

test('members that share bytes are refused', () => {
  const file = writeZip(scratch(), [
    { name: 'a.npy', data: npy },
    { name: 'b.npy', data: npy, offset: 0 },
    { name: 'c.npy', data: npy },
  ]);
  const arrays = openNpz(file);
  for (const name of ['a', 'b']) {
    const message = new RegExp(`${name}\\.npy.*shares bytes`);
    assert.throws(() => arrays[name], { code: 'ERR_MEMMAP_FORMAT', message });
  }
  assert.deepEqual(arrays.c.toArray(), X);
});

test('thousands of names for one member cost what their directory does', () => {
  const one = { name: 'a.npy', data: npy };
  const names = Array.from({ length: 20_000 }, (_, at) => ({
    ...one,
    name: `${at % 5000}.npy`,
    offset: 0,
  }));
  const file = writeZip(scratch(), [one, ...names], { write: 1 });
  const before = process.memoryUsage().rss;
  const arrays = openNpz(file);
  assert.equal(Object.keys(arrays).length, 5001);
  for (const name of Object.keys(arrays)) {
    assert.throws(() => arrays[name], { code: 'ERR_MEMMAP_FORMAT' });
  }
  assert.ok(process.memoryUsage().rss - before < 200 * 2 ** 20);
});

test('of two members with one name the last counts', () => {
  const other = Buffer.from(npy);
  other.writeDoubleLE(99, npy.length - 8);
  const file = writeZip(scratch(), [
    { name: 'a.npy', data: npy },
    { name: 'a.npy', data: other },
  ]);
  assert.equal(openNpz(file).a.get(1, 2), 99);
});

test('a member may be called as what the object has', () => {
  const names = ['close', 'constructor', '__proto__', 'toString'];
  const members = names.map((name) => ({ name: `${name}.npy`, data: npy }));
  const arrays = openNpz(writeZip(scratch(), members));
  assert.deepEqual(Object.keys(arrays), names);
  for (const name of names) assert.deepEqual(arrays[name].toArray(), X);
  arrays[Symbol.dispose]();
  assert.equal(arrays.close.closed, true);
});

test('an archive behind other bytes is found, with its members', () => {
  const file = scratch(Buffer.concat([Buffer.alloc(1000, 'x'), read('stored.npz')]));
  const arrays = openNpz(file);
  assert.deepEqual([arrays.x.toArray(), arrays.y.toArray()], [X, Y]);
});

test('what is no archive is refused', () => {
  const farDirectory = fs.readFileSync(writeZip(scratch(), [{ name: 'a.npy', data: npy }]));
  farDirectory.writeBigUInt64LE(2n ** 63n, farDirectory.indexOf('PK\x06\x06', 0, 'latin1') + 48);
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('PK'),
    npy,
    read('stored.npz').subarray(0, -1),
    farDirectory,
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
