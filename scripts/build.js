'use strict';

/** Builds the addon for this machine and puts it where lib/native.js looks first. */

const { execFileSync } = require('node:child_process');
const { copyFileSync, existsSync, renameSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
if (!existsSync(path.join(root, 'Cargo.toml'))) process.exit(0); // an installed package

function cargo(...args) {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  try {
    return execFileSync('cargo', args, options);
  } catch (error) {
    if (error.code !== 'ENOENT') process.exit(1);
    console.error('memmap is built with Rust: install it from https://rustup.rs and run again');
    process.exit(1);
  }
}

function platformName() {
  const { platform, arch } = process;
  if (platform === 'win32') return `win32-${arch}-msvc`;
  if (platform !== 'linux') return `${platform}-${arch}`;
  const musl = cargo('-vV').includes('-musl');
  return `linux-${arch}-${musl ? 'musl' : 'gnu'}`;
}

cargo('build', '--release', '--lib', '--locked');
const { target_directory: target } = JSON.parse(
  cargo('metadata', '--format-version', '1', '--no-deps', '--locked'),
);
const library = { win32: 'memmap.dll', darwin: 'libmemmap.dylib' }[process.platform];
const addon = path.join(root, `memmap.${platformName()}.node`);
// A file of its own first: replacing the bytes of an addon that a process has loaded kills it.
copyFileSync(path.join(target, 'release', library ?? 'libmemmap.so'), `${addon}.new`);
renameSync(`${addon}.new`, addon);
