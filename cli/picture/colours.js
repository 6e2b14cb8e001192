'use strict';

/** Numbers as colours. */

/** @typedef {[red: number, green: number, blue: number]} Colour each 0 to 255 */

/** Matplotlib's viridis at every eighth of its length: even in brightness, also to the colour-blind. */
const VIRIDIS = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** @type {Record<string, (share: number) => Colour>} */
const COLORMAPS = {
  viridis: (share) => {
    const at = share * (VIRIDIS.length - 1);
    const [below, above] = [Math.floor(at), Math.ceil(at)];
    const mix = (/** @type {number} */ part) =>
      Math.round(
        VIRIDIS[below][part] + (VIRIDIS[above][part] - VIRIDIS[below][part]) * (at - below),
      );
    return [mix(0), mix(1), mix(2)];
  },
  gray: (share) => {
    const level = Math.round(share * 255);
    return [level, level, level];
  },
};

/**
 * Where a value is between two others, 0 to 1; infinities are at the ends.
 *
 * @param {number} value not NaN
 * @param {readonly [number, number]} range
 */
function shareOf(value, [low, high]) {
  if (value <= low && low < high) return 0;
  if (value >= high && low < high) return 1;
  return low < high ? (value - low) / (high - low) : 0.5;
}

module.exports = { COLORMAPS, shareOf };
