'use strict';

/** How the elements of each dtype are printed: in columns within an array, or one alone. */

const { dateFormat, dateScalar, durationFormat, durationScalar } = require('./dates');
const floats = require('./floats');
const { bytesRepr, stringRepr, voidRepr } = require('./text');

/** @typedef {import('../dtype/dtype').DType} DType */
/** @typedef {(value: any) => string} Format */

/** NumPy shortens sub-arrays longer than this, and shows so many at either end of an axis. */
const SUBARRAY = 1000;
const EDGE = 3;

/** @param {DType} dtype @returns {import('./decimal').FloatType} of a float, or of complex parts */
function floatType({ kind, itemsize }) {
  const bits = (kind === 'c' ? itemsize / 2 : itemsize) * 8;
  return /** @type {import('./decimal').FloatType} */ (`float${bits}`);
}

/**
 * @param {DType} dtype
 * @param {readonly any[]} values all that will be printed: they decide the width
 * @returns {Format}
 */
function arrayFormat(dtype, values) {
  switch (dtype.kind) {
    case 'b':
      return (value) => (value ? ' True' : 'False');
    case 'i':
    case 'u': {
      const width = values.reduce((most, value) => Math.max(most, String(value).length), 0);
      return (value) => String(value).padStart(width);
    }
    case 'f':
      return floats.floatFormat(values, floatType(dtype));
    case 'c':
      return floats.complexFormat(values, floatType(dtype));
    case 'M':
      return dateFormat(values, dtype.unit);
    case 'm':
      return durationFormat(values);
    case 'S':
      return bytesRepr;
    case 'U':
      return stringRepr;
    default:
      if (dtype.fields) return recordFormat(dtype.fields, values, arrayFormat);
      return dtype.scalar ? floats.bfloat16Text : voidRepr;
  }
}

/**
 * NumPy's `str` of a scalar.
 *
 * @param {DType} dtype
 * @returns {Format}
 */
function scalarFormat(dtype) {
  switch (dtype.kind) {
    case 'b':
      return (value) => (value ? 'True' : 'False');
    case 'f':
      return (value) => floats.floatScalar(value, floatType(dtype));
    case 'c':
      return (value) => floats.complexScalar(value, floatType(dtype));
    case 'M':
      return (value) => dateScalar(value, dtype.unit);
    case 'm':
      return (value) => durationScalar(value, dtype.unit);
    case 'S':
      return (value) => `np.bytes_(${bytesRepr(value)})`;
    case 'i':
    case 'u':
    case 'U':
      return String;
    default:
      if (dtype.fields)
        return (value) => recordFormat(dtype.fields ?? [], [value], memberFormat)(value);
      return dtype.scalar ? floats.bfloat16Text : voidRepr;
  }
}

/** Within a single record numbers stand as scalars, the rest as in arrays. @type {typeof arrayFormat} */
function memberFormat(dtype, values) {
  if (dtype.kind === 'b' || dtype.kind === 'f') return scalarFormat(dtype);
  if (dtype.fields) return recordFormat(dtype.fields, values, memberFormat);
  return arrayFormat(dtype, values);
}

/**
 * @param {readonly import('../dtype/dtype').Field[]} fields
 * @param {readonly Map<string, any>[]} values
 * @param {typeof arrayFormat} formatOf
 * @returns {Format}
 */
function recordFormat(fields, values, formatOf) {
  const members = fields.map(({ name, dtype, shape = [] }) => {
    const column = values.map((value) => value.get(name));
    const format = formatOf(dtype, shape.length > 0 ? column.flat(shape.length) : column);
    return { name, format: shape.length > 0 ? subarrayFormat(format, shape) : format };
  });
  return (value) => {
    const texts = members.map(({ name, format }) => format(value.get(name)));
    return texts.length === 1 ? `(${texts[0]},)` : `(${texts.join(', ')})`;
  };
}

/**
 * @param {Format} format of an element
 * @param {readonly number[]} shape
 * @returns {Format}
 */
function subarrayFormat(format, shape) {
  const shorten = shape.reduce((size, length) => size * length, 1) > SUBARRAY;
  /** @param {any} value @param {number} axis @returns {string} */
  const write = (value, axis) => {
    if (axis === shape.length) return format(value);
    const texts =
      shorten && shape[axis] > 2 * EDGE
        ? [...value.slice(0, EDGE), null, ...value.slice(-EDGE)]
        : value;
    return `[${texts.map((/** @type {any} */ part) => (part === null ? '...' : write(part, axis + 1))).join(', ')}]`;
  };
  return (value) => write(value, 0);
}

module.exports = { EDGE, SUBARRAY, arrayFormat, scalarFormat };
