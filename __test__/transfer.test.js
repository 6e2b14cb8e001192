'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { FEWEST, eachStrategy, returned, runInChild, scratch } = require('./helpers');

/** Calls a function of children/transfer.js under each strategy that gives an ArrayBuffer. */
function survives(name) {
  const ran = eachStrategy((strategy) => {
    if (strategy.endsWith('shared')) return;
    // A page of a WebAssembly.Memory, so that its buffer is no longer.
    const file = scratch(Buffer.alloc(65_536, 7));
    returned(runInChild('transfer', name, [file]), strategy);
  });
  assert.ok(ran.length >= FEWEST, `only ${ran}`);
}

test('a buffer that was moved to another thread outlives the one that made it', () => {
  survives('outlives');
});

test('a thread that ends with maps that nobody closed or moved leaves none behind', () => {
  survives('leavesNone');
});

test('a buffer that was moved keeps the file, reads zeros after close, and is unmapped', () => {
  survives('keepsFile');
});

test('an array whose buffer was moved says so, and touches nothing', () => {
  survives('saysSo');
});
