'use strict';

/** Fast element access: picks the class with the `get` and `set` that fit an array. */

const bits = require('../dtype/float16');
const element = require('./element');

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
  /** @type {Map<string, any[]>} */
  const made = new Map([['', []]]);
  const of = (/** @type {string} */ family) => {
    const known = made.get(family);
    if (known !== undefined) return known;
    const classes = families[family]();
    made.set(family, classes);
    return classes;
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
  try {
    const file = require.resolve('./access');
    const kept = require.cache[file];
    delete require.cache[file];
    try {
      return require('./access');
    } finally {
      require.cache[file] = kept;
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

/** @param {number} length @param {readonly number[]} shape @param {readonly number[]} steps */
function isWide(length, shape, steps) {
  if (length >= WIDE) return true;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] >= WIDE || steps[axis] >= WIDE || steps[axis] <= -WIDE) return true;
  }
  return false;
}

/**
 * @param {number} length of the data
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides in units of the data
 * @returns {Access}
 */
function accessFor(length, shape, strides) {
  return isWide(length, shape, strides) ? wide() : usual();
}

module.exports = { fastAccess, accessFor, classFor };
