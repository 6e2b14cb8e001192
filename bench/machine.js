'use strict';

/** What the figures were measured on and with. */

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

function runtimeName() {
  const { bun, deno, node } = process.versions;
  if (bun) return `bun${bun.split('.')[0]}`;
  if (deno) return `deno${deno.split('.')[0]}`;
  return `node${node.split('.')[0]}`;
}

function version(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return null;
  }
}

function packages() {
  const { dependencies } = require('./package.json');
  const found = Object.keys(dependencies).map((name) => {
    const file = path.join(__dirname, 'node_modules', name, 'package.json');
    return [name, fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).version : null];
  });
  return Object.fromEntries(found.filter(([name]) => name !== 'node-gyp'));
}

/** The machine, the runtime, and the versions of all that is compared; null for what is missing. */
function machine() {
  const { bun, deno, node } = process.versions;
  return {
    runtime: bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`,
    platform: `${process.platform} ${process.arch}`,
    kernel: os.release(),
    cpu: os.cpus()[0]?.model,
    cores: os.cpus().length,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    versions: {
      memmap: require('../package.json').version,
      NumPy: version('python3', ['-c', 'import numpy; print(numpy.__version__)']),
      Bun: version('bun', ['--version']),
      ...packages(),
    },
  };
}

module.exports = { machine, runtimeName };
