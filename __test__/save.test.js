'use strict';

/** `save` and `savez`: the bytes are NumPy's, and a file is the old one or the new one. */

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { pathToFileURL } = require('node:url');
const { asarray, memmap, openMemmap, openNpz, save, savez } = require('../index.js');
const { numpy, returned, runInChild, runUnder, scratch, scratchOf } = require('./helpers');
const { random: uniform } = require('./support/arrays');
const { sharingMaps, sparse, startChild, thrownBy, withNumpy } = require('./helpers');

const unix = { skip: process.platform === 'win32' && 'Windows has no such files' };
const refused = (code, message) => ({ code: `ERR_MEMMAP_${code}`, ...(message && { message }) });

/** A new folder, to see what is in it. */
function folder() {
  const place = scratch();
  fs.mkdirSync(place);
  return place;
}

const namesIn = (place) => fs.readdirSync(place).sort();

/** Whole numbers below a bound, the same each time. */
function random(seed) {
  const next = uniform(seed);
  return (below) => Math.floor(next() * below);
}

const DTYPES = [
  ...['?', 'i1', 'u1', '<i2', '>i2', '<u2', '<i4', '>i4', '<u4', '<i8', '>i8', '<u8'],
  ...['<f2', '>f2', '<f4', '>f4', '<f8', '>f8', '<c8', '>c8', '<c16', 'S5', '<U3', '>U3', 'V7'],
  ...['<M8[s]', '>M8[25ns]', '<m8[D]'],
  [
    ['x', '<f4'],
    ['y', '>i2', [3]],
    ['z', [['s', 'S3']]],
  ],
  { names: ['a', 'é'], formats: ['u1', '<f8'], offsets: [0, 8], itemsize: 20 },
];

const SHAPES = [[], [0], [7], [3, 4], [2, 0, 3], [2, 3, 4], [1, 5, 1]];

/** Random bytes as an array; for text and bools, what NumPy reads as such. */
function arrayOf(dtype, shape, order, next) {
  const size = shape.reduce((product, length) => product * length, 1);
  const { itemsize } = asarray(new ArrayBuffer(0), { dtype });
  const small = dtype === '?' ? 2 : 256;
  const bytes = Uint8Array.from({ length: size * itemsize }, () => next(small));
  if (String(dtype).includes('U')) bytes.fill(0);
  return asarray(bytes.buffer, { dtype, shape, order });
}

/** Views of an array that NumPy and this library can both make. */
const VIEWS = {
  whole: [(a) => a, 'a'],
  transposed: [(a) => a.T, 'a.T'],
  stepped: [(a) => (a.ndim ? a.slice([null, null, 2]) : a), 'a[::2] if a.ndim else a'],
  reversed: [
    (a) => (a.ndim ? a.slice('...', [null, null, -1]) : a),
    'a[..., ::-1] if a.ndim else a',
  ],
};

test('the bytes are those of np.save, for every dtype, order and view', withNumpy(), () => {
  const next = random(1);
  const place = folder();
  const cases = [];
  for (const dtype of DTYPES) {
    for (const shape of SHAPES) {
      for (const order of 'CF') {
        const a = arrayOf(dtype, shape, order, next);
        for (const [view, [take, script]] of Object.entries(VIEWS)) {
          const file = `${cases.length}.npy`;
          save(path.join(place, file), take(a));
          const { buffer, byteOffset, byteLength } = a.data;
          const hex = Buffer.from(buffer, byteOffset, byteLength).toString('hex');
          cases.push([file, hex, dtype, shape, order, script, view]);
        }
      }
    }
  }
  fs.writeFileSync(path.join(place, 'cases.json'), JSON.stringify(cases));
  const script = `
import io, os
os.chdir(sys.argv[1])
def fix(d):
    return [tuple([f[0], fix(f[1]), *map(tuple, f[2:])]) for f in d] if isinstance(d, list) else d
# Padding is copied by NumPy where an array lies side by side, and left to chance elsewhere.
def parts(a, padded): return [a[n].tobytes() for n in a.dtype.names] if padded else a.tobytes()
wrong = []
for file, hex, d, s, o, view, name in json.load(open('cases.json')):
    d = np.dtype(fix(d))
    a = np.ndarray(s, d, bytes.fromhex(hex), order=o)
    a = eval(view)
    out = io.BytesIO()
    np.save(out, a)
    with open(file, 'rb') as f: found = f.read()
    padded = d.itemsize == 20
    chance = padded and not (a.flags.c_contiguous or a.flags.f_contiguous)
    if not chance and found != out.getvalue():
        wrong.append([file, str(d), s, o, name, repr(found[:200]), repr(out.getvalue()[:200])])
    b = np.load(file, max_header_size=100000)
    if parts(b, padded) != parts(a, padded) or b.shape != a.shape or b.dtype != a.dtype: wrong.append([file, 'read'])
    if a.size:
        c = np.load(file, mmap_mode='r', max_header_size=100000)
        if parts(c, padded) != parts(a, padded): wrong.append([file, 'mapped'])
print(json.dumps(wrong))`;
  assert.deepEqual(JSON.parse(numpy(script, place)), []);
  assert.ok(cases.length > 1500);
});

test(
  'versions are written as asked for, and the oldest that will do otherwise',
  withNumpy(),
  () => {
    const place = folder();
    const long = (letter) => Array.from({ length: 4000 }, (_, at) => [`${letter}${at}`, 'u1']);
    const cases = [
      ['a', 'f4', [1, 0]],
      ['b', 'f4', [2, 0]],
      ['c', 'f4', [3, 0]],
      ['d', 'f4', null],
      ['e', long('x'), null],
      ['f', [['é', 'f4']], null],
      ['g', [['日', 'f4']], null],
    ];
    for (const [name, dtype, version] of cases) {
      const a = asarray(new ArrayBuffer(8000), { dtype });
      save(path.join(place, name), a, { version });
    }
    const script = `
import io, os, warnings
warnings.simplefilter('ignore')
os.chdir(sys.argv[1])
for name, d, version in json.loads(sys.argv[2]):
    a = np.zeros(8000 // np.dtype([tuple(f) for f in d] if isinstance(d, list) else d).itemsize, [tuple(f) for f in d] if isinstance(d, list) else d)
    out = io.BytesIO()
    np.lib.format.write_array(out, a, tuple(version) if version else None)
    with open(name, 'rb') as f: print(name, f.read() == out.getvalue(), out.getvalue()[6])`;
    const wanted = [1, 2, 3, 1, 2, 1, 3];
    const lines = wanted.map((version, at) => `${cases[at][0]} True ${version}`);
    assert.deepEqual(numpy(script, place, JSON.stringify(cases)).trim().split('\n'), lines);
    const before = namesIn(place);
    const records = asarray(new ArrayBuffer(8000), { dtype: long('x') });
    assert.throws(
      () => save(path.join(place, 'h'), records, { version: [1, 0] }),
      refused('FORMAT'),
    );
    assert.throws(() => save(path.join(place, 'h'), records, { version: 1 }), refused('OPTION'));
    const overlapping = { names: ['a', 'b'], formats: ['f4', 'f4'], offsets: [0, 2] };
    const a = asarray(new ArrayBuffer(12), { dtype: overlapping });
    assert.throws(() => save(path.join(place, 'h'), a), refused('DTYPE'));
    assert.deepEqual(namesIn(place), before);
  },
);

test('random arrays come back as they were, out of .npy and .npz files', () => {
  const next = random(2);
  for (let round = 0; round < 200; round++) {
    const arrays = {};
    for (let at = 0; at <= next(4); at++) {
      const dtype = DTYPES[next(DTYPES.length)];
      const shape = Array.from({ length: next(5) }, () => 1 + next(6));
      const a = arrayOf(dtype, shape, 'CF'[next(2)], next);
      arrays[`${'né/.npy'.slice(next(7))}${at}`] = Object.values(VIEWS)[next(4)][0](a);
    }
    const file = scratch();
    savez(file, arrays);
    const archive = openNpz(file);
    assert.deepEqual(Object.keys(archive), Object.keys(arrays));
    for (const [name, a] of Object.entries(arrays)) {
      const one = scratch();
      save(one, a);
      for (const b of [archive[name], openMemmap(one)]) {
        assert.deepEqual([b.dtype, b.shape, b.toArray()], [a.dtype, a.shape, a.toArray()]);
        assert.equal(b.offset % 64, 0);
        assert.equal(b.data.constructor, asarray(a, { order: b.order }).data.constructor);
      }
    }
    archive.close();
  }
});

test('what asarray takes is saved', () => {
  const file = scratch();
  for (const [source, dtype, value] of [
    [new Uint16Array([1, 2]), 'uint16', [1, 2]],
    [Buffer.from([3, 4]), 'uint8', [3, 4]],
    [[[1], [2]], 'float64', [[1], [2]]],
    [5n, 'int64', 5n],
    [memmap(scratchOf(Int16Array.of(7, 8)), { dtype: 'int16' }), 'int16', [7, 8]],
  ]) {
    assert.equal(save(file, source), undefined);
    const a = openMemmap(file);
    assert.deepEqual([a.dtype, a.toArray()], [dtype, value]);
    a.close();
  }
});

test(
  'an archive is what Python and NumPy read, its members at multiples of 64 bytes',
  withNumpy(),
  () => {
    const file = scratch();
    const names = ['a', 'b/c', 'x.npy', '', 'é日', 'close', '__proto__', '../up', 'a\\b', '7'];
    const arrays = Object.create(null);
    for (const [at, name] of names.entries()) {
      Object.defineProperty(arrays, name, {
        value: asarray(Float32Array.from({ length: at }, () => at)),
        enumerable: true,
      });
    }
    savez(file, arrays);
    const script = `
import zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
with np.load(sys.argv[1]) as a: loaded = {k: [a[k].size, float(a[k].sum())] for k in a}
print(json.dumps([loaded, [[i.filename, i.date_time, i.compress_type, i.flag_bits, i.external_attr >> 16] for i in z.infolist()]]))`;
    const [loaded, infos] = JSON.parse(numpy(script, file));
    const keys = Object.keys(arrays);
    const index = (name) => names.indexOf(name);
    // NumPy's dict and JSON both keep \`__proto__\` as a name.
    assert.deepEqual(
      Object.entries(loaded),
      keys.map((name) => [name, [index(name), index(name) ** 2]]),
    );
    const flags = (name) => (name === 'é日' ? 0x800 : 0);
    assert.deepEqual(
      infos,
      keys.map((name) => [`${name}.npy`, [1980, 1, 1, 0, 0, 0], 0, flags(name), 0o600]),
    );
    const archive = openNpz(file);
    for (const name of keys) {
      const a = Object.getOwnPropertyDescriptor(archive, name).get();
      assert.deepEqual([a.offset % 64, a.data.constructor, a.size], [0, Float32Array, index(name)]);
    }
    const members = numpy(
      `
import io, zipfile
z = zipfile.ZipFile(sys.argv[1])
for i, name in enumerate(json.loads(sys.argv[2])):
    out = io.BytesIO(); np.save(out, np.full(i, i, np.float32))
    assert z.read(name + '.npy') == out.getvalue(), name
print('same')`,
      file,
      JSON.stringify(names),
    );
    assert.equal(members.trim(), 'same');
  },
);

test('an archive of nothing, and one of more members than 16 bits count', withNumpy(), () => {
  const file = scratch();
  savez(file, {});
  assert.deepEqual(Object.keys(openNpz(file)), []);
  const one = asarray([1]);
  const arrays = Object.fromEntries(Array.from({ length: 65_540 }, (_, at) => [`m${at}`, one]));
  savez(file, arrays);
  const archive = openNpz(file);
  assert.equal(Object.keys(archive).length, 65_540);
  assert.deepEqual(archive.m65539.toArray(), [1]);
  archive.close();
  const counted = numpy('z = np.load(sys.argv[1]); print(len(z.files), z["m65539"])', file);
  assert.equal(counted.trim(), '65540 [1.]');
});

test('the same arrays give the same bytes', () => {
  const [first, second] = [scratch(), scratch()];
  const arrays = { b: [1, 2], a: [[true]] };
  savez(first, arrays);
  savez(second, { ...arrays });
  assert.deepEqual(fs.readFileSync(first), fs.readFileSync(second));
});

test('only own enumerable properties are members', () => {
  const file = scratch();
  const arrays = Object.create({ inherited: [1] }, { hidden: { value: [2] } });
  arrays[Symbol('s')] = [3];
  arrays.shown = [4];
  savez(file, arrays);
  const archive = openNpz(file);
  assert.deepEqual(Object.keys(archive), ['shown']);
});

test('what openNpz gives is saved again, over the file that it is of', unix, () => {
  const file = scratch();
  savez(file, { a: [4], b: [[5]] });
  const bytes = fs.readFileSync(file);
  savez(file, openNpz(file));
  assert.deepEqual(fs.readFileSync(file), bytes);
});

test('what cannot be saved is refused before there is a file', () => {
  const place = folder();
  const file = path.join(place, 'a.npy');
  const closed = memmap(scratch('abc'));
  closed.close();
  const bad = [
    [() => save(file), 'DTYPE'],
    [() => save(file, {}), 'DTYPE'],
    [() => save(file, 'text'), 'DTYPE'],
    [() => savez(file, { a: [1], b: null }), 'DTYPE'],
    [() => save(file, closed), 'CLOSED'],
    [() => savez(file, { a: [1], b: closed }), 'CLOSED'],
    [() => save(file, [1], { versoin: [1, 0] }), 'OPTION'],
    ...[undefined, null, 5, [[1]], new Map([['a', [1]]]), new Uint8Array(3), asarray([1])].map(
      (arrays) => [() => savez(file, arrays), 'OPTION'],
    ),
    [() => savez(file, { 'a\0b': [1] }), 'OPTION'],
    [() => savez(file, { '\ud800': [1] }), 'OPTION'],
    [() => savez(file, { ['x'.repeat(65_532)]: [1] }), 'OPTION'],
  ];
  for (const [call, code] of bad) assert.throws(call, refused(code), `${call}`);
  for (const filename of [3, undefined, null, {}, { fd: 3 }]) {
    assert.throws(() => save(filename, [1]), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
    assert.throws(() => savez(filename, {}), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
  }
  assert.throws(() => save('a\0b', [1]), { code: 'ERR_INVALID_ARG_VALUE' });
  // One that is closed while the others are read.
  const map = memmap(scratch('abc'));
  const arrays = {
    map,
    get later() {
      map.close();
      return [1];
    },
  };
  assert.throws(() => savez(file, arrays), refused('CLOSED'));
  assert.deepEqual(namesIn(place), []);
});

test('names are strings, URLs and Buffers, taken exactly', unix, () => {
  const place = folder();
  const bytes = Buffer.concat([Buffer.from(`${place}/`), Buffer.from([0xff, 0x41])]);
  save(bytes, [1]);
  save(pathToFileURL(path.join(place, 'url')), [2]);
  save(path.relative(process.cwd(), path.join(place, 'plain')), [3]);
  save(path.join(place, 'n'.repeat(255)), [4]);
  assert.deepEqual(openMemmap(bytes).toArray(), [1]);
  assert.deepEqual(openMemmap(path.join(place, 'url')).toArray(), [2]);
  assert.deepEqual(openMemmap(path.join(place, 'plain')).toArray(), [3]);
  assert.equal(fs.readdirSync(place).length, 4);
});

test('links are followed, one to nothing too', unix, () => {
  const place = folder();
  const at = (...names) => path.join(place, ...names);
  fs.mkdirSync(at('far', 'deep'), { recursive: true });
  fs.symlinkSync('far/deep', at('short'));
  // Out of the folder that \`short\` leads to, not out of the one that it is in.
  fs.symlinkSync('short/../target.npy', at('link'));
  fs.symlinkSync('link', at('again'));
  for (const value of [[1], [2]]) {
    save(at('again'), value);
    assert.deepEqual(openMemmap(at('far', 'target.npy')).toArray(), value);
  }
  assert.deepEqual(namesIn(place), ['again', 'far', 'link', 'short']);
  assert.deepEqual(namesIn(at('far')), ['deep', 'target.npy']);
  assert.ok(fs.lstatSync(at('again')).isSymbolicLink());
  fs.symlinkSync('circle', at('circle'));
  assert.throws(() => save(at('circle'), [1]), { code: 'ELOOP', path: at('circle') });
});

test('directories, devices and FIFOs are refused', unix, () => {
  const place = folder();
  const fifo = path.join(place, 'fifo');
  assert.equal(spawnSync('mkfifo', [fifo]).status, 0);
  fs.symlinkSync('/dev/null', path.join(place, 'device'));
  const refusals = [
    [place, 'EISDIR'],
    [`${place}/`, 'EISDIR'],
    ['.', 'EISDIR'],
    ['/', 'EISDIR'],
    [fifo, 'ENODEV'],
    ['/dev/null', 'ENODEV'],
    [path.join(place, 'device'), 'ENODEV'],
    ['', 'ENOENT'],
    [path.join(place, 'none', 'a.npy'), 'ENOENT'],
    [`${path.join(place, 'none')}/`, 'ENOENT'],
    [path.join(fifo, 'a.npy'), 'ENOTDIR'],
  ];
  for (const [filename, code] of refusals) {
    for (const call of [() => save(filename, [1]), () => savez(filename, { a: [1] })]) {
      const error = thrownBy(call);
      assert.deepEqual([error.code, error.path], [code, filename], error.stack);
      assert.ok(!error.message.includes('.tmp') && !('dest' in error), error.message);
      if (code === 'ENODEV') assert.match(error.message, /only regular files can be replaced/);
    }
  }
  assert.deepEqual(namesIn(place), ['device', 'fifo']);
});

test('a new file has the permissions of the umask, a replaced one keeps its own', unix, () => {
  const place = folder();
  const mode = (file) => fs.statSync(file).mode & 0o7777;
  const before = process.umask(0o027);
  try {
    save(path.join(place, 'new'), [1]);
  } finally {
    process.umask(before);
  }
  assert.equal(mode(path.join(place, 'new')), 0o640);
  for (const kept of [0o600, 0o644, 0o666, 0o751]) {
    const file = path.join(place, 'old');
    fs.writeFileSync(file, 'old');
    fs.chmodSync(file, kept);
    save(file, [1]);
    assert.equal(mode(file), kept);
  }
  if (process.getuid() !== 0) {
    fs.chmodSync(path.join(place, 'old'), 0o444);
    assert.throws(() => save(path.join(place, 'old'), [2]), { code: 'EACCES' });
  } else {
    fs.chownSync(path.join(place, 'old'), 1234, 5678);
    fs.chmodSync(path.join(place, 'old'), 0o4755);
    save(path.join(place, 'old'), [2]);
    const { uid, gid } = fs.statSync(path.join(place, 'old'));
    assert.deepEqual([uid, gid, mode(path.join(place, 'old'))], [1234, 5678, 0o4755]);
  }
});

test('an array is saved over the file that it maps', unix, () => {
  const file = scratch();
  save(
    file,
    asarray(
      Int32Array.from({ length: 6 }, (_, at) => at),
      { shape: [2, 3] },
    ),
  );
  const a = openMemmap(file, { mode: 'r+' });
  save(file, a.T);
  const b = openMemmap(file);
  assert.deepEqual(
    [a.toArray(), b.toArray()],
    [
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
      a.T.toArray(),
    ],
  );
});

const windows = { skip: process.platform !== 'win32' && 'other systems replace mapped files' };

test('on Windows a file that is mapped stays, and its error says why', windows, () => {
  const place = folder();
  const file = path.join(place, 'a.npy');
  save(file, [1, 2]);
  const a = openMemmap(file);
  const error = thrownBy(() => save(file, [3]));
  assert.deepEqual([error.syscall, error.path], ['rename', file], error.stack);
  assert.match(error.message, /Windows replaces no file that is open or mapped/);
  assert.deepEqual([fs.readdirSync(place), a.toArray()], [['a.npy'], [1, 2]]);
  a.close();
  save(file, [3]);
  assert.deepEqual(openMemmap(file).toArray(), [3]);
});

test('lost pages are told, and nothing is written', { skip: process.platform !== 'linux' }, () => {
  const place = folder();
  const target = path.join(place, 'target.npy');
  fs.writeFileSync(target, 'old');
  for (const shape of [2 ** 20, [2 ** 10, 2 ** 10]]) {
    const file = scratch(Buffer.alloc(2 ** 20, 1));
    const a = memmap(file, { shape });
    fs.truncateSync(file, 8192);
    for (const view of [a, a.T, a.slice([null, null, -1])]) {
      // Every time, not only the first.
      for (let time = 0; time < 2; time++) {
        assert.throws(() => save(target, view), refused('LOST'));
        assert.throws(() => savez(target, { good: [1], view }), refused('LOST'));
      }
    }
    save(path.join(place, 'part'), a.slice([0, 8]));
  }
  assert.deepEqual(namesIn(place), ['part', 'target.npy']);
  assert.equal(fs.readFileSync(target, 'utf8'), 'old');
});

for (const [what, code, skip] of [
  ['close', 'ERR_MEMMAP_CLOSED', sharingMaps.skip],
  ['cut', 'ERR_MEMMAP_LOST', sharingMaps.skip || (process.platform !== 'linux' && 'only Linux')],
]) {
  test(`another thread may ${what} what is saved`, { skip }, () => {
    const place = folder();
    const target = path.join(place, 'a.npy');
    const results = returned(runInChild('save', 'disturbed', [scratch(), target, what]));
    for (const [said, isRight] of results) {
      assert.ok(said === 'done' || said === code, said);
      assert.ok(isRight, said);
    }
    assert.deepEqual(fs.readdirSync(place), ['a.npy']);
  });
}

/** Deno writes to a file of its own when it ends. */
const limited = {
  skip: unix.skip || ('Deno' in globalThis && 'Deno is ended by the limit itself'),
};

test('a file that may grow no longer is left as it was', limited, async () => {
  const place = folder();
  const target = path.join(place, 'target.npy');
  fs.writeFileSync(target, 'old');
  const limit = ['-c', 'ulimit -f 16384; exec "$@"', 'sh'];
  const said = returned(await runUnder('sh', limit, 'save', 'refusal', [target]));
  assert.deepEqual(said, ['EFBIG', target]);
  assert.deepEqual(namesIn(place), ['target.npy']);
  assert.equal(fs.readFileSync(target, 'utf8'), 'old');
});

test(
  'saving takes little memory beside the array, strided ones too',
  { skip: process.platform !== 'linux' && 'reads /proc' },
  () => {
    for (const call of ['save', 'savez']) {
      const grown = returned(runInChild('save', 'peak', [scratch(), call]));
      assert.ok(grown < 128 * 2 ** 20, `${call}: ${grown}`);
    }
  },
);

const long = {
  skip: withNumpy().skip || (!process.env.MEMMAP_LONG && 'writes 4 GiB: set MEMMAP_LONG=1'),
};

test('a member of more than 4 GiB, and one behind it', long, () => {
  const size = 2 ** 32;
  const map = memmap(sparse(size), { mode: 'r+' });
  for (const at of [0, 2 ** 31, size - 1]) map.set(at, 7);
  const file = scratch();
  savez(file, { map, small: [1, 2], 'and/more': [3] });
  map.close();
  const archive = openNpz(file);
  assert.deepEqual([archive.map.shape, archive.map.get(-1), archive.map.sum()], [[size], 7, 21n]);
  assert.deepEqual([archive.small.toArray(), archive.small.offset % 64], [[1, 2], 0]);
  archive.close();
  const script = `
import zipfile
assert zipfile.ZipFile(sys.argv[1]).testzip() is None
z = np.load(sys.argv[1])
print(z['small'], z['and/more'], zipfile.ZipFile(sys.argv[1]).getinfo('map.npy').file_size)`;
  assert.equal(numpy(script, file).trim(), `[1. 2.] [3.] ${size + 128}`);
  fs.rmSync(file);
});

const ROUNDS = process.env.MEMMAP_LONG ? 200 : 20;

test(`of ${ROUNDS} writers that are killed, each leaves the old file or the new one`, async () => {
  const place = folder();
  const next = random(process.pid);
  for (const name of ['a.npy', 'a.npz']) {
    const file = path.join(place, name);
    const seen = new Set();
    for (let round = 0; round < ROUNDS / 2; round++) {
      const writer = startChild('save', 'overwrite', [file, round * 1000]);
      const ended = new Promise((resolve) => writer.once('exit', resolve));
      let errors = '';
      writer.stderr.on('data', (text) => (errors += text));
      await Promise.race([once(writer.stdout, 'data'), ended]);
      await sleep(next(40));
      assert.ok(writer.exitCode === null, errors);
      writer.kill('SIGKILL');
      await ended;
      const open = name.endsWith('z') ? openNpz(file).a : openMemmap(file);
      assert.equal(open.size, 300_000);
      const value = open.get(0);
      assert.ok(open.data.every((element) => element === value));
      open.close();
      seen.add(value);
      // What a process that is killed was writing stays; it has a name of its own.
      for (const rest of fs.readdirSync(place)) {
        if (/^\.memmap-[0-9a-f]{16}\.tmp$/.test(rest)) fs.rmSync(path.join(place, rest));
      }
    }
    assert.ok(seen.size > 1);
  }
  assert.deepEqual(namesIn(place), ['a.npy', 'a.npz']);
});
