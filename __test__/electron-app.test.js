'use strict';

/** The app that runs the suite inside Electron, with a stub for Electron. */

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { root, scratch } = require('./helpers');
const { testFiles } = require('./electron/files');
const { runFiles } = require('./electron/collect');

const stub = path.join(__dirname, 'support', 'electron-stub.js');
// The stub forks with flags of Node.
const node = { skip: 'Bun' in globalThis || 'Deno' in globalThis ? 'for Node' : false };

/** A "binary" that runs an app on Node with the stub. */
function electron() {
  const file = scratch(`#!/bin/sh
while case "$1" in --*) true;; *) false;; esac; do shift; done
exec "${process.execPath}" -r "${stub}" "$@"
`);
  fs.chmodSync(file, 0o755);
  return file;
}

function runApp(...parts) {
  const script = path.join(root, 'scripts', 'test-electron.js');
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const command = [script, '--electron', electron(), ...parts];
  return spawnSync(process.execPath, command, { encoding: 'utf8', env });
}

const unix = process.platform === 'win32' ? { skip: 'starts a script of a shell' } : node;

test('the suite runs in a renderer, a utility process and the main process', unix, () => {
  const { status, stdout, stderr } = runApp('buffers', 'close');
  assert.equal(status, 0, `${stdout}${stderr}`);
  const counts = stdout.match(/^\w+: \d+ passed, \d+ skipped, 0 failed of 2 files$/gm);
  assert.deepEqual(
    counts?.map((line) => line.split(':')[0]),
    ['renderer', 'utility', 'main'],
    stdout,
  );
});

test('no test at all is a failure', unix, () => {
  const { status, stdout } = runApp('no-such-file');
  assert.equal(status, 1);
  assert.match(stdout, /main: 0 passed/);
});

test('failures, skipped tests and files that do not load are told', node, async () => {
  const file = (text) => {
    const name = `${scratch()}.test.js`;
    fs.writeFileSync(name, `const test = require('node:test');\n${text}`);
    return name;
  };
  const env = process.env.ELECTRON_RUN_AS_NODE;
  const { passed, skipped, failed } = await runFiles([
    file(`test('good', async () => {}); test('bad', () => { throw new Error('no'); });`),
    file(`test('later', { skip: 'why' }, () => {}); test('never', (t) => t.skip('so'));`),
    file(`throw new Error('broken');`),
  ]);
  if (env === undefined) delete process.env.ELECTRON_RUN_AS_NODE;
  assert.equal(passed, 1);
  assert.deepEqual(
    skipped.map((line) => line.replace(/^\d+\.bin: /, '')),
    ['later (why)', 'never (so)'],
  );
  assert.equal(failed.length, 2);
  assert.match(failed[0], /bad\nError: no/);
  assert.match(failed[1], /does not load\nError: broken/);
});

test('on Windows, where nothing can be mapped in Electron, only the refusal is tested', () => {
  assert.deepEqual(
    testFiles([], 'win32').map((file) => path.basename(file)),
    ['electron.test.js'],
  );
  assert.ok(testFiles([], 'linux').length > 20);
});
