'use strict';

/**
 * A slice of a memmap as an array of other libraries, without a copy: scijs' `ndarray` and
 * `@stdlib/ndarray` take a TypedArray, a shape, strides and an offset, which is what a slice has.
 *
 *     npm install ndarray @stdlib/ndarray
 *     node examples/ndarrays.js [scijs] [stdlib]
 */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { memmap } = require('memmap');

const libraries = {
  scijs(a) {
    const ndarray = require('ndarray');
    const view = ndarray(a.data, [...a.shape], [...a.strides], a.start);
    return {
      get: (i, j) => view.get(i, j),
      set: (i, j, value) => view.set(i, j, value),
      transposed: (i, j) => view.transpose(1, 0).get(i, j),
    };
  },
  stdlib(a) {
    const Ndarray = require('@stdlib/ndarray/ctor');
    const order = { C: 'row-major', F: 'column-major' }[a.order];
    const wrap = ({ dtype, data, shape, strides, start }) =>
      new Ndarray(dtype, data, [...shape], [...strides], start, order);
    const view = wrap(a);
    return {
      get: (i, j) => view.get(i, j),
      set: (i, j, value) => view.set(i, j, value),
      transposed: (i, j) => wrap(a.T).get(i, j),
    };
  },
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-ndarrays-'));
const file = path.join(folder, 'table.f64');
const table = memmap(file, { dtype: 'float64', mode: 'w+', shape: [6, 5] });
for (let i = 0; i < table.size; i++) table.data[i] = i;

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(libraries);
for (const name of names) {
  // Every other row from the last one up, without the first column.
  const slice = table.slice([null, null, -2], [1, null]);
  const theirs = libraries[name](slice);
  console.log(
    `${name}: [1, 2] is ${theirs.get(1, 2)}, transposed [2, 1] is ${theirs.transposed(2, 1)}`,
  );
  theirs.set(0, 0, -1);
  const seen = memmap(file, { dtype: 'float64', mode: 'r' });
  console.log(`${name}: [0, 0] set to -1; the file has ${seen.get(26)}`);
  seen.close();
  table.set(5, 1, 26);
}
table.close();
fs.rmSync(folder, { recursive: true });
