'use strict';

/** NDArray: N-d views of memory, as slicing a Memmap returns them. */

const { dtype: parseDtype, nativeOrder } = require('../dtype/dtype');
const element = require('./element');
const { typeError } = require('../errors');
const { TO_NESTED } = require('../shape/nested');
const { addAccess } = require('./access');
const { Strided, checkOpen, checkWritable } = require('./base');
const { addTwins } = require('./twins');
const views = require('./views');

// Loaded when they are first asked for, as blocks and printing are.
const bulk = () => require('./assign');
const pages = () => require('./paging');
const sharing = () => require('../share');

/** @typedef {import('../shape/slicing').Selector} Selector */

/** The class of views and copies: one that named itself would get another name in a bundle. */
const ofViews = () => NDArray;

/** A strided N-d view of memory: NumPy's ndarray. */
class NDArray extends Strided {
  /** @param {...number} index one for each axis; negative ones count from the end */
  get() {
    checkOpen(this);
    const at = element.position(this, arguments, arguments.length);
    return this._codec.read(this._data, at);
  }

  /** @param {...any} indexAndValue one index for each axis, and the value */
  set() {
    checkWritable(this);
    const count = arguments.length - 1;
    const at = element.position(this, arguments, count);
    element.store(this, at, arguments[count]);
  }

  /** @param {...Selector} selectors an integer drops its axis; missing ones take whole axes */
  slice(...selectors) {
    checkOpen(this);
    return views.slice(ofViews(), this, selectors);
  }

  get T() {
    return this.transpose();
  }

  /** @param {...any} axes where each axis of the result comes from; without any, reversed */
  transpose(...axes) {
    checkOpen(this);
    return views.transpose(ofViews(), this, axes);
  }

  /** @param {...any} shape numbers or one array; one -1 is worked out */
  reshape(...shape) {
    checkOpen(this);
    return views.reshape(ofViews(), this, shape);
  }

  /** @param {string} name */
  field(name) {
    checkOpen(this);
    return views.field(ofViews(), this, name);
  }

  /** @param {any} value as `set` takes it */
  fill(value) {
    checkWritable(this);
    bulk().fill(this, value);
  }

  /** @param {any} source a scalar, a TypedArray, nested arrays or an NDArray */
  assign(source) {
    checkWritable(this);
    bulk().assign(this, source);
  }

  copy() {
    checkOpen(this);
    return bulk().copy(ofViews(), this);
  }

  /** @param {any} dtype */
  astype(dtype) {
    checkOpen(this);
    return bulk().astype(ofViews(), this, nativeOrder(parseDtype(dtype)));
  }

  toArray() {
    return this[TO_NESTED]();
  }

  toJSON() {
    return this.toArray();
  }

  /** @param {'number' | 'string' | 'default'} hint */
  [Symbol.toPrimitive](hint) {
    if (hint === 'string') return this.toString();
    if (this._shape.length === 0) {
      const element = this.get();
      return typeof element === 'object' ? this.toString() : element;
    }
    if (hint !== 'number') return this.toString();
    checkOpen(this);
    return NaN;
  }

  /** Walks the first axis: elements of a 1-d array, otherwise views. */
  [Symbol.iterator]() {
    checkOpen(this);
    if (this._shape.length === 0) throw typeError('INDEX', 'iteration over a 0-d array');
    return this._shape.length === 1 ? elements(this) : rows(this);
  }

  /** Walks the first axis in views, of a 1-d array too. */
  rows() {
    checkOpen(this);
    if (this._shape.length === 0) throw typeError('INDEX', 'rows of a 0-d array');
    return rows(this);
  }

  share() {
    checkOpen(this);
    return sharing().makeHandle(this);
  }

  /** @param {any} handle what `share` gave, of a view or a whole map */
  static from(handle) {
    return sharing().fromHandle(this, handle);
  }

  /**
   * Only a whole Memmap can grow.
   *
   * @param {any} _rows
   * @returns {any}
   */
  append(_rows) {
    checkOpen(this);
    throw typeError(
      'MODE',
      "append needs a whole Memmap with mode 'r+': this array is a view or a copy",
    );
  }

  flush() {
    checkOpen(this);
    this._source.flush(this._data.byteOffset, this._data.byteLength);
  }

  async flushAsync() {
    checkOpen(this);
    await this._source.flushAsync(this._data.byteOffset, this._data.byteLength);
  }

  /** @param {unknown} advice */
  advise(advice) {
    checkOpen(this);
    pages().advise(this, advice);
  }

  residency() {
    checkOpen(this);
    return pages().residency(this);
  }

  /** @param {unknown} [options] */
  async prefetch(options) {
    checkOpen(this);
    await pages().prefetch(this, options);
  }

  /** @param {unknown} [options] */
  blocks(options) {
    checkOpen(this);
    return require('./blocks').blocks(this, options);
  }

  toString() {
    return require('../print').format(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return require('../print').describe(this);
  }
}

addAccess(NDArray);
addTwins(NDArray);

/** @param {NDArray} array */
function* elements(array) {
  for (let at = 0; at < array._shape[0]; at++) yield array.get(at);
}

/** @param {NDArray} array */
function* rows(array) {
  for (let at = 0; at < array._shape[0]; at++) yield array.slice(at);
}

module.exports = { NDArray };
