'use strict';

/** Adds up a file in steps, letting go of its pages; prints how much resident memory that took. */

const { memmap } = require('../../index.js');

async function main() {
  const array = memmap(process.argv[2], { dtype: 'float32', mode: 'r' });
  await array.slice([0, 2 ** 24]).sumAsync({ release: true });
  const before = process.memoryUsage.rss();
  let most = before;
  const onProgress = () => (most = Math.max(most, process.memoryUsage.rss()));
  const sum = await array.sumAsync({ release: true, onProgress });
  console.log(JSON.stringify({ sum: Number(sum), grown: most - before }));
}

main();
