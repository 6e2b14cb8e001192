'use strict';

/** Zip archives made by hand, so that tests can say what is wrong with them and how large they are. */

const fs = require('node:fs');

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** @param {Array<[size: 2 | 4 | 8, value: number]>} fields */
function record(...fields) {
  const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 8) bytes.writeBigUInt64LE(BigInt(value), at);
    else bytes.writeUIntLE(value, at, size);
    at += size;
  }
  return bytes;
}

/**
 * Writes an archive. What a member says of itself in the directory can be given: `size`, `stored`,
 * `method`, `flags`, `offset` (of its local header); `at` is where it is written, `extra` bytes of
 * its local header that the directory does not have. Sizes and offsets are those of zip64.
 *
 * @param {string} file
 * @param {{ name: string | Buffer, data: Uint8Array, at?: number, extra?: number, method?: number,
 *   flags?: number, size?: number, stored?: number, offset?: number, crc?: number }[]} members
 * @param {{ write?: number }} [options] how many members are written: the others are only in the directory
 */
function writeZip(file, members, { write: written = Infinity } = {}) {
  const fd = fs.openSync(file, 'w');
  let end = 0;
  const write = (/** @type {Uint8Array} */ bytes, /** @type {number} */ at) => {
    fs.writeSync(fd, bytes, 0, bytes.length, at);
    end = at + bytes.length;
  };
  const directory = [];
  for (const [number, member] of members.entries()) {
    const { data, at = end, extra = 0, method = 0, flags = 0x800 } = member;
    const { size = data.length, stored = data.length, offset = at } = member;
    const name = Buffer.from(member.name);
    const { crc = crc32(data) } = member;
    if (number < written)
      write(
        Buffer.concat([
          record([4, 0x04034b50], [2, 45], [2, flags], [2, method], [4, 0], [4, crc]),
          record([4, data.length], [4, data.length], [2, name.length], [2, extra]),
          name,
          Buffer.alloc(extra),
          data,
        ]),
        at,
      );
    directory.push(
      record([4, 0x02014b50], [2, 45], [2, 45], [2, flags], [2, method], [4, 0], [4, crc]),
      record([4, 0xffffffff], [4, 0xffffffff], [2, name.length], [2, 28], [2, 0], [2, 0]),
      record([2, 0], [4, 0], [4, 0xffffffff]),
      name,
      record([2, 1], [2, 24], [8, size], [8, stored], [8, offset]),
    );
  }
  const start = end;
  const central = Buffer.concat(directory);
  const count = members.length;
  const tail = [
    record([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0]),
    record([8, count], [8, count], [8, central.length], [8, start]),
    record([4, 0x07064b50], [4, 0], [8, start + central.length], [4, 1]),
    record([4, 0x06054b50], [2, 0], [2, 0], [2, 0xffff], [2, 0xffff]),
    record([4, 0xffffffff], [4, 0xffffffff], [2, 0]),
  ];
  write(Buffer.concat([central, ...tail]), start);
  fs.closeSync(fd);
  return file;
}

module.exports = { crc32, writeZip };
