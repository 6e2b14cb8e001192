'use strict';

/** Handles: what `share()` gives and `from()` takes, plain objects that can be posted to a worker. */

const { isInt32Array, isSharedArrayBuffer, isUint8Array } = require('node:util').types;
const { byteStrides } = require('./array/base');
const { makeArray } = require('./array/create');
const { NDArray } = require('./array/ndarray');
const { dtype: parseDtype } = require('./dtype/dtype');
const { plainError, show, typeError } = require('./errors');
const { Memmap } = require('./memmap');
const { MAX_NDIM, sizeOf } = require('./shape/layout');
const native = require('./mapping/native');
const { Source } = require('./mapping/source');

/** Handles of other versions are refused: the layout of a handle may change with each. */
const KIND = 'memmap handle 3';

/** @param {any} array */
function makeHandle(array) {
  const source = array._source;
  if (source.opened === null) {
    throw plainError(
      'BUFFER',
      'share: only arrays over a file can be shared, this one is in memory',
    );
  }
  if (!isSharedArrayBuffer(source.buffer)) {
    throw plainError(
      'BUFFER',
      `share: only a map over a SharedArrayBuffer can be shared (this one is '${source.backing}'; ` +
        "the option buffer: 'shared', the default, asks for one)",
    );
  }
  return {
    kind: KIND,
    buffer: source.buffer,
    closed: source.closed,
    id: source.id,
    byteOffset: source.byteOffset,
    backing: source.backing,
    filename: source.filename,
    mode: source.mode,
    offset: source.offset,
    opened: source.opened,
    dtype: array.dtype,
    shape: [...array.shape],
    order: array.order,
    view: array instanceof Memmap ? null : viewOf(array),
  };
}

/** Where a view's elements are, in bytes. @param {any} array */
function viewOf(array) {
  const start = array._data.byteOffset + array._start * array._codec.unit;
  // Steps that are never taken may be of any size.
  const strides = byteStrides(array).map((step) => (Number.isSafeInteger(step) ? step : 0));
  return { start, strides };
}

/**
 * The array that a handle is of. Nothing in one that was made by hand leads outside of the mapping.
 *
 * @param {any} Class of the array; NDArray gives a Memmap of a whole map
 * @param {any} handle
 */
function fromHandle(Class, handle) {
  if (!isObject(handle) || handle.kind !== KIND) throw notHandle(handle);
  // Read once: a getter might give something else the second time.
  const { buffer, closed, id, byteOffset, backing, filename, mode, offset, order } = handle;
  const shape = readList(handle.shape, isCount);
  const opened = readOpened(handle.opened);
  const view = readView(handle.view);
  const ok =
    isSharedArrayBuffer(buffer) &&
    isInt32Array(closed) &&
    isSharedArrayBuffer(closed.buffer) &&
    closed.length === 2 &&
    isCount(id) &&
    isCount(byteOffset) &&
    isCount(offset) &&
    BACKINGS.includes(backing) &&
    MODES.includes(mode) &&
    (filename === null || typeof filename === 'string') &&
    isOrder(order) &&
    opened !== null &&
    shape !== null &&
    view !== undefined &&
    (view === null || view.strides.length === shape.length);
  if (!ok) throw notHandle(handle);
  const dtype = readDtype(handle);
  const { start, layout, low, high } = placeOf(view, shape, dtype.itemsize, byteOffset, order);
  const bytes = sizeOf(shape) * dtype.itemsize;
  const isWhole = view === null;
  const fits = byteOffset <= low && bytes <= high - low && high <= buffer.byteLength;
  // A map without bytes has no mapping; a view without bytes may have one.
  const isMapped = id !== 0 && byteOffset < buffer.byteLength;
  const isEmpty = bytes === 0 && id === 0;
  if (!fits || !(isEmpty || (isMapped && (bytes > 0 || !isWhole)))) throw notHandle(handle);
  if (!isWhole && bytes > 0 && !isDistinct(shape, view.strides, dtype.itemsize)) {
    throw notHandle(handle);
  }
  if (!isWhole && isMemmap(Class)) throw notWhole(Class);
  const path = filename ?? undefined;
  const readonly = mode === 'r';
  const mapping = { closed, readonly, id, byteOffset, backing, path, mode, offset, opened };
  const source = sourceOf(buffer, mapping, high);
  if (source === null) throw notHandle(handle);
  const Base = isWhole && Class === NDArray ? Memmap : Class;
  return makeArray(Base, source, dtype, start, shape, layout);
}

/**
 * Whether no two elements share a byte, as in every view that slicing makes.
 *
 * @param {number[]} shape
 * @param {number[]} strides
 * @param {number} itemsize
 */
function isDistinct(shape, strides, itemsize) {
  const axes = shape.map((length, axis) => ({ length, step: Math.abs(strides[axis]) }));
  let extent = itemsize;
  for (const { length, step } of axes.sort((a, b) => a.step - b.step)) {
    if (length === 1) continue;
    if (step < extent) return false;
    extent += step * (length - 1);
  }
  return true;
}

const BACKINGS = ['external-shared', 'overlay-shared'];
const MODES = ['r', 'r+', 'w+', 'c'];
const WAYS = ['raw', 'npy', 'npz'];

/**
 * The memory of a handle; null where there is no such mapping, or `end` is not within it.
 *
 * @param {any} buffer
 * @param {any} mapping
 * @param {number} end of the array, in the buffer
 * @returns {Source | null}
 */
function sourceOf(buffer, mapping, end) {
  const { id, byteOffset, closed } = mapping;
  // A buffer that this thread has already keeps its source.
  const known = Source.of(buffer);
  if (known && (known.id !== id || known.byteOffset !== byteOffset)) return null;
  const flag = known?.closed ?? closed;
  let misalignment = 0;
  // A closed mapping may be gone from the addon; its array only says that it is closed.
  if (id !== 0 && flag[0] === 0) {
    const bytes = new Uint8Array(buffer, byteOffset, Math.max(end - byteOffset, 1));
    const first = native.adopt(id, buffer, bytes, known === undefined);
    if (first === null && flag[0] === 0) return null;
    misalignment = ((first ?? 0) + 16 - (byteOffset % 16)) % 16;
  }
  return known ?? new Source(buffer, { ...mapping, misalignment });
}

/**
 * Where the elements of an array lie in the buffer, in bytes.
 *
 * @param {View | null} view null for a whole map
 * @param {number[]} shape
 * @param {number} itemsize
 * @param {number} byteOffset where the mapping begins
 * @param {'C' | 'F'} order
 */
function placeOf(view, shape, itemsize, byteOffset, order) {
  const size = sizeOf(shape);
  const start = view === null || size === 0 ? byteOffset : view.start;
  if (view === null || size === 0) {
    const layout = view === null ? order : view.strides;
    return { start, layout, low: start, high: start + size * itemsize };
  }
  let low = start;
  let high = start + itemsize;
  for (let axis = 0; axis < shape.length; axis++) {
    const reach = (shape[axis] - 1) * view.strides[axis];
    if (reach < 0) low += reach;
    else high += reach;
  }
  return { start, layout: view.strides, low, high };
}

/** @param {any} value */
const isObject = (value) => typeof value === 'object' && value !== null;

/** @param {any} value */
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/** @param {any} order */
const isOrder = (order) => order === 'C' || order === 'F';

/** @param {any} Class */
const isMemmap = (Class) => Class === Memmap || Class.prototype instanceof Memmap;

/**
 * @param {any} list
 * @param {(value: any) => boolean} isItem
 * @returns {number[] | null}
 */
function readList(list, isItem) {
  if (!Array.isArray(list) || list.length > MAX_NDIM) return null;
  const items = Array.from(list);
  return items.every(isItem) ? items : null;
}

/**
 * @typedef {object} View
 * @property {number} start of element [0, ..., 0] in the buffer
 * @property {number[]} strides
 */

/**
 * @param {any} view
 * @returns {View | null | undefined} undefined where it is not one
 */
function readView(view) {
  if (view === null) return null;
  if (!isObject(view)) return undefined;
  const { start } = view;
  const strides = readList(view.strides, Number.isSafeInteger);
  return isCount(start) && strides !== null ? { start, strides } : undefined;
}

/**
 * @param {any} opened
 * @returns {import('./mapping/source').Opened | null} null where it is not one; the options are
 *   checked when they are used
 */
function readOpened(opened) {
  if (!isObject(opened)) return null;
  const { target, identity, order, how, options } = opened;
  const isTarget = typeof target === 'string' || isUint8Array(target) || isCount(target);
  const ok =
    isTarget &&
    typeof identity === 'number' &&
    isOrder(order) &&
    WAYS.includes(how) &&
    isObject(options) &&
    (options.shape === undefined || Array.isArray(options.shape));
  return ok ? { target, identity, order, how, options } : null;
}

/** @param {any} handle */
function readDtype(handle) {
  try {
    return parseDtype(handle.dtype);
  } catch (cause) {
    throw Object.assign(notHandle(handle), { cause });
  }
}

/** @param {any} handle */
function notHandle(handle) {
  return typeError(
    'OPTION',
    `handle must be what share() gave in this process (got ${show(handle)})`,
  );
}

/** @param {any} Class */
function notWhole({ name }) {
  return typeError(
    'OPTION',
    `handle must be that of a whole map: this one is a view's, which NDArray.from() takes, not ${name}.from()`,
  );
}

module.exports = { makeHandle, fromHandle };
