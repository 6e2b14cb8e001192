'use strict';

/** Processes whose main thread has not loaded memmap, or not yet. */

const { setTimeout } = require('node:timers/promises');

module.exports = {
  async sigbus() {
    // Deno's own handler takes the first one for a mistake.
    process.kill(process.pid, 'SIGBUS');
    process.kill(process.pid, 'SIGBUS');
    await setTimeout(10_000);
  },
};
