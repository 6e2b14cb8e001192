'use strict';

/**
 * Maps that nobody closes. The system allows a process some ten thousand mappings, and to the garbage
 * collector they are small objects that can wait: so it is called here.
 */

const native = require('./native');

/** How many of the system's mappings ours may take before a collection: a quarter of Linux's limit. */
const COMFORTABLE = 16_384;

/** Opens between two checks of that. */
const OPENS = 1024;

let opensLeft = OPENS;
let threshold = COMFORTABLE;

/** @type {(() => void) | null | undefined} */
let collector;

/** This thread's garbage collector; null where it cannot be called. */
function findCollector() {
  const { Bun, gc } = /** @type {any} */ (globalThis);
  if (Bun) return () => Bun.gc(true);
  if (typeof gc === 'function') return gc;
  try {
    const v8 = require('node:v8');
    v8.setFlagsFromString('--expose-gc');
    try {
      // The flag takes effect when a context is made, so only this one gets the function.
      const found = require('node:vm').runInNewContext('globalThis.gc');
      return typeof found === 'function' ? found : null;
    } finally {
      v8.setFlagsFromString('--no-expose-gc');
    }
  } catch {
    return null;
  }
}

let count = 0;

/** How often this thread has collected: for tests. */
function collections() {
  return count;
}

/** Frees the maps that nothing refers to. */
function collect() {
  count++;
  if (collector === undefined) collector = findCollector();
  collector?.();
}

/** Collects where many maps are open, but not again and again for those that are in use. */
function collectIfNeeded() {
  opensLeft = OPENS;
  let cost = native.mappingCost();
  if (cost >= threshold) {
    collect();
    cost = native.mappingCost();
    threshold = cost + COMFORTABLE / 2;
  }
  threshold = Math.max(COMFORTABLE, Math.min(threshold, cost + COMFORTABLE / 2));
}

/**
 * Opens a map, and keeps those that nobody closed from using up the system's mappings.
 *
 * @template T
 * @param {() => T} open a call of the addon
 * @returns {T}
 */
function retryAfterGc(open) {
  if (--opensLeft <= 0) collectIfNeeded();
  try {
    return open();
  } catch (thrown) {
    if (!isTooMany(thrown)) throw thrown;
    collect();
    // The first collection leaves the freeing to another thread; the second waits for it.
    collect();
    return open();
  }
}

/** Whether it was the number of mappings, not the size of one. @param {any} thrown */
function isTooMany(thrown) {
  return thrown?.code === 'LIMIT' && thrown.class === 'Error';
}

module.exports = { retryAfterGc, collections };
