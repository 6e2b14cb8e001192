'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');
const zlib = require('node:zlib');
const { memmap, openMemmap, openNpz, Memmap } = require('../index.js');
const {
  eachStrategy,
  python,
  returned,
  runInChild,
  scratch,
  scratchOf,
  sharingMaps,
  thrownBy,
  withNumpy,
} = require('./helpers');
const { crc32, writeZip } = require('./support/zip');

const isWindows = process.platform === 'win32';
const unix = { skip: isWindows && 'a mapped file is neither shortened nor replaced here' };

const rowsOf = (from, to) =>
  Array.from({ length: to - from }, (_, i) => [0, 1, 2].map((j) => (from + i) * 3 + j));
const int32 = (...rows) => Buffer.from(Int32Array.from(rows.flat()).buffer);

/** The bytes of a .npy file of shape [n, 3] that counts from 0. */
function npyOf(n, options = {}) {
  const file = scratch();
  const a = openMemmap(file, { mode: 'w+', dtype: 'int32', shape: [n, 3], ...options });
  if (n > 0) a.assign(rowsOf(0, n));
  a.close();
  return fs.readFileSync(file);
}

/** As another program rewrites a file, in place: it never is empty. */
function rewrite(file, bytes) {
  const fd = fs.openSync(file, 'r+');
  fs.writeSync(fd, bytes, 0, bytes.length, 0);
  fs.closeSync(fd);
}

test('a raw file that has grown is mapped as far as it goes, and the old array stays', () => {
  eachStrategy((strategy) => {
    const file = scratch(int32(...rowsOf(0, 2)));
    const whole = memmap(file, { dtype: 'int32', mode: 'r' });
    const rows = memmap(file, { dtype: 'int32', mode: 'r+', shape: [-1, 3] });
    const fixed = memmap(file, { dtype: 'int32', mode: 'c', shape: [2, 3] });
    const row = rows.slice(1);
    fs.appendFileSync(file, int32(...rowsOf(2, 4)));
    const [whole2, rows2, fixed2] = [whole, rows, fixed].map((a) => a.reopen());
    assert.deepEqual(whole2.toArray(), rowsOf(0, 4).flat());
    assert.deepEqual(rows2.toArray(), rowsOf(0, 4));
    assert.deepEqual(fixed2.toArray(), rowsOf(0, 2));
    assert.deepEqual([whole2.mode, rows2.mode, fixed2.mode], ['r', 'r+', 'c']);
    assert.deepEqual([rows2.backing, rows2.filename], [strategy, file]);
    assert.ok(rows2 instanceof Memmap);
    assert.deepEqual([whole.shape, rows.shape, row.toArray()], [[6], [2, 3], [3, 4, 5]]);
    rows.close();
    assert.equal(rows2.get(3, 2), 11);
    for (const a of [whole, fixed, whole2, rows2, fixed2]) a.close();
  });
});

test('the options are those of the first opening', () => {
  const file = scratch(Buffer.alloc(40));
  for (const options of [
    { dtype: '>i2', offset: 4, shape: [2, -1], order: 'F', mode: 'c', buffer: 'array' },
    { dtype: [['x', '<f4']], offset: 4n, mode: 'r' },
    { dtype: 'bfloat16', shape: [], mode: 'r' },
    { shape: 0, mode: 'r' },
  ]) {
    const a = memmap(file, options);
    const b = a.reopen().reopen();
    for (const name of ['dtype', 'offset', 'shape', 'order', 'mode', 'strides', 'backing']) {
      assert.deepEqual(b[name], a[name]);
    }
  }
});

test('the file is never changed, whatever the mode was', unix, () => {
  for (const mode of ['r+', 'w+']) {
    const file = scratch(Buffer.alloc(24, 1));
    const a = memmap(file, { mode, dtype: 'int32', shape: [2, 3] });
    const b = a.reopen();
    assert.deepEqual([b.mode, b.shape], ['r+', [2, 3]]);
    b.set(1, 2, 7);
    assert.equal(a.get(1, 2), 7);
    for (const size of [23, 3, 0]) {
      fs.truncateSync(file, size);
      const { code, message } = thrownBy(() => a.reopen());
      assert.equal(code, 'ERR_MEMMAP_SIZE');
      assert.match(message, /reopen does not extend/);
      assert.equal(fs.statSync(file).size, size);
    }
    fs.rmSync(file);
    assert.equal(thrownBy(() => a.reopen()).code, 'ENOENT');
    assert.ok(!fs.existsSync(file));
  }
  const empty = scratch(Buffer.alloc(8));
  const a = memmap(empty, { dtype: 'int32' });
  fs.truncateSync(empty, 6);
  assert.equal(thrownBy(() => a.reopen()).code, 'ERR_MEMMAP_SIZE');
  fs.truncateSync(empty, 0);
  assert.deepEqual(a.reopen().shape, [0]);
  assert.equal(fs.statSync(empty).size, 0);
});

test('the header of a .npy file is read again', () => {
  const file = scratch(npyOf(2));
  const reader = openMemmap(file);
  const checked = openMemmap(file, { dtype: 'int32', shape: [-1, 3], order: 'C', version: [1, 0] });
  const fixed = openMemmap(file, { shape: [2, 3] });
  const writer = openMemmap(file, { mode: 'r+' });
  const longer = writer.append(rowsOf(2, 4));
  for (const a of [reader, checked, writer]) {
    const b = a.reopen();
    assert.deepEqual([b.toArray(), b.mode], [rowsOf(0, 4), a.mode]);
    assert.deepEqual(a.shape, [2, 3]);
  }
  assert.equal(thrownBy(() => fixed.reopen()).code, 'ERR_MEMMAP_OPTION');
  for (const a of [reader, checked, fixed, writer, longer]) a.close();
  if (isWindows) return;
  const again = openMemmap(file);
  rewrite(file, npyOf(4, { dtype: 'float32', order: 'F' }));
  const other = again.reopen();
  assert.deepEqual([other.dtype, other.order, other.toArray()], ['float32', 'F', rowsOf(0, 4)]);
});

test('what was made by w+ is followed as mode r+, its shape by the header', () => {
  for (const dtype of ['int32', 'bfloat16', undefined]) {
    const options = { mode: 'w+', dtype, shape: [0, 3], version: [2, 0], order: 'F' };
    const a = openMemmap(scratch(), { ...options, order: dtype === 'int32' ? 'C' : 'F' });
    if (dtype === 'int32') a.append(rowsOf(0, 2));
    const b = a.reopen();
    assert.deepEqual([b.dtype, b.mode], [a.dtype, 'r+']);
    assert.deepEqual(b.toArray(), dtype === 'int32' ? rowsOf(0, 2) : []);
  }
});

test('what append gives is opened again at its new length, and appends again', () => {
  for (const options of [{ shape: [1, 3] }, { shape: [-1, 3] }]) {
    const raw = scratch(int32(...rowsOf(0, 1)));
    const a = memmap(raw, { dtype: 'int32', ...options }).append(rowsOf(1, 2));
    assert.deepEqual(a.reopen().toArray(), rowsOf(0, 2));
    assert.deepEqual(a.reopen().append(rowsOf(2, 3)).reopen().toArray(), rowsOf(0, 3));
  }
  const npy = scratch(npyOf(1));
  const a = openMemmap(npy, { mode: 'r+', shape: [1, 3] }).append(rowsOf(1, 2));
  assert.deepEqual(a.reopen().append(rowsOf(2, 3)).reopen().toArray(), rowsOf(0, 3));
});

test('names are those of the first opening, though the working directory changes', () => {
  const file = scratch(int32(...rowsOf(0, 1)));
  const name = path.basename(file);
  const bytes = Buffer.from(name);
  const before = process.cwd();
  try {
    process.chdir(path.dirname(file));
    const maps = [name, `./${name}`, bytes].map((each) => memmap(each, { dtype: 'int32' }));
    maps.push(openMemmap(path.basename(scratch(npyOf(1)))));
    bytes.fill(0x2f);
    process.chdir(path.parse(before).root);
    for (const a of maps) assert.deepEqual(a.reopen().toArray().flat(), rowsOf(0, 1).flat());
    const longer = maps[2].append(3);
    assert.deepEqual(longer.toArray(), [0, 1, 2, 3]);
    for (const a of [...maps.slice(0, 3), longer]) assert.equal(a.filename, file);
  } finally {
    process.chdir(before);
  }
});

test('a name is the file that has it now', unix, () => {
  const file = scratch(npyOf(2));
  const a = openMemmap(file);
  fs.writeFileSync(`${file}.new`, npyOf(3));
  fs.renameSync(`${file}.new`, file);
  assert.deepEqual(a.reopen().toArray(), rowsOf(0, 3));
  assert.deepEqual(a.toArray(), rowsOf(0, 2));
  fs.writeFileSync(file, 'no array any more');
  assert.equal(thrownBy(() => a.reopen()).code, 'ERR_MEMMAP_FORMAT');
  fs.rmSync(file);
  const { code, path: named } = thrownBy(() => a.reopen());
  assert.deepEqual([code, named], ['ENOENT', file]);
});

test('a descriptor must still be the same file', () => {
  const archive = path.join(__dirname, 'fixtures', 'npy', 'stored.npz');
  for (const [file, open] of [
    [scratch(int32(...rowsOf(0, 2))), (fd) => memmap(fd, { dtype: 'int32', mode: 'r' })],
    [scratch(npyOf(2)), (fd) => openMemmap(fd)],
    [archive, (fd) => openNpz(fd).x],
  ]) {
    const fd = fs.openSync(file, 'r');
    const a = open(fd);
    assert.deepEqual(a.reopen().toArray(), a.toArray());
    fs.closeSync(fd);
    assert.equal(thrownBy(() => a.reopen()).code, 'EBADF');
    const other = fs.openSync(scratch(fs.readFileSync(file)), 'r');
    // Bun may have opened something of its own meanwhile.
    if (other === fd) assert.equal(thrownBy(() => a.reopen()).code, 'ERR_MEMMAP_LOST');
    else assert.ok('Bun' in globalThis);
    fs.closeSync(other);
  }
});

test('a class derived from Memmap is opened again as one of its own', () => {
  class Log extends Memmap {}
  const a = new Log(scratch('abc'), { mode: 'r' });
  fs.appendFileSync(a.filename, 'd');
  const b = a.reopen();
  assert.ok(b instanceof Log);
  assert.equal(b.size, 4);
});

test('a closed map is not opened again', () => {
  const a = memmap(scratch('abc'));
  a.close();
  assert.throws(() => a.reopen(), { code: 'ERR_MEMMAP_CLOSED' });
});

test('a shared map is opened again in any thread', sharingMaps, () => {
  class Log extends Memmap {}
  const a = memmap(scratch(int32([0, 1])), { dtype: 'int32', mode: 'r' });
  const twin = Log.from(structuredClone(a.share()));
  fs.appendFileSync(a.filename, int32([2]));
  assert.deepEqual(twin.reopen().toArray(), [0, 1, 2]);
  assert.ok(twin.reopen() instanceof Log);
  const file = scratchOf(Float32Array.of(1, 2));
  const archive = path.join(__dirname, 'fixtures', 'npy', 'stored.npz');
  assert.deepEqual(returned(runInChild('sharing', 'reopened', [file, archive])), [
    [1, 2, 3],
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  ]);
});

test('a member of an archive is found anew, by its name', () => {
  const npy = npyOf(2);
  const member = (name, n, more = {}) => ({ name: `${name}.npy`, data: npyOf(n), ...more });
  const file = writeZip(scratch(), [member('a', 2), member('b', 1)]);
  const { a, b } = openNpz(file, { mode: 'c' });
  const twin = a.reopen();
  assert.deepEqual([twin.toArray(), twin.mode, twin.offset], [rowsOf(0, 2), 'c', a.offset]);
  assert.notEqual(twin, a);
  if (isWindows) return;
  writeZip(`${file}.new`, [
    { name: 'other.txt', data: Buffer.from('first') },
    member('b', 9),
    { name: 'a.npy', data: zlib.deflateRawSync(npy), method: 8, size: npy.length, crc: crc32(npy) },
  ]);
  fs.renameSync(`${file}.new`, file);
  assert.deepEqual(b.reopen().toArray(), rowsOf(0, 9));
  assert.throws(() => a.reopen(), { code: 'ERR_MEMMAP_FORMAT', message: /'a\.npy'.*compressed/ });
  writeZip(file, [member('a', 1), member('a', 3)]);
  assert.deepEqual(a.reopen().toArray(), rowsOf(0, 3));
  assert.throws(() => b.reopen(), { code: 'ERR_MEMMAP_FORMAT', message: /no longer.*'b\.npy'/ });
  assert.deepEqual(b.shape, [1, 3]);
});

const APPEND = `
import sys
import numpy as np
from numpy.lib import format
raw, npy = sys.argv[1:]
with open(raw, "r+b") as a, open(npy, "r+b") as b:
    format.read_magic(b)
    shape, order, dtype = format.read_array_header_1_0(b)
    start, n = b.tell(), shape[0]
    for more in [1, 7, 2, 90, 901]:
        rows = np.arange(n * 3, (n + more) * 3, dtype=dtype).reshape(more, 3)
        n += more
        for file in a, b:
            file.seek(0, 2)
            file.write(rows.tobytes())
            file.flush()
        b.seek(0)
        descr = format.dtype_to_descr(dtype)
        format.write_array_header_1_0(b, dict(shape=(n, 3), fortran_order=order, descr=descr))
        assert b.tell() == start
        b.flush()
        print(n, flush=True)
        sys.stdin.readline()
`;

test('two processes: NumPy appends, reopen() follows', withNumpy(), async () => {
  const files = [scratch(''), scratch(npyOf(0))];
  const numpy = spawn(python(), ['-c', APPEND, ...files], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(numpy, 'exit');
  let raw;
  let npy = openMemmap(files[1]);
  const lengths = [];
  for await (const line of createInterface({ input: numpy.stdout })) {
    const n = Number(line);
    // There was nothing to map before.
    raw = raw ? raw.reopen() : memmap(files[0], { dtype: 'int32', mode: 'r', shape: [-1, 3] });
    npy = npy.reopen();
    for (const a of [raw, npy]) {
      assert.deepEqual(a.shape, [n, 3]);
      assert.deepEqual(a.slice(-1).toArray(), rowsOf(n - 1, n)[0]);
      assert.equal(Number(a.sum()), (3 * n * (3 * n - 1)) / 2);
    }
    lengths.push(n);
    numpy.stdin.write('\n');
  }
  assert.deepEqual(lengths, [1, 8, 10, 100, 1001]);
  assert.deepEqual(await gone, [0, null]);
});
