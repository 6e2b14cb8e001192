const { memmap, NDArray } = require('memmap');
const { misuse, roundTrip } = require('../use.cjs');

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

test('arrays with other elements are not equal', () => {
  const a = memmap(__filename, { mode: 'r' });
  const [x, y] = [a.slice([0, 10]), a.slice([1, 11])];
  expect(x).toEqual(a.slice([0, 10]));
  expect(x).not.toEqual(y);
  expect(x).not.toStrictEqual(y);
  expect(x.copy()).toEqual(a.slice([0, 10]).copy());
  expect(x.copy()).not.toEqual(y.copy());
  expect({ a: x.reshape(5, 2) }).not.toEqual({ a: y.reshape(5, 2) });
  a.close();
});
