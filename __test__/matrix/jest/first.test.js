const { memmap, NDArray } = require('memmap');
const { compare, misuse, roundTrip } = require('../use.cjs');

test('memmap in a realm of its own', () => {
  expect(roundTrip(memmap)).toBe(22.5);
});

test('errors and arrays are of the realm of the test', () => {
  expect(() => misuse(memmap)).toThrow(TypeError);
  const a = memmap(__filename, { mode: 'r' });
  expect(a.data).toBeInstanceOf(Uint8Array);
  expect(a).toBeInstanceOf(NDArray);
  expect(a.shape).toEqual([a.size]);
  expect(() => a.get(-1 - a.size)).toThrow(RangeError);
  a.close();
});

test('arrays with other elements are not equal', () => compare(memmap, expect, __filename));
