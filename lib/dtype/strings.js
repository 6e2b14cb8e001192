'use strict';

/** Elements of fixed length that are not numbers: S (latin1), U (UTF-32) and V (bytes). */

const { constants } = require('node:buffer');
const { isUint8Array } = require('node:util').types;
const { rangeError, show } = require('../errors');
const { refuse } = require('./scalars');

/** @typedef {Pick<import('./codec').Codec, 'read' | 'write' | 'prepare'>} Codec */

/** @param {string} dtype @param {unknown} value @param {string} unit @param {number} capacity */
function tooLong(dtype, value, unit, capacity) {
  return rangeError(
    'VALUE',
    `${show(value)} is too long for ${dtype}: it holds ${capacity} ${unit}`,
  );
}

/** Longer texts are made in pieces, as a character that is added by itself costs an object. */
const SHORT = 32;
const PIECE = 4096;

/**
 * A text of many code points.
 *
 * @param {string} dtype
 * @param {number} length
 * @param {(at: number) => number} point
 */
function longText(dtype, length, point) {
  let text = '';
  for (let at = 0; at < length;) {
    const points = new Array(Math.min(PIECE, length - at));
    for (let i = 0; i < points.length; i++) points[i] = point(at++);
    const piece = String.fromCodePoint(...points);
    if (text.length + piece.length > constants.MAX_STRING_LENGTH) {
      throw rangeError('LIMIT', `a text of ${dtype} is longer than a string of this runtime`);
    }
    text += piece;
  }
  return text;
}

/** @param {string} dtype @param {number} itemsize @returns {Codec} */
function latin1(dtype, itemsize) {
  return {
    read(view, position) {
      let end = position + itemsize;
      while (end > position && view.getUint8(end - 1) === 0) end--;
      if (end - position > SHORT) {
        return longText(dtype, end - position, (at) => view.getUint8(position + at));
      }
      let text = '';
      for (let at = position; at < end; at++) text += String.fromCharCode(view.getUint8(at));
      return text;
    },
    prepare(value) {
      if (typeof value !== 'string') throw refuse(dtype, value);
      if (value.length > itemsize) throw tooLong(dtype, value, 'characters', itemsize);
      for (let at = 0; at < value.length; at++) {
        if (value.charCodeAt(at) <= 0xff) continue;
        throw rangeError('VALUE', `${dtype} is latin1 and cannot hold ${show(value)}`);
      }
      return value;
    },
    write(view, position, text) {
      for (let at = 0; at < itemsize; at++) {
        view.setUint8(position + at, at < text.length ? text.charCodeAt(at) : 0);
      }
    },
  };
}

/** @param {string} dtype @param {number} itemsize @param {boolean} little @returns {Codec} */
function utf32(dtype, itemsize, little) {
  const capacity = itemsize / 4;
  return {
    read(view, position) {
      let end = capacity;
      while (end > 0 && view.getUint32(position + 4 * (end - 1), little) === 0) end--;
      const point = (/** @type {number} */ at) => {
        const found = view.getUint32(position + 4 * at, little);
        if (found <= 0x10ffff) return found;
        throw rangeError('VALUE', `character U+${found.toString(16)} of ${dtype} is not Unicode`);
      };
      if (end > SHORT) return longText(dtype, end, point);
      let text = '';
      for (let at = 0; at < end; at++) text += String.fromCodePoint(point(at));
      return text;
    },
    prepare(value) {
      if (typeof value !== 'string') throw refuse(dtype, value);
      const points = Array.from(value, (character) => character.codePointAt(0));
      if (points.length > capacity) throw tooLong(dtype, value, 'code points', capacity);
      return points;
    },
    write(view, position, points) {
      for (let at = 0; at < capacity; at++)
        view.setUint32(position + 4 * at, points[at] ?? 0, little);
    },
  };
}

/** @param {string} dtype @param {number} itemsize @returns {Codec} */
function bytes(dtype, itemsize) {
  /** @param {DataView} view @param {number} position */
  const window = (view, position) =>
    new Uint8Array(view.buffer, view.byteOffset + position, itemsize);
  return {
    read: (view, position) => new Uint8Array(window(view, position)),
    prepare(value) {
      if (!isUint8Array(value)) throw refuse(dtype, value);
      const stored = new Uint8Array(value);
      if (stored.length > itemsize) throw tooLong(dtype, value, 'bytes', itemsize);
      return stored;
    },
    write(view, position, stored) {
      const target = window(view, position);
      target.fill(0);
      target.set(stored);
    },
  };
}

module.exports = { latin1, utf32, bytes };
