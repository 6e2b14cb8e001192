'use strict';

/** dtypes as callers see them. Their grammar is in the addon (src/dtype/). */

const { escaped, rethrow } = require('../errors');
const native = require('../mapping/native');

/**
 * @typedef {object} Parsed what the addon makes of a dtype
 * @property {string} name
 * @property {string} str
 * @property {string} kind
 * @property {number} itemsize
 * @property {number} alignment
 * @property {string} byteorder
 * @property {boolean} native
 * @property {string | null} scalar the kernels' element type; null for text, bytes and records
 * @property {number} code what its elements are to `native.convert`
 * @property {string | null} unit of dates and durations
 * @property {any} canonical
 * @property {{ name: string, dtype: Parsed, offset: number, shape: number[] }[] | null} fields
 */

/** @typedef {{ name: string, dtype: DType, offset: number, shape?: readonly number[] }} Field */

/** What a dtype says about its elements; made by `dtype()`, immutable, shared. */
class DType {
  /** @param {Parsed} parsed */
  constructor(parsed) {
    this.name = parsed.name;
    this.str = parsed.str;
    this.kind = parsed.kind;
    this.itemsize = parsed.itemsize;
    this.alignment = parsed.alignment;
    this.byteorder = parsed.byteorder;
    this.native = parsed.native;
    if (parsed.fields) {
      /** @type {readonly Field[] | undefined} */
      this.fields = Object.freeze(parsed.fields.map(publicField));
    }
    hide(this, 'scalar', parsed.scalar);
    hide(this, 'code', parsed.code);
    hide(this, 'unit', parsed.unit);
    hide(this, 'canonical', deepFreeze(parsed.canonical));
    Object.freeze(this);
  }

  toString() {
    const { canonical } = this;
    return typeof canonical === 'string' ? canonical : escaped(JSON.stringify(canonical));
  }
}

/** @type {string | null} */
DType.prototype.scalar = null;
/** @type {number} */
DType.prototype.code = 0;
/** @type {string | null} */
DType.prototype.unit = null;
/** The spelling that `NDArray#dtype` shows. @type {any} */
DType.prototype.canonical = null;

/** @param {NonNullable<Parsed['fields']>[number]} field @returns {Field} */
function publicField({ name, dtype, offset, shape }) {
  const field = { name, dtype: new DType(dtype), offset };
  return Object.freeze(shape.length > 0 ? { ...field, shape: Object.freeze(shape) } : field);
}

/** @param {DType} target @param {string} key @param {unknown} value */
function hide(target, key, value) {
  Object.defineProperty(target, key, { value });
}

/** @param {any} value */
function deepFreeze(value) {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

/** A program uses few spellings; the bound is for one that makes them up. */
const CACHED = 1000;
/** @type {Map<string, DType>} */
const cache = new Map();

/**
 * Parses a NumPy dtype: `'float32'`, `'>f4'`, `'S10'`, `'datetime64[ns]'`, a list of fields or
 * `{ names, formats, offsets, itemsize }`. A DType is returned as it is.
 *
 * @param {any} descr
 * @returns {DType}
 */
function dtype(descr) {
  if (descr instanceof DType) return descr;
  if (typeof descr !== 'string') return parse(descr);
  let found = cache.get(descr);
  if (found === undefined) {
    found = parse(descr);
    if (cache.size >= CACHED) cache.clear();
    cache.set(descr, found);
  }
  return found;
}

/** @param {any} descr */
function parse(descr) {
  return new DType(rethrow(undefined, () => native.parseDtype(descr)));
}

/**
 * The same dtype in this machine's byte order, the fields of records included.
 *
 * @param {DType} type
 */
function nativeOrder(type) {
  return isNative(type) ? type : dtype(reordered(type.canonical));
}

/** NumPy's `isnative` overlooks sub-array fields. @param {DType} type @returns {boolean} */
function isNative({ native, fields }) {
  return fields ? fields.every((field) => isNative(field.dtype)) : native;
}

/** @param {any} descr a canonical one @returns {any} */
function reordered(descr) {
  if (typeof descr === 'string') return descr.replace(/^[<>]/, '=');
  if (!Array.isArray(descr)) return { ...descr, formats: descr.formats.map(reorderedFormat) };
  return descr.map(([name, format, ...shape]) => [name, reordered(format), ...shape]);
}

/** @param {any} format of a field: a dtype, or [dtype, shape] */
function reorderedFormat(format) {
  const isSubarray = Array.isArray(format) && typeof format[1]?.[0] === 'number';
  return isSubarray ? [reordered(format[0]), format[1]] : reordered(format);
}

module.exports = { DType, dtype, nativeOrder };
