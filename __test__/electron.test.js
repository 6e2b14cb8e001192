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
const { root, scratch, scratchOf, sparse, returned, runInChild } = require('./helpers');

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

/** Calls a function of children/electron.js, which must come to its end. */
const survives = (name, ...args) =>
  returned(runInChild('electron', name, args, { env: environment }));

const ramp = () => scratchOf(Float32Array.from({ length: 4096 }, (_, i) => i + 1));

test('where external buffers are refused, memmap() takes the overlay by itself', { skip }, () => {
  survives('chosen', ramp());
});

test('nothing is copied: writes of either side are seen by the other at once', { skip }, () => {
  survives('bothSides', ramp());
});

test('a closed map is let go of, and arrays taken before are harmless', { skip }, () => {
  survives('closed', ramp());
});

test('maps that nobody closes are collected, with nothing left', { skip }, () => {
  survives('collected', ramp());
});

test('a handle of share() is the same memory in a worker', { skip }, () => {
  survives('worker', ramp());
});

test(
  'without a global SharedArrayBuffer, as in pages that are not isolated, all works',
  { skip: refusing },
  () => {
    const seen = runInChild('bare', 'notIsolated', [ramp()], { env: { MEMMAP_BUFFER: undefined } });
    assert.deepEqual(returned(seen), [true, 5, 0, true, false]);
  },
);

test('where nothing can serve, each refusal is told and the file is as it was', { skip }, () => {
  const [old, young] = [ramp(), scratch()];
  survives('refusals', old, young);
});

test('more than a WebAssembly.Memory holds is refused, and the file is as it was', { skip }, () => {
  survives('tooLarge', sparse(2 ** 20));
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
