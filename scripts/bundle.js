'use strict';

/**
 * Puts what the package ships into dist/: index.js and lib/ as one file without comments, a third of
 * their size and faster to load.
 */

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');

const root = path.join(__dirname, '..');

function bundle() {
  const entry = 'index.js';
  const source = readFileSync(path.join(root, entry), 'utf8');
  const names = Array.from(source.matchAll(/^exports\.(\w+) = /gm), ([, name]) => name);
  buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Names stay as they are, for those who read a stack trace.
    minifyWhitespace: true,
    minifySyntax: true,
    // Node prints the line that threw an error which nobody caught.
    lineLimit: 120,
    external: ['*.node'],
    // Where Node looks for the names of `import { memmap } from 'memmap'`; never run.
    footer: { js: `0&&(module.exports={${names.join(',')}});` },
  });
}

if (require.main === module) bundle();

module.exports = { bundle };
