'use strict';

/**
 * Count, least, greatest, sum and squared deviations: of a piece in two passes over blocks that the
 * processor's cache holds, of several pieces by Chan's formula. NaN and NaT are counted and left out.
 */

/** @typedef {import('./elements').Kind} Kind */

/**
 * @typedef {object} Moments
 * @property {number} count of elements that are numbers
 * @property {number} nan how many are not
 * @property {number} inf how many are infinite
 * @property {any} min with all digits: a bigint of `wide`, a Complex of `complex`
 * @property {any} max
 * @property {number} low the least that is finite
 * @property {number} high the greatest that is finite
 * @property {Part} re
 * @property {Part | null} im of `complex`
 */

/**
 * @typedef {object} Part
 * @property {number} mean which the squares need
 * @property {number} rest what the mean has lost to rounding: dates in nanoseconds lose much
 * @property {number} squares of the deviations from the mean
 * @property {number | bigint} sum a bigint where sums are exact
 * @property {number} carry what `sum` has lost to rounding
 */

/** Elements of a block. */
const BLOCK = 4096;
const WORD = 2 ** 32;

/** The upper half of NaT, whose lower half is 0. */
const NAT_HIGH = -(2 ** 31);

/** @returns {Part} */
function emptyPart() {
  return { mean: 0, rest: 0, squares: 0, sum: 0, carry: 0 };
}

/** @param {Kind} kind @returns {Moments} */
function empty(kind) {
  const im = kind.layout === 'complex' ? emptyPart() : null;
  const none = { count: 0, nan: 0, inf: 0, min: null, max: null, low: Infinity, high: -Infinity };
  return { ...none, re: { ...emptyPart(), sum: kind.exact ? 0n : 0 }, im };
}

/** @param {any} data as `elementsOf` gives it @param {Kind} kind @returns {Moments} */
function momentsOf(data, kind) {
  if (kind.layout === 'wide') return ofWords(data, kind);
  return kind.layout === 'complex' ? ofPairs(data, kind) : ofNumbers(data, kind);
}

/** What the loops have found; they are short, and apart, so that the JIT makes the most of them. */
const found = { sum: 0, least: 0, most: 0, squares: 0, rest: 0 };

/** @param {ArrayLike<number>} data @param {number} start @param {number} stop */
function sumUp(data, start, stop) {
  let sum = 0;
  let least = Infinity;
  let most = -Infinity;
  for (let at = start; at < stop; at++) {
    const value = data[at];
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  found.sum = sum;
  found.least = least;
  found.most = most;
}

/** @param {ArrayLike<number>} data @param {number} start @param {number} stop @param {number} mean */
function deviate(data, start, stop, mean) {
  let squares = 0;
  let rest = 0;
  for (let at = start; at < stop; at++) {
    const away = data[at] - mean;
    rest += away;
    squares += away * away;
  }
  found.squares = squares;
  found.rest = rest;
}

/** @param {any} data a TypedArray of numbers @param {Kind} kind */
function ofNumbers(data, kind) {
  const result = empty(kind);
  let exactSum = 0; // a piece is too small for sums of integers to be rounded
  for (let place = 0; place < data.length; place += BLOCK) {
    let [block, start, stop] = [data, place, Math.min(place + BLOCK, data.length)];
    sumUp(block, start, stop);
    if (Number.isNaN(found.sum)) {
      block = data.slice(start, stop).filter((/** @type {number} */ value) => !Number.isNaN(value));
      result.nan += stop - start - block.length;
      [start, stop] = [0, block.length];
      sumUp(block, start, stop);
    }
    if (start === stop) continue;
    const { sum, least, most } = found;
    const length = stop - start;
    const mean = sum / length;
    deviate(block, start, stop, mean);
    // The mean was rounded: the deviations tell how much.
    const rest = found.rest / length;
    const squares = found.squares - found.rest * rest;
    addSquares(result.re, result.count, { mean, rest, squares }, length);
    if (kind.exact) exactSum += sum;
    else addSum(result.re, sum, 0);
    result.count += length;
    result.min = Math.min(result.min ?? Infinity, least);
    result.max = Math.max(result.max ?? -Infinity, most);
    if (least === -Infinity || most === Infinity) countInfinite(result, block, start, stop);
    else addRange(result, least, most);
  }
  if (kind.exact) result.re.sum = BigInt(exactSum);
  return result;
}

/** @param {Moments} result @param {ArrayLike<number>} data @param {number} start @param {number} stop */
function countInfinite(result, data, start, stop) {
  for (let at = start; at < stop; at++) {
    const value = data[at];
    if (Number.isFinite(value)) addRange(result, value, value);
    else result.inf++;
  }
}

/** @param {Moments} result @param {number} low @param {number} high */
function addRange(result, low, high) {
  if (low < result.low) result.low = low;
  if (high > result.high) result.high = high;
}

/** What the loops over words have found. */
const words = { count: 0, sumHigh: 0, sumLow: 0, minHigh: 0, minLow: 0, maxHigh: 0, maxLow: 0 };

/** @param {Uint32Array} data @param {number} start @param {number} stop @param {boolean} signed @param {boolean} hasNat */
function sumUpWords(data, start, stop, signed, hasNat) {
  let count = 0;
  let sumHigh = 0;
  let sumLow = 0;
  let { minHigh, minLow, maxHigh, maxLow } = words;
  // As doubles they are compared faster, and rounded: those that look equal are looked at again.
  let min = minHigh * WORD + minLow;
  let max = maxHigh * WORD + maxLow;
  for (let at = start; at < stop; at += 2) {
    const low = data[at];
    const high = signed ? data[at + 1] | 0 : data[at + 1];
    if (hasNat && high === NAT_HIGH && low === 0) continue;
    const value = high * WORD + low;
    if (value <= min && (high < minHigh || (high === minHigh && low < minLow))) {
      min = value;
      minHigh = high;
      minLow = low;
    }
    if (value >= max && (high > maxHigh || (high === maxHigh && low > maxLow))) {
      max = value;
      maxHigh = high;
      maxLow = low;
    }
    sumHigh += high;
    sumLow += low;
    count++;
  }
  Object.assign(words, { count, sumHigh, sumLow, minHigh, minLow, maxHigh, maxLow });
}

/** @param {Uint32Array} data @param {number} start @param {number} stop @param {boolean} signed @param {boolean} hasNat @param {number} meanHigh @param {number} meanLow */
function squaresOfWords(data, start, stop, signed, hasNat, meanHigh, meanLow) {
  let squares = 0;
  for (let at = start; at < stop; at += 2) {
    const low = data[at];
    const high = signed ? data[at + 1] | 0 : data[at + 1];
    if (hasNat && high === NAT_HIGH && low === 0) continue;
    const away = (high - meanHigh) * WORD + (low - meanLow);
    squares += away * away;
  }
  return squares;
}

/**
 * 64-bit integers from their halves: bigints would take ten times as long.
 *
 * @param {Uint32Array} data
 * @param {Kind} kind
 */
function ofWords(data, kind) {
  const result = empty(kind);
  const { signed, hasNat } = kind;
  Object.assign(words, { minHigh: Infinity, minLow: 0, maxHigh: -Infinity, maxLow: 0 });
  let [allHigh, allLow] = [0, 0];
  for (let start = 0; start < data.length; start += 2 * BLOCK) {
    const stop = Math.min(start + 2 * BLOCK, data.length);
    sumUpWords(data, start, stop, signed, hasNat);
    const { count, sumHigh, sumLow } = words;
    result.nan += (stop - start) / 2 - count;
    if (count === 0) continue;
    const meanHigh = Math.floor(sumHigh / count);
    const meanLow = (sumHigh / count - meanHigh) * WORD + sumLow / count;
    const squares = squaresOfWords(data, start, stop, signed, hasNat, meanHigh, meanLow);
    const block = { mean: meanHigh * WORD, rest: meanLow, squares };
    addSquares(result.re, result.count, block, count);
    result.count += count;
    allHigh += sumHigh;
    allLow += sumLow;
  }
  result.re.sum = wide(allHigh, allLow);
  if (result.count > 0) {
    result.min = wide(words.minHigh, words.minLow);
    result.max = wide(words.maxHigh, words.maxLow);
    addRange(result, Number(result.min), Number(result.max));
  }
  return result;
}

/** @param {number} high @param {number} low */
function wide(high, low) {
  return BigInt(high) * 2n ** 32n + BigInt(low);
}

/**
 * The parts are moments of their own: of those elements that have both.
 *
 * @param {Float32Array | Float64Array} pairs
 * @param {Kind} kind
 */
function ofPairs(pairs, kind) {
  const result = empty(kind);
  const parts = [new Float64Array(pairs.length / 2), new Float64Array(pairs.length / 2)];
  let count = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    const [re, im] = [pairs[at], pairs[at + 1]];
    if (re !== re || im !== im) continue;
    if (!Number.isFinite(re) || !Number.isFinite(im)) result.inf++;
    parts[0][count] = re;
    parts[1][count++] = im;
    // As NumPy: by the real part, then by the imaginary one.
    const { min, max } = result;
    if (min === null || re < min.re || (re === min.re && im < min.im)) result.min = { re, im };
    if (max === null || re > max.re || (re === max.re && im > max.im)) result.max = { re, im };
  }
  const [re, im] = parts.map((part) => ofNumbers(part.subarray(0, count), kind).re);
  return { ...result, count, nan: pairs.length / 2 - count, re, im };
}

/**
 * Neumaier's sum: what rounding takes from it is kept beside it.
 *
 * @param {Part} part
 * @param {number | bigint} sum
 * @param {number} carry
 */
function addSum(part, sum, carry) {
  if (typeof sum === 'bigint' || typeof part.sum === 'bigint') {
    part.sum = BigInt(part.sum) + BigInt(sum);
    return;
  }
  const before = part.sum;
  part.sum += sum;
  if (!Number.isFinite(part.sum)) return;
  part.carry +=
    Math.abs(before) >= Math.abs(sum) ? before - part.sum + sum : sum - part.sum + before;
  part.carry += carry;
}

/**
 * Chan, Golub and LeVeque: deviations from two means become deviations from the common one.
 *
 * @param {Part} part of `count` elements
 * @param {number} count
 * @param {{ mean: number, rest: number, squares: number }} other of `length` elements
 * @param {number} length
 */
function addSquares(part, count, { mean, rest, squares }, length) {
  const apart = mean - part.mean + (rest - part.rest);
  const share = length / (count + length);
  if (count === 0) {
    part.mean = mean;
    part.rest = rest;
    part.squares = squares;
    return;
  }
  const before = part.mean;
  part.mean += apart * share;
  part.rest += apart * share - (part.mean - before);
  part.squares += squares + apart * apart * count * share;
}

/** @param {Moments} to @param {Moments} from */
function mergeMoments(to, from) {
  if (from.count > 0) {
    addSquares(to.re, to.count, from.re, from.count);
    addSum(to.re, from.re.sum, from.re.carry);
    if (to.im && from.im) {
      addSquares(to.im, to.count, from.im, from.count);
      addSum(to.im, from.im.sum, from.im.carry);
    }
    if (to.min === null || isLess(from.min, to.min)) to.min = from.min;
    if (to.max === null || isLess(to.max, from.max)) to.max = from.max;
  }
  to.count += from.count;
  to.nan += from.nan;
  to.inf += from.inf;
  addRange(to, from.low, from.high);
}

/** @param {any} a @param {any} b */
function isLess(a, b) {
  return typeof a === 'object' ? a.re < b.re || (a.re === b.re && a.im < b.im) : a < b;
}

/** @param {Part} part @param {number} count */
function meanOf({ sum, carry }, count) {
  if (typeof sum === 'number') return (sum + carry) / count;
  const [whole, rest] = [sum / BigInt(count), sum % BigInt(count)];
  return Number(whole) + Number(rest) / count;
}

/**
 * @param {Moments} moments
 * @returns {any} a Complex of `complex`; undefined where there is nothing to take the mean of
 */
function mean({ count, re, im }) {
  if (count === 0) return undefined;
  return im ? { re: meanOf(re, count), im: meanOf(im, count) } : meanOf(re, count);
}

/** The standard deviation of the whole population, as `np.std`. @param {Moments} moments */
function deviation({ count, re, im }) {
  if (count === 0) return undefined;
  return Math.sqrt((re.squares + (im?.squares ?? 0)) / count);
}

module.exports = { empty, momentsOf, mergeMoments, mean, deviation };
