'use strict';

/** `memmap stats`: counts, extremes, sum, mean and deviation. */

const { parseAxes, refuseOptions } = require('../arguments');
const { checkNumbers } = require('../numbers');
const { writeJson, write } = require('../output');
const { SOURCE_OPTIONS, namesAsked, openFile, openSource, reason, specOf } = require('../source');
const { printAlong } = require('../stats/axes');
const { compute, itemOf, jsonOf, listText, tableText } = require('../stats/whole');
const { listed, showFields, showShape } = require('../text');
const { dtype: parseDtype } = require('memmap');

/** @typedef {import('../source').Spec} Spec */

/** @param {import('../arguments').Parsed} parsed */
async function run(parsed) {
  const { field, slice, axis, json = false } = parsed.values;
  const spec = specOf(parsed);
  const axes = parseAxes(axis);
  const opened = openFile(spec);
  const names = namesAsked(spec, opened);
  if (names.length > 1) {
    refuseOptions({ field, slice, axis }, `needs one array: --member ${listed(names, 'or')}`);
    return printMembers(spec, opened, json);
  }
  const source = openSource(spec);
  const { whole, view } = source;
  const { fields } = parseDtype(view.dtype);
  if (fields) refuseOptions({ axis }, `needs numbers: --field ${showFields(view.dtype, 'or')}`);
  else checkNumbers(spec, source, 'stats');
  if (axes) await printAlong(spec, view, axes, json);
  else await printWhole(spec, view, json);
  whole.close();
}

/** @param {Spec} spec @param {import('memmap').NDArray} view @param {boolean} json */
async function printWhole({ file }, view, json) {
  const item = itemOf('', view);
  await compute(file, [item]);
  if (json) return writeJson({ file, ...jsonOf(item) });
  if (!item.fields) return write(listText(view, item.values));
  return write(`records ${showShape(view.shape)}\n${tableText('field', item.fields)}`);
}

/** @param {Spec} spec an .npz file @param {import('../source').Opened} opened @param {boolean} json */
async function printMembers({ file }, { names, open }, json) {
  const items = names.map((name) => {
    try {
      return itemOf(name, open(name));
    } catch (error) {
      return { name, error: reason(file, error) };
    }
  });
  await compute(file, items);
  if (!json) return write(tableText('member', items));
  return writeJson({ file, members: items.map((item) => ({ name: item.name, ...jsonOf(item) })) });
}

module.exports = {
  summary: 'Compute min, max, sum, mean and std; count NaN and zeros',
  positionals: ['FILE'],
  options: {
    axis: { type: 'string', value: 'N', help: 'along an axis, or several (0,1): a row each' },
    ...SOURCE_OPTIONS,
    json: { type: 'boolean', help: 'one JSON object' },
  },
  notes: [
    'Records are a table with a row for each field, .npz files one with a row for each member; of ' +
      'what cannot be mapped or has no numbers it says why. Tables show six digits of floats.',
    'NaN and NaT are counted and left out of the rest (np.nanmin and so on). min, max and sum of ' +
      'integers are exact; mean and std are float64, std that of the whole population (ddof=0). ' +
      'Complex numbers are ordered by their real parts, as in NumPy. The result does not depend on ' +
      'the threads.',
    '--axis N reduces that axis as in NumPy: 0 gives a row for each column. Of more than 1,000 ' +
      'values only the first and the last three rows are printed; --json has nested lists of all. ' +
      'It reads the array once for each column of the table. Sums of more than 64 bits are ' +
      'rounded to float64.',
    'In JSON, integers have all their digits, NaN and infinities are "NaN", "Infinity", ' +
      '"-Infinity", dates are integers in the unit of the dtype; of nothing, min, max, mean and ' +
      'std are null.',
  ],
  examples: [
    ['memmap stats embeddings.npy', 'statistics of all elements'],
    ['memmap stats embeddings.npy --axis 0', 'of each column'],
    ["memmap stats embeddings.npy --slice ':,0' --json", 'of the first column, for a script'],
    ['memmap stats trades.npy', 'of each field of records'],
    ['memmap stats model.npz', 'of each array of an .npz file'],
    ['memmap stats samples.f32 --dtype f4 --offset 512', 'of a raw file behind a header'],
  ],
  run,
};
