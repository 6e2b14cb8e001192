'use strict';

/** Running the command line as its users do, in a process of its own. */

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { root } = require('../helpers');

/** The program and the arguments that run `memmap` in this runtime. */
function commandLine(...args) {
  const before = 'Deno' in globalThis ? ['run', '-A', '--no-check'] : [];
  return [process.execPath, [...before, path.join(root, 'cli', 'memmap.js'), ...args]];
}

/** What `memmap` prints, and how it ends. Colours and widths do not depend on who runs the test. */
function run(args, { env = {}, ...options } = {}) {
  const [program, given] = commandLine(...args);
  const { NO_COLOR: _, FORCE_COLOR: __, COLUMNS: ___, ...others } = process.env;
  const { status, signal, stdout, stderr } = spawnSync(program, given, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...options,
    env: { ...others, ...env },
  });
  return { status, signal, stdout, stderr };
}

/** What a command that does its work prints. */
function printed(args, options) {
  const { status, stdout, stderr } = run(args, options);
  if (status !== 0 || stderr !== '') throw new Error(`status ${status}: ${stderr}`);
  return stdout;
}

/** What it prints as JSON, read as JavaScript reads it: large integers are rounded. */
function json(args, options) {
  return JSON.parse(printed([...args, '--json'], options));
}

module.exports = { commandLine, run, printed, json };
