'use strict';

/** `openMemmap()`: arrays in .npy files, as `numpy.lib.format.open_memmap`. */

const { constants } = require('node:buffer');
const { DType, dtype: parseDtype } = require('./dtype/dtype');
const { rethrow } = require('./errors');
const { Memmap } = require('./memmap');
const { retryAfterGc } = require('./mapping/limits');
const native = require('./mapping/native');
const { arrayOf } = require('./open');
const options = require('./options');

const OPTIONS = [
  'mode',
  'dtype',
  'shape',
  'order',
  'version',
  'maxHeaderSize',
  'buffer',
  'allocate',
];

const CREATING = ['w+', 'write'];

/**
 * Opens a .npy file in place, or creates one with mode `'w+'`. The default mode is `'r'`, NumPy's
 * is `'r+'`.
 *
 * @param {any} filename
 * @param {any} [given]
 * @returns {Memmap}
 */
function openMemmap(filename, given) {
  const { target, path } = options.parseFilename(filename);
  const checked = options.checkOptions(given, OPTIONS);
  const mode = checked.mode === undefined ? 'r' : options.parseMode(checked.mode);
  const asked = requestedDtype(checked.dtype, mode);
  const shape = options.parseShape(checked.shape);
  const order = checked.order === undefined ? undefined : options.parseOrder(checked.order);
  const request = {
    mode,
    shape: shape ?? undefined,
    fortranOrder: order && order === 'F',
    version: options.parseVersion(checked.version),
    maxHeaderSize: options.parseMaxHeaderSize(checked.maxHeaderSize),
    buffer: options.parseBuffer(checked.buffer),
    forced: options.forcedStrategy() ?? undefined,
    allocate: options.parseAllocate(checked.allocate),
    limit: constants.MAX_LENGTH,
  };
  const opened = rethrow(path, () => retryAfterGc(() => native.openNpy(target, asked, request)));
  return npyArray(opened, asked, target, path);
}

/**
 * @param {any} dtype
 * @param {string} mode
 * @returns {DType | undefined} undefined where the file says it
 */
function requestedDtype(dtype, mode) {
  if (dtype !== undefined) return parseDtype(dtype);
  return CREATING.includes(mode) ? parseDtype('float64') : undefined;
}

/**
 * @param {any} opened what the addon gives for a .npy file
 * @param {DType | undefined} asked
 * @param {string | Uint8Array | number} target
 * @param {string | undefined} path
 */
function npyArray({ opening, dtype, offset, fortranOrder }, asked, target, path) {
  return arrayOf(Memmap, opening, {
    dtype: asked ?? parsedDtype(dtype),
    shape: opening.shape,
    order: fortranOrder ? 'F' : 'C',
    offset,
    mode: opening.mode,
    path,
    target,
    npy: true,
  });
}

/** One object for all arrays of a dtype, where it is easily found. @param {any} parsed */
function parsedDtype(parsed) {
  const { canonical } = parsed;
  return typeof canonical === 'string' ? parseDtype(canonical) : new DType(parsed);
}

module.exports = { openMemmap, npyArray, parsedDtype };
