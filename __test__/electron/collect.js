'use strict';

/**
 * Runs test files in this very process, whatever kind of Electron's it is. node:test itself ends its
 * run when the event loop is empty, which Electron's never is; so while files load, `node:test` is
 * a function that collects the tests.
 */

const Module = require('node:module');
const path = require('node:path');
const { format } = require('node:util');

/** @typedef {{ title: string, options: { skip?: unknown }, body: Function }} Test */

/** @param {string} file @returns {Test[]} */
function load(file) {
  const tests = [];
  const collect = (title, ...rest) => {
    const body = rest.pop();
    tests.push({ title, options: rest[0] ?? {}, body });
  };
  const loader = /** @type {any} */ (Module);
  const original = loader._load;
  loader._load = function (request, ...rest) {
    return request === 'node:test' ? collect : original.call(this, request, ...rest);
  };
  try {
    require(file);
  } finally {
    loader._load = original;
  }
  return tests;
}

/** @param {Test} test @returns {Promise<string>} why it was skipped, or nothing */
async function run({ options, body }) {
  if (options.skip) return String(options.skip);
  let skipped = '';
  await body({ skip: (why = 'skipped') => (skipped = why) });
  return skipped;
}

/**
 * @param {readonly string[]} files
 * @returns {Promise<{ passed: number, skipped: string[], failed: string[] }>}
 */
async function runFiles(files) {
  const result = { passed: 0, skipped: [], failed: [] };
  // First, as a user's code would: pages that are not isolated hide a name that the tests use.
  require('../..');
  globalThis.SharedArrayBuffer ??= /** @type {any} */ (
    new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer.constructor
  );
  // Children of the tests are to be plain processes of Electron's Node.
  process.env.ELECTRON_RUN_AS_NODE = '1';
  for (const file of files) {
    const name = path.basename(file, '.test.js');
    try {
      for (const test of load(file)) {
        const title = `${name}: ${test.title}`;
        try {
          const skipped = await run(test);
          if (skipped) result.skipped.push(`${title} (${skipped})`);
          else result.passed++;
        } catch (error) {
          result.failed.push(`${title}\n${format(error)}`);
        }
      }
    } catch (error) {
      result.failed.push(`${name} does not load\n${format(error)}`);
    }
  }
  return result;
}

module.exports = { runFiles };
