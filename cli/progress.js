'use strict';

/** A bar on standard error for work that takes long; nothing where that is no terminal. */

/** Work that is done sooner has no bar. */
const PATIENCE = 500;

class Progress {
  /** @param {string} what is done @param {number} total */
  constructor(what, total) {
    this.what = what;
    this.total = total;
    this.done = 0;
    /** @type {import('progress') | null} */
    this.bar = null;
    this.shown = process.stderr.isTTY === true;
    this.start = Date.now();
  }

  /** @param {number} amount done since the last call */
  add(amount) {
    this.done += amount;
    if (!this.shown) return;
    if (this.bar === null && Date.now() - this.start < PATIENCE) return;
    this.bar ??= this.open();
    this.bar.curr = this.done;
    this.bar.render();
  }

  /**
   * Options of a method of the library that does a part of the work, in constant memory.
   *
   * @param {number} amount
   */
  part(amount) {
    const start = this.done;
    return {
      release: true,
      onProgress: (/** @type {import('memmap').PrefetchProgress} */ { done, total }) =>
        this.add(start + (amount * done) / total - this.done),
    };
  }

  open() {
    const ProgressBar = require('progress');
    const options = { total: this.total, width: 30, renderThrottle: 100 };
    const bar = new ProgressBar(`${this.what} [:bar] :percent, :eta s left`, options);
    // Its clock starts with its first tick.
    /** @type {any} */ (bar).start = this.start;
    return bar;
  }

  /** Takes the bar away. */
  end() {
    if (this.bar === null) return;
    process.stderr.clearLine?.(0);
    process.stderr.cursorTo?.(0);
  }
}

module.exports = { Progress };
