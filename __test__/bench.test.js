'use strict';

/** The benchmarks' own workings: what their figures come to, and what a run leaves behind. */

const test = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { child, root, scratch } = require('./helpers');
const { charts } = require('../bench/draw');
const { BEGIN, END, withFigures } = require('../bench/page');
const { ahead, distance, format, remark, resultOf } = require('../bench/report');

const bench = {
  question: 'How long',
  unit: 'milliseconds',
  why: 'Because.',
  variants: { memmap: {}, "memmap, buffer: 'array'": {}, NumPy: {}, C: { limit: true } },
};

/** A result with these values for each variant. */
function result(values, more = {}) {
  const rows = Object.keys(bench.variants).map((variant, i) => ({ variant, values: values[i] }));
  return resultOf({ ...bench, ...more }, 3, rows);
}

test('a row is the median, the spread and how many times ours it is', () => {
  const [, , numpy] = result([[4, 2, 3], [1], [9, 6, 7], [1]]).results;
  assert.deepStrictEqual(numpy, { variant: 'NumPy', median: 7, low: 6, high: 9, ratio: 7 / 3 });
});

test('a rival that is faster is named, with the reason', () => {
  const behind = result([[10], [1], [9], [8]]);
  assert.deepStrictEqual(
    ahead(behind).map(({ variant }) => variant),
    ['NumPy'],
  );
  assert.strictEqual(remark(behind), 'NumPy ahead. Because.');
});

test('neither other ways of ours, nor a limit, nor a rival that is even is ahead', () => {
  assert.strictEqual(remark(result([[10], [1], [9.6], [8]])), null);
});

test('what a question calls no difference puts nobody ahead', () => {
  const values = [[1], [1], [0.5], [1]];
  assert.strictEqual(ahead(result(values)).length, 1);
  assert.strictEqual(ahead(result(values, { grain: 1 })).length, 0);
});

test('far from the limit is said', () => {
  const far = result([[10], [1], [20], [4]]);
  assert.strictEqual(distance(far), 2.5);
  assert.strictEqual(remark(far), '2.5 times the limit. Because.');
});

test('a question with several points compares each of them', () => {
  const points = { points: ['small', 'large'] };
  const values = [[[1, 10]], [[1, 1]], [[2, 5]], [[1, 'too large']]];
  const grown = result(values, points);
  assert.deepStrictEqual(grown.results[3].points[1], { reason: 'too large' });
  assert.deepStrictEqual(
    ahead(grown).map(({ variant }) => variant),
    ['NumPy'],
  );
  assert.strictEqual(distance(grown), 1);
});

test('figures have as many digits as they are worth', () => {
  const shown = [0, 0.0123, 1.26, 10.04, 99.95, 123.4, 999.7, 12_345.6].map(format);
  assert.deepStrictEqual(shown, ['0', '0.012', '1.3', '10', '100', '123', '1,000', '12,346']);
});

test('the charts are those of the results', () => {
  for (const [name, draw] of Object.entries(charts)) {
    const file = path.join(root, 'docs', 'charts', `${name}.svg`);
    assert.strictEqual(fs.readFileSync(file, 'utf8'), draw(), `${name}: npm run charts`);
  }
});

test('the figures stand between the two comments, and nothing else changes', () => {
  const text = withFigures(`before\n\n${BEGIN}\n\nformer figures\n\n${END}\n\nafter\n`);
  assert.ok(text.startsWith(`before\n\n${BEGIN}\n`) && text.endsWith(`${END}\n\nafter\n`));
  assert.ok(!text.includes('former figures'));
  assert.match(text, /\| Open and close a file of 1 MiB +\|/);
  assert.strictEqual(withFigures(text), text);
});

test('a text without the two comments is refused', () => {
  assert.throws(() => withFigures('no place for figures'), /has no <!-- figures/);
});

test('a run that is interrupted leaves no files behind', () => {
  const folder = scratch();
  fs.mkdirSync(folder);
  const { status, stderr } = child(
    `
    const fs = require('node:fs');
    process.argv.push('--quick', 'open');
    require(args[1]);
    const timer = setInterval(() => {
      // The folder of the limits' program, and that of the question.
      if (fs.readdirSync(args[0]).length < 2) return;
      clearInterval(timer);
      process.kill(process.pid, 'SIGINT');
    }, 1);`,
    { args: [folder, path.join(root, 'bench', 'run.js')], env: { TMPDIR: folder }, bare: true },
  );
  assert.strictEqual(status, 130, stderr);
  assert.deepStrictEqual(fs.readdirSync(folder), []);
});
