'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { scratch, eachStrategy, child, FEWEST } = require('./helpers');

/** Windows does not let a mapped file be truncated. */
const unix = { skip: process.platform === 'win32' && 'a mapped file cannot be truncated here' };

const PAGES = 64;

/** What every script here begins with: files that another process would have truncated. */
const PRELUDE = `
  const assert = require('node:assert/strict');
  const fs = require('node:fs');
  const PAGE = 4096;
  const PAGES = ${PAGES};
  let count = 0;
  /** A map of a file whose elements are 1 to n, and the name of the file. */
  function ramp(options = {}) {
    const file = args[0] + count++;
    const values = Float64Array.from({ length: (PAGES * PAGE) / 8 }, (_, i) => i + 1);
    fs.writeFileSync(file, new Uint8Array(values.buffer));
    return memmap(file, { dtype: 'float64', ...options });
  }
  /** Cuts the file off after so many pages. */
  function cut(a, pages) {
    fs.truncateSync(a.filename, pages * PAGE);
  }
  const lost = { code: 'ERR_MEMMAP_LOST' };
`;

/** Runs a script under every strategy; it must come to its end and be alive there. */
function survives(script) {
  const ran = eachStrategy((strategy) => {
    const { status, signal, stdout, stderr } = child(
      `${PRELUDE}
      (async () => { ${script} })().then(
        () => console.log('survived'),
        (error) => { console.log(error); process.exitCode = 1; },
      );`,
      { args: [`${scratch()}.`] },
    );
    const said = `${strategy}: ${stdout}${stderr}`;
    assert.deepEqual([status, signal], [0, null], said);
    assert.match(stdout, /survived\s*$/, said);
  });
  assert.ok(ran.length >= FEWEST, `only ${ran}`);
}

test('a truncated map reads zeros, counts its lost pages and refuses to flush', unix, () => {
  survives(`
    const a = ramp({ shape: [PAGES, 512] });
    assert.equal(a.lostBytes, 0);
    a.set(0, 0, -1);
    cut(a, 10);
    assert.equal(a.get(9, 511), 10 * 512);
    assert.equal(a.lostBytes, 0);
    assert.equal(a.get(40, 0), 0);
    assert.equal(a.get(40, 1), 0);
    assert.equal(a.lostBytes, PAGE);
    a.set(40, 7, 5);
    assert.equal(a.get(40, 7), 5);
    assert.equal(a.get(12, 0), 0);
    assert.equal(a.lostBytes, 2 * PAGE);
    for (let again = 0; again < 2; again++) {
      assert.throws(() => a.flush(), lost);
      await assert.rejects(a.flushAsync(), lost);
      assert.throws(() => a.slice([40, 41]).flush(), lost);
    }
    const whole = a.slice([0, 10]);
    whole.flush();
    await whole.flushAsync();
    const { lostBytes } = a;
    a.close();
    assert.equal(a.lostBytes, lostBytes);
  `);
});

test('a flush of bytes that were truncated away fails, touched or not', unix, () => {
  survives(`
    const a = ramp();
    a.data.fill(7);
    cut(a, PAGES / 2);
    assert.throws(() => a.flush(), lost);
    assert.ok(a.lostBytes >= PAGE);
    const b = ramp();
    b.data.fill(7);
    cut(b, PAGES / 2);
    await assert.rejects(b.flushAsync(), lost);
  `);
});

test('in modes r and c pages are lost as well, and flush is still a no-op', unix, () => {
  survives(`
    for (const mode of ['r', 'c']) {
      const a = ramp({ mode });
      a.data[5] = -5;
      cut(a, 0);
      assert.equal(a.data[512], 0);
      assert.equal(a.lostBytes, PAGE);
      assert.throws(() => a.copy(), lost);
      a.flush();
      await a.flushAsync();
      a.close();
    }
  `);
});

test('compiled loops survive a truncation by another process in mid-loop', unix, () => {
  survives(`
    const { spawn } = require('node:child_process');
    const a = ramp();
    const { data } = a;
    const total = (data.length * (data.length + 1)) / 2;
    function sum(values) {
      let result = 0;
      for (let i = 0; i < values.length; i++) result += values[i];
      return result;
    }
    for (let i = 0; i < 50; i++) assert.equal(sum(data), total);
    const cutter = spawn('sh', ['-c', 'sleep 0.1; : > "$1"', 'sh', a.filename]);
    const ended = new Promise((resolve) => cutter.on('exit', resolve));
    while (a.lostBytes < PAGES * PAGE) sum(data);
    assert.equal(sum(data), 0);
    assert.equal(a.lostBytes, PAGES * PAGE);
    await ended;
  `);
});

test('builtins survive: native code that reads and writes lost pages', unix, () => {
  survives(`
    const uses = {
      indexOf: (data) => assert.equal(data.indexOf(-1), -1),
      includes: (data) => assert.equal(data.includes(0), true),
      fill: (data) => data.fill(3),
      sort: (data) => data.sort(),
      slice: (data) => assert.equal(data.slice(1024)[0], 0),
      set: (data) => data.set(new Float64Array(PAGES * 512).fill(2)),
      setFrom: (data) => new Float64Array(PAGES * 512).set(data),
      copyWithin: (data) => data.copyWithin(0, 512),
      reverse: (data) => data.reverse(),
      join: (data) => data.join(),
      from: (data) => Float64Array.from(data),
      iterate: (data) => [...data],
      reduce: (data) => data.reduce((sum, value) => sum + value),
      buffer: (data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
      copy: (data) => Buffer.alloc(PAGES * PAGE).set(new Uint8Array(data.buffer, data.byteOffset, PAGES * PAGE)),
      atomics: (data) => Atomics.add(new Int32Array(data.buffer, data.byteOffset, PAGES * 1024), 9000, 1),
      view: (data) => new DataView(data.buffer, data.byteOffset).setUint16(5 * PAGE, 1),
    };
    for (const [name, use] of Object.entries(uses)) {
      const a = ramp();
      cut(a, 1);
      use(a.data);
      assert.ok(a.lostBytes > 0, name);
      assert.throws(() => a.flush(), lost);
      a.close();
    }
  `);
});

test('copy, astype, fill and assign throw when pages were lost under them', unix, () => {
  survives(`
    const other = ramp();
    const uses = {
      copy: (a) => a.copy(),
      astype: (a) => a.astype('float32'),
      slice: (a) => a.slice([null, null, 3]).copy(),
      fill: (a) => a.fill(2),
      assign: (a) => a.assign(new Float64Array(a.size)),
      source: (a) => other.assign(a),
    };
    for (const [name, use] of Object.entries(uses)) {
      const a = ramp();
      use(a);
      cut(a, 2);
      assert.throws(() => use(a), lost, name);
      assert.ok(a.lostBytes >= (PAGES - 2) * PAGE - PAGE, name);
      other.copy();
      a.close();
    }
    assert.equal(other.lostBytes, 0);
    other.flush();
  `);
});

test('on the thread pool lost pages are survived too', unix, () => {
  survives(`
    const { promisify } = require('node:util');
    const zlib = require('node:zlib');
    const bytes = (a) => new Uint8Array(a.data.buffer, a.data.byteOffset, a.nbytes);
    const a = ramp();
    cut(a, 1);
    try {
      const packed = await promisify(zlib.gzip)(bytes(a));
      assert.ok(zlib.gunzipSync(packed).subarray(PAGE).every((byte) => byte === 0));
      assert.ok(a.lostBytes > 0);
    } catch (error) {
      // Some runtimes take no SharedArrayBuffer here.
      assert.ok(error instanceof TypeError, error);
    }
    const b = ramp();
    cut(b, 1);
    const fd = fs.openSync(args[0] + 'out', 'w');
    try {
      // A system call meets the lost page itself: an error, or a short write.
      fs.writeSync(fd, bytes(b));
    } catch (error) {
      assert.ok(error.code === 'EFAULT' || error instanceof TypeError, error);
    }
    fs.closeSync(fd);
  `);
});

test('a file that shrinks and grows again is read where it was not lost', unix, () => {
  survives(`
    const a = ramp();
    cut(a, 1);
    assert.equal(a.data[512], 0);
    fs.truncateSync(a.filename, PAGES * PAGE);
    const fd = fs.openSync(a.filename, 'r+');
    fs.writeSync(fd, new Uint8Array(new Float64Array(1024).fill(9).buffer), 0, 8192, PAGE);
    fs.closeSync(fd);
    assert.equal(a.data[512], 0);
    assert.equal(a.data[1024], 9);
    assert.equal(a.lostBytes, PAGE);
  `);
});

test('closing a map with lost pages lets go of the file', unix, () => {
  survives(`
    const a = ramp();
    cut(a, 1);
    const { data } = a;
    data.fill(5);
    a.close();
    assert.ok(data.length === 0 || data.every((value) => value === 0));
    assert.equal(a.lostBytes, (PAGES - 1) * PAGE);
    assert.equal(fs.readFileSync(a.filename).length, PAGE);
    if (process.platform === 'linux') {
      assert.ok(!fs.readFileSync('/proc/self/maps', 'utf8').includes(a.filename));
    }
  `);
});

test('a hundred maps at once lose their own pages only', unix, () => {
  survives(`
    const maps = Array.from({ length: 100 }, () => ramp());
    for (const [i, a] of maps.entries()) if (i % 3 === 0) cut(a, 1);
    for (const a of maps) a.data.indexOf(-1);
    for (const [i, a] of maps.entries()) {
      assert.equal(a.lostBytes, i % 3 === 0 ? (PAGES - 1) * PAGE : 0);
      a.close();
    }
  `);
});

test('the guard is back after other code has taken the signal', unix, () => {
  survives(`
    const { execFileSync } = require('node:child_process');
    const a = ramp();
    // Deno puts signal handlers back when it starts processes and listens to signals.
    execFileSync('true');
    const nothing = () => {};
    for (const name of ['SIGUSR2', 'SIGHUP']) {
      process.on(name, nothing);
      process.off(name, nothing);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
    const b = ramp();
    cut(a, 1);
    cut(b, 1);
    assert.equal(a.data[5000] + b.data[5000], 0);
    assert.equal(a.lostBytes + b.lostBytes, 2 * PAGE);
  `);
});

test('what is written to data of a read-only map never reaches the file', () => {
  survives(`
    for (const options of [{}, { offset: 8 }, { offset: 4104 }]) {
      const a = ramp({ mode: 'r', ...options });
      const before = fs.readFileSync(a.filename);
      a.data.fill(-1);
      a.data.sort();
      new Uint8Array(a.data.buffer, a.data.byteOffset)[0] = 1;
      assert.throws(() => a.set(0, 1), { code: 'ERR_MEMMAP_READ_ONLY' });
      assert.throws(() => a.fill(1), { code: 'ERR_MEMMAP_READ_ONLY' });
      a.flush();
      assert.deepEqual(fs.readFileSync(a.filename), before);
      a.close();
    }
  `);
});

test('a SIGBUS that is not ours ends the process as it did before', unix, () => {
  // Deno's own handler takes the first one for a mistake.
  const send = `
    process.kill(process.pid, 'SIGBUS');
    process.kill(process.pid, 'SIGBUS');
    setTimeout(() => {}, 10_000);`;
  const plain = child(send, { bare: true });
  assert.ok(plain.signal !== null || plain.status !== 0);
  eachStrategy(() => {
    const ours = child(`${PRELUDE} const a = ramp(); cut(a, 1); a.data.indexOf(-1); ${send}`, {
      args: [`${scratch()}.`],
    });
    assert.deepEqual([ours.status, ours.signal], [plain.status, plain.signal], ours.stderr);
  });
});
