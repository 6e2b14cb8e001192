'use strict';

/** What memmap does where buffers over foreign memory are refused. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap } = require('../../index.js');
const { liveMappings } = require('../../lib/mapping/native');
const { ask, collect, mapped, worker } = require('./support');

module.exports = {
  async chosen(file) {
    for (const [buffer, backing, Class] of [
      ['shared', 'overlay-shared', SharedArrayBuffer],
      ['array', 'overlay', ArrayBuffer],
    ]) {
      const a = memmap(file, { dtype: 'float32', buffer });
      assert.equal(a.backing, backing);
      assert.ok(a.data.buffer instanceof Class);
    }
  },

  async bothSides(file) {
    for (const buffer of ['shared', 'array']) {
      for (const offset of [0, 4, 4096, 8192]) {
        const a = memmap(file, { dtype: 'float32', buffer, offset });
        const b = memmap(file, { dtype: 'float32', buffer, offset });
        a.data[3] = -5;
        assert.equal(b.data[3], -5);
        assert.equal(fs.readFileSync(file).readFloatLE(offset + 12), -5);
        const fd = fs.openSync(file, 'r+');
        fs.writeSync(fd, new Uint8Array(new Float32Array([offset]).buffer), 0, 4, offset + 12);
        fs.closeSync(fd);
        assert.equal(a.data[3], offset);
      }
    }
  },

  async closed(file) {
    for (const buffer of ['shared', 'array']) {
      const a = memmap(file, { dtype: 'float32', buffer });
      const { data } = a;
      assert.equal(mapped(file), 1);
      a.close();
      assert.equal(mapped(file), 0);
      assert.equal(data.length, buffer === 'shared' ? 4096 : 0);
      data[0] = 9;
      assert.equal(data[0], buffer === 'shared' ? 9 : undefined);
      assert.equal(fs.readFileSync(file).readFloatLE(0), 1);
    }
  },

  async collected(file) {
    for (const buffer of ['shared', 'array']) {
      (function () {
        for (let i = 0; i < 200; i++) memmap(file, { dtype: 'float32', buffer }).data[0] = i;
      })();
      for (let i = 0; i < 100 && liveMappings() > 50; i++) await collect();
      assert.ok(liveMappings() <= 50, String(liveMappings()));
      assert.equal(fs.readFileSync(file).readFloatLE(0), 199);
    }
  },

  async worker(file) {
    const a = memmap(file, { dtype: 'float32' });
    const reader = worker(({ message, port, Memmap }) => {
      const a = Memmap.from(message);
      a.set(7, -7);
      port.postMessage([a.get(0), a.backing]);
    });
    assert.deepEqual(await ask(reader, a.share()), [1, 'overlay-shared']);
    assert.equal(a.get(7), -7);
    a.close();
  },

  async refusals(file, absent) {
    const before = fs.readFileSync(file);
    // What a process that has used up the addresses for Memories meets.
    WebAssembly.Memory = function () {
      throw new RangeError('could not allocate memory');
    };
    const refusals = {
      shared:
        /^buffer: .* 100 bytes .external-shared: .*; overlay-shared: .*not allocate.*; external: .*Electron/,
      array: /^buffer: .* 100 bytes .external: .*Electron; overlay: .*not allocate/,
    };
    for (const [buffer, message] of Object.entries(refusals)) {
      for (const mode of ['r', 'r+', 'w+', 'c']) {
        const refused = { code: 'ERR_MEMMAP_BUFFER', message };
        assert.throws(() => memmap(file, { mode, buffer, shape: 100 }), refused);
        if (mode === 'w+')
          assert.throws(() => memmap(absent, { mode, buffer, shape: 100 }), refused);
      }
    }
    assert.deepEqual(fs.readFileSync(file), before);
    assert.equal(fs.existsSync(absent), false);
  },

  async tooLarge(file) {
    assert.throws(
      () => memmap(file, { shape: 17 * 2 ** 30 }),
      (error) => {
        // Where TypedArrays hold less, that is what is said.
        assert.ok(['ERR_MEMMAP_BUFFER', 'ERR_MEMMAP_LIMIT'].includes(error.code), error.stack);
        if (error.code === 'ERR_MEMMAP_BUFFER') assert.match(error.message, /at most 16 GiB/);
        return true;
      },
    );
    assert.equal(fs.statSync(file).size, 2 ** 20);
  },
};
