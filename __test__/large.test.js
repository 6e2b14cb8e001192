'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { constants } = require('node:buffer');
const fs = require('node:fs');
const { memmap } = require('../index.js');
const { sparse, scratch, thrownBy } = require('./helpers');

const GIB = 2 ** 30;
const SIZE = 64 * GIB;
const small = constants.MAX_LENGTH < SIZE;
/** Where a file of zeros takes its room on the disk. */
const solid = process.platform === 'win32' && 'files have no holes here';
const overlay = (process.env.MEMMAP_BUFFER ?? '').startsWith('overlay');

test(
  'a 64 GiB file opens in every mode and is read and written at its ends',
  {
    skip:
      solid || (small ? 'this runtime has no TypedArray that long' : overlay && 'forced overlay'),
  },
  () => {
    for (const mode of ['r', 'r+', 'w+', 'c']) {
      const file = mode === 'w+' ? scratch() : sparse(SIZE);
      const a = memmap(file, { dtype: 'float64', mode, shape: [8, GIB] });
      assert.equal(a.get(7, GIB - 1), 0);
      a.data[a.data.length - 1] = 1.5;
      a.data[0] = 2.5;
      assert.deepEqual([a.get(-1, -1), a.get(0, 0)], [1.5, 2.5]);
      if (mode !== 'r') {
        a.set(7, GIB - 2, 3.5);
        assert.equal(a.slice(-1, [-2, null]).toArray()[0], 3.5);
      }
      const stat = fs.statSync(file);
      assert.equal(stat.size, SIZE);
      assert.ok(stat.blocks * 512 < GIB);
      a.close();
      fs.rmSync(file);
    }
  },
);

test(
  'offsets past 4 GiB are exact',
  { skip: small && constants.MAX_LENGTH > 2 ** 32 ? 'too small' : false },
  () => {
    const file = sparse(6 * GIB);
    const fd = fs.openSync(file, 'r+');
    const at = 5 * GIB + 4096 + 8;
    fs.writeSync(fd, Buffer.from(Float64Array.of(7.25).buffer), 0, 8, at);
    fs.closeSync(fd);
    for (const offset of [at, BigInt(at)]) {
      const a = memmap(file, { dtype: 'float64', mode: 'r', offset, shape: 3 });
      assert.equal(a.get(0), 7.25);
      assert.equal(a.offset, at);
      a.close();
    }
    fs.rmSync(file);
  },
);

test('more elements than a TypedArray of this runtime holds are ERR_MEMMAP_LIMIT', () => {
  const file = scratch('x');
  const shape = [constants.MAX_LENGTH, 2];
  for (const mode of ['r+', 'w+']) {
    const error = thrownBy(() => memmap(file, { mode, shape }));
    assert.equal(error.code, 'ERR_MEMMAP_LIMIT', error.stack);
    assert.equal(fs.readFileSync(file, 'latin1'), 'x');
  }
});

test('arrays with more than 2^31 elements are indexed exactly', { skip: overlay && small }, () => {
  const file = sparse(3 * GIB);
  const a = memmap(file, { mode: 'r+' });
  const at = 2 ** 31 + 12_345;
  a.set(at, 77);
  assert.equal(a.get(at), 77);
  assert.equal(a.get(at - a.size), 77);
  assert.equal(a.data[at], 77);
  const grid = memmap(file, { mode: 'r', shape: [3, GIB] });
  assert.equal(grid.get(2, at - 2 * GIB), 77);
  assert.equal(grid.T.get(at - 2 * GIB, 2), 77);
  for (const array of [a, grid]) array.close();
  fs.rmSync(file);
});
