'use strict';

/** Files written by NumPy read right here, and files written here read right in NumPy. */

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { memmap } = require('../index.js');
const { scratch, withNumpy, numpy } = require('./helpers');

const fixtures = path.join(__dirname, 'fixtures');
const { arrays } = JSON.parse(fs.readFileSync(path.join(fixtures, 'arrays.json'), 'utf8'));

/** A value as arrays.json spells it. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'object') return { re: plain(value.re), im: plain(value.im) };
  return value;
}

for (const { name, file, dtype, shape, order, offset, values } of arrays) {
  test(`a file that NumPy wrote reads right: ${name}`, () => {
    const a = memmap(path.join(fixtures, file), { dtype, shape, order, offset, mode: 'r' });
    assert.deepEqual(plain(a.toArray()), values);
  });
}

/** From arrays.json's spelling back to what `assign` takes. */
function parse(value) {
  if (Array.isArray(value)) return value.map(parse);
  if (typeof value === 'object') return { re: parse(value.re), im: parse(value.im) };
  if (typeof value !== 'string') return value;
  return value.endsWith('n') ? BigInt(value.slice(0, -1)) : Number(value);
}

test('what set writes is what NumPy wrote, byte for byte', () => {
  for (const { name, file, dtype, shape, order, offset, values } of arrays) {
    const theirs = fs.readFileSync(path.join(fixtures, file));
    const ours = scratch(theirs.subarray(0, offset));
    const a = memmap(ours, { dtype, shape, order, offset, mode: 'r+' });
    const write = (index, part) => {
      if (index.length === a.ndim) a.set(...index, parse(part));
      else part.forEach((item, i) => write([...index, i], item));
    };
    write([], values);
    // A file that had to be made at least 1 byte long has that byte.
    const end = Math.max(offset + a.nbytes, 1);
    assert.deepEqual(fs.readFileSync(ours), theirs.subarray(0, end), name);
  }
});

const LIVE = [
  ['bool', (i) => i % 3 === 0],
  ...['int8', 'int16', 'int32', 'uint8', 'uint16', 'uint32'].map((name) => [name, (i) => i]),
  ...['float16', 'float32', 'float64'].map((name) => [name, (i) => i / 4 - 1]),
  ...['int64', 'uint64', 'datetime64[ns]', 'timedelta64[D]'].map((name) => [
    name,
    (i) => BigInt(i),
  ]),
  ...['complex64', 'complex128'].map((name) => [name, (i) => ({ re: i, im: -i })]),
];

test(
  'NumPy reads the files written here, for every native dtype and both orders',
  withNumpy(),
  () => {
    const jobs = [];
    for (const [dtype, value] of LIVE) {
      for (const order of ['C', 'F']) {
        const file = scratch();
        const a = memmap(file, { dtype, mode: 'w+', shape: [2, 3, 4], order, offset: 32 });
        for (let i = 0; i < 24; i++)
          a.set(Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4, value(i));
        a.flush();
        jobs.push({ file, dtype, order });
      }
    }
    const out = numpy(
      `
bad = []
for job in json.loads(sys.argv[1]):
    t = np.dtype(job['dtype'])
    i = np.arange(24)
    if t.kind == 'b': want = i % 3 == 0
    elif t.kind == 'f': want = i / 4 - 1
    elif t.kind == 'c': want = i - 1j * i
    else: want = i
    want = want.astype(t).reshape(2, 3, 4)
    got = np.memmap(job['file'], dtype=t, mode='r', offset=32, shape=(2, 3, 4), order=job['order'])
    if got.dtype != t or not (got == want).all(): bad.append(job)
print(json.dumps(bad))`,
      JSON.stringify(jobs),
    );
    assert.deepEqual(JSON.parse(out), []);
  },
);

test('bfloat16 is ml_dtypes’ own', withNumpy(), (t) => {
  const file = scratch();
  const a = memmap(file, { dtype: 'bfloat16', mode: 'w+', shape: 4 });
  [1.5, -2, 3.0e38, 1.00390625].forEach((value, i) => a.set(i, value));
  a.flush();
  const out = numpy(
    `
try:
    import ml_dtypes
except ImportError:
    print('null'); sys.exit()
print(np.memmap(sys.argv[1], dtype=ml_dtypes.bfloat16, mode='r').astype('f8').tolist())`,
    file,
  );
  const values = JSON.parse(out);
  if (values === null) return t.skip?.('no ml_dtypes here');
  assert.deepEqual(values, a.toArray());
});
