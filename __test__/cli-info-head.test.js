'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { numpy, root, scratch, scratchOf, withNumpy } = require('./helpers');
const { json, printed, run } = require('./support/cli');
const { writeZip } = require('./support/zip');

const fixture = (name) => path.join(root, '__test__', 'fixtures', 'npy', name);

test('info tells the header, dtype, shape, order and place of a .npy file', () => {
  const file = fixture('fortran.npy');
  const facts = json(['info', file]);
  assert.deepEqual(
    { ...facts, header: undefined, resident: undefined },
    {
      file,
      format: 'npy',
      fileSize: 152,
      version: '1.0',
      header: undefined,
      dtype: 'int32',
      shape: [2, 3],
      order: 'F',
      size: 6,
      itemsize: 4,
      nbytes: 24,
      offset: 128,
      resident: undefined,
    },
  );
  assert.match(facts.header, /^\{'descr': '<i4', 'fortran_order': True, 'shape': \(2, 3\), \}$/);
  assert.ok(facts.resident >= 0 && facts.resident <= 1);
  const text = printed(['info', file]);
  for (const line of [/^format +\.npy, version 1\.0$/m, /^shape +\(2, 3\)$/m, /^header +\{/m]) {
    assert.match(text, line);
  }
});

test('info reads the headers of versions 2 and 3', () => {
  assert.equal(json(['info', fixture('version2.npy')]).version, '2.0');
  assert.equal(json(['info', fixture('version3.npy')]).version, '3.0');
});

test('info lists the members of an .npz file, or the one that is asked for', () => {
  const file = fixture('stored.npz');
  const { format, members } = json(['info', file]);
  assert.equal(format, 'npz');
  assert.deepEqual(
    members.map(({ name, dtype, shape, order }) => [name, dtype, shape, order]),
    [
      ['x', 'float64', [2, 3], 'C'],
      ['y', 'int16', [2, 3], 'F'],
    ],
  );
  assert.match(printed(['info', file]), /^y +int16 +\(2, 3\) +F +12 /m);
  assert.deepEqual(json(['info', file, '--member', 'y']).members, [members[1]]);
});

test('info of several files is a table, with what is wrong where one cannot be mapped', () => {
  const [file, npz] = [fixture('fortran.npy'), fixture('stored.npz')];
  const missing = scratch();
  const { status, stdout, stderr } = run(['info', file, npz, missing]);
  assert.deepEqual([status, stderr], [1, '']);
  const lines = stdout.trimEnd().split('\n');
  const cells = lines.map((line) => line.split(/ {2,}/));
  assert.deepEqual(cells[0], ['file', 'member', 'dtype', 'shape', 'order', 'bytes']);
  assert.deepEqual(cells[1], [file, 'int32', '(2, 3)', 'F', '24']);
  assert.deepEqual(cells[2], [npz, 'x', 'float64', '(2, 3)', 'C', '48']);
  assert.deepEqual(cells[3], [npz, 'y', 'int16', '(2, 3)', 'F', '12']);
  assert.ok(lines[4].startsWith(missing));
  assert.match(lines[4], /ENOENT/);
  const objects = run(['info', file, missing, npz, '--json']).stdout.trimEnd().split('\n');
  const [one, wrong, archive] = objects.map((line) => JSON.parse(line));
  assert.deepEqual(one, json(['info', file]));
  assert.deepEqual([wrong.file, Object.keys(wrong)], [missing, ['file', 'error']]);
  assert.deepEqual(
    archive.members.map(({ name }) => name),
    ['x', 'y'],
  );
});

test('info of an .npz file says why a member cannot be mapped, and lists the others', () => {
  const data = fs.readFileSync(fixture('fortran.npy'));
  const file = writeZip(scratch(), [
    { name: 'good.npy', data },
    { name: 'packed.npy', data, method: 8 },
    { name: 'damaged.npy', data: Buffer.from('no magic') },
  ]);
  const text = printed(['info', file]);
  assert.match(text, /^good +int32 +\(2, 3\) +F +24 /m);
  assert.match(text, /^packed +[^]*compressed/m);
  for (const line of text.split('\n').slice(1)) assert.ok(line.length <= 80, line);
  const { members } = json(['info', file]);
  assert.deepEqual(
    members.map(({ name }) => name),
    ['good', 'packed', 'damaged'],
  );
  assert.deepEqual(
    members.map(({ error }) => error === undefined),
    [true, false, false],
  );
  assert.match(members[1].error, /compressed/);
  assert.equal(printed(['head', file, '--member', 'good']), '[[0 1 2]\n [3 4 5]]\n');
});

test('info of a raw file takes dtype, shape, offset and order', () => {
  const file = scratchOf(new Uint8Array(4 + 48));
  const given = ['--dtype', '>f4', '--shape', '-1,4', '--offset', '4', '--order', 'F'];
  const { format, dtype, shape, order, offset } = json(['info', file, ...given]);
  assert.deepEqual([format, dtype, shape, order, offset], ['raw', '>f4', [3, 4], 'F', 4]);
  assert.equal(json(['info', file]).dtype, 'uint8');
});

test('a file is known by its first bytes, and --raw takes it for bytes', () => {
  const file = scratch(fs.readFileSync(fixture('fortran.npy')));
  assert.equal(json(['info', file]).format, 'npy');
  assert.equal(json(['info', scratch(fs.readFileSync(fixture('stored.npz')))]).format, 'npz');
  const { format, shape } = json(['info', file, '--raw']);
  assert.deepEqual([format, shape], ['raw', [152]]);
});

test('head prints the first ten rows, or as many as are asked for', () => {
  const file = scratchOf(Int16Array.from({ length: 40 }, (_, at) => at));
  const raw = ['head', file, '--dtype', 'i2', '--shape', '-1,2'];
  assert.equal(printed(raw).split('\n').length, 11);
  assert.equal(printed([...raw, '-n', '2']), '[[0 1]\n [2 3]]\n');
  assert.equal(printed([...raw, '--rows', '0']), '[]\n');
  assert.equal(printed([...raw, '--slice', '-3:', '-n', '1']), '[[34 35]]\n');
});

test('tail prints the last ten rows, or as many as are asked for', () => {
  const file = scratchOf(Int16Array.from({ length: 40 }, (_, at) => at));
  const raw = ['tail', file, '--dtype', 'i2', '--shape', '-1,2'];
  assert.equal(printed(raw).split('\n').length, 11);
  assert.equal(printed([...raw, '-n', '2']), '[[36 37]\n [38 39]]\n');
  assert.equal(printed([...raw, '-n', '0']), '[]\n');
  assert.equal(printed([...raw, '-n', '100', '--csv']).split('\n').length, 21);
  assert.equal(printed([...raw, '--slice', ':3', '-n', '1']), '[[4 5]]\n');
});

test('head and tail print CSV and JSON lines, one form at a time', () => {
  const file = scratch(Buffer.from([1, 0, 0, 0, 0, 64, 2, 0, 0, 0, 128, 63]));
  const raw = [file, '--dtype', "[('n', '<i2'), ('x', '<f4')]"];
  assert.equal(printed(['head', ...raw, '--csv']), 'n,x\n1,2\n2,1\n');
  assert.equal(printed(['tail', ...raw, '-n', '1', '--csv']), 'n,x\n2,1\n');
  assert.equal(printed(['head', ...raw, '--jsonl']), '{"n":1,"x":2}\n{"n":2,"x":1}\n');
  assert.equal(printed(['tail', ...raw, '-n', '1', '--jsonl']), '{"n":2,"x":1}\n');
  const { status, stderr } = run(['head', ...raw, '--csv', '--json']);
  assert.equal(status, 2);
  assert.match(stderr, /--json and --csv: choose one/);
});

test('head takes fields of records, given as NumPy or JSON write them', () => {
  const file = scratch(Buffer.from([1, 0, 0, 0, 0, 64, 2, 0, 0, 0, 128, 63]));
  const raw = ['head', file, '--dtype', "[('n', '<i2'), ('x', '<f4')]"];
  assert.equal(printed(raw), '[(1, 2.) (2, 1.)]\n');
  assert.equal(printed([...raw, '--field', 'x']), '[2. 1.]\n');
  const other = ['head', file, '--dtype', '[["n","<i2"],["x","<f4"]]', '--json'];
  assert.deepEqual(JSON.parse(printed(other)).data[1], { n: 2, x: 1 });
});

test('JSON has all digits of integers, and strings for what is no number in JSON', () => {
  const large = scratchOf(BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)));
  assert.equal(
    printed(['head', large, '--dtype', 'i8', '--json']),
    '{"dtype":"int64","shape":[2],"data":[9223372036854775807,-9223372036854775808]}\n',
  );
  const floats = scratchOf(Float32Array.of(NaN, Infinity, -Infinity, 1.5));
  assert.deepEqual(json(['head', floats, '--dtype', 'f4']).data, [
    'NaN',
    'Infinity',
    '-Infinity',
    1.5,
  ]);
  assert.deepEqual(json(['head', floats, '--dtype', 'c8', '--slice', '1']).data, {
    re: '-Infinity',
    im: 1.5,
  });
});

test('head --json has every element of a large slice', () => {
  const numbers = Int32Array.from({ length: 300_000 }, (_, at) => at);
  const raw = ['head', scratchOf(numbers), '--dtype', 'i4', '--slice', ':'];
  assert.deepEqual(json([...raw, '--shape', '3,2,50000']).data.flat(2), [...numbers]);
  assert.deepEqual(json(raw).data, [...numbers]);
});

test('head prints what NumPy prints', withNumpy(), () => {
  const file = `${scratch()}.npy`;
  const expected = numpy(
    `a = np.arange(24000, dtype='>f4').reshape(20, 30, 40, order='F') / 7
np.save(sys.argv[1], a)
print(a[:10]); print(a[1:9:3, ..., ::-8]); print(a[-1, :2])`,
    file,
  );
  const slices = [[], ['--slice', '1:9:3,...,::-8'], ['--slice', '-1,:2']];
  assert.equal(slices.map((slice) => printed(['head', file, ...slice])).join(''), expected);
});
