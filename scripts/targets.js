'use strict';

/**
 * Every system that memmap is built for: Rust's name of it, the name of its package
 * (`memmap-<suffix>`), and what links it on another machine (see cross.js), if anything does.
 */

const { PACKAGES } = require('../lib/mapping/platform');

/** @type {[triple: string, suffix: string, linker: 'zig' | 'mingw' | null][]} */
const rows = [
  ['x86_64-unknown-linux-gnu', 'linux-x64-gnu', 'zig'],
  ['aarch64-unknown-linux-gnu', 'linux-arm64-gnu', 'zig'],
  ['x86_64-unknown-linux-musl', 'linux-x64-musl', 'zig'],
  ['aarch64-unknown-linux-musl', 'linux-arm64-musl', 'zig'],
  ['x86_64-apple-darwin', 'darwin-x64', 'zig'],
  ['aarch64-apple-darwin', 'darwin-arm64', 'zig'],
  ['x86_64-pc-windows-msvc', 'win32-x64-msvc', null],
  ['aarch64-pc-windows-msvc', 'win32-arm64-msvc', null],
  ['x86_64-pc-windows-gnu', 'win32-x64-gnu', 'mingw'],
];

const libraries = { linux: 'libmemmap.so', darwin: 'libmemmap.dylib', win32: 'memmap.dll' };

const targets = rows.map(([triple, suffix, linker]) => {
  const [os, cpu, abi] = suffix.split('-');
  return {
    triple,
    suffix,
    linker,
    /** The fields of package.json by which package managers choose. */
    fields: {
      os: [os],
      cpu: [cpu],
      ...(os === 'linux' && { libc: [abi === 'gnu' ? 'glibc' : abi] }),
    },
    /** What cargo calls the addon. */
    library: libraries[os],
    /** The gnu build for Windows stands in for the msvc one where that cannot be built. */
    published: suffix in PACKAGES,
  };
});

/** @param {string} name a triple or a suffix */
function find(name) {
  return targets.find(({ triple, suffix }) => name === triple || name === suffix);
}

module.exports = { targets, find };
