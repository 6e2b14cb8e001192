'use strict';

/** Handles: what `share()` gives and `Memmap.from()` takes, plain objects that can be posted to a worker. */

const { isInt32Array, isSharedArrayBuffer } = require('node:util').types;
const { dtype: parseDtype } = require('./dtype/dtype');
const { plainError, show, typeError } = require('./errors');
const native = require('./mapping/native');
const { Source } = require('./mapping/source');

/** Handles of other versions are refused: the layout of a handle may change with each. */
const KIND = 'memmap handle 1';

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
    misalignment: source.misalignment,
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
 * @param {any} handle
 * @returns {{ source: Source, dtype: import('./dtype/dtype').DType, byteOffset: number, shape: number[],
 *   order: 'C' | 'F' }} what the array is made of
 */
function readHandle(handle) {
  const { buffer, closed, id, byteOffset } = checkHandle(handle);
  const source = new Source(buffer, {
    closed,
    readonly: handle.mode === 'r',
    id,
    byteOffset,
    misalignment: handle.misalignment,
    backing: handle.backing,
    path: handle.filename ?? undefined,
    mode: handle.mode,
    offset: handle.offset,
    growth: handle.growth,
  });
  // A closed mapping may be gone from the addon; its array only says that it is closed.
  if (id !== 0 && closed[0] === 0) {
    const first = new Uint8Array(buffer, byteOffset, 1);
    if (!native.adopt(id, buffer, first) && closed[0] === 0) throw notHandle(handle);
  }
  const { shape, order } = handle;
  return { source, dtype: parseDtype(handle.dtype), byteOffset, shape, order };
}

/** @param {any} handle */
function checkHandle(handle) {
  const isHandle =
    handle?.kind === KIND &&
    isSharedArrayBuffer(handle.buffer) &&
    isInt32Array(handle.closed) &&
    isSharedArrayBuffer(handle.closed.buffer) &&
    handle.closed.length === 2 &&
    Number.isInteger(handle.byteOffset) &&
    handle.byteOffset >= 0 &&
    (handle.id === 0 || handle.byteOffset < handle.buffer.byteLength);
  if (!isHandle) throw notHandle(handle);
  return handle;
}

/** @param {any} handle */
function notHandle(handle) {
  return typeError(
    'OPTION',
    `handle must be what share() gave in this process (got ${show(handle)})`,
  );
}

module.exports = { makeHandle, readHandle };
