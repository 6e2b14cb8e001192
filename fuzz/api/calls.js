'use strict';

/**
 * Random calls of the public API over one file. What the library refuses has a code; anything else
 * that is thrown, and what `expect` refuses, is a finding.
 */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { inspect } = require('node:util');
const { pathToFileURL } = require('node:url');
const library = require('../../index.js');

/** @typedef {import('./random').Random} Random */

/** Whole arrays are read and written up to as many bytes. */
const SMALL = 2 ** 20;

const DTYPES = [
  ...['bool', 'int8', 'i2', '>i4', 'int64', 'uint8', '>u2', 'uint32', 'u8', 'f2', '>f2', 'f4'],
  ...[
    '>f8',
    'float64',
    'c8',
    '>c16',
    'M8[ns]',
    'm8[s]',
    'S3',
    'U2',
    '>U1',
    'V5',
    'bfloat16',
    'f4,i2',
  ],
  [
    ['x', '<f4'],
    ['y', '>i2', [2]],
  ],
  { names: ['a', 'b'], formats: ['u1', 'f8'], offsets: [9, 1], itemsize: 11 },
  { names: ['a', 'b'], formats: ['i8', 'u1'], offsets: [0, 3] },
  ...['O', 'f16', 'S0', 'S2147483648', '', 'x', undefined, null, 7, [], [[]]],
];
const VALUES = [
  ...[0, 1, -1, 300, 3.7, NaN, -Infinity, 2 ** 53, 1n, -1n, 2n ** 64n, true, 'a', 'äö€', '\0', ''],
  ...[
    null,
    undefined,
    { re: 1, im: -1 },
    {},
    [],
    [1],
    [1, [2]],
    { x: 1, y: [1, 2] },
    { a: 1, b: 2 },
  ],
  ...[new Uint8Array(5), new Float32Array([1, NaN]), new BigInt64Array(3), Symbol('s'), () => 1],
];
const BUFFERS = [undefined, undefined, 'external-shared', 'overlay-shared', 'external', 'overlay'];

const codes = { library: /^ERR_MEMMAP_[A-Z_]+$/, system: /^E[A-Z0-9]+$/ };
/** Refused by the library, or by the system. @param {any} error */
function isRefusal(error) {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = /** @type {any} */ (error);
  return codes.library.test(code) || (codes.system.test(code) && typeof syscall === 'string');
}

/** Indices and lengths near a length. @param {Random} random @param {number} length */
function near(random, length) {
  if (random.once(12)) return random.pick([random.edge(), -random.edge(), 0.5, NaN, undefined]);
  return random.below(Math.min(length, 2 ** 31) + 2) - random.below(3);
}

/** @param {Random} random @param {number} length */
function selector(random, length) {
  const bound = () => (random.once(3) ? null : near(random, length));
  const kind = random.below(8);
  if (kind === 0) return null;
  if (kind === 1) return '...';
  if (kind < 4) return near(random, length);
  return [bound(), bound(), random.pick([undefined, null, 1, -1, 2, -3, 0, random.edge()])];
}

const index = (random, a) => a.shape.map((length) => near(random, length));

/** @param {Random} random @param {any[]} arrays */
function source(random, arrays) {
  const kind = random.below(4);
  if (kind === 0) return random.pick(arrays);
  if (kind === 1) return random.list(4, () => random.list(3, () => random.below(9)));
  if (kind === 2)
    return new (random.pick([Uint8Array, Float64Array, BigInt64Array]))(random.below(9));
  return random.pick(VALUES);
}

const isSmall = (a) => a.nbytes <= SMALL;

/**
 * Calls on an array: each may give an array, which later calls are made on too.
 *
 * @type {Record<string, (random: Random, a: any, arrays: any[]) => any>}
 */
const CALLS = {
  slice: (random, a) => a.slice(...a.shape.map((length) => selector(random, length))),
  some: (random, a) => a.slice(...random.list(3, () => selector(random, 4))),
  T: (_, a) => a.T,
  transpose: (random, a) => a.transpose(...random.list(a.ndim + 1, () => near(random, a.ndim))),
  reshape: (random, a) => {
    const [first, ...rest] = [...a.shape].reverse();
    const shape = random.pick([[-1], [-1, 1], [first, ...rest], [a.size], [1, a.size, 1], [2, -1]]);
    return a.reshape(random.once(6) ? random.list(4, () => near(random, 4)) : shape);
  },
  field(random, a) {
    const fields = library.dtype(a.dtype).fields ?? [{ name: 'x' }];
    return a.field(random.once(9) ? 'none' : random.pick(fields).name);
  },
  get: (random, a) => void a.get(...index(random, a)),
  set: (random, a) => a.set(...index(random, a), random.pick(VALUES)),
  fill: (random, a) => isSmall(a) && a.fill(random.pick(VALUES)),
  assign: (random, a, arrays) => isSmall(a) && a.assign(source(random, arrays)),
  copy(_, a) {
    if (!isSmall(a)) return undefined;
    const copy = a.copy();
    assert.equal(String(copy), String(a));
    return copy;
  },
  astype: (random, a) => (isSmall(a) ? a.astype(random.pick(DTYPES)) : undefined),
  toArray: (_, a) => void (isSmall(a) && a.toArray()),
  text: (_, a) => void [String(a), inspect(a), JSON.stringify([a.shape, a.strides, a.dtype])],
  walk(_, a) {
    let count = 0;
    for (const item of a) if (item === undefined || ++count > 20) break;
  },
  data(_, a) {
    const { data } = a;
    assert.ok(data.byteLength <= Math.max(a.nbytes, a.size * 2 ** 40));
    const bytes = new Uint8Array(data.buffer, data.byteOffset, Math.min(data.byteLength, SMALL));
    assert.ok(bytes.reduce((sum, byte) => sum + byte, 0) >= 0);
  },
  advise: (random, a) =>
    a.advise(
      random.pick(['normal', 'sequential', 'random', 'willneed', 'dontneed', 'hugepage', 'x']),
    ),
  residency(_, a) {
    const share = a.residency();
    assert.ok(share >= 0 && share <= 1, `residency ${share}`);
  },
  flush: (_, a) => a.flush(),
  flushAsync: (_, a) => a.flushAsync(),
  prefetch: (_, a) => (isSmall(a) ? a.prefetch() : undefined),
  async blocks(random, a) {
    if (!isSmall(a)) return;
    const rows = random.once(3) ? undefined : near(random, 50);
    const options = { rows, ahead: random.below(4), release: random.once(2) };
    let count = 0;
    for await (const block of a.blocks(options)) {
      assert.deepEqual(block.shape.slice(1), a.shape.slice(1));
      if (++count > 20) break;
    }
  },
  share(random, a) {
    const handle = a.share();
    const twin = library.NDArray.from(random.once(2) ? handle : structuredClone(handle));
    assert.deepEqual([twin.shape, twin.dtype, String(twin)], [a.shape, a.dtype, String(a)]);
    return twin;
  },
  forge(random, a) {
    const { view, ...handle } = structuredClone(a.share());
    const other = (value) => (random.once(2) ? value + near(random, 5000) : value);
    if (random.once(2)) handle.shape = handle.shape.map((length) => near(random, length));
    if (random.once(4)) handle.dtype = random.pick(DTYPES);
    if (random.once(4)) handle.byteOffset = other(handle.byteOffset);
    const moved = view && { start: other(view.start), strides: view.strides.map(other) };
    const forged = library.NDArray.from({ ...handle, view: random.once(9) ? null : moved });
    const { byteOffset, byteLength } = forged.data;
    assert.ok(byteOffset >= handle.byteOffset || byteLength === 0);
    CALLS.data(random, forged);
    return forged;
  },
  reopen: (_, a) => a.reopen?.(),
  rows(_, a) {
    let count = 0;
    for (const row of a.rows()) {
      assert.equal(row.ndim, a.ndim - 1);
      if (++count > 20) break;
    }
  },
  append(random, a, arrays) {
    if (!a.append || !isSmall(a)) return undefined;
    return a.append(random.once(2) ? a.copy() : source(random, arrays));
  },
  close: (random, a) => void (random.once(6) && a.close?.()),
};

/** @param {Random} random */
function memmapOptions(random) {
  const options = {};
  if (!random.once(3)) options.dtype = random.pick(DTYPES);
  if (!random.once(4))
    options.mode = random.pick(['r', 'r', 'c', 'c', 'r+', 'w+', 'readonly', 'x']);
  if (random.once(2)) options.offset = random.pick([random.below(200), random.edge(), 8n, -1]);
  if (random.once(2)) options.shape = random.list(3, () => near(random, random.pick([4, 4, 40])));
  return common(random, options);
}

/** @param {Random} random */
function openMemmapOptions(random) {
  const options = {};
  if (random.once(2)) options.mode = random.pick(['r', 'r+', 'c', 'c', 'w+']);
  if (random.once(6) || options.mode === 'w+') options.dtype = random.pick(DTYPES);
  if (random.once(6) || options.mode === 'w+')
    options.shape = random.list(3, () => near(random, 9));
  if (random.once(8)) options.version = random.pick([[1, 0], [2, 0], [3, 0], [9, 9], null]);
  if (random.once(8)) options.maxHeaderSize = random.pick([random.below(300), random.edge()]);
  return common(random, options);
}

/** @param {Random} random @param {Record<string, any>} options */
function common(random, options) {
  if (random.once(6)) options.order = random.pick(['C', 'F', 'f', 'x']);
  if (random.once(3)) options.buffer = random.pick(['shared', 'array', 'array', 'x']);
  const bytes = [options.shape ?? []].flat().reduce((product, length) => product * length, 64);
  if (random.once(9) && bytes < SMALL) options.allocate = true;
  return options;
}

/**
 * Opens the file one way or another.
 *
 * @param {Random} random
 * @param {any} filename
 * @returns {{ say: string, mode: string, open: () => any[] }}
 */
function opening(random, filename) {
  const kind = random.below(10);
  if (kind < 4) {
    const options = memmapOptions(random);
    const open = () => [library.memmap(filename, options)];
    return { say: `memmap(${inspect(options)})`, mode: options.mode ?? 'r+', open };
  }
  if (kind < 7) {
    const options = openMemmapOptions(random);
    const open = () => [library.openMemmap(filename, options)];
    return { say: `openMemmap(${inspect(options)})`, mode: options.mode ?? 'r', open };
  }
  const options = { mode: random.pick(['r', 'c', 'c', 'r+']) };
  if (random.once(4)) options.maxHeaderSize = random.below(300);
  if (random.once(4)) options.inflate = true;
  const open = () => {
    const archive = library.openNpz(filename, options);
    // Each on its own: one that cannot be mapped may throw when it is read.
    return Object.keys(archive).flatMap((name) => refused(() => archive[name]).given ?? []);
  };
  return { say: `openNpz(${inspect(options)})`, mode: options.mode, open };
}

/** Makes a call that may be refused. @param {() => any} call */
function refused(call) {
  try {
    return { given: call() };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { error };
  }
}

/** The bytes of a small file of that size, else undefined. */
const readFile = (file) => (fs.statSync(file).size <= SMALL ? fs.readFileSync(file) : undefined);

/** What was just mapped is what the file has there. @param {any} a @param {Buffer} bytes */
function expectSame(a, bytes) {
  if (a.offset === null || a.nbytes === 0) return;
  assert.ok(a.offset + a.nbytes <= bytes.length, 'beyond the end of the file');
  const { buffer, byteOffset } = a.data;
  const mapped = Buffer.from(buffer, byteOffset, a.nbytes);
  assert.ok(mapped.equals(bytes.subarray(a.offset, a.offset + a.nbytes)), 'other bytes');
}

/**
 * Opens a file, makes random calls, closes. Throws, or rejects, for a finding.
 *
 * @param {Random} random
 * @param {string} file
 * @param {(text: string) => void} say is told each call before it is made
 */
async function play(random, file, say) {
  const forced = random.pick(BUFFERS);
  if (forced === undefined) delete process.env.MEMMAP_BUFFER;
  else process.env.MEMMAP_BUFFER = forced;
  const before = fs.readFileSync(file);
  const fd = random.once(6) ? fs.openSync(file, random.pick(['r', 'r+'])) : undefined;
  const filename = fd ?? random.pick([file, file, Buffer.from(file), pathToFileURL(file)]);
  const { say: what, mode, open } = opening(random, filename);
  say(`${what} of ${before.length} bytes, ${forced ?? 'any buffer'}${fd ? ', a descriptor' : ''}`);
  const keeps = !/^(r\+|w\+)$/.test(mode);
  const opened = refused(open).given ?? [];
  if (keeps) for (const a of opened) expectSame(a, before);
  const arrays = [...opened];
  let cut = false;
  for (let left = arrays.length && random.below(40); left > 0; left--) {
    if (process.platform !== 'win32' && random.once(80)) {
      cut = true;
      say('truncated');
      fs.truncateSync(file, random.below(before.length + 1));
    }
    const at = random.below(arrays.length);
    const name = random.pick(Object.keys(CALLS));
    say(`arrays[${at}].${name}, ${inspect(arrays[at].dtype)} (${arrays[at].shape})`);
    const { given } = refused(() => CALLS[name](random, arrays[at], arrays));
    const result = await Promise.resolve(given).catch((error) => {
      if (!isRefusal(error)) throw error;
    });
    if (result instanceof library.NDArray && arrays.length < 30) arrays.push(result);
  }
  say('close');
  for (const a of arrays) if (!random.once(3)) a.close?.();
  if (fd !== undefined) fs.closeSync(fd);
  if (keeps && !cut) assert.ok(readFile(file)?.equals(before), `the file changed in mode ${mode}`);
}

module.exports = { play };
