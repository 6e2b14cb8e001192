'use strict';

/** Strings and bytes as Python's `repr` writes them. */

const ESCAPES = /** @type {Record<string, string>} */ ({
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
});

/** @param {string} text @param {(character: string) => string} escape */
function quoted(text, escape) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = Array.from(text, (character) =>
    character === quote ? `\\${quote}` : (ESCAPES[character] ?? escape(character)),
  );
  return quote + body.join('') + quote;
}

/** @param {number} code */
function numbered(code) {
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** @param {string} text */
function stringRepr(text) {
  return quoted(text, (character) =>
    character !== ' ' && /[\p{C}\p{Z}]/u.test(character)
      ? numbered(Number(character.codePointAt(0)))
      : character,
  );
}

/** @param {string} text latin1 */
function bytesRepr(text) {
  return `b${quoted(text, (character) =>
    character < ' ' || character > '~' ? numbered(character.charCodeAt(0)) : character,
  )}`;
}

/** @param {Uint8Array} bytes */
function voidRepr(bytes) {
  return `b'${Buffer.from(bytes).toString('hex').toUpperCase().replace(/../g, '\\x$&')}'`;
}

module.exports = { stringRepr, bytesRepr, voidRepr };
