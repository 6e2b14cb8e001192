'use strict';

/** A histogram as lines of text. */

const { grouped } = require('../text');

const EIGHTHS = ' ▏▎▍▌▋▊▉█';

/**
 * @param {readonly string[]} labels of the bins
 * @param {readonly number[]} counts
 * @param {number} width of a line
 * @returns {string[]}
 */
function histogramLines(labels, counts, width) {
  const numbers = counts.map(grouped);
  const left = Math.max(...labels.map((label) => label.length));
  const right = Math.max(...numbers.map((number) => number.length));
  const room = Math.max(4, width - left - right - 2);
  const most = Math.max(...counts, 1);
  return counts.map((count, at) => {
    const bar = barOf((count / most) * room, count > 0);
    return `${labels[at].padStart(left)} ${bar.padEnd(room)} ${numbers[at].padStart(right)}`;
  });
}

/** @param {number} length in characters @param {boolean} isThere however short */
function barOf(length, isThere) {
  const eighths = Math.max(Math.round(length * 8), isThere ? 1 : 0);
  const rest = eighths % 8;
  return '█'.repeat(Math.floor(eighths / 8)) + (rest > 0 ? EIGHTHS[rest] : '');
}

/**
 * Enough digits of each edge to tell it from its neighbours.
 *
 * @param {readonly number[]} edges
 */
function edgeTexts(edges) {
  const step = Math.abs(edges[1] - edges[0]);
  const largest = Math.max(...edges.map(Math.abs));
  const digits = Math.ceil(Math.log10(largest / step)) + 2;
  // What is nearer to zero than rounding can tell is zero.
  return edges.map((edge) =>
    String(Math.abs(edge) < step / 1e9 ? 0 : Number(edge.toPrecision(Math.min(17, digits)))),
  );
}

module.exports = { histogramLines, edgeTexts };
