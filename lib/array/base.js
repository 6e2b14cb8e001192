'use strict';

/** What an array is: memory, a dtype, and a shape with strides. What it can do is in ndarray.js. */

const { plainError, typeError } = require('../errors');
const { orderOf, isContiguous } = require('../shape/layout');
const { TO_NESTED, readNested } = require('../shape/nested');

/** @typedef {import('../mapping/source').Source} Source */
/** @typedef {import('../dtype/dtype').DType} DType */
/** @typedef {import('../dtype/codec').Codec} Codec */

/**
 * Symbols for the fields that nobody wants to meet in `Object.keys` or a debugger. Test runners compare
 * named fields only: those are enough to tell two arrays apart.
 */
const keys = {
  source: Symbol('source'),
  closed: Symbol('closed'),
  locked: Symbol('locked'),
  codec: Symbol('codec'),
  shape: Symbol('shape'),
  strides: Symbol('strides'),
  size: Symbol('size'),
  /** Has `structuredClone` fail, and say what to do, where it would give an object without methods. */
  notCloned: Symbol('an array is not cloned: post a.share(), a.data or a.toArray()'),
};

class Strided {
  /** Arrays are made by the constructors of access.js, which assign what is only named here. */
  constructor() {
    if (new.target)
      throw typeError('OPTION', 'Illegal constructor: memmap(), asarray() and slicing make arrays');
    // oxlint-disable no-unused-expressions
    /** @type {DType} */
    this._dtype;
    /** A TypedArray or DataView over exactly the span of the elements. @type {any} */
    this._data;
    /** Where element [0, ..., 0] is in `_data`. @type {number} */
    this._start;
    // oxlint-enable no-unused-expressions
  }

  /** @returns {Source} */
  get _source() {
    return /** @type {any} */ (this)[keys.source];
  }

  /** Not 0 where the memory may not be read. @returns {DataView} */
  get _closed() {
    return /** @type {any} */ (this)[keys.closed];
  }

  /** Not 0 where the memory may not be written. @returns {DataView} */
  get _locked() {
    return /** @type {any} */ (this)[keys.locked];
  }

  /** @returns {Codec} */
  get _codec() {
    return /** @type {any} */ (this)[keys.codec];
  }

  /** Frozen. @returns {readonly number[]} */
  get _shape() {
    return /** @type {any} */ (this)[keys.shape];
  }

  /** Frozen; in units of `_data`. @returns {readonly number[]} */
  get _strides() {
    return /** @type {any} */ (this)[keys.strides];
  }

  /** @returns {number} */
  get _size() {
    return /** @type {any} */ (this)[keys.size];
  }

  get data() {
    checkOpen(this);
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
function isClosed(array) {
  return array._closed.getInt8(0) !== 0;
}

/** Whether the memory is another ArrayBuffer's by now, or shorter. @param {Strided} array */
function isMoved({ _source: { buffer, end }, _size: size }) {
  return size > 0 && buffer.byteLength < end;
}

/** @param {Strided} array */
function checkOpen(array) {
  if (isClosed(array)) throw closedError();
  if (isMoved(array)) {
    const { buffer } = array._source;
    const what = buffer.byteLength > 0 ? 'was made shorter' : 'was transferred to another one';
    throw plainError('BUFFER', `buffer: the array's ArrayBuffer ${what}`);
  }
}

/** @param {Strided} array */
function checkWritable(array) {
  checkOpen(array);
  if (array._locked.getInt8(0) !== 0)
    throw typeError('READ_ONLY', 'assignment destination is read-only');
}

module.exports = {
  keys,
  Strided,
  byteStrides,
  closedError,
  isClosed,
  isMoved,
  checkOpen,
  checkWritable,
};
