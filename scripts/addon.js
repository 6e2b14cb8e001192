'use strict';

/** Where cargo puts the addon, and where lib/mapping/native.js looks for it first. */

const { execFileSync } = require('node:child_process');
const { copyFileSync, renameSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** For `cargo rustc`: without the library for Rust's own tests, which keeps unused code. */
const ALONE = ['--crate-type', 'cdylib'];

/** Cargo's folder for what it builds. */
function targetDirectory() {
  const args = ['metadata', '--format-version', '1', '--no-deps', '--locked'];
  const metadata = execFileSync('cargo', args, { cwd: root, encoding: 'utf8' });
  return JSON.parse(metadata).target_directory;
}

/**
 * @param {string} library that cargo has built
 * @param {string} suffix of its package
 * @returns {string} the addon in the checkout
 */
function installAddon(library, suffix) {
  const addon = path.join(root, `memmap.${suffix}.node`);
  // A file of its own first: replacing the bytes of an addon that a process has loaded kills it.
  copyFileSync(library, `${addon}.new`);
  renameSync(`${addon}.new`, addon);
  return addon;
}

module.exports = { ALONE, root, targetDirectory, installAddon };
