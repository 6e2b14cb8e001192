'use strict';

/** Prints the bits of reductions of a file, at once and in steps. */

const { memmap } = require('../../index.js');

const bits = (value) => Buffer.from(Float64Array.of(value).buffer).toString('hex');

async function main() {
  const all = memmap(process.argv[2], { dtype: 'float32', mode: 'r' });
  const matrix = all.slice([0, 3_000_000]).reshape(1000, 3000);
  const views = [all, all.slice([null, null, -3]), matrix.T, matrix.slice(null, [5, 9])];
  for (const view of views) {
    for (const name of ['sum', 'mean', 'std']) {
      const twin = bits(await view[`${name}Async`]());
      if (twin !== bits(view[name]())) throw new Error(`${name} and its twin differ`);
      console.log(name, twin);
    }
    const rows = view.std({ axis: 0 });
    console.log(
      rows.ndim === 0 ? bits(rows.get()) : rows.toArray().slice(0, 50).map(bits).join(' '),
    );
  }
  console.log(
    matrix.dot(new Float32Array(3000).fill(0.1)).toArray().slice(0, 50).map(bits).join(' '),
  );
}

main();
