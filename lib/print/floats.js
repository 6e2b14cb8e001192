'use strict';

/** Floats and complex numbers in NumPy's arrays, and as NumPy's scalars. */

const { ROUND, positional, scientific } = require('./decimal');

/** @typedef {import('./decimal').FloatType} FloatType */

/** NumPy's `precision`. */
const PRECISION = 8;

/** The decimal digits that a type holds for sure. */
const DIGITS = { float16: 3, float32: 6, float64: 15 };

/** @param {number} value NaN or infinite @param {string} plus */
function special(value, plus) {
  if (Number.isNaN(value)) return `${plus}nan`;
  return value < 0 ? '-inf' : `${plus}inf`;
}

/**
 * One notation and width for all elements.
 *
 * @param {readonly number[]} values
 * @param {FloatType} type
 * @param {string} [plus] sign of what is not negative
 * @returns {(value: number) => string}
 */
function floatFormat(values, type, plus = '') {
  const finite = values.filter(Number.isFinite);
  const { text, left, right } = useScientific(finite, type)
    ? scientificFormat(finite, type, plus)
    : positionalFormat(finite, type, plus);
  let width = left + right + 1;
  if (finite.length < values.length) {
    const negative = plus !== '' || values.includes(-Infinity);
    width = Math.max(width, negative ? 4 : 3);
  }
  return (value) => {
    if (!Number.isFinite(value)) return special(value, plus).padStart(width);
    return text(value).padStart(width);
  };
}

/** @param {readonly number[]} finite @param {FloatType} type */
function useScientific(finite, type) {
  const round = ROUND[type];
  let largest = 0;
  let smallest = Infinity;
  for (const value of finite) {
    const magnitude = Math.abs(value);
    if (magnitude === 0) continue;
    largest = Math.max(largest, magnitude);
    smallest = Math.min(smallest, magnitude);
  }
  if (largest === 0) return false;
  return (
    largest >= 10 ** Math.min(8, DIGITS[type]) ||
    smallest < round(0.0001) ||
    round(largest / smallest) > 1000
  );
}

/** The length of the longest of some parts of numbers. @param {string[][]} parts @param {number} at */
function longest(parts, at) {
  return parts.reduce((most, part) => Math.max(most, part[at].length), 0);
}

/**
 * @param {readonly number[]} finite
 * @param {FloatType} type
 * @param {string} plus
 */
function positionalFormat(finite, type, plus) {
  /** @param {number} value */
  const write = (value) => positional(value, type, { precision: PRECISION, trim: '.', plus });
  const parts = finite.map((value) => write(value).split('.'));
  const left = longest(parts, 0);
  const right = longest(parts, 1);
  /** @param {number} value */
  const text = (value) => {
    const [whole, fraction] = write(value).split('.');
    return `${whole.padStart(left)}.${fraction.padEnd(right)}`;
  };
  return { text, left, right };
}

/**
 * @param {readonly number[]} finite
 * @param {FloatType} type
 * @param {string} plus
 */
function scientificFormat(finite, type, plus) {
  /** @type {import('./decimal').Layout} */
  const first = { precision: PRECISION, trim: '.', plus };
  const parts = finite.map((value) => scientific(value, type, first).split(/[.e]/));
  const left = longest(parts, 0);
  const precision = longest(parts, 1);
  const exponentDigits = longest(parts, 2) - 1;
  const right = exponentDigits + 2 + precision;
  /** @type {import('./decimal').Layout & { exponentDigits: number }} */
  const layout = { precision, least: precision, trim: 'k', plus, exponentDigits };
  /** @param {number} value */
  const text = (value) => scientific(value, type, layout).padStart(left + 1 + right);
  return { text, left, right };
}

/**
 * @param {readonly { re: number, im: number }[]} values
 * @param {FloatType} type of the parts
 * @returns {(value: { re: number, im: number }) => string}
 */
function complexFormat(values, type) {
  const real = floatFormat(
    values.map(({ re }) => re),
    type,
  );
  const imaginary = floatFormat(
    values.map(({ im }) => im),
    type,
    '+',
  );
  return ({ re, im }) => {
    const part = imaginary(im);
    const end = part.trimEnd();
    return `${real(re)}${end}j${part.slice(end.length)}`;
  };
}

/**
 * NumPy's `str` of a float.
 *
 * @param {number} value
 * @param {FloatType} type
 * @param {'0' | '-'} [trim]
 * @param {string} [plus]
 */
function floatScalar(value, type, trim = '0', plus = '') {
  if (!Number.isFinite(value)) return special(value, plus);
  const magnitude = Math.abs(value);
  const limit = { float16: 1e3, float32: 1e6, float64: 1e16 }[type];
  if (magnitude === 0 || (magnitude >= 1e-4 && magnitude < limit)) {
    return positional(value, type, { trim, plus });
  }
  return scientific(value, type, { trim: '-', plus });
}

/**
 * NumPy's `str` of a complex number.
 *
 * @param {{ re: number, im: number }} value
 * @param {FloatType} type of the parts
 */
function complexScalar({ re, im }, type) {
  if (Object.is(re, 0)) return `${floatScalar(im, type, '-')}j`;
  return `(${floatScalar(re, type, '-')}${floatScalar(im, type, '-', '+')}j)`;
}

/**
 * C's `%g`, which is how ml_dtypes prints a bfloat16.
 *
 * @param {number} value
 */
function bfloat16Text(value) {
  if (!Number.isFinite(value)) return special(value, '');
  const text = scientific(value, 'float64', { precision: 5, trim: '-' });
  const power = Number(text.split('e')[1]);
  return power >= -4 && power < 6 ? positional(Number(text), 'float64', { trim: '-' }) : text;
}

module.exports = { floatFormat, complexFormat, floatScalar, complexScalar, bfloat16Text };
