'use strict';

const { openMemmap } = require('../../index.js');

module.exports = {
  /** Appends ones until it is killed; most of its time goes into writing them. */
  endlessly(file, count) {
    let a = openMemmap(file, { mode: 'r+' });
    const rows = new Int32Array(count * 3).fill(1);
    for (;;) {
      const next = a.append(rows);
      a.close();
      if (a.shape[0] === 0) console.log('begun');
      a = next;
    }
  },
};
