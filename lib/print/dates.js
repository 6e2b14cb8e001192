'use strict';

/** datetime64 and timedelta64 as NumPy writes them. */

const NAT = -(2n ** 63n);

/** Seconds of a day. */
const DAY = 86_400n;
/** Each has three digits of a second more than the one before. */
const FRACTIONS = ['s', 'ms', 'us', 'ns', 'ps', 'fs', 'as'];
const NAMES = {
  Y: 'years',
  M: 'months',
  W: 'weeks',
  D: 'days',
  h: 'hours',
  m: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  ps: 'picoseconds',
  fs: 'femtoseconds',
  as: 'attoseconds',
};

/** @param {string | null} unit such as `ns` or `25s` @returns {[bigint, string]} */
function parseUnit(unit) {
  const [, count, base] = /** @type {string[]} */ (/^(\d*)(\D*)$/.exec(unit ?? '') ?? []);
  return [BigInt(count || 1), base];
}

/** Quotient and remainder, rounded down. @param {bigint} value @param {bigint} divisor */
function split(value, divisor) {
  const rest = ((value % divisor) + divisor) % divisor;
  return [(value - rest) / divisor, rest];
}

/** @param {bigint} value @param {number} width */
function digits(value, width) {
  return value < 0n
    ? `-${String(-value).padStart(width - 1, '0')}`
    : String(value).padStart(width, '0');
}

/** @param {bigint} months since 1970 */
function yearMonth(months) {
  const [years, month] = split(months, 12n);
  return `${digits(years + 1970n, 4)}-${digits(month + 1n, 2)}`;
}

/**
 * Counted in years of 400-year cycles that begin on March 1st, so that leap days come last.
 *
 * @param {bigint} days since 1970
 */
function yearMonthDay(days) {
  const [cycles, day] = split(days + 719_468n, 146_097n);
  const year = (day - day / 1460n + day / 36_524n - day / 146_096n) / 365n;
  const dayOfYear = day - (365n * year + year / 4n - year / 100n);
  const march = (5n * dayOfYear + 2n) / 153n;
  const dayOfMonth = dayOfYear - (153n * march + 2n) / 5n + 1n;
  const months = (cycles * 400n + year - 1970n) * 12n + march + 2n;
  return `${yearMonth(months)}-${digits(dayOfMonth, 2)}`;
}

/**
 * ISO 8601, as fine as the unit.
 *
 * @param {bigint} value not NaT
 * @param {string | null} unit
 */
function dateText(value, unit) {
  const [count, base] = parseUnit(unit);
  const total = value * count;
  if (base === 'Y') return digits(total + 1970n, 4);
  if (base === 'M') return yearMonth(total);
  if (base === 'W') return yearMonthDay(total * 7n);
  if (base === 'D') return yearMonthDay(total);
  const fraction = FRACTIONS.indexOf(base) * 3;
  const perDay = base === 'h' ? 24n : base === 'm' ? 1440n : DAY * 10n ** BigInt(fraction);
  const [days, rest] = split(total, perDay);
  const date = yearMonthDay(days);
  if (base === 'h') return `${date}T${digits(rest, 2)}`;
  if (base === 'm') return `${date}T${digits(rest / 60n, 2)}:${digits(rest % 60n, 2)}`;
  const [seconds, parts] = split(rest, 10n ** BigInt(fraction));
  const [minutes, second] = split(seconds, 60n);
  const time = `${digits(minutes / 60n, 2)}:${digits(minutes % 60n, 2)}:${digits(second, 2)}`;
  return `${date}T${time}${fraction > 0 ? `.${digits(parts, fraction)}` : ''}`;
}

/**
 * @param {readonly bigint[]} values
 * @param {(value: bigint) => string} text of what is not NaT
 * @returns {(value: bigint) => string}
 */
function timeFormat(values, text) {
  let width = 0;
  for (const value of values) width = Math.max(width, value === NAT ? 5 : text(value).length);
  return (value) => (value === NAT ? "'NaT'" : text(value)).padStart(width);
}

/** Without a unit a date is NaT, or a bare number. @param {bigint} value @param {string | null} unit */
function dateScalar(value, unit) {
  return value === NAT ? 'NaT' : unit ? dateText(value, unit) : String(value);
}

/** @param {readonly bigint[]} values @param {string | null} unit */
function dateFormat(values, unit) {
  return timeFormat(values, (value) => `'${dateScalar(value, unit)}'`);
}

/** @param {readonly bigint[]} values */
function durationFormat(values) {
  return timeFormat(values, String);
}

/** @param {bigint} value @param {string | null} unit */
function durationScalar(value, unit) {
  if (value === NAT) return 'NaT';
  const [count, base] = parseUnit(unit);
  return `${value * count} ${/** @type {any} */ (NAMES)[base] ?? 'generic time units'}`;
}

module.exports = { dateFormat, dateScalar, durationFormat, durationScalar };
