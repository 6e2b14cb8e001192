'use strict';

/** NumPy and this side make and read each other's .npy files. */

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { openMemmap, memmap } = require('../index.js');
const { scratch, withNumpy, numpy } = require('./helpers');

const BOTH_ORDERS = ['i2', 'i4', 'i8', 'u2', 'u4', 'u8', 'f2', 'f4', 'f8', 'c8', 'c16', 'U1', 'U5'];
const DATES = ['M8', 'm8', 'M8[ns]', 'm8[D]', 'M8[25s]'];
const DTYPES = [
  ...['?', 'i1', 'u1', 'S1', 'S10', 'V3', 'bfloat16'],
  ...[...BOTH_ORDERS, ...DATES].flatMap((name) => [`<${name}`, `>${name}`]),
  [
    ['x', '<f4'],
    ['y', '>i8'],
  ],
  [
    ['p', '<f4', [2, 3]],
    [
      'n',
      [
        ['a', '|S3'],
        ['b', '<M8[ms]', [2]],
      ],
    ],
  ],
  { names: ['a', 'b'], formats: ['i1', '<f8'], offsets: [3, 8], itemsize: 24 },
  { names: ['a', 'b'], formats: ['i1', '<f8'], aligned: true },
  { names: ['a', 'b'], formats: [['<i2', [2]], '|V2'], offsets: [0, 4], itemsize: 7 },
  [['é', '<i4']],
  [
    ['日本', '<i4'],
    ['\u0301', '<U2'],
  ],
  [
    ["it's", '|i1'],
    ['"', '|i1'],
    ['\'"\\\n\t\x7f\xad', '|i1'],
    ['\u2028\u{1f600}', '|i1'],
  ],
  Array.from({ length: 20 }, (_, i) => [`field${i}`, '<f4', [i + 1]]),
  [
    ['z', '<f4', [0]],
    ['w', '|u1'],
  ],
];
const SHAPES = [
  [[], 'C'],
  [[0], 'C'],
  [[0, 3], 'C'],
  [[3, 0], 'F'],
  [[5], 'C'],
  [[5], 'F'],
  [[2, 3], 'C'],
  [[2, 3], 'F'],
  [[2, 1, 3], 'F'],
];
const VERSIONS = [null, [1, 0], [2, 0], [3, 0]];

const MATRIX = `
import os, pathlib, warnings
warnings.simplefilter("ignore")
try:
    import ml_dtypes
except ImportError:
    ml_dtypes = None

def parse(d):
    if d == "bfloat16":
        return np.dtype(ml_dtypes.bfloat16) if ml_dtypes else None
    if isinstance(d, str):
        return np.dtype(d)
    if isinstance(d, list) and not isinstance(d[0], list):
        return np.dtype((parse(d[0]), tuple(d[1])))
    if isinstance(d, list):
        return np.dtype([(f[0], parse(f[1]), *map(tuple, f[2:])) for f in d])
    d = {**d, "formats": [parse(f) for f in d["formats"]]}
    return np.dtype(d, align=d.pop("aligned", False))

place = pathlib.Path(sys.argv[1])
cases = json.loads((place / "cases.json").read_text("utf8"))
`;

test(
  'files that NumPy makes are made byte for byte, and read back, for every dtype, shape and version',
  withNumpy(),
  () => {
    const place = scratch();
    fs.mkdirSync(place);
    const cases = DTYPES.flatMap((dtype) =>
      SHAPES.flatMap(([shape, order]) =>
        VERSIONS.map((version) => ({ dtype, shape, order, version })),
      ),
    );
    fs.writeFileSync(path.join(place, 'cases.json'), JSON.stringify(cases));
    const made = JSON.parse(
      numpy(
        `${MATRIX}
made = []
for at, case in enumerate(cases):
    dtype = parse(case["dtype"])
    if dtype is None:
        made.append(None)
        continue
    version = case["version"] and tuple(case["version"])
    try:
        a = np.lib.format.open_memmap(place / f"{at}.npy", "w+", dtype, tuple(case["shape"]), case["order"] == "F", version)
    except ValueError:
        made.append(False)
        continue
    raw = bytes(i % 251 for i in range(a.nbytes))
    with open(place / f"{at}.npy", "r+b") as file:
        file.seek(a.offset)
        file.write(raw)
    made.append({"offset": a.offset, "nbytes": a.nbytes, "itemsize": a.itemsize})
print(json.dumps(made))`,
        place,
      ),
    );
    assert.equal(made.length, cases.length);
    let compared = 0;
    for (const [at, { dtype, shape, order, version }] of cases.entries()) {
      const why = JSON.stringify(cases[at]);
      const ours = path.join(place, `${at}-ours.npy`);
      const options = { dtype, shape, order, version };
      if (made[at] === null) continue;
      if (made[at] === false) {
        assert.throws(() => openMemmap(ours, { ...options, mode: 'w+' }), {
          code: 'ERR_MEMMAP_FORMAT',
        });
        assert.equal(fs.existsSync(ours), false);
        continue;
      }
      const { offset, nbytes, itemsize } = made[at];
      const a = openMemmap(ours, { ...options, mode: 'w+' });
      assert.deepEqual([a.offset, a.nbytes, a.itemsize], [offset, nbytes, itemsize], why);
      const raw = memmap(ours, { mode: 'r+', offset, shape: nbytes });
      raw.assign(Uint8Array.from({ length: nbytes }, (_, i) => i % 251));
      const theirs = path.join(place, `${at}.npy`);
      assert.ok(fs.readFileSync(ours).equals(fs.readFileSync(theirs)), why);
      const b = openMemmap(theirs, options);
      assert.deepEqual([b.shape, b.order, b.offset], [a.shape, a.order, offset], why);
      assert.deepEqual(b.dtype, a.dtype, why);
      assert.deepEqual(b.strides, a.strides, why);
      const plain = openMemmap(theirs);
      assert.deepEqual(
        [plain.shape, plain.offset, plain.itemsize],
        [a.shape, offset, itemsize],
        why,
      );
      for (const array of [a, raw, b, plain]) array.close();
      compared++;
    }
    assert.ok(compared > 1000, `${compared}`);
  },
);

test('NumPy reads what is written here', withNumpy(), () => {
  const file = scratch();
  const a = openMemmap(file, { mode: 'w+', dtype: '>f4', shape: [2, 3], order: 'F' });
  a.assign([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  a.close();
  const read = numpy(
    'a = np.load(sys.argv[1]); print(a.tolist(), a.dtype.str, a.flags.f_contiguous)',
    file,
  );
  assert.equal(read.trim(), '[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] >f4 True');
});
