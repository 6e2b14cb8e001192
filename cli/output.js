'use strict';

/**
 * Standard output, and the one place where text is made safe for a terminal: names, headers and
 * strings come from files, which may be anybody's.
 */

/** Controls, bidirectional controls, line separators and lone surrogates; all other Unicode stays. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/gu;

const SHORT = /** @type {Record<string, string>} */ ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' });

/** Text on one line, escaped as JSON does. @param {string} text */
function escaped(text) {
  return text.replace(UNSAFE, (character) => {
    const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
    return SHORT[character] ?? `\\u${hex}`;
  });
}

/** A reader that has seen enough (`| head`) is no failure. */
function endQuietlyOnClosedPipe() {
  process.stdout.on('error', (error) => {
    if (/** @type {any} */ (error).code === 'EPIPE') process.exit(0);
    process.stderr.write(`memmap: ${error.message}\n`);
    process.exit(1);
  });
}

/** Writes lines, escaped. @param {string} text @returns {Promise<void>} */
function write(text) {
  return writeStyled(text.split('\n').map(escaped).join('\n'));
}

/**
 * Writes text that has colors, and nothing from a file.
 *
 * @param {string} text
 * @returns {Promise<void>} once the reader has room for more
 */
async function writeStyled(text) {
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
  if (typeof value === 'string') return escaped(JSON.stringify(value));
  if (value instanceof Uint8Array) return toJson([...value]);
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${toJson(key)}:${toJson(member)}`).join(',')}}`;
}

/** @param {any} value */
function writeJson(value) {
  return write(`${toJson(value)}\n`);
}

module.exports = { endQuietlyOnClosedPipe, escaped, write, writeStyled, writeJson, toJson };
