'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { asarray, save } = require('../index.js');
const { numpy, scratch, scratchOf, sparse, withNumpy } = require('./helpers');
const { commandLine, json, printed, run } = require('./support/cli');

/** Within the last few digits of float64. */
function near(actual, expected, message) {
  if (typeof expected === 'string' || expected === null)
    return assert.equal(actual, expected, message);
  if (typeof expected === 'object') {
    near(actual.re, expected.re, message);
    return near(actual.im, expected.im, message);
  }
  const scale = Math.max(Math.abs(expected), Number.MIN_VALUE);
  assert.ok(Math.abs(actual - expected) <= 1e-12 * scale, `${message}: ${actual}, not ${expected}`);
}

const EPOCHS = Array(2).fill('1970-01-01T00:00:00');

const ARRAYS = `
rng = np.random.default_rng(7)
def noise(*shape): return rng.standard_normal(shape)
nans = noise(300, 70); nans[rng.random((300, 70)) < 0.1] = np.nan
inf = noise(50); inf[3] = np.inf; inf[4] = np.nan
both = noise(20); both[3] = np.inf; both[4] = -np.inf
parts = noise(500) + 1j * noise(500); parts[7] = complex(np.nan, 1)
arrays = {
  'float16': noise(999).astype('f2'), 'float32': nans.astype('f4'), 'float64': nans,
  'big-endian': noise(77).astype('>f8'), 'F order': np.asfortranarray(noise(30, 40)),
  'far from zero': noise(10000) + 1e9, 'infinite': inf, 'both infinities': both,
  'all NaN': np.full(5, np.nan), 'empty': np.zeros((0, 3)), '0-d': np.float64(3.25),
  'bool': rng.random(1000) < 0.3, 'uint8': rng.integers(0, 256, 5000, 'u1'),
  'int16': rng.integers(-2**15, 2**15, (20, 30, 5), 'i2'), 'uint32': rng.integers(0, 2**32, 9999, 'u4'),
  'int64': rng.integers(-2**63, 2**63 - 1, 9999, 'i8'), 'uint64': rng.integers(0, 2**64 - 1, 9999, 'u8'),
  'close int64': np.array([2**62, 2**62 + 1, 2**62 + 2]), 'swapped int64': np.arange(-5, 9, dtype='>i8'),
  'complex64': parts.astype('c8'), 'complex128': parts,
  'timedelta': np.array([5, -7, 0, 14], 'm8[s]'),
}
`;

test('numbers are those of NumPy, for every dtype', withNumpy(), () => {
  const folder = scratch();
  const expected = JSON.parse(
    numpy(
      `import math, os
os.mkdir(sys.argv[1])
${ARRAYS}
def total(x):
    if x.dtype.kind == 'c': return complex(total(x.real), total(x.imag))
    return math.fsum(x) if x.dtype.kind == 'f' and np.isfinite(x).all() else x.sum().item()
def exact_sum(x): return total(x) if x.dtype.kind in 'fc' else sum(x.tolist())

def plain(x):
    if isinstance(x, complex): return {'re': plain(x.real), 'im': plain(x.imag)}
    if isinstance(x, float) and x != x: return 'NaN'
    if isinstance(x, float) and abs(x) == float('inf'): return 'Infinity' if x > 0 else '-Infinity'
    return x if isinstance(x, (int, float, bool)) else int(x)
result = {}
for name, a in arrays.items():
    np.save(os.path.join(sys.argv[1], name + '.npy'), a)
    if a.dtype.kind == 'm': a = a.astype('i8')
    kept = a[~np.isnan(a)] if a.dtype.kind in 'fc' else a.ravel()
    wide = kept.astype('c16' if a.dtype.kind == 'c' else 'f8')
    with np.errstate(all='ignore'):
        mean = wide.mean() if kept.size else None
        exact = [kept.min().item(), kept.max().item()] if kept.size else [None, None]
        result[name] = dict(nan=int(a.size - kept.size), min=plain(exact[0]) if kept.size else None,
          max=plain(exact[1]) if kept.size else None, mean=plain(mean.item()) if kept.size else None,
          std=plain(wide.std().item()) if kept.size else None, size=int(a.size),
          zeros=int(a.size - np.count_nonzero(a)), sum=plain(exact_sum(kept)),
          text=[str(x) for x in [*exact, exact_sum(kept)]])
result['close int64'].update(std=(2 / 3) ** 0.5)
print(json.dumps(result))`,
      folder,
    ),
  );
  for (const [name, { text, ...facts }] of Object.entries(expected)) {
    const args = ['stats', `${folder}/${name}.npy`];
    const found = json(args);
    for (const key of ['size', 'nan', 'zeros', 'min', 'max']) {
      assert.deepEqual(found[key], facts[key], `${key} of ${name}`);
    }
    near(found.sum, facts.sum, `sum of ${name}`);
    near(found.mean, facts.mean, `mean of ${name}`);
    near(found.std, facts.std, `std of ${name}`);
    // JSON.parse rounds what the text has whole.
    if (name.includes('int64')) {
      const raw = printed([...args, '--json']);
      const [min, max, sum] = text;
      assert.ok(raw.includes(`"min":${min},"max":${max},"sum":${sum},`), raw);
    }
  }
});

test('slices, fields and raw files are those of NumPy', withNumpy(), () => {
  const [file, records] = [`${scratch()}.npy`, `${scratch()}.npy`];
  const expected = JSON.parse(
    numpy(
      `a = np.random.default_rng(1).standard_normal((40, 50, 6)); np.save(sys.argv[1], a)
r = np.zeros(100, [('n', '<i2'), ('x', '>f8', (3,))]); r['x'] = a.ravel()[:300].reshape(100, 3)
np.save(sys.argv[2], r)
print(json.dumps([[float(p.min()), float(p.mean()), float(p.std())] for p in
  [a[::-3, 1:-1, ::2], a[5], a.T[..., ::7].copy().T, r['x'], r['x'][:, 1]]]))`,
      file,
      records,
    ),
  );
  const commands = [
    [file, '--slice', '::-3,1:-1,::2'],
    [file, '--slice', '5'],
    [file, '--slice', '::7'],
    [records, '--field', 'x'],
    [records, '--field', 'x', '--slice', ':,1'],
  ];
  for (const [at, args] of commands.entries()) {
    const { min, mean, std } = json(['stats', ...args]);
    assert.equal(min, expected[at][0]);
    near(mean, expected[at][1], `mean of ${args}`);
    near(std, expected[at][2], `std of ${args}`);
  }
});

test('the result is the same to the last digit, however many threads work on it', () => {
  const numbers = new Float32Array(30_000_000);
  for (let at = 0, seed = 1; at < numbers.length; at++) {
    seed = (seed * 48_271) % 2_147_483_647;
    numbers[at] = seed / 1e9;
  }
  const args = ['stats', scratchOf(numbers), '--dtype', 'f4', '--json'];
  const one = printed(args, { env: { MEMMAP_THREADS: '1' } });
  const { min, max, mean, nan } = JSON.parse(one);
  assert.ok(min < 0.001 && max > 2.147 && Math.abs(mean - 1.0737) < 0.001 && nan === 0, one);
  for (const threads of ['2', '5']) {
    assert.equal(printed(args, { env: { MEMMAP_THREADS: threads } }), one);
  }
});

test('an array of several pieces is counted whole', () => {
  const file = sparse(100 * 2 ** 20 + 8);
  const { size, zeros, min, max, std } = json(['stats', file, '--dtype', 'i8']);
  assert.deepEqual([size, zeros, min, max, std], [13_107_201, 13_107_201, 0, 0, 0]);
});

test('dates are printed as dates', () => {
  const day = 86_400n;
  const file = scratchOf(BigInt64Array.of(0n, -(2n ** 63n), 2n * day, day));
  const text = printed(['stats', file, '--dtype', 'M8[s]']);
  assert.match(text, /^NaT +1$/m);
  assert.match(text, /^min +1970-01-01T00:00:00$/m);
  assert.match(text, /^mean +1970-01-02T00:00:00$/m);
  assert.match(text, /^std +70545\.\d+ s$/m);
});

test('a stored bool of 2 is as true as one of 1', () => {
  const { min, max, mean } = json(['stats', scratch(Buffer.from([0, 2, 1, 0])), '--dtype', '?']);
  assert.deepEqual([min, max, mean], [false, true, 0.5]);
});

test('bfloat16 is read as numbers', () => {
  const file = scratchOf(Uint16Array.of(0x3f80, 0xc040, 0x7fc0, 0x4000)); // 1, -3, NaN, 2
  const { nan, min, max, mean } = json(['stats', file, '--dtype', 'bfloat16']);
  assert.deepEqual([nan, min, max, mean], [1, -3, 2, 0]);
});

test('what holds no numbers is refused in a line', () => {
  const file = scratch('abcdefgh');
  for (const [dtype, message] of [
    ['S4', /stats needs numbers, not \|S4\n$/],
    ['V8', /stats needs numbers/],
  ]) {
    const { status, stderr } = run(['stats', file, '--dtype', dtype]);
    assert.equal(status, 1);
    assert.match(stderr, message);
  }
});

test('nothing but the result is printed where there is no terminal', () => {
  const { stdout, stderr } = run(['stats', sparse(2 ** 26)]);
  assert.equal(stderr, '');
  assert.equal(stdout.split('\n').length, 9);
});

test('records are a table with a row for each field, nested ones too', () => {
  const fields = [
    ['t', 'M8[s]'],
    [
      'in',
      [
        ['n', '<i2'],
        ['x', '>f4', [2]],
      ],
    ],
    ['name', 'S3'],
  ];
  const file = scratch(Buffer.alloc(2 * 21));
  const raw = [file, '--dtype', JSON.stringify(fields)];
  const found = json(['stats', ...raw]);
  assert.deepEqual([found.shape, found.fields.map(({ name }) => name)], [[2], ['t', 'in', 'name']]);
  const [t, { fields: inner }, name] = found.fields;
  assert.deepEqual([t.min, t.zeros, 'sum' in t], [0, 2, false]);
  assert.deepEqual([inner[1].shape, inner[1].sum, inner[1].zeros], [[2, 2], 0, 4]);
  assert.match(name.error, /no numbers, but \|S3/);
  const lines = printed(['stats', ...raw], { env: { COLUMNS: '200' } }).split('\n');
  assert.deepEqual(lines.map((line) => line.split(/ {2,}/)).slice(0, 5), [
    ['records (2,)'],
    ['field', ...['dtype', 'shape', 'NaN', 'inf', 'zeros', 'min', 'max', 'sum', 'mean', 'std']],
    ['t', 'datetime64[s]', '(2,)', '0', '-', '2', ...EPOCHS, '-', EPOCHS[0], '0 s'],
    ['in.n', 'int16', '(2,)', '-', '-', '2', '0', '0', '0', '0', '0'],
    ['in.x', '>f4', '(2, 2)', '0', '0', '4', '0', '0', '0', '0', '0'],
  ]);
  assert.match(lines[5], /^name +no numbers, but \|S3$/);
  for (const line of printed(['stats', ...raw]).split('\n')) assert.ok(line.length <= 80, line);
  const own = json(['stats', ...raw, '--field', 'in']);
  assert.deepEqual(own.fields, inner);
  assert.match(run(['stats', ...raw, '--axis', '0']).stderr, /--axis needs numbers: --field t, in/);
});

test(
  'an .npz file is a table with a row for each member, or why there is none',
  withNumpy(),
  () => {
    const file = `${scratch()}.npz`;
    numpy(
      `import io, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    def add(name, a, how=zipfile.ZIP_STORED):
        f = io.BytesIO(); np.save(f, a); z.writestr(name + '.npy', f.getvalue(), how)
    add('a', np.arange(6).reshape(2, 3)); add('b', np.ones(500), zipfile.ZIP_DEFLATED)
    add('words', np.array(['x', 'yz'])); add('r', np.zeros(3, [('u', 'u1'), ('v', 'f8')]))`,
      file,
    );
    const { members } = json(['stats', file]);
    assert.deepEqual(
      members.map(({ name, sum, error }) => [
        name,
        error === undefined ? sum : /compressed|no numbers/.exec(error)[0],
      ]),
      [
        ['a', 15],
        ['b', 'compressed'],
        ['words', 'no numbers'],
        ['r', undefined],
      ],
    );
    const text = printed(['stats', file], { env: { COLUMNS: '200' } });
    assert.match(text, /^a +int64 +\(2, 3\) +- +- +1 +0 +5 +15 +2\.5 +1\.70783$/m);
    assert.match(text, /^b +.*compressed/m);
    assert.match(text, /^r\.v +float64 +\(3,\) +0 +0 +3 +0 /m);
    assert.equal(json(['stats', file, '--member', 'a']).sum, 15);
    assert.equal(run(['stats', file, '--slice', '0']).status, 2);
  },
);

test('along axes they are those of NumPy', withNumpy(), () => {
  const folder = scratch();
  const expected = JSON.parse(
    numpy(
      `import os, warnings
warnings.simplefilter('ignore')
os.mkdir(sys.argv[1]); rng = np.random.default_rng(5)
a = rng.integers(-9, 9, (4, 60, 5)); f = a.astype('>f4'); f[1, 2] = np.nan; f[:, 3] = np.nan
arrays = {'ints': a.astype('i2'), 'floats': f, 'bools': a > 2, 'large': a * 2**58}
result = {}
for name, x in arrays.items():
    np.save(os.path.join(sys.argv[1], name + '.npy'), x)
    w = x.astype('f8')
    for axis in [(0,), (1,), (-1,), (0, 2), (0, 1, 2)]:
        result[name + ' ' + ','.join(map(str, axis))] = [np.where(np.isnan(v), None, v).tolist() for v in
          [np.nanmin(w, axis), np.nanmax(w, axis), np.nansum(w, axis), np.nanmean(w, axis), np.nanstd(w, axis)]]
print(json.dumps(result))`,
      folder,
    ),
  );
  const flat = (value) => [value].flat(Infinity);
  for (const [key, values] of Object.entries(expected)) {
    const [name, axis] = key.split(' ');
    const found = json(['stats', `${folder}/${name}.npy`, '--axis', axis]);
    assert.deepEqual(found.axis, axis.split(',').map(Number));
    for (const [at, what] of ['min', 'max', 'sum', 'mean', 'std'].entries()) {
      const [got, wanted] = [flat(found[what]), flat(values[at])];
      assert.equal(got.length, wanted.length, key);
      const scale = name === 'large' ? 2 ** 60 : 1;
      for (const [index, want] of wanted.entries()) {
        const value = got[index] === 'NaN' ? null : Number(got[index]);
        const isNear = want === null ? value === null : Math.abs(value - want) <= 1e-9 * scale;
        assert.ok(isNear, `${what} of ${key} at ${index}: ${value}, not ${want}`);
      }
    }
  }
  const nothing = path.join(folder, 'nothing.npy');
  for (const dtype of ['float64', 'int32', 'datetime64[s]']) {
    save(nothing, asarray(new Uint8Array(0), { dtype, shape: [0, 3] }));
    assert.match(printed(['stats', nothing, '--axis', '0']), /\n2 +(nan|NaT) +(nan|NaT) /);
  }
  const text = printed(['stats', `${folder}/ints.npy`, '--axis', '0']);
  assert.match(text, /^int16 \(4, 60, 5\), axis 0\nindex +min +max +sum +mean +std\n\(0, 0\) /);
  assert.match(text, /\n\.{3}( +\.{3}){5}\n\(59, 2\) /);
  assert.match(printed(['stats', `${folder}/bools.npy`, '--axis', '0,1']), /\n4 +False +True +\d/);
  assert.match(run(['stats', `${folder}/ints.npy`, '--axis', '3']).stderr, /out of bounds/);
  assert.equal(run(['stats', `${folder}/ints.npy`, '--axis', '1.5']).status, 2);
});

/** `stats` of a large file that is under way: it has mapped the file. */
async function underWay() {
  const file = sparse(2 ** 32);
  const [program, args] = commandLine('stats', file, '--dtype', 'f8');
  const running = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  running.stdout.on('data', (data) => (text.stdout += data));
  running.stderr.on('data', (data) => (text.stderr += data));
  const ended = once(running, 'close');
  while (!fs.readFileSync(`/proc/${running.pid}/maps`, 'utf8').includes(file)) {
    assert.equal(running.exitCode, null, text.stderr);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { file, running, text, ended };
}

const linux = process.platform === 'linux' ? {} : { skip: 'no /proc' };

test('a signal in the middle ends it at once', linux, async () => {
  const { running, text, ended } = await underWay();
  running.kill('SIGINT');
  const [, signal] = await ended;
  assert.deepEqual([signal, text], ['SIGINT', { stdout: '', stderr: '' }]);
});

test('a file that becomes shorter while it is read is an error', linux, async () => {
  const { file, text, ended } = await underWay();
  fs.truncateSync(file, 2 ** 20);
  const [status] = await ended;
  assert.deepEqual([status, text.stdout], [1, '']);
  assert.match(text.stderr, /^memmap: [^\n]*\.bin: [^\n]*lost[^\n]*\n$/);
});
