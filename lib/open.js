'use strict';

/** Opening: what `memmap()`, `openMemmap()`, `openNpz()` and `append()` have in common. */

const path = require('node:path');
const { makeArray } = require('./array/create');
const { DType, dtype: parseDtype } = require('./dtype/dtype');
const { rethrowOpening } = require('./errors');
const { retryAfterGc } = require('./mapping/limits');
const { Source } = require('./mapping/source');

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
 * A closed flag for each mapping, in shared memory so that every thread sees it. Cut from slabs:
 * a SharedArrayBuffer of its own would cost each open more than the rest of its JavaScript.
 */
const SLAB_FLAGS = 1024;
const FLAG_WORDS = 2;
const FLAG_BYTES = FLAG_WORDS * Int32Array.BYTES_PER_ELEMENT;
/** @type {SharedArrayBuffer} */
let slab;
let nextFlag = SLAB_FLAGS;

function newClosedFlag() {
  if (nextFlag === SLAB_FLAGS) {
    slab = new Shared(SLAB_FLAGS * FLAG_BYTES);
    nextFlag = 0;
  }
  return new Int32Array(slab, nextFlag++ * FLAG_BYTES, FLAG_WORDS);
}

/**
 * @typedef {object} File what the caller named
 * @property {string | Uint8Array | number} target what the addon opens
 * @property {string | undefined} path as errors show it; undefined for a descriptor
 */

/**
 * @typedef {object} Known what the caller knows of the array; the rest comes from the file
 * @property {DType} [dtype]
 * @property {readonly number[]} [shape]
 * @property {'C' | 'F'} [order]
 * @property {number} [offset] in the file
 * @property {'raw' | 'npy' | 'npz'} how
 * @property {any} options that open the array again
 */

/**
 * A target that no longer depends on the working directory, nor on the caller's memory.
 *
 * @param {string | Uint8Array | number} target
 */
function absolute(target) {
  if (typeof target === 'number') return target;
  if (process.platform === 'win32') return path.resolve(target.toString());
  if (typeof target === 'string') return target.startsWith('/') ? target : path.resolve(target);
  const parts = target[0] === 0x2f ? [target] : [Buffer.from(`${process.cwd()}/`), target];
  return Buffer.concat(parts);
}

/**
 * Has the addon open a file; its errors are the caller's, and name the file.
 *
 * @template T
 * @param {File} file
 * @param {() => T} open a call of the addon
 * @returns {T}
 */
function openFile(file, open) {
  return rethrowOpening(file, () => retryAfterGc(open));
}

/**
 * The array that callers see.
 *
 * @param {any} Class Memmap or one derived from it
 * @param {File} file
 * @param {import('./mapping/native').Opening} opening
 * @param {Known} known
 */
function makeMemmap(Class, file, opening, known) {
  const { byteOffset, backing, identity, mode } = opening;
  const { dtype = parsedDtype(opening.dtype), how, options } = known;
  const target = absolute(file.target);
  const shape = opening.shape ?? known.shape ?? [];
  const order = known.order ?? (opening.fortranOrder ? 'F' : 'C');
  const offset = opening.offset ?? known.offset ?? 0;
  const source = new Source(opening.buffer ?? emptyBuffer(backing), {
    closed: newClosedFlag(),
    readonly: mode === 'r',
    id: opening.id,
    byteOffset,
    memory: opening.memory,
    misalignment: (offset - byteOffset) % 16,
    backing,
    path: typeof target === 'string' ? target : file.path && path.resolve(file.path),
    mode,
    offset,
    opened: { target, identity, order, how, options },
  });
  return makeArray(Class, source, dtype, byteOffset, shape, order);
}

/** One object for all arrays of a dtype, where it is easily found. @param {any} parsed */
function parsedDtype(parsed) {
  const { canonical } = parsed;
  return typeof canonical === 'string' ? parseDtype(canonical) : new DType(parsed);
}

/** @param {string} backing */
function emptyBuffer(backing) {
  return backing.endsWith('shared') ? new Shared(0) : new ArrayBuffer(0);
}

module.exports = { openFile, makeMemmap, absolute, parsedDtype };
