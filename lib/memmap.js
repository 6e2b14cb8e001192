'use strict';

/** `memmap()` and `Memmap`: a file's bytes as an array. */

const { constants } = require('node:buffer');
const { fastAccess } = require('./array/fast');
const { retryAfterGc } = require('./mapping/limits');
const native = require('./mapping/native');
const { dtype: parseDtype } = require('./dtype/dtype');
const { rethrow } = require('./errors');
const { NDArray, makeArray } = require('./array/ndarray');
const { arrayOf } = require('./open');
const options = require('./options');
const { checkOpen } = require('./array/base');
const { Source } = require('./mapping/source');

/** Loaded when it is first asked for, as append is. */
const share = () => require('./share');

const OPTIONS = ['dtype', 'mode', 'offset', 'shape', 'order', 'buffer', 'allocate'];

/**
 * @param {any} Class
 * @param {any} filename
 * @param {any} given
 * @returns {Memmap}
 */
function map(Class, filename, given) {
  const { target, path } = options.parseFilename(filename);
  const checked = options.checkOptions(given, OPTIONS);
  const dtype = parseDtype(checked.dtype === undefined ? 'uint8' : checked.dtype);
  const mode = options.parseMode(checked.mode);
  const offset = options.parseOffset(checked.offset);
  const wanted = options.parseShape(checked.shape);
  const order = options.parseOrder(checked.order);
  const buffer = options.parseBuffer(checked.buffer);
  const allocate = options.parseAllocate(checked.allocate);
  const opening = rethrow(path, () =>
    retryAfterGc(() =>
      native.open(
        target,
        mode,
        dtype.itemsize,
        offset,
        wanted,
        buffer,
        options.forcedStrategy(),
        allocate,
        constants.MAX_LENGTH,
      ),
    ),
  );
  return arrayOf(Class, opening, {
    dtype,
    shape: opening.shape ?? wanted ?? [],
    order,
    offset: Number(offset),
    mode: opening.mode,
    path,
    target,
    npy: false,
  });
}

/** A whole mapping with the file behind it: numpy.memmap. */
class Memmap extends NDArray {
  /**
   * As `memmap(filename, options)`. make.js, and nobody else, gives a Source and the rest.
   *
   * @param {any} filename
   * @param {any} [given]
   * @param {any[]} state
   */
  constructor(filename, given, ...state) {
    if (!(filename instanceof Source)) return map(new.target, filename, given);
    // @ts-expect-error the other six arguments
    super(filename, given, ...state);
  }

  /** Which way the buffer was made: the value of `MEMMAP_BUFFER` that forces it. */
  get backing() {
    return this._source.backing;
  }

  /** Whether `close()` was called, in any thread. */
  get closed() {
    return this._source.closed[0] !== 0;
  }

  /**
   * Bytes of pages that were lost under the mapping: truncated away by another process, or
   * without room on a full disk. They read as zeros, and what is written to them goes nowhere.
   */
  get lostBytes() {
    return this._source.lostBytes;
  }

  /**
   * A handle to post to a worker: `Memmap.from(handle)` is the same memory there, with the same
   * shape and dtype.
   */
  share() {
    checkOpen(this);
    return share().makeHandle(this);
  }

  /**
   * The array that another thread's `share()` gave a handle of: the same memory, not a copy.
   * Closing it anywhere closes it everywhere.
   *
   * @param {any} handle
   */
  static from(handle) {
    const { source, dtype, byteOffset, shape, order } = share().readHandle(handle);
    return makeArray(this, source, dtype, byteOffset, shape, order);
  }

  /**
   * Writes rows behind the array, makes the file that much longer, and maps the longer array. This
   * one stays as it is, over the same file.
   *
   * @param {any} rows
   * @returns {Memmap}
   */
  append(rows) {
    return require('./append').append(this, rows);
  }

  /** Lets go of the file. Calling it again does nothing. */
  close() {
    this._source.close();
  }

  [Symbol.dispose]() {
    this.close();
  }
}

fastAccess(Memmap);

/**
 * @param {any} filename
 * @param {any} [given]
 */
function memmap(filename, given) {
  return map(Memmap, filename, given);
}

module.exports = { Memmap, memmap };
