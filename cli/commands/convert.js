'use strict';

/** `memmap convert`: to another dtype, order or format, in constant memory. */

const fs = require('node:fs');
const path = require('node:path');
const { UsageError, refuseOptions } = require('../arguments');
const { parseDtype, parseOrder } = require('../notation');
const { escaped, write, writeJson } = require('../output');
const { boxes, cut, footprint, slowestFirst } = require('../pieces');
const { Progress } = require('../progress');
const { textOf } = require('../rows');
const { SOURCE_OPTIONS, checkNotLost, openSource, specOf } = require('../source');
const { listed, showBytes, showDtype, showShape } = require('../text');
const { checkOutput, writeWhole } = require('../whole-file');
const { dtype: parsedDtype, memmap, openMemmap } = require('memmap');

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {import('memmap').Memmap} Memmap */

/** Bytes of a piece: enough for all cores, and for long runs where the order changes. */
const PIECE = 16 * 2 ** 20;

/** What a file's ending says. @type {Record<string, Made['format']>} */
const FORMATS = {
  '.npy': 'npy',
  '.csv': 'csv',
  '.txt': 'txt',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.raw': 'raw',
};

/**
 * @typedef {object} Made
 * @property {'npy' | 'raw' | import('../rows').TextFormat} format
 * @property {string | readonly any[]} dtype
 * @property {number[]} shape
 * @property {'C' | 'F'} [order] of bytes
 */

/** @param {import('../arguments').Parsed} parsed */
async function run(parsed) {
  const { positionals, values } = parsed;
  const output = positionals[1];
  const spec = specOf(parsed);
  checkOutput(output, values.force === true, spec.file);
  const format = values['to-raw'] ? 'raw' : formatOf(output);
  const isText = format !== 'npy' && format !== 'raw';
  const { 'to-dtype': toDtype, 'to-order': toOrder, wrap } = values;
  if (isText) {
    const why = `says nothing about .${format} files`;
    refuseOptions({ 'to-dtype': toDtype, 'to-order': toOrder, wrap }, why);
  }
  const order = toOrder === undefined ? undefined : parseOrder(toOrder, 'to-order');
  const to = toDtype === undefined ? undefined : parseDtype(toDtype);
  if (to !== undefined) parsedDtype(to);
  const source = openSource(spec);
  const { whole, view } = source;
  /** @type {Made} */
  const made = {
    format,
    dtype: to === undefined ? view.dtype : parsedDtype(to).toString(),
    shape: [...view.shape],
    ...(!isText && { order: order ?? view.order }),
  };
  await writeWhole(output, async (temporary, whenAborted) => {
    try {
      if (isText) await writeText(temporary, format, source);
      else {
        const target = create(temporary, made, to ?? view.dtype);
        whenAborted(() => target?.close());
        if (target) await fill(target, source, wrap === true);
      }
      checkNotLost(whole, spec.file);
    } finally {
      // Windows replaces no file that is mapped, and the input may be the output.
      whole.close();
    }
  });
  const { size } = fs.statSync(output);
  if (values.json) return writeJson({ output, ...made, fileSize: size });
  const what = [
    format === 'raw' ? 'raw' : `.${format}`,
    `${showDtype(made.dtype)} ${showShape(made.shape)}`,
    ...(made.order ? [`order ${made.order}`] : []),
    showBytes(size),
  ];
  return write(`${escaped(output)}: ${what.join(', ')}\n`);
}

/** @param {string} output */
function formatOf(output) {
  const ending = path.extname(output).toLowerCase();
  if (Object.hasOwn(FORMATS, ending)) return FORMATS[ending];
  const why =
    ending === '.npz'
      ? '.npz files are read, not written'
      : ending === ''
        ? 'its name has no ending that says the format'
        : `${ending} is not a format that can be written`;
  const known = listed(Object.keys(FORMATS), 'and');
  throw new UsageError(`${output}: ${why}; ${known} are, and bare bytes with --to-raw`);
}

/**
 * @param {string} file
 * @param {import('../rows').TextFormat} format
 * @param {import('../source').Source} source
 */
async function writeText(file, format, { whole, view }) {
  const progress = new Progress('convert', view.size);
  const output = await fs.promises.open(file, 'wx');
  try {
    /** @param {number} elements */
    const onRead = (elements) => {
      whole.advise('dontneed');
      progress.add(elements);
    };
    for (const text of textOf(view, format, onRead)) await output.writeFile(text);
    if (format === 'json') await output.writeFile('\n');
    await output.datasync();
  } finally {
    progress.end();
    await output.close();
  }
}

/**
 * @param {string} file
 * @param {Made} made
 * @param {import('memmap').DTypeLike} dtype
 * @returns {Memmap | null} null for no bytes at all, which cannot be mapped
 */
function create(file, { format, shape, order }, dtype) {
  const options = { mode: /** @type {const} */ ('w+'), dtype, shape, order, allocate: true };
  if (format === 'npy') return openMemmap(file, options);
  if (!shape.includes(0)) return memmap(file, options);
  fs.writeFileSync(file, '', { flag: 'wx' });
  return null;
}

/** @param {Memmap} target @param {import('../source').Source} source @param {boolean} wraps */
async function fill(target, { whole, view }, wraps) {
  const progress = new Progress('convert', view.size);
  const orders = [slowestFirst(view), slowestFirst(target)];
  const most = Math.max(1, Math.floor(PIECE / Math.max(footprint(view), footprint(target))));
  try {
    for (const box of boxes(view.shape, orders, most)) {
      const [from, to] = [cut(view, box), cut(target, box)];
      move(to, from, wraps);
      // Not only the pieces: the system maps pages around those that are touched.
      whole.advise('dontneed');
      target.advise('dontneed');
      progress.add(from.size);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await target.flushAsync();
  } finally {
    progress.end();
    target.close();
  }
}

/** @param {NDArray} to @param {NDArray} from @param {boolean} wraps */
function move(to, from, wraps) {
  try {
    to.assign(wraps ? from.astype(to.dtype) : from);
  } catch (error) {
    const failed = /** @type {any} */ (error);
    if (failed.code === 'ERR_MEMMAP_VALUE') failed.message += ' (--wrap converts as astype does)';
    throw failed;
  }
}

module.exports = {
  summary: 'Write another dtype, order or format: .npy, raw, CSV, text, JSON',
  positionals: ['INPUT', 'OUTPUT'],
  options: {
    'to-dtype': { type: 'string', value: 'DTYPE', help: 'dtype of the output (as the input)' },
    'to-order': { type: 'string', value: 'C|F', help: 'order of the output (as the input)' },
    'to-raw': { type: 'boolean', help: 'bytes without a header, however OUTPUT ends' },
    wrap: {
      type: 'boolean',
      help: 'wrap values that do not fit, as astype does; else they are refused',
    },
    force: { type: 'boolean', help: 'replace OUTPUT if it exists' },
    ...SOURCE_OPTIONS,
    json: { type: 'boolean', help: 'what was written as one JSON object' },
  },
  notes: [
    'How OUTPUT ends says what is written: .npy; .raw (bare bytes); .csv and .txt (columns with spaces between, as ' +
      'np.loadtxt reads them) of one or two axes; .json (nested lists) and .jsonl (a row a line). ' +
      'memmap head --help tells how values look as text; control characters are written as they are.',
    'OUTPUT gets its name when it is complete. Until then it is a hidden file in the same folder, ' +
      'which is removed if the command fails or is interrupted.',
  ],
  examples: [
    ['memmap convert embeddings.npy half.npy --to-dtype float16', 'another dtype'],
    ['memmap convert samples.f32 samples.npy --dtype f4 --shape -1,64', 'a raw file to .npy'],
    ['memmap convert embeddings.npy fortran.npy --to-order F', 'columns one after the other'],
    ['memmap convert trades.npy trades.csv', 'records to CSV'],
    [
      'memmap convert model.npz bias.f32 --member bias --to-dtype f4 --to-raw',
      'an array of an .npz file to bare bytes',
    ],
  ],
  run,
};
