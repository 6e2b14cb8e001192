'use strict';

/** Output files that are there whole or not at all: written under another name, then renamed. */

const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { UsageError } = require('./arguments');

/** How a terminal, a batch system and a shell end a command. */
const SIGNALS = /** @type {const} */ ([
  ...['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK', 'SIGXCPU', 'SIGALRM', 'SIGUSR2'],
]);

/**
 * Refuses an output that would be lost by writing it, before any work is done.
 *
 * @param {string} file
 * @param {boolean} force
 * @param {string} [input]
 */
function checkOutput(file, force, input) {
  const there = fs.statSync(file, { throwIfNoEntry: false });
  if (there === undefined) {
    const folder = path.dirname(path.resolve(file));
    if (fs.existsSync(folder)) return;
    throw new Error(`${file}: there is no folder ${folder}`);
  }
  if (there.isDirectory()) throw new Error(`${file}: is a directory`);
  if (!there.isFile()) throw new Error(`${file}: not a file, and would be replaced by one`);
  if (force) return;
  if (input !== undefined && isSame(there, fs.statSync(input))) {
    throw new UsageError(`${file} is the input; --force replaces it`);
  }
  throw new UsageError(`${file} exists; --force replaces it`);
}

/** @param {fs.Stats} a @param {fs.Stats} b */
function isSame(a, b) {
  return a.dev === b.dev && a.ino === b.ino;
}

/**
 * Has `make` write a file beside `file`, then gives it that name. Whatever happens before, an error, a
 * signal or an exit, takes the unfinished one away.
 *
 * @param {string} file
 * @param {(temporary: string, whenAborted: (release: () => void) => void) => Promise<void>} make
 *   `whenAborted` takes what must be let go of first: no mapped file can be removed on Windows
 */
async function writeWhole(file, make) {
  // A link stays, and what it leads to is replaced.
  const isLink = fs.existsSync(file) && fs.lstatSync(file).isSymbolicLink();
  const target = isLink ? fs.realpathSync(file) : file;
  const { dir, base } = path.parse(target);
  const temporary = path.join(dir, `.${base}.${randomBytes(6).toString('hex')}.tmp`);
  /** @type {() => void} */
  let release = () => {};
  const remove = () => {
    release();
    fs.rmSync(temporary, { force: true });
  };
  /** @param {NodeJS.Signals} signal */
  const abort = (signal) => {
    remove();
    stopListening();
    // The shell is to see what ended the command.
    process.kill(process.pid, signal);
  };
  const stopListening = () => {
    process.off('exit', remove);
    for (const signal of SIGNALS) process.off(signal, abort);
  };
  process.on('exit', remove);
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    await make(temporary, (given) => (release = given));
    const there = fs.statSync(target, { throwIfNoEntry: false });
    if (there !== undefined) fs.chmodSync(temporary, there.mode);
    fs.renameSync(temporary, target);
  } catch (error) {
    remove();
    throw renamed(error, temporary, file);
  } finally {
    stopListening();
  }
}

/**
 * A system's error names the file that the caller knows.
 *
 * @param {any} error
 * @param {string} temporary
 * @param {string} file
 */
function renamed(error, temporary, file) {
  if (!(error instanceof Error)) return error;
  const { syscall, path: place } = /** @type {NodeJS.ErrnoException} */ (error);
  error.message = error.message.replaceAll(temporary, file);
  if (syscall !== undefined && place === undefined) error.message += ` '${file}'`;
  return error;
}

module.exports = { checkOutput, writeWhole };
