'use strict';

/** A 2-d array brought to as many pixels as are wanted, reading only what they show. */

/** @typedef {import('memmap').NDArray} NDArray */

/**
 * @typedef {object} Raster rows of pixels, from the top
 * @property {number} width
 * @property {number} height
 * @property {Float64Array} values NaN where there is none
 */

/** A pixel is the mean of so many elements at most, along each axis. */
const SAMPLES = 4;

/** Elements that are read for all pixels, at most, but one for each pixel. */
const BUDGET = 2 ** 24;

/**
 * @param {NDArray} array of two axes
 * @param {number} width
 * @param {number} height
 * @param {(value: any) => number} toNumber
 * @returns {Raster}
 */
function rasterOf(array, width, height, toNumber) {
  const values = new Float64Array(width * height);
  const most = Math.max(1, Math.min(SAMPLES, Math.floor(Math.sqrt(BUDGET / values.length))));
  const rows = placesOf(array.shape[0], height, most);
  const columns = placesOf(array.shape[1], width, most);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [sum, count] = [0, 0];
      for (const row of rows[y]) {
        for (const column of columns[x]) {
          const value = toNumber(array.get(row, column));
          if (Number.isNaN(value)) continue;
          sum += value;
          count++;
        }
      }
      values[y * width + x] = count > 0 ? sum / count : NaN;
    }
  }
  return { width, height, values };
}

/**
 * The indices that each pixel along an axis shows, evenly spread over its share.
 *
 * @param {number} length of the axis
 * @param {number} pixels
 * @param {number} most indices of a pixel
 */
function placesOf(length, pixels, most) {
  const share = length / pixels;
  const count = Math.max(1, Math.min(most, Math.floor(share)));
  return Array.from({ length: pixels }, (_, pixel) =>
    Array.from({ length: count }, (_, part) =>
      Math.min(length - 1, Math.floor((pixel + (part + 0.5) / count) * share)),
    ),
  );
}

/**
 * The least and the greatest value that is finite; null where there is none.
 *
 * @param {Raster} raster
 * @returns {[number, number] | null}
 */
function rangeOf({ values }) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/**
 * How many pixels to give an array, for a room of so many: its own proportions, but neither side less
 * than a quarter of the room where the array has as much.
 *
 * @param {readonly number[]} shape rows and columns
 * @param {number} width of the room
 * @param {number} height
 * @param {number} [least] pixels of the longer side: a small array's elements become squares
 * @returns {[width: number, height: number]}
 */
function fit([rows, columns], width, height, least = 1) {
  const room = Math.min(width / columns, height / rows);
  const enlarged = Math.floor(Math.min(room, least / Math.max(rows, columns)));
  if (enlarged > 1) return [columns * enlarged, rows * enlarged];
  const scale = Math.min(1, room);
  /** @param {number} length @param {number} room */
  const side = (length, room) =>
    Math.max(1, Math.round(length * scale), Math.min(length, Math.floor(room / 4)));
  return [Math.min(width, side(columns, width)), Math.min(height, side(rows, height))];
}

module.exports = { rasterOf, rangeOf, fit };
