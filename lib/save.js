'use strict';

/** `save()` and `savez()`: arrays into .npy and .npz files, whole or not at all. */

const { asarray } = require('./asarray');
const { Strided, checkOpen } = require('./array/base');
const { rangeError, rethrow, show, typeError } = require('./errors');
const native = require('./mapping/native');
const { checkOptions, parsePath, parseVersion } = require('./options');

/**
 * Writes a .npy file: `numpy.save`.
 *
 * @param {any} filename
 * @param {any} array what `asarray` takes
 * @param {any} [given]
 */
function save(filename, array, given) {
  const file = parsePath(filename);
  const version = parseVersion(checkOptions(given, ['version']).version);
  write(file, [{ array: asarray(array), version }]);
}

/**
 * Writes an .npz file: `numpy.savez`.
 *
 * @param {any} filename
 * @param {any} arrays by the names of their members
 */
function savez(filename, arrays) {
  const file = parsePath(filename);
  const isObject = typeof arrays === 'object' && arrays !== null;
  if (!isObject || Symbol.iterator in arrays || ArrayBuffer.isView(arrays)) {
    throw typeError('OPTION', `arrays must be an object of arrays by name (got ${show(arrays)})`);
  }
  const members = Object.keys(arrays).map((name) => {
    checkName(name);
    return { name: `${name}.npy`, array: memberOf(name, arrays[name]) };
  });
  write(file, members);
}

/** An array, or an error that names it. @param {string} name @param {any} value */
function memberOf(name, value) {
  try {
    return asarray(value);
  } catch (error) {
    const { code, message } = /** @type {any} */ (error);
    if (!code?.startsWith('ERR_MEMMAP_')) throw error;
    throw Object.assign(/** @type {any} */ (error), { message: `${show(name)}: ${message}` });
  }
}

/** Bytes of the longest name that a zip archive has. */
const LONGEST = 0xffff;

/** Python cuts names at a null character. @param {string} name */
function checkName(name) {
  const isText = !name.includes('\0') && !/\p{Cs}/u.test(name);
  if (isText && Buffer.byteLength(`${name}.npy`) <= LONGEST) return;
  throw rangeError('OPTION', `arrays: a zip archive cannot have this name (got ${show(name)})`);
}

/**
 * @param {ReturnType<typeof parsePath>} file
 * @param {{ name?: string, array: Strided, version?: number }[]} arrays one without a name for a .npy file
 */
function write({ target, path }, arrays) {
  const { wholeOperand } = require('./array/convert');
  const { hasOrder } = require('./array/values');
  const { transpose } = require('./array/views');
  const { mappedPages } = require('./array/work');
  const described = arrays.map(({ name, array, version }) => {
    // Reading the others may have run the caller's code.
    checkOpen(array);
    const fortranOrder = !hasOrder(array, 'C') && hasOrder(array, 'F');
    const written = fortranOrder ? transpose(Strided, array, []) : array;
    return {
      name,
      dtype: array._dtype,
      fortranOrder,
      version,
      operand: wholeOperand(written),
      mapped: mappedPages(written),
    };
  });
  rethrow(path, () => native.save(target, described));
}

module.exports = { save, savez };
