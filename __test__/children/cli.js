'use strict';

/** What the library loads without the command line. */

module.exports = {
  /** The files that memmap alone loads. */
  loaded() {
    const before = new Set(Object.keys(require.cache));
    require('../../index.js');
    return Object.keys(require.cache).filter((file) => !before.has(file));
  },
};
