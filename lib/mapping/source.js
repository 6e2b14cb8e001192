'use strict';

/** The memory behind arrays: one for each mapping, or for each array in memory, shared by all its views. */

const path = require('node:path');
const native = require('./native');
const { fromNative, rethrow } = require('../errors');

/** Divides every page size, so that a count of lost bytes in this unit fits into 32 bits. */
const LOST_UNIT = 4096;

/** Whether numbers are stored low byte first here. */
const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const OPEN = new Int32Array(1);
const OPEN_FLAG = flagOf(OPEN);
const READ_ONLY_FLAG = flagOf(new Int32Array([2]));

/**
 * The low byte of a flag, as element access reads it: V8 has one load less for a DataView, and a byte
 * has no byte order.
 *
 * @param {Int32Array} flag
 */
function flagOf({ buffer, byteOffset }) {
  return new DataView(buffer, LITTLE ? byteOffset : byteOffset + 3, 1);
}

/** Keeps sources whose memory the thread pool works on from being collected. */
const busy = new Set();

/**
 * How a file was opened: what `append` and `reopen` have to know.
 *
 * @typedef {object} Opened
 * @property {string | Uint8Array | number} target what the addon opened; an absolute path
 * @property {number} identity tells the file from one that has taken its name
 * @property {'C' | 'F'} order
 * @property {'raw' | 'npy' | 'npz'} how
 * @property {any} options that open it again, and do not change it
 */

/** The source of each buffer that lies over a mapping. @type {WeakMap<ArrayBufferLike, Source>} */
const mapped = new WeakMap();

class Source {
  /**
   * @param {ArrayBufferLike} buffer
   * @param {{ closed?: Int32Array, readonly?: boolean, id?: number, byteOffset?: number,
   *   memory?: any, misalignment?: number, backing?: string | null,
   *   path?: string, mode?: string | null, offset?: number | null, opened?: Opened | null,
   *   end?: number }} [mapping]
   */
  constructor(buffer, mapping = {}) {
    const { closed = OPEN, readonly = false } = mapping;
    this.buffer = buffer;
    /** How long the buffer must be at least: that of a caller may be made shorter. */
    this.end = mapping.end ?? buffer.byteLength;
    /**
     * `closed[0]` is 0 while the memory may be read; `closed[1]` is what was lost by then. Shared
     * between threads.
     */
    this.closed = closed;
    /** Not 0 once the memory may not be read. */
    this.closedFlag = closed === OPEN ? OPEN_FLAG : flagOf(closed);
    /** Not 0 where the memory may not be written. */
    this.lockedFlag = readonly ? READ_ONLY_FLAG : this.closedFlag;
    this.readonly = readonly;
    /** The addon's number for the mapping; 0 for plain memory. */
    this.id = mapping.id ?? 0;
    /** Where in `buffer` the mapping begins. */
    this.byteOffset = mapping.byteOffset ?? 0;
    /** The WebAssembly.Memory that `buffer` belongs to, in an overlay. */
    this.memory = mapping.memory ?? null;
    /** The address of the buffer's first byte modulo 16, the largest alignment that counts. */
    this.misalignment = mapping.misalignment ?? 0;
    this.backing = mapping.backing ?? null;
    /**
     * Absolute. Normalizing it takes a twentieth of the time of an open, so `filename` does that when
     * it is asked for.
     */
    this.path = mapping.path;
    this.mode = mapping.mode ?? null;
    this.offset = mapping.offset ?? null;
    /** null for plain memory. */
    this.opened = mapping.opened ?? null;
    if (this.id !== 0) mapped.set(buffer, this);
  }

  /** The source of a buffer that lies over a mapping. @param {ArrayBufferLike} buffer */
  static of(buffer) {
    return mapped.get(buffer);
  }

  /** A number that maps of the same file share; null for plain memory. */
  get identity() {
    return this.opened?.identity ?? null;
  }

  /** The file's absolute name; null for a descriptor and for plain memory. */
  get filename() {
    return this.path === undefined ? null : path.resolve(this.path);
  }

  /**
   * Writes a range of the buffer to the file and waits for the disk.
   *
   * @param {number} byteOffset
   * @param {number} byteLength
   */
  flush(byteOffset, byteLength) {
    if (this.id === 0) return;
    rethrow(this.path, () => native.flush(this.id, byteOffset - this.byteOffset, byteLength));
  }

  /**
   * As `flush`, on the thread pool.
   *
   * @param {number} byteOffset
   * @param {number} byteLength
   */
  async flushAsync(byteOffset, byteLength) {
    if (this.id === 0) return;
    await this.hold(() => native.flushAsync(this.id, byteOffset - this.byteOffset, byteLength));
  }

  /**
   * Keeps the memory while the thread pool works on it.
   *
   * @template T
   * @param {() => Promise<T>} work
   */
  async hold(work) {
    const token = { source: this };
    busy.add(token);
    try {
      return await work();
    } catch (error) {
      throw fromNative(error, this.path);
    } finally {
      busy.delete(token);
    }
  }

  /** Unmaps the file, in every thread; closing again does nothing. */
  close() {
    if (Atomics.exchange(this.closed, 0, 1) !== 0 || this.id === 0) return;
    let lost;
    try {
      lost = rethrow(this.path, () => native.close(this.id, this.buffer, this.memory));
    } catch (error) {
      Atomics.store(this.closed, 0, 0);
      throw error;
    }
    Atomics.store(this.closed, 1, lost / LOST_UNIT);
  }

  /** Bytes of pages that the mapping has lost. The addon may have forgotten a closed one. */
  get lostBytes() {
    if (this.id === 0) return 0;
    return Math.max(native.lostBytes(this.id), (this.closed[1] >>> 0) * LOST_UNIT);
  }
}

module.exports = { LITTLE, Source };
