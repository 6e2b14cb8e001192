'use strict';

/** What an array is: memory, a dtype, and a shape with strides. What it can do is in ndarray.js. */

const { plainError, typeError } = require('../errors');
const { orderOf, isContiguous } = require('../shape/layout');
const { TO_NESTED, readNested } = require('../shape/nested');
const { Source } = require('../mapping/source');

/** @typedef {import('../dtype/dtype').DType} DType */
/** @typedef {import('../dtype/codec').Codec} Codec */

/**
 * No field is assigned again after construction: V8 treats fields that never change as constants,
 * and takes that back for all arrays when one of them changes. Hence "closed" lives in memory.
 */
class Strided {
  /**
   * Only make.js calls it.
   *
   * @param {Source} source
   * @param {DType} dtype
   * @param {Codec} codec
   * @param {any} data TypedArray or DataView over exactly the span of the elements
   * @param {number} start where element [0, ..., 0] is in `data`
   * @param {readonly number[]} shape frozen
   * @param {readonly number[]} strides frozen; in units of `data`
   * @param {number} size
   * @param {import('./place').Place} place start, shape and strides once more, for access.js
   */
  constructor(source, dtype, codec, data, start, shape, strides, size, place) {
    if (!(source instanceof Source)) throw typeError('OPTION', 'Illegal constructor: use memmap()');
    this._source = source;
    this._closed = source.closed;
    this._locked = source.locked;
    this._dtype = dtype;
    this._codec = codec;
    this._data = data;
    this._start = start;
    this._shape = shape;
    this._strides = strides;
    this._size = size;
    this._place = place;
  }

  get data() {
    if (this._closed[0] !== 0) throw closedError();
    return this._data;
  }

  get shape() {
    return this._shape;
  }

  get strides() {
    return this._strides;
  }

  get start() {
    return this._start;
  }

  get ndim() {
    return this._shape.length;
  }

  get size() {
    return this._size;
  }

  get itemsize() {
    return this._dtype.itemsize;
  }

  get nbytes() {
    return this._size * this._dtype.itemsize;
  }

  get dtype() {
    return this._dtype.canonical;
  }

  get order() {
    return orderOf(this._shape, this._strides);
  }

  get contiguous() {
    checkOpen(this);
    return isContiguous(this._shape, this._strides, this._dtype.itemsize / this._codec.unit);
  }

  get readonly() {
    return this._source.readonly;
  }

  [TO_NESTED]() {
    checkOpen(this);
    const { _codec: codec, _data: data, _start: start } = this;
    const nested = readNested(codec.read, data, start, this._shape, this._strides);
    // Another thread may have closed the map: what was read after that are zeros.
    checkOpen(this);
    return nested;
  }

  get filename() {
    return this._source.filename;
  }

  get mode() {
    return this._source.mode;
  }

  get offset() {
    return this._source.offset;
  }
}

/** @param {Strided} array strides in bytes */
function byteStrides(array) {
  const { unit } = array._codec;
  const strides = array._strides;
  // V8 takes ten times as long to map, or to copy, an array that is frozen.
  const steps = new Array(strides.length);
  for (let axis = 0; axis < steps.length; axis++) steps[axis] = strides[axis] * unit;
  return steps;
}

function closedError() {
  return plainError('CLOSED', 'the memmap is closed');
}

/** @param {Strided} array */
function checkOpen(array) {
  if (array._closed[0] !== 0) throw closedError();
}

/** @param {Strided} array */
function checkWritable(array) {
  checkOpen(array);
  if (array._locked[0] !== 0) throw typeError('READ_ONLY', 'assignment destination is read-only');
}

module.exports = { Strided, byteStrides, closedError, checkOpen, checkWritable };
