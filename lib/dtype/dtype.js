'use strict';

/** dtypes as callers see them. Their grammar is in the addon (src/dtype/). */

const { escaped, rethrow, show, typeError } = require('../errors');
const native = require('../mapping/native');
const { nearest } = require('../suggest');

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
  if (typeof descr !== 'string' && (typeof descr !== 'object' || descr === null)) {
    const meant = typeof descr === 'function' ? suggestion(descr.name) : '';
    throw typeError(
      'DTYPE',
      `dtype: must be a string, a list of fields or { names, formats } (got ${show(descr)})${meant}`,
    );
  }
  try {
    return new DType(rethrow(undefined, () => native.parseDtype(descr)));
  } catch (error) {
    const { code, message } = /** @type {any} */ (error ?? {});
    const wrong = code === 'ERR_MEMMAP_DTYPE' && /data type '(.*?)' not understood/.exec(message);
    const meant = wrong ? suggestion(wrong[1]) : '';
    throw meant === '' ? error : typeError('DTYPE', message + meant);
  }
}

const NAMES = [
  ...['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'],
  ...['float16', 'bfloat16', 'float32', 'float64', 'complex64', 'complex128'],
  ...['datetime64', 'timedelta64', 'half', 'single', 'double', 'float', 'int', 'uint', 'complex'],
];

/** What the spellings of other languages are here. */
function spellings() {
  const known = new Map(NAMES.map((name) => [name, name]));
  for (const name of NAMES) {
    const [, kind, bits] = /^(bf|[a-z])[a-z]*?(\d+)$/.exec(name) ?? [];
    // What has a size in bytes is NumPy's own.
    if (Number(bits) > 8) known.set(kind + bits, name);
    known.set(`${name}array`, name);
  }
  return known
    .set('bigint64array', 'int64')
    .set('biguint64array', 'uint64')
    .set('uint8clampedarray', 'uint8');
}

/** @param {string} wrong a name that is no dtype's; a mark of byte order may stand before it */
function suggestion(wrong) {
  const [, mark, bare] = /^([<>=|]?)(.*)$/s.exec(wrong) ?? [];
  const known = spellings();
  const family = [...known.keys()].filter((name) => name[0] === bare[0]?.toLowerCase());
  const meant = known.get(nearest(bare, family) ?? '');
  if (meant === undefined) return '';
  // After a mark NumPy takes no names.
  return `: did you mean '${mark ? mark + dtype(meant).str.slice(1) : meant}'?`;
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
