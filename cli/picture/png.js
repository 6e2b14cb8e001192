'use strict';

/** Pictures as PNG files. */

const fs = require('node:fs');
const { writeWhole } = require('../whole-file');

/**
 * @param {string} file
 * @param {import('./image').Image} image
 */
async function writePng(file, { width, height, rgba }) {
  const { PNG } = require('pngjs');
  const png = new PNG({ width, height });
  png.data = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  const isOpaque = rgba.every((value, at) => at % 4 !== 3 || value === 255);
  const bytes = PNG.sync.write(png, { colorType: isOpaque ? 2 : 6, inputHasAlpha: true });
  await writeWhole(file, async (temporary) => fs.writeFileSync(temporary, bytes, { flag: 'wx' }));
}

module.exports = { writePng };
