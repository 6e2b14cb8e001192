'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { PNG } = require('pngjs');
const { numpy, scratch, scratchOf, withNumpy } = require('./helpers');
const { json, printed, run } = require('./support/cli');

/** A file of float32 numbers, and the options that describe it. */
const floats = (numbers, shape = '-1') => [
  scratchOf(Float32Array.from(numbers)),
  '--dtype',
  'f4',
  '--shape',
  shape,
];

const readPng = (file) => PNG.sync.read(fs.readFileSync(file));

/** Red, green, blue and opacity of a pixel. */
const pixel = ({ width, data }, x, y) => [...data.subarray(4 * (y * width + x)).subarray(0, 4)];

test('a histogram has the edges and counts of np.histogram', withNumpy(), () => {
  const folder = scratch();
  const expected = JSON.parse(
    numpy(
      `import os
os.mkdir(sys.argv[1]); rng = np.random.default_rng(3); result = {}
def add(name, a, bins, range=None, values=None):
    np.save(os.path.join(sys.argv[1], name + '.npy'), a)
    wide = a.astype('f8') if values is None else values
    counts, edges = np.histogram(wide[np.isfinite(wide)], bins, range)
    result[name] = dict(counts=counts.tolist(), edges=edges.tolist())
add('float64', rng.standard_normal(5000), 20)
add('tenths', np.round(rng.random(3000), 1), 10)
nans = rng.standard_normal((20, 30, 4)).astype('f4'); nans[3] = np.nan; nans[4, 5, 1] = np.inf
add('float32', nans, 20)
add('F order', np.asfortranarray(rng.standard_normal((30, 20))), 20)
add('int64', rng.integers(-2**40, 2**40, 4000), 20)
add('big-endian', rng.integers(0, 1000, 4000).astype('>u2'), 20)
add('uint64', rng.integers(2**63, 2**64 - 1, 500, 'u8'), 20)
add('one value', np.full(7, 2.5), 20)
days = rng.integers(0, 9999, 400).astype('M8[D]'); days[7] = 'NaT'
add('dates', days, 20, None, np.where(np.isnat(days), np.nan, days.astype('i8')))
z = rng.standard_normal(300) + 1j * rng.standard_normal(300)
add('complex', z, 20, None, np.abs(z))
print(json.dumps(result))`,
      folder,
    ),
  );
  for (const [name, { counts, edges }] of Object.entries(expected)) {
    const bins = name === 'tenths' ? ['--bins', '10'] : [];
    const found = json(['plot', path.join(folder, `${name}.npy`), '--histogram', ...bins]);
    assert.deepEqual(found.counts, counts, name);
    for (const [at, edge] of edges.entries()) {
      assert.ok(Math.abs(found.edges[at] - edge) <= 1e-12 * Math.abs(edge - edges[0] || 1), name);
    }
  }
});

test('what is outside of --range is counted apart', () => {
  const given = floats([-1, 0, 0.5, 1, 1.5, 2, NaN, Infinity]);
  const found = json(['plot', ...given, '--range', '0,1', '--bins', '2']);
  assert.deepEqual([found.counts, found.below, found.above, found.nan], [[1, 2], 1, 3, 1]);
  assert.match(printed(['plot', ...given, '--range', '0,1']), /, 1 below, 3 above, 1 NaN\n$/);
});

test('a few integers have a bin each, with its value', () => {
  const file = scratch(Buffer.from([7, 8, 8, 10]));
  const text = printed(['plot', file, '--width', '20']);
  const bars = text.split('\n').slice(0, 4);
  assert.deepEqual(
    bars.map((line) => line.replace(/ +/g, ' ').trim()),
    ['7 ███████▌ 1', '8 ███████████████ 2', '9 0', '10 ███████▌ 1'],
  );
});

test('a histogram fits into the width that there is', () => {
  const given = floats(Array.from({ length: 5000 }, (_, at) => Math.sin(at) * 1e-3));
  for (const [env, width] of [
    [{}, 80],
    [{ COLUMNS: '40' }, 40],
    [{ COLUMNS: '120' }, 120],
  ]) {
    const lines = printed(['plot', ...given], { env })
      .split('\n')
      .slice(0, 20);
    assert.deepEqual(new Set(lines.map((line) => [...line].length)), new Set([width]));
  }
});

test('a 2-d array is written as PNG, an element a pixel, NaN transparent', () => {
  const png = `${scratch()}.png`;
  const given = floats([0, 1, 2, 3, NaN, 4], '2,3');
  assert.equal(printed(['plot', ...given, '-o', png]), `${png}: 3 x 2 pixels, 0 to 4\n`);
  const image = readPng(png);
  assert.deepEqual([image.width, image.height], [3, 2]);
  assert.deepEqual(pixel(image, 0, 0), [68, 1, 84, 255]);
  assert.deepEqual(pixel(image, 2, 0), [33, 144, 141, 255]);
  assert.deepEqual(pixel(image, 2, 1), [253, 231, 37, 255]);
  assert.equal(pixel(image, 1, 1)[3], 0);
  assert.equal(run(['plot', ...given, '-o', png]).status, 2);
  const gray = ['-o', png, '--force', '--colors', 'gray', '--range', '1,3', '--width', '6'];
  assert.deepEqual(json(['plot', ...given, ...gray]), {
    output: png,
    width: 6,
    height: 4,
    range: [1, 3],
  });
  const larger = readPng(png);
  assert.deepEqual(
    [0, 2, 4].map((x) => pixel(larger, x, 1)[0]),
    [0, 0, 128],
  );
  assert.deepEqual(pixel(larger, 5, 3), [255, 255, 255, 255]);
  assert.deepEqual(
    fs.readdirSync(path.dirname(png)).filter((name) => /png.*tmp/.test(name)),
    [],
  );
});

test('a larger array is brought to the size by the means of its parts', () => {
  const png = `${scratch()}.png`;
  const rows = Array.from({ length: 64 }, (_, at) => Array(64).fill(at < 32 ? 0 : (at >> 3) % 2));
  const args = [
    'plot',
    ...floats(rows.flat(), '64,64'),
    '-o',
    png,
    '--width',
    '2',
    '--colors',
    'gray',
  ];
  assert.deepEqual(json([...args, '--range', '0,1']).height, 2);
  const image = readPng(png);
  assert.equal(pixel(image, 0, 0)[0], 0);
  assert.equal(pixel(image, 1, 1)[0], 128);
});

test('pixels of three bytes are shown in their own colours', () => {
  const png = `${scratch()}.png`;
  const file = scratch(Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7]));
  const raw = ['plot', file, '--shape', '2,2,3', '-o', png];
  assert.equal(printed(raw), `${png}: 2 x 2 pixels\n`);
  const image = readPng(png);
  assert.deepEqual(pixel(image, 0, 1), [0, 0, 255, 255]);
  assert.deepEqual(pixel(image, 1, 1), [9, 8, 7, 255]);
  assert.match(run([...raw, '--force', '--range', '0,1']).stderr, /--range/);
});

test('in a terminal with colours, a character is two pixels', () => {
  const given = floats([0, 1, 1, 0], '2,2');
  const [dark, bright] = ['2;68;1;84', '2;253;231;37'];
  const [line] = printed(['plot', ...given, '--width', '2'], { env: { FORCE_COLOR: '3' } }).split(
    '\n',
  );
  const escape = String.fromCharCode(27);
  assert.equal(
    line,
    `${escape}[0;38;${dark};48;${bright}m▀${escape}[0;38;${bright};48;${dark}m▀${escape}[0m`,
  );
  const few = printed(['plot', ...given, '--width', '2'], { env: { FORCE_COLOR: '2' } });
  assert.match(few, /38;5;\d+;48;5;\d+m▀/);
});

test('without colours a picture is made of shades', () => {
  const given = floats([0, 0, 1, 1, 2, 2, 3, 3, 4, 4], '5,2');
  for (const env of [{}, { NO_COLOR: '1' }]) {
    const text = printed(['plot', ...given, '--slice', '::-1', '--width', '2'], { env });
    assert.deepEqual(text.split('\n').slice(0, 3), ['██', '░░', '']);
  }
});

test('options of the other kind of plot are refused', () => {
  const [line, table] = [floats([1, 2]), floats([1, 2], '1,2')];
  for (const args of [
    [...line, '-o', 'x.png'],
    [...line, '--colors', 'gray'],
    [...table, '--bins', '3'],
    [...table, '--json'],
    [...table, '-o', 'x.jpg'],
    [...table, '--colors', 'jet'],
    [...table, '--range', '2,1'],
  ]) {
    const { status, stdout, stderr } = run(['plot', ...args], { cwd: path.dirname(scratch()) });
    assert.deepEqual([status, stdout], [2, ''], stderr);
  }
  assert.equal(run(['plot', ...floats([NaN])]).status, 1);
});
