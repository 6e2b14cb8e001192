'use strict';

/** The addon for this platform: built in a checkout, installed as a package of its own elsewhere. */

const { PACKAGES, candidates } = require('./platform');

const FROM_SOURCE =
  'in a clone of the repository npm install builds it, with Rust; install that folder.';

/** @param {string} name of the binary that would do */
function missing(name) {
  const { platform, arch, version } = process;
  const advice = PACKAGES.includes(name)
    ? `the package memmap-${name} is not installed. npm leaves it out with --no-optional or ` +
      '--omit=optional, and where node_modules or the lockfile came from another system: ' +
      'remove both and install again. Or build it from source: '
    : 'it has to be built from source: ';
  const message = `memmap has no binary for ${name} (${platform}, ${arch}, ${version}): ${advice}`;
  return Object.assign(new Error(message + FROM_SOURCE), { code: 'MODULE_NOT_FOUND' });
}

/** @param {string} name @param {NodeJS.ErrnoException} cause */
function unloadable(name, cause) {
  const { platform, arch, version } = process;
  const message =
    `memmap's binary for ${name} was found but does not load here ` +
    `(${platform}, ${arch}, ${version}): ${cause.message}`;
  return Object.assign(new Error(message, { cause }), { code: cause.code });
}

function load() {
  const names = candidates();
  let refused;
  for (const name of names) {
    // In a checkout, from here or from dist/; else the package.
    const built = [`../../memmap.${name}.node`, `../memmap.${name}.node`];
    for (const file of [...built, `memmap-${name}`]) {
      try {
        return require(file);
      } catch (error) {
        if (error.code !== 'MODULE_NOT_FOUND') refused ??= unloadable(name, error);
      }
    }
  }
  throw refused ?? missing(names[0]);
}

module.exports = load();
