'use strict';

/** Makes array objects: picks the `data` that fits the memory and the class that fits the array. */

const bits = require('./bits');
const { typedCodec, viewedCodec } = require('./codec');
const element = require('./element');
const { rangeError } = require('./errors');
const { sizeOf, stridesC, stridesF } = require('./layout');
const native = require('./native');
const { Source } = require('./source');
const { Strided } = require('./strided');

/** @typedef {import('./dtype').DType} DType */

/** Bytes from which an allocation is fresh pages from the system, and worth huge ones. */
const LARGE = 2 ** 22;

/** Where a class keeps the classes of its instances. */
const CLASSES = Symbol('classes');

/** From here on positions are doubles. */
const WIDE = 2 ** 31;

/**
 * Element access: how places are found, and what extends a class for a family of dtypes, by number
 * of axes.
 *
 * @typedef {object} Access
 * @property {typeof import('./place').Place} Place
 * @property {(family: string) => ((Base: any) => any)[]} of
 */

/**
 * @param {any} places
 * @param {any} makers from access.js
 * @returns {Access}
 */
function accessOf(places, makers) {
  const families = makers({ ...element, ...bits, ...places });
  const made = new Map([['', []]]);
  const of = (/** @type {string} */ family) => {
    if (!made.has(family)) made.set(family, families[family]());
    return /** @type {any} */ (made.get(family));
  };
  return { Place: places.Place, of };
}

/**
 * V8 learns for each text that it compiles which numbers are small integers, and one array with
 * larger ones would slow all others down: they have access.js compiled once more. Jest and bundlers
 * have no cache to take the first one out of; there both share one.
 */
function compiledAnew() {
  const first = require('./access');
  const { cache } = require;
  try {
    const file = require.resolve('./access');
    const kept = cache[file];
    delete cache[file];
    try {
      return require('./access');
    } finally {
      cache[file] = kept;
    }
  } catch {
    return first;
  }
}

/** @param {() => Access} load */
function once(load) {
  /** @type {Access | undefined} */
  let access;
  return () => (access ??= load());
}

const usual = once(() => accessOf(require('./place'), require('./access')));
const wide = once(() => accessOf(require('./place-wide'), compiledAnew()));

/**
 * Gives the instances of a class the element access made for their kind of memory and rank.
 * Classes derived from it, which may override `get`, keep what they inherit.
 *
 * @param {any} Base
 */
function fastAccess(Base) {
  const general = subclass(Base, (Parent) => class extends Parent {});
  const value = { owner: Base, general, known: new Map() };
  Object.defineProperty(Base, CLASSES, { value });
}

/** @param {any} Base @param {(Base: any) => any} extend */
function subclass(Base, extend) {
  const Class = extend(Base);
  Object.defineProperty(Class.prototype, 'constructor', { value: Base });
  return Class;
}

/**
 * @param {any} Base the class that callers see: NDArray, Memmap or one of theirs
 * @param {((Base: any) => any) | null | undefined} extend from lib/access.js
 * @returns {any} the class to construct, or null for `Base` itself
 */
function classFor(Base, extend) {
  const table = Base[CLASSES];
  if (table === undefined || table.owner !== Base) return null;
  if (!extend) return table.general;
  let Class = table.known.get(extend);
  if (Class === undefined) table.known.set(extend, (Class = subclass(Base, extend)));
  return Class;
}

/**
 * @param {any} Base the class that callers see: NDArray, Memmap or a subclass
 * @param {Source} source
 * @param {DType} dtype
 * @param {number} byteOffset of element [0, ..., 0] in `source.buffer`
 * @param {readonly number[]} shape
 * @param {'C' | 'F' | readonly number[]} layout an order, without gaps; or strides in bytes
 */
function makeArray(Base, source, dtype, byteOffset, shape, layout) {
  const { itemsize } = dtype;
  const size = sizeOf(shape);
  let low = 0;
  let length = size * itemsize;
  let steps;
  if (layout === 'C') steps = stridesC(shape, itemsize);
  else if (layout === 'F') steps = stridesF(shape, itemsize);
  else {
    steps = layout.slice();
    if (size > 0) {
      let high = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        const reach = (shape[axis] - 1) * steps[axis];
        if (reach < 0) low += reach;
        else high += reach;
      }
      length = high - low + itemsize;
    }
  }
  const codec = codecFor(source, dtype, byteOffset, shape, steps);
  const { unit } = codec;
  if (unit > 1) for (let axis = 0; axis < steps.length; axis++) steps[axis] /= unit;
  const data = openData(codec, source.buffer, byteOffset + low, length / unit);
  const start = low === 0 ? 0 : -low / unit;
  const dims = Object.freeze(shape.slice());
  const strides = Object.freeze(steps);
  const access = isWide(length / unit, dims, strides) ? wide() : usual();
  const place = new access.Place(start, dims, strides);
  const Class = classFor(Base, access.of(codec.access)[dims.length]);
  if (Class !== null)
    return new Class(source, dtype, codec, data, start, dims, strides, size, place);
  const state = [source, dtype, codec, data, start, dims, strides, size, place];
  return Reflect.construct(Strided, state, Base);
}

/**
 * @param {Source} source
 * @param {DType} dtype
 * @param {number} byteOffset
 * @param {readonly number[]} shape
 * @param {number[]} steps in bytes; those never taken are made to fit
 */
function codecFor(source, dtype, byteOffset, shape, steps) {
  const codec = typedCodec(dtype);
  const { alignment } = codec;
  if (alignment === 1) return codec;
  const { misalignment } = source;
  if (byteOffset % alignment !== 0 || misalignment % alignment !== 0) return viewedCodec(dtype);
  for (let axis = 0; axis < steps.length; axis++) {
    if (steps[axis] % alignment === 0) continue;
    if (shape[axis] > 1) return viewedCodec(dtype);
    steps[axis] = dtype.itemsize;
  }
  return codec;
}

/**
 * @param {import('./codec').Codec} codec
 * @param {ArrayBufferLike} buffer
 * @param {number} byteOffset
 * @param {number} length in units of the data
 */
function openData(codec, buffer, byteOffset, length) {
  try {
    return new codec.Array(buffer, byteOffset, length);
  } catch {
    const name = codec.Array.name;
    throw rangeError('LIMIT', `${length} elements are more than a ${name} of this runtime holds`);
  }
}

/** @param {number} length @param {readonly number[]} shape @param {readonly number[]} steps */
function isWide(length, shape, steps) {
  if (length >= WIDE) return true;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] >= WIDE || steps[axis] >= WIDE || steps[axis] <= -WIDE) return true;
  }
  return false;
}

/**
 * An array in memory of its own, all zero.
 *
 * @param {any} Base
 * @param {DType} dtype
 * @param {readonly number[]} shape
 */
function makeEmpty(Base, dtype, shape) {
  const bytes = sizeOf(shape) * dtype.itemsize;
  let buffer;
  try {
    buffer = new ArrayBuffer(bytes);
  } catch {
    throw rangeError('LIMIT', `an array of ${bytes} bytes cannot be allocated`);
  }
  const array = makeArray(Base, new Source(buffer), dtype, 0, shape, 'C');
  if (bytes >= LARGE) native.adviseHuge(array._data);
  return array;
}

module.exports = { fastAccess, makeArray, makeEmpty };
