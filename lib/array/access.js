'use strict';

/**
 * `get` and `set` of single elements, and the constructor of arrays, with code of their own for
 * each kind of memory and number of axes.
 *
 * V8 learns the types that code meets for each text that it compiles: code that serves Float32Arrays
 * and Float64Arrays, or arrays of two and of three axes, is slower for all of them. So one text is
 * compiled many times.
 */

const vm = require('node:vm');
const { accessor } = require('../dtype/scalars');
const { index } = require('../shape/slicing');
const { keys } = require('./base');
const { checkAccess, store } = require('./element');

/** Arrays with more axes have the `get` and `set` that NDArray has for every array. */
const MAX_NDIM = 4;

/** From here on positions are doubles. */
const WIDE = 2 ** 31;

/**
 * Everything that touches an array's fields while one element is read or written. It uses nothing
 * but its parameters, so that it can be compiled again, minified or not.
 *
 * @param {number} ndim
 * @param {boolean} wide
 * @param {import('../dtype/scalars').Accessor['read']} read
 * @param {import('../dtype/scalars').Accessor['write']} write
 * @param {import('../dtype/scalars').Accessor['accepts']} accepts
 * @param {typeof import('./element').store} store
 * @param {typeof import('../shape/slicing').index} index
 * @param {typeof import('./element').checkAccess} checkAccess
 * @param {typeof Math.floor} floor
 * @param {any} keys see base.js
 * @returns {(prototype: object) => any} makes a constructor of arrays that inherit from `prototype`
 */
function accessText(ndim, wide, read, write, accepts, store, index, checkAccess, floor, keys) {
  const { closed, locked } = keys;
  // The slow path: an index that counts from the end, or an error.
  /** @type {(a: any, flag: DataView, count: number, i0: any, i1?: any) => number} */
  const slow = (a, flag, count, i0, i1) => {
    checkAccess(a, flag, count);
    const at = a._start + index(i0, 0, a._d0) * a._s0;
    return ndim === 1 ? at : at + index(i1, 1, a._d1) * a._s1;
  };

  // Where an element is in the data. V8 inlines so many bytecodes and no more: these are few enough
  // for arrays of three dtypes in one function. That `at2` is not made of steps too is for
  // JavaScriptCore, which inlines fewer functions.
  /** @type {Record<string, (...args: any[]) => number>} */
  const { at1, at2, step } = wide
    ? {
        at1(a, flag, count, i0) {
          if (count === ndim && !flag.getInt8(0) && typeof i0 === 'number') {
            if (i0 >= 0 && i0 < a._d0 && floor(i0) === i0) return a._start + i0 * a._s0;
          }
          return slow(a, flag, count, i0);
        },
        at2(a, flag, count, i0, i1) {
          if (
            count === ndim &&
            !flag.getInt8(0) &&
            typeof i0 === 'number' &&
            typeof i1 === 'number'
          ) {
            const inside = i0 >= 0 && i0 < a._d0 && floor(i0) === i0;
            if (inside && i1 >= 0 && i1 < a._d1 && floor(i1) === i1) {
              return a._start + i0 * a._s0 + i1 * a._s1;
            }
          }
          return slow(a, flag, count, i0, i1);
        },
        step(at, i, axis, length, stride) {
          if (typeof i === 'number' && i >= 0 && i < length && floor(i) === i)
            return at + i * stride;
          return at + index(i, axis, length) * stride;
        },
      }
    : {
        at1(a, flag, count, i0) {
          if (count === ndim && !flag.getInt8(0) && typeof i0 === 'number') {
            if (i0 >>> 0 === i0 && i0 < a._d0) return (a._start + i0 * a._s0) | 0;
          }
          return slow(a, flag, count, i0) | 0;
        },
        at2(a, flag, count, i0, i1) {
          if (
            count === ndim &&
            !flag.getInt8(0) &&
            typeof i0 === 'number' &&
            typeof i1 === 'number'
          ) {
            const inside = i0 >>> 0 === i0 && i0 < a._d0;
            if (inside && i1 >>> 0 === i1 && i1 < a._d1) {
              return (a._start + i0 * a._s0 + i1 * a._s1) | 0;
            }
          }
          return slow(a, flag, count, i0, i1) | 0;
        },
        step(at, i, axis, length, stride) {
          if (typeof i === 'number' && i >>> 0 === i && i < length) return (at + i * stride) | 0;
          return (at + index(i, axis, length) * stride) | 0;
        },
      };
  /** @type {(a: any, flag: DataView, count: number, i0: any, i1: any, i2: any) => number} */
  const at3 = (a, flag, count, i0, i1, i2) =>
    step(at2(a, flag, count, i0, i1), i2, 2, a._d2, a._s2);
  /** @type {(a: any, flag: DataView, count: number, i0: any, i1: any, i2: any, i3: any) => number} */
  const at4 = (a, flag, count, i0, i1, i2, i3) =>
    step(at3(a, flag, count, i0, i1, i2), i3, 3, a._d3, a._s3);

  /** By number of axes. @type {(ThisType<any> & Record<string, (...args: any[]) => any>)[]} */
  const methods = [
    {},
    {
      get(i0) {
        return read(this._data, at1(this, this[closed], arguments.length, i0));
      },
      set(i0, value) {
        const at = at1(this, this[locked], arguments.length - 1, i0);
        if (accepts(value)) write(this._data, at, value);
        else store(this, at, value);
      },
    },
    {
      get(i0, i1) {
        return read(this._data, at2(this, this[closed], arguments.length, i0, i1));
      },
      set(i0, i1, value) {
        const at = at2(this, this[locked], arguments.length - 1, i0, i1);
        if (accepts(value)) write(this._data, at, value);
        else store(this, at, value);
      },
    },
    {
      get(i0, i1, i2) {
        return read(this._data, at3(this, this[closed], arguments.length, i0, i1, i2));
      },
      set(i0, i1, i2, value) {
        const at = at3(this, this[locked], arguments.length - 1, i0, i1, i2);
        if (accepts(value)) write(this._data, at, value);
        else store(this, at, value);
      },
    },
    {
      get(i0, i1, i2, i3) {
        return read(this._data, at4(this, this[closed], arguments.length, i0, i1, i2, i3));
      },
      set(i0, i1, i2, i3, value) {
        const at = at4(this, this[locked], arguments.length - 1, i0, i1, i2, i3);
        if (accepts(value)) write(this._data, at, value);
        else store(this, at, value);
      },
    },
  ];

  return (prototype) => {
    /**
     * No field is assigned again: V8 treats fields that never change as constants, and takes that
     * back for all arrays when one of them changes. Hence "closed" lives in memory.
     *
     * @this {any}
     * @param {import('../mapping/source').Source} source
     * @param {import('../dtype/dtype').DType} dtype
     * @param {import('../dtype/codec').Codec} codec
     * @param {any} data
     * @param {number} start
     * @param {readonly number[]} shape
     * @param {readonly number[]} strides
     * @param {number} size
     */
    function NDArray(source, dtype, codec, data, start, shape, strides, size) {
      this._notCloned = keys.notCloned;
      this._dtype = dtype;
      this._data = data;
      this._start = start;
      this[keys.source] = source;
      this[closed] = source.closedFlag;
      this[locked] = source.lockedFlag;
      this[keys.codec] = codec;
      this[keys.shape] = shape;
      this[keys.strides] = strides;
      this[keys.size] = size;
      // Test runners compare named fields only: without `_d0` and so on, these are they.
      if (ndim === 0) this._d = shape;
      if (ndim === 0) this._s = strides;
      if (ndim > 0) this._d0 = shape[0];
      if (ndim > 0) this._s0 = strides[0];
      if (ndim > 1) this._d1 = shape[1];
      if (ndim > 1) this._s1 = strides[1];
      if (ndim > 2) this._d2 = shape[2];
      if (ndim > 2) this._s2 = strides[2];
      if (ndim > 3) this._d3 = shape[3];
      if (ndim > 3) this._s3 = strides[3];
    }
    NDArray.prototype = { __proto__: prototype, ...methods[ndim] };
    return NDArray;
  };
}

let compiled = 0;

/**
 * Functions compiled anew. A tool that counts coverage puts names into their text that do not exist
 * here, and one that ships bytecode leaves no text: then this throws, or calling them does.
 *
 * @param {...Function} functions that use nothing but their arguments
 * @returns {any[]}
 */
function anew(...functions) {
  const texts = functions.map((text) => `(${text})`);
  // Engines keep what they have compiled: no text is the same as another.
  const text = `'use strict'; return [${texts}]; // ${compiled++}`;
  const made = vm.compileFunction(text, [], { filename: 'memmap:access' })();
  // Functions of another realm, as in Jest, are not inlined. Pages may forbid the second way.
  return made instanceof Array ? made : new Function(text)();
}

/**
 * @param {import('../dtype/scalars').Names | null} names null where elements are no numbers
 * @param {number} ndim
 * @param {boolean} wide
 * @param {object} prototype
 */
function makeConstructor(names, ndim, wide, prototype) {
  /** @param {typeof accessText} access @param {any} rule */
  const make = (access, { read, write, accepts }) => {
    const { floor } = Math;
    return access(
      ndim,
      wide,
      read,
      write,
      accepts,
      store,
      index,
      checkAccess,
      floor,
      keys,
    )(prototype);
  };
  if (names === null) return make(accessText, {});
  try {
    const [access, rule] = anew(accessText, accessor);
    return make(access, rule(names));
  } catch {
    return make(accessText, accessor(names));
  }
}

/**
 * The constructors of each class, by what its elements are; for each the narrow ones by number of
 * axes, then the wide ones.
 *
 * @type {WeakMap<any, { fast: boolean, known: Map<import('../dtype/scalars').Names | null, any[]> }>}
 */
const classes = new WeakMap();

/** @param {any} Base NDArray or Memmap: classes derived from them keep the `get` they inherit */
function addAccess(Base) {
  classes.set(Base, { fast: true, known: new Map() });
}

/**
 * @param {any} Base the class that callers see
 * @param {import('../dtype/codec').Codec} codec
 * @param {number} length of the data
 * @param {readonly number[]} shape
 * @param {readonly number[]} strides in units of the data
 */
function constructorFor(Base, codec, length, shape, strides) {
  let made = classes.get(Base);
  if (made === undefined) classes.set(Base, (made = { fast: false, known: new Map() }));
  const ndim = shape.length;
  const names = made.fast && ndim > 0 && ndim <= MAX_NDIM ? codec.names : null;
  let constructors = made.known.get(names);
  if (constructors === undefined) made.known.set(names, (constructors = []));
  const wide = names !== null && isWide(length, shape, strides);
  const rank = names === null ? 0 : ndim;
  const which = wide ? MAX_NDIM + rank : rank;
  return (constructors[which] ??= makeConstructor(names, rank, wide, Base.prototype));
}

/** @param {number} length @param {readonly number[]} shape @param {readonly number[]} strides */
function isWide(length, shape, strides) {
  if (length >= WIDE) return true;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] >= WIDE || strides[axis] >= WIDE || strides[axis] <= -WIDE) return true;
  }
  return false;
}

module.exports = { addAccess, constructorFor };
