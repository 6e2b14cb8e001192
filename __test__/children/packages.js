'use strict';

/** Loading the addon where it may be missing. */

module.exports = {
  /** What loading a file throws, on this or another architecture. */
  load(file, arch = process.arch) {
    Object.defineProperty(process, 'arch', { value: arch });
    try {
      require(file);
    } catch ({ code, message }) {
      return { code, message };
    }
    return null;
  },
};
