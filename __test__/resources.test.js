'use strict';

/** Less of a resource than opening takes: an error, and every file as it was. */

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { openMemmap } = require('../index.js');
const { returned, runInChild, scratch, sparse } = require('./helpers');

const limits = {
  skip: spawnSync('prlimit', ['--version']).status !== 0 && 'needs prlimit, of Linux',
};

/** What the errors of children/resources.js are, one after the other. */
const EXPECTED = {
  fileLength: ['EFBIG', 'EFBIG', 'EFBIG', 'EFBIG', 'EFBIG', 'done', 'EFBIG'],
  addressSpace: [...new Array(4).fill('ERR_MEMMAP_LIMIT'), 'done'],
  descriptors: new Array(4).fill('EMFILE'),
};

// An overlay that is asked for by name has no other way, and its Memory needs gigabytes of addresses.
if (process.env.MEMMAP_BUFFER?.startsWith('overlay'))
  EXPECTED.addressSpace = new Array(5).fill('ERR_MEMMAP_BUFFER');
// Deno writes caches of its own, and is ended by them.
if ('Deno' in globalThis) delete EXPECTED.fileLength;
// Bun's other threads close descriptors meanwhile.
if (process.versions.bun) delete EXPECTED.descriptors;

for (const [resource, codes] of Object.entries(EXPECTED)) {
  test(`an error for want of ${resource} leaves the files as they were`, limits, () => {
    const file = scratch();
    const a = openMemmap(file, { mode: 'w+', dtype: 'int32', shape: [4, 3] });
    a.fill(7);
    const before = fs.readFileSync(file);
    assert.deepEqual(returned(runInChild('resources', resource, [file])), codes);
    const after = fs.readFileSync(file);
    // With enough address space for it, a row was appended.
    if (codes.at(-1) === 'done')
      assert.deepEqual([...openMemmap(file).slice([0, 4]).data], [...a.data]);
    else assert.ok(after.equals(before));
    assert.ok(!fs.existsSync(`${file}.new`));
  });
}

test('results that memory has no room for are an error', limits, () => {
  const codes = returned(runInChild('resources', 'results', [sparse(2 ** 27)]));
  assert.deepEqual(codes, new Array(3).fill('ERR_MEMMAP_LIMIT'));
});
