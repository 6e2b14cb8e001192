'use strict';

/**
 * `npm run bench:install`: fetches what the benchmarks compare memmap with, and compiles the addons
 * among it for the Node that runs this.
 */

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const modules = path.join(__dirname, 'node_modules');
const [major] = process.versions.node.split('.');
const abi = `node-v${process.versions.modules}-${process.platform}-${process.arch}`;

/** Where each looks for its addon, and what its build says for that. */
const addons = {
  'mmap-io': [],
  '@riaskov/mmap-io': [
    '--module_name=mmap_io',
    `--module_path=${path.join(modules, '@riaskov/mmap-io/build/binding/Release', abi)}`,
  ],
};

/** The headers that came with this Node, where they did; node-gyp downloads them otherwise. */
function headers() {
  const place = path.join(path.dirname(fs.realpathSync(process.execPath)), '..');
  return fs.existsSync(path.join(place, 'include/node/node.h')) ? [`--nodedir=${place}`] : [];
}

function compile(name, args) {
  const gyp = path.join(modules, 'node-gyp/bin/node-gyp.js');
  try {
    execFileSync(process.execPath, [gyp, 'rebuild', ...headers(), ...args], {
      cwd: path.join(modules, name),
      // Their own flags are of C++11 and C++17, which the headers of newer Nodes refuse.
      env: { ...process.env, CXXFLAGS: '-std=c++20' },
      stdio: 'pipe',
      encoding: 'utf8',
    });
    console.log(`${name}: compiled for Node ${major}`);
  } catch (error) {
    const line = error.stderr.split('\n').find((text) => /error[: ]/i.test(text));
    console.log(`${name}: did not compile for Node ${major}: ${line ?? error.message}`);
  }
}

// Their own scripts would compile for the `node` on the PATH, or download a binary.
execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error', '--prefix', __dirname], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
for (const [name, args] of Object.entries(addons)) compile(name, args);
