'use strict';

/** A system call that fails, or a process that is killed before it, wherever in an operation that is. */

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { memmap, openMemmap, openNpz, save, savez } = require('../index.js');
const { returned, runUnder, scratch } = require('./helpers');

/** The calls are Rust's, the same on every runtime. */
function whyNot() {
  if (process.platform !== 'linux') return 'needs strace, on Linux';
  if (process.versions.bun || 'Deno' in globalThis) return 'the same on this runtime';
  const { status } = spawnSync('strace', ['-o', '/dev/null', 'true']);
  return status !== 0 && 'needs strace, and leave to use it';
}

const traced = { skip: whyNot() };

const OLD = Array.from({ length: 4 }, (_, i) => [i * 3 + 1, i * 3 + 2, i * 3 + 3]);
const ROWS = [
  [100, 101, 102],
  [103, 104, 105],
];
const zeros = (n) => Array.from({ length: n }, () => [0, 0, 0]);

function npyFile() {
  const file = scratch();
  const a = openMemmap(file, { mode: 'w+', dtype: 'int32', shape: [4, 3] });
  a.assign(OLD);
  a.close();
  return file;
}

const rawFile = () => scratch(new Uint8Array(Int32Array.from(OLD.flat()).buffer));

/** What is in the file; null where it is no array. */
function contents(file, isNpy) {
  try {
    const a = isNpy
      ? openMemmap(file)
      : memmap(file, { dtype: 'int32', mode: 'r', shape: [-1, 3] });
    const rows = a.toArray();
    a.close();
    return rows;
  } catch (error) {
    assert.equal(error.code, 'ERR_MEMMAP_FORMAT', error.stack);
    return null;
  }
}

/** Runs one operation on a file under strace; gives the lines of its calls too. */
async function operate(operation, file, inject = [], select = ['-f', '-P', file]) {
  const log = scratch();
  const flags = [...select, '-qq', '-o', log, ...inject.flatMap((what) => ['-e', what])];
  const ended = await runUnder('strace', flags, 'operations', 'run', [operation, file]);
  return { ...ended, file, lines: fs.readFileSync(log, 'utf8').trim().split('\n') };
}

/** Whether a line is the call that an operation begins with. */
function isBeginning(line, file) {
  return /^(?:\d+\s+)?f?access/.test(line) && line.includes(`"${file}"`);
}

/** The calls of the operation itself: each with its number among those of its name. */
function callsOf({ lines, file }) {
  const counts = new Map();
  const calls = [];
  let begun = false;
  for (const line of lines) {
    const name = /^(?:\d+\s+)?(\w+)\(/.exec(line)?.[1];
    if (name === undefined) continue;
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    if (begun) calls.push([name, number]);
    if (isBeginning(line, file)) begun = true;
  }
  assert.ok(begun && calls.length > 3, lines.join('\n'));
  return calls;
}

/** Two at a time. */
async function inPairs(items, work) {
  const queue = [...items];
  const take = async () => {
    while (queue.length > 0) await work(queue.shift());
  };
  await Promise.all([take(), take()]);
}

const OPERATIONS = {
  'append to a .npy file': [npyFile, [...OLD, ...ROWS]],
  'append to a raw file': [rawFile, [...OLD, ...ROWS]],
  'w+ of a shorter .npy file': [npyFile, zeros(2)],
  'w+ of a longer .npy file': [npyFile, zeros(9)],
  'w+ of a shorter raw file': [rawFile, zeros(2)],
  'w+ of a longer raw file': [rawFile, zeros(9)],
};

const FAULTS = ['EIO', 'ENOSPC', 'EINTR'];

for (const [operation, [make, result]] of Object.entries(OPERATIONS)) {
  const isNpy = make === npyFile;
  const isNew = operation.startsWith('w+');

  test(
    `${operation}: whichever call fails, the file is as it was, or it is done`,
    traced,
    async () => {
      const whole = await operate(operation, make());
      assert.equal(returned(whole), 'done');
      const calls = callsOf(whole);
      const isWrite = ([name]) => /write|truncate|fallocate/.test(name);
      // A head goes into an array of zeros when the old one is gone, into room that is there.
      const last = isNew && isNpy ? calls.findLast(isWrite) : undefined;
      const points = calls.flatMap((call) =>
        FAULTS.filter((fault) => fault !== 'ENOSPC' || isWrite(call)).map((fault) => [call, fault]),
      );
      let failed = 0;
      await inPairs(points, async ([call, fault]) => {
        const [name, number] = call;
        const file = make();
        const before = fs.readFileSync(file);
        const label = `${fault} in ${name} number ${number}`;
        const ended = await operate(operation, file, [
          `inject=${name}:error=${fault}:when=${number}`,
        ]);
        const said = returned(ended, label);
        assert.ok(
          ended.lines.some((line) => line.includes('(INJECTED)')),
          label,
        );
        if (said === 'done') {
          assert.deepEqual(contents(file, isNpy), result, label);
          return;
        }
        failed++;
        assert.match(said, /^E[A-Z]+|ERR_MEMMAP_LIMIT$/, label);
        if (call === last) assert.equal(contents(file, isNpy), null, label);
        else assert.deepEqual(fs.readFileSync(file), before, label);
      });
      assert.ok(failed > 3, `only ${failed} of ${points.length} failed`);
    },
  );

  test(
    `${operation}: killed before any of its calls, the file is one or the other`,
    traced,
    async () => {
      const whole = await operate(operation, make());
      const seen = new Set();
      await inPairs(callsOf(whole), async ([name, number]) => {
        const file = make();
        const label = `killed in ${name} number ${number}`;
        const { signal, status } = await operate(operation, file, [
          `inject=${name}:signal=KILL:when=${number}`,
        ]);
        assert.ok(signal === 'SIGKILL' || status === 137, label);
        const rows = contents(file, isNpy);
        const shown = JSON.stringify(rows);
        seen.add(shown);
        const right = [OLD, result];
        // Without a header, rows of zeros may be at the end; and a file that is being emptied may have
        // its new length already.
        if (!isNpy)
          right.push([...OLD, ...zeros(result.length - OLD.length)], OLD.slice(0, result.length));
        // A .npy file that is being emptied is none.
        if (isNpy && isNew) right.push(null);
        assert.ok(
          right.some((value) => JSON.stringify(value) === shown),
          `${label}: ${shown}`,
        );
        if (isNpy && !isNew) {
          // Whatever is left behind the array, the next append goes on.
          const a = openMemmap(file, { mode: 'r+' });
          a.append(ROWS).close();
          a.close();
          assert.deepEqual(contents(file, true), [...rows, ...ROWS], label);
        }
      });
      assert.ok(seen.size > 1, [...seen].join(' '));
    },
  );
}

/** The calls of saving, on the thread that does it; the file that is renamed has any name. */
const SAVING = [
  '-e',
  'trace=access,faccessat,statx,openat,readlink,pwrite64,fchmod,fdatasync,rename',
];

for (const operation of ['save over a .npy file', 'savez over an .npz file']) {
  const isArchive = operation.startsWith('savez');
  const write = (file, value) => (isArchive ? savez(file, { a: value }) : save(file, value));
  const read = (file) => (isArchive ? openNpz(file).a : openMemmap(file)).toArray();

  /** A file in a folder of its own. */
  const make = () => {
    const folder = scratch();
    fs.mkdirSync(folder);
    const file = path.join(folder, 'a');
    write(file, [1, 2]);
    return file;
  };

  /**
   * The operation with a call in it failing. What comes before it makes now more calls of the name,
   * now fewer: a fault that is not in the operation is tried again.
   */
  async function failing([name, number], fault) {
    for (let attempt = 0; attempt < 20; attempt++) {
      const file = make();
      const what = [`inject=${name}:${fault}:when=${number}`];
      const ended = await operate(operation, file, what, SAVING);
      const { lines } = ended;
      const begins = lines.findIndex((line) => isBeginning(line, file));
      const fails = lines.findIndex((line) => /= \?$|\(INJECTED\)$/.test(line));
      const saves = lines.findIndex((line) => line.endsWith(`"${file}") = 0`));
      const isEarly = begins < 0 || (fails >= 0 && fails < begins);
      if (!isEarly && fails >= 0 && (saves < 0 || fails < saves)) return ended;
      number += isEarly ? 1 : -1;
    }
    assert.fail(`${fault} in ${name} number ${number} is never in the operation`);
  }

  /** The calls, and how each ends that is made to fail. */
  async function inject(how, work) {
    const whole = await operate(operation, make(), [], SAVING);
    assert.equal(returned(whole), 'done');
    const calls = callsOf(whole);
    const last = calls.findIndex(([name]) => name === 'rename');
    assert.ok(last > 5, whole.lines.join('\n'));
    await inPairs(
      calls.slice(0, last + 1).flatMap((call) => how.map((fault) => [call, fault])),
      async ([call, fault]) => {
        const ended = await failing(call, fault);
        const label = `${fault} in ${call[0]} number ${call[1]}`;
        const value = read(ended.file);
        const names = fs.readdirSync(path.dirname(ended.file));
        work({ ended, value, label, rest: names.filter((name) => !/^a(\.warm)?$/.test(name)) });
      },
    );
  }

  test(
    `${operation}: whichever call fails, the file is as it was, or it is done`,
    traced,
    async () => {
      let failed = 0;
      const faults = ['error=EIO', 'error=ENOSPC', 'error=EINTR'];
      await inject(faults, ({ ended, value, label, rest }) => {
        const said = returned(ended, label);
        if (said !== 'done') failed++;
        assert.match(said, /^(done|E[A-Z]+)$/, label);
        assert.deepEqual(value, said === 'done' ? [7, 8, 9] : [1, 2], label);
        assert.deepEqual(rest, [], label);
      });
      assert.ok(failed > 10, `only ${failed} failed`);
    },
  );

  test(`${operation}: killed before any of its calls, the file is as it was`, traced, async () => {
    await inject(['signal=KILL'], ({ ended: { signal, status }, value, label, rest }) => {
      assert.ok(signal === 'SIGKILL' || status === 137, label);
      assert.deepEqual(value, [1, 2], label);
      assert.ok(rest.length <= 1, label);
    });
  });
}

test(
  'a file that is cut between the look at its length and the mapping loses pages',
  traced,
  async () => {
    const file = scratch(Buffer.alloc(20_000, 1));
    const log = scratch();
    // It stops when it has the length, and goes on when it is told to.
    const stop = 'inject=statx,fstat,newfstatat:signal=STOP:when=1';
    const flags = ['-f', '-qq', '-P', file, '-o', log, '-e', stop];
    const running = runUnder('strace', flags, 'operations', 'sum', [file]);
    let isOver = false;
    running.finally(() => (isOver = true)).catch(() => {});
    let stopped = null;
    while (stopped === null && !isOver) {
      await sleep(20);
      const text = fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : '';
      stopped = /^(\d+)\s+--- stopped by SIGSTOP ---$/m.exec(text);
    }
    assert.ok(stopped !== null, 'it did not stop');
    fs.truncateSync(file, 0);
    // One that comes while strace is looking at the stop may be lost.
    const signals = setInterval(() => spawnSync('kill', ['-CONT', stopped[1]]), 50);
    const ended = await running;
    clearInterval(signals);
    assert.deepEqual(returned(ended), [0, true]);
  },
);
