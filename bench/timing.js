'use strict';

/** Clocks for what is measured. */

const now = () => Number(process.hrtime.bigint()) / 1e6;

/** Milliseconds that one call takes. */
function milliseconds(call) {
  const start = now();
  call();
  return now() - start;
}

/** Milliseconds for a call, the best of several: the rest is other programs. */
function best(runs, call) {
  let least = Infinity;
  for (let run = 0; run < runs; run++) least = Math.min(least, milliseconds(call));
  return least;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

module.exports = { now, milliseconds, best, median };
