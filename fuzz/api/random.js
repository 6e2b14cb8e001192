'use strict';

/** Random choices that a seed repeats. */

/** Numbers at the edges of what formats and integers hold. */
const EDGES = [
  0,
  1,
  2,
  3,
  7,
  16,
  63,
  64,
  65,
  127,
  255,
  256,
  4095,
  4096,
  65535,
  65536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 40,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 63,
  2 ** 64 - 1,
];

class Random {
  /** @param {number} seed */
  constructor(seed) {
    this.state = Math.imul(seed, 0x9e3779b1) >>> 0;
  }

  /** An integer from 0 to `end - 1`: mulberry32. @param {number} end */
  below(end) {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let bits = this.state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  /** One time in `times`. @param {number} times */
  once(times) {
    return this.below(times) === 0;
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  pick(list) {
    return list[this.below(list.length)];
  }

  /** Up to `most` of what `make` gives. @template T @param {number} most @param {() => T} make */
  list(most, make) {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  edge() {
    return this.pick(EDGES);
  }
}

module.exports = { Random };
