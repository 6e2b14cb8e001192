'use strict';

/** NDArray: N-d views of memory, as slicing a Memmap returns them. */

const { dtype: parseDtype } = require('../dtype/dtype');
const element = require('./element');
const { rangeError, show, typeError } = require('../errors');
const { parseAxes, parseShape, reshapeStrides, showShape } = require('../shape/layout');
const { TO_NESTED } = require('../shape/nested');
const { fastAccess } = require('./fast');
const { makeArray } = require('./create');
const { select } = require('../shape/slicing');
const { Strided, byteStrides, checkOpen, checkWritable } = require('./base');
const { fieldView, view } = require('./views');

// Loaded when they are first asked for, as blocks and printing are.
const bulk = () => require('./assign');
const pages = () => require('./paging');

/** @typedef {import('../shape/slicing').Selector} Selector */

/** A strided N-d view of memory: NumPy's ndarray. */
class NDArray extends Strided {
  /**
   * One element. The arrays with at most four axes over a TypedArray have code of their own for it
   * in access.js (see fast.js).
   *
   * @param {...number} index one for each axis; negative ones count from the end
   */
  get() {
    checkOpen(this);
    const at = element.position(this, arguments, arguments.length);
    return this._codec.read(this._data, at);
  }

  /**
   * Writes one element, or throws and writes nothing.
   *
   * @param {...any} indexAndValue one index for each axis, and the value
   */
  set() {
    checkWritable(this);
    const count = arguments.length - 1;
    const at = element.position(this, arguments, count);
    element.store(this, at, arguments[count]);
  }

  /**
   * NumPy's basic slicing: a view, whatever the selectors.
   *
   * @param {...Selector} selectors an integer drops its axis; missing ones take whole axes
   */
  slice(...selectors) {
    checkOpen(this);
    const { shape, strides, shift } = select(selectors, this._shape, byteStrides(this));
    return view(NDArray, this, this._dtype, shift, shape, strides);
  }

  /** The array with its axes reversed. */
  get T() {
    return this.transpose();
  }

  /** @param {...any} axes where each axis of the result comes from; without any, reversed */
  transpose(...axes) {
    checkOpen(this);
    const strides = byteStrides(this);
    const order = parseAxes(axes, this._shape.length);
    const shape = order.map((axis) => this._shape[axis]);
    const steps = order.map((axis) => strides[axis]);
    return view(NDArray, this, this._dtype, 0, shape, steps);
  }

  /**
   * The same elements, in C order, under another shape.
   *
   * @param {...any} shape numbers or one array; one -1 is worked out
   */
  reshape(...shape) {
    checkOpen(this);
    const target = parseShape(shape, this._size);
    const strides = reshapeStrides(this._shape, byteStrides(this), target, this._dtype.itemsize);
    if (strides !== null) return view(NDArray, this, this._dtype, 0, target, strides);
    const [from, to] = [showShape(this._shape), showShape(target)];
    throw rangeError(
      'SHAPE',
      `cannot reshape this view of shape ${from} to shape ${to} without a copy: call copy() first`,
    );
  }

  /**
   * One field of all records: a view. The axes of a sub-array field come last.
   *
   * @param {string} name
   */
  field(name) {
    checkOpen(this);
    const found = this._dtype.fields?.find((field) => field.name === name);
    if (found === undefined) {
      const known = this._dtype.fields?.map((field) => show(field.name)).join(', ');
      const message = known ? `its fields are ${known}` : `${this._dtype} has no fields`;
      throw rangeError('INDEX', `no field of name ${show(name)}: ${message}`);
    }
    return fieldView(NDArray, this, found);
  }

  /**
   * Writes one value to every element, or throws and writes nothing.
   *
   * @param {any} value as `set` takes it
   */
  fill(value) {
    checkWritable(this);
    bulk().fill(this, value);
  }

  /**
   * NumPy's `a[...] = source`: converts the dtype and broadcasts. Throws and writes nothing where
   * an element does not fit.
   *
   * @param {any} source a scalar, a TypedArray, nested arrays or an NDArray
   */
  assign(source) {
    checkWritable(this);
    bulk().assign(this, source);
  }

  /** The same elements in memory of their own: C order, native byte order. */
  copy() {
    checkOpen(this);
    return bulk().copy(NDArray, this);
  }

  /**
   * The elements converted as NumPy's `astype` does, in memory of their own.
   *
   * @param {any} dtype
   */
  astype(dtype) {
    checkOpen(this);
    return bulk().astype(NDArray, this, parseDtype(dtype));
  }

  /** Nested arrays of the elements; a 0-d array gives its element. */
  toArray() {
    return this[TO_NESTED]();
  }

  /** Walks the first axis: elements of a 1-d array, otherwise views. */
  [Symbol.iterator]() {
    checkOpen(this);
    if (this._shape.length === 0) throw typeError('INDEX', 'iteration over a 0-d array');
    return this._shape.length === 1 ? elements(this) : rows(this);
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

  /** Writes the bytes of this view to disk; nothing happens where the mode is `'r'` or `'c'`. */
  flush() {
    checkOpen(this);
    this._source.flush(this._data.byteOffset, this._data.byteLength);
  }

  /** As `flush`, off the main thread. */
  async flushAsync() {
    checkOpen(this);
    await this._source.flushAsync(this._data.byteOffset, this._data.byteLength);
  }

  /**
   * Tells the system how this view's pages will be used; on arrays in memory it does nothing.
   *
   * `'dontneed'` takes the pages out of this process and never loses what was written to the file
   * or, in mode `'c'`, to the array; a stray write through `data` in mode `'r'` is undone.
   * `'willneed'` starts to read the view's first 16 MiB; `prefetch` reads all of it. The other
   * four are about address ranges, so on a view with gaps they reach from its first page to its
   * last one. `'hugepage'` does nothing where the system knows no huge pages.
   *
   * @param {'normal' | 'sequential' | 'random' | 'willneed' | 'dontneed' | 'hugepage'} advice
   */
  advise(advice) {
    checkOpen(this);
    pages().advise(this, advice);
  }

  /**
   * The share of this view's pages that are in memory, in this process or in the system's file
   * cache: 0 to 1. Beyond 65,536 pages an estimate from as many. Linux counts the pages of a file
   * that this user neither owns nor may write as being there. 1 for arrays in memory.
   */
  residency() {
    checkOpen(this);
    return pages().residency(this);
  }

  /**
   * Reads this view's pages in, on the thread pool. Rejected with the signal's reason,
   * `ERR_MEMMAP_CLOSED` when the map is closed meanwhile, `ERR_MEMMAP_LOST` where pages are lost.
   *
   * @param {{ signal?: AbortSignal, onProgress?: (progress: { done: number, total: number }) => void }} [options]
   *   `onProgress` gets bytes, with gaps smaller than a page counted in; the last call has
   *   `done === total`
   */
  async prefetch(options) {
    checkOpen(this);
    await pages().prefetch(this, options);
  }

  /**
   * Walks the first axis in slices whose pages are in memory, while the thread pool reads those
   * to come. The event loop turns between two blocks.
   *
   * Where the first axis is not the slowest one in memory (order `'F'`), each block lies all over
   * the file: walk `a.T` instead.
   *
   * @param {{ rows?: number, ahead?: number, release?: boolean }} [options] `rows`: length of the
   *   blocks, of which the last may be shorter; by default blocks of about 4 MiB. `ahead`: how many
   *   blocks are read while the caller works, 2. `release`: let go of the pages of the blocks
   *   behind, false
   */
  blocks(options) {
    checkOpen(this);
    return require('./blocks').blocks(this, options);
  }

  /** NumPy's `str(a)`; reads only the elements that it prints. */
  toString() {
    return require('../print').format(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return require('../print').describe(this);
  }
}

fastAccess(NDArray);

/** @param {NDArray} array */
function* elements(array) {
  for (let at = 0; at < array._shape[0]; at++) yield array.get(at);
}

/** @param {NDArray} array */
function* rows(array) {
  for (let at = 0; at < array._shape[0]; at++) yield array.slice(at);
}

module.exports = { NDArray, makeArray };
