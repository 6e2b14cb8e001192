'use strict';

/** What a file costs in memory: after opening it, reading some of it, and reading all of it. */

const fs = require('node:fs');
const { memmap } = require('..');
const { file, ones, quick } = require('./context');
const { cannotTell, resident } = require('./resident');
const { rivals } = require('./rivals');

const MIB = 2 ** 20;
const BYTES = (quick ? 16 : 512) * MIB;
const PAGE = 4096;

function touch(bytes, length) {
  let total = 0;
  for (let at = 0; at < length; at += PAGE) total += bytes[at];
  return total;
}

/**
 * MiB by which `line` of the process has grown after each step. The runtime's own pages are among it, a
 * few MiB that come and go: hence the grain.
 */
const grown = (line, open) => () => {
  touch(new Uint8Array(PAGE * 10), PAGE * 10);
  const before = resident(line);
  const bytes = open(file('resident.bin'));
  return [0, BYTES / 16, BYTES].map((length) => {
    touch(bytes, length);
    return Math.max(resident(line) - before, 0) / MIB;
  });
};

const numpy = (line) => `
import re
def resident():
    return int(re.search(r'^${line}:\\s+(\\d+)', open('/proc/self/status').read(), re.M)[1]) / 1024
np.zeros(${PAGE * 10}, dtype='uint8')[::${PAGE}].sum()
before = resident()
a = np.memmap(file('resident.bin'), mode='r')
grown = []
for length in (0, ${BYTES / 16}, ${BYTES}):
    a[:length:${PAGE}].sum()
    grown.append(max(resident() - before, 0))
print(grown)`;

const question = (title, line, grain) => ({
  question: title,
  unit: 'MiB',
  grain,
  axis: 'after',
  points: ['opening', 'reading 1/16', 'reading all'],
  skip: cannotTell,
  prepare: () => ones('resident.bin', BYTES),
  variants: {
    memmap: { js: grown(line, (name) => memmap(name, { mode: 'r' }).data) },
    'fs.readFileSync': { js: grown(line, (name) => fs.readFileSync(name)) },
    ...rivals((open) => grown(line, open)),
    'numpy.memmap': { python: numpy(line) },
  },
});

module.exports = [
  question('Resident memory that a file of 512 MiB takes, pages of the file included', 'VmRSS', 8),
  question('Memory of its own that a file of 512 MiB takes, which no file backs', 'RssAnon', 1),
];
