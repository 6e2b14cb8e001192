'use strict';

/** ArrayBuffers over maps that are moved: each function is given a file of sevens. */

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const { setTimeout } = require('node:timers/promises');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { memmap } = require('../../index.js');
const { liveMappings } = require('../../lib/mapping/native');
const { collect } = require('./support');

/** The ways to move a buffer that there are. */
const WAYS = {
  transfer: (buffer) => buffer.transfer(),
  fixed: (buffer) => buffer.transferToFixedLength(),
  clone: (buffer) => structuredClone(buffer, { transfer: [buffer] }),
  none: (buffer) => buffer,
};

const sum = (bytes) => bytes.reduce((total, byte) => total + byte, 0);

/** What workers do. */
const tasks = {
  /** Moves a buffer to the main thread and ends. */
  async move({ file, way, collects, closes }) {
    let a = memmap(file, { mode: 'c', buffer: 'array' });
    try {
      const bytes = new Uint8Array(WAYS[way](a.data.buffer));
      if (closes) a.close();
      a = null;
      if (collects) await collect();
      parentPort.postMessage(bytes, [bytes.buffer]);
    } catch (error) {
      parentPort.postMessage(error.name);
    }
  },

  /** Opens maps, of which it closes few, and ends. */
  leave({ file }) {
    const one = () => memmap(file, { mode: 'r', buffer: 'array' });
    globalThis.kept = Array.from({ length: 50 }, one);
    for (let i = 0; i < 50; i++) one();
    for (let i = 0; i < 25; i++) globalThis.kept[i].close();
  },
};

if (!isMainThread && workerData?.task) tasks[workerData.task](workerData);

/** A worker that does a task; `got` is what it posts. */
function start(task, data) {
  const worker = new Worker(__filename, { workerData: { task, ...data } });
  worker.on('message', (message) => (worker.got = message));
  return worker;
}

module.exports = {
  async outlives(file) {
    const cases = Object.keys(WAYS).flatMap((way) => [
      { way },
      { way, collects: true },
      { way, collects: true, closes: true },
    ]);
    const workers = cases.map((data) => start('move', { file, ...data }));
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
    await collect();
    for (const [at, { way, closes = false }] of cases.entries()) {
      const bytes = workers[at].got;
      if (typeof bytes === 'string') {
        // It cannot be moved, or this runtime does not know the way.
        assert.ok(['TypeError', 'DataCloneError'].includes(bytes), bytes);
        continue;
      }
      // After a close they are zeros, save for what Node 20 copied where it should have moved.
      const copies = !ArrayBuffer.prototype.transfer;
      if (closes && way === 'none') assert.equal(bytes.length, 0);
      else if (!(closes && copies)) assert.equal(sum(bytes), closes ? 0 : 7 * 65_536, way);
      bytes.fill(1);
    }
  },

  async leavesNone(file) {
    for (let turn = 0; turn < 3; turn++) {
      const worker = start('leave', { file });
      if (turn % 2) worker.on('online', () => setTimeout(20).then(() => worker.terminate()));
      await once(worker, 'exit');
    }
    for (let i = 0; i < 50 && liveMappings() > 0; i++) await collect();
    // A collection under way when a thread ends may leave some.
    assert.ok(liveMappings() < 100, String(liveMappings()));
  },

  async keepsFile(file) {
    for (const way of ['transfer', 'fixed', 'clone']) {
      const bytes = movedAndClosed(file, way);
      if (bytes === null) continue;
      const before = fs.readFileSync(file);
      const isCopy = bytes[0] === 7;
      bytes.fill(3);
      assert.deepEqual(fs.readFileSync(file), before);
      await collect();
      assert.equal(sum(bytes), 3 * 65_536);
      assert.ok(isCopy || liveMappings() >= 1);
    }
  },

  async saysSo(file) {
    const a = memmap(file, { dtype: 'int16', buffer: 'array' });
    const view = a.slice([10, 20]);
    const unaligned = memmap(file, { dtype: 'int16', offset: 1, shape: 5, buffer: 'array' });
    let moved;
    try {
      moved = [a, unaligned].map(({ data: { buffer } }) => buffer.transfer());
    } catch {
      // It cannot be moved, or not by this runtime.
      assert.equal(a.get(0), 0x0707);
      return;
    }
    const other = memmap(file, { dtype: 'int16', mode: 'c', buffer: 'array' });
    for (const array of [a, view, unaligned]) {
      const uses = {
        slice: () => array.slice([1, 2]),
        T: () => array.T,
        reshape: () => array.reshape(-1),
        copy: () => array.copy(),
        astype: () => array.astype('float64'),
        fill: () => array.fill(1),
        assign: () => array.assign(1),
        from: () => other.slice([0, array.size]).assign(array),
        toArray: () => array.toArray(),
        walk: () => [...array],
        flush: () => array.flush(),
        residency: () => array.residency(),
        advise: () => array.advise('willneed'),
        blocks: () => array.blocks(),
      };
      for (const [name, use] of Object.entries(uses)) {
        assert.throws(use, { code: 'ERR_MEMMAP_BUFFER' }, name);
      }
      await assert.rejects(array.prefetch(), { code: 'ERR_MEMMAP_BUFFER' });
      await assert.rejects(array.flushAsync(), { code: 'ERR_MEMMAP_BUFFER' });
    }
    assert.ok(moved.every((buffer) => new Uint8Array(buffer)[0] === 7));
    a.close();
    assert.throws(() => a.copy(), { code: 'ERR_MEMMAP_CLOSED' });
    assert.equal(new Uint8Array(moved[0])[0], 0);
  },
};

/** The bytes of a buffer that was moved before its map was closed; null where it cannot be. */
function movedAndClosed(file, way) {
  const a = memmap(file, { buffer: 'array' });
  try {
    const bytes = new Uint8Array(WAYS[way](a.data.buffer));
    assert.equal(sum(bytes), 7 * 65_536);
    return bytes;
  } catch (error) {
    assert.ok(error instanceof TypeError || error.name === 'DataCloneError', error);
    return null;
  } finally {
    a.close();
  }
}
