'use strict';

/** A disk without room for what is written. */

const assert = require('node:assert/strict');
const { memmap } = require('../../index.js');

const lost = { code: 'ERR_MEMMAP_LOST' };

module.exports = {
  /** Writes a map of 8 MiB on a disk of 1 MiB. */
  async write(file) {
    const a = memmap(file, { mode: 'w+', shape: 2 ** 23 });
    a.slice([0, 4096]).fill(1);
    a.slice([0, 4096]).flush();
    assert.throws(() => a.fill(1), lost);
    a.data.fill(2);
    assert.ok(a.data.every((byte) => byte === 2));
    assert.ok(a.lostBytes >= 7 * 2 ** 20 && a.lostBytes < 2 ** 23, String(a.lostBytes));
    assert.throws(() => a.flush(), lost);
    a.slice([0, 4096]).flush();
    await assert.rejects(a.flushAsync(), lost);
    a.close();
  },
};
