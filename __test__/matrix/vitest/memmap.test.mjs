import { expect, test } from 'vitest';
import { memmap } from 'memmap';
import { compare, misuse, roundTrip } from '../use.cjs';

test('memmap', () => {
  expect(roundTrip(memmap)).toBe(22.5);
  expect(() => misuse(memmap)).toThrow(TypeError);
});

test('arrays with other elements are not equal', () =>
  compare(memmap, expect, import.meta.filename));
