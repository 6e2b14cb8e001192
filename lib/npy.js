'use strict';

/** `openMemmap()`: arrays in .npy files, as `numpy.lib.format.open_memmap`. */

const { constants } = require('node:buffer');
const { dtype: parseDtype } = require('./dtype/dtype');
const { Memmap } = require('./memmap');
const native = require('./mapping/native');
const { makeMemmap, openFile } = require('./open');
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

/**
 * Opens a .npy file in place, or creates one with mode `'w+'`. The default mode is `'r'`, NumPy's
 * is `'r+'`.
 *
 * @param {any} filename
 * @param {any} [given]
 */
function openMemmap(filename, given) {
  return openNpy(Memmap, filename, given);
}

/**
 * @param {any} Class
 * @param {any} filename
 * @param {any} given
 * @param {import('./mapping/native').Reopen} [reopen] a second time
 * @returns {Memmap}
 */
function openNpy(Class, filename, given, reopen) {
  const file = options.parseFilename(filename);
  const read = options.checkOptions(given, OPTIONS);
  const mode = options.parseMode(read.mode, 'r');
  const dtype = requestedDtype(read.dtype, mode);
  const shape = options.parseShape(read.shape);
  const order = read.order === undefined ? undefined : options.parseOrder(read.order);
  const version = options.parseVersion(read.version);
  const maxHeaderSize = options.parseMaxHeaderSize(read.maxHeaderSize);
  const buffer = options.parseBuffer(read.buffer);
  const request = {
    mode,
    shape,
    fortranOrder: order && order === 'F',
    version,
    maxHeaderSize,
    buffer,
    forced: options.forcedStrategy(),
    allocate: options.parseFlag('allocate', read.allocate),
    limit: constants.MAX_LENGTH,
    reopen,
  };
  const opening = openFile(file, () => native.openNpy(file.target, dtype, request));
  const kept = { dtype: dtype?.canonical, maxHeaderSize, buffer };
  const reopened =
    mode === 'w+'
      ? { ...kept, mode: 'r+' } // the header says the rest
      : { ...kept, mode, shape, order, version: version && [version, 0] };
  return makeMemmap(Class, file, opening, { dtype, how: 'npy', options: reopened });
}

/**
 * @param {any} dtype
 * @param {string} mode
 * @returns {import('./dtype/dtype').DType | undefined} undefined where the file says it
 */
function requestedDtype(dtype, mode) {
  if (dtype !== undefined) return parseDtype(dtype);
  return mode === 'w+' ? parseDtype('float64') : undefined;
}

module.exports = { openMemmap, openNpy };
