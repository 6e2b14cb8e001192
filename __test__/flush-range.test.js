'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const { memmap } = require('../index.js');
const native = require('../lib/mapping/native');
const { scratch, sparse } = require('./helpers');
const { pageSize } = require('./support/pages');

const PAGE = pageSize();
const main = require.resolve('./children/main.js');

test('flush and flushAsync hand the addon the bytes of the slice and no others', async () => {
  const a = memmap(sparse(100 * PAGE), { offset: 96, shape: [64, PAGE] });
  const asked = [];
  const { flush, flushAsync } = native;
  native.flush = (id, start, length) => asked.push([start, length]);
  native.flushAsync = async (id, start, length) => asked.push([start, length]);
  try {
    const views = [a, a.slice(9), a.slice([4, 6]), a.slice([null, null, -1]), a.slice(3, [8, 24])];
    for (const view of views) {
      asked.length = 0;
      view.flush();
      await view.flushAsync();
      const range = [view.data.byteOffset - a.data.byteOffset, view.data.byteLength];
      assert.deepEqual(asked, [range, range]);
    }
    assert.deepEqual(asked[0], [3 * PAGE + 8, 16]);
  } finally {
    Object.assign(native, { flush, flushAsync });
  }
});

function hasStrace() {
  return spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0;
}

test(
  'the system is asked to write only the pages of the row, in a large map as in a small one',
  { skip: !hasStrace() && 'no strace here' },
  () => {
    for (const strategy of ['external', 'overlay-shared']) {
      for (const pages of [1024, 524_288]) {
        const file = sparse(pages * PAGE);
        const log = scratch();
        const child = [main, 'flush', 'row', JSON.stringify([file, pages, PAGE])];
        const env = { ...process.env, MEMMAP_BUFFER: strategy };
        const strace = ['-f', '-e', 'trace=msync', '-o', log, 'node', ...child];
        execFileSync('strace', strace, { env });
        const calls = require('node:fs')
          .readFileSync(log, 'utf8')
          .match(/msync\(.*/g);
        assert.equal(calls.length, 1);
        const [, length] = /msync\(0x[0-9a-f]+000, (\d+), MS_SYNC\) += 0/.exec(calls[0]);
        assert.equal(Number(length), PAGE);
      }
    }
  },
);
