'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { openMemmap } = require('../index.js');
const { numpy, root, scratch, scratchOf, sparse, withNumpy } = require('./helpers');
const { commandLine, json, printed, run } = require('./support/cli');
const { mount } = require('./support/small-disk');

const fixture = (name) => path.join(root, '__test__', 'fixtures', 'npy', name);

/** A folder of its own, to see what is left in it. */
function folder() {
  const name = scratch();
  fs.mkdirSync(name);
  return name;
}

/** A .npy file's array, and its order. */
function read(file) {
  const array = openMemmap(file);
  const result = [array.dtype, array.order, array.toArray()];
  array.close();
  return result;
}

test('converts as NumPy does: dtype, order, slices, byte order', withNumpy(), () => {
  const given = folder();
  numpy(
    `a = np.random.default_rng(5).integers(-900, 900, (70, 30, 11)).astype('f4') / 8
np.save(sys.argv[1] + '/a.npy', a)`,
    given,
  );
  const input = path.join(given, 'a.npy');
  for (const [at, args] of [
    ['--to-dtype', 'f2'],
    ['--to-dtype', '>i2'],
    ['--to-order', 'F'],
    ['--slice', '::-3,5:20,...,::2', '--to-order', 'F', '--to-dtype', 'c16'],
    ['--to-dtype', 'u1', '--wrap'],
  ].entries()) {
    printed(['convert', input, path.join(given, `${at}.npy`), ...args]);
  }
  const script = `a, b = np.load(sys.argv[1] + '/a.npy'), [np.load(sys.argv[1] + f'/{i}.npy') for i in range(5)]
expected = [a.astype('f2'), a.astype('>i2'), np.asfortranarray(a), a[::-3, 5:20, ..., ::2].astype('c16'), a.astype('i8').astype('u1')]
print([bool(np.array_equal(x, y)) and x.dtype == y.dtype for x, y in zip(expected, b)], [x.flags.f_contiguous for x in b])`;
  assert.equal(
    numpy(script, given).trim(),
    '[True, True, True, True, True] [False, False, True, True, False]',
  );
});

test('an order is changed over many pieces', withNumpy(), () => {
  const given = folder();
  numpy(
    `np.save(sys.argv[1] + '/a.npy', np.arange(3000 * 4001, dtype='i4').reshape(3000, 4001))`,
    given,
  );
  const [input, output] = [path.join(given, 'a.npy'), path.join(given, 'b.npy')];
  printed(['convert', input, output, '--to-order', 'F']);
  const script = `a, b = np.load(sys.argv[1] + '/a.npy'), np.load(sys.argv[1] + '/b.npy')
print(bool((a == b).all()), b.flags.f_contiguous)`;
  assert.equal(numpy(script, given).trim(), 'True True');
});

test('raw to .npy and back is byte for byte the same', () => {
  const numbers = Float32Array.from({ length: 24 }, (_, at) => at / 3);
  const [file, npy, raw] = [scratchOf(numbers), `${scratch()}.npy`, `${scratch()}.f32`];
  const made = json(['convert', file, npy, '--dtype', 'f4', '--shape', '-1,4']);
  assert.deepEqual(made, {
    output: npy,
    format: 'npy',
    dtype: 'float32',
    shape: [6, 4],
    order: 'C',
    fileSize: 128 + 96,
  });
  assert.match(
    printed(['convert', npy, raw, '--to-raw']),
    /\.f32: raw, float32 \(6, 4\), order C, 96 bytes\n$/,
  );
  assert.deepEqual(fs.readFileSync(raw), fs.readFileSync(file));
  const plain = `${scratch()}.npy`;
  assert.equal(json(['convert', npy, plain, '--to-raw']).fileSize, 96);
});

test('members, fields, text, records and arrays without axes or elements are written', () => {
  const given = folder();
  const at = (name) => path.join(given, name);
  printed(['convert', fixture('stored.npz'), at('y.npy'), '--member', 'y']);
  assert.deepEqual(read(at('y.npy')).slice(0, 2), ['int16', 'F']);
  const records = scratch(Buffer.from([1, 0, 0, 0, 0, 64, 2, 0, 0, 0, 128, 63]));
  const raw = [records, '--dtype', "[('n','<i2'),('x','<f4')]"];
  printed(['convert', ...raw, at('x.npy'), '--field', 'x']);
  assert.deepEqual(read(at('x.npy')), ['float32', 'C', [2, 1]]);
  printed(['convert', ...raw, at('r.npy')]);
  assert.deepEqual(read(at('r.npy'))[2][1], { n: 2, x: 1 });
  printed(['convert', ...raw, at('0d.npy'), '--field', 'n', '--slice', '1']);
  assert.deepEqual(read(at('0d.npy')), ['int16', 'C', 2]);
  printed(['convert', ...raw, at('none.npy'), '--slice', ':0', '--field', 'n']);
  assert.deepEqual(read(at('none.npy')), ['int16', 'C', []]);
  printed(['convert', ...raw, at('none.raw'), '--slice', ':0']);
  assert.equal(fs.statSync(at('none.raw')).size, 0);
  printed(['convert', fixture('text.npy'), at('text.npy')]);
  assert.deepEqual(read(at('text.npy')), read(fixture('text.npy')));
});

test('what the dtype cannot hold is refused, and nothing is left behind', () => {
  const given = folder();
  const file = scratchOf(Int16Array.of(1, 300));
  const args = ['convert', file, path.join(given, 'a.npy'), '--dtype', 'i2', '--to-dtype', 'u1'];
  const { status, stderr } = run(args);
  assert.equal(status, 1);
  assert.match(stderr, /^memmap: value 300 is out of bounds for uint8 \(--wrap [^\n]*\)\n$/);
  assert.deepEqual(fs.readdirSync(given), []);
  printed([...args, '--wrap']);
  assert.deepEqual(read(path.join(given, 'a.npy'))[2], [1, 44]);
});

test('an output that exists is replaced only with --force, the input too', () => {
  const given = folder();
  const [file, other] = [path.join(given, 'a.npy'), path.join(given, 'b.npy')];
  fs.copyFileSync(fixture('fortran.npy'), file);
  fs.writeFileSync(other, 'mine');
  const exists = run(['convert', file, other]);
  assert.deepEqual([exists.status, fs.readFileSync(other, 'utf8')], [2, 'mine']);
  assert.match(exists.stderr, /b\.npy exists; --force replaces it/);
  const itself = run(['convert', file, path.join(given, '.', 'a.npy'), '--to-dtype', 'f8']);
  assert.equal(itself.status, 2);
  assert.match(itself.stderr, /is the input/);
  printed(['convert', file, file, '--to-dtype', 'f8', '--to-order', 'C', '--force']);
  assert.deepEqual(read(file)[0], 'float64');
  printed(['convert', file, other, '--force']);
  assert.deepEqual(read(other), read(file));
  assert.deepEqual(fs.readdirSync(given).sort(), ['a.npy', 'b.npy']);
});

test('an output that cannot be is refused before any work', () => {
  const file = fixture('fortran.npy');
  for (const [output, message] of [
    [path.dirname(scratch()), /is a directory/],
    [path.join(scratch(), 'a.npy'), /no folder/],
    [`${scratch()}.npz`, /read, not written/],
    ...(process.platform === 'win32' ? [] : [['/dev/null', /would be replaced/]]),
  ]) {
    assert.match(run(['convert', file, output]).stderr, message);
  }
});

test('an ending says the format; of an unknown one nothing is written without --to-raw', () => {
  const given = folder();
  const file = fixture('fortran.npy');
  for (const name of ['a.parquet', 'a', 'a.f32', 'a.npy.gz']) {
    const { status, stderr } = run(['convert', file, path.join(given, name)]);
    assert.equal(status, 2);
    assert.match(stderr, /^memmap convert: [^\n]*--to-raw[^\n]*\n$/);
  }
  for (const [option, value] of [['--to-dtype', 'f4'], ['--to-order', 'F'], ['--wrap']]) {
    const args = ['convert', file, path.join(given, 'a.csv'), option, ...(value ? [value] : [])];
    assert.match(run(args).stderr, new RegExp(`${option} says nothing about .csv files`));
  }
  assert.deepEqual(fs.readdirSync(given), []);
  printed(['convert', file, path.join(given, 'a.f32'), '--to-raw']);
  assert.equal(fs.statSync(path.join(given, 'a.f32')).size, 24);
});

test('text is what its readers expect: CSV, columns, JSON, JSON lines', () => {
  const given = folder();
  const made = (name, ...args) => {
    printed(['convert', ...args, path.join(given, name)]);
    return fs.readFileSync(path.join(given, name), 'utf8');
  };
  const file = fixture('fortran.npy');
  assert.equal(made('a.csv', file), '0,1,2\n3,4,5\n');
  assert.equal(made('a.TXT', file), '0 1 2\n3 4 5\n');
  assert.equal(made('a.json', file), '[[0,1,2],[3,4,5]]\n');
  assert.equal(made('a.jsonl', file), '[0,1,2]\n[3,4,5]\n');
  assert.equal(made('0d.csv', file, '--slice', '1,1'), '4\n');
  assert.equal(made('0d.json', file, '--slice', '1,1'), '4\n');
  assert.equal(made('none.csv', file, '--slice', ':0'), '');
  assert.equal(made('none.json', file, '--slice', ':0'), '[]\n');
  const cube = ['--dtype', 'u1', '--shape', '2,2,2', scratch('\0\x01\x02\x03\x04\x05\x06\x07')];
  assert.equal(made('a3.jsonl', ...cube), '[[0,1],[2,3]]\n[[4,5],[6,7]]\n');
  const { status, stderr } = run(['convert', ...cube, path.join(given, 'a3.csv')]);
  assert.equal(status, 1);
  assert.match(stderr, /shape \(2, 2, 2\) is no table: take two axes of it with --slice/);
  assert.ok(!fs.readdirSync(given).includes('a3.csv'));
});

test('NumPy and Python read the same elements from text', withNumpy(), () => {
  const given = folder();
  const script = `import csv
np.random.seed(3)
d = sys.argv[1] + '/'
arrays = {
  'f2': np.random.randn(300, 3).astype('f2'), 'f4': np.random.randn(40000, 4).astype('>f4'), 'f8': np.random.randn(50),
  'i8': np.array([2**63 - 1, -2**63, 0]), 'u8': np.array([2**64 - 1], 'u8'), 'b': np.array([True, False]),
  'c8': (np.random.randn(9) - 1j * np.random.randn(9)).astype('c8'), 'M': np.array(['2020-02-29T01:02:03', 'NaT'], 'M8[s]'),
  'm': np.array([5, 'NaT'], 'm8[s]'), 'U': np.array(['a,b', 'line\\nfeed', 'x "y"', ' ', 'ü\\x1b']), 'S': np.array([b'a b', b'', b'c']),
  'special': np.array([np.nan, np.inf, -np.inf, -0.0, 1e300, 5e-324]),
}
arrays['f4'][0] = [np.nan, np.inf, np.finfo('f4').max, np.finfo('f4').smallest_subnormal]
arrays['f2'][0] = [np.finfo('f2').max, np.finfo('f2').smallest_subnormal, 0.1]
arrays['r'] = np.array([(1, 0.1, 'é,', [1, 2])], [('n', 'i4'), ('x y', 'f4'), ('s', 'U3'), ('p', 'i2', (2,))])
`;
  const save = `for k, a in arrays.items(): np.save(d + k, a)`;
  numpy(`${script}${save}`, given);
  for (const name of fs.readdirSync(given)) {
    const file = path.join(given, name);
    printed(['convert', file, file.replace('.npy', '.csv')]);
    printed(['convert', file, file.replace('.npy', '.txt')]);
  }
  const check = `for k, a in arrays.items():
  rows = list(csv.reader(open(d + k + '.csv', newline='')))
  if k == 'r': assert rows == [['n', 'x y', 's', 'p'], ['1', '0.1', 'é,', '[1,2]']], rows; continue
  if k in 'US': assert [r[0] for r in rows] == [str(x.decode() if k == 'S' else x) for x in a], rows; continue
  if k == 'b': assert [r[0] for r in rows] == ['True', 'False'], rows; continue
  if k == 'm': assert [r[0] for r in rows] == ['5', 'NaT'], rows; continue
  b = np.array(rows).astype(a.dtype).reshape(a.shape)
  if k == 'c8': b = np.array([complex(r[0]) for r in rows]).astype('c8')
  assert a.tobytes() == b.tobytes() or (np.array_equal(a, b, equal_nan=True) and k in ('f4', 'M')), (k, a, b)
  if k in ('f2', 'f4', 'f8', 'special'): assert np.array_equal(np.loadtxt(d + k + '.txt', dtype=a.dtype), a, equal_nan=True), k
  if k == 'f4': assert all(len(x) <= len(str(y)) or 'e' in x for x, y in zip(rows[1], a[1])), rows[1]
names = np.genfromtxt(d + 'r.txt', names=True, dtype=None, encoding='utf8', usecols=0).dtype
print('read')`;
  assert.equal(numpy(`${script}${check}`, given), 'read\n');
});

test('a link to the output stays a link', { skip: process.platform === 'win32' }, () => {
  const given = folder();
  const [target, link] = [path.join(given, 'a.npy'), path.join(given, 'link.npy')];
  fs.writeFileSync(target, 'old');
  fs.symlinkSync('a.npy', link);
  printed(['convert', fixture('fortran.npy'), link, '--force']);
  assert.ok(fs.lstatSync(link).isSymbolicLink());
  assert.deepEqual(read(target), read(fixture('fortran.npy')));
});

const disk = mount();
const small = { skip: disk === null && 'needs root on Linux, to mount a file system of 1 MiB' };

test('a full disk is told with the name of the output, and leaves what was there', small, () => {
  const numbers = scratchOf(Float32Array.from({ length: 2 ** 20 }, (_, at) => at / 3));
  const before = path.join(disk, 'before.csv');
  fs.writeFileSync(before, 'mine');
  for (const name of ['a.npy', 'a.csv', 'a.jsonl', 'before.csv']) {
    const output = path.join(disk, name);
    const { status, stderr } = run(['convert', numbers, output, '--dtype', 'f4', '--force']);
    assert.equal(status, 1);
    assert.match(stderr, /^memmap: ENOSPC: no space left on device, \w+ '([^\n]*)'\n$/);
    assert.ok(stderr.endsWith(` '${output}'\n`), stderr);
    assert.deepEqual(fs.readdirSync(disk), ['before.csv']);
  }
  assert.equal(fs.readFileSync(before, 'utf8'), 'mine');
  const fd = fs.openSync(path.join(disk, 'stdout.csv'), 'w');
  const head = ['head', numbers, '--dtype', 'f4', '--slice', ':', '--csv'];
  const { status, stderr } = run(head, { stdio: ['ignore', fd, 'pipe'] });
  fs.closeSync(fd);
  assert.equal(status, 1);
  assert.match(stderr, /^memmap: [^\n]*no space left[^\n]*\n$/i);
});

const noSignals = process.platform === 'win32' ? { skip: 'no signals here' } : {};

/** Ends it with a signal when the unfinished file is there. */
async function interrupted(name, sent, ...more) {
  const given = folder();
  const output = path.join(given, name);
  const [program, args] = commandLine('convert', sparse(2 ** 30), output, ...more);
  const running = spawn(program, args, { stdio: 'ignore' });
  const ended = once(running, 'exit');
  while (fs.readdirSync(given).length === 0 && running.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.match(fs.readdirSync(given).join(), /^\.a\.\w+\.[0-9a-f]+\.tmp$/);
  running.kill(sent);
  const [, signal] = await ended;
  assert.equal(signal, sent);
  assert.deepEqual(fs.readdirSync(given), []);
}

test('a signal in the middle leaves no unfinished file', noSignals, async () => {
  await interrupted('a.npy', 'SIGINT', '--to-dtype', 'f4');
  await interrupted('a.csv', 'SIGQUIT');
  await interrupted('a.json', 'SIGTERM');
});
