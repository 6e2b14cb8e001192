'use strict';

/**
 * Puts what the package ships into dist/: index.js with lib/, and the command line, each as one file
 * without comments. A third of their size, and faster to load.
 */

const { appendFileSync, mkdirSync, mkdtempSync, readdirSync } = require('node:fs');
const { readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');
const { root } = require('./addon');

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  entryNames: '[name]',
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifyIdentifiers: true,
  // Node prints the line that threw an error which nobody caught.
  lineLimit: 120,
};

/**
 * esbuild makes an arrow function of each module; V8 takes half as long again to read those.
 *
 * @param {string} text
 */
function withFunctions(text) {
  const modules = /(var \w+=\w+\()\(?([\w,]*)\)?=>\{(?="use strict")/g;
  return text.replace(modules, '$1function($2){');
}

/** @param {string} outdir */
function build(outdir) {
  const source = readFileSync(path.join(root, 'index.js'), 'utf8');
  const names = Array.from(source.matchAll(/^exports\.(\w+) = /gm), ([, name]) => name);
  const library = buildSync({
    ...options,
    outdir,
    write: false,
    entryPoints: ['index.js', 'lib/array/access.js'],
    // Read with the first array.
    external: ['*.node', './access'],
  });
  for (const { path: file, text } of library.outputFiles) writeFileSync(file, withFunctions(text));
  const index = path.join(outdir, 'index.js');
  // esbuild's keepNames does it for inner functions too, each time that they are made.
  const named = "Object.defineProperty(exports[name],'name',{value:name})";
  appendFileSync(index, `for(const name of Object.keys(exports))${named};\n`);
  // Where Node looks for the names of `import { memmap } from 'memmap'`; never run.
  appendFileSync(index, `0&&(module.exports={${names.join(',')}});\n`);
  buildSync({
    ...options,
    outdir,
    entryPoints: ['cli/memmap.js'],
    // It makes loading slower: not for the library.
    minifySyntax: true,
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
