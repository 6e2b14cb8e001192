'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { memmap, Memmap } = require('../index.js');
const {
  COLLECT,
  entry,
  root,
  sharing,
  scratch,
  scratchOf,
  eachStrategy,
  thrownBy,
  child,
  childAsync,
} = require('./helpers');

const unix = { skip: process.platform === 'win32' && 'a mapped file cannot be truncated here' };
/** What takes long runs with the runtime's own choice only. */
const forced = process.env.MEMMAP_BUFFER !== undefined && 'long';
const SHARED = ['external-shared', 'overlay-shared'];
const isShared = (strategy) => strategy.endsWith('shared');

const ramp = (length = 4096) => Float32Array.from({ length }, (_, i) => i + 1);

/** What every script here begins with. */
const PRELUDE = `
  const assert = require('node:assert/strict');
  const fs = require('node:fs');
  const { Worker, MessageChannel } = require('node:worker_threads');
  const root = ${JSON.stringify(root)};
  const entry = ${JSON.stringify(entry)};
  /** A worker that has \`port\` and \`memmap\`, and runs this code for each message. */
  function worker(code, options = {}) {
    return new Worker(\`
      const { parentPort: port, workerData } = require('node:worker_threads');
      const { memmap, Memmap } = require(\${JSON.stringify(entry)});
      port.on('message', (message) => { \${code} });
    \`, { eval: true, ...options });
  }
  const answer = (worker) => new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  const ask = (worker, message) => {
    const answered = answer(worker);
    worker.postMessage(message);
    return answered;
  };
  ${COLLECT}
`;

function check({ status, signal, stdout, stderr }, about) {
  const said = `${about}: ${stdout}${stderr}`;
  assert.deepEqual([status, signal], [0, null], said);
  assert.match(stdout, /survived\s*$/, said);
}

/** A script that must come to its end and be alive there. */
function run(script, about, bytes = ramp(), options = {}) {
  const wrapped = `${PRELUDE}
    (async () => { ${script} })().then(
      () => { console.log('survived'); process.exit(0); },
      (error) => { console.log(error); process.exit(1); },
    );`;
  check(child(wrapped, { args: [scratchOf(bytes)], ...options }), about);
}

/** Runs a script under the strategies whose buffers can be shared. */
function survives(script, bytes, options) {
  const ran = eachStrategy((strategy) => {
    if (SHARED.includes(strategy)) run(script, strategy, bytes, options);
  });
  assert.ok(
    ran.some((strategy) => SHARED.includes(strategy)),
    `only ${ran}`,
  );
}

test('a shared map is the same memory in a worker, in every mode and order', sharing, () => {
  survives(`
    const reader = worker(\`
      const a = Memmap.from(message);
      const { shape, dtype, mode, order, offset, filename, readonly, closed, backing, strides } = a;
      const value = a.get(1, -1);
      if (!readonly) a.set(0, 0, -7);
      const described = { shape, dtype, mode, order, offset, filename, readonly, closed, backing, strides };
      port.postMessage([value, described, a instanceof Memmap, a.slice(1).size, String(a.T)]);
    \`);
    for (const mode of ['r', 'r+', 'c', 'w+']) {
      for (const order of ['C', 'F']) {
        const a = memmap(args[0], { dtype: 'float32', mode, order, shape: [20, 30], offset: 8 });
        if (mode === 'w+') a.fill(3);
        const value = a.get(1, -1);
        const { shape, dtype, offset, filename, readonly, closed, backing, strides } = a;
        const described = { shape, dtype, mode: a.mode, order, offset, filename, readonly, closed, backing, strides };
        const got = await ask(reader, a.share());
        if (!readonly) assert.equal(a.get(0, 0), -7);
        assert.deepEqual(got, [value, described, true, 30, String(a.T)]);
        a.close();
      }
    }
  `);
});

test('records, foreign byte orders and empty arrays can be shared', sharing, () => {
  survives(
    `
    const reader = worker('port.postMessage(Memmap.from(message).toArray())');
    for (const dtype of [[['x', '<i2'], ['pos', '>f4', [2]]], '>i4', 'S3', 'datetime64[s]', 'complex64']) {
      const a = memmap(args[0], { dtype, shape: [7], offset: 2 });
      assert.deepEqual(await ask(reader, a.share()), a.toArray());
      const handle = structuredClone(a.share());
      assert.deepEqual(Memmap.from(handle).dtype, a.dtype);
    }
    const empty = memmap(args[0], { shape: [3, 0] });
    assert.deepEqual(await ask(reader, empty.share()), [[], [], []]);
    `,
    Uint8Array.from({ length: 300 }, (_, i) => i),
  );
});

test('closing anywhere closes everywhere', sharing, () => {
  survives(`
    const closer = worker(\`
      if (message === 'look') {
        let code;
        try { kept.get(0); } catch (error) { code = error.code; }
        port.postMessage([kept.closed, code, keptData[9]]);
      } else {
        globalThis.kept = Memmap.from(message.handle);
        globalThis.keptData = kept.data;
        if (message.close) kept.close();
        port.postMessage(kept.closed);
      }
    \`);
    const closed = { code: 'ERR_MEMMAP_CLOSED' };
    const a = memmap(args[0], { dtype: 'float32' });
    const [row, twin] = [a.slice([5]), Memmap.from(a.share())];
    assert.equal(await ask(closer, { handle: a.share(), close: true }), true);
    for (const array of [a, row, twin]) {
      assert.throws(() => array.get(0), closed);
      assert.throws(() => array.data, closed);
      assert.throws(() => array.flush(), closed);
    }
    assert.deepEqual([a.closed, twin.closed], [true, true]);
    assert.throws(() => a.share(), closed);
    a.close();
    const b = memmap(args[0], { dtype: 'float32' });
    assert.equal(await ask(closer, { handle: b.share() }), false);
    const late = b.share();
    b.close();
    assert.deepEqual(await ask(closer, 'look'), [true, 'ERR_MEMMAP_CLOSED', 0]);
    assert.equal(Memmap.from(late).closed, true);
    assert.throws(() => Memmap.from(late).get(0), closed);
    assert.equal(fs.readFileSync(args[0]).readFloatLE(36), 10);
  `);
});

test('a handle in a queue outlives the objects that it was made from', unix, () => {
  survives(`
    const { port1, port2 } = new MessageChannel();
    (function () {
      for (let i = 0; i < 10; i++) {
        const a = memmap(args[0], { dtype: 'float32' });
        a.set(i, 100 + i);
        port1.postMessage(a.share());
      }
    })();
    await collect();
    const native = require(root + '/lib/mapping/native.js');
    assert.equal(native.liveMappings(), 10);
    const receiver = worker(\`
      const kept = [];
      message.on('message', (handle) => {
        kept.push(Memmap.from(handle));
        if (kept.length < 10) return;
        const values = kept.map((a, i) => a.get(i));
        kept[0].set(20, 5);
        kept[0].flush();
        require('node:fs').truncateSync(kept[0].filename, 0);
        const lost = kept.map((a) => [a.get(3), a.lostBytes]);
        kept[1].close();
        port.postMessage([values, lost, kept.map((a) => a.closed)]);
      });
    \`);
    const answered = answer(receiver);
    receiver.postMessage(port2, [port2]);
    const [values, lost, closed] = await answered;
    assert.deepEqual(values, Array.from({ length: 10 }, (_, i) => 100 + i));
    assert.deepEqual(lost, Array(10).fill([0, 4096]));
    assert.deepEqual(closed, Array.from({ length: 10 }, (_, i) => i === 1));
    await receiver.terminate();
  `);
});

test(
  'a posted TypedArray is the same memory, after the map was collected and its file cut',
  unix,
  () => {
    survives(`
    const reader = worker(\`
      if (message.data) globalThis.data = message.data;
      if (message.set) data[message.set[0]] = message.set[1];
      port.postMessage([data[0], data[4000]]);
    \`);
    await (async function () {
      const a = memmap(args[0], { dtype: 'float32' });
      assert.deepEqual(await ask(reader, { data: a.data }), [1, 4001]);
      assert.deepEqual(await ask(reader, { set: [0, 50] }), [50, 4001]);
      assert.equal(a.get(0), 50);
    })();
    await collect();
    assert.deepEqual(await ask(reader, { set: [4000, 60] }), [50, 60]);
    assert.equal(fs.readFileSync(args[0]).readFloatLE(16000), 60);
    fs.truncateSync(args[0], 4096);
    assert.deepEqual(await ask(reader, {}), [50, 0]);
    fs.truncateSync(args[0], 0);
    assert.deepEqual(await ask(reader, {}), [0, 0]);
  `);
  },
);

test('a worker survives that its file is cut in mid-loop, and tells what was lost', unix, () => {
  survives(
    `
    const reader = worker(\`
      const a = Memmap.from(message);
      const { data } = a;
      let sum = 0;
      port.postMessage('reading');
      while (a.lostBytes < 200_000) for (let i = 0; i < data.length; i += 7) sum += data[i];
      let code;
      try { a.flush(); } catch (error) { code = error.code; }
      port.postMessage([a.lostBytes, code]);
    \`);
    const a = memmap(args[0], { dtype: 'float32' });
    assert.equal(await ask(reader, a.share()), 'reading');
    const told = answer(reader);
    fs.truncateSync(args[0], 4096);
    const [lostBytes, code] = await told;
    assert.equal(code, 'ERR_MEMMAP_LOST');
    assert.equal(a.lostBytes, lostBytes);
    assert.throws(() => a.flush(), { code });
    a.close();
    assert.equal(a.lostBytes, lostBytes);
    `,
    ramp(65_536),
  );
});

test('workers that end or are terminated in mid-access leave the map as it is', sharing, () => {
  survives(`
    const a = memmap(args[0], { dtype: 'float32' });
    for (let i = 0; i < 6; i++) {
      const busy = worker(\`
        const a = Memmap.from(message);
        port.postMessage('busy');
        for (let i = 0; ; i++) a.data[i % 100] = i;
      \`);
      await ask(busy, a.share());
      await busy.terminate();
      const brief = worker('Memmap.from(message).set(200, 1); process.exit();');
      const exited = new Promise((resolve) => brief.on('exit', resolve));
      brief.postMessage(a.share());
      await exited;
    }
    await collect();
    assert.equal(a.get(200), 1);
    assert.equal(a.get(300), 301);
    a.set(300, 2);
    a.flush();
    assert.equal(fs.readFileSync(args[0]).readFloatLE(1200), 2);
  `);
});

test('a map whose only thread with the addon ended is still the file', unix, () => {
  survives(
    `
    const opener = new Worker(\`
      const { parentPort } = require('node:worker_threads');
      const { memmap } = require(\${JSON.stringify(entry)});
      const { data } = memmap(\${JSON.stringify(args[0])}, { dtype: 'float32' });
      parentPort.postMessage(data);
      setTimeout(() => process.exit(), 5);
    \`, { eval: true });
    const exited = new Promise((resolve) => opener.on('exit', resolve));
    await (async function () {
      const data = await answer(opener);
      await exited;
      await collect();
      assert.equal(data[7], 8);
      data[7] = -8;
      assert.equal(fs.readFileSync(args[0]).readFloatLE(28), -8);
      fs.truncateSync(args[0], 0);
      assert.equal(data[7], 0);
    })();
    await collect();
    `,
    undefined,
    { bare: true },
  );
});

/** Starting one takes Wine a second. */
const turns = process.platform === 'win32' ? 4 : 25;

test(`${4 * turns} workers in turn leave nothing behind`, { skip: forced || sharing.skip }, () => {
  const script = `
    const maps = () => process.platform === 'linux' ? fs.readFileSync('/proc/self/maps', 'utf8').split(args[0]).length - 1 : 0;
    const a = memmap(args[0], { dtype: 'float32' });
    const before = maps();
    for (let i = 0; i < ${turns}; i++) {
      await Promise.all(Array.from({ length: 4 }, async () => {
        const own = worker(\`
          const a = Memmap.from(message);
          const own = Array.from({ length: 5 }, () => memmap(a.filename, { dtype: 'float32' }));
          Atomics.add(new Int32Array(a.data.buffer, a.data.byteOffset, 1), 0, 1);
          port.postMessage(own.map((b) => b.get(5)));
        \`);
        assert.deepEqual(await ask(own, a.share()), Array(5).fill(6));
        await own.terminate();
      }));
    }
    const first = new Int32Array(a.data.buffer, a.data.byteOffset, 1)[0];
    assert.equal(first - new Int32Array(new Float32Array([1]).buffer)[0], ${4 * turns});
    // Bun frees the memory of ended workers some time later.
    for (let i = 0; i < 100 && maps() > before; i++) await collect();
    assert.equal(maps(), before);
  `;
  run(script, 'the default strategy');
});

test('process.exit() ends a process whose workers are reading maps', () => {
  eachStrategy((strategy) => {
    if (!SHARED.includes(strategy)) return;
    const file = scratchOf(ramp());
    const { status, signal, stderr } = child(
      `${PRELUDE}
      const a = memmap(args[0], { dtype: 'float32' });
      const busy = worker("const a = Memmap.from(message); port.postMessage(1); for (;;) a.set(9, a.get(9) + 1);");
      ask(busy, a.share()).then(() => { a.set(3, 33); process.exit(7); });`,
      { args: [file] },
    );
    assert.deepEqual([status, signal], [7, null], stderr);
    const bytes = fs.readFileSync(file);
    assert.equal(bytes.readFloatLE(12), 33);
    assert.ok(bytes.readFloatLE(36) >= 10);
  });
});

test('arrays work in other vm contexts, and when those are gone', sharing, () => {
  survives(`
    const vm = require('node:vm');
    for (let i = 0; i < 20; i++) {
      const context = vm.createContext({ memmap, file: args[0] });
      const data = vm.runInContext(\`
        const a = memmap(file, { dtype: 'float32' });
        a.set(0, 5);
        a.data
      \`, context);
      assert.equal(data[0], 5);
      assert.ok(data instanceof Float32Array);
    }
    await collect();
    assert.equal(memmap(args[0], { dtype: 'float32' }).get(0), 5);
  `);
});

test('a map over an ArrayBuffer cannot be shared', () => {
  eachStrategy((strategy) => {
    if (isShared(strategy)) return;
    const a = memmap(scratchOf(ramp()), { dtype: 'float32' });
    const error = thrownBy(() => a.share());
    assert.equal(error.code, 'ERR_MEMMAP_BUFFER');
    assert.match(error.message, /buffer/);
    a.close();
    assert.equal(thrownBy(() => a.share()).code, 'ERR_MEMMAP_CLOSED');
  });
});

test('from() of anything but a handle is an error with a code', () => {
  const a = memmap(scratchOf(ramp()), { dtype: 'float32' });
  const wrong = [undefined, null, 5, 'x', {}, [], a, a.data, new SharedArrayBuffer(8)];
  if (a.data.buffer instanceof SharedArrayBuffer) {
    const handle = a.share();
    wrong.push(
      { ...handle, id: handle.id + 1000 },
      { ...handle, buffer: new SharedArrayBuffer(16_384) },
    );
    wrong.push({ ...handle, closed: new Int32Array(2) }, { ...handle, byteOffset: -1 });
    wrong.push(
      { ...handle, kind: 'other' },
      JSON.parse(JSON.stringify({ ...handle, buffer: null })),
    );
  }
  for (const handle of wrong) {
    const error = thrownBy(() => Memmap.from(handle));
    assert.ok(error instanceof TypeError);
    assert.equal(error.code, 'ERR_MEMMAP_OPTION');
    assert.match(error.message, /handle/);
  }
});

test('from() of a class derived from Memmap makes its instances', () => {
  eachStrategy((strategy) => {
    if (!SHARED.includes(strategy)) return;
    class Named extends Memmap {
      first() {
        return this.get(0);
      }
    }
    const a = memmap(scratchOf(ramp()), { dtype: 'float32' });
    assert.equal(Named.from(a.share()).first(), 1);
  });
});

test('Atomics from four processes on one int32 add up exactly', async () => {
  const file = scratch(Buffer.alloc(64));
  const ends = await Promise.all(
    Array.from({ length: 4 }, () =>
      childAsync(
        `const { data } = memmap(args[0], { dtype: 'int32' });
        for (let i = 0; i < 100_000; i++) Atomics.add(data, 3, 1);`,
        { args: [file] },
      ),
    ),
  );
  for (const { status, stderr } of ends) assert.equal(status, 0, stderr);
  assert.equal(memmap(file, { dtype: 'int32' }).get(3), 400_000);
});
