'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { root, numpy, returned, runInChild, scratch, withNumpy } = require('./helpers');

const folder = path.join(root, 'examples');

/** What an example of this runtime prints, by lines. */
function run(name, ...args) {
  const flags = 'Deno' in globalThis ? ['run', '-A', '--no-check'] : [];
  const command = [...flags, path.join(folder, `${name}.js`), ...args];
  const options = { encoding: 'utf8', cwd: root };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, options);
  assert.equal(status, 0, stderr);
  return stdout.trimEnd().split('\n');
}

/** Options for a test that needs packages; skipped, and said so, where they are not installed. */
function withPackages(...names) {
  const missing = names.filter((name) => {
    try {
      require.resolve(name, { paths: [folder] });
      return false;
    } catch {
      return true;
    }
  });
  return missing.length > 0 ? { skip: `not installed: ${missing.join(', ')}` } : {};
}

test('neighbours: one product finds the rows near the query', () => {
  const [first, ...rows] = run('neighbours', '1000');
  assert.equal(first, '1000 rows of 64 float32');
  assert.equal(rows.length, 5);
  const nearest = rows.slice(0, 3).map((line) => /^row (\d+): (0\.99|1\.00)/.exec(line)?.[1]);
  assert.deepEqual(nearest.sort(), ['3', '33', '333']);
});

test('tokens: in each batch y follows x', () => {
  const lines = run('tokens', '20000');
  assert.equal(lines.filter((line) => line === 'each y follows its x').length, 3);
  assert.equal(lines.length, 15);
});

test('with-numpy: each process sees what the other wrote', withNumpy(), () => {
  assert.deepEqual(run('with-numpy'), [
    'Node sets [0, 1] to 1',
    'NumPy sees the sum 1.0',
    'Node sees [0. 2. 0. 0.]',
    'Node sets [0, 2] to 2',
    'NumPy sees the sum 4.0',
    'Node sees [0. 4. 4. 0.]',
    'Node sets [0, 3] to 3',
    'NumPy sees the sum 11.0',
    'Node sees [0. 8. 8. 6.]',
  ]);
});

test('follow: the rows that NumPy appends, each once', withNumpy(), () => {
  const rows = [1, 2, 3, 4].map((n) => `a row: [${n}. ${n}. ${n}.]`);
  assert.deepEqual(run('follow'), rows);
});

test('safetensors: each tensor is mapped with its dtype and shape', () => {
  assert.deepEqual(run('safetensors'), [
    'layer.weight: float32 [2,3] at 296',
    '[[1. 2. 3.]',
    ' [4. 5. 6.]]',
    'layer.bias: bfloat16 [2] at 320',
    '[1 -3]',
    'steps: int64 [] at 324',
    '12345',
    'mask: bool [3] at 332',
    '[ True False  True]',
  ]);
});

test('safetensors: reads a file that others wrote', withNumpy(), () => {
  const file = scratch();
  numpy(
    `a = np.arange(6, dtype='<f2').reshape(2, 3)
b = np.array([1, -2], dtype='<i8')
header = {'half': {'dtype': 'F16', 'shape': [2, 3], 'data_offsets': [16, 28]},
          'longs': {'dtype': 'I64', 'shape': [2], 'data_offsets': [0, 16]}}
text = json.dumps(header).encode()
with open(sys.argv[1], 'wb') as f:
    f.write(len(text).to_bytes(8, 'little') + text + b.tobytes() + a.tobytes())`,
    file,
  );
  const start = 8 + fs.readFileSync(file).readUInt32LE(0);
  assert.deepEqual(run('safetensors', file), [
    `half: float16 [2,3] at ${start + 16}`,
    '[[0. 1. 2.]',
    ' [3. 4. 5.]]',
    `longs: int64 [2] at ${start}`,
    '[ 1 -2]',
  ]);
});

for (const [name, ...packages] of [
  ['scijs', 'ndarray'],
  ['stdlib', '@stdlib/ndarray/ctor'],
]) {
  test(`ndarrays: a slice is an array of ${name}`, withPackages(...packages), () => {
    assert.deepEqual(run('ndarrays', name), [
      `${name}: [1, 2] is 18, transposed [2, 1] is 18`,
      `${name}: [0, 0] set to -1; the file has -1`,
    ]);
  });
}

test(
  'arrow: columns of a file are an Arrow table without a copy',
  withPackages('apache-arrow'),
  () => {
    let total = 0;
    for (let i = 0; i < 1000; i++) total += ((i % 100) / 4) * (i % 7);
    assert.deepEqual(run('arrow', '1000'), [
      'no copy: true',
      'price: Float64, amount: Int32',
      '{"price": 2.5, "amount": 3}',
      '{"price": 2.75, "amount": 4}',
      '{"price": 3, "amount": 5}',
      `total of 1000 rows: ${total}`,
    ]);
  },
);

test('stream: statistics of a file, block by block', () => {
  const [first, ...rest] = run('stream', '100000');
  assert.match(first, /^3\.2 MB/);
  assert.deepEqual(rest, ['mean 0.5 1.5 2.5 3.5 4.5 5.5 6.5 7.5', `deviation${' 0.5'.repeat(8)}`]);
});

// children/examples.js puts a stand-in for Electron's module where Node looks for modules.
const node = { skip: 'Bun' in globalThis || 'Deno' in globalThis ? 'for Node' : false };

test('electron: the main process describes the file and hands out its tiles', node, () => {
  const file = `${scratch()}.npy`;
  assert.deepEqual(returned(runInChild('examples', 'electron', [file])), {
    page: true,
    described: [100, 50],
    tile: [[2, 3], 'Float32Array', [98, 98, 98, 99, 99, 99]],
    refusals: ['more than 1024 at once', 'ERR_MEMMAP_INDEX'],
  });
});

test('every example is run by a test here', () => {
  const tests = fs.readFileSync(__filename, 'utf8');
  for (const file of fs.readdirSync(folder)) {
    const name = path.basename(file, '.js');
    if (name === 'demo' || file === 'README.md') continue; // .ci/run runs the demo
    assert.ok(tests.includes(`run('${name}'`) || tests.includes(`test('${name}: `), name);
  }
});
