'use strict';

/** One of the threads of a scan. */

const { parentPort, workerData } = require('node:worker_threads');
const { results } = require('./job');

/** @typedef {import('node:worker_threads').MessagePort} MessagePort */

const { job, counter } = workerData;
const port = /** @type {MessagePort} */ (parentPort);
try {
  for (const done of results(job, () => Atomics.add(counter, 0, 1))) port.postMessage(done);
  port.postMessage(null);
} catch (error) {
  const { message, code } = /** @type {any} */ (error);
  port.postMessage({ failed: { message, code } });
}
