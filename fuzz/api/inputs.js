'use strict';

/** Files to open: the fixtures and others that are right, then with something about them changed. */

const fs = require('node:fs');
const path = require('node:path');
const { writeZip } = require('../../__test__/support/zip');

/** @typedef {import('./random').Random} Random */

const folder = path.join(__dirname, '../../__test__/fixtures/npy');
const FIXTURES = fs
  .readdirSync(folder)
  .sort()
  .map((name) => fs.readFileSync(path.join(folder, name)));

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');

/** dtypes as headers spell them, right and wrong. */
const DESCRIPTIONS = [
  ...['?', '|b1', '|i1', '<i2', '>i4', '<i8', '|u1', '>u2', '<u4', '>u8', '<f2', '>f2', '<f4'],
  ...['>f4', '<f8', '<c8', '>c16', '<M8[ns]', '>m8[25s]', '<M8', '|S3', '|S0', '<U2', '>U1', '|V5'],
  ...['|V0', '<V2', '|O', '<f16', 'bfloat16', '<U536870911', '|S2147483648', '|S0x10', '<f', ''],
].map((text) => `'${text}'`);
const RECORDS = [
  "[('x', '<i2'), ('y', '>f8', (2,))]",
  "[('a', [('b', '|u1'), ('c', '<U2')]), ('', '|V3')]",
  "[('__proto__', '<f4'), ('constructor', '|b1')]",
  "[(('title', 'n'), '<i4')]",
  "[('x', '<i2', (0,)), ('y', '|u1')]",
  "[('x', '|u1', (65536, 65536, 65536, 65536))]",
  "[('x', '<i2'), ('x', '<i2')]",
  "('<f4', (3,))",
  '[]',
  "[('a', '|O')]",
];

/** @param {Random} random */
function header(random) {
  const descr = random.pick(random.once(4) ? RECORDS : DESCRIPTIONS);
  const order = random.once(12) ? '0' : random.pick(['False', 'True']);
  const dim = () => (random.once(8) ? random.edge() : random.below(6));
  const shape = random.list(random.once(20) ? 66 : 4, dim);
  return `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': (${shape.map((n) => `${n},`).join(' ')}), }`;
}

/** A .npy file as NumPy lays it out, with some data behind. @param {Random} random */
function npy(random) {
  const version = random.pick([1, 1, 1, 2, 3]);
  const start = version === 1 ? 10 : 12;
  const text = header(random);
  const padded = `${text.padEnd(Math.ceil((start + text.length + 1) / 64) * 64 - start - 1)}\n`;
  const head = Buffer.alloc(start);
  MAGIC.copy(head);
  head[6] = version;
  if (version === 1) head.writeUInt16LE(padded.length, 8);
  else head.writeUInt32LE(padded.length, 8);
  const data = Buffer.from(random.list(600, () => random.below(256)));
  return Buffer.concat([head, Buffer.from(padded, 'latin1'), data]);
}

const NAMES = ['a.npy', 'b.npy', '__proto__.npy', 'close.npy', '../x.npy', '.npy', 'é\x1b[1m.npy'];

/** An archive; what its directory says may be wrong. @param {Random} random @param {string} file */
function npz(random, file) {
  const members = Array.from({ length: 1 + random.below(4) }, () => {
    const data = random.once(2) ? npy(random) : random.pick(FIXTURES);
    const member = { name: random.pick(NAMES), data, extra: random.below(40) };
    const wrong = random.pick(['', '', '', 'size', 'stored', 'offset', 'method', 'flags']);
    return wrong === ''
      ? member
      : { ...member, [wrong]: random.edge() % 2 ** (wrong.length > 4 ? 16 : 53) };
  });
  writeZip(file, members);
  return fs.readFileSync(file);
}

/** The numbers in the records of a zip file, by the record's signature: `[position, bytes]`. */
const ZIP = {
  'PK\x03\x04': [
    [6, 2],
    [8, 2],
    [14, 4],
    [18, 4],
    [22, 4],
    [26, 2],
    [28, 2],
  ],
  'PK\x01\x02': [
    [8, 2],
    [10, 2],
    [16, 4],
    [20, 4],
    [24, 4],
    [28, 2],
    [30, 2],
    [32, 2],
    [42, 4],
  ],
  'PK\x05\x06': [
    [4, 2],
    [6, 2],
    [8, 2],
    [10, 2],
    [12, 4],
    [16, 4],
    [20, 2],
  ],
  'PK\x06\x06': [
    [4, 8],
    [16, 4],
    [20, 4],
    [24, 8],
    [32, 8],
    [40, 8],
    [48, 8],
  ],
  'PK\x06\x07': [
    [4, 4],
    [8, 8],
    [16, 4],
  ],
  '\x01\x00\x18\x00': [
    [2, 2],
    [4, 8],
    [12, 8],
    [20, 8],
  ],
};

/** Where `bytes` has this. @param {Buffer} bytes @param {Buffer | string} what */
function places(bytes, what) {
  const found = [];
  for (
    let at = bytes.indexOf(what, 0, 'latin1');
    at >= 0;
    at = bytes.indexOf(what, at + 1, 'latin1')
  )
    found.push(at);
  return found;
}

/** Another number at a place, near the old one or at an edge. */
function changeNumber(random, bytes, at, size) {
  if (at + size > bytes.length) return bytes;
  const old = bytes.readUIntLE(at, Math.min(size, 6));
  const near = old + random.pick([-1, 1, -22, 64, bytes.length]);
  const value = random.once(2) ? Math.max(0, near) : random.edge();
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  number.copy(bytes, at, 0, size);
  return bytes;
}

/** A part of `bytes` in place of another. */
const splice = (bytes, from, to, part) =>
  Buffer.concat([bytes.subarray(0, from), part, bytes.subarray(to)]);

/** Each takes the bytes, which it may change, and gives what they are then. */
const MUTATIONS = {
  zipNumber(random, bytes) {
    const [signature, fields] = random.pick(Object.entries(ZIP));
    const found = places(bytes, signature);
    if (found.length === 0) return bytes;
    const [at, size] = random.pick(fields);
    return changeNumber(random, bytes, random.pick(found) + at, size);
  },
  headerNumber(random, bytes) {
    const found = places(bytes, MAGIC);
    if (found.length === 0) return bytes;
    const at = random.pick(found);
    return random.once(4)
      ? splice(bytes, at + 6, at + 7, Buffer.from([random.below(6)]))
      : changeNumber(random, bytes, at + 8, random.pick([2, 4]));
  },
  /** Numbers in the dictionary, as text: shapes and the sizes of dtypes. */
  textNumber(random, bytes) {
    const found = [...bytes.toString('latin1').matchAll(/\d+/g)];
    if (found.length === 0) return bytes;
    const { index, 0: old } = random.pick(found);
    const text = random.pick([
      `${BigInt(random.edge())}`,
      '-1',
      '1L',
      '007',
      '1e3',
      '0x10',
      'True',
    ]);
    // Of the same length, so that what follows stays where it was, or not.
    const kept = random.once(3) ? text : text.slice(0, old.length).padEnd(old.length);
    return splice(bytes, index, index + old.length, Buffer.from(kept));
  },
  dictionary(random, bytes) {
    const found = places(bytes, '{');
    if (found.length === 0) return bytes;
    const at = random.pick(found);
    const end = bytes.indexOf('\n', at);
    if (end < 0) return bytes;
    const text = header(random)
      .slice(0, end - at)
      .padEnd(end - at);
    return splice(bytes, at, end, Buffer.from(text, 'latin1'));
  },
  byte(random, bytes) {
    if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  cut: (random, bytes) => bytes.subarray(0, random.below(bytes.length + 1)),
  behind: (random, bytes) =>
    Buffer.concat([bytes, Buffer.alloc(random.below(200), random.below(3))]),
  before: (random, bytes) => Buffer.concat([Buffer.alloc(random.below(200), 'PK'), bytes]),
  repeat(random, bytes) {
    const from = random.below(bytes.length + 1);
    return splice(bytes, from, from, bytes.subarray(random.below(bytes.length + 1)));
  },
  other(random, bytes) {
    const other = random.pick(FIXTURES);
    const from = random.below(other.length);
    const at = random.below(bytes.length + 1);
    return splice(
      bytes,
      at,
      at + random.below(100),
      other.subarray(from, from + random.below(200)),
    );
  },
};

/**
 * The bytes of a file.
 *
 * @param {Random} random
 * @param {string} file a name to write to in between
 */
function input(random, file) {
  const from = random.below(10);
  let bytes = Buffer.from(random.pick(FIXTURES));
  if (from < 4) bytes = npy(random);
  else if (from < 6) bytes = npz(random, file);
  for (let count = random.below(random.pick([1, 3, 6])); count > 0; count--) {
    bytes = random.pick(Object.values(MUTATIONS))(random, bytes);
  }
  return bytes;
}

module.exports = { input };
