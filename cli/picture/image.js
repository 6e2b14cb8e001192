'use strict';

/** A picture: colours in rows, made of an array's numbers or of the colours that it holds. */

const { COLORMAPS, shareOf } = require('./colours');
const { rangeOf, rasterOf } = require('./raster');

/** @typedef {import('memmap').NDArray} NDArray */

/**
 * @typedef {object} Image
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array} rgba four bytes a pixel, from the top left; NaN is transparent
 * @property {[number, number] | null} range what the first and the last colour mean; null for colours
 */

/** Whether an array is a photo: rows of pixels of 3 or 4 bytes. @param {NDArray} array */
function isPhoto({ ndim, shape, dtype }) {
  return ndim === 3 && dtype === 'uint8' && (shape[2] === 3 || shape[2] === 4);
}

/**
 * @param {NDArray} array a photo
 * @param {number} width
 * @param {number} height
 * @returns {Image}
 */
function photoImage(array, width, height) {
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let part = 0; part < array.shape[2]; part++) {
    const { values } = rasterOf(array.slice('...', part), width, height, Number);
    for (let at = 0; at < values.length; at++) rgba[4 * at + part] = Math.round(values[at]);
  }
  return { width, height, rgba, range: null };
}

/**
 * @param {NDArray} array of two axes
 * @param {number} width
 * @param {number} height
 * @param {[number, number] | undefined} wanted range
 * @param {string} colormap
 * @returns {Image}
 */
function numbersImage(array, width, height, wanted, colormap) {
  const raster = rasterOf(array, width, height, toNumber);
  const range = wanted ?? rangeOf(raster) ?? [NaN, NaN];
  const colour = COLORMAPS[colormap];
  const rgba = new Uint8Array(4 * width * height);
  for (const [at, value] of raster.values.entries()) {
    if (!Number.isNaN(value)) rgba.set([...colour(shareOf(value, range)), 255], 4 * at);
  }
  return { width, height, rgba, range };
}

const NAT = -(2n ** 63n);

/** @param {any} value of whatever an array's `get` gives */
function toNumber(value) {
  if (typeof value === 'object') return Math.hypot(value.re, value.im);
  return value === NAT ? NaN : Number(value);
}

module.exports = { isPhoto, photoImage, numbersImage };
