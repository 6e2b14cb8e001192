'use strict';

/** Which binaries may run in this process, by the names of their packages. */

const { readFileSync } = require('node:fs');

/** The systems that have a package, `memmap-<name>`. */
const PACKAGES = [
  'linux-x64-gnu',
  'linux-arm64-gnu',
  'linux-x64-musl',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64-msvc',
  'win32-arm64-msvc',
];

/**
 * Whether a process runs on musl. Of musl the loader is the library, under one of two names; glibc's
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
    // Deno without --allow-all may not look. There is no Deno for musl.
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

module.exports = { PACKAGES, candidates, hasMusl };
