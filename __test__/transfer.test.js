'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { COLLECT, root, scratch, child, eachStrategy, FEWEST } = require('./helpers');

/** A page of a WebAssembly.Memory, so that its buffer is no longer. */
const BYTES = 65_536;

const PRELUDE = `
  const assert = require('node:assert/strict');
  const fs = require('node:fs');
  const { Worker } = require('node:worker_threads');
  const native = require(${JSON.stringify(root)} + '/lib/mapping/native.js');
  ${COLLECT}
  /** The ways to move a buffer that there are. */
  const WAYS = {
    transfer: (buffer) => buffer.transfer(),
    fixed: (buffer) => buffer.transferToFixedLength(),
    clone: (buffer) => structuredClone(buffer, { transfer: [buffer] }),
    none: (buffer) => buffer,
  };
  const sum = (bytes) => bytes.reduce((total, byte) => total + byte, 0);
`;

/** Runs a script under each strategy that gives an ArrayBuffer; it must come to its end. */
function survives(script) {
  const ran = eachStrategy((strategy) => {
    if (strategy.endsWith('shared')) return;
    const { status, signal, stdout, stderr } = child(
      `${PRELUDE}
      (async () => { ${script} })().then(
        () => console.log('survived'),
        (error) => { console.log(error); process.exitCode = 1; },
      );`,
      { args: [scratch(Buffer.alloc(BYTES, 7)), root] },
    );
    const said = `${strategy}: ${stdout}${stderr}`;
    assert.deepEqual([status, signal], [0, null], said);
    assert.match(stdout, /survived\s*$/, said);
  });
  assert.ok(ran.length >= FEWEST, `only ${ran}`);
}

test('a buffer that was moved to another thread outlives the one that made it', () => {
  survives(`
    const worker = \`
      const { parentPort, workerData } = require('node:worker_threads');
      const { memmap } = require(workerData.root);
      const { COLLECT } = require(workerData.root + '/__test__/helpers.js');
      (async () => {
        const way = (\${JSON.stringify(Object.entries(WAYS).map(([name, way]) => [name, String(way)]))})
          .find(([name]) => name === workerData.way)[1];
        let a = memmap(workerData.file, { mode: 'c', buffer: 'array' });
        let bytes;
        try {
          bytes = new Uint8Array(eval(way)(a.data.buffer));
          if (workerData.close) a.close();
          a = null;
          if (workerData.collected) await eval(COLLECT + '; collect')();
          parentPort.postMessage(bytes, [bytes.buffer]);
        } catch (error) {
          parentPort.postMessage(error.name);
        }
      })();
    \`;
    const cases = Object.keys(WAYS).flatMap((way) => [[way, 0, 0], [way, 1, 0], [way, 1, 1]]);
    const moved = await Promise.all(cases.map(([way, collected, close]) => {
      const workerData = { way, collected, close, file: args[0], root: args[1] };
      const ending = new Worker(worker, { eval: true, workerData });
      let got;
      ending.on('message', (message) => (got = message));
      return new Promise((resolve, reject) => ending.on('exit', () => resolve(got)).on('error', reject));
    }));
    await collect();
    for (const [at, [way, , close]] of cases.entries()) {
      const bytes = moved[at];
      if (typeof bytes === 'string') {
        // It cannot be moved, or this runtime does not know the way.
        assert.ok(['TypeError', 'DataCloneError'].includes(bytes), bytes);
        continue;
      }
      // After a close they are zeros, save for what Node 20 copied where it should have moved.
      const copies = !ArrayBuffer.prototype.transfer;
      if (close && way === 'none') assert.equal(bytes.length, 0);
      else if (!(close && copies)) assert.equal(sum(bytes), close ? 0 : 7 * ${BYTES}, way);
      bytes.fill(1);
    }
  `);
});

test('a thread that ends with maps that nobody closed or moved leaves none behind', () => {
  survives(`
    const worker = \`
      const { workerData: [root, file] } = require('node:worker_threads');
      const { memmap } = require(root);
      globalThis.kept = Array.from({ length: 50 }, () => memmap(file, { mode: 'r', buffer: 'array' }));
      for (let i = 0; i < 50; i++) memmap(file, { mode: 'r', buffer: 'array' });
      for (let i = 0; i < 25; i++) kept[i].close();
    \`;
    for (let turn = 0; turn < 3; turn++) {
      const ending = new Worker(worker, { eval: true, workerData: [args[1], args[0]] });
      if (turn % 2) ending.on('online', () => setTimeout(() => ending.terminate(), 20));
      await new Promise((resolve) => ending.on('exit', resolve));
    }
    for (let i = 0; i < 50 && native.liveMappings() > 0; i++) await collect();
    // A collection under way when a thread ends may leave some.
    assert.ok(native.liveMappings() < 100, String(native.liveMappings()));
  `);
});

test('a buffer that was moved keeps the file, reads zeros after close, and is unmapped', () => {
  survives(`
    for (const name of Object.keys(WAYS).slice(0, 3)) {
      let bytes;
      (() => {
        const a = memmap(args[0], { buffer: 'array' });
        try {
          bytes = new Uint8Array(WAYS[name](a.data.buffer));
        } catch (error) {
          assert.ok(error instanceof TypeError || error.name === 'DataCloneError', error);
          return;
        }
        assert.equal(sum(bytes), 7 * ${BYTES});
        a.close();
      })();
      if (bytes === undefined) continue;
      const before = fs.readFileSync(args[0]);
      const isCopy = bytes[0] === 7;
      bytes.fill(3);
      assert.deepEqual(fs.readFileSync(args[0]), before);
      await collect();
      assert.equal(sum(bytes), 3 * ${BYTES});
      assert.ok(isCopy || native.liveMappings() >= 1);
    }
  `);
});

test('an array whose buffer was moved says so, and touches nothing', () => {
  survives(`
    const a = memmap(args[0], { dtype: 'int16', buffer: 'array' });
    const view = a.slice([10, 20]);
    const unaligned = memmap(args[0], { dtype: 'int16', offset: 1, shape: 5, buffer: 'array' });
    let moved;
    try {
      moved = [a, unaligned].map(({ data: { buffer } }) => buffer.transfer());
    } catch {
      // It cannot be moved, or not by this runtime.
      return assert.equal(a.get(0), 0x0707);
    }
    const other = memmap(args[0], { dtype: 'int16', mode: 'c', buffer: 'array' });
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
  `);
});
