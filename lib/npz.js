'use strict';

/** `openNpz()`: the arrays of an .npz file in place. */

const { constants } = require('node:buffer');
const { rethrow } = require('./errors');
const { retryAfterGc } = require('./mapping/limits');
const native = require('./mapping/native');
const { npyArray } = require('./npy');
const options = require('./options');

const OPTIONS = ['mode', 'maxHeaderSize', 'buffer'];

/**
 * Maps the arrays that `numpy.savez` stored, each where it lies in the archive.
 *
 * @param {any} filename
 * @param {any} [given]
 * @returns {Record<string, import('./memmap').Memmap>}
 */
function openNpz(filename, given) {
  const { target, path } = options.parseFilename(filename);
  const checked = options.checkOptions(given, OPTIONS);
  const mode = checked.mode === undefined ? 'r' : options.parseMode(checked.mode);
  const maxHeaderSize = options.parseMaxHeaderSize(checked.maxHeaderSize);
  const buffer = options.parseBuffer(checked.buffer);
  const forced = options.forcedStrategy();
  const members = rethrow(path, () =>
    retryAfterGc(() =>
      native.openNpz(target, mode, maxHeaderSize, buffer, forced, constants.MAX_LENGTH),
    ),
  );
  /** @type {Record<string, any>} */
  const arrays = {};
  for (const { name, array } of members) {
    // Not by assignment: a member may be called `__proto__`.
    const value = npyArray(array, undefined, target, path);
    const property = { value, enumerable: true, writable: true, configurable: true };
    Object.defineProperty(arrays, name, property);
  }
  return arrays;
}

module.exports = { openNpz };
