'use strict';

/** How many numbers of an array of any size fall into bins. */

const { boxes, cut, footprint, slowestFirst } = require('../pieces');
const { Progress } = require('../progress');
const { checkNotLost, withName } = require('../source');

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {{ counts: number[], below: number, above: number, nan: number }} Counts */

/** Bytes of a piece, at most, of what becomes other numbers first. */
const PIECE = 4 * 2 ** 20;

class Counter {
  /** @param {import('../source').Spec} spec @param {import('../numbers').Numbers} numbers */
  constructor({ file }, { whole, view, kind }) {
    this.file = file;
    this.whole = whole;
    this.view = view;
    this.kind = kind;
    /** Whether the library has bins for these. */
    this.isReal = kind !== 'complex' && kind !== 'time';
  }

  /** The least and the greatest number that is finite; Infinity and -Infinity where there is none. */
  async range() {
    const { view } = this;
    if (this.kind !== 'complex') {
      const { count, inf, min, max } = await this.work('range', (part) => view.statsAsync(part));
      if (count === 0) return [Infinity, -Infinity];
      if (inf === 0) return [Number(min), Number(max)];
    }
    let [low, high] = [Infinity, -Infinity];
    await this.pieces('range', (piece) => {
      const { data } = piece.astype('float64');
      for (const value of /** @type {Float64Array} */ (data)) {
        if (!Number.isFinite(value)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    });
    return [low, high];
  }

  /**
   * @param {number} bins
   * @param {[number, number]} range
   * @returns {Promise<Counts & { edges: number[] }>}
   */
  async counts(bins, range) {
    const { counts, edges } = await this.histogram({ bins, range });
    const inside = counts.reduce((sum, count) => sum + count, 0);
    const found = { edges, counts, below: 0, above: 0, nan: 0 };
    if (inside === this.view.size) return found;
    const ends = await this.histogram({ bins: [-Infinity, range[0], Infinity] });
    const [below, rest] = ends.counts;
    return { ...found, below, above: rest - inside, nan: this.view.size - below - rest };
  }

  /** @param {import('memmap').HistogramOptions} options */
  async histogram(options) {
    if (this.isReal) {
      const { view } = this;
      const found = await this.work('histogram', (part) =>
        view.histogramAsync({ ...options, ...part }),
      );
      return { counts: [...found.counts], edges: [...found.edges] };
    }
    /** @type {number[]} */
    const sums = [];
    /** @type {number[]} */
    let edges = [];
    await this.pieces('histogram', (piece) => {
      const found = piece.histogram(options);
      edges = [...found.edges];
      for (const [bin, count] of found.counts.entries()) sums[bin] = (sums[bin] ?? 0) + count;
    });
    return { counts: sums, edges };
  }

  /**
   * @template T
   * @param {string} what
   * @param {(part: ReturnType<Progress['part']>) => Promise<T>} method
   */
  async work(what, method) {
    const progress = new Progress(what, this.view.nbytes);
    try {
      return await method(progress.part(this.view.nbytes));
    } catch (error) {
      throw withName(this.file, error);
    } finally {
      progress.end();
    }
  }

  /**
   * Goes through the array as real numbers.
   *
   * @param {string} what
   * @param {(piece: NDArray) => void} each
   */
  async pieces(what, each) {
    const { view, whole, kind } = this;
    const progress = new Progress(what, view.size);
    const most = Math.max(1, Math.floor(PIECE / footprint(view)));
    try {
      for (const box of boxes(view.shape, [slowestFirst(view)], most)) {
        const piece = cut(view, box);
        each(kind === 'complex' ? magnitudes(piece) : kind === 'time' ? times(piece) : piece);
        // Not only the piece: the system maps pages around those that are touched.
        whole.advise('dontneed');
        checkNotLost(whole, this.file);
        progress.add(piece.size);
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      progress.end();
    }
  }
}

/** @param {NDArray} piece of complex numbers */
function magnitudes(piece) {
  const { data: pairs } = /** @type {{ data: any }} */ (piece.astype('complex128'));
  const result = piece.astype('float64');
  const data = /** @type {Float64Array} */ (result.data);
  for (let at = 0; at < data.length; at++) data[at] = Math.hypot(pairs[2 * at], pairs[2 * at + 1]);
  return result;
}

/** @param {NDArray} piece of dates or spans of time; NaT becomes NaN */
function times(piece) {
  const result = piece.astype('float64');
  const data = /** @type {Float64Array} */ (result.data);
  for (let at = 0; at < data.length; at++) if (data[at] === -(2 ** 63)) data[at] = NaN;
  return result;
}

module.exports = { Counter };
