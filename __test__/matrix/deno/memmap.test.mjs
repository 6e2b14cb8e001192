import assert from 'node:assert/strict';
import { memmap } from 'memmap';
import { misuse, roundTrip } from '../use.cjs';

Deno.test('memmap', () => {
  assert.equal(roundTrip(memmap), 22.5);
  assert.throws(() => misuse(memmap), TypeError);
});
