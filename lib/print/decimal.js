'use strict';

/** Floats as decimal digits: as few as tell a float from its neighbours, and NumPy's two notations. */

const { decodeFloat16, encodeFloat16 } = require('../dtype/float16');

/** How each type rounds a number. */
const ROUND = {
  float16: (/** @type {number} */ x) => decodeFloat16(encodeFloat16(x)),
  float32: Math.fround,
  float64: (/** @type {number} */ x) => x,
};

/** @typedef {keyof typeof ROUND} FloatType */

/** A number in decimal: `0.digits` times ten to the power of `point`. @typedef {{ digits: string, point: number }} Decimal */

/** @param {number} value finite, at least 0 @param {number} [fraction] digits after the first @returns {Decimal} */
function decimal(value, fraction) {
  const [mantissa, exponent] = value.toExponential(fraction).split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/**
 * The nearest number with so many digits, of two the even one: where JavaScript takes the larger.
 *
 * @param {Decimal} exact more digits than any float needs to tell on which side of a tie it is
 * @param {number} count
 * @param {boolean} [up] which of the two neighbours it is, instead of the nearest
 * @returns {Decimal}
 */
function rounded({ digits, point }, count, up) {
  if (count < 0) return { digits: '0', point: 1 };
  const kept = BigInt(digits.slice(0, count) || 0);
  const rest = digits.slice(count).padEnd(1, '0');
  const isTie = /^50*$/.test(rest);
  const raised = up ?? (isTie ? (kept & 1n) === 1n : rest >= '5');
  const text = String(raised ? kept + 1n : kept).padStart(count, '0');
  return { digits: text, point: text.length > count ? point + 1 : point };
}

/**
 * @param {number} value finite, at least 0
 * @param {FloatType} type
 * @returns {Decimal} the shortest that reads as this float, and of those the nearest to it
 */
function shortest(value, type) {
  if (type === 'float64' || value === 0) return decimal(value);
  const exact = decimal(value, 100);
  /** @param {Decimal} candidate */
  const isValue = ({ digits, point }) => ROUND[type](Number(`0.${digits}e${point}`)) === value;
  for (let count = 1; ; count++) {
    const nearest = rounded(exact, count);
    if (isValue(nearest)) return nearest;
    // Above a power of two neighbours are farther away than below it.
    const above = rounded(exact, count, true);
    if (isValue(above)) return above;
  }
}

/**
 * @param {number} value finite, at least 0
 * @param {FloatType} type
 * @param {boolean} fraction whether digits are counted from the point on, or from the first one
 * @param {number} most digits; -1 for no limit
 * @param {number} least digits: then of the float itself, not of the shortest; -1 for no limit
 * @returns {{ digits: string, exponent: number }} `exponent` of the first digit
 */
function digitsOf(value, type, fraction, most, least) {
  let found = shortest(value, type);
  const length = found.digits.length - (fraction ? found.point : 0);
  const limit = most >= 0 && length > most ? most : least >= 0 && length < least ? least : null;
  if (limit !== null) {
    const exact = decimal(value, 100);
    found = rounded(exact, fraction ? limit + exact.point : limit);
  }
  return { digits: found.digits.replace(/(?!^)0+$/, ''), exponent: found.point - 1 };
}

/**
 * @typedef {object} Layout
 * @property {number} [precision] at most so many digits after the point; -1 for no limit
 * @property {number} [least] at least so many
 * @property {'k' | '.' | '0' | '-'} trim of zeros at the end: keep them, drop them, drop all but
 *   one, drop the point too
 * @property {string} [plus] sign of what is not negative
 */

/** @param {number} value @param {string} plus */
function signOf(value, plus) {
  return value < 0 || Object.is(value, -0) ? '-' : plus;
}

/**
 * @param {string} fraction
 * @param {Layout} layout
 */
function trimmed(fraction, { trim, least = -1 }) {
  if (trim === 'k') return `.${fraction.padEnd(least, '0')}`;
  const rest = fraction.replace(/0+$/, '');
  if (rest !== '') return `.${rest}`;
  return { '.': '.', 0: '.0', '-': '' }[trim];
}

/**
 * `-1.5`
 *
 * @param {number} value finite
 * @param {FloatType} type
 * @param {Layout} layout
 */
function positional(value, type, layout) {
  const { precision = -1, least = -1, plus = '' } = layout;
  const { digits, exponent } = digitsOf(Math.abs(value), type, true, precision, least);
  const sign = signOf(value, plus);
  if (exponent < 0) return `${sign}0${trimmed('0'.repeat(-exponent - 1) + digits, layout)}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return sign + whole + trimmed(digits.slice(exponent + 1), layout);
}

/**
 * `-1.5e-07`
 *
 * @param {number} value finite
 * @param {FloatType} type
 * @param {Layout & { exponentDigits?: number }} layout
 */
function scientific(value, type, layout) {
  const { precision = -1, least = -1, plus = '', exponentDigits = 2 } = layout;
  const most = precision < 0 ? -1 : precision + 1;
  const { digits, exponent } = digitsOf(Math.abs(value), type, false, most, least + 1);
  const power = String(Math.abs(exponent)).padStart(exponentDigits, '0');
  const mantissa = digits[0] + trimmed(digits.slice(1), layout);
  return `${signOf(value, plus)}${mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
}

module.exports = { ROUND, positional, scientific };
