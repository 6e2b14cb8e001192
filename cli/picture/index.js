'use strict';

/** An array as a picture: on the screen or in a file. */

const { UsageError, refuseOptions } = require('../arguments');
const { write, writeJson, writeStyled } = require('../output');
const { checkNotLost } = require('../source');
const { showDtype, showFloat, showShape, terminalWidth } = require('../text');
const { isPhoto, numbersImage, photoImage } = require('./image');
const { writePng } = require('./png');
const { fit } = require('./raster');
const { colourDepth, imageLines, legend } = require('./terminal');

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {import('../commands/plot').Wanted} Wanted */

/** Pixels of a side of a PNG, unless more are asked for. */
const SIDE = 4096;
const MOST_SIDE = 16_384;

/** Pixels that the longer side of a picture in the terminal has, where there is room. */
const LEAST = 32;

/**
 * @param {import('../source').Spec} spec
 * @param {import('../numbers').Numbers} numbers
 * @param {Wanted} wanted
 */
async function picture(spec, { whole, view }, wanted) {
  const { output, width, json, bins } = wanted;
  refuseOptions({ bins }, 'is about a histogram, and this is a picture: add --histogram');
  if (output === undefined) refuseOptions({ json }, 'needs --output or --histogram');
  if (view.size === 0)
    throw new Error(`${spec.file}: there is nothing in ${showShape(view.shape)}`);
  const depth = output === undefined ? colourDepth(process.stdout) : 24;
  // Shades are few: they are to be even.
  const colormap = wanted.colors ?? (depth >= 8 ? 'viridis' : 'gray');
  const size = output === undefined ? screenSize(view, width) : fileSize(view, width);
  const image = imageOf(view, size, wanted, colormap);
  checkNotLost(whole, spec.file);
  if (output === undefined) return writeStyled(screen(view, image, colormap, depth));
  await writePng(output, image);
  const { width: columns, height: rows, range } = image;
  if (json) return writeJson({ output, width: columns, height: rows, range });
  const meaning = range ? `, ${range.map(showFloat).join(' to ')}` : '';
  return write(`${output}: ${columns} x ${rows} pixels${meaning}\n`);
}

/**
 * @param {NDArray} view
 * @param {[number, number]} size
 * @param {Wanted} wanted
 * @param {string} colormap
 */
function imageOf(view, [width, height], { range, colors }, colormap) {
  if (!isPhoto(view)) return numbersImage(view, width, height, range, colormap);
  refuseOptions({ range, colors }, 'is not for arrays that hold colors');
  return photoImage(view, width, height);
}

/** @param {NDArray} view @param {number | undefined} width @returns {[number, number]} */
function screenSize({ shape }, width) {
  const columns = width ?? terminalWidth();
  const lines = Math.max(4, (process.stdout.rows || 24) - 3);
  return fit(shape, columns, 2 * lines, LEAST);
}

/** @param {NDArray} view @param {number | undefined} width @returns {[number, number]} */
function fileSize({ shape }, width) {
  if (width === undefined) return fit(shape, SIDE, SIDE);
  const height = Math.max(1, Math.round((shape[0] * width) / shape[1]));
  if (Math.max(width, height) <= MOST_SIDE) return [width, height];
  throw new UsageError(
    `--width ${width} gives ${width} x ${height} pixels, the most is ${MOST_SIDE}`,
  );
}

/**
 * @param {NDArray} view
 * @param {import('./image').Image} image
 * @param {string} colormap
 * @param {number} depth
 */
function screen(view, image, colormap, depth) {
  const lines = imageLines(image, depth);
  if (image.range) {
    const [low, high] = image.range.map(showFloat);
    lines.push(legend(low, high, colormap, depth, terminalWidth()));
  }
  lines.push(`${showDtype(view.dtype)} ${showShape(view.shape)}`);
  return `${lines.join('\n')}\n`;
}

module.exports = { SIDE, isPhoto, picture };
