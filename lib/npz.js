'use strict';

/** `openNpz()`: the arrays of an .npz file in place, each when it is first asked for. */

const { constants } = require('node:buffer');
const { resolve } = require('node:path');
const { NDArray } = require('./array/ndarray');
const { makeArray } = require('./array/create');
const { closedError } = require('./array/base');
const { fileName, plainError, rangeError, rethrowOpening, show } = require('./errors');
const { Memmap } = require('./memmap');
const native = require('./mapping/native');
const { Source } = require('./mapping/source');
const { absolute, makeMemmap, openFile, parsedDtype } = require('./open');
const options = require('./options');
const { sizeOf } = require('./shape/layout');

const OPTIONS = ['mode', 'maxHeaderSize', 'buffer', 'inflate'];

/** @param {unknown} mode */
function parseMode(mode) {
  const short = options.parseMode(mode, 'r');
  if (short === 'r' || short === 'c') return short;
  throw rangeError(
    'MODE',
    "mode must be 'r' or 'c' for an .npz file, whose checksums writing would make wrong " +
      `(got ${show(mode)})`,
  );
}

/** What the members of an archive have in common. */
class Archive {
  /**
   * @param {any} filename
   * @param {any} given
   * @param {import('./mapping/native').Reopen} [reopen] a second time
   */
  constructor(filename, given, reopen) {
    const { target, path } = options.parseFilename(filename);
    const checked = options.checkOptions(given, OPTIONS);
    this.mode = parseMode(checked.mode);
    this.maxHeaderSize = options.parseMaxHeaderSize(checked.maxHeaderSize);
    this.buffer = options.parseBuffer(checked.buffer);
    this.inflates = options.parseFlag('inflate', checked.inflate);
    this.target = absolute(target);
    this.path = path === undefined ? undefined : resolve(path);
    this.closed = false;
    /** Those read already, by number. @type {Map<number, any>} */
    this.arrays = new Map();
    this.directory = rethrowOpening(
      { target, path },
      () => new native.NpzDirectory(this.target, reopen?.identity),
    );
  }

  /** @param {{ number: number, name: string, deflated: boolean }} member */
  read(member) {
    const known = this.arrays.get(member.number);
    if (known !== undefined) return known;
    if (this.closed) throw closedError();
    const array = this.inflates && member.deflated ? this.inflate(member) : this.map(member);
    this.arrays.set(member.number, array);
    return array;
  }

  /** @param {{ number: number, name: string }} member @param {any} [Class] */
  map({ number, name }, Class = Memmap) {
    const { directory, target, mode, maxHeaderSize, buffer, path } = this;
    const forced = options.forcedStrategy();
    const limit = constants.MAX_LENGTH;
    const file = { target, path };
    const opening = openFile(file, () =>
      directory.open(target, number, mode, maxHeaderSize, buffer, forced, limit),
    );
    const kept = { name, mode, maxHeaderSize, buffer };
    return makeMemmap(Class, file, opening, { how: 'npz', options: kept });
  }

  /** A compressed member, in memory. @param {{ number: number }} member */
  inflate({ number }) {
    const { directory, target, maxHeaderSize } = this;
    const head = rethrowOpening(this, () => directory.inflateHead(target, number, maxHeaderSize));
    const dtype = parsedDtype(head.dtype);
    const bytes = sizeOf(head.shape) * dtype.itemsize;
    let memory;
    try {
      memory = new Uint8Array(bytes);
    } catch {
      throw rangeError('LIMIT', `an array of ${bytes} bytes cannot be allocated`);
    }
    rethrowOpening(this, () => directory.inflateArray(target, number, head.start, memory));
    const order = head.fortranOrder ? 'F' : 'C';
    return makeArray(NDArray, new Source(memory.buffer), dtype, 0, head.shape, order);
  }

  close() {
    this.closed = true;
    for (const array of this.arrays.values()) array.close?.();
  }
}

/**
 * The arrays of an .npz file, by name: `numpy.load`.
 *
 * @param {any} filename
 * @param {any} [given]
 * @returns {any}
 */
function openNpz(filename, given) {
  const archive = new Archive(filename, given);
  const close = { value: () => archive.close(), configurable: true };
  // Without a prototype and by definition: a member may be called `__proto__` or `close`.
  const arrays = Object.create(null, { close, [Symbol.dispose]: close });
  for (const member of archive.directory.names()) {
    const property = { get: () => archive.read(member), enumerable: true, configurable: true };
    Object.defineProperty(arrays, member.name, property);
  }
  return arrays;
}

/**
 * One member, a second time: it is found anew.
 *
 * @param {any} Class
 * @param {any} filename
 * @param {any} given with the member's name
 * @param {import('./mapping/native').Reopen} reopen
 */
function openMember(Class, filename, { name, ...given }, reopen) {
  const archive = new Archive(filename, given, reopen);
  // Of two with one name the last counts.
  const member = archive.directory
    .names()
    .reverse()
    .find((each) => each.name === name);
  if (member !== undefined) return archive.map(member, Class);
  const { path } = archive;
  const message = `${fileName(archive)}: the .npz file no longer has a member ${show(`${name}.npy`)}`;
  throw Object.assign(plainError('FORMAT', message), path === undefined ? {} : { path });
}

module.exports = { openNpz, openMember };
