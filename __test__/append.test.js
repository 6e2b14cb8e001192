'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { memmap, openMemmap, Memmap } = require('../index.js');
const {
  returned,
  runInChild,
  runInChildAsync,
  scratch,
  startChild,
  thrownBy,
  eachStrategy,
  withNumpy,
  numpy,
} = require('./helpers');

/** A .npy file of shape [n, 3] that counts from 0. */
function counting(n, options = {}) {
  const file = scratch();
  const a = openMemmap(file, { mode: 'w+', dtype: 'int32', shape: [n, 3], ...options });
  if (n > 0) a.assign(rowsOf(0, n));
  a.close();
  return file;
}

const rowsOf = (from, to) =>
  Array.from({ length: to - from }, (_, i) => [0, 1, 2].map((j) => (from + i) * 3 + j));

test('rows appended to a .npy file are in the file and in the array that comes back', () => {
  eachStrategy(() => {
    const file = counting(2);
    const a = openMemmap(file, { mode: 'r+' });
    const b = a.append([
      [6, 7, 8],
      [9, 10, 11],
    ]);
    assert.ok(b instanceof Memmap);
    assert.deepEqual([b.shape, b.dtype, b.mode, b.offset], [[4, 3], 'int32', 'r+', a.offset]);
    assert.deepEqual([b.filename, b.backing], [file, a.backing]);
    assert.deepEqual(b.toArray(), rowsOf(0, 4));
    assert.deepEqual(openMemmap(file).toArray(), rowsOf(0, 4));
    for (const array of [a, b]) array.close();
  });
});

test('arrays handed out before stay valid, over the same memory', () => {
  const a = openMemmap(counting(2), { mode: 'r+' });
  const { data } = a;
  const row = a.slice(1);
  const b = a.append([6, 7, 8]);
  assert.deepEqual([a.shape, data.length, row.shape], [[2, 3], 6, [3]]);
  b.set(1, 0, -5);
  assert.deepEqual([a.get(1, 0), data[3], row.get(0)], [-5, -5, -5]);
  a.close();
  assert.equal(b.closed, false);
  assert.deepEqual(b.slice(2).toArray(), [6, 7, 8]);
});

test('a raw file grows too', () => {
  const file = scratch(Buffer.alloc(8));
  let a = memmap(file, { dtype: 'float32', offset: 4, mode: 'r+' });
  a = a.append([1.5, 2.5]);
  a = a.append(Float32Array.of(3.5));
  a = a.append(4.5);
  assert.deepEqual(a.toArray(), [0, 1.5, 2.5, 3.5, 4.5]);
  assert.deepEqual(memmap(file, { dtype: 'float32', offset: 4 }).toArray(), a.toArray());
  assert.equal(fs.statSync(file).size, 24);
});

test('an array that is empty, or has just been made, grows', () => {
  for (const make of [
    (file) => openMemmap(file, { mode: 'w+', dtype: 'uint8', shape: [0, 2] }),
    (file) => memmap(file, { mode: 'w+', dtype: 'uint8', shape: [0, 2] }),
  ]) {
    let a = make(scratch());
    const { mode } = a;
    for (let i = 0; i < 12; i++) a = a.append([[i, i]]);
    assert.deepEqual(
      a.toArray(),
      Array.from({ length: 12 }, (_, i) => [i, i]),
    );
    assert.equal(a.mode, mode);
    assert.equal(fs.statSync(a.filename).size, a.offset + 24);
  }
});

test('no rows change nothing', () => {
  const file = counting(2);
  const before = fs.readFileSync(file);
  const a = openMemmap(file, { mode: 'r+' });
  for (const none of [[], new Int32Array(0), a.slice([0, 0])]) {
    assert.deepEqual(a.append(none).shape, [2, 3]);
  }
  assert.deepEqual(fs.readFileSync(file), before);
});

test('rows come as nested arrays, an array, one row, or a TypedArray of rows in order', () => {
  for (const rows of [
    [
      [6, 7, 8],
      [9, 10, 11],
    ],
    [Int8Array.of(6, 7, 8), [9, 10, 11]],
    Float64Array.of(6, 7, 8, 9, 10, 11),
    openMemmap(counting(4)).slice([2, null]),
    openMemmap(counting(4), { mode: 'r' }).slice([2, null]).astype('float32'),
  ]) {
    const a = openMemmap(counting(2), { mode: 'r+' });
    assert.deepEqual(a.append(rows).toArray(), rowsOf(0, 4));
  }
  const a = openMemmap(counting(2), { mode: 'r+' });
  assert.deepEqual(
    a
      .append([6, 7, 8])
      .append(Int16Array.of(9, 10, 11))
      .toArray(),
    rowsOf(0, 4),
  );
  const b = openMemmap(counting(2), { mode: 'r+' });
  assert.deepEqual(b.append(b).toArray(), [...rowsOf(0, 2), ...rowsOf(0, 2)]);
});

test('rows take the dtype and byte order of the file', () => {
  const dtype = [
    ['n', '>i4'],
    ['s', '<U2'],
  ];
  const a = openMemmap(scratch(), { mode: 'w+', dtype, shape: 0 });
  const b = a.append({ n: 1, s: 'a' }).append([{ n: 2, s: '日' }]);
  assert.deepEqual(openMemmap(a.filename).toArray(), b.toArray());
  assert.deepEqual(b.toArray(), [
    { n: 1, s: 'a' },
    { n: 2, s: '日' },
  ]);
});

test('one axis grows in either order', () => {
  const a = openMemmap(scratch(), { mode: 'w+', dtype: 'uint8', shape: 9, order: 'F' });
  assert.deepEqual(openMemmap(a.append([1, 2]).filename).shape, [11]);
});

test('a refused append changes nothing', () => {
  const raw = () => memmap(scratch(Buffer.alloc(12)), { mode: 'r+', shape: [4, 3] });
  const opened = (options) => openMemmap(counting(2), { mode: 'r+', ...options });
  const closed = opened();
  closed.close();
  const tight = scratch(
    Buffer.concat([
      Buffer.from(
        "\x93NUMPY\x01\x00\x3a\x00{'descr': '|u1', 'fortran_order': False, 'shape': (9,)}\n   ",
        'latin1',
      ),
      Buffer.alloc(8),
    ]),
  );
  fs.writeFileSync(tight, fs.readFileSync(tight).fill(58, 8, 9));
  const followed = counting(2);
  fs.appendFileSync(followed, fs.readFileSync(counting(1)));
  const longer = scratch(Buffer.alloc(20));
  const stale = opened();
  stale.append([6, 7, 8]);
  const staleRaw = raw();
  staleRaw.append([1, 2, 3]);
  const cut = opened();
  // Windows refuses to shorten what is mapped.
  const canCut = process.platform !== 'win32';
  if (canCut) fs.truncateSync(cut.filename, fs.statSync(cut.filename).size - 4);
  const row = [6, 7, 8];
  for (const [code, array, rows] of [
    ['READ_ONLY', opened({ mode: 'r' }), row],
    ['MODE', opened({ mode: 'c' }), row],
    ['MODE', opened().slice([0, 1]), row],
    ['MODE', opened().T, row],
    ['MODE', opened().copy(), row],
    ['CLOSED', closed, row],
    ['ORDER', openMemmap(counting(2, { order: 'F' }), { mode: 'r+' }), row],
    ['SHAPE', openMemmap(scratch(), { mode: 'w+', shape: [] }), 1],
    ['SHAPE', opened(), [1, 2]],
    ['SHAPE', opened(), [[1, 2, 3, 4]]],
    [
      'SHAPE',
      opened(),
      [
        [1, 2, 3],
        [4, 5],
      ],
    ],
    ['SHAPE', opened(), [[[1, 2, 3]]]],
    ['SHAPE', opened(), 5],
    ['SHAPE', opened(), new Int32Array(4)],
    [
      'VALUE',
      opened(),
      [
        [1, 2, 3],
        [4, 5, 2 ** 31],
      ],
    ],
    ['VALUE', opened(), ['a', 'b', 'c']],
    ['VALUE', opened(), [undefined, 1, 2]],
    [
      'DTYPE',
      memmap(scratch(), { mode: 'w+', shape: 2, dtype: 'M8[s]' }),
      memmap(scratch(), { mode: 'w+', shape: 2, dtype: 'M8[ms]' }),
    ],
    ['FORMAT', openMemmap(tight, { mode: 'r+' }), 1],
    ['SIZE', openMemmap(followed, { mode: 'r+' }), row],
    ['SIZE', memmap(longer, { mode: 'r+', shape: 12 }), 1],
    ['SIZE', stale, row],
    ['SIZE', staleRaw, row],
    ...(canCut ? [['SIZE', cut, row]] : []),
  ]) {
    const before = array.filename && fs.readFileSync(array.filename);
    const error = thrownBy(() => array.append(rows));
    assert.equal(error.code, `ERR_MEMMAP_${code}`, `${code} wanted for ${rows}: ${error.stack}`);
    if (before) assert.ok(fs.readFileSync(array.filename).equals(before), code);
  }
});

test('another file that has taken the name is not touched', () => {
  const a = openMemmap(counting(2), { mode: 'r+' });
  fs.renameSync(a.filename, `${a.filename}.old`);
  assert.throws(() => a.append([6, 7, 8]), { code: 'ENOENT' });
  fs.copyFileSync(`${a.filename}.old`, a.filename);
  const before = fs.readFileSync(a.filename);
  assert.throws(() => a.append([6, 7, 8]), { code: 'ERR_MEMMAP_LOST' });
  assert.deepEqual(fs.readFileSync(a.filename), before);
});

test('a map of a descriptor grows while the descriptor is open', () => {
  const file = counting(2);
  const fd = fs.openSync(file, 'r+');
  const a = openMemmap(fd, { mode: 'r+' });
  const b = a.append([6, 7, 8]);
  fs.closeSync(fd);
  assert.deepEqual(openMemmap(file).toArray(), rowsOf(0, 3));
  const code = thrownBy(() => b.append([9, 10, 11])).code;
  assert.ok(code === 'EBADF' || code === 'ERR_MEMMAP_LOST', code);
});

test('a relative name stays the same file when the working directory changes', () => {
  const file = counting(2);
  const before = process.cwd();
  try {
    process.chdir(path.dirname(file));
    const a = openMemmap(path.basename(file), { mode: 'r+' });
    process.chdir(path.parse(before).root);
    assert.deepEqual(a.append([6, 7, 8]).shape, [3, 3]);
  } finally {
    process.chdir(before);
  }
});

test('a shared map grows too', () => {
  const a = openMemmap(counting(2), { mode: 'r+' });
  if (a.backing.endsWith('shared')) {
    assert.deepEqual(Memmap.from(a.share()).append([6, 7, 8]).toArray(), rowsOf(0, 3));
    assert.deepEqual(openMemmap(a.filename).toArray(), rowsOf(0, 3));
  }
});

test('a class derived from Memmap grows into one of its own', () => {
  class Log extends Memmap {}
  const a = new Log(scratch(), { mode: 'w+', shape: 1 });
  assert.ok(a.append(5) instanceof Log);
});

test('thousands of appends in a row', () => {
  const count = process.platform === 'win32' ? 1000 : 3000;
  let a = openMemmap(scratch(), { mode: 'w+', dtype: 'uint16', shape: 0 });
  for (let i = 0; i < count; i++) {
    const next = a.append(i);
    a.close();
    a = next;
  }
  assert.deepEqual(
    a.toArray(),
    Array.from({ length: count }, (_, i) => i),
  );
});

test('bytes behind the array that no append has left are not written over', () => {
  for (const bytes of [Buffer.from('x'), Buffer.alloc(30), Buffer.alloc(5000, 1)]) {
    const file = counting(9);
    fs.appendFileSync(file, bytes);
    const before = fs.readFileSync(file);
    const end = before.length - bytes.length;
    const a = openMemmap(file, { mode: 'r+' });
    assert.throws(() => a.append(rowsOf(9, 10)), {
      code: 'ERR_MEMMAP_SIZE',
      message: new RegExp(`ends at byte ${end}, for ${bytes.length} .*truncateSync`),
    });
    assert.ok(fs.readFileSync(file).equals(before));
    a.close();
    // The way on.
    fs.truncateSync(file, end);
    const b = openMemmap(file, { mode: 'r+' });
    assert.deepEqual(b.append(rowsOf(9, 10)).toArray(), rowsOf(0, 10));
  }
});

test('rows that an append has left, as the header says, are no part of the array, and are written over', () => {
  const file = counting(9);
  // As it is between the rows and the header: its last space is a tab.
  const cut = fs.readFileSync(file);
  const opened = openMemmap(file);
  const { offset } = opened;
  opened.close();
  assert.equal(cut.toString('latin1', offset - 2, offset), ' \n');
  cut[offset - 2] = 9;
  fs.writeFileSync(file, Buffer.concat([cut, Buffer.alloc(30, 1)]));
  let a = openMemmap(file, { mode: 'r+' });
  assert.deepEqual(a.toArray(), rowsOf(0, 9));
  // Some are left still after the first, and known; none after the third.
  for (let to = 10; to <= 12; to++) {
    a = a.append(rowsOf(to - 1, to));
    assert.deepEqual(a.toArray(), rowsOf(0, to));
    assert.deepEqual(openMemmap(file).toArray(), rowsOf(0, to));
  }
  assert.ok(fs.readFileSync(file).equals(fs.readFileSync(counting(12))));
});

test('a file grown row by row is the file that NumPy would have saved', withNumpy(), () => {
  const file = counting(0);
  let a = openMemmap(file, { mode: 'r+' });
  for (const to of [1, 9, 10, 11, 99, 100, 1234]) {
    a = a.append(rowsOf(a.shape[0], to));
    const saved = scratch();
    numpy(
      `
a = np.load(sys.argv[1])
assert a.tolist() == np.arange(a.size).reshape(-1, 3).tolist()
with open(sys.argv[2], "wb") as file: np.save(file, a)`,
      file,
      saved,
    );
    assert.ok(fs.readFileSync(saved).equals(fs.readFileSync(file)), `${to} rows`);
  }
});

/** Kills of an append: more where there is time. */
const KILLS = process.env.MEMMAP_LONG ? 200 : 30;

test('killed in mid-append at any time, a .npy file is valid and all its rows are whole', async () => {
  let leftovers = 0;
  for (let round = 0; round < KILLS; round++) {
    const rows = round < 2 ? 1 : 2 ** 19 * (1 + (round % 4));
    const file = counting(0);
    const child = startChild('append', 'endlessly', [file, rows]);
    const gone = once(child, 'exit');
    await once(child.stdout, 'data');
    // Whenever it is then: some time in the first appends.
    await new Promise((resolve) => setTimeout(resolve, 5 * (round % 12)));
    child.kill('SIGKILL');
    await gone;
    const a = openMemmap(file, { mode: 'r+' });
    const count = a.shape[0];
    assert.ok(count > 0 && count % rows === 0, `${count} rows`);
    const { data } = a;
    let whole = 0;
    while (data[whole] === 1) whole++;
    assert.equal(whole, data.length);
    if (fs.statSync(file).size > a.offset + a.nbytes) leftovers++;
    const b = a.append(rowsOf(0, 2));
    assert.deepEqual(b.slice([-2, null]).toArray(), rowsOf(0, 2));
    for (const array of [a, b]) array.close();
    fs.rmSync(file);
  }
  // Windows lets a killed process finish its system call: hardly one leaves a part of its rows.
  assert.ok(leftovers > 0 || process.platform === 'win32', 'the kills did not meet an append');
});

/** Rows that each of those who append at once writes. */
const TURNS = process.platform === 'win32' ? 20 : 200;

/** A file without rows of two numbers, but for one of zeros in a raw one. */
function shared(kind) {
  const file = scratch();
  const options = { mode: 'w+', dtype: 'int32', shape: [kind === 'npy' ? 0 : 1, 2] };
  (kind === 'npy' ? openMemmap : memmap)(file, options).close();
  return file;
}

/** Checks that each of them has written all its rows, in order, and nobody else any. */
function checkTurns(file, kind, count) {
  const rows =
    kind === 'npy'
      ? openMemmap(file).toArray()
      : memmap(file, { dtype: 'int32', shape: [-1, 2] })
          .slice([1, null])
          .toArray();
  for (let who = 1; who <= count; who++) {
    const own = rows.filter((row) => row[0] === who).map((row) => row[1]);
    assert.deepEqual(
      own,
      Array.from({ length: TURNS }, (_, i) => i),
      `${who} in ${kind}`,
    );
  }
  assert.equal(rows.length, count * TURNS);
}

test('of processes that append at once no row is lost, and all are whole', async () => {
  for (const kind of ['npy', 'raw']) {
    const file = shared(kind);
    const children = [1, 2, 3].map((who) =>
      runInChildAsync('append', 'some', [file, kind, who, TURNS]),
    );
    for (const ended of await Promise.all(children)) returned(ended);
    checkTurns(file, kind, 3);
  }
});

test('of threads that append at once through one descriptor no row is lost', () => {
  for (const kind of ['npy', 'raw']) {
    const file = shared(kind);
    returned(runInChild('append', 'someInThreads', [file, kind, TURNS]));
    checkTurns(file, kind, 2);
  }
});

test('an append that another process has begun is not waited for', withNumpy(), async () => {
  if (process.platform !== 'linux') return;
  const file = counting(2);
  const holder = spawn(
    'python3',
    [
      '-c',
      `import fcntl, struct, sys
file = open(sys.argv[1], 'r+b')
fcntl.fcntl(file, fcntl.F_OFD_SETLK, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 2**63 - 2, 1, 0))
print('locked', flush=True)
sys.stdin.read()`,
      file,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  await once(holder.stdout, 'data');
  const before = fs.readFileSync(file);
  const a = openMemmap(file, { mode: 'r+' });
  assert.throws(() => a.append([6, 7, 8]), { code: 'ERR_MEMMAP_SIZE', message: /under way/ });
  assert.ok(fs.readFileSync(file).equals(before));
  holder.stdin.end();
  await once(holder, 'exit');
  assert.deepEqual(a.append([6, 7, 8]).toArray(), rowsOf(0, 3));
});
