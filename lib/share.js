'use strict';

/** Handles: what `share()` gives and `Memmap.from()` takes, plain objects that can be posted to a worker. */

const { isInt32Array, isSharedArrayBuffer, isUint8Array } = require('node:util').types;
const { dtype: parseDtype } = require('./dtype/dtype');
const { plainError, show, typeError } = require('./errors');
const { MAX_NDIM, sizeOf } = require('./shape/layout');
const native = require('./mapping/native');
const { Source } = require('./mapping/source');

/** Handles of other versions are refused: the layout of a handle may change with each. */
const KIND = 'memmap handle 2';

/** @param {any} memmap */
function makeHandle(memmap) {
  const source = memmap._source;
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
    growth: source.growth,
    dtype: memmap.dtype,
    shape: [...memmap.shape],
    order: memmap.order,
  };
}

/**
 * Reads a handle, which may have been made by hand: nothing in it leads outside of the mapping.
 *
 * @param {any} handle
 * @returns {{ source: Source, dtype: import('./dtype/dtype').DType, byteOffset: number, shape: number[],
 *   order: 'C' | 'F' }} what the array is made of
 */
function readHandle(handle) {
  if (!isObject(handle) || handle.kind !== KIND) throw notHandle(handle);
  // Read once: a getter might give something else the second time.
  const { buffer, closed, id, byteOffset, backing, filename, mode, offset, order } = handle;
  const given = handle.shape;
  const isShape = Array.isArray(given) && given.length <= MAX_NDIM;
  const shape = isShape ? Array.from(given) : null;
  const growth = readGrowth(handle.growth);
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
    growth !== undefined &&
    shape !== null &&
    shape.every(isCount);
  if (!ok) throw notHandle(handle);
  const dtype = readDtype(handle);
  const bytes = sizeOf(shape) * dtype.itemsize;
  // Only an array without bytes has no mapping.
  if ((id === 0) !== (bytes === 0) || !(byteOffset + bytes <= buffer.byteLength)) {
    throw notHandle(handle);
  }
  let misalignment = 0;
  // A closed mapping may be gone from the addon; its array only says that it is closed.
  if (id !== 0 && closed[0] === 0) {
    const first = native.adopt(id, buffer, new Uint8Array(buffer, byteOffset, bytes));
    if (first === null && closed[0] === 0) throw notHandle(handle);
    misalignment = ((first ?? 0) + 16 - (byteOffset % 16)) % 16;
  }
  const path = filename ?? undefined;
  const readonly = mode === 'r';
  const mapping = { closed, readonly, id, byteOffset, misalignment, backing, path, mode, offset };
  const source = new Source(buffer, { ...mapping, growth });
  return { source, dtype, byteOffset, shape, order };
}

const BACKINGS = ['external-shared', 'overlay-shared'];
const MODES = ['r', 'r+', 'w+', 'c'];

/** @param {any} value */
const isObject = (value) => typeof value === 'object' && value !== null;

/** @param {any} value */
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/** @param {any} order */
const isOrder = (order) => order === 'C' || order === 'F';

/**
 * @param {any} growth
 * @returns {import('./mapping/source').Growth | null | undefined} undefined where it is not one
 */
function readGrowth(growth) {
  if (growth === null) return null;
  if (!isObject(growth)) return undefined;
  const { target, identity, order, npy } = growth;
  const isTarget = typeof target === 'string' || isUint8Array(target) || isCount(target);
  const ok = isTarget && typeof identity === 'number' && isOrder(order) && typeof npy === 'boolean';
  return ok ? { target, identity, order, npy } : undefined;
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

module.exports = { makeHandle, readHandle };
