'use strict';

/** What a file costs in memory: after opening it, reading some of it, and reading all of it. */

const fs = require('node:fs');
const { memmap } = require('..');
const { file, ones, quick } = require('./context');
const { PAGE, cannotTell, resident, touch } = require('./memory');
const { rivals } = require('./rivals');

const MIB = 2 ** 20;
const BYTES = (quick ? 16 : 512) * MIB;
const LENGTHS = [0, BYTES / 16, BYTES];

/** MiB of its own by which the process has grown after each step. */
const grown = (open) => () => {
  touch(new Uint8Array(PAGE * 10));
  const before = resident('RssAnon');
  const bytes = open(file('resident.bin'));
  return LENGTHS.map((length) => {
    touch(bytes, length);
    return Math.max(resident('RssAnon') - before, 0) / MIB;
  });
};

module.exports = {
  question: 'Memory of its own that a file of 512 MiB takes, which no file backs',
  unit: 'MiB',
  // The runtime's own pages come and go.
  grain: 1,
  axis: 'after',
  points: ['opening', 'reading 1/16', 'reading all'],
  skip: cannotTell,
  prepare: () => ones('resident.bin', BYTES),
  variants: {
    memmap: { js: grown((name) => memmap(name, { mode: 'r' }).data) },
    'fs.readFileSync': { js: grown((name) => fs.readFileSync(name)) },
    ...rivals(grown),
    'numpy.memmap': {
      python: `
import re
def resident():
    return int(re.search(r'^RssAnon:\\s+(\\d+)', open('/proc/self/status').read(), re.M)[1]) / 1024
np.zeros(${PAGE * 10}, dtype='uint8')[::${PAGE}].sum()
before = resident()
a = np.memmap(file('resident.bin'), mode='r')
grown = []
for length in ${JSON.stringify(LENGTHS)}:
    a[:length:${PAGE}].sum()
    grown.append(max(resident() - before, 0))
print(grown)`,
    },
  },
};
