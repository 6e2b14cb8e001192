'use strict';

/**
 * Builds the addon for Windows x64 on Linux: with mingw, and with Debian's Rust, which has the
 * source of its standard library beside it. That is built once, and kept in the target folder.
 */

const { execFileSync, spawnSync } = require('node:child_process');
const { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
/** What is made once: Node, the Wine prefix, what the linker asks for. */
const cache = path.join(target, 'windows');

const TRIPLE = 'x86_64-pc-windows-gnu';
const MINGW = 'x86_64-w64-mingw32';
const STD = '-Zbuild-std=std,panic_unwind,test';

/** Debian's packages that hold what is needed, and a file of each to look for. */
const PACKAGES = {
  'rustc-web': '/usr/bin/rustc',
  'cargo-web': '/usr/bin/cargo',
  'rust-web-src': '/usr/lib/rustlib/src/rust/library/std/Cargo.toml',
  'gcc-mingw-w64-x86-64': `/usr/bin/${MINGW}-gcc`,
};

/**
 * Ends the process, with the line that mends it, where a file is missing.
 *
 * @param {Record<string, string>} packages
 */
function checkInstalled(packages) {
  const missing = Object.keys(packages).filter((name) => !existsSync(packages[name]));
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  console.error(`This needs ${missing.map((name) => packages[name]).join(', ')}:\n  ${line}`);
  process.exit(1);
}

function environment() {
  return {
    ...process.env,
    // Another Rust on PATH does not match the source.
    PATH: `/usr/bin:${process.env.PATH}`,
    RUSTC: '/usr/bin/rustc',
    RUSTC_BOOTSTRAP: '1',
    LIBNODE_PATH: libnode(),
    CARGO_TARGET_DIR: target,
    CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER: `${MINGW}-gcc`,
  };
}

/** The linker asks for a libnode, from which nothing is taken: the addon looks Node-API up at load time. */
function libnode() {
  const folder = path.join(cache, 'libnode');
  if (!existsSync(path.join(folder, 'libnode.a'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'libnode.dll'), '');
    execFileSync(`${MINGW}-ar`, ['crs', path.join(folder, 'libnode.a')]);
  }
  return folder;
}

/**
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, stdio?: any }} [options]
 * @returns {number | null} the exit status
 */
function cargo(args, { env = {}, stdio = 'inherit' } = {}) {
  checkInstalled(PACKAGES);
  const whole = [...args, '--release', '--locked', STD, '--target', TRIPLE];
  return spawnSync('/usr/bin/cargo', whole, {
    cwd: root,
    env: { ...environment(), ...env },
    stdio,
  }).status;
}

/** Builds the addon; gives its path. */
function build() {
  if (cargo(['build', '--lib']) !== 0) process.exit(1);
  const addon = path.join(root, 'memmap.win32-x64-gnu.node');
  copyFileSync(path.join(target, TRIPLE, 'release', 'memmap.dll'), `${addon}.new`);
  renameSync(`${addon}.new`, addon);
  return addon;
}

/**
 * Rust's standard library takes its random numbers from a function that Wine 8 lacks; this makes
 * a library that has it.
 *
 * @param {string} folder where it goes: the `system32` of a Wine prefix
 */
function makeShim(folder) {
  checkInstalled(PACKAGES);
  const source = path.join(cache, 'bcryptprimitives.c');
  writeFileSync(
    source,
    `#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) {
  while (size > 0) {
    ULONG part = size > 0x40000000 ? 0x40000000 : (ULONG)size;
    if (!SystemFunction036(data, part)) return FALSE;
    data += part;
    size -= part;
  }
  return TRUE;
}
`,
  );
  const library = path.join(folder, 'bcryptprimitives.dll');
  execFileSync(`${MINGW}-gcc`, ['-shared', '-Os', '-s', '-o', library, source, '-ladvapi32']);
}

module.exports = { build, cache, cargo, checkInstalled, makeShim, root };

if (require.main === module) console.log(build());
