'use strict';

/** Which binaries may run in this process, by the names of their packages. */

const { readFileSync } = require('node:fs');

/** Whether this process runs on musl: its loader is mapped, whatever started it. */
function onMusl() {
  try {
    return /\/ld-musl-/.test(readFileSync('/proc/self/maps', 'latin1'));
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

module.exports = { candidates };
