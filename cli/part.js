'use strict';

/** What `memmap head` and `memmap tail` have in common: rows of an array, printed. */

const { UsageError, parseCount } = require('./arguments');
const { toJson, write } = require('./output');
const { textOf } = require('./rows');
const { SOURCE_OPTIONS, checkNotLost, openSource, specOf } = require('./source');

/** @typedef {import('memmap').NDArray} NDArray */

/** As head(1) and tail(1) do. */
const ROWS = 10;

const FORMATS = /** @type {const} */ (['json', 'jsonl', 'csv']);

/** @type {Record<string, import('./arguments').Option>} */
const PART_OPTIONS = {
  rows: { type: 'string', short: 'n', value: 'N', help: 'number of rows (10; with --slice all)' },
  ...SOURCE_OPTIONS,
  json: { type: 'boolean', help: 'print dtype, shape and all elements as a JSON object' },
  jsonl: { type: 'boolean', help: 'print a line of JSON for each row' },
  csv: { type: 'boolean', help: 'print comma-separated values; for records, names first' },
};

const PART_NOTES = [
  'Beyond 1,000 elements only the edges are printed, as in NumPy; --json, --jsonl and --csv have ' +
    'all elements. In JSON, integers have all their digits, NaN and infinities are "NaN", ' +
    '"Infinity", "-Infinity", complex numbers {"re":1,"im":2}, dates integers in the unit of the ' +
    'dtype. In CSV they are as NumPy prints them, each float with the fewest digits that are read ' +
    'back as the same. Control characters in text are printed as \\u001b.',
];

/**
 * @param {import('./arguments').Parsed} parsed
 * @param {(view: NDArray, rows: number) => NDArray} take
 */
async function printPart(parsed, take) {
  const { values } = parsed;
  const spec = specOf(parsed);
  const rows = parseCount('rows', values.rows, 0) ?? (values.slice === undefined ? ROWS : Infinity);
  const formats = FORMATS.filter((format) => values[format]);
  if (formats.length > 1) throw new UsageError(`--${formats.join(' and --')}: choose one`);
  const { whole, view } = openSource(spec);
  if (values.rows !== undefined && view.ndim === 0) {
    throw new UsageError('--rows: the array has no rows, its shape is ()');
  }
  const part = view.ndim > 0 && rows < view.shape[0] ? take(view, rows) : view;
  const [format] = formats;
  if (format === undefined) await write(`${part}\n`);
  if (format === 'json') {
    await write(`{"dtype":${toJson(part.dtype)},"shape":${toJson(part.shape)},"data":`);
  }
  if (format !== undefined) for (const text of textOf(part, format)) await write(text);
  if (format === 'json') await write('}\n');
  checkNotLost(whole, spec.file);
  whole.close();
}

module.exports = { PART_OPTIONS, PART_NOTES, printPart };
