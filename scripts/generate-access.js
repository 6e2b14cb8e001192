'use strict';

/**
 * Writes lib/array/access.js: `get` and `set` with code of their own for each kind of TypedArray and each
 * number of axes up to 4; and lib/array/place.js and lib/array/place-wide.js: finding the position, which does
 * not depend on the kind of memory. V8 collects type feedback per function literal, so code that
 * serves Float32Arrays and Float64Arrays, or arrays of two and of three axes, is slower for all of
 * them; and making functions from text at run time is what Electron's pages forbid.
 *
 *     node scripts/generate-access.js
 */

const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');

const MAX_RANK = 4;

/** The numbers from 1 to `MAX_RANK`. */
const RANKS = Array.from({ length: MAX_RANK }, (_, at) => at + 1);

/**
 * What `text` makes of each of the first axes.
 *
 * @param {number} rank
 * @param {(axis: number) => string} text
 */
const axes = (rank, text) => Array.from({ length: rank }, (_, axis) => text(axis));

/**
 * How one element is read, which values the usual path stores, and as what. Other values take
 * `store`, which converts or refuses them.
 */
const plain = 'data[at]';
const integer = (low, high) => ({
  read: plain,
  accepts: `typeof value === 'number' && value > ${low - 1} && value < ${high + 1}`,
  stored: 'value',
});
const bigint = (low, high) => ({
  read: plain,
  accepts: `typeof value === 'bigint' && value >= ${low} && value <= ${high}`,
  stored: 'value',
});
const float = { read: plain, accepts: "typeof value === 'number'", stored: 'value' };
const bits = (format) => ({
  read: `decode${format}(data[at])`,
  accepts: float.accepts,
  stored: `encode${format}(value)`,
});
const complex = { read: '{ re: data[at], im: data[at + 1] }' };

const families = {
  bool: {
    read: 'data[at] !== 0',
    accepts: "typeof value === 'boolean'",
    stored: 'value ? 1 : 0',
  },
  int8: integer(-128, 127),
  int16: integer(-32768, 32767),
  int32: integer(-2147483648, 2147483647),
  int64: bigint('INT64_MIN', 'INT64_MAX'),
  uint8: integer(0, 255),
  uint16: integer(0, 65535),
  uint32: integer(0, 4294967295),
  uint64: bigint('0n', 'UINT64_MAX'),
  float16: float,
  float16bits: bits('Float16'),
  bfloat16: bits('Bfloat16'),
  float32: float,
  float64: float,
  complex64: complex,
  complex128: complex,
};

/** @param {string} family @param {number} rank */
function accessClass(family, rank) {
  const { read, accepts, stored } = families[family];
  const params = axes(rank, (axis) => `i${axis}`).join(', ');
  const find = `const at = find${rank}(this._place, ${params});`;
  const data = 'const data = this._data;';
  const usual = accepts
    ? `${data} if (${accepts}) data[at] = ${stored}; else store(this, at, value);`
    : 'store(this, at, value);';
  return `(Base) =>
  class extends Base {
    get(${params}) {
      if (arguments.length === ${rank}) {
        ${find}
        if (at >= 0 && this._closed[0] === 0) { ${data} return ${read}; }
      }
      throw refusal(this, false, arguments.length, ${params});
    }

    set(${params}, value) {
      if (arguments.length === ${rank + 1}) {
        ${find}
        if (at >= 0 && this._locked[0] === 0) { ${usual} return; }
      }
      throw refusal(this, true, arguments.length - 1, ${params});
    }
  }`;
}

/** How positions are worked out: in small integers, or in doubles. */
const places = {
  'place.js': {
    about: `Where the element of given indices is in \`data\`, for arrays of up to ${MAX_RANK} axes. Places of
 * all arrays share one hidden class, so this code serves every dtype at full speed; only what touches
 * \`data\` (access.js) has to be written once for each.
 *
 * All dims, strides and spans are below 2^31 here, so that positions stay small integers.`,
    uses: 'imul',
    inside: (axis) => `p${axis} >>> 0 === p${axis} && p${axis} < place.d${axis}`,
    step: (axis) => `imul(p${axis}, place.s${axis})`,
  },
  'place-wide.js': {
    about: `As place.js, for arrays with dims, strides or spans of 2^31 and more: positions are doubles.
 * A hidden class of its own, so that the fields of the other stay small integers.`,
    uses: 'floor',
    inside: (axis) => `p${axis} >= 0 && p${axis} < place.d${axis} && floor(p${axis}) === p${axis}`,
    step: (axis) => `p${axis} * place.s${axis}`,
  },
};

/** @param {number} rank @param {typeof places['place.js']} kind */
function finder(rank, { inside, step }) {
  return `
/**
 * @param {Place} place
${axes(rank, (axis) => ` * @param {number} i${axis}`).join('\n')}
 * @returns {number} where the element is in \`data\`; -1 where the indices are wrong
 */
function find${rank}(place, ${axes(rank, (axis) => `i${axis}`).join(', ')}) {
  if (${axes(rank, (axis) => `typeof i${axis} === 'number'`).join(' && ')}) {
    ${axes(rank, (axis) => `const p${axis} = i${axis} < 0 ? i${axis} + place.d${axis} : i${axis};`).join('\n')}
    if (${axes(rank, inside).join(' && ')}) {
      return place.start + ${axes(rank, step).join(' + ')};
    }
  }
  return -1;
}
`;
}

/** @param {typeof places['place.js']} kind */
function placeSource(kind) {
  const field = (name, list) => (axis) => `this.${name}${axis} = ${list}[${axis}] ?? 0;`;
  return `'use strict';

/**
 * ${kind.about}
 *
 * Made by scripts/generate-access.js: change that, not this.
 */

const { ${kind.uses} } = Math;

class Place {
  /**
   * @param {number} start
   * @param {readonly number[]} shape
   * @param {readonly number[]} strides in units of the data
   */
  constructor(start, shape, strides) {
    this.start = start;
    ${axes(MAX_RANK, field('d', 'shape')).join('\n')}
    ${axes(MAX_RANK, field('s', 'strides')).join('\n')}
  }
}
${RANKS.map((rank) => finder(rank, kind)).join('')}
module.exports = { Place, ${RANKS.map((rank) => `find${rank}`).join(', ')} };
`;
}

/** The text of lib/array/access.js. */
function accessSource() {
  const tables = Object.keys(families).map((family) => {
    const classes = RANKS.map((rank) => accessClass(family, rank));
    return `  ${family}: () => [\n  null,\n  ${classes.join(',\n  ')}\n],`;
  });
  return `// @ts-nocheck
'use strict';

/**
 * Made by scripts/generate-access.js: change that, not this. One class for each kind of memory and
 * number of axes, to be put between NDArray or Memmap and their instances.
 * The way out of the usual path only throws: V8 then knows what \`get\` returns.
 */

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/**
 * What it needs is handed in, and each family is made when it is first asked for: the text is long,
 * and few programs have use for more than two of them.
 */
module.exports = (imports) => {
  const { refusal, store } = imports;
  const { decodeFloat16, encodeFloat16, decodeBfloat16, encodeBfloat16 } = imports;
  const { ${RANKS.map((rank) => `find${rank}`).join(', ')} } = imports;
  return {
${tables.join('\n')}
  };
};
`;
}

/** @returns {Promise<Record<string, string>>} what the files in lib/ should be, by name */
async function generate() {
  const sources = { 'access.js': accessSource() };
  for (const [name, kind] of Object.entries(places)) sources[name] = placeSource(kind);
  const options = { parser: 'babel', singleQuote: true, printWidth: 100 };
  const made = {};
  for (const [name, text] of Object.entries(sources)) {
    made[name] = await prettier.format(text, options);
  }
  return made;
}

async function main() {
  for (const [name, text] of Object.entries(await generate())) {
    writeFileSync(join(__dirname, '..', 'lib', 'array', name), text);
  }
}

if (require.main === module) main();

module.exports = { generate };
