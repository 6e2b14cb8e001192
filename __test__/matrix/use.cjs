'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** Writes an array to a file and reads it back through another map: 22.5 if all is well. */
exports.roundTrip = (memmap) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-matrix-'));
  try {
    const file = path.join(folder, 'a.f32');
    const a = memmap(file, { dtype: 'float32', mode: 'w+', shape: [3, 4] });
    a.fill(2);
    a.set(-1, 3, 0.5);
    a.flush();
    a.close();
    const b = memmap(file, { dtype: 'float32', mode: 'r', shape: [-1, 4] });
    let sum = 0;
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 4; column++) sum += b.get(row, column);
    }
    b.close();
    return sum;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

/** A filename of the wrong type: a TypeError. */
exports.misuse = (memmap) => memmap({});

/** What `expect` takes for equal: equal elements, and no others. */
exports.compare = (memmap, expect, file) => {
  const a = memmap(file, { mode: 'r' });
  const [x, y] = [a.slice([0, 10]), a.slice([1, 11])];
  expect(x).toEqual(a.slice([0, 10]));
  expect(x).not.toEqual(y);
  expect(x).not.toStrictEqual(y);
  expect(x.copy()).toEqual(a.slice([0, 10]).copy());
  expect(x.copy()).not.toEqual(y.copy());
  expect({ a: x.reshape(5, 2) }).not.toEqual({ a: y.reshape(5, 2) });
  a.close();
};
