'use strict';

/** Maps that workers share. */

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { MessageChannel } = require('node:worker_threads');
const { memmap, openNpz, Memmap } = require('../../index.js');
const { liveMappings } = require('../../lib/mapping/native');
const { answer, ask, collect, mapped, worker } = require('./support');

const options = { dtype: 'float32' };
const closed = { code: 'ERR_MEMMAP_CLOSED' };

/** The first element's bytes as a number that threads can count with. */
const counter = (a) => new Int32Array(a.data.buffer, a.data.byteOffset, 1);

module.exports = {
  async everyMode(file) {
    const reader = worker(({ message, port, Memmap }) => {
      const a = Memmap.from(message);
      const { shape, dtype, mode, order, offset, filename, backing, strides } = a;
      const value = a.get(1, -1);
      if (!a.readonly) a.set(0, 0, -7);
      const described = { shape, dtype, mode, order, offset, filename, backing, strides };
      const states = [a.readonly, a.closed, a instanceof Memmap];
      port.postMessage([value, described, states, a.slice(1).size, String(a.T)]);
    });
    for (const mode of ['r', 'r+', 'c', 'w+']) {
      for (const order of ['C', 'F']) {
        const a = memmap(file, { ...options, mode, order, shape: [20, 30], offset: 8 });
        if (mode === 'w+') a.fill(3);
        const value = a.get(1, -1);
        const { shape, dtype, mode: kept, offset, filename, backing, strides } = a;
        const described = { shape, dtype, mode: kept, order, offset, filename, backing, strides };
        const got = await ask(reader, a.share());
        if (!a.readonly) assert.equal(a.get(0, 0), -7);
        const states = [mode === 'r', false, true];
        assert.deepEqual(got, [value, described, states, 30, String(a.T)]);
        a.close();
      }
    }
  },

  async dtypes(file) {
    const reader = worker(({ message, port, Memmap }) => {
      port.postMessage(Memmap.from(message).toArray());
    });
    const record = [
      ['x', '<i2'],
      ['pos', '>f4', [2]],
    ];
    for (const dtype of [record, '>i4', 'S3', 'datetime64[s]', 'complex64']) {
      const a = memmap(file, { dtype, shape: [7], offset: 2 });
      assert.deepEqual(await ask(reader, a.share()), a.toArray());
      const handle = structuredClone(a.share());
      assert.deepEqual(Memmap.from(handle).dtype, a.dtype);
    }
    const empty = memmap(file, { shape: [3, 0] });
    assert.deepEqual(await ask(reader, empty.share()), [[], [], []]);
  },

  /** What a worker sees of files whose maps it got, where one of them has grown. */
  async reopened(file, archive) {
    const reader = worker(({ message, port, Memmap }) => {
      port.postMessage(message.map((handle) => Memmap.from(handle).reopen().toArray()));
    });
    process.chdir(path.dirname(file));
    const grown = memmap(path.basename(file), { ...options, mode: 'r' });
    fs.appendFileSync(file, Buffer.from(Float32Array.of(3).buffer));
    process.chdir(path.parse(file).root);
    return ask(reader, [grown.share(), openNpz(archive).x.share()]);
  },

  async views(file) {
    const writer = worker(({ message, port, NDArray }) => {
      const a = NDArray.from(message);
      a.fill(-1);
      a.flush();
      port.postMessage([a.constructor.name, a.shape, a.data.constructor.name]);
    });
    const a = memmap(file, { ...options, shape: [64, 64] });
    const told = await ask(writer, a.slice([null, null, -2], 5).share());
    assert.deepEqual(told, ['NDArray', [32], 'Float32Array']);
    for (let i = 0; i < 64; i++) assert.equal(a.get(i, 5), i % 2 ? -1 : i * 64 + 6);
    assert.equal(a.get(1, 6), 71);
    // The mapping lives as long as the view in the other thread does.
    const keeper = worker(({ message, port, NDArray }) => {
      globalThis.kept ??= NDArray.from(message);
      port.postMessage([globalThis.kept.get(-1), globalThis.kept._source.closed[0]]);
    });
    const seen = await (async () => {
      const b = memmap(file, options);
      return ask(keeper, b.slice([7]).share());
    })();
    await collect();
    assert.deepEqual(await ask(keeper, null), seen);
    await keeper.terminate();
  },

  async closing(file) {
    const closer = worker(({ message, port, Memmap }) => {
      if (message === 'look') {
        let code;
        try {
          globalThis.kept.get(0);
        } catch (error) {
          ({ code } = error);
        }
        port.postMessage([globalThis.kept.closed, code, globalThis.keptData[9]]);
      } else {
        globalThis.kept = Memmap.from(message.handle);
        globalThis.keptData = globalThis.kept.data;
        if (message.close) globalThis.kept.close();
        port.postMessage(globalThis.kept.closed);
      }
    });
    const a = memmap(file, options);
    const [row, twin] = [a.slice([5]), Memmap.from(a.share())];
    assert.equal(await ask(closer, { handle: a.share(), close: true }), true);
    for (const array of [a, row, twin]) {
      assert.throws(() => array.get(0), closed);
      assert.throws(() => array.data, closed);
      assert.throws(() => array.flush(), closed);
    }
    assert.deepEqual([a.closed, twin.closed], [true, true]);
    assert.throws(() => a.share(), closed);
    a.close();
    const b = memmap(file, options);
    assert.equal(await ask(closer, { handle: b.share() }), false);
    const late = b.share();
    b.close();
    assert.deepEqual(await ask(closer, 'look'), [true, 'ERR_MEMMAP_CLOSED', 0]);
    assert.equal(Memmap.from(late).closed, true);
    assert.throws(() => Memmap.from(late).get(0), closed);
    assert.equal(fs.readFileSync(file).readFloatLE(36), 10);
  },

  async queue(file) {
    const { port1, port2 } = new MessageChannel();
    (function () {
      for (let i = 0; i < 10; i++) {
        const a = memmap(file, options);
        a.set(i, 100 + i);
        port1.postMessage(a.share());
      }
    })();
    await collect();
    assert.equal(liveMappings(), 10);
    const receiver = worker(({ message, port, Memmap }) => {
      const kept = [];
      message.on('message', (handle) => {
        kept.push(Memmap.from(handle));
        if (kept.length < 10) return;
        const values = kept.map((a, i) => a.get(i));
        kept[0].set(20, 5);
        kept[0].flush();
        require('node:fs').truncateSync(kept[0].filename, 0);
        const lost = kept.map((a) => [a.get(3), a.lostBytes]);
        kept[1].close();
        port.postMessage([values, lost, kept.map((a) => a.closed)]);
      });
    });
    const answered = answer(receiver);
    receiver.postMessage(port2, [port2]);
    const [values, lost, ended] = await answered;
    port1.close();
    assert.deepEqual(
      values,
      Array.from({ length: 10 }, (_, i) => 100 + i),
    );
    assert.deepEqual(lost, Array(10).fill([0, 4096]));
    assert.deepEqual(
      ended,
      Array.from({ length: 10 }, (_, i) => i === 1),
    );
  },

  async posted(file) {
    const reader = worker(({ message, port }) => {
      if (message.data) globalThis.data = message.data;
      if (message.set) globalThis.data[message.set[0]] = message.set[1];
      port.postMessage([globalThis.data[0], globalThis.data[4000]]);
    });
    await (async function () {
      const a = memmap(file, options);
      assert.deepEqual(await ask(reader, { data: a.data }), [1, 4001]);
      assert.deepEqual(await ask(reader, { set: [0, 50] }), [50, 4001]);
      assert.equal(a.get(0), 50);
    })();
    await collect();
    assert.deepEqual(await ask(reader, { set: [4000, 60] }), [50, 60]);
    assert.equal(fs.readFileSync(file).readFloatLE(16_000), 60);
    fs.truncateSync(file, 4096);
    assert.deepEqual(await ask(reader, {}), [50, 0]);
    fs.truncateSync(file, 0);
    assert.deepEqual(await ask(reader, {}), [0, 0]);
  },

  async cutInMidLoop(file) {
    const reader = worker(({ message, port, Memmap }) => {
      const a = Memmap.from(message);
      const { data } = a;
      let sum = 0;
      port.postMessage('reading');
      while (a.lostBytes < 200_000) for (let i = 0; i < data.length; i += 7) sum += data[i];
      let code;
      try {
        a.flush();
      } catch (error) {
        ({ code } = error);
      }
      port.postMessage([a.lostBytes, code, sum]);
    });
    const a = memmap(file, options);
    assert.equal(await ask(reader, a.share()), 'reading');
    const told = answer(reader);
    fs.truncateSync(file, 4096);
    const [lostBytes, code] = await told;
    assert.equal(code, 'ERR_MEMMAP_LOST');
    assert.equal(a.lostBytes, lostBytes);
    assert.throws(() => a.flush(), { code });
    a.close();
    assert.equal(a.lostBytes, lostBytes);
  },

  async endingWorkers(file) {
    const a = memmap(file, options);
    for (let i = 0; i < 6; i++) {
      const busy = worker(({ message, port, Memmap }) => {
        const a = Memmap.from(message);
        port.postMessage('busy');
        for (let i = 0; ; i++) a.data[i % 100] = i;
      });
      await ask(busy, a.share());
      await busy.terminate();
      const brief = worker(({ message, Memmap }) => {
        Memmap.from(message).set(200, 1);
        process.exit();
      });
      const exited = once(brief, 'exit');
      brief.postMessage(a.share());
      await exited;
    }
    await collect();
    assert.equal(a.get(200), 1);
    assert.equal(a.get(300), 301);
    a.set(300, 2);
    a.flush();
    assert.equal(fs.readFileSync(file).readFloatLE(1200), 2);
  },

  async manyWorkers(file, turns) {
    const a = memmap(file, options);
    const before = mapped(file);
    for (let i = 0; i < turns; i++) {
      const four = Array.from({ length: 4 }, async () => {
        const own = worker(({ message, port, memmap, Memmap }) => {
          const a = Memmap.from(message);
          const own = Array.from({ length: 5 }, () => memmap(a.filename, { dtype: 'float32' }));
          Atomics.add(new Int32Array(a.data.buffer, a.data.byteOffset, 1), 0, 1);
          port.postMessage(own.map((b) => b.get(5)));
        });
        assert.deepEqual(await ask(own, a.share()), Array(5).fill(6));
        await own.terminate();
      });
      await Promise.all(four);
    }
    assert.equal(counter(a)[0] - new Int32Array(new Float32Array([1]).buffer)[0], 4 * turns);
    // Bun frees the memory of ended workers some time later.
    for (let i = 0; i < 100 && mapped(file) > before; i++) await collect();
    assert.equal(mapped(file), before);
  },

  async exit(file) {
    const a = memmap(file, options);
    const busy = worker(({ message, port, Memmap }) => {
      const a = Memmap.from(message);
      port.postMessage(1);
      for (;;) a.set(9, a.get(9) + 1);
    });
    await ask(busy, a.share());
    a.set(3, 33);
    process.exit(7);
  },

  async contexts(file) {
    for (let i = 0; i < 20; i++) {
      const context = vm.createContext({ memmap, file });
      const code = "const a = memmap(file, { dtype: 'float32' }); a.set(0, 5); a.data";
      const data = vm.runInContext(code, context);
      assert.equal(data[0], 5);
      assert.ok(data instanceof Float32Array);
    }
    await collect();
    assert.equal(memmap(file, options).get(0), 5);
  },

  atomics(file) {
    const { data } = memmap(file, { dtype: 'int32' });
    for (let i = 0; i < 100_000; i++) Atomics.add(data, 3, 1);
  },
};
