'use strict';

/** The packed package, installed in an empty project as a user would, and tried there. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./addon');
const { run } = require('./command');
const { host, install, tarballs, withFolder } = require('./project');

/** @typedef {ReturnType<typeof import('./targets').find>} Target */

/**
 * Runs a script of a project, with arguments; gives what it prints.
 * @typedef {(project: string, ...command: string[]) => string} Execute
 */

/**
 * A project for the system of a target.
 * @param {string} folder @param {Target} target
 */
function makeProject(folder, target) {
  const [main, binary] = tarballs(folder, target);
  const project = path.join(folder, 'project');
  fs.mkdirSync(project);
  // npm installs what is for another system only if it must.
  install(project, [main, binary], target === host() ? [] : ['--force']);
  for (const name of ['use.cjs', 'use.mjs']) {
    fs.copyFileSync(path.join(root, '__test__', 'packed', name), path.join(project, name));
  }
  console.log(`installed ${path.basename(main)} and ${path.basename(binary)}`);
  return project;
}

/** @param {Execute} execute @param {string} project @param {Target} target */
function checkUse(execute, project, { suffix }) {
  const { milliseconds, files, backing, ...results } = JSON.parse(execute(project, 'use.cjs'));
  const names = ['Memmap', 'NDArray', 'memmap', 'DType'];
  assert.deepEqual(results, { sum: 22.5, written: 0.5, shape: [3, 4], npy: '7', names });
  const addon = `node_modules/memmap-${suffix}/memmap.${suffix}.node`;
  // Deno and Bun list no addons.
  const strangers = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file !== addon && !/^node_modules\/memmap\/(index|lib\/.*)\.js$/.test(file));
  assert.deepEqual(strangers, []);
  assert.equal(execute(project, 'use.mjs'), '6');
  return { milliseconds, files: files.length, backing };
}

/** The command line, on a file that use.cjs has made. @param {Execute} execute @param {string} project */
function checkCommandLine(execute, project) {
  const said = (/** @type {string} */ verb) =>
    JSON.parse(execute(project, 'node_modules/memmap/dist/memmap.js', verb, 'new.npy', '--json'));
  const { dtype, shape } = said('info');
  assert.deepEqual({ dtype, shape }, { dtype: 'int64', shape: [2] });
  assert.equal(said('stats').max, 7);
}

/**
 * Uses what is installed as the README does.
 * @param {Execute} execute @param {string} project @param {Target} target
 * @returns {{ milliseconds: number, files: number, backing: string }} of `require('memmap')`
 */
function check(execute, project, target) {
  const loaded = checkUse(execute, project, target);
  checkCommandLine(execute, project);
  return loaded;
}

/** @param {string} runtime a Node, a bun or a deno @returns {Execute} */
function executeIn(runtime) {
  const before = path.basename(runtime).startsWith('deno') ? ['run', '-A'] : [];
  return (project, ...script) => run(runtime, [...before, ...script], { cwd: project }).trim();
}

/** Installs what is packed for another system than this, and uses it there. @param {Execute} execute @param {Target} target */
async function tryElsewhere(execute, target) {
  await withFolder((folder) => {
    const { files, backing } = check(execute, makeProject(folder, target), target);
    console.log(`the packed package works: ${files} files, ${backing}`);
  });
}

module.exports = { makeProject, check, executeIn, tryElsewhere };
