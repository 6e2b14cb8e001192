import { expect, test } from 'bun:test';
import { memmap } from 'memmap';
import { misuse, roundTrip } from '../use.cjs';

test('memmap', () => {
  expect(roundTrip(memmap)).toBe(22.5);
  expect(() => misuse(memmap)).toThrow(TypeError);
});
