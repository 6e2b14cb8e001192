'use strict';

/** The pages under a view: advice about them, how many are in memory, reading them in. */

const { byteStrides, checkOpen, isClosed } = require('./base');
const { show, rethrow, typeError } = require('../errors');
const native = require('../mapping/native');
const { checkOptions } = require('../options');

/** @typedef {import('./base').Strided} Strided */
/** @typedef {{ done: number, total: number }} Progress */

const ADVICE = ['normal', 'sequential', 'random', 'willneed', 'dontneed', 'hugepage'];

/**
 * Bytes of a step of `prefetch`: a hundredth of all, within these bounds, so that other work of the
 * thread pool comes between two.
 */
const LEAST_STEP = 4 * 2 ** 20;
const MOST_STEP = 16 * 2 ** 20;

/**
 * A view of a mapping, as the addon takes it.
 *
 * @param {Strided} array
 */
function stridedView(array) {
  const { _source: source, _data: data, _codec: codec } = array;
  return {
    id: source.id,
    start: data.byteOffset - source.byteOffset + array._start * codec.unit,
    shape: array._shape,
    strides: byteStrides(array),
    itemsize: array._dtype.itemsize,
  };
}

/**
 * Whether there is a file behind a view: arrays in memory, and those without bytes, have none.
 *
 * @param {Strided} array
 */
function isMapped(array) {
  return array._source.id !== 0 && array._size > 0;
}

/**
 * @param {Strided} array
 * @param {unknown} advice
 */
function advise(array, advice) {
  if (typeof advice !== 'string' || !ADVICE.includes(advice)) {
    const known = ADVICE.map((name) => `'${name}'`).join(', ');
    throw typeError('OPTION', `advice must be one of ${known} (got ${show(advice)})`);
  }
  if (!isMapped(array)) return;
  rethrow(array._source.path, () => native.advise(stridedView(array), advice));
}

/** @param {Strided} array */
function residency(array) {
  if (!isMapped(array)) return 1;
  return rethrow(array._source.path, () => native.residency(stridedView(array)));
}

/**
 * @param {Strided} array
 * @param {unknown} given
 */
async function prefetch(array, given) {
  const options = checkOptions(given, ['signal', 'onProgress']);
  const signal = parseSignal(options.signal);
  const onProgress = parseOnProgress(options.onProgress);
  if (signal?.aborted) throw signal.reason;
  if (!isMapped(array)) {
    onProgress?.({ done: array.nbytes, total: array.nbytes });
    return;
  }
  const reader = new Prefetch(array);
  /** @type {any} */
  let stop;
  const stopped = new Promise((_, reject) => {
    stop = () => {
      reader.cancel();
      reject(/** @type {AbortSignal} */ (signal).reason);
    };
  });
  stopped.catch(() => {}); // it may come when nobody waits any more
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([reader.finish(onProgress), stopped]);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Reads a view's pages in on the thread pool. The view is of a mapping and has elements. */
class Prefetch {
  /** @param {Strided} array */
  constructor(array) {
    this.array = array;
    this.cancelled = false;
    const { path, offset } = array._source;
    this.native = rethrow(
      path,
      () => new native.Prefetch(stridedView(array), path ?? null, offset ?? 0),
    );
    /** Bytes of the view, with the gaps that are smaller than a page. */
    this.total = this.native.total;
    /** About how many bytes of memory its pages take. */
    this.footprint = this.native.footprint;
  }

  /**
   * Reads all pages, in steps: a worker that ends waits for the one that is under way.
   *
   * @param {(progress: Progress) => void} [onProgress]
   */
  async finish(onProgress) {
    const { array, total } = this;
    const budget = Math.min(Math.max(this.footprint / 100, LEAST_STEP), MOST_STEP);
    for (let done = 0; done < total;) {
      done = await array._source.hold(() => this.native.step(budget));
      if (this.cancelled) return;
      checkOpen(array);
      onProgress?.({ done, total });
    }
  }

  /** Ends a step early. */
  cancel() {
    this.cancelled = true;
    this.native.cancel();
  }
}

/** @param {unknown} signal @returns {AbortSignal | undefined} */
function parseSignal(signal) {
  // As Node does: one of another realm is as good.
  const fits = typeof signal === 'object' && signal !== null && 'aborted' in signal;
  if (signal === undefined || fits) return /** @type {AbortSignal | undefined} */ (signal);
  throw typeError('OPTION', `signal must be an AbortSignal (got ${show(signal)})`);
}

/** @param {unknown} onProgress @returns {((progress: Progress) => void) | undefined} */
function parseOnProgress(onProgress) {
  if (onProgress === undefined || typeof onProgress === 'function') {
    return /** @type {((progress: Progress) => void) | undefined} */ (onProgress);
  }
  throw typeError('OPTION', `onProgress must be a function (got ${show(onProgress)})`);
}

/**
 * Lets go of a view's pages, but for those that the view `shift` bytes further on lies on too.
 *
 * @param {Strided} array
 * @param {number} shift
 */
function release(array, shift) {
  if (!isMapped(array) || isClosed(array)) return;
  try {
    rethrow(array._source.path, () => native.release(stridedView(array), shift));
  } catch (error) {
    // Another thread has closed the map meanwhile, which lets go of all pages.
    if (!isClosed(array)) throw error;
  }
}

module.exports = {
  advise,
  residency,
  prefetch,
  release,
  isMapped,
  stridedView,
  parseSignal,
  parseOnProgress,
  Prefetch,
};
