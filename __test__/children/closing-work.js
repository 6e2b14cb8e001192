'use strict';

/** Work on a whole map that ends in the middle: `close`, `exit` of the process, or of a `worker`. */

const { memmap } = require('../../index.js');
const { sparse } = require('../helpers');
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const open = (file) => memmap(file, { dtype: 'float32', mode: 'r' });

async function close() {
  const file = sparse(32 * 2 ** 20);
  for (let round = 0; round < 100; round++) {
    const array = open(file);
    const work = array[round % 2 === 0 ? 'stdAsync' : 'takeAsync'];
    const result = work.call(array, ...(round % 2 === 0 ? [] : [new Int32Array(1000)]));
    const settled = result.then(
      () => null,
      (error) => error,
    );
    await new Promise((resolve) => setTimeout(resolve, round % 4));
    array.close();
    const error = await settled;
    if (error !== null && error.code !== 'ERR_MEMMAP_CLOSED') throw error;
  }
  console.log('done');
}

function exit() {
  const array = open(sparse(512 * 2 ** 20));
  array.statsAsync();
  setTimeout(() => process.exit(0), 10);
}

async function worker() {
  const file = sparse(256 * 2 ** 20);
  for (let round = 0; round < 5; round++) {
    const thread = new Worker(__filename, { workerData: file });
    await new Promise((resolve) => thread.once('message', resolve));
    await thread.terminate();
  }
  console.log('done');
}

if (isMainThread) {
  ({ close, exit, worker })[process.argv[2]]();
} else {
  const { parentPort } = require('node:worker_threads');
  open(workerData).statsAsync();
  parentPort.postMessage('started');
}
