'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap } = require('../index.js');
const {
  collecting,
  scratch,
  scratchOf,
  eachStrategy,
  numpy,
  returned,
  runInChild,
  withNumpy,
} = require('./helpers');

/** Ways for a process to end, and the status that it has then, where it has one. */
const ENDS = { SIGKILL: null, 'process.exit()': 3, 'an exception': 1, 'process.abort()': null };

for (const [name, status] of Object.entries(ENDS)) {
  test(`what was written is in the file after ${name}, without a flush`, () => {
    eachStrategy((strategy) => {
      for (const mode of ['r+', 'w+']) {
        const file = scratchOf(new Float64Array(10_000));
        const ended = runInChild('durability', 'write', [file, mode, name]);
        assert.match(ended.stdout, /written/, ended.stderr);
        if (status !== null) assert.equal(ended.status, status);
        else assert.notEqual(ended.status, 0);
        const values = new Float64Array(fs.readFileSync(file).buffer.slice(0, 80_000));
        assert.deepEqual([values[1], values[9998], values[9999]], [1, 9998, -1], strategy);
      }
    });
  });
}

test('what was written by a worker that was terminated is in the file', () => {
  const file = scratchOf(new Int32Array(1000));
  returned(runInChild('durability', 'terminated', [file]));
  assert.equal(fs.readFileSync(file).readInt32LE(3996), 6);
});

test('a collected map has written all of it', collecting, () => {
  eachStrategy((strategy) => {
    const files = Array.from({ length: 50 }, () => scratchOf(new Int32Array(5000)));
    const collected = returned(runInChild('durability', 'collected', [files]), strategy);
    const [opened, left] = collected;
    assert.ok(opened > 5 && left <= 5, `${strategy}: ${collected}`);
    for (const [i, file] of files.entries()) {
      assert.ok(fs.readFileSync(file).equals(Buffer.from(new Int32Array(5000).fill(i).buffer)));
    }
  });
});

test('reading and writing through node:fs and through a map meet in the same bytes', () => {
  eachStrategy(() => {
    const file = scratch(Buffer.alloc(20_000));
    const a = memmap(file);
    const fd = fs.openSync(file, 'r+');
    fs.writeSync(fd, Buffer.from([1, 2, 3]), 0, 3, 10_000);
    assert.deepEqual([...a.data.subarray(10_000, 10_003)], [1, 2, 3]);
    a.set(19_999, 9);
    const byte = Buffer.alloc(1);
    fs.readSync(fd, byte, 0, 1, 19_999);
    assert.equal(byte[0], 9);
    fs.closeSync(fd);
  });
});

test(
  'NumPy and this process see what the other writes, both with the file open',
  withNumpy(),
  () => {
    eachStrategy(() => {
      const file = scratchOf(new Int32Array(3000));
      const a = memmap(file, { dtype: 'int32', shape: [30, 100] });
      a.set(29, 99, 5);
      const out = numpy(
        `a = np.memmap(sys.argv[1], dtype='int32', mode='r+', shape=(30, 100))
print(a[29, 99])
a[3] = np.arange(100)
print(a.sum())`,
        file,
      );
      assert.deepEqual(out.trim().split('\n'), ['5', '4955']);
      assert.equal(a.get(3, 99), 99);
      assert.deepEqual([...a.slice(3, [0, 3]).data], [0, 1, 2]);
    });
  },
);
