'use strict';

/** Which tests run inside Electron. */

const fs = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, '..');

/** Tests that say nothing of Electron, or ask for what it cannot have. */
const ELSEWHERE = {
  'electron-app': 'tests what runs the tests',
  large: 'files of 64 GiB: a WebAssembly.Memory holds 16',
  limits: "tens of thousands of maps: V8's sandbox has addresses for some hundred",
  types: 'asks the TypeScript compiler',
};

/**
 * @param {readonly string[]} parts of files' names; all files if there are none
 * @returns {string[]}
 */
function testFiles(parts) {
  // On Windows no map can be made: that it is refused in clear words is all there is to test.
  const wanted = process.platform === 'win32' ? ['electron.test'] : parts;
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.test.js') && !(name.replace('.test.js', '') in ELSEWHERE))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
    .map((name) => path.join(folder, name));
}

module.exports = { testFiles };
