'use strict';

/** Builds the addon for this machine. */

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
if (!existsSync(path.join(root, 'Cargo.toml'))) process.exit(0); // an installed package

const { candidates } = require('../lib/mapping/platform');
const { ALONE, targetDirectory, installAddon } = require('./addon');
const { find, targets } = require('./targets');

/** @param {string[]} args @param {object} options */
function cargo(args, options) {
  const { error, status, stdout } = spawnSync('cargo', args, { cwd: root, ...options });
  if (error) {
    console.error('memmap is built with Rust: install it from https://rustup.rs and run again');
    process.exit(1);
  }
  if (status !== 0) process.exit(1);
  return `${stdout}`;
}

const [, host] = /^host: (.*)$/m.exec(cargo(['-vV'], { encoding: 'utf8' }));
// Windows has two kinds of binaries; this makes the one that the installed Rust is of.
const suffix = candidates().find((name) => find(name)?.triple === host) ?? candidates()[0];
const { library } = targets.find(({ fields }) => fields.os[0] === process.platform) ?? targets[0];

cargo(['rustc', '--release', '--lib', '--locked', ...ALONE], { stdio: 'inherit' });
installAddon(path.join(targetDirectory(), 'release', library), suffix);
