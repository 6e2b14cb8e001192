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
    printed(['convert', npy, raw]),
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

const noSignals = process.platform === 'win32' ? { skip: 'no signals here' } : {};

test('a signal in the middle leaves no unfinished file', noSignals, async () => {
  const given = folder();
  const output = path.join(given, 'a.npy');
  const [program, args] = commandLine('convert', sparse(2 ** 30), output, '--to-dtype', 'f4');
  const running = spawn(program, args, { stdio: 'ignore' });
  const ended = once(running, 'exit');
  while (fs.readdirSync(given).length === 0 && running.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.match(fs.readdirSync(given).join(), /^\.a\.npy\.[0-9a-f]+\.tmp$/);
  running.kill('SIGINT');
  const [, signal] = await ended;
  assert.equal(signal, 'SIGINT');
  assert.deepEqual(fs.readdirSync(given), []);
});
