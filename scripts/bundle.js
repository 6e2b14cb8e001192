'use strict';

/**
 * Makes the command line one file, dist/memmap.js, with the packages that it uses: who installs the
 * library installs nothing else. Their licenses are put beside it.
 */

const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');
const { root } = require('./addon');

function bundle() {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: ['cli/memmap.js'],
    outfile: 'dist/memmap.js',
    bundle: true,
    external: ['memmap', '../package.json'],
    platform: 'node',
    target: 'node20',
    minify: true,
    metafile: true,
  });
  const folders = Object.keys(metafile.inputs).map(
    (file) => /^node_modules\/[^/]+/.exec(file)?.[0],
  );
  const notices = Array.from(new Set(folders.filter(Boolean)), (folder) => {
    const read = (/** @type {string} */ name) =>
      readFileSync(path.join(root, folder, name), 'utf8');
    const { name, version } = JSON.parse(read('package.json'));
    return `# ${name} ${version}\n\n${read('LICENSE').trim()}\n`;
  });
  writeFileSync(
    path.join(root, 'dist', 'THIRD-PARTY-NOTICES.md'),
    `memmap.js contains these packages.\n\n${notices.join('\n')}`,
  );
}

if (require.main === module) bundle();

module.exports = { bundle };
