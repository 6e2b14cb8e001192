'use strict';

/** `memmap info`: what a file holds, and how much of it is in memory. */

const fs = require('node:fs');
const { writeJson, write } = require('../output');
const { FILE_OPTIONS, noMember, openAll, specOf } = require('../source');
const { grouped, showBytes, showDtype, showShape, table } = require('../text');

/** @typedef {import('memmap').Memmap} Memmap */

/** @param {import('../arguments').Parsed} parsed */
async function run(parsed) {
  const spec = specOf(parsed);
  const { format, arrays } = openAll(spec);
  const facts = { file: spec.file, format, fileSize: fs.statSync(spec.file).size };
  const names = Object.keys(arrays).filter((name) => [name, undefined].includes(spec.member));
  if (spec.member !== undefined && names.length === 0) {
    throw noMember(spec.file, spec.member, Object.keys(arrays));
  }
  const members = names.map((name) => ({ name, ...factsOf(arrays[name]) }));
  const header = format === 'npy' ? readHeader(spec.file) : {};
  for (const array of Object.values(arrays)) array.close();
  if (parsed.values.json) {
    const { name: _, ...only } = members[0] ?? {};
    const body = format === 'npz' ? { members } : { ...header, ...only };
    return writeJson({ ...facts, ...body });
  }
  if (format === 'npz') return write(memberTable(facts, members));
  return write(description(facts, header, members[0]));
}

/** @param {Memmap} array */
function factsOf(array) {
  const { dtype, shape, order, size, itemsize, nbytes, offset } = array;
  return { dtype, shape, order, size, itemsize, nbytes, offset, resident: array.residency() };
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

/** @param {any} facts @param {any} header @param {any} array */
function description({ file, format, fileSize }, { version, header }, array) {
  const rows = [
    ['file', file],
    ['format', version ? `.npy, version ${version}` : format],
    ['dtype', showDtype(array.dtype)],
    ['shape', showShape(array.shape)],
    ['order', array.order],
    ['elements', `${grouped(array.size)} of ${array.itemsize} bytes`],
    ['array', showBytes(array.nbytes)],
    ['offset', grouped(array.offset)],
    ['file size', showBytes(fileSize)],
    ['resident', percent(array.resident)],
  ];
  if (header) rows.push(['header', header]);
  return table(rows);
}

/** @param {any} facts @param {any[]} members */
function memberTable({ file, fileSize }, members) {
  const rows = members.map(({ name, dtype, shape, order, nbytes, offset, resident }) => [
    name,
    showDtype(dtype),
    showShape(shape),
    order,
    grouped(nbytes),
    grouped(offset),
    percent(resident),
  ]);
  const head = ['member', 'dtype', 'shape', 'order', 'bytes', 'offset', 'resident'];
  return `${file}: .npz, ${showBytes(fileSize)}\n${table([head, ...rows])}`;
}

module.exports = {
  summary: 'what a file holds: header, dtype, shape, size, how much of it is in memory',
  positionals: ['FILE'],
  options: { ...FILE_OPTIONS, json: { type: 'boolean', help: 'one JSON object' } },
  notes: [
    'resident is the share of the pages that are in memory, in any process or in the file cache;',
    'Linux counts the pages of a file that you neither own nor may write as being there.',
  ],
  examples: [
    ['memmap info embeddings.npy', 'dtype, shape and header of a .npy file'],
    ['memmap info model.npz', 'the arrays of an .npz file'],
    ['memmap info samples.f32 --dtype f4 --shape -1,64', 'a raw file of rows of 64'],
  ],
  run,
};
