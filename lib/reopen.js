'use strict';

/** Opening the file of a map again. */

const { openRaw } = require('./memmap');
const { openNpy } = require('./npy');
const { openMember } = require('./npz');

const OPEN = { raw: openRaw, npy: openNpy, npz: openMember };

/**
 * The file as it is now, mapped with the options that opened it.
 *
 * @param {any} array a Memmap
 * @returns {any} of the same class
 */
function reopen(array) {
  const { how, target, identity, options } = array._source.opened;
  // A name may be another file's by now, a descriptor must not be.
  const same = { identity: typeof target === 'number' ? identity : undefined };
  return OPEN[/** @type {keyof typeof OPEN} */ (how)](array.constructor, target, options, same);
}

module.exports = { reopen };
