'use strict';

/**
 * Runs the JavaScript suite: `node scripts/test.js [--runtime PATH] [part of a file's name ...]`,
 * with the running Node unless another Node, a bun or a deno is named. With MEMMAP_BUFFER set, the
 * files that say nothing about buffers are left out, unless they are named.
 */

const { spawnSync } = require('node:child_process');
const { mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { root } = require('./addon');

const args = process.argv.slice(2);
const at = args.indexOf('--runtime');
const runtime = at < 0 ? process.execPath : args.splice(at, 2)[1];

/** The test files that do not depend on how a buffer is made. */
const INDIFFERENT = /^(bench|cli.*|docs|faults|packages|types)\.test\.js$/;

/** @param {string} name of a file */
function isAsked(name) {
  if (!name.endsWith('.test.js')) return false;
  if (args.length > 0) return args.some((part) => name.includes(part));
  return !process.env.MEMMAP_BUFFER || !INDIFFERENT.test(name);
}

const files = readdirSync(path.join(root, '__test__'))
  .filter(isAsked)
  .map((name) => `./__test__/${name}`);
if (files.length === 0) {
  console.error(`no test file matches ${args.join(' ')}`);
  process.exit(1);
}

const name = path.basename(runtime);
let command = ['--test', '--test-reporter=spec', ...files];
if (name.startsWith('bun')) command = ['test', '--timeout=120000', ...files];
if (name.startsWith('deno')) command = ['test', '-A', '--no-check', ...files];
// Removed at the end, with what tests leave behind: on Windows, files that are still mapped.
const scratch = mkdtempSync(path.join(tmpdir(), 'memmap-suite-'));
const env = { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch };
const { status, error } = spawnSync(runtime, command, { cwd: root, env, stdio: 'inherit' });
try {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10 });
} catch (cause) {
  console.error(`left behind: ${cause.message}`);
}
if (error) console.error(error.message);
process.exit(status ?? 1);
