'use strict';

/** What several test files need: files of their own, NumPy where it is, child processes. */

const assert = require('node:assert/strict');
const { execFileSync, spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..');
/** What the tests try: the sources, not what is built of them. */
const entry = path.join(root, 'index.js');

let directory;
let count = 0;

function removeScratch() {
  try {
    fs.rmSync(directory, { recursive: true, force: true });
  } catch (error) {
    // Windows keeps files that are still mapped; scripts/test.js removes what is left.
    if (process.platform !== 'win32') throw error;
  }
}

/** A name in a folder that goes when the process does; with bytes, a file that has them. */
function scratch(bytes) {
  if (directory === undefined) {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-test-'));
    process.on('exit', removeScratch);
  }
  const file = path.join(directory, `${count++}.bin`);
  if (bytes !== undefined) fs.writeFileSync(file, bytes);
  return file;
}

/** A file of the bytes of a TypedArray. */
function scratchOf(array) {
  return scratch(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}

/** A file of zeros that takes no room on disk. */
function sparse(size) {
  const file = scratch('');
  fs.truncateSync(file, size);
  return file;
}

function findPython() {
  for (const python of ['python3', 'python']) {
    try {
      execFileSync(python, ['-c', 'import numpy'], { stdio: 'ignore' });
      return python;
    } catch {
      // the next name
    }
  }
  return null;
}

let found;

/** The python with NumPy, or null. */
function python() {
  if (found === undefined) found = findPython();
  return found;
}

/** Options for a test that asks NumPy: skipped, and said so, where there is none. */
function withNumpy() {
  return python() === null ? { skip: 'no python3 with NumPy here' } : {};
}

/** Runs a Python script with NumPy as np; gives what it prints. */
function numpy(script, ...args) {
  const code = `import sys, json\nimport numpy as np\n${script}`;
  return execFileSync(python(), ['-c', code, ...args], { encoding: 'utf8' });
}

/** In milliseconds: long enough for a child in an emulator. */
const DEADLINE = 300_000;

/** The command for a file in a child of this runtime. */
function command(file, args, { env = {}, flags = [], cwd = path.dirname(scratch()) }) {
  const before = 'Deno' in globalThis ? ['run', '-A', '--no-check'] : flags;
  const options = {
    env: { ...process.env, ...env },
    cwd,
    // One that hangs fails its test, which says so.
    timeout: DEADLINE,
    killSignal: 'SIGKILL',
  };
  return [process.execPath, [...before, file, ...args], options];
}

function spawned([program, args, options]) {
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    ...options,
    encoding: 'utf8',
  });
  return { status, signal, stdout, stderr };
}

/** As `spawned`, beside this process and other children. */
function spawnedAsync([program, args, options]) {
  return new Promise((resolve, reject) => {
    const running = spawn(program, args, options);
    let [stdout, stderr] = ['', ''];
    running.stdout.on('data', (text) => (stdout += text));
    running.stderr.on('data', (text) => (stderr += text));
    running.on('error', reject);
    running.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}

const MAIN = path.join(__dirname, 'children', 'main.js');
const call = (file, name, args, options) =>
  command(MAIN, [file, name, JSON.stringify(args)], options);

/** As `runInChildAsync`, under another program, which takes these arguments before the command. */
function runUnder(program, before, file, name, args = []) {
  const [runtime, rest, options] = call(file, name, args, {});
  return spawnedAsync([program, [...before, runtime, ...rest], options]);
}

/** Runs a file that a test has written, in its folder. */
const runFile = (file) => spawned(command(file, [], { cwd: path.dirname(file) }));

/**
 * Calls a function of a file in __test__/children/ in a child process; `returned` is for what it
 * gives.
 */
function runInChild(file, name, args = [], options = {}) {
  return spawned(call(file, name, args, options));
}

/** As `runInChild`, beside this process and other children. */
function runInChildAsync(file, name, args = [], options = {}) {
  return spawnedAsync(call(file, name, args, options));
}

/** Starts such a child, and gives its process. */
function startChild(file, name, args = [], options = {}) {
  return spawn(...call(file, name, args, options));
}

/** What the function in a child returned. Fails if the child did not come to its end. */
function returned({ status, signal, stdout, stderr }, about = '') {
  assert.deepEqual([status, signal], [0, null], `${about}: ${stdout}${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)).returned;
}

/** What `call` throws. */
function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const STRATEGIES = ['external-shared', 'overlay-shared', 'external', 'overlay'];

/**
 * How many of them a runtime must have, so that a test of each cannot pass over none. Electron, and
 * what is made to be like it, refuses both external ones; on Bun there are no overlays, and on
 * Windows, where Node 20 has no external SharedArrayBuffers either.
 */
const FEWEST = fewest();

function fewest() {
  const { electron, bun } = process.versions;
  if (process.platform === 'win32') return electron ? 0 : 1;
  return electron || bun || process.env.LD_PRELOAD?.includes('no-external') ? 2 : 3;
}

/** Options for a test that waits until maps are collected. */
const collecting = {
  skip: 'Deno' in globalThis && 'Deno does not always collect what nothing refers to',
};

/** Options for a test of memory that threads share. */
const sharing = {
  skip:
    process.platform === 'win32' &&
    process.versions.node.startsWith('20.') &&
    'Node 20 on Windows lays no SharedArrayBuffer over a file',
};

/** Options for a test that shares maps of the strategy that this run is for. */
const sharingMaps = {
  skip:
    sharing.skip ||
    (/^(external|overlay)$/.test(process.env.MEMMAP_BUFFER) && 'an ArrayBuffer cannot be shared'),
};

/** Runs `body` with each buffer strategy that this runtime can do. */
function eachStrategy(body) {
  const { memmap } = require('../index.js');
  const before = process.env.MEMMAP_BUFFER;
  const ran = [];
  try {
    for (const strategy of STRATEGIES) {
      process.env.MEMMAP_BUFFER = strategy;
      try {
        memmap(scratch('x'), { mode: 'r' }).close();
      } catch (error) {
        if (error.code === 'ERR_MEMMAP_BUFFER') continue;
        throw error;
      }
      body(strategy);
      ran.push(strategy);
    }
  } finally {
    if (before === undefined) delete process.env.MEMMAP_BUFFER;
    else process.env.MEMMAP_BUFFER = before;
  }
  return ran;
}

module.exports = {
  FEWEST,
  collecting,
  sharing,
  sharingMaps,
  entry,
  root,
  scratch,
  scratchOf,
  sparse,
  python,
  withNumpy,
  numpy,
  returned,
  runFile,
  runInChild,
  runInChildAsync,
  runUnder,
  startChild,
  thrownBy,
  eachStrategy,
  STRATEGIES,
};
