'use strict';

/** What runs the suite inside Electron can fail. */

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { scratch } = require('./helpers');
const { runFiles } = require('./electron/collect');

// It takes the place of node:test, as only Node lets it.
const node = { skip: 'Bun' in globalThis || 'Deno' in globalThis ? 'for Node' : false };

test('failures, skipped tests and files that do not load are told', node, async () => {
  const file = (text) => {
    const name = `${scratch()}.test.js`;
    fs.writeFileSync(name, `const test = require('node:test');\n${text}`);
    return name;
  };
  const env = process.env.ELECTRON_RUN_AS_NODE;
  const { passed, skipped, failed } = await runFiles([
    file(`test('good', async () => {}); test('bad', () => { throw new Error('no'); });`),
    file(`test('later', { skip: 'why' }, () => {}); test('never', (t) => t.skip('so'));`),
    file(`throw new Error('broken');`),
  ]);
  if (env === undefined) delete process.env.ELECTRON_RUN_AS_NODE;
  assert.equal(passed, 1);
  assert.deepEqual(
    skipped.map((line) => line.replace(/^\d+\.bin: /, '')),
    ['later (why)', 'never (so)'],
  );
  assert.equal(failed.length, 2);
  assert.match(failed[0], /bad\nError: no/);
  assert.match(failed[1], /does not load\nError: broken/);
});
