'use strict';

/** Elements of fixed length that are not numbers: S (latin1), U (UTF-32) and V (bytes). */

const { isUint8Array } = require('node:util').types;
const { rangeError, show } = require('../errors');
const { refuse } = require('./scalars');

/** @typedef {Pick<import('./codec').Codec, 'read' | 'write' | 'prepare'>} Codec */

/** @param {string} dtype @param {unknown} value @param {string} unit @param {number} room */
function tooLong(dtype, value, unit, room) {
  return rangeError('VALUE', `${show(value)} is too long for ${dtype}: it holds ${room} ${unit}`);
}

/** @param {string} dtype @param {number} itemsize @returns {Codec} */
function latin1(dtype, itemsize) {
  return {
    read(view, position) {
      let end = position + itemsize;
      while (end > position && view.getUint8(end - 1) === 0) end--;
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
  const room = itemsize / 4;
  return {
    read(view, position) {
      let end = room;
      while (end > 0 && view.getUint32(position + 4 * (end - 1), little) === 0) end--;
      let text = '';
      for (let at = 0; at < end; at++) {
        const point = view.getUint32(position + 4 * at, little);
        if (point > 0x10ffff) {
          throw rangeError('VALUE', `character U+${point.toString(16)} of ${dtype} is not Unicode`);
        }
        text += String.fromCodePoint(point);
      }
      return text;
    },
    prepare(value) {
      if (typeof value !== 'string') throw refuse(dtype, value);
      const points = Array.from(value, (character) => character.codePointAt(0));
      if (points.length > room) throw tooLong(dtype, value, 'code points', room);
      return points;
    },
    write(view, position, points) {
      for (let at = 0; at < room; at++) view.setUint32(position + 4 * at, points[at] ?? 0, little);
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
