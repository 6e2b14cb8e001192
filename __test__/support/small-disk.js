'use strict';

/** A file system that is full soon. */

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { scratch } = require('../helpers');

const SIZE = 2 ** 20;

/**
 * A file system of 1 MiB, where root may mount one. It is detached at once and lives on in the
 * descriptor, so that nothing is left to unmount, however the process ends.
 */
function mount() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = scratch();
  fs.mkdirSync(folder);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]);
  if (status !== 0) return null;
  const fd = fs.openSync(folder);
  assert.equal(spawnSync('umount', ['-l', folder]).status, 0);
  return `/proc/${process.pid}/fd/${fd}`;
}

module.exports = { SIZE, mount };
