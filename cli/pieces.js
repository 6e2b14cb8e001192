'use strict';

/** Large arrays a piece at a time. */

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {readonly (readonly [start: number, stop: number])[]} Box a range of each axis */

/** The axes, those with the largest steps first. @param {NDArray} array @returns {number[]} */
function slowestFirst({ ndim, strides }) {
  const axes = Array.from({ length: ndim }, (_, axis) => axis);
  return axes.sort((a, b) => Math.abs(strides[b]) - Math.abs(strides[a]) || a - b);
}

/** The system maps so many bytes around each that is touched, where it has them. */
const AROUND = 65_536;

/**
 * About how many bytes of memory one element takes while it is read: those of a slice with steps lie
 * on pages of their own.
 *
 * @param {NDArray} array
 */
function footprint({ data, shape, strides, itemsize }) {
  const unit = data instanceof DataView ? 1 : data.BYTES_PER_ELEMENT;
  const steps = strides.filter((_, axis) => shape[axis] > 1).map((step) => Math.abs(step) * unit);
  return Math.max(itemsize, Math.min(AROUND, ...steps));
}

/**
 * Cuts a shape into boxes of at most `most` elements: in half and in half again, each time the longer
 * of the slowest axes. One order of axes gives boxes that lie in one piece in that order; two orders
 * give boxes that have long runs in both.
 *
 * @param {readonly number[]} shape
 * @param {readonly (readonly number[])[]} orders of the axes, the slowest first
 * @param {number} most
 * @param {Box} [box]
 * @returns {Generator<Box>}
 */
function* boxes(shape, orders, most, box = shape.map((length) => [0, length])) {
  const lengths = box.map(([start, stop]) => stop - start);
  const size = lengths.reduce((product, length) => product * length, 1);
  if (size === 0) return;
  if (size <= most) {
    yield box;
    return;
  }
  const slowest = orders.map((order) => order.find((axis) => lengths[axis] > 1) ?? 0);
  const axis = slowest.reduce((a, b) => (lengths[b] > lengths[a] ? b : a));
  const [start, stop] = box[axis];
  const middle = start + Math.ceil((stop - start) / 2);
  for (const half of [
    [start, middle],
    [middle, stop],
  ]) {
    const part = box.map((range, at) =>
      at === axis ? /** @type {[number, number]} */ (half) : range,
    );
    yield* boxes(shape, orders, most, part);
  }
}

/** @param {NDArray} array @param {Box} box @returns {NDArray} */
function cut(array, box) {
  return array.slice(...box);
}

module.exports = { slowestFirst, footprint, boxes, cut };
