'use strict';

/** `memmap plot`: a histogram, or a picture of a 2-d array. */

const { UsageError, parseCount, parseRange } = require('../arguments');
const { BINS, histogram } = require('../histogram');
const { openNumbers } = require('../numbers');
const { SIDE, isPhoto, picture } = require('../picture');
const { COLORMAPS } = require('../picture/colours');
const { SOURCE_OPTIONS, specOf } = require('../source');
const { checkOutput } = require('../whole-file');

const MOST_BINS = 10_000;

/** @param {import('../arguments').Parsed} parsed */
async function run(parsed) {
  const { values } = parsed;
  const wanted = optionsOf(values);
  const spec = specOf(parsed);
  if (wanted.output !== undefined) checkOutput(wanted.output, wanted.force, spec.file);
  const numbers = openNumbers(spec, 'plot');
  const isPicture = numbers.view.ndim === 2 || isPhoto(numbers.view);
  if (isPicture && !wanted.histogram) await picture(spec, numbers, wanted);
  else await histogram(spec, numbers, wanted);
  numbers.whole.close();
}

/**
 * @typedef {object} Wanted
 * @property {string | undefined} output
 * @property {string | undefined} colors
 * @property {boolean} histogram
 * @property {boolean} json
 * @property {boolean} force
 * @property {number | undefined} bins
 * @property {number | undefined} width
 * @property {[number, number] | undefined} range
 */

/** @param {Record<string, any>} values @returns {Wanted} */
function optionsOf(values) {
  const { output, colors, histogram = false, json = false, force = false } = values;
  if (colors !== undefined && !Object.hasOwn(COLORMAPS, colors)) {
    throw new UsageError(`--colors must be ${Object.keys(COLORMAPS).join(' or ')} (got ${colors})`);
  }
  if (output !== undefined && !/\.png$/i.test(output)) {
    throw new UsageError(`--output must be a .png file (got ${output})`);
  }
  const bins = parseCount('bins', values.bins);
  if (bins !== undefined && bins > MOST_BINS) {
    throw new UsageError(`--bins must be ${MOST_BINS} or fewer (got ${bins})`);
  }
  const width = parseCount('width', values.width);
  const range = parseRange(values.range);
  return { output, colors, histogram, json, force, bins, width, range };
}

module.exports = {
  summary: 'Draw a histogram, or a 2-d array as a picture (terminal or PNG)',
  positionals: ['FILE'],
  options: {
    output: { type: 'string', short: 'o', value: 'PNG', help: 'write the picture to this file' },
    force: { type: 'boolean', help: 'replace it if it exists' },
    histogram: { type: 'boolean', help: 'draw a histogram of a 2-d array too' },
    bins: { type: 'string', value: 'N', help: `bins of the histogram (${BINS})` },
    range: {
      type: 'string',
      value: 'LOW,HIGH',
      help: 'values of the first and the last color or bin',
    },
    colors: { type: 'string', value: 'NAME', help: 'viridis or gray (viridis)' },
    width: { type: 'string', value: 'N', help: 'columns of the terminal, or pixels of the file' },
    ...SOURCE_OPTIONS,
    json: { type: 'boolean', help: 'edges and counts, or what was written, as one JSON object' },
  },
  notes: [
    `A PNG has one pixel for each element, up to ${SIDE} a side; what is larger is sampled: a pixel ` +
      'is the mean of at most 4 x 4 elements of its part. NaN is transparent. Complex numbers are ' +
      'shown as their magnitudes; uint8 arrays of shape (rows, columns, 3 or 4) in their own ' +
      'colors. Without colors (NO_COLOR, or no terminal) pictures are made of shades.',
  ],
  examples: [
    ['memmap plot signal.npy', 'a histogram of a 1-d array'],
    ['memmap plot weights.npy --histogram --bins 40', 'a histogram of a 2-d array'],
    ['memmap plot volume.npy --slice 120', 'a picture of one layer in the terminal'],
    ['memmap plot volume.npy --slice 120 -o layer.png', 'the same as a file'],
  ],
  run,
};
