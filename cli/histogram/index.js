'use strict';

/** How the numbers of an array are distributed. */

const { refuseOptions } = require('../arguments');
const { writeJson, write } = require('../output');
const { elementFormat, grouped, showDtype, showShape, terminalWidth } = require('../text');
const { edgeTexts, histogramLines } = require('./bars');
const { Counter } = require('./counts');

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {import('../commands/plot').Wanted} Wanted */

/** How many bins there are, unless it is said. */
const BINS = 20;

/**
 * @param {import('../source').Spec} spec
 * @param {import('../numbers').Numbers} numbers
 * @param {Wanted} wanted
 */
async function histogram(spec, numbers, wanted) {
  const { view, dtype, kind } = numbers;
  const { output, colors, json, width } = wanted;
  refuseOptions({ output, colors }, 'needs a picture, of an array with two axes: see --slice');
  const counter = new Counter(spec, numbers);
  const bins = await binsOf(counter, wanted);
  const { edges, ...found } = await counter.counts(bins.count, [bins.low, bins.high]);
  if (json) {
    const { dtype: name, shape } = view;
    return writeJson({ file: spec.file, dtype: name, shape: [...shape], edges, ...found });
  }
  const texts = edgeLabels(edges, view, dtype);
  const labels = bins.each ? edges.map((edge) => valueLabel(edge + 0.5, dtype)) : texts;
  const lines = histogramLines(labels.slice(0, bins.count), found.counts, width ?? terminalWidth());
  const { below, above, nan } = found;
  const facts = [
    `${showDtype(view.dtype)} ${showShape(view.shape)}`,
    ...(bins.each ? [] : [`${bins.count} bins from ${texts[0]} to ${texts[bins.count]}`]),
    ...(below > 0 ? [`${grouped(below)} below`] : []),
    ...(above > 0 ? [`${grouped(above)} above`] : []),
    ...(nan > 0 ? [`${grouped(nan)} ${kind === 'time' ? 'NaT' : 'NaN'}`] : []),
  ];
  return write(`${lines.join('\n')}\n${facts.join(', ')}\n`);
}

/** @typedef {{ low: number, high: number, count: number, each: boolean }} Bins `each`: one for each integer */

/** @param {Counter} counter @param {Wanted} wanted @returns {Promise<Bins>} */
async function binsOf(counter, { range, bins }) {
  const { file, kind } = counter;
  const count = bins ?? BINS;
  if (range !== undefined) return { low: range[0], high: range[1], count, each: false };
  const [low, high] = await counter.range();
  if (low > high) throw new Error(`${file}: there are no finite numbers to plot`);
  if (!Number.isFinite(high - low)) {
    throw new Error(`${file}: from ${low} to ${high} is too far for bins: give --range`);
  }
  const isExact = kind === 'integer' || kind === 'bool';
  const each = bins === undefined && isExact && high - low < BINS;
  // As NumPy: a single value is in the middle of the range.
  if (!each && low < high) return { low, high, count, each };
  return { low: low - 0.5, high: high + 0.5, count: each ? high - low + 1 : count, each };
}

/** @param {number} value @param {import('memmap').DType} dtype */
function valueLabel(value, { name }) {
  return name === 'bool' ? (value ? 'True' : 'False') : String(value);
}

/** @param {number[]} edges @param {NDArray} view @param {import('memmap').DType} dtype */
function edgeLabels(edges, view, { kind }) {
  if (view.size === 0 || (kind !== 'M' && kind !== 'm')) return edgeTexts(edges);
  const format = elementFormat(view);
  return edges.map((edge) => format(BigInt(Math.round(edge))));
}

module.exports = { BINS, histogram };
