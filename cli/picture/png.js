'use strict';

/** Pictures as PNG files. */

const fs = require('node:fs');
const { writeWhole } = require('../whole-file');

/**
 * @param {string} file
 * @param {import('./image').Image} image
 */
async function writePng(file, { width, height, rgba }) {
  // Of pngjs the writer alone: its reader would be a fifth of the bundle.
  // @ts-expect-error it has no types
  const pack = require('pngjs/lib/packer-sync');
  const data = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  const isOpaque = rgba.every((value, at) => at % 4 !== 3 || value === 255);
  const how = { colorType: isOpaque ? 2 : 6, inputHasAlpha: true };
  const bytes = pack({ width, height, data }, how);
  await writeWhole(file, async (temporary) => fs.writeFileSync(temporary, bytes, { flag: 'wx' }));
}

module.exports = { writePng };
