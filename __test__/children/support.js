'use strict';

/** What functions that run in child processes need. Loads no memmap: some are about when that happens. */

const { readFileSync } = require('node:fs');
const { setTimeout } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');

const entry = require.resolve('../../index.js');

function findCollector() {
  if ('Bun' in globalThis) return () => globalThis.Bun.gc(true);
  require('node:v8').setFlagsFromString('--expose-gc');
  return require('node:vm').runInNewContext('gc');
}

/** Frees all that nothing refers to. */
async function collect() {
  const gc = findCollector();
  for (let i = 0; i < 8; i++) {
    gc();
    await setTimeout(2);
  }
}

/** How many mappings of a file this process has; 0 where the system does not tell. */
function mapped(file) {
  if (process.platform !== 'linux') return 0;
  return readFileSync('/proc/self/maps', 'utf8').split(file).length - 1;
}

const workers = [];

/**
 * A worker that calls `body` for each message. It is another thread's: of this file it sees nothing
 * but what it is given.
 */
function worker(body) {
  const code = `
    const { parentPort: port } = require('node:worker_threads');
    const { memmap, Memmap, NDArray } = require(${JSON.stringify(entry)});
    const body = ${body};
    port.on('message', (message) => body({ message, port, memmap, Memmap, NDArray }));`;
  const made = new Worker(code, { eval: true });
  workers.push(made);
  return made;
}

const endWorkers = () => Promise.all(workers.map((each) => each.terminate()));

/** The next message of a worker. */
function answer(from) {
  return new Promise((resolve, reject) => {
    from.once('message', resolve);
    from.once('error', reject);
  });
}

function ask(of, message) {
  const answered = answer(of);
  of.postMessage(message);
  return answered;
}

module.exports = { entry, collect, mapped, worker, endWorkers, answer, ask };
