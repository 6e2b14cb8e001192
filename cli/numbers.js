'use strict';

/** Arrays that a command wants numbers of, and how single numbers are shown. */

const { openSource } = require('./source');
const { elementFormat, showFields, showFloat } = require('./text');
const { dtype: parseDtype } = require('memmap');

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {import('memmap').DType} DType */
/** @typedef {ReturnType<typeof checkNumbers>} Numbers */
/** @typedef {'bool' | 'integer' | 'float' | 'complex' | 'time'} Kind */

/** @type {Record<string, Kind>} */
const KINDS = {
  b: 'bool',
  i: 'integer',
  u: 'integer',
  f: 'float',
  c: 'complex',
  M: 'time',
  m: 'time',
};

/** @param {DType} dtype @returns {Kind | null} null for what are no numbers */
function kindOf({ name, kind }) {
  return name === 'bfloat16' ? 'float' : (KINDS[kind] ?? null);
}

/**
 * @param {import('./source').Spec} spec
 * @param {string} command
 */
function openNumbers(spec, command) {
  return checkNumbers(spec, openSource(spec), command);
}

/**
 * @param {import('./source').Spec} spec
 * @param {import('./source').Source} source
 * @param {string} command
 */
function checkNumbers(spec, { whole, view }, command) {
  const dtype = parseDtype(view.dtype);
  const kind = kindOf(dtype);
  if (kind !== null) return { whole, view, dtype, kind };
  const why = dtype.fields
    ? `records: choose one with --field ${showFields(view.dtype, 'or')}`
    : `${command} needs numbers, not ${dtype}`;
  throw new Error(`${spec.file}: ${why}`);
}

/** @typedef {import('./rows').Show} Show */

/**
 * How what `stats` gives is shown in a list: as NumPy prints such elements.
 *
 * @param {NDArray} view with at least one element
 * @returns {Record<string, Show>}
 */
function longFormats(view) {
  const dtype = parseDtype(view.dtype);
  const element = elementFormat(view);
  const float = elementFormat(view, 'float64');
  const kind = kindOf(dtype);
  const one = kind === 'complex' ? elementFormat(view, 'complex128') : float;
  const mean = kind === 'time' ? element : one;
  const sum = kind === 'float' || kind === 'complex' ? one : withUnit(dtype, String);
  return { min: element, max: element, sum, mean, std: withUnit(dtype, float) };
}

/**
 * How it is shown in a table: floats by a few digits.
 *
 * @param {NDArray} view with at least one element
 * @returns {Record<string, Show>}
 */
function shortFormats(view) {
  const dtype = parseDtype(view.dtype);
  const kind = kindOf(dtype);
  /** @type {Show} */
  const short = (value) => {
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'number') return showFloat(value);
    const imaginary = showFloat(value.im);
    return `${showFloat(value.re)}${/^[-+]/.test(imaginary) ? '' : '+'}${imaginary}j`;
  };
  const element = kind === 'time' ? elementFormat(view) : short;
  const mean = kind === 'time' ? element : short;
  return {
    min: element,
    max: element,
    sum: withUnit(dtype, short),
    mean,
    std: withUnit(dtype, short),
  };
}

/** @param {DType} dtype @param {Show} show @returns {Show} */
function withUnit({ name }, show) {
  const unit = /\[(.*)\]/.exec(name)?.[1] ?? '';
  return (value) => `${show(value)} ${unit}`.trimEnd();
}

module.exports = { kindOf, openNumbers, checkNumbers, longFormats, shortFormats };
