'use strict';

/** Strings and bytes as Python's `repr` writes them. */

const { constants } = require('node:buffer');
const { rangeError } = require('../errors');

const ESCAPES = /** @type {Record<string, string>} */ ({
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
});

/** A text may be as long as a file, so it is escaped in pieces. */
const PIECES = /[^]{1,4096}/gu;

/** @param {string} text @param {(character: string) => string} escape */
function quoted(text, escape) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const [piece] of text.matchAll(PIECES)) {
    const escaped = Array.from(piece, (character) =>
      character === quote ? `\\${quote}` : (ESCAPES[character] ?? escape(character)),
    ).join('');
    if (body.length + escaped.length > constants.MAX_STRING_LENGTH) {
      throw rangeError('LIMIT', 'an element is too long to be printed');
    }
    body += escaped;
  }
  return quote + body + quote;
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
