'use strict';

/** How many elements fall into each of some bins of equal width: `np.histogram` of float64. */

/** @typedef {{ low: number, high: number, count: number }} Bins */
/** @typedef {{ counts: number[], below: number, above: number, nan: number }} Counts */
/** @typedef {import('./elements').Kind} Kind */

const WORD = 2 ** 32;

/** `np.linspace(low, high, count + 1)`. @param {Bins} bins */
function edgesOf({ low, high, count }) {
  const step = (high - low) / count;
  const edges = Array.from({ length: count + 1 }, (_, at) => low + at * step);
  edges[count] = high;
  return edges;
}

/** @param {Bins} bins @returns {Counts} */
function emptyCounts({ count }) {
  return { counts: new Array(count).fill(0), below: 0, above: 0, nan: 0 };
}

/** @param {any} data as `elementsOf` gives it @param {Kind} kind @param {Bins} bins */
function countsOf(data, kind, bins) {
  const result = emptyCounts(bins);
  const edges = Float64Array.from(edgesOf(bins));
  const counts = new Float64Array(bins.count);
  const { low, high, count } = bins;
  const scale = count / (high - low);
  const wide = kind.layout === 'wide';
  const step = wide ? 2 : 1;
  for (let at = 0; at < data.length; at += step) {
    let value = data[at];
    if (wide) {
      const upper = kind.signed ? data[at + 1] | 0 : data[at + 1];
      if (kind.hasNat && upper === -(2 ** 31) && value === 0) value = NaN;
      else value += upper * WORD;
    }
    if (value >= low && value <= high) {
      let bin = Math.floor((value - low) * scale);
      // Rounding may have put a value beside the edge that it is on the other side of.
      if (bin >= count) bin = count - 1;
      else if (value < edges[bin]) bin--;
      if (bin < count - 1 && value >= edges[bin + 1]) bin++;
      counts[bin]++;
    } else if (value < low) result.below++;
    else if (value > high) result.above++;
    else result.nan++;
  }
  result.counts = [...counts];
  return result;
}

/** @param {Counts} to @param {Counts} from */
function mergeCounts(to, from) {
  for (let bin = 0; bin < to.counts.length; bin++) to.counts[bin] += from.counts[bin];
  to.below += from.below;
  to.above += from.above;
  to.nan += from.nan;
}

module.exports = { edgesOf, emptyCounts, countsOf, mergeCounts };
