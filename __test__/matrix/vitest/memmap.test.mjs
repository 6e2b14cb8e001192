import { expect, test } from 'vitest';
import { memmap } from 'memmap';
import { misuse, roundTrip } from '../use.cjs';

test('memmap', () => {
  expect(roundTrip(memmap)).toBe(22.5);
  expect(() => misuse(memmap)).toThrow(TypeError);
});

test('arrays with other elements are not equal', () => {
  const a = memmap(import.meta.filename, { mode: 'r' });
  const [x, y] = [a.slice([0, 10]), a.slice([1, 11])];
  expect(x).toEqual(a.slice([0, 10]));
  expect(x).not.toEqual(y);
  expect(x).not.toStrictEqual(y);
  expect(x.copy()).toEqual(a.slice([0, 10]).copy());
  expect(x.copy()).not.toEqual(y.copy());
  expect({ a: x.reshape(5, 2) }).not.toEqual({ a: y.reshape(5, 2) });
  a.close();
});
