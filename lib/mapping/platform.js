'use strict';

/** Which binaries may run in this process, and the packages that have them. */

const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

/**
 * Where packages are looked for from: this file, or the bundle that it is in. One that is an ES module
 * has no `__filename`, and Turbopack makes one up; there it is the program.
 */
const from =
  typeof __filename === 'string' && existsSync(__filename)
    ? __filename
    : path.resolve(process.argv[1] ?? '_');

/**
 * `require` under another name: bundlers leave it alone, where they would read the binary as
 * JavaScript, and what traces files (@vercel/nft) follows it.
 */
const load = createRequire(from);

/**
 * The systems that have a package. Each is required by its whole name, for tools to read.
 * @type {Record<string, () => any>}
 */
const PACKAGES = {
  'linux-x64-gnu': () => load('memmap-linux-x64-gnu'),
  'linux-arm64-gnu': () => load('memmap-linux-arm64-gnu'),
  'linux-x64-musl': () => load('memmap-linux-x64-musl'),
  'linux-arm64-musl': () => load('memmap-linux-arm64-musl'),
  'darwin-x64': () => load('memmap-darwin-x64'),
  'darwin-arm64': () => load('memmap-darwin-arm64'),
  'win32-x64-msvc': () => load('memmap-win32-x64-msvc'),
  'win32-arm64-msvc': () => load('memmap-win32-arm64-msvc'),
};

/**
 * Whether a process runs on musl, whose loader is its library, under one of two names; glibc's library
 * is `libc.so.6`.
 * @param {string} maps what is mapped into it, as /proc/self/maps has it
 */
function hasMusl(maps) {
  return /\/(libc|ld-musl-[^/]*)\.so(\.1)?$/m.test(maps);
}

function onMusl() {
  try {
    return hasMusl(readFileSync('/proc/self/maps', 'latin1'));
  } catch {
    // Deno without --allow-all may not read it. There is no Deno for musl.
    return false;
  }
}

/** @returns {string[]} such as `linux-x64-gnu`, the preferred one first */
function candidates() {
  const { platform, arch } = process;
  if (platform === 'linux') return [`linux-${arch}-${onMusl() ? 'musl' : 'gnu'}`];
  if (platform === 'win32') return [`win32-${arch}-msvc`, `win32-${arch}-gnu`];
  return [`${platform}-${arch}`];
}

module.exports = { PACKAGES, candidates, from, hasMusl, load };
