'use strict';

/** From the file and the options of a command to the array that they name. */

const fs = require('node:fs');
const { UsageError, meant, refuseOptions } = require('./arguments');
const { parseDtype, parseOffset, parseOrder, parseShape, parseSlice } = require('./notation');
const { listed } = require('./text');
const { memmap, openMemmap, openNpz } = require('memmap');

/** @typedef {import('memmap').NDArray} NDArray */
/** @typedef {import('memmap').Memmap} Memmap */

/** @type {Record<string, import('./arguments').Option>} */
const FILE_OPTIONS = {
  dtype: { type: 'string', value: 'DTYPE', help: "a raw file's dtype: f4, >i2, ... (uint8)" },
  shape: {
    type: 'string',
    value: 'SHAPE',
    help: 'its shape: 1000,64 or -1,64 (as many rows as there are)',
  },
  offset: { type: 'string', value: 'BYTES', help: 'where in it the array starts (0)' },
  order: { type: 'string', value: 'C|F', help: 'its order in memory (C)' },
  raw: { type: 'boolean', help: 'read a .npy or .npz file as raw bytes' },
  member: { type: 'string', value: 'NAME', help: 'one array of an .npz file' },
};

/** @type {Record<string, import('./arguments').Option>} */
const SOURCE_OPTIONS = {
  ...FILE_OPTIONS,
  field: { type: 'string', value: 'NAME', help: 'one field of records' },
  slice: { type: 'string', value: 'SLICE', help: "a part, in NumPy's notation: 0:5,...,::2" },
};

/**
 * What names an array.
 *
 * @typedef {{ file: string, dtype?: string, shape?: string, offset?: string, order?: string,
 *   raw?: boolean, member?: string, field?: string, slice?: string }} Spec
 */

/** @typedef {'npy' | 'npz' | 'raw'} Format */

/**
 * @param {import('./arguments').Parsed} parsed
 * @returns {Spec}
 */
function specOf({ positionals, values }) {
  const { dtype, shape, offset, order, raw, member, field, slice } = values;
  return { file: positionals[0], dtype, shape, offset, order, raw, member, field, slice };
}

/** @param {Spec} spec @returns {Format} by its name, else by its first bytes */
function formatOf({ file, raw }) {
  if (raw) return 'raw';
  if (/\.npy$/i.test(file)) return 'npy';
  if (/\.npz$/i.test(file)) return 'npz';
  const start = firstBytes(file);
  if (start.startsWith('\x93NUMPY')) return 'npy';
  return start.startsWith('PK\x03\x04') ? 'npz' : 'raw';
}

/** @param {string} file */
function firstBytes(file) {
  const bytes = Buffer.alloc(6);
  try {
    const fd = fs.openSync(file, 'r');
    try {
      return bytes.toString('latin1', 0, fs.readSync(fd, bytes, 0, 6, 0));
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return ''; // mapping it will say what is wrong
  }
}

/** Opening a pipe would wait for its writer. @param {string} file */
function refusePipes(file) {
  const stat = fs.statSync(file);
  if (stat.isFIFO() || stat.isCharacterDevice() || stat.isSocket()) {
    throw new Error(`${file}: not a file that can be mapped, but a pipe or a device`);
  }
}

/**
 * Puts the file's name before what the library says, where it is not there yet.
 *
 * @template T
 * @param {string} file
 * @param {() => T} open
 * @returns {T}
 */
function named(file, open) {
  try {
    return open();
  } catch (error) {
    throw withName(file, error);
  }
}

/** @param {string} file @param {unknown} error */
function withName(file, error) {
  if (!(error instanceof Error) || error instanceof UsageError) return error;
  if (!error.message.includes(file)) error.message = `${file}: ${error.message}`;
  return error;
}

/** Why an array cannot be mapped, without the names that stand before it. @param {string} file @param {any} error */
function reason(file, { message }) {
  const rest = message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message;
  return rest.replace(/^member '.+?\.npy'(?: of the \.npz file)?:? (?:it )?(?:is )?/, '');
}

/**
 * Of an .npz file any array may be one that cannot be mapped: `open` throws, and says why.
 *
 * @typedef {object} Opened
 * @property {Format} format
 * @property {readonly string[]} names of the arrays; `''` where there is one without a name
 * @property {(name: string) => Memmap} open
 */

/** @param {Spec} spec @returns {Opened} */
function openFile(spec) {
  const { file } = spec;
  const description = describedBy(spec);
  refusePipes(file);
  const format = formatOf(spec);
  checkFits(spec, format);
  if (format === 'npz') {
    const arrays = named(file, () => openNpz(file));
    return { format, names: Object.keys(arrays), open: (name) => named(file, () => arrays[name]) };
  }
  const open = () =>
    named(file, () =>
      format === 'npy'
        ? openMemmap(file, description)
        : memmap(file, { ...description, mode: 'r' }),
    );
  return { format, names: [''], open };
}

/** @param {Spec} spec */
function describedBy({ dtype, shape, offset, order }) {
  return {
    ...(dtype !== undefined && { dtype: parseDtype(dtype) }),
    ...(shape !== undefined && { shape: parseShape(shape) }),
    ...(offset !== undefined && { offset: parseOffset(offset) }),
    ...(order !== undefined && { order: parseOrder(order, 'order') }),
  };
}

/** @param {Spec} spec @param {Format} format */
function checkFits({ dtype, shape, offset, order, member }, format) {
  const why = `says nothing about ${format === 'raw' ? 'a raw' : `an .${format}`} file`;
  if (format === 'npz') refuseOptions({ dtype, shape, offset, order }, why);
  else refuseOptions(format === 'npy' ? { offset, member } : { member }, why);
}

/** @typedef {{ whole: Memmap, view: NDArray }} Source a part of `whole`, which is to be closed */

/** The one array that the options name. @param {Spec} spec @returns {Source} */
function openSource(spec) {
  const selectors = spec.slice === undefined ? [] : parseSlice(spec.slice);
  const opened = openFile(spec);
  const names = namesAsked(spec, opened);
  if (names.length !== 1) {
    throw new UsageError(`--member must say which array of ${spec.file}; it has ${listed(names)}`);
  }
  const whole = opened.open(names[0]);
  return named(spec.file, () => {
    let view = /** @type {NDArray} */ (whole);
    if (spec.field !== undefined) view = view.field(spec.field);
    if (selectors.length > 0) view = view.slice(...selectors);
    return { whole, view };
  });
}

/** @param {Spec} spec @param {Opened} opened */
function namesAsked({ file, member }, { names }) {
  if (member === undefined) return names;
  if (names.includes(member)) return [member];
  throw new Error(`${file}: no member ${member}; it has ${listed(names)}${meant(member, names)}`);
}

/** @param {Memmap} whole @param {string} file */
function checkNotLost(whole, file) {
  if (whole.lostBytes === 0) return;
  const error = new Error(`${file}: became shorter while it was read`);
  throw Object.assign(error, { code: 'ERR_MEMMAP_LOST' });
}

module.exports = {
  FILE_OPTIONS,
  SOURCE_OPTIONS,
  specOf,
  openFile,
  openSource,
  namesAsked,
  withName,
  reason,
  checkNotLost,
};
