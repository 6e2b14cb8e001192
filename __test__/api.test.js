'use strict';

/** Pins what the package exports: a name that goes or comes is a decision, not an accident. */

const test = require('node:test');
const assert = require('node:assert/strict');
const memmapModule = require('../index.js');
const { returned, runInChild, scratch } = require('./helpers');

test('the package exports these names and no others', () => {
  assert.deepEqual(Object.keys(memmapModule).sort(), [
    'Memmap',
    'NDArray',
    'asarray',
    'dtype',
    'memmap',
    'openMemmap',
    'openNpz',
    'save',
    'savez',
  ]);
});

test('named imports work from ES modules', async () => {
  const imported = await import('../index.js');
  for (const name of Object.keys(memmapModule)) assert.equal(imported[name], memmapModule[name]);
});

test('NDArray and Memmap have these public members and no others', () => {
  const members = (Class) =>
    Object.getOwnPropertyNames(Class.prototype)
      .filter((name) => !name.startsWith('_') && name !== 'constructor')
      .sort();
  const a = memmapModule.memmap(scratch('abc'));
  const all = new Set();
  for (
    let p = memmapModule.NDArray.prototype;
    p !== Object.prototype;
    p = Object.getPrototypeOf(p)
  ) {
    for (const name of members({ prototype: p })) all.add(name);
  }
  assert.deepEqual([...all].sort(), [
    'T',
    'advise',
    'all',
    'allAsync',
    'any',
    'anyAsync',
    'append',
    'argmax',
    'argmaxAsync',
    'argmin',
    'argminAsync',
    'assign',
    'astype',
    'blocks',
    'compress',
    'compressAsync',
    'contiguous',
    'copy',
    'data',
    'dot',
    'dotAsync',
    'dtype',
    'equals',
    'equalsAsync',
    'field',
    'filename',
    'fill',
    'flush',
    'flushAsync',
    'get',
    'histogram',
    'histogramAsync',
    'itemsize',
    'max',
    'maxAsync',
    'mean',
    'meanAsync',
    'min',
    'minAsync',
    'mode',
    'nbytes',
    'ndim',
    'offset',
    'order',
    'prefetch',
    'readonly',
    'reshape',
    'residency',
    'rows',
    'searchsorted',
    'searchsortedAsync',
    'set',
    'shape',
    'share',
    'size',
    'slice',
    'start',
    'stats',
    'statsAsync',
    'std',
    'stdAsync',
    'strides',
    'sum',
    'sumAsync',
    'take',
    'takeAsync',
    'toArray',
    'toJSON',
    'toString',
    'transpose',
    'var',
    'varAsync',
  ]);
  assert.deepEqual(members(memmapModule.Memmap), [
    'append',
    'backing',
    'close',
    'closed',
    'lostBytes',
    'reopen',
  ]);
  assert.equal(typeof memmapModule.NDArray.from, 'function');
  assert.equal(typeof a[Symbol.dispose], 'function');
  assert.equal(typeof a[Symbol.iterator], 'function');
});

test('NDArray is not made by hand', () => {
  assert.throws(() => new memmapModule.NDArray(), TypeError);
  assert.throws(() => new memmapModule.NDArray(new Float32Array(3), [3]), TypeError);
});

test('instances show nothing of their insides', () => {
  const a = memmapModule.memmap(scratch('abc'));
  assert.equal(require('node:util').inspect(a).includes('_source'), false);
});

const isNode = !process.versions.bun && !process.versions.deno;
const [major] = process.versions.node.split('.').map(Number);
const FLAGS = {
  '--frozen-intrinsics': [],
  '--disallow-code-generation-from-strings': [],
  '--disable-proto=throw': [],
  '--permission': ['--allow-addons', '--allow-worker', '--allow-fs-read=*'],
};

for (const [flag, others] of Object.entries(FLAGS)) {
  const skip =
    (!isNode && 'a flag of Node') || (flag === '--permission' && major < 24 && 'Node 24');
  test(`everyday calls work with ${flag}`, { skip }, () => {
    const options = { flags: [flag, ...others] };
    const given = returned(runInChild('api', 'everyday', [scratch()], options));
    assert.deepEqual(given, [3.5, [101, 3], [4, 5, 6], '[1.  2.5]']);
  });
}
