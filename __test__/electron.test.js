'use strict';

/**
 * What Electron is like, on a runtime that is made to answer as Electron does: no buffers over
 * foreign memory. Electron itself is what scripts/test-electron.js runs the suite in.
 */

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { COLLECT, entry, root, scratch, scratchOf, sparse, child } = require('./helpers');

/** The library to preload, or why there is none. */
function build() {
  if (process.versions.electron) return { skip: 'the real one is here' };
  if ('Bun' in globalThis) return { skip: 'Bun has no overlays' };
  if (process.platform !== 'linux') return { skip: 'a function is replaced as Linux does it' };
  if (!process.report?.getReport().header.glibcVersionRuntime && !('Deno' in globalThis)) {
    return { skip: 'a function is replaced as glibc does it' };
  }
  const library = `${scratch()}-no-external.so`;
  const source = path.join(__dirname, 'support', 'no-external.c');
  const { error, status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source]);
  if (error) return { skip: 'no cc here' };
  assert.equal(status, 0, String(stderr));
  return { library };
}

const { electron } = process.versions;
const refusing = electron !== undefined && process.platform === 'win32';
const { library, skip } = build();
// A forced strategy would say nothing here.
const environment = { LD_PRELOAD: library, MEMMAP_BUFFER: undefined };
const fake = (script, ...args) => child(script, { args, env: environment });

/** Runs a script that must come to its end. */
function survives(script, ...args) {
  const wrapped = `
    const assert = require('node:assert/strict');
    const fs = require('node:fs');
    const root = ${JSON.stringify(root)};
    const entry = ${JSON.stringify(entry)};
    ${COLLECT}
    (async () => { ${script} })().then(
      () => { console.log('survived'); process.exit(0); },
      (error) => { console.log(error); process.exit(1); },
    );`;
  const { status, signal, stdout, stderr } = fake(wrapped, ...args);
  const said = `${stdout}${stderr}`;
  assert.deepEqual([status, signal], [0, null], said);
  assert.match(stdout, /survived\s*$/, said);
}

const ramp = () => scratchOf(Float32Array.from({ length: 4096 }, (_, i) => i + 1));

test('where external buffers are refused, memmap() takes the overlay by itself', { skip }, () => {
  survives(
    `
    for (const [buffer, backing, Class] of [
      ['shared', 'overlay-shared', SharedArrayBuffer],
      ['array', 'overlay', ArrayBuffer],
    ]) {
      const a = memmap(args[0], { dtype: 'float32', buffer });
      assert.equal(a.backing, backing);
      assert.ok(a.data.buffer instanceof Class);
    }`,
    ramp(),
  );
});

test('nothing is copied: writes of either side are seen by the other at once', { skip }, () => {
  survives(
    `
    for (const buffer of ['shared', 'array']) {
      for (const offset of [0, 4, 4096, 8192]) {
        const a = memmap(args[0], { dtype: 'float32', buffer, offset });
        const b = memmap(args[0], { dtype: 'float32', buffer, offset });
        a.data[3] = -5;
        assert.equal(b.data[3], -5);
        assert.equal(fs.readFileSync(args[0]).readFloatLE(offset + 12), -5);
        const file = fs.openSync(args[0], 'r+');
        fs.writeSync(file, new Uint8Array(new Float32Array([offset]).buffer), 0, 4, offset + 12);
        fs.closeSync(file);
        assert.equal(a.data[3], offset);
      }
    }`,
    ramp(),
  );
});

test('a closed map is let go of, and arrays taken before are harmless', { skip }, () => {
  survives(
    `
    const mapped = () => fs.readFileSync('/proc/self/maps', 'utf8').split(args[0]).length - 1;
    for (const buffer of ['shared', 'array']) {
      const a = memmap(args[0], { dtype: 'float32', buffer });
      const { data } = a;
      assert.equal(mapped(), 1);
      a.close();
      assert.equal(mapped(), 0);
      assert.equal(data.length, buffer === 'shared' ? 4096 : 0);
      data[0] = 9;
      assert.equal(data[0], buffer === 'shared' ? 9 : undefined);
      assert.equal(fs.readFileSync(args[0]).readFloatLE(0), 1);
    }`,
    ramp(),
  );
});

test('maps that nobody closes are collected, with nothing left', { skip }, () => {
  survives(
    `
    const native = require(root + '/lib/mapping/native.js');
    for (const buffer of ['shared', 'array']) {
      (function () {
        for (let i = 0; i < 200; i++) memmap(args[0], { dtype: 'float32', buffer }).data[0] = i;
      })();
      for (let i = 0; i < 100 && native.liveMappings() > 50; i++) await collect();
      assert.ok(native.liveMappings() <= 50, String(native.liveMappings()));
      assert.equal(fs.readFileSync(args[0]).readFloatLE(0), 199);
    }`,
    ramp(),
  );
});

test('a handle of share() is the same memory in a worker', { skip }, () => {
  survives(
    `
    const { Worker } = require('node:worker_threads');
    const a = memmap(args[0], { dtype: 'float32' });
    const worker = new Worker(\`
      const { parentPort, workerData } = require('node:worker_threads');
      const { Memmap } = require(\${JSON.stringify(entry)});
      const a = Memmap.from(workerData);
      a.set(7, -7);
      parentPort.postMessage([a.get(0), a.backing]);
    \`, { eval: true, workerData: a.share() });
    const answer = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    assert.deepEqual(answer, [1, 'overlay-shared']);
    assert.equal(a.get(7), -7);
    a.close();`,
    ramp(),
  );
});

test(
  'without a global SharedArrayBuffer, as in pages that are not isolated, all works',
  { skip: refusing },
  () => {
    const { status, stdout, stderr } = child(
      `
    const Hidden = SharedArrayBuffer;
    delete globalThis.SharedArrayBuffer;
    const { memmap } = require(${JSON.stringify(entry)});
    const a = memmap(args[0], { dtype: 'float32', mode: 'r+' });
    a.set(1, 5);
    const empty = memmap(args[0], { shape: 0 });
    console.log(a.data.buffer instanceof Hidden, a.get(1), empty.size);
    a.close();
    console.log(a.closed, empty.closed);
    `,
      { args: [ramp()], env: { MEMMAP_BUFFER: undefined }, bare: true },
    );
    assert.equal(status, 0, stderr);
    assert.equal(stdout, 'true 5 0\ntrue false\n');
  },
);

test('where nothing can serve, each refusal is told and the file is as it was', { skip }, () => {
  const [old, young] = [ramp(), scratch()];
  survives(
    `
    const before = fs.readFileSync(args[0]);
    // What a process that has used up the addresses for Memories meets.
    WebAssembly.Memory = class { constructor() { throw new RangeError('could not allocate memory'); } };
    const refusals = {
      shared: /^buffer: .* 100 bytes .external-shared: .*; overlay-shared: .*not allocate.*; external: .*Electron/,
      array: /^buffer: .* 100 bytes .external: .*Electron; overlay: .*not allocate/,
    };
    for (const [buffer, message] of Object.entries(refusals)) {
      for (const mode of ['r', 'r+', 'w+', 'c']) {
        const refused = { code: 'ERR_MEMMAP_BUFFER', message };
        assert.throws(() => memmap(args[0], { mode, buffer, shape: 100 }), refused);
        if (mode === 'w+') assert.throws(() => memmap(args[1], { mode, buffer, shape: 100 }), refused);
      }
    }
    assert.deepEqual(fs.readFileSync(args[0]), before);
    assert.equal(fs.existsSync(args[1]), false);
    `,
    old,
    young,
  );
});

test('more than a WebAssembly.Memory holds is refused, and the file is as it was', { skip }, () => {
  survives(
    `
    assert.throws(() => memmap(args[0], { shape: 17 * 2 ** 30 }), (error) => {
      // Where TypedArrays hold less, that is what is said.
      assert.ok(['ERR_MEMMAP_BUFFER', 'ERR_MEMMAP_LIMIT'].includes(error.code), error.stack);
      if (error.code === 'ERR_MEMMAP_BUFFER') assert.match(error.message, /at most 16 GiB/);
      return true;
    });
    assert.equal(fs.statSync(args[0]).size, 2 ** 20);
    `,
    sparse(2 ** 20),
  );
});

test(
  'Electron on Windows refuses every map in clear words, before the file is touched',
  { skip: !refusing && 'elsewhere maps can be made' },
  () => {
    const { memmap } = require('../index.js');
    const file = ramp();
    const before = fs.readFileSync(file);
    for (const buffer of ['shared', 'array']) {
      for (const mode of ['r', 'r+', 'w+', 'c']) {
        assert.throws(() => memmap(file, { mode, buffer, shape: 100 }), {
          code: 'ERR_MEMMAP_BUFFER',
          message: /Electron/,
        });
      }
    }
    assert.deepEqual(fs.readFileSync(file), before);
  },
);

test('inside Electron the overlay is what is taken', { skip: !electron || refusing }, () => {
  const { memmap } = require('../index.js');
  assert.equal(memmap(ramp()).backing, 'overlay-shared');
  assert.equal(memmap(ramp(), { buffer: 'array' }).backing, 'overlay');
});

/** The parts of the suite that are about buffers and what lies under them. */
const FILES = ['append', 'buffers', 'close', 'flush.', 'guard', 'npz', 'open', 'sharing'];

const once = process.env.MEMMAP_LONG ? skip : 'long: runs where MEMMAP_LONG is set';

test('the tests of buffers, closing, sharing and lost pages pass so', { skip: once }, () => {
  const { NODE_TEST_CONTEXT: _, ...env } = { ...process.env, ...environment };
  const runner = path.join(root, 'scripts', 'test.js');
  const command = ['--runtime', process.execPath, ...FILES];
  const { status, stdout, stderr } = spawnSync('node', [runner, ...command], {
    env,
    encoding: 'utf8',
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
});
