'use strict';

/** What happens when: no figures, but how a program ends in each case. */

const fs = require('node:fs');
const { memmap } = require('..');
const { file, ones, quick, sparse } = require('./context');
const { rivals } = require('./rivals');

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** The byte that is at 5 GiB. */
const MARK = 42;

/** What a call says: its answer, or the error it throws. */
function said(call) {
  try {
    return call();
  } catch (error) {
    return `throws ${error.code ?? `${error.name}: ${error.message}`}`;
  }
}

const right = (read) => `reads ${read}, which is ${read === MARK ? 'right' : 'wrong'}`;

const truncate = () => fs.truncateSync(file('file.bin'), 4096);

/** Python says it in the same words. */
const python = (body) => `
import json
def said(call):
    try: return call()
    except Exception as error: return f'throws {type(error).__name__}: {error}'
${body}`;

const OPENS = quick ? 1000 : 70_000;

const cases = [
  {
    question: 'A write to a file that is mapped read-only',
    ours: () => {
      const a = memmap(file('file.bin'), { mode: 'r' });
      const set = said(() => a.set(0, 7));
      a.data[0] = 7;
      return `set ${set}; data[0] = 7 stays in the process, and ${unchanged()}`;
    },
    theirs: (open) => () => {
      const bytes = open(file('file.bin'));
      const at = bytes[0];
      return said(() => {
        bytes[0] = at + 1;
        return unchanged();
      });
    },
    numpy: `
a = np.memmap(file('file.bin'), mode='r')
def write(): a[0] = 7
print(json.dumps(said(write)))`,
  },
  {
    question: 'A read after another process has truncated the file',
    ours: () => {
      const a = memmap(file('file.bin'), { mode: 'r' });
      truncate();
      const read = a.data[a.size - 1];
      return `reads ${read}, lostBytes says ${a.lostBytes}, copy() ${said(() => a.copy())}`;
    },
    theirs: (open) => () => {
      const bytes = open(file('file.bin'));
      truncate();
      return `reads ${bytes[bytes.length - 1]}`;
    },
    numpy: `
a = np.memmap(file('file.bin'), mode='r')
os.truncate(file('file.bin'), 4096)
print(json.dumps('reads ' + str(a[-1])))`,
  },
  {
    question: '70,000 maps opened in one loop, and none closed',
    ours: () => {
      for (let i = 0; i < OPENS; i++) memmap(file('file.bin'), { mode: 'r' });
      return 'all open';
    },
    theirs: (open) => () =>
      said(() => {
        for (let i = 0; i < OPENS; i++) open(file('file.bin'));
        return 'all open';
      }),
    numpy: `
def opens():
    for i in range(${OPENS}): np.memmap(file('file.bin'), mode='r')
    return 'all open'
print(json.dumps(said(opens)))`,
  },
  {
    question: 'The byte at 5 GiB of a file of 8 GiB',
    ours: () => said(() => right(memmap(file('large.bin'), { mode: 'r' }).get(5 * GIB))),
    theirs: (open) => () => said(() => right(open(file('large.bin'))[5 * GIB])),
    numpy: `
a = np.memmap(file('large.bin'), mode='r')
read = a[5 * 2**30]
print(json.dumps(f'reads {read}, which is ' + ('right' if read == ${MARK} else 'wrong')))`,
  },
];

function unchanged() {
  const same = fs.readFileSync(file('file.bin')).equals(fs.readFileSync(file('copy.bin')));
  return same ? 'the file is unchanged' : 'the file is changed';
}

/** Each variant finds the files as they were. */
function fresh() {
  ones('file.bin', MIB);
  ones('copy.bin', MIB);
  sparse('large.bin', 8 * GIB);
  const fd = fs.openSync(file('large.bin'), 'r+');
  fs.writeSync(fd, Uint8Array.of(MARK), 0, 1, 5 * GIB);
  fs.closeSync(fd);
}

module.exports = cases.map(({ question, ours, theirs, numpy }) => ({
  question,
  outcome: true,
  before: fresh,
  variants: {
    memmap: { js: ours },
    ...rivals(theirs),
    'numpy.memmap': { python: python(numpy) },
  },
}));
