const assert = require('node:assert/strict');
const test = require('node:test');
const { memmap } = require('memmap');
const { misuse, roundTrip } = require('../use.cjs');

test('CommonJS', () => {
  assert.equal(roundTrip(memmap), 22.5);
  assert.throws(() => misuse(memmap), TypeError);
});
