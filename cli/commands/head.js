'use strict';

/** `memmap head`: an array or a slice of it, printed as NumPy does. */

const { UsageError, parseCount } = require('../arguments');
const { toJson, write } = require('../output');
const { SOURCE_OPTIONS, checkNotLost, openSource, specOf } = require('../source');

/** @typedef {import('memmap').NDArray} NDArray */

/** As head(1) does. */
const ROWS = 10;

/** Elements that are turned into JSON at once. */
const AT_ONCE = 65_536;

/** @param {import('../arguments').Parsed} parsed */
async function run(parsed) {
  const { values } = parsed;
  const spec = specOf(parsed);
  const rows = parseCount('rows', values.rows, 0) ?? (values.slice === undefined ? ROWS : Infinity);
  const { whole, view } = openSource(spec);
  if (values.rows !== undefined && view.ndim === 0) {
    throw new UsageError('--rows: the array has no rows, its shape is ()');
  }
  const shown = view.ndim > 0 && rows < view.shape[0] ? view.slice([0, rows]) : view;
  if (values.json) {
    await write(`{"dtype":${toJson(shown.dtype)},"shape":${toJson(shown.shape)},"data":`);
    for (const text of nested(shown)) await write(text);
    await write('}\n');
  } else {
    await write(`${shown}\n`);
  }
  checkNotLost(whole, spec.file);
  whole.close();
}

/** Nested JSON arrays, a part at a time. @param {NDArray} array @returns {Generator<string>} */
function* nested(array) {
  if (array.size <= AT_ONCE) {
    yield toJson(array.toArray());
    return;
  }
  const [length] = array.shape;
  const rows = Math.max(1, Math.floor((AT_ONCE * length) / array.size));
  yield '[';
  for (let at = 0; at < length; at += rows) {
    if (at > 0) yield ',';
    if (rows === 1) yield* nested(array.slice(at));
    else yield toJson(array.slice([at, at + rows]).toArray()).slice(1, -1);
  }
  yield ']';
}

module.exports = {
  summary: "the first rows, or a slice in NumPy's notation, printed as NumPy does",
  positionals: ['FILE'],
  options: {
    rows: { type: 'string', short: 'n', value: 'N', help: 'so many rows (10; of a slice all)' },
    ...SOURCE_OPTIONS,
    json: { type: 'boolean', help: 'dtype, shape and all elements as one JSON object' },
  },
  notes: [
    'From 1,000 elements on, as in NumPy, only the edges are printed. --json has all elements:',
    'integers with all their digits, NaN and infinities as "NaN", "Infinity", "-Infinity", complex',
    'numbers as {"re":1,"im":2}, dates as integers in the unit of the dtype.',
  ],
  examples: [
    ['memmap head embeddings.npy', 'the first 10 rows'],
    ["memmap head embeddings.npy --slice '-5:, ::8'", 'every 8th column of the last 5 rows'],
    ['memmap head model.npz --member bias -n 3', 'an array of an .npz file'],
    ['memmap head samples.i16 --dtype ">i2" --shape -1,2 --json', 'big-endian pairs as JSON'],
  ],
  run,
};
