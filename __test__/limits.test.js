'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap } = require('../index.js');
const { COLLECT, root, scratch, childAsync, eachStrategy, child } = require('./helpers');

const linux = process.platform === 'linux';
const forced = process.env.MEMMAP_BUFFER;
const unlimited = process.platform === 'win32' && 'this system does not limit how many there are';
/** Half of what Linux allows a process. */
const FAR_BELOW = 32_765;

const PRELUDE = `
  const assert = require('node:assert/strict');
  const fs = require('node:fs');
  const native = require(${JSON.stringify(root)} + '/lib/mapping/native.js');
  const options = { dtype: 'uint8', mode: 'r' };
  /** All of this process's mappings; 0 where the system does not tell. */
  const mappings = () => process.platform === 'linux' ? fs.readFileSync('/proc/self/maps', 'latin1').split('\\n').length : 0;
  ${COLLECT}
`;

const run = (start, script) =>
  start(
    `${PRELUDE}
    (async () => { ${script} })().then(
      (said) => console.log(JSON.stringify(said ?? 'survived')),
      (error) => { console.log(error); process.exit(1); },
    );`,
    { args: [scratch(Buffer.alloc(8192, 7))] },
  );

function result({ status, signal, stdout, stderr }) {
  assert.deepEqual([status, signal], [0, null], stdout + stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Opens without closing. Gives the most mappings that were there at a time. */
const unclosed = (opens, pause) => `
  let peak = 0;
  for (let i = 0; i < ${opens}; i++) {
    const a = memmap(args[0], options);
    if (a.data[5] !== 7) throw new Error('not the file');
    if (i % 500 === 0) {
      peak = Math.max(peak, native.mappingCost());
      ${pause}
    }
    if (i % 50_000 === 0) peak = Math.max(peak, mappings());
  }
  return peak;
`;

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
    const peak = result(await run(childAsync, unclosed(opens, '')));
    assert.ok(peak < FAR_BELOW, `${peak} mappings`);
  },
);

test(`${opens} opens in an asynchronous loop without a close`, { skip: unlimited }, async () => {
  const pause = 'await new Promise((resolve) => setImmediate(resolve));';
  const peak = result(await run(childAsync, unclosed(opens, pause)));
  assert.ok(peak < FAR_BELOW, `${peak} mappings`);
});

test(
  'opens in a loop without a close beside a large heap',
  { skip: unlimited || (forced && 'long') },
  async () => {
    const script = `
    const ballast = Array.from({ length: 1_000_000 }, (_, i) => ({ i }));
    ${unclosed(60_000, '').replace('return peak', 'return peak + 0 * ballast.length')}`;
    const peak = result(await run(childAsync, script));
    assert.ok(peak < FAR_BELOW, `${peak} mappings`);
  },
);

test(
  `${5 * round} opens and closes leave no mappings, descriptors or memory`,
  { skip: (!linux && 'reads /proc') || (forced && 'long') },
  async () => {
    const grown = result(
      await run(
        childAsync,
        `
      const descriptors = () => fs.readdirSync('/proc/self/fd').length;
      const measure = () => [mappings(), descriptors(), native.liveMappings()];
      const round = async () => {
        for (let i = 0; i < ${round}; i++) {
          const a = memmap(args[0], options);
          assert.equal(a.data[i % 8192], 7);
          a.close();
          if (i % 1000 === 0) await turn();
        }
        await collect();
      };
      await round();
      const before = measure();
      const memory = process.memoryUsage().rss;
      for (let i = 0; i < 5; i++) await round();
      const after = measure();
      return [after.map((value, i) => value - before[i]), process.memoryUsage().rss - memory];
      `,
      ),
    );
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
      (forced?.startsWith('overlay') && 'V8 has no more address space for Memories before'),
  },
  () => {
    const most = Number(fs.readFileSync('/proc/sys/vm/max_map_count', 'utf8'));
    if (most > 100_000) return;
    const told = result(
      run(
        child,
        `
      const kept = [];
      let error;
      while (!error && kept.length < ${most}) {
        try { kept.push(memmap(args[0], { ...options, buffer: 'array' })); } catch (thrown) { error = thrown; }
      }
      assert.equal(error.code, 'ERR_MEMMAP_LIMIT', error.stack);
      assert.match(error.message, /too many mappings/);
      assert.ok(kept.every((a) => a.data[8191] === 7));
      assert.ok(mappings() < ${most});
      const { length } = kept;
      for (const a of kept.splice(0)) a.close();
      await collect();
      const again = memmap(args[0], options);
      assert.equal(again.data[0], 7);
      return [length, native.liveMappings()];
      `,
      ),
    );
    assert.ok(told[0] > 10_000 && told[1] < 100, String(told));
  },
);

test(
  'maps that are in use do not make every open collect',
  { skip: !linux && "counts on Linux's limit" },
  () => {
    eachStrategy((strategy) => {
      if (strategy.startsWith('overlay')) return;
      const collections = result(
        run(
          child,
          `
        const limits = require(${JSON.stringify(root)} + '/lib/mapping/limits.js');
        const kept = [];
        for (let i = 0; i < 20_000; i++) kept.push(memmap(args[0], options));
        const before = limits.collections();
        for (let i = 0; i < 10_000; i++) memmap(args[0], options).close();
        return [before, limits.collections() - before];
        `,
        ),
      );
      assert.ok(collections[0] <= 1 && collections[1] <= 2, `${strategy}: ${collections}`);
    });
  },
);
