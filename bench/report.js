'use strict';

/** What the measured values of a question come to, and how a terminal shows it. */

const { median } = require('./timing');

/** A rival within this share of our time is even with us; beyond it, one of the two is ahead. */
const EVEN = 0.95;

/** How far from what the machine can do a figure may be without a reason beside it. */
const FAR = 1.5;

const isOurs = (/** @type {string} */ variant) => variant.startsWith('memmap');

function summary(values) {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}

/** The values of all rounds at each of the points; a string among them says why there is none. */
function pointsOf(values, count) {
  return Array.from({ length: count }, (_, at) => {
    const here = values.map((value) => value[at]);
    const reason = here.find((value) => typeof value !== 'number');
    return reason === undefined ? summary(here) : { reason: String(reason) };
  });
}

/** One row of the result. */
function rowOf(bench, { variant, values, reason }) {
  const row = { variant };
  if (bench.variants[variant].limit) row.limit = true;
  if (reason !== undefined) return { ...row, reason };
  if (bench.outcome) return { ...row, outcome: values[0] };
  if (bench.points) return { ...row, points: pointsOf(values, bench.points.length) };
  return { ...row, ...summary(values) };
}

/**
 * The result of a question as it goes into the JSON.
 *
 * @param {any} bench
 * @param {number} rounds
 * @param {{ variant: string, values: any[], reason?: string }[]} measured
 */
function resultOf(bench, rounds, measured) {
  const { question, unit, points, axis, why, grain } = bench;
  const results = measured.map((row) => rowOf(bench, row));
  const ours = results[0].median;
  for (const row of results) {
    if (row.median !== undefined && ours !== undefined) row.ratio = row.median / ours;
  }
  return { question, unit, rounds, axis, points, grain, why, results };
}

/** Pairs of medians, ours first, of a row and the row of memmap: one, or one for each point. */
function pairs(ours, row) {
  if (row.points === undefined) return [[ours.median, row.median]];
  return row.points.map((point, at) => [ours.points?.[at].median, point.median]);
}

/** The rivals that are ahead of memmap's first variant, by more than `grain`, which is no difference. */
function ahead({ grain = 0, results: [ours, ...others] }) {
  return others.filter(
    (row) =>
      !row.limit &&
      !isOurs(row.variant) &&
      pairs(ours, row).some(([own, other]) => other < own * EVEN && other < own - grain),
  );
}

/** How many times the limit memmap's first variant takes, at the farthest; NaN where none is known. */
function distance({ results: [ours, ...others] }) {
  const times = others
    .filter((row) => row.limit)
    .map((row) => {
      const each = pairs(ours, row).map(([own, limit]) => own / limit);
      return Math.max(...each.filter((value) => !Number.isNaN(value)));
    });
  return times.length === 0 ? NaN : Math.min(...times);
}

function format(value) {
  // Rounded first, as 999.7 is a thousand.
  const rounded = Number(value.toPrecision(value < 0.01 ? 1 : value < 10 ? 2 : 3));
  return rounded < 1000 ? String(rounded) : Math.round(value).toLocaleString('en-US');
}

function line({ variant, reason, outcome, points, ...row }) {
  const label = `  ${variant}${row.limit ? ' (limit)' : ''} `.padEnd(54);
  if (reason !== undefined) return `${label}did not run: ${reason}`;
  if (outcome !== undefined) return `${label}${outcome}`;
  const cell = (point) => (point.reason === undefined ? format(point.median) : '-').padStart(13);
  if (points) return label + points.map(cell).join('');
  const spread = `${format(row.low)} to ${format(row.high)}`;
  const ratio = row.ratio === undefined ? '' : `${format(row.ratio)}x`;
  return `${label}${format(row.median).padStart(10)}  ${spread.padStart(22)}  ${ratio.padStart(7)}`;
}

/** Where memmap is behind, and why. @param {ReturnType<typeof resultOf>} result */
function remark(result) {
  const times = distance(result);
  const first = ahead(result).map((row) => row.variant);
  const notes = [];
  if (first.length > 0) notes.push(`${first.join(', ')} ahead`);
  if (times > FAR) notes.push(`${times.toFixed(1)} times the limit`);
  if (notes.length === 0) return null;
  return `${notes.join('; ')}. ${result.why ?? 'No reason is written yet.'}`;
}

/** @param {ReturnType<typeof resultOf>} result @param {boolean} quick whose figures mean nothing */
function print(result, quick) {
  const { question, unit, rounds, points, axis, results } = result;
  const how = unit === undefined ? '' : ` (${unit}${rounds > 1 ? `, median of ${rounds}` : ''})`;
  console.log(`\n${question}${how}`);
  if (points) console.log(`  ${axis}`.padEnd(54) + points.map((x) => x.padStart(13)).join(''));
  for (const row of results) console.log(line(row));
  const behind = quick ? null : remark(result);
  if (behind !== null) console.log(`  ${behind}`);
}

module.exports = { resultOf, print, remark, ahead, distance, format, isOurs, FAR };
