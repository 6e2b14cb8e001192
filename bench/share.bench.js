'use strict';

/** What it takes until another thread has an array and has read of it. */

const { Worker } = require('node:worker_threads');
const { memmap } = require('..');
const { file, ones, quick } = require('./context');
const { rivals } = require('./rivals');
const { median, now } = require('./timing');

const BYTES = (quick ? 16 : 64) * 2 ** 20;
const RUNS = quick ? 3 : 7;

const WORKER = `
const { parentPort } = require('node:worker_threads');
const { Memmap } = require(${JSON.stringify(require.resolve('..'))});
parentPort.on('message', ({ way, value }) => {
  const data = way === 'handle' ? Memmap.from(value).data : value;
  const answer = typeof data === 'number' ? data : data[data.length - 1];
  parentPort.postMessage({ answer, back: way === 'transfer' ? data : null }, way === 'transfer' ? [data.buffer] : []);
});`;

/** Microseconds from posting until the answer is here, the median of many. */
const post = (make) => async () => {
  const { way = 'clone', value, transfer = () => [] } = make();
  const worker = new Worker(WORKER, { eval: true });
  let current = value;
  const ask = () =>
    new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', resolve);
      const message = typeof current === 'function' ? current() : current;
      worker.postMessage({ way, value: message }, transfer(message));
    });
  await ask().then(({ back }) => (current = back ?? current));
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    const start = now();
    const { answer, back } = await ask();
    times.push((now() - start) * 1000);
    if (answer !== 1) throw new Error(`the other thread read ${answer}`);
    current = back ?? current;
  }
  await worker.terminate();
  return median(times);
};

const open = () => memmap(file('share.bin'), { dtype: 'float32', mode: 'r' });
const heap = () => new Float32Array(BYTES / 4).fill(1);

/** A rival's memory: structured clone is all there is. */
const clone = (openRival) =>
  post(() => {
    const bytes = openRival(file('share.bin'));
    return { value: new Float32Array(bytes.buffer, bytes.byteOffset, BYTES / 4) };
  });

module.exports = {
  question: 'Give another thread 64 MiB and have an element read there',
  unit: 'microseconds',
  why: 'share() puts a few values more into the message, and the other thread makes an array of them; transferred memory is lost to its sender.',
  prepare: () => ones('share.bin', BYTES),
  variants: {
    'memmap, share() and Memmap.from': {
      js: post(() => {
        const a = open();
        return { way: 'handle', value: () => a.share() };
      }),
    },
    'memmap, data in the message': { js: post(() => ({ value: open().data })) },
    'structured clone of a Float32Array': { js: post(() => ({ value: heap() })) },
    'transfer of a Float32Array, which its sender loses': {
      js: post(() => ({ way: 'transfer', value: heap(), transfer: (data) => [data.buffer] })),
    },
    ...rivals(clone),
    'a message with one number': { limit: true, js: post(() => ({ value: 1 })) },
  },
};
