'use strict';

/** Shapes, slices and dtypes as one types them in a shell, in NumPy's notation. */

const { UsageError } = require('./arguments');

const INTEGER = /^[+-]?\d+$/;

/**
 * NumPy's basic slicing, `0:5,...,::2`, as the selectors of `NDArray#slice`.
 *
 * @param {string} text
 * @returns {import('memmap').Selector[]}
 */
function parseSlice(text) {
  const inner = text.trim().replace(/^\[(.*)\]$/s, '$1');
  // As in Python, one comma may stand at the end.
  const parts = inner.replace(/,\s*$/, '').split(',');
  return parts.map((part) => parseSelector(part.trim(), text));
}

/** @param {string} part @param {string} text @returns {import('memmap').Selector} */
function parseSelector(part, text) {
  if (part === '...') return '...';
  if (INTEGER.test(part)) return parseInteger(part, text);
  const bounds = part.split(':').map((bound) => bound.trim());
  const isRange = bounds.length === 2 || bounds.length === 3;
  if (!isRange || !bounds.every((bound) => bound === '' || INTEGER.test(bound))) {
    throw new UsageError(
      `--slice takes integers, start:stop:step and ... with commas between (got ${text})`,
    );
  }
  return bounds.map((bound) => (bound === '' ? null : parseInteger(bound, text)));
}

/** @param {string} part @param {string} text */
function parseInteger(part, text) {
  const value = Number(part);
  if (Number.isSafeInteger(value)) return value;
  throw new UsageError(`--slice: ${part} is too large (got ${text})`);
}

/**
 * `3,4`, `(3, 4)`, `-1,64`; `()` is 0-d.
 *
 * @param {string} text
 * @returns {number[]}
 */
function parseShape(text) {
  const inner = text.trim().replace(/^[([](.*)[)\]]$/s, '$1');
  if (inner.trim() === '' && inner !== text) return [];
  const parts = inner.replace(/,\s*$/, '').split(',');
  if (parts.every((part) => INTEGER.test(part.trim()))) return parts.map(Number);
  throw new UsageError(`--shape takes integers with commas between (got ${text})`);
}

/** @param {string} text @param {string} option @returns {'C' | 'F'} */
function parseOrder(text, option) {
  if (/^[CF]$/i.test(text)) return /** @type {'C' | 'F'} */ (text.toUpperCase());
  throw new UsageError(`--${option} must be C or F (got ${text})`);
}

/** @param {string} text @returns {bigint} */
function parseOffset(text) {
  if (/^(\d+|0x[\da-f]+)$/i.test(text.trim())) return BigInt(text.trim());
  throw new UsageError(`--offset takes an integer >= 0 (got ${text})`);
}

/**
 * A dtype's name, or the fields of a record as Python or JSON write them.
 *
 * @param {string} text
 * @returns {import('memmap').DTypeLike}
 */
function parseDtype(text) {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return trimmed;
  const json = trimmed
    .replaceAll("'", '"')
    .replaceAll('(', '[')
    .replaceAll(')', ']')
    .replace(/,\s*([\]}])/g, '$1');
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError(`--dtype is neither a name nor a list of fields (got ${text})`);
  }
}

module.exports = { parseSlice, parseShape, parseOffset, parseOrder, parseDtype };
