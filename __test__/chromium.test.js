'use strict';

/**
 * Files over the Memories of a V8 as Electron has it, with the sandbox and pointer compression:
 * Chromium's, which has our mapping, overlay and guard without Node around them. On Debian:
 * `apt-get install chromium-headless-shell`.
 */

const test = require('node:test');
const assert = require('node:assert/strict');
const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { start } = require('./chromium/browser');
const { scratch, scratchOf, sparse } = require('./helpers');

function reason() {
  if (!process.env.MEMMAP_LONG) return 'long: runs where MEMMAP_LONG is set';
  if (!fs.existsSync('/usr/bin/chromium-headless-shell')) return 'no chromium-headless-shell here';
  return false;
}

const GiB = 2 ** 30;
const PAGE = 4096;

test('overlays in Chromium', { skip: reason() }, async (t) => {
  const dumps = scratch();
  const { pid, ended, evaluate, command } = await start(t, dumps);
  const mapped = (file) => fs.readFileSync(`/proc/${pid}/maps`, 'utf8').split(file).length - 1;

  /** Makes `memory` in the page, and lays a file over it as a Memmap does; gives its number. */
  async function lay(file, { shared = true, mode = 'r+', offset = 0 } = {}) {
    const size = fs.statSync(file).size - offset;
    const marker = randomBytes(16).toString('hex');
    await evaluate(
      (bytes, shared, marker) => {
        const pages = Math.ceil(bytes / 65536);
        const wide = pages > 65536;
        const count = wide ? BigInt(pages) : pages;
        const address = wide ? 'i64' : 'i32';
        globalThis.memory = new WebAssembly.Memory({
          initial: count,
          maximum: count,
          shared,
          address,
        });
        new Uint8Array(memory.buffer).set(Array.from(marker, (digit) => digit.charCodeAt(0)));
      },
      (offset % PAGE) + size,
      shared,
      marker,
    );
    return command('over', marker, mode, offset, size, file);
  }
  const ramp = (count) => scratchOf(Float32Array.from({ length: count }, (_, i) => i + 1));
  const floats = (file) => new Float32Array(new Uint8Array(fs.readFileSync(file)).buffer);

  const caught = /SigCgt:\s*(\w+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
  const SIGBUS = 7;
  assert.ok(
    BigInt(`0x${caught}`) & (1n << BigInt(SIGBUS - 1)),
    'Chromium has a handler of its own',
  );

  for (const shared of [true, false]) {
    const kind = shared ? 'shared' : 'unshared';

    await t.test(`reads and writes of either side are seen by the other: ${kind}`, async () => {
      for (const offset of [0, 8, PAGE, 9 * PAGE + 4]) {
        const file = ramp(1 << 16);
        await lay(file, { shared, offset });
        const at = offset % PAGE;
        const first = await evaluate((at) => {
          const a = new Float32Array(memory.buffer, at);
          a[1] = -5;
          return a[0];
        }, at);
        assert.equal(first, offset / 4 + 1);
        assert.equal(floats(file)[offset / 4 + 1], -5);
        const fd = fs.openSync(file, 'r+');
        fs.writeSync(fd, Buffer.from(new Float32Array([offset]).buffer), 0, 4, offset + 8);
        fs.closeSync(fd);
        assert.equal(await evaluate((at) => new Float32Array(memory.buffer, at)[2], at), offset);
      }
    });

    await t.test(`in modes r and c, writes stay in the process: ${kind}`, async () => {
      for (const mode of ['r', 'c']) {
        const file = ramp(1 << 16);
        await lay(file, { shared, mode });
        const seen = await evaluate(() => {
          const a = new Float32Array(memory.buffer);
          a.fill(-1);
          return a.every((x) => x === -1);
        });
        assert.ok(seen);
        assert.ok(floats(file).every((x, i) => x === i + 1));
      }
    });

    await t.test(`compiled code sorts it, and so does TypedArray#sort: ${kind}`, async () => {
      const file = ramp(1 << 18);
      await lay(file, { shared });
      await evaluate(() => {
        const a = new Float32Array(memory.buffer);
        for (let gap = a.length >> 1; gap > 0; gap >>= 1) {
          for (let i = gap; i < a.length; i++) {
            const x = a[i];
            let j = i;
            for (; j >= gap && a[j - gap] < x; j -= gap) a[j] = a[j - gap];
            a[j] = x;
          }
        }
      });
      assert.ok(floats(file).every((x, i) => x === (1 << 18) - i));
      await evaluate(() => void new Float32Array(memory.buffer).sort());
      assert.ok(floats(file).every((x, i) => x === i + 1));
    });

    await t.test(`a closed one is let go of and reads zeros: ${kind}`, async () => {
      const file = ramp(1 << 16);
      const id = await lay(file, { shared });
      assert.equal(mapped(file), 1);
      await command('close', id);
      assert.equal(mapped(file), 0);
      const ones = await evaluate(() => new Uint8Array(memory.buffer).fill(1).indexOf(1));
      assert.equal(ones, 0);
      assert.equal(floats(file)[0], 1);
    });

    const where = shared ? 'shared, on two threads' : 'unshared';
    await t.test(`pages truncated away read as zeros: ${where}`, async () => {
      const file = ramp(1 << 16);
      const id = await lay(file, { shared });
      fs.truncateSync(file, PAGE);
      const sums = await evaluate(async (shared) => {
        const sum = (buffer) => new Float32Array(buffer).reduceRight((total, x) => total + x);
        if (!shared) return [sum(memory.buffer)];
        const source = `
          const sum = ${sum};
          onmessage = ({ data }) => postMessage(sum(data));
          postMessage('ready');`;
        const worker = new Worker(URL.createObjectURL(new Blob([source])));
        const next = () => new Promise((resolve) => (worker.onmessage = resolve));
        await next();
        const answer = next();
        worker.postMessage(memory.buffer);
        const here = sum(memory.buffer);
        const there = (await answer).data;
        worker.terminate();
        return [here, there];
      }, shared);
      const kept = PAGE / 4;
      for (const sum of sums) assert.equal(sum, (kept * (kept + 1)) / 2);
      assert.equal(await command('lost', id), 4 * (1 << 16) - PAGE);
      await evaluate(() => void new Float32Array(memory.buffer).fill(7));
      assert.deepEqual(floats(file), new Float32Array(kept).fill(7));
    });

    await t.test(`those nobody holds are unmapped and forgotten: ${kind}`, async () => {
      const file = ramp(1 << 16);
      for (let i = 0; i < 300; i++) {
        await lay(file, { shared });
        await evaluate((i) => void (new Float32Array(memory.buffer)[0] = i), i);
      }
      await evaluate(async () => {
        memory = undefined;
        for (let i = 0; i < 5; i++) {
          gc();
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      });
      assert.equal(mapped(file), 0);
      assert.equal(floats(file)[0], 299);
      // V8 keeps the addresses, and uses them again: one for each is what may be remembered.
      const live = await command('live');
      assert.ok(live <= 130, `${live} remembered`);
    });
  }

  await t.test('grow(0) detaches the buffer of an unshared one, and the file stays', async () => {
    const file = ramp(1 << 16);
    await lay(file, { shared: false });
    const seen = await evaluate(() => {
      const a = new Float32Array(memory.buffer);
      memory.grow(0);
      const b = new Float32Array(memory.buffer);
      b[0] = 9;
      return [a.length, b.length, b[1]];
    });
    assert.deepEqual(seen, [0, 1 << 16, 2]);
    assert.equal(floats(file)[0], 9);
  });

  await t.test('a worker has the same memory, also when the page has dropped it', async () => {
    const file = ramp(1 << 16);
    await lay(file);
    const seen = await evaluate(async () => {
      const source = `
        onmessage = ({ data }) => {
          const a = new Float32Array(data);
          setTimeout(() => postMessage([a[0], (a[2] = -7)]), 100);
        };`;
      const worker = new Worker(URL.createObjectURL(new Blob([source])));
      const answer = new Promise((resolve) => (worker.onmessage = resolve));
      worker.postMessage(memory.buffer);
      new Float32Array(memory.buffer)[0] = 5;
      memory = undefined;
      gc();
      const { data } = await answer;
      worker.terminate();
      return data;
    });
    assert.deepEqual(seen, [5, -7]);
    assert.deepEqual([...floats(file).subarray(0, 3)], [5, 2, -7]);
  });

  await t.test('4 GiB, and 16 GiB with 64-bit addresses, to the last byte', async () => {
    for (const size of [4 * GiB, 16 * GiB]) {
      const file = sparse(size);
      await lay(file);
      const length = await evaluate(() => {
        const a = new Uint8Array(memory.buffer);
        a[a.length - 1] = 7;
        return a.length;
      });
      assert.equal(length, size);
      const last = Buffer.alloc(1);
      const fd = fs.openSync(file);
      fs.readSync(fd, last, 0, 1, size - 1);
      fs.closeSync(fd);
      assert.equal(last[0], 7);
    }
  });

  await t.test('about a hundred fit into the sandbox at once', async (t) => {
    for (const [pages, address, least] of [
      [65536, 'i32', 100],
      [262144, 'i64', 50],
    ]) {
      const count = await evaluate(
        (pages, address) => {
          memory = undefined;
          gc();
          const all = [];
          const count = address === 'i64' ? BigInt(pages) : pages;
          try {
            for (;;) all.push(new WebAssembly.Memory({ initial: count, maximum: count, address }));
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            return all.length;
          }
        },
        pages,
        address,
      );
      t.diagnostic(`${count} Memories of ${pages / 16384} GiB`);
      assert.ok(count >= least, String(count));
    }
  });

  await t.test('what of the DOM refuses shared memory takes unshared memory', async () => {
    const refusing = await evaluate(async () => {
      const calls = {
        TextDecoder: (bytes) => new TextDecoder().decode(bytes),
        Blob: (bytes) => new Blob([bytes]),
        'crypto.getRandomValues': (bytes) => crypto.getRandomValues(bytes),
        'crypto.subtle': (bytes) => crypto.subtle.digest('SHA-256', bytes),
        ImageData: ({ buffer }) => new ImageData(new Uint8ClampedArray(buffer, 0, 64), 4, 4),
        AudioBuffer: ({ buffer }) =>
          new AudioBuffer({ length: 16, sampleRate: 44100 }).copyToChannel(
            new Float32Array(buffer),
            0,
          ),
        XMLHttpRequest(bytes) {
          const request = new XMLHttpRequest();
          request.open('POST', '/');
          request.send(bytes);
        },
        Response: (bytes) => new Response(bytes).bytes(),
        postMessage: (bytes) => new MessageChannel().port1.postMessage(bytes),
        WebGL(bytes) {
          const gl = new OffscreenCanvas(4, 4).getContext('webgl');
          gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
          gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
        },
      };
      const refusing = { true: [], false: [] };
      for (const shared of [true, false]) {
        const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared });
        for (const [name, call] of Object.entries(calls)) {
          try {
            await call(new Uint8Array(buffer));
          } catch {
            refusing[shared].push(name);
          }
        }
      }
      return refusing;
    });
    assert.deepEqual(refusing, {
      true: [
        'TextDecoder',
        'Blob',
        'crypto.getRandomValues',
        'crypto.subtle',
        'ImageData',
        'AudioBuffer',
        'XMLHttpRequest',
      ],
      false: [],
    });
  });

  await t.test("a SIGBUS that is not ours goes to Chromium's crash reporter", async () => {
    process.kill(pid, 'SIGBUS');
    const [, signal] = await ended;
    assert.equal(signal, 'SIGBUS');
    const reports = fs.readdirSync(path.join(dumps, 'pending'));
    assert.ok(
      reports.some((name) => name.endsWith('.dmp')),
      String(reports),
    );
  });
});
