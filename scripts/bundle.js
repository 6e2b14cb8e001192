'use strict';

/**
 * Puts what the package ships into dist/: index.js with lib/ as one file, the command line as another,
 * without comments. A quarter of their size, and faster to load.
 */

const { mkdirSync, mkdtempSync, readdirSync, readFileSync } = require('node:fs');
const { renameSync, rmSync } = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');

const root = path.join(__dirname, '..');

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  entryNames: '[name]',
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  // For those who read a stack trace.
  keepNames: true,
  // Node prints the line that threw an error which nobody caught.
  lineLimit: 120,
};

/** @param {string} outdir */
function build(outdir) {
  const source = readFileSync(path.join(root, 'index.js'), 'utf8');
  const names = Array.from(source.matchAll(/^exports\.(\w+) = /gm), ([, name]) => name);
  buildSync({
    ...options,
    outdir,
    entryPoints: ['index.js'],
    external: ['*.node'],
    // Where Node looks for the names of `import { memmap } from 'memmap'`; never run.
    footer: { js: `0&&(module.exports={${names.join(',')}});` },
  });
  buildSync({
    ...options,
    outdir,
    entryPoints: ['cli/memmap.js', 'cli/scan/worker.js'],
    packages: 'external',
    external: ['../package.json'],
  });
}

function bundle() {
  const dist = path.join(root, 'dist');
  const fresh = mkdtempSync(path.join(root, '.bundle-'));
  try {
    build(fresh);
    const names = readdirSync(fresh);
    mkdirSync(dist, { recursive: true });
    // One by one, and whole: others may be reading them.
    for (const name of names) renameSync(path.join(fresh, name), path.join(dist, name));
    for (const name of readdirSync(dist)) {
      if (!names.includes(name)) rmSync(path.join(dist, name), { recursive: true });
    }
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

if (require.main === module) bundle();

module.exports = { bundle };
