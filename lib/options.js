'use strict';

/** The options that callers give, checked for kind and turned into what the addon takes. */

const { fileURLToPath } = require('node:url');
const { typeError, rangeError, show } = require('./errors');
const { MAX_NDIM, checkAttached } = require('./shape/layout');
const { nearest } = require('./suggest');

/**
 * The options that were given, each read once: a getter may close or change something. Refuses what
 * is not an options object, and names the nearest option for one that is unknown.
 *
 * @param {unknown} options
 * @param {readonly string[]} known
 * @returns {Record<string, unknown>}
 */
function checkOptions(options, known) {
  if (options === undefined) options = {};
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw typeError('OPTION', `options must be an object (got ${show(options)})`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known, Infinity) ?? known[0];
    throw typeError(
      'OPTION',
      `unknown option ${show(name)}: did you mean '${meant}'? (options: ${known.join(', ')})`,
    );
  }
  /** @type {Record<string, unknown>} */
  const read = {};
  for (const name of known) {
    // What somebody has put on Object.prototype is no option.
    const isPolluted = name in Object.prototype && !Object.hasOwn(options, name);
    read[name] = isPolluted ? undefined : /** @type {typeof read} */ (options)[name];
  }
  return read;
}

/**
 * A filename as the addon opens it and as errors and `.filename` show it.
 *
 * @param {any} filename
 * @param {string} [kinds] that it may be, besides a string
 * @returns {{ target: string | Uint8Array | number, path: string | undefined }} `path` is
 *   undefined for a descriptor
 */
function parseFilename(filename, kinds = 'Buffer, URL, FileHandle or a file descriptor') {
  if (typeof filename === 'string') return checkNul(filename, filename);
  if (filename instanceof URL || (filename?.href && filename?.protocol)) {
    const path = fileURLToPath(filename);
    return checkNul(path, path);
  }
  if (ArrayBuffer.isView(filename) && 'BYTES_PER_ELEMENT' in filename) {
    if (filename.BYTES_PER_ELEMENT === 1) {
      const bytes = Buffer.from(filename.buffer, filename.byteOffset, filename.byteLength);
      return checkNul(bytes, bytes.toString());
    }
  }
  const fd = typeof filename === 'number' ? filename : filename?.fd;
  if (typeof fd === 'number' && (typeof filename === 'number' || Number.isInteger(fd))) {
    if (Number.isInteger(fd) && fd >= -1 && fd <= 0x7fffffff)
      return { target: fd, path: undefined };
    throw Object.assign(
      new RangeError(
        `filename: a file descriptor is an integer from 0 to 2147483647 (got ${show(fd)})`,
      ),
      { code: 'ERR_OUT_OF_RANGE' },
    );
  }
  throw wrongType(kinds, filename);
}

/** @param {string} kinds @param {unknown} filename */
function wrongType(kinds, filename) {
  const message = `The "filename" argument must be of type string or an instance of ${kinds}`;
  return Object.assign(new TypeError(`${message}. Received ${show(filename)}`), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/**
 * As `parseFilename`, of a file that is replaced: a descriptor would stay with the old one.
 *
 * @param {any} filename
 */
function parsePath(filename) {
  const kinds = 'Buffer or URL';
  const file = parseFilename(filename, kinds);
  if (typeof file.target === 'number') throw wrongType(kinds, filename);
  return file;
}

/**
 * @template {string | Uint8Array} T
 * @param {T} target
 * @param {string} path
 */
function checkNul(target, path) {
  if (!path.includes('\0')) return { target, path };
  throw Object.assign(
    new TypeError(`The argument 'filename' must be without null bytes. Received ${show(path)}`),
    { code: 'ERR_INVALID_ARG_VALUE' },
  );
}

/** @type {Record<string, string>} */
const MODES = {
  // @ts-expect-error no name is inherited
  __proto__: null,
  r: 'r',
  'r+': 'r+',
  'w+': 'w+',
  c: 'c',
  readonly: 'r',
  readwrite: 'r+',
  write: 'w+',
  copyonwrite: 'c',
};

/** What other functions that open files call them. @type {Record<string, string>} */
const OTHER_MODES = { rb: 'r', rw: 'r+', 'rb+': 'r+', 'r+b': 'r+', w: 'w+', wb: 'w+', 'wb+': 'w+' };

/**
 * @param {unknown} mode
 * @param {string} [byDefault]
 * @returns {string} NumPy's short spelling
 */
function parseMode(mode, byDefault = 'r+') {
  if (mode === undefined) return byDefault;
  if (typeof mode !== 'string') {
    throw typeError('MODE', `mode must be a string such as 'r' or 'r+' (got ${show(mode)})`);
  }
  const short = MODES[mode];
  if (short !== undefined) return short;
  const found = nearest(mode, Object.keys({ ...MODES, ...OTHER_MODES })) ?? '';
  const meant = OTHER_MODES[found] ?? found;
  const names = Object.keys(MODES).map((name) => `'${name}'`);
  throw rangeError(
    'MODE',
    `mode must be one of ${names.join(', ')} (got ${show(mode)}${meant ? `: did you mean '${meant}'?` : ''})`,
  );
}

const MAX_OFFSET = 2n ** 63n - 1n;

/**
 * @param {unknown} offset
 * @returns {number | bigint} a bigint only where a number could not say it
 */
function parseOffset(offset) {
  if (offset === undefined) return 0;
  if (typeof offset === 'number') {
    if (Number.isSafeInteger(offset) && offset >= 0) return offset;
    if (Number.isInteger(offset) && offset > 0) {
      throw rangeError(
        'OFFSET',
        `offset must be a bigint beyond 2 ** 53 - 1 (got ${show(offset)})`,
      );
    }
  } else if (typeof offset === 'bigint') {
    if (offset >= 0n && offset <= MAX_OFFSET) {
      return offset <= Number.MAX_SAFE_INTEGER ? Number(offset) : offset;
    }
  } else {
    throw typeError('OFFSET', `offset must be a number or a bigint (got ${show(offset)})`);
  }
  throw rangeError('OFFSET', `offset must be an integer >= 0 (got ${show(offset)})`);
}

/**
 * @param {any} shape
 * @returns {number[] | undefined} undefined where the file decides
 */
function parseShape(shape) {
  if (shape === undefined) return undefined;
  if (typeof shape === 'number') return [shape];
  checkAttached(shape);
  if (typeof shape === 'object' && shape !== null && Number.isInteger(shape.length)) {
    // One more than there may be, which the addon refuses.
    const length = Math.min(shape.length, MAX_NDIM + 1);
    const dims = Array.from({ length }, (_, axis) => shape[axis]);
    if (dims.every((dim) => typeof dim === 'number')) return dims;
  }
  throw typeError('SHAPE', `shape must be a number or an array of numbers (got ${show(shape)})`);
}

/** @param {unknown} order @returns {'C' | 'F'} */
function parseOrder(order) {
  if (order === undefined || order === 'C' || order === 'c') return 'C';
  if (order === 'F' || order === 'f') return 'F';
  const make = typeof order === 'string' ? rangeError : typeError;
  throw make('ORDER', `order must be 'C' or 'F' (got ${show(order)})`);
}

/** @param {unknown} buffer @returns {'shared' | 'array'} */
function parseBuffer(buffer) {
  if (buffer === undefined) return 'shared';
  if (buffer === 'shared' || buffer === 'array') return buffer;
  throw typeError('OPTION', `buffer must be 'shared' or 'array' (got ${show(buffer)})`);
}

/** @param {string} name @param {unknown} value @param {boolean} [otherwise] */
function parseFlag(name, value, otherwise = false) {
  if (value === undefined) return otherwise;
  if (typeof value === 'boolean') return value;
  throw typeError('OPTION', `${name} must be true or false (got ${show(value)})`);
}

/** The versions of the .npy format. */
const VERSIONS = [1, 2, 3];

/**
 * @param {any} version `[1, 0]`, `[2, 0]`, `[3, 0]`, or null for the oldest that will do
 * @returns {number | undefined} the first number
 */
function parseVersion(version) {
  if (version === undefined || version === null) return undefined;
  const [major, minor] = typeof version === 'object' ? Array.from(version) : [];
  if (VERSIONS.includes(major) && minor === 0 && version.length === 2) return major;
  throw typeError(
    'OPTION',
    `version must be [1, 0], [2, 0], [3, 0] or null (got ${show(version)})`,
  );
}

/**
 * @param {unknown} size in characters
 * @returns {number | undefined}
 */
function parseMaxHeaderSize(size) {
  if (size === undefined) return undefined;
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
  throw typeError('OPTION', `maxHeaderSize must be an integer >= 0 (got ${show(size)})`);
}

/** The strategy that `MEMMAP_BUFFER` forces, for tests; read each time, so that a test can set it. */
function forcedStrategy() {
  try {
    return process.env.MEMMAP_BUFFER || undefined;
  } catch {
    return undefined; // Deno without --allow-env
  }
}

module.exports = {
  checkOptions,
  forcedStrategy,
  parseFilename,
  parsePath,
  parseMode,
  parseOffset,
  parseShape,
  parseOrder,
  parseBuffer,
  parseFlag,
  parseVersion,
  parseMaxHeaderSize,
};
