'use strict';

/** Reductions: an array, or each row along some axes, becomes one value. */

const { dtype: parseDtype, nativeOrder } = require('../dtype/dtype');
const { isTime } = require('../dtype/scalars');
const { rangeError, show, typeError } = require('../errors');
const native = require('../mapping/native');
const { parseFlag } = require('../options');
const { isList } = require('../shape/layout');
const { Strided } = require('./base');
const { wholeOperand } = require('./convert');
const { makeZeros } = require('./create');
const { arrayOf } = require('./values');
const { Work, mappedPages, waitsForPool } = require('./work');

/** @typedef {import('../dtype/dtype').DType} DType */
/** @typedef {import('./work').Operation} Operation */

/** The addon's reductions, by number. */
const REDUCTIONS = [
  'sum',
  'mean',
  'var',
  'std',
  'min',
  'max',
  'argmin',
  'argmax',
  'any',
  'all',
  'stats',
  'range',
];

/** What NumPy says of reducing nothing. */
const NOTHING = {
  min: 'zero-size array to reduction operation minimum which has no identity',
  max: 'zero-size array to reduction operation maximum which has no identity',
  argmin: 'attempt to get argmin of an empty sequence',
  argmax: 'attempt to get argmax of an empty sequence',
};

const SUM_DTYPES = ['float64', 'float32', 'int64', 'uint64', 'complex128'];

/**
 * What a dtype's arithmetic is like.
 *
 * @param {DType} dtype
 * @returns {'integer' | 'float' | 'complex' | 'date' | 'span'}
 */
function arithmetic({ scalar, kind }) {
  if (kind === 'M') return 'date';
  if (kind === 'm') return 'span';
  if (scalar?.startsWith('complex')) return 'complex';
  return scalar?.includes('float') ? 'float' : 'integer';
}

/** @param {string} name @param {Strided} array */
function checkNumbers(name, { _dtype: dtype }) {
  if (!dtype.scalar) throw typeError('DTYPE', `${name}: ${dtype} has no arithmetic`);
}

/**
 * Axes that a caller names, as flags.
 *
 * @param {unknown} axis
 * @param {number} ndim
 * @param {boolean} [single] no list of them
 * @returns {boolean[] | null} null for none: the whole array
 */
function parseAxis(axis, ndim, single = false) {
  if (axis === undefined || axis === null) return null;
  const list = !single && isList(axis) ? Array.from(axis) : [axis];
  const reduced = new Array(ndim).fill(false);
  for (const one of list) {
    if (!Number.isSafeInteger(one)) {
      const wanted = single ? 'an integer' : 'an integer or an array of them';
      throw typeError('INDEX', `axis must be ${wanted} (got ${show(axis)})`);
    }
    if (one < -ndim || one >= ndim) {
      throw rangeError('INDEX', `axis ${one} is out of bounds for array of dimension ${ndim}`);
    }
    const at = one < 0 ? one + ndim : one;
    if (reduced[at]) throw rangeError('INDEX', `axis: duplicate value (got ${show(axis)})`);
    reduced[at] = true;
  }
  return reduced;
}

/** @param {unknown} ddof */
function parseDdof(ddof) {
  if (ddof === undefined) return 0;
  if (typeof ddof === 'number' && Number.isFinite(ddof)) return ddof;
  throw typeError('OPTION', `ddof must be a number (got ${show(ddof)})`);
}

/**
 * The dtype of a sum along axes, and whether the caller chose it.
 *
 * @param {DType} dtype
 * @param {unknown} asked
 */
function sumDtype(dtype, asked) {
  const kind = arithmetic(dtype);
  if (kind === 'date') throw typeError('DTYPE', `sum: ${dtype} cannot be added`);
  if (asked === undefined) {
    if (kind === 'span') return nativeOrder(dtype);
    if (kind === 'complex') return parseDtype('complex128');
    if (kind === 'float') return parseDtype('float64');
    return parseDtype(dtype.kind === 'u' ? 'uint64' : 'int64');
  }
  const target = parseDtype(asked);
  if (!SUM_DTYPES.includes(target.name) || !target.native) {
    const known = SUM_DTYPES.map((name) => `'${name}'`).join(', ');
    throw typeError('DTYPE', `dtype of a sum must be one of ${known} (got ${show(asked)})`);
  }
  const lossy =
    kind === 'span' ||
    (kind === 'float' && target.name.includes('int')) ||
    (kind === 'complex' && target.name !== 'complex128');
  if (lossy) throw typeError('DTYPE', `dtype: a sum of ${dtype} cannot be ${target}`);
  return target;
}

/** What a reduction gives along axes. @param {string} name @param {DType} dtype @param {unknown} asked */
function resultDtype(name, dtype, asked) {
  const kind = arithmetic(dtype);
  switch (name) {
    case 'sum':
      return sumDtype(dtype, asked);
    case 'mean':
      if (isTime(dtype)) return nativeOrder(dtype);
      return parseDtype(kind === 'complex' ? 'complex128' : 'float64');
    case 'min':
    case 'max':
      return nativeOrder(dtype);
    case 'any':
    case 'all':
      return parseDtype('bool');
    default:
      return parseDtype('float64');
  }
}

/**
 * @param {string} name
 * @param {Strided} array
 * @param {{ reduced: boolean[], skipNan?: boolean, ddof?: number }} options
 */
function reduction(name, array, { reduced, skipNan = false, ddof = 0 }) {
  const what = REDUCTIONS.indexOf(name);
  const options = { what, reduced, skipNan, ddof, isTime: isTime(array._dtype) };
  return new Work([array], () =>
    native.Work.reduction(wholeOperand(array), options, mappedPages(array)),
  );
}

/**
 * Results of one dtype, which are written while the work is carried out.
 *
 * @param {any} Base
 * @param {Work} work
 * @param {DType} dtype
 * @param {readonly number[]} shape
 * @returns {Generator<Work, any, void>}
 */
function* results(Base, work, dtype, shape) {
  const out = makeZeros(Base, dtype, shape);
  if (waitsForPool) work.writeTo(out);
  yield work;
  if (!waitsForPool) work.writeTo(out);
  work.finish((work) => work.written());
  return out;
}

/** @param {Work} work @param {DType} dtype @returns {Generator<Work, any, void>} */
function* oneResult(work, dtype) {
  const one = yield* results(Strided, work, dtype, []);
  return one._codec.read(one._data, 0);
}

/** @param {any} NDArray the class of results @param {string} name @returns {Operation} */
function reduce(NDArray, name) {
  return function* (array, _args, options) {
    checkNumbers(name, array);
    const { _shape: shape, _dtype: dtype } = array;
    const axes = parseAxis(options.axis, shape.length, name.startsWith('arg'));
    const keepdims = parseFlag('keepdims', options.keepdims);
    const skipNan = parseFlag('skipNaN', options.skipNaN);
    const ddof = parseDdof(options.ddof);
    const result = resultDtype(name, dtype, options.dtype);
    const reduced = axes ?? new Array(shape.length).fill(true);
    if (name in NOTHING && shape.some((length, axis) => length === 0 && reduced[axis])) {
      throw rangeError('VALUE', NOTHING[/** @type {keyof typeof NOTHING} */ (name)]);
    }
    const work = reduction(name, array, { reduced, skipNan, ddof });
    if (axes === null && !keepdims) {
      const isExact = name === 'sum' && options.dtype === undefined;
      const isInteger = ['integer', 'span'].includes(arithmetic(dtype));
      if (!isExact || !isInteger) return yield* oneResult(work, result);
      yield work;
      return work.finish((work) => work.integer());
    }
    const kept = keepdims
      ? shape.map((length, axis) => (reduced[axis] ? 1 : length))
      : shape.filter((_, axis) => !reduced[axis]);
    return yield* results(NDArray, work, result, kept);
  };
}

/** @type {Operation} */
function* stats(array, _args, options) {
  checkNumbers('stats', array);
  const dtype = nativeOrder(array._dtype);
  const skipNan = parseFlag('skipNaN', options.skipNaN, true);
  const reduced = new Array(array._shape.length).fill(true);
  const work = reduction('stats', array, { reduced, skipNan });
  yield work;
  const [least, most] = [makeZeros(Strided, dtype, []), makeZeros(Strided, dtype, [])];
  const found = work.finish((work) => work.stats(least._data, most._data));
  const kind = arithmetic(dtype);
  const nothing = isTime(dtype) ? -(2n ** 63n) : NaN;
  /** @param {any} value */
  const value = (value) => (Array.isArray(value) ? { re: value[0], im: value[1] } : value);
  const element = (/** @type {Strided} */ one) =>
    found.found ? one._codec.read(one._data, 0) : nothing;
  return {
    count: found.count,
    nan: found.nan,
    inf: found.inf,
    zeros: found.zeros,
    min: element(least),
    max: element(most),
    sum: kind === 'date' ? nothing : value(found.sum),
    mean: value(found.mean),
    std: found.std,
  };
}

/** As many bins as counts of them fit into memory on every thread. */
const MOST_BINS = 2 ** 26;

/** @type {Operation} */
function* histogram(array, _args, options) {
  checkNumbers('histogram', array);
  const dtype = nativeOrder(array._dtype);
  const kind = arithmetic(dtype);
  if (kind !== 'integer' && kind !== 'float') {
    throw typeError('DTYPE', `histogram: ${array._dtype} has no bins`);
  }
  const bins = parseBins(options.bins);
  let range = parseRange(options.range);
  let edges = bins;
  if (typeof bins === 'number') {
    if (range === null && array._size === 0) range = [0, 1];
    if (range === null) {
      const reduced = new Array(array._shape.length).fill(true);
      const work = reduction('range', array, { reduced, skipNan: true });
      work.later = work.native.total;
      const { _data: data, _codec: codec } = yield* results(Strided, work, dtype, [2]);
      range = [0, 1].map((at) => Number(codec.read(data, at)));
      // Nothing but NaN.
      if (range.some(Number.isNaN)) range = [0, 1];
      if (!range.every(Number.isFinite)) {
        const shown = `[${range.join(', ')}]`;
        throw rangeError('VALUE', `autodetected range of ${shown} is not finite`);
      }
    }
    const [first, last] = range;
    edges = first === last ? [first - 0.5, last + 0.5] : range;
  }
  const count = typeof bins === 'number' ? bins : bins.length - 1;
  const given = Float64Array.from(/** @type {number[]} */ (edges));
  const equal = typeof bins === 'number' ? bins : undefined;
  const shown = typeof bins === 'number' ? linspace(given[0], given[1], bins) : given;
  if (typeof bins === 'number' && !shown.every((edge, at) => at === 0 || shown[at - 1] < edge)) {
    const between = `between ${given[0]} and ${given[1]}`;
    throw rangeError('LIMIT', `too many bins: float64 has no ${bins} of one size ${between}`);
  }
  if (count === 0) return { counts: new Float64Array(0), edges: shown };
  const work = new Work([array], () =>
    native.Work.histogram(wholeOperand(array), given, equal, mappedPages(array)),
  );
  const counts = yield* results(Strided, work, parseDtype('float64'), [count]);
  return { counts: counts._data, edges: shown };
}

/** As `numpy.linspace`, and the addon. @param {number} first @param {number} last @param {number} n */
function linspace(first, last, n) {
  const delta = last - first;
  const step = delta / n;
  const edges = new Float64Array(n + 1);
  for (let at = 0; at < n; at++) {
    edges[at] = step === 0 ? (at / n) * delta + first : at * step + first;
  }
  edges[n] = last;
  return edges;
}

/** @param {unknown} bins @returns {number | number[]} a number of them, or edges */
function parseBins(bins) {
  if (bins === undefined) return 10;
  if (typeof bins === 'number') {
    if (!Number.isSafeInteger(bins) || bins < 1) {
      throw rangeError('OPTION', `bins must be a positive integer (got ${show(bins)})`);
    }
    if (bins > MOST_BINS) throw rangeError('LIMIT', `bins: at most ${MOST_BINS} (got ${bins})`);
    return bins;
  }
  const edges = isList(bins) || bins instanceof Strided ? arrayOf(bins) : null;
  if (edges === null || edges._shape.length !== 1 || !edges._dtype.scalar || edges._size === 0) {
    throw typeError('OPTION', `bins must be a number or an array of edges (got ${show(bins)})`);
  }
  const numbers = Array.from({ length: edges._size }, (_, at) => {
    const { _codec: codec, _data: data, _start: start, _strides: strides } = edges;
    return Number(codec.read(data, start + at * strides[0]));
  });
  if (numbers.some((edge, at) => Number.isNaN(edge) || edge < numbers[at - 1])) {
    throw rangeError('OPTION', `bins must increase monotonically (got ${show(bins)})`);
  }
  if (numbers.length > MOST_BINS) {
    throw rangeError('LIMIT', `bins: at most ${MOST_BINS} (got ${numbers.length})`);
  }
  return numbers;
}

/** @param {unknown} range @returns {number[] | null} */
function parseRange(range) {
  if (range === undefined || range === null) return null;
  const ends = isList(range) ? Array.from(range) : [];
  if (ends.length !== 2 || !ends.every((end) => typeof end === 'number')) {
    throw typeError('OPTION', `range must be two numbers (got ${show(range)})`);
  }
  if (!ends.every(Number.isFinite)) {
    throw rangeError('OPTION', `range must be finite (got ${show(range)})`);
  }
  if (ends[0] > ends[1]) {
    throw rangeError('OPTION', `range: max must be larger than min (got ${show(range)})`);
  }
  return ends;
}

const AXIS_OPTIONS = ['axis', 'keepdims'];

/** @param {any} NDArray the class of results */
function reductions(NDArray) {
  /** @param {string} name @param {readonly string[]} options */
  const one = (name, ...options) => ({
    takes: 0,
    options: [...AXIS_OPTIONS, ...options],
    run: reduce(NDArray, name),
  });
  return {
    sum: one('sum', 'dtype', 'skipNaN'),
    mean: one('mean', 'skipNaN'),
    std: one('std', 'ddof', 'skipNaN'),
    var: one('var', 'ddof', 'skipNaN'),
    min: one('min', 'skipNaN'),
    max: one('max', 'skipNaN'),
    argmin: one('argmin', 'skipNaN'),
    argmax: one('argmax', 'skipNaN'),
    any: one('any'),
    all: one('all'),
    stats: { takes: 0, options: ['skipNaN'], run: stats },
    histogram: { takes: 0, options: ['bins', 'range'], run: histogram },
  };
}

module.exports = { reductions, results, oneResult, parseAxis };
