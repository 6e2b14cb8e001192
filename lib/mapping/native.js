'use strict';

/** The addon for this platform: built in a checkout, installed as a package of its own elsewhere. */

const { PACKAGES, candidates, from, load } = require('./platform');

const FROM_SOURCE =
  'in a clone of the repository npm install builds it, with Rust; install that folder.';

/** @param {string} name of the binary that would fit */
function missing(name) {
  const { platform, arch, version } = process;
  const message = `memmap has no binary for ${name} (${platform}, ${arch}, ${version}): `;
  const text = message + advice(name);
  return Object.assign(new Error(text), { code: 'MODULE_NOT_FOUND' });
}

/** @param {string} name */
function advice(name) {
  if (!(name in PACKAGES)) return `it has to be built from source: ${FROM_SOURCE}`;
  try {
    const manifest = load.resolve(`memmap-${name}/package.json`);
    return `the package with it is there, but not its .node file (${manifest}): copy or install it whole.`;
  } catch {
    return (
      `the package memmap-${name} is not installed where ${from} finds it. npm leaves it out with ` +
      '--no-optional or --omit=optional, and where node_modules or the lockfile came from another ' +
      'system: remove both and install again. A bundle needs it in a node_modules folder beside ' +
      `it or above. Or build it from source: ${FROM_SOURCE}`
    );
  }
}

/** @param {string} name @param {NodeJS.ErrnoException} cause */
function unloadable(name, cause) {
  const { platform, arch, version } = process;
  const message =
    `memmap's binary for ${name} was found but does not load here ` +
    `(${platform}, ${arch}, ${version}): ${cause.message}`;
  return Object.assign(new Error(message, { cause }), { code: cause.code });
}

function loaded() {
  const names = candidates();
  let refused;
  for (const name of names) {
    const own = () => load(`../../memmap.${name}.node`);
    for (const each of [own, PACKAGES[name] ?? (() => load(`memmap-${name}`))]) {
      try {
        return each();
      } catch (error) {
        if (error.code !== 'MODULE_NOT_FOUND') refused ??= unloadable(name, error);
      }
    }
  }
  throw refused ?? missing(names[0]);
}

module.exports = loaded();
