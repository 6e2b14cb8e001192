const assert = require('node:assert/strict');
const { memmap } = require('memmap');
const { misuse, roundTrip } = require('../use.cjs');

describe('memmap', () => {
  it('works', () => {
    assert.equal(roundTrip(memmap), 22.5);
    assert.throws(() => misuse(memmap), TypeError);
  });
});
