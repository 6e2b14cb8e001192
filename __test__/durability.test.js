'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap } = require('../index.js');
const { scratch, scratchOf, eachStrategy, child, numpy, withNumpy } = require('./helpers');

/** Ways for a process to end, and how each of them shows. */
const ENDS = {
  SIGKILL: ["process.kill(process.pid, 'SIGKILL'); for (;;);", null],
  'process.exit()': ['process.exit(3);', 3],
  'an exception': ["throw new Error('an end');", 1],
  'process.abort()': ['process.abort();', null],
};

for (const [name, [end, status]] of Object.entries(ENDS)) {
  test(`what was written is in the file after ${name}, without a flush`, () => {
    eachStrategy((strategy) => {
      for (const mode of ['r+', 'w+']) {
        const file = scratchOf(new Float64Array(10_000));
        const ended = child(
          `const a = memmap(args[0], { dtype: 'float64', mode: '${mode}', shape: 10_000 });
          for (let i = 0; i < a.size; i++) a.data[i] = i;
          a.set(9999, -1);
          console.log('written');
          ${end}`,
          { args: [file] },
        );
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
  const { status, stderr } = child(
    `const { Worker } = require('node:worker_threads');
    const worker = new Worker(\`
      const { parentPort } = require('node:worker_threads');
      const { memmap } = require(\${JSON.stringify(require.resolve(${JSON.stringify(require.resolve('../index.js'))}))});
      const a = memmap(\${JSON.stringify(args[0])}, { dtype: 'int32' });
      a.fill(6);
      parentPort.postMessage(1);
      for (;;) a.set(0, 7);
    \`, { eval: true });
    worker.on('message', () => worker.terminate().then(() => process.exit(0)));`,
    { args: [file] },
  );
  assert.equal(status, 0, stderr);
  assert.equal(fs.readFileSync(file).readInt32LE(3996), 6);
});

test('a collected map has written all of it', () => {
  const files = Array.from({ length: 50 }, (_, i) => {
    const file = scratchOf(new Int32Array(5000));
    memmap(file, { dtype: 'int32' }).fill(i);
    return file;
  });
  for (const [i, file] of files.entries()) {
    assert.equal(fs.readFileSync(file).readInt32LE(19_996), i);
  }
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
