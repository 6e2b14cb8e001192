'use strict';

/** What is done a hundred thousand times leaves no memory, mapping or descriptor behind. */

const assert = require('node:assert/strict');
const test = require('node:test');
const { returned, runInChild, scratch } = require('./helpers');

const linux = { skip: process.platform !== 'linux' && 'reads /proc' };

test('cheap calls, and calls that are refused, leave nothing behind', linux, () => {
  const grown = returned(runInChild('growth', 'everyCall', [scratch()]));
  for (const [name, { maps, descriptors, live, memory }] of Object.entries(grown)) {
    // The runtime's own heap, threads and timers come and go.
    assert.ok(
      maps < 500 && descriptors <= 4 && live <= 0,
      `${name}: ${maps} ${descriptors} ${live}`,
    );
    assert.ok(memory < 60e6, `${name}: ${memory} bytes`);
  }
});
