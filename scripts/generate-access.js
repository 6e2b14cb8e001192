'use strict';

/**
 * Writes lib/access.js and lib/access-wide.js: `get` and `set` with code of their own for each kind of TypedArray and each
 * number of axes up to 4. V8 collects type feedback per function literal, so code that serves
 * Float32Arrays and Float64Arrays, or arrays of two and of three axes, is slower for all of them;
 * and making functions from text at run time is what Electron's pages forbid.
 *
 *     node scripts/generate-access.js
 */

const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');

const MAX_RANK = 4;

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

/**
 * How a position is found: with small integers, or in doubles for arrays that have a dim, a stride
 * or a span of 2^31 or more. `#` stands for an axis.
 */
const arithmetics = {
  access: { inside: 'p# >>> 0 === p# && p# < this._d#', step: 'Math.imul(p#, this._s#)' },
  'access-wide': {
    inside: 'p# >= 0 && p# < this._d# && Math.floor(p#) === p#',
    step: 'p# * this._s#',
  },
};

/** @param {string} family @param {number} rank @param {{ inside: string, step: string }} arithmetic */
function accessClass(family, rank, { inside: isInside, step }) {
  const { read, accepts, stored } = families[family];
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const each = (/** @type {string} */ template) =>
    axes.map((k) => template.replaceAll('#', `${k}`));
  const lines = (/** @type {string[]} */ ...parts) => parts.flat().join('\n        ');
  const params = each('i#').join(', ');
  const numbers = each("typeof i# === 'number'").join(' && ');
  const places = each('const p# = i# < 0 ? i# + this._d# : i#;');
  const inside = each(isInside).join(' && ');
  const at = `const at = this._start + ${each(step).join(' + ')};`;
  const usual = accepts
    ? [`if (${accepts}) data[at] = ${stored};`, 'else store(this, at, value);']
    : ['store(this, at, value);'];
  const data = 'const data = this._data;';
  return `(Base) =>
  class extends Base {
    constructor(source, dtype, codec, data, start, shape, strides, size) {
      super(source, dtype, codec, data, start, shape, strides, size);
      ${each('this._d# = shape[#]; this._s# = strides[#];').join('\n      ')}
    }

    get(${params}) {
      if (arguments.length === ${rank} && ${numbers} && this._closed[0] === 0) {
        ${lines(places, `if (${inside}) {`, at, data, `return ${read};`, '}')}
      }
      throw refusal(this, false, arguments.length, ${params});
    }

    set(${params}, value) {
      if (arguments.length === ${rank + 1} && ${numbers} && this._locked[0] === 0) {
        ${lines(places, `if (${inside}) {`, at, accepts ? [data] : [], usual, 'return;', '}')}
      }
      throw refusal(this, true, arguments.length - 1, ${params});
    }
  },`;
}

/** @param {keyof typeof arithmetics} name of the file, without its ending */
function source(name) {
  const ranks = Array.from({ length: MAX_RANK }, (_, at) => at + 1);
  const tables = Object.keys(families).map((family) => {
    const classes = ranks.map((rank) => accessClass(family, rank, arithmetics[name]));
    return `const ${family} = [\n  null,\n  ${classes.join('\n  ')}\n];`;
  });
  const sizes =
    name === 'access'
      ? 'All dims, strides and spans are below 2^31, so that positions stay small integers.'
      : 'For arrays with dims, strides or spans of 2^31 and more, whose positions are doubles.';
  return `// @ts-nocheck
'use strict';

/**
 * Made by scripts/generate-access.js: change that, not this. One class for each kind of memory and
 * number of axes, to be put between NDArray or Memmap and their instances.
 * ${sizes}
 * The way out of the usual path only throws: V8 then knows what \`get\` returns. Each function stays
 * below the 460 bytes of bytecode up to which V8 inlines.
 */

const { refusal, store } = require('./element');
const { decodeFloat16, encodeFloat16, decodeBfloat16, encodeBfloat16 } = require('./bits');

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

${tables.join('\n\n')}

module.exports = { ${Object.keys(families).join(', ')} };
`;
}

/** @returns {Promise<Record<string, string>>} what the files in lib/ should be, by name */
async function generate() {
  const names = /** @type {(keyof typeof arithmetics)[]} */ (Object.keys(arithmetics));
  const options = { parser: 'babel', singleQuote: true, printWidth: 100 };
  const entries = names.map(async (name) => {
    return [`${name}.js`, await prettier.format(source(name), options)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function main() {
  for (const [name, text] of Object.entries(await generate())) {
    writeFileSync(join(__dirname, '..', 'lib', name), text);
  }
}

if (require.main === module) main();

module.exports = { generate };
