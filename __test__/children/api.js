'use strict';

/** The public functions, called once each. */

const { openMemmap } = require('../../index.js');

module.exports = {
  /** The everyday calls once, for runtimes with unusual flags. */
  async everyday(file) {
    const a = openMemmap(file, { mode: 'w+', shape: [100, 3] });
    a.fill(2.5);
    a.slice(0).assign([1, 2, 3]);
    await a.prefetch();
    let blocks = 0;
    for await (const block of a.blocks({ rows: 50 })) blocks += block.get(0, 0);
    const grown = a.append([[4, 5, 6]]);
    grown.flush();
    const last = grown.astype('int32').slice(-1).toArray();
    return [blocks, grown.shape, last, grown.T.slice(0, [0, 2]).toString()];
  },
};
