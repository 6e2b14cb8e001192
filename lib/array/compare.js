'use strict';

/** An array beside another one: `searchsorted`, `equals` and `dot`. */

const { dtype: parseDtype } = require('../dtype/dtype');
const { isTime } = require('../dtype/scalars');
const { rangeError, show, typeError } = require('../errors');
const native = require('../mapping/native');
const { parseFlag } = require('../options');
const { showShape } = require('../shape/layout');
const { Strided, checkOpen } = require('./base');
const { wholeOperand } = require('./convert');
const { oneResult, results } = require('./reduce');
const { arrayOf, isScalar } = require('./values');
const { fieldView } = require('./views');
const { Work, mappedPages } = require('./work');

/** @typedef {import('../dtype/dtype').DType} DType */
/** @typedef {import('./work').Operation} Operation */

/** @param {any} NDArray @returns {Operation} */
function searchsorted(NDArray) {
  return function* (array, [given], options) {
    const { _shape: shape, _dtype: dtype } = array;
    const { side = 'left' } = options;
    if (side !== 'left' && side !== 'right') {
      throw typeError('OPTION', `side must be 'left' or 'right' (got ${show(side)})`);
    }
    if (shape.length !== 1) {
      throw rangeError('SHAPE', `searchsorted needs one axis (got ${showShape(shape)})`);
    }
    const values = arrayOf(given);
    if (values === null)
      throw typeError('VALUE', `values: cannot be compared (got ${show(given)})`);
    const kinds = [dtype, values._dtype].map(orderKind);
    const isRaw = isTime(dtype) && kinds[1] === 'number' && values._dtype.scalar === 'int64';
    if (kinds[0] === null || (kinds[0] !== kinds[1] && !(isRaw && !(given instanceof Strided)))) {
      throw typeError('DTYPE', `searchsorted: ${dtype} and ${values._dtype} have no order`);
    }
    const work = new Work([array], () =>
      native.Work.search(
        wholeOperand(array),
        wholeOperand(values),
        side === 'left',
        isTime(dtype),
        mappedPages(array),
        mappedPages(values),
      ),
    );
    checkOpen(values);
    const float64 = parseDtype('float64');
    if (isScalar(given)) return yield* oneResult(work, float64);
    return yield* results(NDArray, work, float64, values._shape);
  };
}

/** Dtypes of one kind have an order. @param {DType} dtype @returns {string | null} */
function orderKind(dtype) {
  if (isTime(dtype)) return `${dtype.kind}[${dtype.unit}]`;
  if (dtype.scalar) return 'number';
  return dtype.kind === 'S' || dtype.kind === 'U' ? 'text' : null;
}

/** @type {Operation} */
function* equals(array, [given], options) {
  const equalNaN = parseFlag('equalNaN', options.equalNaN);
  let other;
  try {
    other = arrayOf(given);
  } catch (error) {
    // Lists that are no array.
    if (/** @type {any} */ (error).code === 'ERR_MEMMAP_SHAPE') return false;
    throw error;
  }
  if (other === null || showShape(array._shape) !== showShape(other._shape)) return false;
  return yield* compare(array, other, equalNaN);
}

/**
 * @param {Strided} a
 * @param {Strided} b of the same shape
 * @param {boolean} equalNaN
 * @returns {Generator<Work, boolean, void>}
 */
function* compare(a, b, equalNaN) {
  const [first, second] = [a._dtype, b._dtype];
  if (first.fields || second.fields) {
    const [fields, others] = [first.fields ?? [], second.fields ?? []];
    if (fields.length !== others.length) return false;
    for (const [at, field] of fields.entries()) {
      const other = others[at];
      if (field.name !== other.name) return false;
      const [x, y] = [fieldView(Strided, a, field), fieldView(Strided, b, other)];
      if (showShape(x._shape) !== showShape(y._shape)) return false;
      if (!(yield* compare(x, y, equalNaN))) return false;
    }
    return true;
  }
  const areTimes = isTime(first) || isTime(second);
  const units = areTimes ? commonUnits(first, second) : undefined;
  // As for other kinds: arrays of nothing are equal.
  if (units === null) return a._size === 0;
  const work = new Work([a, b], () =>
    native.Work.equality(
      wholeOperand(a),
      wholeOperand(b),
      equalNaN,
      units,
      mappedPages(a),
      mappedPages(b),
    ),
  );
  yield work;
  return work.finish((work) => work.equal());
}

/** Units in attoseconds. */
const ATTOSECONDS = {
  W: 604800n * 10n ** 18n,
  D: 86400n * 10n ** 18n,
  h: 3600n * 10n ** 18n,
  m: 60n * 10n ** 18n,
  s: 10n ** 18n,
  ms: 10n ** 15n,
  us: 10n ** 12n,
  ns: 10n ** 9n,
  ps: 10n ** 6n,
  fs: 10n ** 3n,
  as: 1n,
};
/** Units in months, which no number of attoseconds makes. @type {Record<string, bigint>} */
const MONTHS = { Y: 12n, M: 1n };

/**
 * How many of the longest span of time that divides both units each of them is; null where none does.
 *
 * @param {DType} a
 * @param {DType} b
 * @returns {[bigint, bigint] | null}
 */
function commonUnits(a, b) {
  if (a.kind !== b.kind) return null;
  if (a.unit === b.unit) return [1n, 1n];
  const [x, y] = [a, b].map(({ unit }) => {
    const [, count, name] = /** @type {string[]} */ (/^(\d*)(\w+)$/.exec(unit ?? '') ?? []);
    const months = MONTHS[name];
    const scale = months ?? /** @type {Record<string, bigint>} */ (ATTOSECONDS)[name];
    return { isMonths: months !== undefined, scale: scale && scale * BigInt(count || 1) };
  });
  if (!x.scale || !y.scale || x.isMonths !== y.isMonths) return null;
  const divisor = gcd(x.scale, y.scale);
  return [x.scale / divisor, y.scale / divisor];
}

/** @param {bigint} a @param {bigint} b @returns {bigint} */
function gcd(a, b) {
  return b === 0n ? a : gcd(b, a % b);
}

/** What float32 holds exactly. */
const SMALL = /^(bool|u?int(8|16)|b?float16|float32)$/;

/** @param {any} NDArray @returns {Operation} */
function dot(NDArray) {
  return function* (array, [given]) {
    if (isScalar(given)) {
      throw typeError('SHAPE', `dot: b must be an array (got ${show(given)})`);
    }
    const b = arrayOf(given);
    if (b === null) throw typeError('DTYPE', `dot: b must be numbers (got ${show(given)})`);
    const dtypes = [array._dtype, b._dtype];
    for (const dtype of dtypes) {
      if (!dtype.scalar || dtype.scalar.startsWith('complex') || isTime(dtype)) {
        throw typeError('DTYPE', `dot: ${dtype} cannot be multiplied`);
      }
    }
    const [shape, other] = [array._shape, b._shape];
    const ndims = [shape.length, other.length];
    if (ndims.some((ndim) => ndim !== 1 && ndim !== 2)) {
      const [x, y] = [showShape(shape), showShape(other)];
      throw rangeError('SHAPE', `dot: one or two axes on each side (got shapes ${x} and ${y})`);
    }
    const last = shape.length - 1;
    if (shape[last] !== other[0]) {
      const [x, y] = [showShape(shape), showShape(other)];
      throw rangeError(
        'SHAPE',
        `shapes ${x} and ${y} not aligned: ${shape[last]} (dim ${last}) != ${other[0]} (dim 0)`,
      );
    }
    const isSmall = dtypes.every(({ scalar }) => SMALL.test(/** @type {string} */ (scalar)));
    const dtype = parseDtype(isSmall ? 'float32' : 'float64');
    const work = new Work([array], () =>
      native.Work.dot(wholeOperand(array), wholeOperand(b), mappedPages(array), mappedPages(b)),
    );
    checkOpen(b);
    const result = [...shape.slice(0, last), ...other.slice(1)];
    if (result.length === 0) return yield* oneResult(work, dtype);
    return yield* results(NDArray, work, dtype, result);
  };
}

/** @param {any} NDArray the class of results */
function comparisons(NDArray) {
  return {
    searchsorted: { takes: 1, options: ['side'], run: searchsorted(NDArray) },
    equals: { takes: 1, options: ['equalNaN'], run: equals },
    dot: { takes: 1, options: [], run: dot(NDArray) },
  };
}

module.exports = { comparisons };
