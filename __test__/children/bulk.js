'use strict';

/** Work that several threads do. */

const { memmap } = require('../../index.js');

module.exports = {
  /** A sum that tells apart in which order the elements of a large array are. */
  sum(file) {
    const a = memmap(file, { dtype: 'uint16', mode: 'w+', shape: [3000, 2000] });
    for (let i = 0; i < a.data.length; i++) a.data[i] = i * 7;
    const { data } = a.T.astype('float64');
    return data.reduce((sum, value, i) => sum + value * (i % 1000), 0);
  },
};
