'use strict';

/** `blocks()`: the first axis in slices that the thread pool reads in before the caller sees them. */

const { setImmediate } = require('node:timers');
const { rangeError, show, typeError } = require('../errors');
const { checkOptions, parseFlag } = require('../options');
const { Prefetch, isMapped, parseSignal, release } = require('./paging');
const { byteStrides, checkOpen } = require('./base');

/** @typedef {import('./ndarray').NDArray} NDArray */

/** Bytes of a block where the caller does not say how many rows it has. */
const BLOCK = 4 * 2 ** 20;

/** Blocks that are read at the same time, at most: libuv's pool has four threads, for everybody. */
const AT_ONCE = 2;

const AHEAD = 2;

/**
 * @param {NDArray} array
 * @param {unknown} given
 * @returns {AsyncGenerator<NDArray, void, void>}
 */
function blocks(array, given) {
  const options = checkOptions(given, ['rows', 'ahead', 'release', 'signal']);
  if (array._shape.length === 0) throw typeError('INDEX', 'blocks of a 0-d array');
  const rows = parseCount('rows', options.rows, 1) ?? defaultRows(array);
  const ahead = parseCount('ahead', options.ahead, 0) ?? AHEAD;
  const releases = parseFlag('release', options.release);
  return walk(new Walk(array, rows, ahead, releases, parseSignal(options.signal)));
}

/** @param {Walk} blocks */
async function* walk(blocks) {
  try {
    for (;;) {
      const block = await blocks.next();
      if (block === null) return;
      yield block;
      blocks.leave();
    }
  } finally {
    await blocks.end();
  }
}

/** A block that is being read in, or has been. */
class Block {
  /**
   * @param {NDArray} array
   * @param {number} start of its rows
   * @param {number} stop
   * @param {AbortSignal | undefined} signal
   */
  constructor(array, start, stop, signal) {
    this.array = array.slice([start, stop]);
    const prefetch = isMapped(this.array) ? new Prefetch(this.array) : null;
    this.prefetch = prefetch;
    // Asked between two steps, so that no listener is there while the caller has the thread.
    const onProgress = () => signal?.aborted && prefetch?.cancel();
    /** When its pages are there, or could not be read. */
    this.ready = prefetch ? prefetch.finish(onProgress) : Promise.resolve();
    this.ready.catch(() => {}); // told to whoever asks for the block
  }
}

class Walk {
  /**
   * @param {NDArray} array
   * @param {number} rows of a block
   * @param {number} ahead blocks to be read while the caller has one
   * @param {boolean} releases
   * @param {AbortSignal | undefined} signal
   */
  constructor(array, rows, ahead, releases, signal) {
    this.array = array;
    this.rows = rows;
    this.ahead = ahead;
    this.releases = releases;
    this.signal = signal;
    /** The first row that no block has yet. */
    this.row = 0;
    /** Bytes from one block to the next. */
    this.shift = byteStrides(array)[0] * rows;
    /** The block that the caller has. @type {Block | null} */
    this.current = null;
    /** Those to come, in order. @type {Block[]} */
    this.queue = [];
    /** How many of them are still being read. */
    this.pending = 0;
    this.ended = false;
  }

  /** Starts as many blocks as may be under way. @param {number} wanted blocks in the queue */
  fill(wanted) {
    const length = this.array._shape[0];
    while (
      !this.ended &&
      !this.signal?.aborted &&
      this.queue.length < wanted &&
      this.pending < AT_ONCE &&
      this.row < length
    ) {
      const stop = Math.min(this.row + this.rows, length);
      const block = new Block(this.array, this.row, stop, this.signal);
      this.row = stop;
      this.queue.push(block);
      this.pending++;
      const onSettled = () => {
        this.pending--;
        try {
          this.fill(this.ahead);
        } catch {
          // Another thread closed the map: `next` starts the block again and throws that.
        }
      };
      block.ready.then(onSettled, onSettled);
    }
  }

  /** The next block, once its pages are there and the event loop has turned. */
  async next() {
    checkOpen(this.array);
    this.checkSignal();
    this.fill(this.ahead + 1);
    const block = this.queue.shift();
    if (block === undefined) return null;
    this.current = block;
    this.fill(this.ahead);
    await this.unlessAborted(block.ready);
    await new Promise((resolve) => setImmediate(resolve));
    this.checkSignal();
    checkOpen(this.array);
    return block.array;
  }

  checkSignal() {
    if (this.signal?.aborted) throw this.signal.reason;
  }

  /** Waits for `ready`, at most until the signal. @param {Promise<void>} ready */
  async unlessAborted(ready) {
    const { signal } = this;
    if (signal === undefined) return ready;
    /** @type {any} */
    let stop;
    const stopped = new Promise((resolve) => {
      stop = resolve;
    });
    signal.addEventListener('abort', stop, { once: true });
    try {
      await Promise.race([ready, stopped]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** The caller is done with its block. */
  leave() {
    const block = this.current;
    this.current = null;
    if (!this.releases || block === null) return;
    release(block.array, this.queue.length > 0 || this.row < this.array._shape[0] ? this.shift : 0);
  }

  /** Ends what is still being read, and waits until it has. */
  async end() {
    this.ended = true;
    const reading = this.current ? [this.current, ...this.queue] : this.queue;
    for (const block of reading) block.prefetch?.cancel();
    await Promise.allSettled(reading.map((block) => block.ready));
    if (!this.releases) return;
    this.leave();
    for (const block of this.queue) release(block.array, 0);
  }
}

/** @param {NDArray} array */
function defaultRows(array) {
  const length = array._shape[0];
  if (array._size === 0) return Math.max(length, 1);
  const bytes = isMapped(array) ? new Prefetch(array).footprint : array.nbytes;
  return Math.min(Math.max(Math.floor((BLOCK * length) / bytes), 1), length);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} least
 */
function parseCount(name, value, least) {
  if (value === undefined) return undefined;
  if (typeof value !== 'number') {
    throw typeError('OPTION', `${name} must be a number (got ${show(value)})`);
  }
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw rangeError('OPTION', `${name} must be an integer >= ${least} (got ${show(value)})`);
}

module.exports = { blocks };
