'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap } = require('../index.js');
const { scratch, eachStrategy, returned, runInChild, runInChildAsync } = require('./helpers');

const linux = process.platform === 'linux';
const forced = process.env.MEMMAP_BUFFER;
/** How many mappings the system allows. */
const most = linux ? Number(fs.readFileSync('/proc/sys/vm/max_map_count', 'utf8')) : Infinity;
const unlimited = process.platform === 'win32' && 'this system does not limit how many there are';
/** Half of what Linux allows a process. */
const FAR_BELOW = 32_765;

const file = () => scratch(Buffer.alloc(8192, 7));

/** A file of the kernel's whose mapping is refused, and late. */
const REFUSES = '/sys/kernel/mm/transparent_hugepage/enabled';

/** What a function of children/limits.js returns. */
const inChild = (name, ...args) => returned(runInChild('limits', name, [file(), ...args]));

/** As `inChild`, for what takes long. */
const inChildAsync = async (name, ...args) =>
  returned(await runInChildAsync('limits', name, [file(), ...args]));

/** Twice the limit. A Memory takes three mappings and much longer: fewer of them meet it as often. */
function howMany() {
  if (process.env.MEMMAP_LONG) return 300_000;
  const a = memmap(scratch('x'), { mode: 'r' });
  a.close();
  return a.backing.startsWith('overlay') ? 45_000 : 150_000;
}

const opens = howMany();
const round = opens < 100_000 ? 6000 : 20_000;

test(
  `${opens} opens in a synchronous loop without a close`,
  { skip: unlimited || (forced === 'external' && 'may end in ERR_MEMMAP_LIMIT') },
  async () => {
    const peak = await inChildAsync('unclosed', opens);
    assert.ok(peak < FAR_BELOW, `${peak} mappings`);
  },
);

test(`${opens} opens in an asynchronous loop without a close`, { skip: unlimited }, async () => {
  const peak = await inChildAsync('unclosedAsync', opens);
  assert.ok(peak < FAR_BELOW, `${peak} mappings`);
});

test(
  'opens in a loop without a close beside a large heap',
  { skip: unlimited || (forced && 'long') },
  async () => {
    const peak = await inChildAsync('unclosedBesideHeap', 60_000);
    assert.ok(peak < FAR_BELOW, `${peak} mappings`);
  },
);

test(
  `${5 * round} opens and closes leave no mappings, descriptors or memory`,
  { skip: (!linux && 'reads /proc') || (forced && 'long') },
  async () => {
    const grown = await inChildAsync('closed', round);
    const [[maps, descriptors, live], memory] = grown;
    assert.ok(maps < 500 && descriptors <= 2 && live < 100, String(grown));
    // 1 kB of each open that is not given back would be 100 MB.
    assert.ok(memory < 40e6, `${memory} bytes`);
  },
);

test(
  'at the limit an open is ERR_MEMMAP_LIMIT, and what is open goes on',
  {
    skip:
      (!linux && "the limit is Linux's") ||
      (most > 100_000 && `${most} maps are many`) ||
      (forced?.startsWith('overlay') && 'V8 has no more address space for Memories before'),
  },
  () => {
    const told = inChild('atTheLimit', most);
    assert.ok(told[0] > 10_000 && told[1] < 100, String(told));
  },
);

test(
  'maps that are in use do not make every open collect',
  { skip: !linux && "counts on Linux's limit" },
  () => {
    eachStrategy((strategy) => {
      if (strategy.startsWith('overlay')) return;
      const collections = inChild('inUse');
      assert.ok(collections[0] <= 1 && collections[1] <= 2, `${strategy}: ${collections}`);
    });
  },
);

test(
  'a file that cannot be mapped takes no mapping of others with it',
  { skip: (!linux || !fs.existsSync(REFUSES)) && 'no file here whose mapping is refused late' },
  () => {
    eachStrategy((strategy) => assert.equal(inChild('refused', REFUSES), 8000, strategy));
  },
);

test('arrays without bytes take no address space', { skip: !linux && 'reads /proc' }, () => {
  eachStrategy((strategy) => {
    const reserved = inChild('empty', strategy);
    // In kB; a hundred Memories would be a thousand times as much.
    assert.ok(reserved < 2 ** 20, `${strategy}: ${reserved} kB`);
  });
});

test(
  'opens, slices, shares and closes leave nothing behind',
  { skip: (!linux && 'reads /proc') || (!process.env.MEMMAP_LONG && 'long') },
  () => {
    eachStrategy((strategy) => {
      const [maps, descriptors, live, memory] = inChild('growth', strategy);
      const grown = `${strategy}: ${maps}, ${descriptors}, ${live}, ${memory}`;
      assert.ok(maps < 500 && descriptors <= 2 && live < 500 && memory < 40e6, grown);
    });
  },
);
