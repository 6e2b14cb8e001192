'use strict';

/** Goes through an array of any size on all cores, in constant memory. */

const os = require('node:os');
const { Worker } = require('node:worker_threads');
const { Progress } = require('../progress');
const { footprint } = require('../pieces');
const { emptyResult, merge, results } = require('./job');

/** @typedef {import('./job').Job} Job */

/** Below so many bytes a thread is not worth its start. */
const SHARE = 32 * 2 ** 20;

/**
 * @param {string} what for the progress bar
 * @param {Job} job
 * @param {import('memmap').NDArray} view what the job's `spec` names
 * @returns {Promise<any>} the same whatever the number of threads
 */
async function scan(what, job, view) {
  const progress = new Progress(what, view.size);
  const threads = Math.min(threadsAllowed(), Math.ceil((view.size * footprint(view)) / SHARE));
  const merged = new InOrder(job, progress);
  try {
    if (threads > 1) await onThreads(job, threads, merged);
    else await onThisThread(job, merged);
  } finally {
    progress.end();
  }
  return merged.result;
}

function threadsAllowed() {
  const asked = Number(process.env.MEMMAP_THREADS);
  return Number.isInteger(asked) && asked > 0 ? asked : os.availableParallelism();
}

/** Merges results in the order of their pieces: floating-point sums depend on it. */
class InOrder {
  /** @param {Job} job @param {Progress} progress */
  constructor(job, progress) {
    this.job = job;
    this.progress = progress;
    this.result = emptyResult(job);
    this.next = 0;
    /** Those that came too early. @type {Map<number, any>} */
    this.early = new Map();
  }

  /** @param {{ index: number, size: number, result: any }} done */
  add({ index, size, result }) {
    this.progress.add(size);
    this.early.set(index, result);
    while (this.early.has(this.next)) {
      merge(this.job, this.result, this.early.get(this.next));
      this.early.delete(this.next++);
    }
  }
}

/** @param {Job} job @param {InOrder} merged */
async function onThisThread(job, merged) {
  let index = 0;
  for (const done of results(job, () => index++)) {
    merged.add(done);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** @param {Job} job @param {number} threads @param {InOrder} merged */
async function onThreads(job, threads, merged) {
  // The addon would start threads of its own for each piece; it reads this once, when it first copies.
  process.env.MEMMAP_THREADS = '1';
  // The program again, as a thread: it is packed as one file.
  const program = /** @type {NodeModule} */ (require.main).filename;
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const workers = Array.from({ length: threads }, () => {
    return new Worker(program, { workerData: { job, counter } });
  });
  try {
    await Promise.all(workers.map((worker) => untilDone(worker, merged)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** @param {Worker} worker @param {InOrder} merged @returns {Promise<void>} */
function untilDone(worker, merged) {
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a worker thread ended before its work')));
    worker.on('message', (message) => {
      if (message === null) return resolve();
      const { failed } = message;
      if (!failed) return merged.add(message);
      reject(Object.assign(new Error(failed.message), { code: failed.code }));
    });
  });
}

module.exports = { scan };
