'use strict';

/** Work on whole maps: that ends in the middle, with few or many threads, in little memory. */

const { once } = require('node:events');
const { setTimeout } = require('node:timers/promises');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { memmap } = require('../../index.js');

const open = (file) => memmap(file, { dtype: 'float32', mode: 'r' });

const bits = (value) => Buffer.from(Float64Array.of(value).buffer).toString('hex');

if (!isMainThread && workerData?.file) {
  const array = open(workerData.file);
  const rows = array.reshape(-1, 2);
  const work = [
    () => array.statsAsync(),
    () => rows.sumAsync({ axis: 1 }),
    () => rows.takeAsync(new Int32Array(2 ** 20)),
  ];
  work[workerData.round % work.length]();
  parentPort.postMessage('started');
}

module.exports = {
  /** Closes a map at any moment of the work on it. */
  async close(file) {
    for (let round = 0; round < 100; round++) {
      const array = open(file);
      const work = round % 2 === 0 ? array.stdAsync() : array.takeAsync(new Int32Array(1000));
      const settled = work.then(
        () => null,
        (error) => error,
      );
      await setTimeout(round % 4);
      array.close();
      const error = await settled;
      if (error !== null && error.code !== 'ERR_MEMMAP_CLOSED') throw error;
    }
    return 'done';
  },

  /** Ends the process in the middle. */
  exit(file) {
    open(file).statsAsync();
    return setTimeout(10).then(() => process.exit(0));
  },

  /** Ends workers in the middle. */
  async worker(file) {
    for (let round = 0; round < 9; round++) {
      const thread = new Worker(__filename, { workerData: { file, round } });
      await once(thread, 'message');
      await thread.terminate();
    }
    return 'done';
  },

  /** The bits of reductions of a file; at once and in steps they are the same. */
  async sameBits(file) {
    const all = open(file);
    const matrix = all.slice([0, 3_000_000]).reshape(1000, 3000);
    const results = [];
    for (const view of [all, all.slice([null, null, -3]), matrix.T, matrix.slice(null, [5, 9])]) {
      for (const name of ['sum', 'mean', 'std']) {
        const twin = bits(await view[`${name}Async`]());
        if (twin !== bits(view[name]())) throw new Error(`${name} and its twin differ`);
        results.push(twin);
      }
      results.push(...[view.std({ axis: 0 }).toArray()].flat().slice(0, 50).map(bits));
    }
    const product = matrix.dot(new Float32Array(3000).fill(0.1));
    results.push(...product.toArray().slice(0, 50).map(bits));
    return results;
  },

  /** Adds up rows of two, in steps: by how much that makes the process larger, beside the result. */
  async rowsOf(file) {
    const rows = open(file).reshape(-1, 2);
    await rows.slice([0, 2 ** 20]).sumAsync({ axis: 1, release: true });
    const before = process.memoryUsage.rss();
    let most = before;
    const onProgress = () => (most = Math.max(most, process.memoryUsage.rss()));
    const { nbytes } = await rows.sumAsync({ axis: 1, release: true, onProgress });
    return { nbytes, grown: most - before };
  },

  /** Adds up a file in steps, letting go of its pages: by how much that makes the process larger. */
  async sumOf(file) {
    const array = open(file);
    await array.slice([0, 2 ** 24]).sumAsync({ release: true });
    const before = process.memoryUsage.rss();
    let most = before;
    const onProgress = () => (most = Math.max(most, process.memoryUsage.rss()));
    const sum = await array.sumAsync({ release: true, onProgress });
    return { sum: Number(sum), grown: most - before };
  },
};
