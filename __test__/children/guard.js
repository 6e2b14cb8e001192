'use strict';

/** Files under maps that somebody else truncates. */

const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { setImmediate, setTimeout } = require('node:timers/promises');
const { promisify } = require('node:util');
const zlib = require('node:zlib');
const { memmap } = require('../../index.js');
const { sigbus } = require('./bare');
const { mapped, worker } = require('./support');

const PAGE = 4096;
const PAGES = 64;
const lost = { code: 'ERR_MEMMAP_LOST' };

let count = 0;

/** A name in the folder of this process, which goes with it. */
const scratch = () => path.resolve(`${process.pid}.${count++}`);

/** A map of a file whose elements are 1 to n. */
function ramp(options = {}) {
  const file = scratch();
  const values = Float64Array.from({ length: (PAGES * PAGE) / 8 }, (_, i) => i + 1);
  fs.writeFileSync(file, new Uint8Array(values.buffer));
  return memmap(file, { dtype: 'float64', ...options });
}

/** Cuts the file off after so many pages. */
function cut(a, pages) {
  fs.truncateSync(a.filename, pages * PAGE);
}

module.exports = {
  async truncated() {
    const a = ramp({ shape: [PAGES, 512] });
    assert.equal(a.lostBytes, 0);
    a.set(0, 0, -1);
    cut(a, 10);
    assert.equal(a.get(9, 511), 10 * 512);
    assert.equal(a.lostBytes, 0);
    assert.equal(a.get(40, 0), 0);
    assert.equal(a.get(40, 1), 0);
    assert.equal(a.lostBytes, PAGE);
    a.set(40, 7, 5);
    assert.equal(a.get(40, 7), 5);
    assert.equal(a.get(12, 0), 0);
    assert.equal(a.lostBytes, 2 * PAGE);
    for (let again = 0; again < 2; again++) {
      assert.throws(() => a.flush(), lost);
      await assert.rejects(a.flushAsync(), lost);
      assert.throws(() => a.slice([40, 41]).flush(), lost);
    }
    const whole = a.slice([0, 10]);
    whole.flush();
    await whole.flushAsync();
    const { lostBytes } = a;
    a.close();
    assert.equal(a.lostBytes, lostBytes);
  },

  async flushed() {
    const a = ramp();
    a.data.fill(7);
    cut(a, PAGES / 2);
    assert.throws(() => a.flush(), lost);
    assert.ok(a.lostBytes >= PAGE);
    const b = ramp();
    b.data.fill(7);
    cut(b, PAGES / 2);
    await assert.rejects(b.flushAsync(), lost);
  },

  async privateModes() {
    for (const mode of ['r', 'c']) {
      const a = ramp({ mode });
      a.data[5] = -5;
      cut(a, 0);
      assert.equal(a.data[512], 0);
      assert.equal(a.lostBytes, PAGE);
      assert.throws(() => a.copy(), lost);
      a.flush();
      await a.flushAsync();
      a.close();
    }
  },

  async loops() {
    const a = ramp();
    const { data } = a;
    const total = (data.length * (data.length + 1)) / 2;
    function sum(values) {
      let result = 0;
      for (let i = 0; i < values.length; i++) result += values[i];
      return result;
    }
    for (let i = 0; i < 50; i++) assert.equal(sum(data), total);
    const cutter = spawn('sh', ['-c', 'sleep 0.1; : > "$1"', 'sh', a.filename]);
    const ended = once(cutter, 'exit');
    while (a.lostBytes < PAGES * PAGE) sum(data);
    assert.equal(sum(data), 0);
    assert.equal(a.lostBytes, PAGES * PAGE);
    await ended;
  },

  async builtins() {
    const uses = {
      indexOf: (data) => assert.equal(data.indexOf(-1), -1),
      includes: (data) => assert.equal(data.includes(0), true),
      fill: (data) => data.fill(3),
      sort: (data) => data.sort(),
      slice: (data) => assert.equal(data.slice(1024)[0], 0),
      set: (data) => data.set(new Float64Array(PAGES * 512).fill(2)),
      setFrom: (data) => new Float64Array(PAGES * 512).set(data),
      copyWithin: (data) => data.copyWithin(0, 512),
      reverse: (data) => data.reverse(),
      join: (data) => data.join(),
      from: (data) => Float64Array.from(data),
      iterate: (data) => [...data],
      reduce: (data) => data.reduce((sum, value) => sum + value),
      buffer: (data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
      copy: (data) =>
        Buffer.alloc(PAGES * PAGE).set(new Uint8Array(data.buffer, data.byteOffset, PAGES * PAGE)),
      atomics: (data) =>
        Atomics.add(new Int32Array(data.buffer, data.byteOffset, PAGES * 1024), 9000, 1),
      view: (data) => new DataView(data.buffer, data.byteOffset).setUint16(5 * PAGE, 1),
    };
    for (const [name, use] of Object.entries(uses)) {
      const a = ramp();
      cut(a, 1);
      use(a.data);
      assert.ok(a.lostBytes > 0, name);
      assert.throws(() => a.flush(), lost);
      a.close();
    }
  },

  async bulk() {
    const other = ramp();
    const uses = {
      copy: (a) => a.copy(),
      astype: (a) => a.astype('float32'),
      slice: (a) => a.slice([null, null, 3]).copy(),
      fill: (a) => a.fill(2),
      assign: (a) => a.assign(new Float64Array(a.size)),
      source: (a) => other.assign(a),
    };
    for (const [name, use] of Object.entries(uses)) {
      const a = ramp();
      use(a);
      cut(a, 2);
      assert.throws(() => use(a), lost, name);
      assert.ok(a.lostBytes >= (PAGES - 2) * PAGE - PAGE, name);
      other.copy();
      a.close();
    }
    assert.equal(other.lostBytes, 0);
    other.flush();
  },

  async threadPool() {
    const bytes = (a) => new Uint8Array(a.data.buffer, a.data.byteOffset, a.nbytes);
    const a = ramp();
    cut(a, 1);
    try {
      const packed = await promisify(zlib.gzip)(bytes(a));
      assert.ok(
        zlib
          .gunzipSync(packed)
          .subarray(PAGE)
          .every((byte) => byte === 0),
      );
      assert.ok(a.lostBytes > 0);
    } catch (error) {
      // Some runtimes take no SharedArrayBuffer here.
      assert.ok(error instanceof TypeError, error);
    }
    const b = ramp();
    cut(b, 1);
    const fd = fs.openSync(scratch(), 'w');
    try {
      // A system call meets the lost page itself: an error, or a short write.
      fs.writeSync(fd, bytes(b));
    } catch (error) {
      assert.ok(error.code === 'EFAULT' || error instanceof TypeError, error);
    }
    fs.closeSync(fd);
  },

  async shrunkAndGrown() {
    const a = ramp();
    cut(a, 1);
    assert.equal(a.data[512], 0);
    fs.truncateSync(a.filename, PAGES * PAGE);
    const fd = fs.openSync(a.filename, 'r+');
    fs.writeSync(fd, new Uint8Array(new Float64Array(1024).fill(9).buffer), 0, 8192, PAGE);
    fs.closeSync(fd);
    assert.equal(a.data[512], 0);
    assert.equal(a.data[1024], 9);
    assert.equal(a.lostBytes, PAGE);
  },

  async closed() {
    const a = ramp();
    cut(a, 1);
    const { data } = a;
    data.fill(5);
    a.close();
    for (let i = 0; i < data.length; i++) assert.equal(data[i], 0);
    assert.equal(a.lostBytes, (PAGES - 1) * PAGE);
    assert.equal(fs.readFileSync(a.filename).length, PAGE);
    assert.equal(mapped(a.filename), 0);
  },

  async hundred() {
    const maps = Array.from({ length: 100 }, () => ramp());
    for (const [i, a] of maps.entries()) if (i % 3 === 0) cut(a, 1);
    for (const a of maps) a.data.indexOf(-1);
    for (const [i, a] of maps.entries()) {
      assert.equal(a.lostBytes, i % 3 === 0 ? (PAGES - 1) * PAGE : 0);
      a.close();
    }
  },

  async signalTaken() {
    const a = ramp();
    // Deno puts signal handlers back when it starts processes and listens to signals.
    execFileSync('true');
    const nothing = () => {};
    for (const name of ['SIGUSR2', 'SIGHUP']) {
      process.on(name, nothing);
      process.off(name, nothing);
    }
    await setTimeout(1);
    const b = ramp();
    cut(a, 1);
    cut(b, 1);
    assert.equal(a.data[5000] + b.data[5000], 0);
    assert.equal(a.lostBytes + b.lostBytes, 2 * PAGE);
  },

  async readOnly() {
    for (const options of [{}, { offset: 8 }, { offset: 4104 }]) {
      const a = ramp({ mode: 'r', ...options });
      const before = fs.readFileSync(a.filename);
      a.data.fill(-1);
      a.data.sort();
      new Uint8Array(a.data.buffer, a.data.byteOffset)[0] = 1;
      assert.throws(() => a.set(0, 1), { code: 'ERR_MEMMAP_READ_ONLY', name: 'TypeError' });
      assert.throws(() => a.fill(1), { code: 'ERR_MEMMAP_READ_ONLY' });
      a.flush();
      assert.deepEqual(fs.readFileSync(a.filename), before);
      a.close();
    }
  },

  foreignSigbus() {
    const a = ramp();
    cut(a, 1);
    a.data.indexOf(-1);
    return sigbus();
  },

  async poolAndMain(rounds) {
    for (let round = 0; round < rounds; round++) {
      const a = ramp();
      const reads = Array.from({ length: 3 }, () => a.prefetch().catch((error) => error));
      cut(a, 0);
      if (round % 3 === 0) await setImmediate();
      for (const value of a.data) assert.ok(Number.isInteger(value));
      for (const value of a.data) assert.equal(value, 0);
      if (round % 3 === 1) a.close();
      const codes = (await Promise.all(reads)).map((error) => error?.code);
      const known = [undefined, lost.code, 'ERR_MEMMAP_CLOSED'];
      assert.ok(
        codes.every((code) => known.includes(code)),
        `${codes}`,
      );
      assert.equal(a.lostBytes, PAGES * PAGE);
      a.close();
    }
  },

  async workers(rounds) {
    if (!ramp().backing.endsWith('shared')) return;
    // How many are ready, which round may begin, how many are done, how many values were odd.
    const state = new Int32Array(new SharedArrayBuffer(16));
    const readers = Array.from({ length: 16 }, () => worker(readAtOnce));
    const until = async (at, count) => {
      while (Atomics.load(state, at) < count) await setImmediate();
    };
    let round = 0;
    for (const threads of [2, 4, 16]) {
      for (let again = 0; again < rounds; again++) {
        const a = ramp();
        const { data } = a;
        round++;
        for (let i = 0; i < threads; i++) {
          // Half of them have the bare memory, which nothing of ours knows of.
          readers[i].postMessage({ round, state, ...(i % 2 ? { data } : { handle: a.share() }) });
        }
        await until(0, threads);
        cut(a, again % 2 ? 0 : 3);
        Atomics.store(state, 1, round);
        Atomics.notify(state, 1);
        if (again % 4 >= 2) a.close();
        assert.equal(data.indexOf(-1), -1);
        a.close();
        await until(2, threads);
        state[0] = state[2] = 0;
      }
    }
    assert.equal(state[3], 0);
  },
};

/** A worker's: reads all of a map when the round begins. */
function readAtOnce({ message: { round, state, handle, data }, Memmap }) {
  data ??= Memmap.from(handle).data;
  Atomics.add(state, 0, 1);
  while (Atomics.load(state, 1) < round) Atomics.wait(state, 1, round - 1, 1000);
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value !== 0 && value !== i + 1) Atomics.add(state, 3, 1);
  }
  Atomics.add(state, 2, 1);
}
