'use strict';

/** From what the addon opened to the array that callers see. */

const { makeArray } = require('./array/ndarray');
const { Source } = require('./mapping/source');

/** @typedef {import('./dtype/dtype').DType} DType */

/**
 * Pages that are not cross-origin isolated, Electron's among them, have the class and hide its name.
 *
 * @returns {SharedArrayBufferConstructor}
 */
function findShared() {
  const { SharedArrayBuffer: named, WebAssembly } = /** @type {any} */ (globalThis);
  if (named) return named;
  return new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer.constructor;
}

const Shared = findShared();

/**
 * A closed mark for each mapping, in shared memory so that every thread sees it. Cut from slabs:
 * a SharedArrayBuffer of its own would cost each open more than the rest of its JavaScript.
 */
const SLAB_MARKS = 1024;
const MARK_WORDS = 2;
const MARK_BYTES = MARK_WORDS * Int32Array.BYTES_PER_ELEMENT;
/** @type {SharedArrayBuffer} */
let slab;
let nextMark = SLAB_MARKS;

function newMark() {
  if (nextMark === SLAB_MARKS) {
    slab = new Shared(SLAB_MARKS * MARK_BYTES);
    nextMark = 0;
  }
  return new Int32Array(slab, nextMark++ * MARK_BYTES, MARK_WORDS);
}

/**
 * @typedef {object} Place what the array is and where it lies
 * @property {DType} dtype
 * @property {readonly number[]} shape
 * @property {'C' | 'F'} order
 * @property {number} offset in the file
 * @property {string} mode in its short spelling
 * @property {string | undefined} path undefined for a descriptor
 * @property {string | Uint8Array | number} target what the addon opened
 * @property {boolean} npy whether a .npy header stands before the array
 */

/**
 * @param {any} Class Memmap or one derived from it
 * @param {any} opening as the addon gives it
 * @param {Place} place
 */
function arrayOf(Class, opening, { dtype, shape, order, offset, mode, path, target, npy }) {
  const { byteOffset, backing, identity } = opening;
  const source = new Source(opening.buffer ?? emptyBuffer(backing), {
    closed: newMark(),
    readonly: mode === 'r',
    id: opening.id,
    byteOffset,
    memory: opening.memory,
    misalignment: (offset - byteOffset) % 16,
    backing,
    path,
    mode,
    offset,
    growth: { target, identity, order, npy },
  });
  return makeArray(Class, source, dtype, byteOffset, shape, order);
}

/** @param {string} backing */
function emptyBuffer(backing) {
  return backing.endsWith('shared') ? new Shared(0) : new ArrayBuffer(0);
}

module.exports = { arrayOf };
