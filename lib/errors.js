'use strict';

/**
 * Errors are made here, in the realm of the module that the caller loaded, so that
 * `instanceof TypeError` holds in test runners that give each file a realm of its own.
 */

const { getSystemErrorMap } = require('node:util');

/** @typedef {Error & { code: string }} CodedError */

/**
 * @param {ErrorConstructor} Class TypeError, RangeError or Error
 * @param {string} code without the prefix: `'SHAPE'` gives `ERR_MEMMAP_SHAPE`
 * @param {string} message
 * @returns {CodedError}
 */
function coded(Class, code, message) {
  return Object.assign(new Class(message), { code: `ERR_MEMMAP_${code}` });
}

/** @param {string} code @param {string} message */
const typeError = (code, message) => coded(TypeError, code, message);
/** @param {string} code @param {string} message */
const rangeError = (code, message) => coded(RangeError, code, message);
/** @param {string} code @param {string} message */
const plainError = (code, message) => coded(Error, code, message);

const classes = { TypeError, RangeError, Error };

/**
 * What a failed system call looks like in node:fs.
 *
 * @param {{ errno: number, syscall: string, message: string }} failure `errno` negative, as libuv
 * @param {string | undefined} path
 */
function systemError({ errno, syscall, message }, path) {
  const [code, text] = getSystemErrorMap().get(errno) ?? ['UNKNOWN', message];
  const where = path === undefined ? '' : ` '${path}'`;
  const why = reason(code, syscall);
  const error = new Error(`${code}: ${text}, ${syscall}${where}${why}`);
  return Object.assign(error, { code, errno, syscall }, path === undefined ? {} : { path });
}

/** What a code does not say. @param {string} code @param {string} syscall */
function reason(code, syscall) {
  if (syscall === 'rename') {
    if (code === 'ENODEV') return ' (only regular files can be replaced)';
    const isWindows = process.platform === 'win32';
    return isWindows ? ' (Windows replaces no file that is open or mapped)' : '';
  }
  // Otherwise only mapping gives it.
  return code === 'ENODEV' ? ' (only regular files and block devices can be mapped)' : '';
}

/**
 * Turns what the addon throws (an Error of its own realm, see src/api/mod.rs) into the error that a caller sees.
 *
 * @param {any} thrown
 * @param {string} [path]
 * @param {string} [opened] the file that is opened, as the message names it
 * @returns {Error}
 */
function fromNative(thrown, path, opened) {
  if (thrown?.syscall) return systemError(thrown, path);
  const Class = classes[/** @type {keyof typeof classes} */ (thrown?.class)];
  if (Class === undefined) return thrown;
  if (opened === undefined) return coded(Class, thrown.code, thrown.message);
  // Which buffers there are is not a matter of the file.
  const before = thrown.code === 'BUFFER' ? '' : `${opened}: `;
  const error = coded(Class, thrown.code, before + thrown.message);
  return path === undefined ? error : Object.assign(error, { path });
}

/**
 * Calls the addon; what it throws becomes the error that a caller sees.
 *
 * @template T
 * @param {string | undefined} path
 * @param {() => T} call
 * @returns {T}
 */
function rethrow(path, call) {
  try {
    return call();
  } catch (thrown) {
    throw fromNative(thrown, path);
  }
}

/**
 * As `rethrow`, where a file is opened: the error names it, as those of system calls do.
 *
 * @template T
 * @param {{ target: string | Uint8Array | number, path: string | undefined }} file
 * @param {() => T} call
 * @returns {T}
 */
function rethrowOpening(file, call) {
  try {
    return call();
  } catch (thrown) {
    throw fromNative(thrown, file.path, fileName(file));
  }
}

/**
 * What errors of opening call a file.
 *
 * @param {{ target: string | Uint8Array | number, path: string | undefined }} file
 */
function fileName({ target, path }) {
  return path === undefined ? `fd ${target}` : escaped(path);
}

/**
 * A value as an error message shows it: short, on one line, never throwing.
 *
 * @param {unknown} value
 */
function show(value) {
  const { inspect } = require('node:util');
  const options = { depth: 1, breakLength: Infinity, maxArrayLength: 8, maxStringLength: 60 };
  let text;
  try {
    text = inspect(value, options);
  } catch {
    // The value has an inspect function of its own, or a getter, that throws.
    text = inspect(value, { ...options, customInspect: false, depth: -1 });
  }
  return escaped(text.length > 120 ? `${text.slice(0, 117)}...` : text);
}

/**
 * Names come from files, and messages go to terminals: no character of the text acts on one. What
 * `util.inspect` and JSON escape already stays as it is.
 *
 * @param {string} text
 */
function escaped(text) {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

module.exports = {
  typeError,
  rangeError,
  plainError,
  fromNative,
  rethrow,
  rethrowOpening,
  fileName,
  show,
  escaped,
};
