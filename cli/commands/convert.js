'use strict';

/** `memmap convert`: to another dtype, order or format, in constant memory. */

const fs = require('node:fs');
const { UsageError } = require('../arguments');
const { parseDtype, parseOrder } = require('../notation');
const { write, writeJson } = require('../output');
const { boxes, cut, footprint, slowestFirst } = require('../pieces');
const { Progress } = require('../progress');
const { SOURCE_OPTIONS, checkNotLost, openSource, specOf } = require('../source');
const { showBytes, showDtype, showShape } = require('../text');
const { checkOutput, writeWhole } = require('../whole-file');
const { dtype: parsedDtype, memmap, openMemmap } = require('memmap');

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {import('memmap').Memmap} Memmap */

/** Bytes of a piece: enough for all cores, and for long runs where the order changes. */
const PIECE = 16 * 2 ** 20;

/** @param {import('../arguments').Parsed} parsed */
async function run(parsed) {
  const { positionals, values } = parsed;
  const output = positionals[1];
  const asked = values['to-order'];
  const order = asked === undefined ? undefined : parseOrder(asked, 'to-order');
  if (/\.npz$/i.test(output)) throw new UsageError(`${output}: .npz files are read, not written`);
  const to = values['to-dtype'] === undefined ? undefined : parseDtype(values['to-dtype']);
  if (to !== undefined) parsedDtype(to);
  const spec = specOf(parsed);
  checkOutput(output, values.force === true, spec.file);
  const { whole, view } = openSource(spec);
  const made = {
    output,
    format: /\.npy$/i.test(output) && !values['to-raw'] ? 'npy' : 'raw',
    dtype: to === undefined ? view.dtype : parsedDtype(to).toString(),
    shape: [...view.shape],
    order: order ?? view.order,
  };
  await writeWhole(output, async (temporary, whenAborted) => {
    const target = create(temporary, made, to ?? view.dtype);
    whenAborted(() => target?.close());
    try {
      if (target) await fill(target, whole, view, values.wrap === true);
      checkNotLost(whole, spec.file);
      await target?.flushAsync();
    } finally {
      target?.close();
      // Windows replaces no file that is mapped, and the input may be the output.
      whole.close();
    }
  });
  const { size } = fs.statSync(output);
  if (values.json) return writeJson({ ...made, fileSize: size });
  const what = `${showDtype(made.dtype)} ${showShape(made.shape)}, order ${made.order}`;
  return write(
    `${output}: ${made.format === 'npy' ? '.npy' : 'raw'}, ${what}, ${showBytes(size)}\n`,
  );
}

/**
 * @param {string} file
 * @param {{ format: string, shape: number[], order: 'C' | 'F' }} made
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

/** @param {Memmap} target @param {Memmap} whole @param {NDArray} view of it @param {boolean} wraps */
async function fill(target, whole, view, wraps) {
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
  } finally {
    progress.end();
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
  summary: 'to another dtype, order or format, in constant memory',
  positionals: ['INPUT', 'OUTPUT'],
  options: {
    'to-dtype': { type: 'string', value: 'DTYPE', help: 'dtype of the output (as the input)' },
    'to-order': { type: 'string', value: 'C|F', help: 'order of the output (as the input)' },
    'to-raw': { type: 'boolean', help: 'no header, even if OUTPUT ends in .npy' },
    wrap: { type: 'boolean', help: 'convert what does not fit as astype does; else it is refused' },
    force: { type: 'boolean', help: 'replace OUTPUT if it exists' },
    ...SOURCE_OPTIONS,
    json: { type: 'boolean', help: 'what was written as one JSON object' },
  },
  notes: [
    'OUTPUT is a .npy file if it ends so, else raw. It is written beside its place under another name',
    'and renamed when it is whole.',
  ],
  examples: [
    ['memmap convert samples.f32 samples.npy --dtype f4 --shape -1,64', 'raw to .npy'],
    ['memmap convert a.npy half.npy --to-dtype float16', 'to another dtype'],
    ['memmap convert a.npy fortran.npy --to-order F', 'columns one after the other'],
    ['memmap convert model.npz bias.f32 --member bias --to-dtype f4', 'an array of an .npz, raw'],
  ],
  run,
};
