'use strict';

/**
 * Makes the command line one file, dist/memmap.js, with the packages that it uses: who installs the
 * library installs nothing else. Their licenses are put beside it. The library becomes one file when
 * it is packed, as that is loaded in two thirds of the time.
 */

const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');
const { root } = require('./addon');

/** @type {import('esbuild').BuildOptions} */
const how = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20' };

/** The library, with the names that its functions have. @param {string} outfile */
function bundleLibrary(outfile) {
  const names = Object.keys(require('../index.js'));
  buildSync({
    ...how,
    // No name stands outside of the modules: esbuild would rename those within that are the same.
    stdin: { contents: 'module.exports = require("./index.js")', resolveDir: root },
    // Node finds the names for imports here.
    footer: { js: `0 && (module.exports = { ${names} });` },
    outfile,
    allowOverwrite: true,
  });
}

function bundle() {
  const { metafile } = buildSync({
    ...how,
    entryPoints: ['cli/memmap.js'],
    outfile: 'dist/memmap.js',
    external: ['memmap', '../package.json'],
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

module.exports = { bundle, bundleLibrary };
