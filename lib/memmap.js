'use strict';

/** `memmap()` and `Memmap`: a file's bytes as an array. */

const { constants } = require('node:buffer');
const { addAccess } = require('./array/access');
const native = require('./mapping/native');
const { dtype: parseDtype } = require('./dtype/dtype');
const { NDArray } = require('./array/ndarray');
const { makeMemmap, openFile } = require('./open');
const options = require('./options');
const { checkOpen } = require('./array/base');

const OPTIONS = ['dtype', 'mode', 'offset', 'shape', 'order', 'buffer', 'allocate'];

/**
 * @param {any} Class
 * @param {any} filename
 * @param {any} given
 * @param {import('./mapping/native').Reopen} [reopen] a second time, so that the file stays as it is
 * @returns {Memmap}
 */
function openRaw(Class, filename, given, reopen) {
  const file = options.parseFilename(filename);
  const read = options.checkOptions(given, OPTIONS);
  const dtype = parseDtype(read.dtype === undefined ? 'uint8' : read.dtype);
  const mode = options.parseMode(read.mode);
  const offset = options.parseOffset(read.offset);
  const shape = options.parseShape(read.shape);
  const order = options.parseOrder(read.order);
  const buffer = options.parseBuffer(read.buffer);
  const allocate = options.parseFlag('allocate', read.allocate);
  const opening = openFile(file, () =>
    native.open(
      file.target,
      mode,
      dtype.itemsize,
      offset,
      shape,
      buffer,
      options.forcedStrategy(),
      allocate,
      constants.MAX_LENGTH,
      reopen,
    ),
  );
  const kept = {
    dtype: dtype.canonical,
    mode: mode === 'w+' ? 'r+' : mode,
    offset,
    shape,
    order,
    buffer,
  };
  return makeMemmap(Class, file, opening, {
    dtype,
    shape,
    order,
    offset: Number(offset),
    how: 'raw',
    options: kept,
  });
}

/** A whole mapping with the file behind it: numpy.memmap. index.d.ts documents its members. */
class Memmap extends NDArray {
  /** @param {any} filename @param {any} [given] */
  // @ts-expect-error what is returned was made without this constructor
  // oxlint-disable-next-line constructor-super
  constructor(filename, given) {
    return openRaw(new.target, filename, given);
  }

  get backing() {
    return this._source.backing;
  }

  get closed() {
    return this._source.closed[0] !== 0;
  }

  get lostBytes() {
    return this._source.lostBytes;
  }

  /** @returns {Memmap} */
  reopen() {
    checkOpen(this);
    return require('./reopen').reopen(this);
  }

  /** @param {any} rows @returns {Memmap} */
  append(rows) {
    return require('./append').append(this, rows);
  }

  close() {
    this._source.close();
  }

  [Symbol.dispose]() {
    this.close();
  }
}

addAccess(Memmap);

/**
 * @param {any} filename
 * @param {any} [given]
 */
function memmap(filename, given) {
  return openRaw(Memmap, filename, given);
}

module.exports = { Memmap, memmap, openRaw };
