'use strict';

/** Standard output: written as fast as its reader takes it, and JSON as scripts can read it. */

/** A reader that has seen enough (`| head`) is no failure. */
function endQuietlyOnClosedPipe() {
  process.stdout.on('error', (error) => {
    if (/** @type {any} */ (error).code === 'EPIPE') process.exit(0);
    process.stderr.write(`memmap: ${error.message}\n`);
    process.exit(1);
  });
}

/** @param {string} text @returns {Promise<void>} once the reader has room for more */
async function write(text) {
  if (process.stdout.write(text)) return;
  await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/**
 * A value as JSON. Integers have all their digits, whatever their size; NaN and the infinities, for
 * which JSON has no number, are the strings "NaN", "Infinity" and "-Infinity".
 *
 * @param {any} value
 * @returns {string}
 */
function toJson(value) {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
  }
  if (value instanceof Uint8Array) return toJson([...value]);
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`).join(',')}}`;
}

/** @param {any} value */
function writeJson(value) {
  return write(`${toJson(value)}\n`);
}

module.exports = { endQuietlyOnClosedPipe, write, writeJson, toJson };
