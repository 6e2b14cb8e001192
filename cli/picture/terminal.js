'use strict';

/** Pictures in a terminal: two pixels a character, the one above as its colour, the one below behind. */

const { WriteStream } = require('node:tty');
const { COLORMAPS } = require('./colours');

/** @typedef {import('./image').Image} Image */
/** @typedef {import('./colours').Colour} Colour */

const RESET = '\x1b[0m';

/** From the darkest to the lightest, on a dark background. */
const SHADES = ' ░▒▓█';

/**
 * How many bits a colour has, after FORCE_COLOR, NO_COLOR, COLORTERM and TERM; 1 where there is none.
 *
 * @param {NodeJS.WriteStream} stream
 */
function colourDepth(stream) {
  const { env } = process;
  if (env.FORCE_COLOR === undefined && (env.NO_COLOR || !stream.isTTY)) return 1;
  if (stream.isTTY && typeof stream.getColorDepth === 'function') return stream.getColorDepth();
  return WriteStream.prototype.getColorDepth?.call(stream, env) ?? 1;
}

/**
 * @param {Image} image
 * @param {number} depth of colours
 * @returns {string[]} lines
 */
function imageLines(image, depth) {
  const lines = [];
  for (let y = 0; y < image.height; y += 2) {
    lines.push(depth >= 8 ? colourLine(image, y, depth) : shadeLine(image, y));
  }
  return lines;
}

/**
 * @param {Image} image
 * @param {number} x
 * @param {number} y
 * @returns {Colour | null} null where there is nothing to see
 */
function pixel({ width, height, rgba }, x, y) {
  const at = 4 * (y * width + x);
  if (y >= height || rgba[at + 3] < 128) return null;
  return [rgba[at], rgba[at + 1], rgba[at + 2]];
}

/** @param {Image} image @param {number} y @param {number} depth */
function colourLine(image, y, depth) {
  let [line, before] = ['', ''];
  for (let x = 0; x < image.width; x++) {
    const [upper, lower] = [pixel(image, x, y), pixel(image, x, y + 1)];
    const codes = [];
    if (upper) codes.push(`38;${code(upper, depth)}`);
    if (lower) codes.push(`${upper ? 48 : 38};${code(lower, depth)}`);
    const style = `\x1b[0${codes.map((each) => `;${each}`).join('')}m`;
    if (style !== before) line += style;
    before = style;
    line += upper ? '▀' : lower ? '▄' : ' ';
  }
  return line + RESET;
}

/** @param {Colour} colour @param {number} depth */
function code(colour, depth) {
  if (depth >= 24) return `2;${colour.join(';')}`;
  const isGray = colour[0] === colour[1] && colour[1] === colour[2];
  // Of the 256 colours, 232 to 255 are grays: 8, 18, to 238.
  if (isGray && colour[0] < 247)
    return `5;${232 + Math.max(0, Math.floor((colour[0] - 3) / 10.2))}`;
  // 16 to 231 are a cube of six steps: 0, 95, 135, 175, 215, 255.
  const [red, green, blue] = colour.map((level) => {
    return level < 48 ? 0 : level < 115 ? 1 : Math.floor((level - 35) / 40);
  });
  return `5;${16 + 36 * red + 6 * green + blue}`;
}

/** @param {Image} image @param {number} y */
function shadeLine(image, y) {
  let line = '';
  for (let x = 0; x < image.width; x++) {
    const seen = [pixel(image, x, y), pixel(image, x, y + 1)].filter((colour) => colour !== null);
    const light = seen.reduce((sum, colour) => sum + brightness(colour), 0) / (seen.length || 1);
    line += SHADES[Math.min(SHADES.length - 1, Math.floor(light * SHADES.length))];
  }
  return line.trimEnd();
}

/** 0 to 1, as the eye weighs the colours. @param {Colour} colour */
function brightness([red, green, blue]) {
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

/**
 * What the colours mean: `low ▀▀▀▀ high`.
 *
 * @param {string} low
 * @param {string} high
 * @param {string} colormap
 * @param {number} depth
 * @param {number} width
 */
function legend(low, high, colormap, depth, width) {
  const room = Math.min(24, width - low.length - high.length - 2);
  if (room < 4) return `${low} to ${high}`;
  const rgba = new Uint8Array(8 * room).fill(255);
  for (let x = 0; x < room; x++) {
    const colour = COLORMAPS[colormap](x / (room - 1));
    rgba.set(colour, 4 * x);
    rgba.set(colour, 4 * (room + x));
  }
  const [bar] = imageLines({ width: room, height: 2, rgba, range: null }, depth);
  return `${low} ${bar} ${high}`;
}

module.exports = { colourDepth, imageLines, legend };
