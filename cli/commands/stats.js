'use strict';

/** `memmap stats`: least, greatest, mean and deviation of all elements. */

const { writeJson, write } = require('../output');
const { scan } = require('../scan');
const { deviation, mean } = require('../scan/moments');
const { SOURCE_OPTIONS, specOf } = require('../source');
const { openNumbers } = require('../numbers');
const { elementFormat, grouped, showDtype, showShape } = require('../text');

/** @typedef {import('../scan/moments').Moments} Moments */
/** @typedef {import('memmap').NDArray} NDArray */

/** @param {import('../arguments').Parsed} parsed */
async function run(parsed) {
  const spec = specOf(parsed);
  const { whole, view, dtype, kind } = openNumbers(spec, 'stats');
  const moments = await scan('stats', { spec, kind, bins: null }, view);
  const { shape, size } = view;
  const head = { file: spec.file, dtype: view.dtype, shape: [...shape], size };
  const values = valuesOf(moments, dtype);
  if (parsed.values.json) await writeJson({ ...head, ...values });
  else await write(lines(view, dtype, values));
  whole.close();
}

/** @param {Moments} moments @param {import('memmap').DType} dtype */
function valuesOf(moments, { name, kind }) {
  const { nan, inf, min, max } = moments;
  const isTime = kind === 'M' || kind === 'm';
  const average = isTime && moments.count > 0 ? wholeMean(moments) : mean(moments);
  const isBool = name === 'bool';
  return {
    nan,
    inf,
    min: isBool && min !== null ? min !== 0 : min,
    max: isBool && max !== null ? max !== 0 : max,
    mean: average ?? null,
    std: deviation(moments) ?? null,
  };
}

/** Dates have no fractions of their unit. @param {Moments} moments */
function wholeMean({ count, re }) {
  const [sum, n] = [BigInt(re.sum), BigInt(count)];
  const doubled = 2n * sum + n;
  const quotient = doubled / (2n * n);
  return doubled < 0n && doubled % (2n * n) !== 0n ? quotient - 1n : quotient;
}

/** @param {NDArray} view @param {import('memmap').DType} dtype @param {any} values */
function lines(view, dtype, values) {
  const { kind, name } = dtype;
  const isTime = kind === 'M' || kind === 'm';
  const hasInf = kind === 'f' || kind === 'c' || name === 'bfloat16';
  const rows = [
    ['dtype', `${showDtype(view.dtype)} ${showShape(view.shape)}`],
    ['elements', grouped(view.size)],
    ...(hasInf || isTime ? [[isTime ? 'NaT' : 'NaN', grouped(values.nan)]] : []),
    ...(hasInf ? [['inf', grouped(values.inf)]] : []),
  ];
  const formats = formatsOf(view, dtype);
  for (const key of ['min', 'max', 'mean', 'std']) {
    rows.push([key, values[key] === null ? '-' : formats[key](values[key])]);
  }
  return `${rows.map(([label, text]) => `${label.padEnd(8)}  ${text}`).join('\n')}\n`;
}

/**
 * @param {NDArray} view
 * @param {import('memmap').DType} dtype
 * @returns {Record<string, (value: any) => string>}
 */
function formatsOf(view, { kind, name }) {
  if (view.size === 0) return {};
  const own = elementFormat(view);
  if (kind === 'M' || kind === 'm') {
    const unit = /\[(.*)\]/.exec(name)?.[1] ?? '';
    return { min: own, max: own, mean: own, std: (value) => `${value} ${unit}`.trimEnd() };
  }
  const std = elementFormat(view, 'float64');
  return { min: own, max: own, mean: kind === 'c' ? elementFormat(view, 'complex128') : std, std };
}

module.exports = {
  summary: 'Compute min, max, mean and std, and count NaN',
  positionals: ['FILE'],
  options: { ...SOURCE_OPTIONS, json: { type: 'boolean', help: 'one JSON object' } },
  notes: [
    'NaN and NaT are counted and left out of the rest (np.nanmin and so on). min and max of ' +
      'integers are exact; mean and std are float64, std that of the whole population (ddof=0). ' +
      'Complex numbers are ordered by their real parts, as in NumPy. The result does not depend on ' +
      'the threads.',
    'In JSON, integers have all their digits, NaN and infinities are "NaN", "Infinity", ' +
      '"-Infinity", dates are integers in the unit of the dtype; of nothing, min, max, mean and ' +
      'std are null.',
  ],
  examples: [
    ['memmap stats embeddings.npy', 'statistics of all elements'],
    ["memmap stats embeddings.npy --slice ':,0' --json", 'of the first column, for a script'],
    ['memmap stats trades.npy --field price', 'of one field of records'],
    ['memmap stats samples.f32 --dtype f4 --offset 512', 'of a raw file behind a header'],
  ],
  run,
};
