'use strict';

/** A scan: what is done with each piece, on whatever thread, and how two results become one. */

const { checkNotLost, openSource } = require('../source');
const { boxes, cut, footprint, memoryOrder, slowestFirst } = require('../pieces');
const { countsOf, emptyCounts, mergeCounts } = require('./bins');
const { elementsOf } = require('./elements');
const { empty, mergeMoments, momentsOf } = require('./moments');

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {import('./elements').Kind} Kind */
/** @typedef {import('../source').Spec} Spec */

/**
 * Plain data: a worker gets it by post.
 *
 * @typedef {object} Job
 * @property {Spec} spec
 * @property {Kind} kind of the elements
 * @property {import('./bins').Bins | null} bins to count; null for moments
 */

/**
 * Bytes of a piece, at most: small enough that all threads end together, large enough that starting
 * one costs nothing.
 */
const PIECE = 4 * 2 ** 20;

/** @param {Job} job */
function emptyResult({ kind, bins }) {
  return bins ? emptyCounts(bins) : empty(kind);
}

/** @param {Job} job @param {any} to @param {any} from */
function merge({ bins }, to, from) {
  if (bins) mergeCounts(to, from);
  else mergeMoments(to, from);
}

/**
 * The pieces of an array, in an order that does not depend on how many threads work on them.
 *
 * @param {NDArray} view
 */
function* piecesOf(view) {
  const array = memoryOrder(view);
  const most = Math.max(1, Math.floor(PIECE / footprint(array)));
  for (const box of boxes(array.shape, [slowestFirst(array)], most)) yield cut(array, box);
}

/** @param {Job} job @param {NDArray} piece @param {import('memmap').Memmap} whole */
function workOn({ spec, kind, bins }, piece, whole) {
  piece.advise('willneed');
  const elements = elementsOf(piece, kind);
  const result = bins ? countsOf(elements, kind, bins) : momentsOf(elements, kind);
  // Not only the piece: the system maps pages around those that are touched.
  whole.advise('dontneed');
  checkNotLost(whole, spec.file);
  return result;
}

/**
 * Works on those pieces that `take` gives the numbers of, in rising order.
 *
 * @param {Job} job
 * @param {() => number} take
 * @returns {Generator<{ index: number, size: number, result: any }>}
 */
function* results(job, take) {
  const { whole, view } = openSource(job.spec);
  let wanted = take();
  let index = 0;
  for (const piece of piecesOf(view)) {
    if (index++ !== wanted) continue;
    yield { index: wanted, size: piece.size, result: workOn(job, piece, whole) };
    wanted = take();
  }
  whole.close();
}

module.exports = { emptyResult, merge, results };
