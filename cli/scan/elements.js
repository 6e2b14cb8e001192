'use strict';

/** A piece of an array as plain numbers, in whatever form loops over them are fast. */

/** @typedef {import('memmap').NDArray} NDArray */

/**
 * `number`: a TypedArray of numbers; `wide`: 64-bit integers as pairs of 32-bit words; `complex`:
 * pairs of floats.
 *
 * @typedef {'number' | 'wide' | 'complex'} Layout
 */

/**
 * @typedef {object} Kind what statistics have to know of a dtype
 * @property {Layout} layout
 * @property {boolean} exact integers, whose sums have no rounding
 * @property {boolean} signed of `wide`
 * @property {boolean} hasNat of `wide`: the least value stands for "not a time"
 * @property {string | null} as the dtype to convert to before looping; null as it is
 * @property {boolean} magnitude of complex numbers is what counts
 */

/** @type {Record<string, Partial<Kind>>} */
const NAMED = {
  // A stored 2 is as true as a 1.
  bool: { exact: true, as: 'uint8' },
  float16: { as: 'float32' },
  bfloat16: { as: 'float32' },
  float32: {},
  float64: {},
  int64: { layout: 'wide', exact: true, signed: true },
  uint64: { layout: 'wide', exact: true },
  complex64: { layout: 'complex' },
  complex128: { layout: 'complex' },
};
for (const name of ['int8', 'int16', 'int32', 'uint8', 'uint16', 'uint32']) {
  NAMED[name] = { exact: true };
}
/** @type {Partial<Kind>} */
const TIME = { layout: 'wide', exact: true, signed: true, hasNat: true };

/** @type {Kind} */
const PLAIN = {
  layout: 'number',
  exact: false,
  signed: false,
  hasNat: false,
  as: null,
  magnitude: false,
};

/**
 * @param {import('memmap').DType} dtype
 * @returns {Kind | null} null for what are no numbers
 */
function kindOf({ name, kind }) {
  const found = kind === 'M' || kind === 'm' ? TIME : NAMED[name];
  return found === undefined ? null : { ...PLAIN, ...found };
}

/** Complex numbers as their magnitudes; others as they are. @param {Kind} kind @returns {Kind} */
function realKind(kind) {
  return kind.layout === 'complex' ? { ...PLAIN, magnitude: true } : kind;
}

/**
 * The elements of a piece in any order.
 *
 * @param {NDArray} piece
 * @param {Kind} kind
 * @returns {any} a TypedArray; of `wide` a Uint32Array of words, the low one first
 */
function elementsOf(piece, kind) {
  const isPlain = kind.as === null && piece.contiguous && !(piece.data instanceof DataView);
  const { data } = isPlain ? piece : kind.as === null ? piece.copy() : piece.astype(kind.as);
  if (kind.layout === 'wide') return new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  return kind.magnitude ? magnitudes(data) : data;
}

/** @param {Float32Array | Float64Array} pairs */
function magnitudes(pairs) {
  const result = new Float64Array(pairs.length / 2);
  for (let at = 0; at < result.length; at++) {
    result[at] = Math.hypot(pairs[2 * at], pairs[2 * at + 1]);
  }
  return result;
}

module.exports = { kindOf, realKind, elementsOf };
