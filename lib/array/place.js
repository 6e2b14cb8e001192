'use strict';

/**
 * Where the element of given indices is in `data`, for arrays of up to 4 axes. Places of
 * all arrays share one hidden class, so this code serves every dtype at full speed; only what touches
 * `data` (access.js) has to be written once for each.
 *
 * All dims, strides and spans are below 2^31 here, so that positions stay small integers.
 *
 * Made by scripts/generate-access.js: change that, not this.
 */

const { imul } = Math;

class Place {
  /**
   * @param {number} start
   * @param {readonly number[]} shape
   * @param {readonly number[]} strides in units of the data
   */
  constructor(start, shape, strides) {
    this.start = start;
    this.d0 = shape[0] ?? 0;
    this.d1 = shape[1] ?? 0;
    this.d2 = shape[2] ?? 0;
    this.d3 = shape[3] ?? 0;
    this.s0 = strides[0] ?? 0;
    this.s1 = strides[1] ?? 0;
    this.s2 = strides[2] ?? 0;
    this.s3 = strides[3] ?? 0;
  }
}

/**
 * @param {Place} place
 * @param {number} i0
 * @returns {number} where the element is in `data`; -1 where the indices are wrong
 */
function find1(place, i0) {
  if (typeof i0 === 'number') {
    const p0 = i0 < 0 ? i0 + place.d0 : i0;
    if (p0 >>> 0 === p0 && p0 < place.d0) {
      return place.start + imul(p0, place.s0);
    }
  }
  return -1;
}

/**
 * @param {Place} place
 * @param {number} i0
 * @param {number} i1
 * @returns {number} where the element is in `data`; -1 where the indices are wrong
 */
function find2(place, i0, i1) {
  if (typeof i0 === 'number' && typeof i1 === 'number') {
    const p0 = i0 < 0 ? i0 + place.d0 : i0;
    const p1 = i1 < 0 ? i1 + place.d1 : i1;
    if (p0 >>> 0 === p0 && p0 < place.d0 && p1 >>> 0 === p1 && p1 < place.d1) {
      return place.start + imul(p0, place.s0) + imul(p1, place.s1);
    }
  }
  return -1;
}

/**
 * @param {Place} place
 * @param {number} i0
 * @param {number} i1
 * @param {number} i2
 * @returns {number} where the element is in `data`; -1 where the indices are wrong
 */
function find3(place, i0, i1, i2) {
  if (typeof i0 === 'number' && typeof i1 === 'number' && typeof i2 === 'number') {
    const p0 = i0 < 0 ? i0 + place.d0 : i0;
    const p1 = i1 < 0 ? i1 + place.d1 : i1;
    const p2 = i2 < 0 ? i2 + place.d2 : i2;
    if (
      p0 >>> 0 === p0 &&
      p0 < place.d0 &&
      p1 >>> 0 === p1 &&
      p1 < place.d1 &&
      p2 >>> 0 === p2 &&
      p2 < place.d2
    ) {
      return place.start + imul(p0, place.s0) + imul(p1, place.s1) + imul(p2, place.s2);
    }
  }
  return -1;
}

/**
 * @param {Place} place
 * @param {number} i0
 * @param {number} i1
 * @param {number} i2
 * @param {number} i3
 * @returns {number} where the element is in `data`; -1 where the indices are wrong
 */
function find4(place, i0, i1, i2, i3) {
  if (
    typeof i0 === 'number' &&
    typeof i1 === 'number' &&
    typeof i2 === 'number' &&
    typeof i3 === 'number'
  ) {
    const p0 = i0 < 0 ? i0 + place.d0 : i0;
    const p1 = i1 < 0 ? i1 + place.d1 : i1;
    const p2 = i2 < 0 ? i2 + place.d2 : i2;
    const p3 = i3 < 0 ? i3 + place.d3 : i3;
    if (
      p0 >>> 0 === p0 &&
      p0 < place.d0 &&
      p1 >>> 0 === p1 &&
      p1 < place.d1 &&
      p2 >>> 0 === p2 &&
      p2 < place.d2 &&
      p3 >>> 0 === p3 &&
      p3 < place.d3
    ) {
      return (
        place.start +
        imul(p0, place.s0) +
        imul(p1, place.s1) +
        imul(p2, place.s2) +
        imul(p3, place.s3)
      );
    }
  }
  return -1;
}

module.exports = { Place, find1, find2, find3, find4 };
