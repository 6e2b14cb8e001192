'use strict';

/**
 * Floats as decimal digits: as few as tell a float from its neighbours, as NumPy's dragon4 gives
 * them, and NumPy's two notations. Exact arithmetic in BigInt; a print-out is short.
 */

/** Significant bits and the exponent of the smallest normal number. */
const FORMATS = {
  float16: { bits: 11, least: -14 },
  float32: { bits: 24, least: -126 },
  float64: { bits: 53, least: -1022 },
};

/** @typedef {keyof typeof FORMATS} FloatType */

const buffer = new DataView(new ArrayBuffer(8));

/**
 * The exponent of the leading bit.
 *
 * @param {number} value finite, above 0
 * @returns {number}
 */
function binaryExponent(value) {
  buffer.setFloat64(0, value);
  const biased = (buffer.getUint16(0) >>> 4) & 0x7ff;
  return biased > 0 ? biased - 1023 : binaryExponent(value * 2 ** 53) - 53;
}

/**
 * Decimal digits of a float, and the exponent of the first of them.
 *
 * @param {number} value finite, at least 0
 * @param {FloatType} type
 * @param {{ fraction: boolean, most: number, least: number }} limits how many digits: after the
 *   point (`fraction`) or in all; -1 for no limit. `most` rounds, `least` goes on past uniqueness.
 * @returns {{ digits: string, exponent: number }}
 */
function shortest(value, type, { fraction, most, least }) {
  if (value === 0) return { digits: '0', exponent: 0 };
  const format = FORMATS[type];
  const top = binaryExponent(value);
  const leading = Math.max(top, format.least);
  const exponent = leading - (format.bits - 1);
  // In two steps, as a subnormal float64 has no reciprocal.
  const mantissa = BigInt(value * 2 ** Math.floor(-exponent / 2) * 2 ** Math.ceil(-exponent / 2));
  const isEven = (mantissa & 1n) === 0n;
  // Below a power of two the neighbour is nearer than above.
  const uneven = mantissa === 1n << BigInt(format.bits - 1) && leading > format.least;

  // value = rest / scale; the margins are half the way to the neighbours.
  let rest = mantissa * 4n;
  let scale = 4n;
  let below = uneven ? 1n : 2n;
  let above = 2n;
  const power = 1n << BigInt(Math.abs(exponent));
  if (exponent > 0) [rest, below, above] = [rest * power, below * power, above * power];
  else scale *= power;

  let place = Math.ceil((top + 1) * Math.log10(2)) - 1;
  if (fraction && most >= 0) place = Math.max(place, 1 - most);
  const ten = 10n ** BigInt(Math.abs(place));
  if (place > 0) scale *= ten;
  else [rest, below, above] = [rest * ten, below * ten, above * ten];
  while (rest >= scale) {
    scale *= 10n;
    place++;
  }

  const first = place - 1;
  const last = most < 0 ? -Infinity : fraction ? -most : place - most;
  const minimum = least < 0 ? place : Math.min(place, fraction ? -least : place - least);
  let digits = '';
  for (;;) {
    rest *= 10n;
    below *= 10n;
    above *= 10n;
    place--;
    const digit = rest / scale;
    rest %= scale;
    const low = isEven ? rest <= below : rest < below;
    const high = isEven ? rest + above >= scale : rest + above > scale;
    if (((low || high) && place <= minimum) || place === last) {
      const twice = rest * 2n;
      const nearest = twice === scale ? (digit & 1n) === 0n : twice < scale;
      return finish(digits, digit, low === high ? nearest : low, first);
    }
    digits += digit;
  }
}

/**
 * @param {string} digits
 * @param {bigint} digit the last one
 * @param {boolean} down whether it stays
 * @param {number} exponent of the first digit
 */
function finish(digits, digit, down, exponent) {
  if (down) return { digits: digits + digit, exponent };
  if (digit < 9n) return { digits: digits + (digit + 1n), exponent };
  const kept = digits.replace(/9+$/, '');
  if (kept === '') return { digits: '1', exponent: exponent + 1 };
  const end = kept.length - 1;
  return { digits: kept.slice(0, end) + (Number(kept[end]) + 1), exponent };
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
  const limits = { fraction: true, most: precision, least };
  const { digits, exponent } = shortest(Math.abs(value), type, limits);
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
  const limits = {
    fraction: false,
    most: precision < 0 ? -1 : precision + 1,
    least: least < 0 ? -1 : least + 1,
  };
  const { digits, exponent } = shortest(Math.abs(value), type, limits);
  const power = String(Math.abs(exponent)).padStart(exponentDigits, '0');
  const mantissa = digits[0] + trimmed(digits.slice(1), layout);
  return `${signOf(value, plus)}${mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
}

module.exports = { positional, scientific };
