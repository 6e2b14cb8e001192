'use strict';

/** `memmap info`: what a file holds, and how much of it is in memory. */

const fs = require('node:fs');
const { UsageError } = require('../arguments');
const { escaped, write, writeJson } = require('../output');
const { FILE_OPTIONS, namesAsked, openFile, reason, specOf } = require('../source');
const {
  grouped,
  showBytes,
  hanging,
  showDtype,
  showFields,
  showShape,
  table,
  terminalWidth,
} = require('../text');

/** @typedef {import('memmap').Memmap} Memmap */

/**
 * What one file holds.
 *
 * @typedef {object} Facts
 * @property {string} file
 * @property {string} [error] why it holds nothing that can be mapped
 * @property {import('../source').Format} [format]
 * @property {number} [fileSize]
 * @property {{ version: string, header: string }} [header] of a .npy file
 * @property {any[]} arrays each with its name, and `error` instead of facts where it cannot be mapped
 */

/** @param {import('../arguments').Parsed} parsed */
async function run(parsed) {
  const { positionals, values } = parsed;
  const isOne = positionals.length === 1;
  const files = positionals.map((file) => inspect({ ...specOf(parsed), file }, isOne));
  if (files.some(({ error }) => error !== undefined)) process.exitCode = 1;
  if (values.json) for (const facts of files) await writeJson(jsonOf(facts));
  else if (!isOne) await write(table(...fileRows(files)));
  else if (files[0].format === 'npz') await write(archive(files[0]));
  else await write(description(files[0]));
}

/** @param {import('../source').Spec} spec @param {boolean} isOne its errors end the command @returns {Facts} */
function inspect(spec, isOne) {
  const { file } = spec;
  try {
    const opened = openFile(spec);
    const { format, open } = opened;
    const names = namesAsked(spec, opened);
    const arrays = names.map((name) => {
      try {
        return { name, ...factsOf(open(name)) };
      } catch (error) {
        if (format !== 'npz') throw error;
        return { name, error: reason(file, error) };
      }
    });
    const header = format === 'npy' ? readHeader(file) : undefined;
    return { file, format, fileSize: fs.statSync(file).size, header, arrays };
  } catch (error) {
    if (isOne || error instanceof UsageError) throw error;
    return { file, error: reason(file, error), arrays: [] };
  }
}

/** @param {Facts} facts */
function jsonOf({ file, error, format, fileSize, header, arrays }) {
  if (error !== undefined) return { file, error };
  const { name: _, ...only } = arrays[0] ?? {};
  const body = format === 'npz' ? { members: arrays } : { ...header, ...only };
  return { file, format, fileSize, ...body };
}

/** @param {Memmap} array */
function factsOf(array) {
  const { dtype, shape, order, size, itemsize, nbytes, offset } = array;
  const resident = array.residency();
  array.close();
  return { dtype, shape, order, size, itemsize, nbytes, offset, resident };
}

/**
 * The header as it stands in the file, which has been found to be one.
 *
 * @param {string} file
 */
function readHeader(file) {
  const fd = fs.openSync(file, 'r');
  try {
    const start = Buffer.alloc(12);
    fs.readSync(fd, start, 0, 12, 0);
    const [major, minor] = [start[6], start[7]];
    const at = major === 1 ? 10 : 12;
    const text = Buffer.alloc(major === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8));
    fs.readSync(fd, text, 0, text.length, at);
    const header = text.toString(major === 3 ? 'utf8' : 'latin1').trim();
    return { version: `${major}.${minor}`, header };
  } finally {
    fs.closeSync(fd);
  }
}

/** @param {number} share */
function percent(share) {
  // 99.96 % is not yet all of it.
  return `${Math.floor(share * 1000) / 10} %`;
}

/** @param {Facts} facts */
function description({ file, fileSize, header, arrays: [array] }) {
  const rows = [
    ['file', file],
    ['format', header ? `.npy, version ${header.version}` : 'raw'],
    [
      'dtype',
      typeof array.dtype === 'string'
        ? array.dtype
        : `records of ${showFields(array.dtype, 'and')}`,
    ],
    ['shape', showShape(array.shape)],
    ['order', array.order],
    ['elements', `${grouped(array.size)} of ${array.itemsize} bytes`],
    ['array', showBytes(array.nbytes)],
    ['offset', grouped(array.offset)],
    ['file size', showBytes(Number(fileSize))],
    ['resident', percent(array.resident)],
  ];
  const lines = header ? hanging('header     ', escaped(header.header), terminalWidth()) : [];
  return table(rows) + lines.map((line) => `${line}\n`).join('');
}

/** @param {Facts} facts the arrays of one .npz file */
function archive({ file, fileSize, arrays }) {
  const rows = arrays.map((array) => {
    if (array.error !== undefined) return [array.name, array.error];
    const { offset, resident } = array;
    return [array.name, ...arrayCells(array), grouped(offset), percent(resident)];
  });
  const head = ['member', ...ARRAY_COLUMNS, 'offset', 'resident'];
  const title = `${escaped(file)}: .npz, ${showBytes(Number(fileSize))}`;
  return `${title}\n${table([head, ...rows], [4, 5, 6])}`;
}

/** @param {Facts[]} files @returns {[rows: string[][], numeric: number[]]} a row for each array */
function fileRows(files) {
  const hasMembers = files.some(({ format }) => format === 'npz');
  const left = hasMembers ? ['file', 'member'] : ['file'];
  const rows = files.flatMap(({ file, error, arrays }) => {
    if (error !== undefined) return [[file, error]];
    if (arrays.length === 0) return [[file, 'no arrays']];
    return arrays.map((array) => {
      const names = hasMembers ? [file, array.name] : [file];
      return array.error !== undefined ? [...names, array.error] : [...names, ...arrayCells(array)];
    });
  });
  return [[[...left, ...ARRAY_COLUMNS], ...rows], [left.length + 3]];
}

const ARRAY_COLUMNS = ['dtype', 'shape', 'order', 'bytes'];

/** @param {any} array */
function arrayCells({ dtype, shape, order, nbytes }) {
  return [showDtype(dtype), showShape(shape), order, grouped(nbytes)];
}

module.exports = {
  summary: 'Show what files hold: dtype, shape, size, header',
  positionals: ['FILE...'],
  options: {
    ...FILE_OPTIONS,
    json: { type: 'boolean', help: 'print a line of JSON for each file' },
  },
  notes: [
    'Several files and .npz files are shown as a table; of an array that cannot be mapped it says why.',
    'resident is the share of the pages that are in memory, in any process or in the file cache; ' +
      'Linux counts the pages of a file that you neither own nor may write as being there.',
  ],
  examples: [
    ['memmap info embeddings.npy', 'dtype, shape and header of a .npy file'],
    ['memmap info model.npz', 'the arrays of an .npz file'],
    ['memmap info embeddings.npy trades.npy model.npz', 'a table of several files'],
    ['memmap info samples.f32 --dtype f4 --shape -1,64', 'a raw file of rows of 64'],
  ],
  run,
};
