'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { eachStrategy, returned, runInChild, FEWEST } = require('./helpers');

/** Windows does not let a mapped file be truncated. */
const unix = { skip: process.platform === 'win32' && 'a mapped file cannot be truncated here' };

/** Calls a function of children/guard.js under every strategy. */
function survives(name, ...args) {
  const ran = eachStrategy((strategy) => returned(runInChild('guard', name, args), strategy));
  assert.ok(ran.length >= FEWEST, `only ${ran}`);
}

test('a truncated map reads zeros, counts its lost pages and refuses to flush', unix, () => {
  survives('truncated');
});

test('a flush of bytes that were truncated away fails, touched or not', unix, () => {
  survives('flushed');
});

test('in modes r and c pages are lost as well, and flush is still a no-op', unix, () => {
  survives('privateModes');
});

test('compiled loops survive a truncation by another process in mid-loop', unix, () => {
  survives('loops');
});

test('builtins survive: native code that reads and writes lost pages', unix, () => {
  survives('builtins');
});

test('copy, astype, fill and assign throw when pages were lost under them', unix, () => {
  survives('bulk');
});

/** A round takes some milliseconds; a race that is lost is lost in the first few. */
const ROUNDS = process.env.MEMMAP_LONG ? 333 : 4;

test('threads of the pool and the main thread lose the same pages at once', unix, () => {
  survives('poolAndMain', 3 * ROUNDS);
});

test(
  '2, 4 and 16 workers lose the same pages at once, in maps that are closed as well',
  unix,
  () => {
    survives('workers', ROUNDS);
  },
);

test('on the thread pool lost pages are survived too', unix, () => {
  survives('threadPool');
});

test('a file that shrinks and grows again is read where it was not lost', unix, () => {
  survives('shrunkAndGrown');
});

test('closing a map with lost pages lets go of the file', unix, () => {
  survives('closed');
});

test('a hundred maps at once lose their own pages only', unix, () => {
  survives('hundred');
});

test('the guard is back after other code has taken the signal', unix, () => {
  survives('signalTaken');
});

test('what is written to data of a read-only map never reaches the file', () => {
  survives('readOnly');
});

test('a SIGBUS that is not ours ends the process as it did before', unix, () => {
  const plain = runInChild('bare', 'sigbus');
  assert.ok(plain.signal !== null || plain.status !== 0);
  eachStrategy(() => {
    const ours = runInChild('guard', 'foreignSigbus');
    assert.deepEqual([ours.status, ours.signal], [plain.status, plain.signal], ours.stderr);
  });
});
