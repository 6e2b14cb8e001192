'use strict';

/**
 * Writes lib/access.js: `get` and `set` with code of their own for each kind of TypedArray and each
 * number of axes up to 4. V8 collects type feedback per function literal, so code that serves
 * Float32Arrays and Float64Arrays, or arrays of two and of three axes, is slower for all of them;
 * and making functions from text at run time is what Electron's pages forbid. What does not depend
 * on the kind of memory, finding the position, is in lib/place.js.
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

/** @param {string} family @param {number} rank */
function accessClass(family, rank) {
  const { read, accepts, stored } = families[family];
  const params = Array.from({ length: rank }, (_, axis) => `i${axis}`).join(', ');
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

/** The text of lib/access.js. */
function source() {
  const ranks = Array.from({ length: MAX_RANK }, (_, at) => at + 1);
  const tables = Object.keys(families).map((family) => {
    const classes = ranks.map((rank) => accessClass(family, rank));
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
  const { ${ranks.map((rank) => `find${rank}`).join(', ')} } = imports;
  return {
${tables.join('\n')}
  };
};
`;
}

/** @returns {Promise<string>} what lib/access.js should be */
function generate() {
  return prettier.format(source(), { parser: 'babel', singleQuote: true, printWidth: 100 });
}

async function main() {
  writeFileSync(join(__dirname, '..', 'lib', 'access.js'), await generate());
}

if (require.main === module) main();

module.exports = { generate };
