'use strict';

/**
 * Work on whole arrays, which the addon carries out: at once for `sum`, in steps off the main thread
 * for `sumAsync`.
 *
 * An operation is a generator that plans work, yields it to be carried out, and returns what the
 * caller gets. So both methods are made of one text.
 */

const { setImmediate } = require('node:timers');
const { isMainThread } = require('node:worker_threads');
const { rethrow } = require('../errors');
const { parseFlag } = require('../options');
const { checkOpen } = require('./base');
const { isMapped, parseOnProgress, parseSignal, stridedView } = require('./paging');

/** @typedef {import('./base').Strided} Strided */
/** @typedef {(array: Strided, args: any[], options: Record<string, unknown>, isTwin: boolean) => Generator<Work, any, void>} Operation */

/** Bytes of a step on the thread pool, whose pages are read in together. */
const STEP = 16 * 2 ** 20;

/** What a step on the main thread may take, in milliseconds. */
const SLICE = 4;

/**
 * The pages of an array, as the addon takes them; none for arrays in memory.
 *
 * @param {Strided} array
 */
function mappedPages(array) {
  if (!isMapped(array)) return undefined;
  const { path, offset } = array._source;
  return { view: stridedView(array), path, offset: offset ?? 0 };
}

/**
 * Whether the runtime waits for the thread pool before it frees this thread's memory: Deno does not in
 * a worker.
 */
const waitsForPool = isMainThread || !('Deno' in globalThis);

/**
 * Whether other threads may work on an array's memory: other code can free that of arrays which are
 * not mapped.
 *
 * @param {Strided} array
 */
function isKept({ _source: { id, backing } }) {
  return id !== 0 && (waitsForPool || !backing?.startsWith('overlay'));
}

/** Work that the addon has planned. */
class Work {
  /**
   * @param {readonly Strided[]} arrays whose memory it reads in steps
   * @param {() => import('../mapping/native').Work} plan
   * @param {unknown} [result] memory that it writes
   */
  constructor(arrays, plan, result) {
    this.arrays = arrays;
    this.result = result;
    this.path = arrays[0]._source.path;
    /** Bytes of other work that is known to follow. */
    this.later = 0;
    // An option's getter may have closed one.
    this.check();
    this.native = rethrow(this.path, plan);
    this.check();
  }

  /** Zeros took the place of what another thread closed in the middle. */
  check() {
    this.arrays.forEach(checkOpen);
  }

  /** Keeps memory that it writes results to. @param {Strided} out */
  writeTo(out) {
    this.result = out;
    this.finish((work) => work.writeTo(out._data, out._dtype.code));
  }

  /** Carries out all of it. */
  run() {
    rethrow(this.path, () => this.native.run());
    this.check();
  }

  /**
   * @template T
   * @param {(work: import('../mapping/native').Work) => T} take the result
   * @returns {T}
   */
  finish(take) {
    return rethrow(this.path, () => take(this.native));
  }

  /**
   * Carries it out in steps.
   *
   * @param {boolean} release
   * @param {(bytes: number) => void} onStep
   * @param {() => boolean} isStopped
   */
  async steps(release, onStep, isStopped) {
    const isPooled = this.arrays.every(isKept) && (waitsForPool || this.result === undefined);
    let budget = STEP / 64;
    for (let done = 0; done < this.native.total && !isStopped();) {
      if (isPooled) {
        done = await this.hold(() => this.native.step(STEP, release));
      } else {
        const start = performance.now();
        this.check();
        done = rethrow(this.path, () => this.native.stepHere(budget));
        budget *= performance.now() - start < SLICE ? 2 : 0.5;
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (isStopped()) return;
      this.check();
      onStep(done);
    }
  }

  /**
   * Keeps the memory of all arrays while the thread pool works on it.
   *
   * @param {() => Promise<number>} step
   */
  hold(step) {
    return this.arrays.reduce(
      (work, { _source }) =>
        () =>
          _source.hold(work),
      step,
    )();
  }
}

/** @param {Generator<Work, any, void>} operation */
function runAtOnce(operation) {
  for (;;) {
    const { done, value } = operation.next();
    if (done) return value;
    value.run();
  }
}

/**
 * @param {Strided} array
 * @param {Generator<Work, any, void>} operation
 * @param {Record<string, unknown>} options
 */
async function runInSteps(array, operation, options) {
  const signal = parseSignal(options.signal);
  const onProgress = parseOnProgress(options.onProgress);
  const release = parseFlag('release', options.release);
  if (signal?.aborted) throw signal.reason;
  /** @type {Work | null} */
  let current = null;
  let before = 0;
  let stopped = false;
  /** @type {any} */
  let stop;
  const aborted = new Promise((_, reject) => {
    stop = () => {
      stopped = true;
      current?.native.cancel();
      reject(/** @type {AbortSignal} */ (signal).reason);
    };
  });
  aborted.catch(() => {}); // it may come when nobody waits any more
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const { done, value } = operation.next();
      if (done) {
        onProgress?.({ done: before, total: before });
        return value;
      }
      current = /** @type {Work} */ (value);
      const total = before + current.native.total + current.later;
      const onStep = (/** @type {number} */ bytes) => {
        // More may come: the end is told when it is reached.
        if (before + bytes < total) onProgress?.({ done: before + bytes, total });
      };
      await Promise.race([current.steps(release, onStep, () => stopped), aborted]);
      before += current.native.total;
      checkOpen(array);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

module.exports = { Work, mappedPages, waitsForPool, runAtOnce, runInSteps };
