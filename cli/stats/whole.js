'use strict';

/** Statistics of all elements: of one array as a list, of several as a table. */

const { kindOf, longFormats, shortFormats } = require('../numbers');
const { Progress } = require('../progress');
const { withName } = require('../source');
const { brokenTable, grouped, showDtype, showShape } = require('../text');
const { dtype: parseDtype } = require('memmap');

/** @typedef {import('memmap').NDArray} NDArray */

/**
 * A member of an .npz file, or a field of records.
 *
 * @typedef {object} Item
 * @property {string} name
 * @property {NDArray} [view]
 * @property {string} [error] why there are no statistics of it
 * @property {Item[]} [fields] where it is records
 * @property {any} [values]
 */

/** @param {string} name @param {NDArray} view @returns {Item} */
function itemOf(name, view) {
  const dtype = parseDtype(view.dtype);
  const { fields } = dtype;
  if (fields) {
    return {
      name,
      view,
      fields: fields.map((field) => itemOf(field.name, view.field(field.name))),
    };
  }
  return kindOf(dtype) ? { name, view } : { name, view, error: `no numbers, but ${dtype}` };
}

/** @param {Item[]} items @param {string} [before] @returns {Item[]} those without fields, with whole names */
function flat(items, before = '') {
  return items.flatMap((item) => {
    const name = before + item.name;
    return item.fields ? flat(item.fields, `${name}.`) : { ...item, name };
  });
}

/**
 * Computes what is to be known of some items.
 *
 * @param {string} file
 * @param {Item[]} items
 */
async function compute(file, items) {
  const progress = new Progress('stats', bytesOf(items));
  try {
    await fill(items, progress);
  } catch (error) {
    throw withName(file, error);
  } finally {
    progress.end();
  }
}

/** @param {Item[]} items @returns {number} */
function bytesOf(items) {
  return items.reduce((sum, { view, fields }) => {
    return sum + (fields ? bytesOf(fields) : (view?.nbytes ?? 0));
  }, 0);
}

/** @param {Item[]} items @param {Progress} progress */
async function fill(items, progress) {
  for (const item of items) {
    const { view, fields, error } = item;
    if (fields) await fill(fields, progress);
    else if (view && error === undefined) item.values = await valuesOf(view, progress);
  }
}

/** @param {NDArray} view @param {Progress} progress */
async function valuesOf(view, progress) {
  const stats = await view.statsAsync(progress.part(view.nbytes));
  const { count, nan, inf, zeros, sum } = stats;
  const some = (/** @type {any} */ value) => (count > 0 ? value : null);
  return {
    nan,
    inf,
    zeros,
    min: some(stats.min),
    max: some(stats.max),
    sum: parseDtype(view.dtype).kind === 'M' ? undefined : sum,
    mean: some(stats.mean),
    std: some(stats.std),
  };
}

/** @param {Item} item @returns {any} without its name */
function jsonOf({ view, error, fields, values }) {
  if (view === undefined) return { error };
  const { dtype, shape, size } = view;
  const found = fields?.map((field) => ({ name: field.name, ...jsonOf(field) }));
  return { dtype, shape: [...shape], size, ...values, fields: found, error };
}

/** @param {NDArray} view @param {any} values @returns {string} */
function listText(view, values) {
  const { hasInf, nan } = countsOf(view);
  const rows = [
    ['dtype', `${showDtype(view.dtype)} ${showShape(view.shape)}`],
    ['elements', grouped(view.size)],
    ...(nan ? [[nan, grouped(values.nan)]] : []),
    ...(hasInf ? [['inf', grouped(values.inf)]] : []),
    ['zeros', grouped(values.zeros)],
    ...shown(view, values, longFormats).filter(([, text]) => text !== undefined),
  ];
  return `${rows.map(([label, text]) => `${label.padEnd(8)}  ${text}`).join('\n')}\n`;
}

/** @param {NDArray} view what may be counted in it */
function countsOf(view) {
  const kind = kindOf(parseDtype(view.dtype));
  const hasInf = kind === 'float' || kind === 'complex';
  return { hasInf, nan: kind === 'time' ? 'NaT' : hasInf ? 'NaN' : '' };
}

/**
 * @param {NDArray} view
 * @param {any} values
 * @param {typeof longFormats} formats
 * @returns {[name: string, text: string][]} the text is undefined where there is no such value
 */
function shown(view, values, formats) {
  const show = view.size > 0 ? formats(view) : null;
  return ['min', 'max', 'sum', 'mean', 'std'].map((name) => {
    const value = values[name];
    if (value === undefined) return [name, value];
    if (value === null || show === null) return [name, value === null ? '-' : '0'];
    return [name, show[name](value)];
  });
}

/**
 * @param {string} what the items are
 * @param {Item[]} items
 * @returns {string}
 */
function tableText(what, items) {
  const rows = flat(items);
  const counts = rows.flatMap(({ view, values }) => (view && values ? [countsOf(view)] : []));
  const hasNan = counts.some(({ nan }) => nan);
  const hasInf = counts.some((count) => count.hasInf);
  const head = [
    ...[what, 'dtype', 'shape'],
    ...(hasNan ? ['NaN'] : []),
    ...(hasInf ? ['inf'] : []),
    ...['zeros', 'min', 'max', 'sum', 'mean', 'std'],
  ];
  const cells = rows.map(({ name, view, error, values }) => {
    if (view === undefined || error !== undefined) return [name, String(error)];
    const count = countsOf(view);
    return [
      ...[name, showDtype(view.dtype), showShape(view.shape)],
      ...(hasNan ? [count.nan ? grouped(values.nan) : '-'] : []),
      ...(hasInf ? [count.hasInf ? grouped(values.inf) : '-'] : []),
      grouped(values.zeros),
      ...shown(view, values, shortFormats).map(([, text]) => text ?? '-'),
    ];
  });
  const numeric = head.flatMap((_, at) => (at > 2 ? [at] : []));
  return brokenTable([head, ...cells], numeric);
}

module.exports = { itemOf, compute, jsonOf, listText, tableText };
