'use strict';

/** The benchmarks tell where memmap is behind, and leave nothing on the disk. */

const test = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const { runInChild, scratch } = require('./helpers');
const { remark, resultOf } = require('../bench/report');

/** What is said of these values, of three runs each. */
function said(values, more = {}) {
  const variants = { memmap: {}, "memmap, buffer: 'array'": {}, NumPy: {}, C: { limit: true } };
  const rows = Object.keys(variants).map((variant, i) => ({ variant, values: values[i] }));
  return remark(resultOf({ question: 'How long', why: 'Because.', variants, ...more }, 3, rows));
}

test('a rival that is ahead and a limit that is far are said, with the reason', () => {
  assert.strictEqual(said([[10, 2, 30], [1], [9], [8]]), 'NumPy ahead. Because.');
  assert.strictEqual(said([[10], [1], [9.6], [8]]), null);
  assert.strictEqual(said([[10], [1], [20], [4]]), '2.5 times the limit. Because.');
  assert.strictEqual(said([[1], [1], [0.5], [1]], { grain: 1 }), null);
});

test('a rival that is ahead at one of several points is said', () => {
  const values = [[[1, 10]], [[1, 1]], [[2, 5]], [[1, 'too large']]];
  assert.strictEqual(said(values, { points: ['small', 'large'] }), 'NumPy ahead. Because.');
});

test('a run that is interrupted leaves no files behind', () => {
  const folder = scratch();
  fs.mkdirSync(folder);
  const env = { TMPDIR: folder };
  const { status, stderr } = runInChild('bench', 'interrupted', [folder], { env });
  assert.strictEqual(status, 130, stderr);
  assert.deepStrictEqual(fs.readdirSync(folder), []);
});
