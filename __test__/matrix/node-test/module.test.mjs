import assert from 'node:assert/strict';
import test from 'node:test';
import { memmap } from 'memmap';
import { misuse, roundTrip } from '../use.cjs';

test('an ES module', () => {
  assert.equal(roundTrip(memmap), 22.5);
  assert.throws(() => misuse(memmap), TypeError);
});
