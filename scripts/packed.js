'use strict';

/** The packed package, installed in empty projects as a user would, and tried there. */

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

/** Node's modules that lib/ asks for; `internal` ones are what these are made of. */
function builtinsOfLibrary() {
  const lib = path.join(root, 'lib');
  const files = fs.readdirSync(lib, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.js'))
    .map((name) => fs.readFileSync(path.join(lib, name), 'utf8'))
    .flatMap((text) => Array.from(text.matchAll(/'node:([\w/]+)'/g), ([, name]) => name));
}

/**
 * Two projects for the system of a target: one with both packages, and one without the binary, as
 * npm leaves it on a system that has none.
 * @param {string} folder @param {Target} target
 */
function makeProjects(folder, target) {
  const [main, binary] = tarballs(folder, target);
  const [whole, bare] = ['whole', 'bare'].map((name) => path.join(folder, name));
  for (const project of [whole, bare]) fs.mkdirSync(project);
  // npm installs what is for another system only if it must.
  install(whole, [main, binary], target === host() ? [] : ['--force']);
  install(bare, [main], ['--omit=optional']);
  for (const name of ['use.cjs', 'use.mjs']) {
    fs.copyFileSync(path.join(root, '__test__', 'packed', name), path.join(whole, name));
  }
  fs.writeFileSync(
    path.join(bare, 'missing.cjs'),
    `try { require('memmap'); } catch (error) { console.log(error.code, error.message); }`,
  );
  console.log(`installed ${path.basename(main)} and ${path.basename(binary)}`);
  return { whole, bare };
}

/** @param {Execute} execute @param {string} project @param {Target} target */
function checkUse(execute, project, { suffix }) {
  const { milliseconds, builtins, files, backing, ...results } = JSON.parse(
    execute(project, 'use.cjs'),
  );
  const names = ['Memmap', 'NDArray', 'memmap', 'DType'];
  assert.deepEqual(results, { sum: 22.5, written: 0.5, shape: [3, 4], npy: '7', names });
  const addon = `node_modules/memmap-${suffix}/memmap.${suffix}.node`;
  // Deno and Bun list no addons.
  const strangers = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file !== addon && !/^node_modules\/memmap\/(index|lib\/.*)\.js$/.test(file));
  assert.deepEqual(strangers, []);
  const asked = builtinsOfLibrary();
  const needless = builtins.filter((name) => !asked.includes(name));
  assert.deepEqual(needless, [], 'modules of Node that lib/ does not ask for');
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

/** What is said where the package with the binary is missing. @param {Execute} execute @param {string} project @param {Target} target */
function checkMissing(execute, project, { fields }) {
  const said = execute(project, 'missing.cjs');
  const [os, cpu] = [fields.os[0], fields.cpu[0]];
  for (const word of [`memmap-${os}-${cpu}`, `${os}, ${cpu}`, '--omit=optional', 'Rust']) {
    assert.ok(said.includes(word), `${word} in ${said}`);
  }
}

/**
 * Uses what is installed as the README does.
 * @param {Execute} execute @param {ReturnType<typeof makeProjects>} projects @param {Target} target
 * @returns {{ milliseconds: number, files: number, backing: string }} of `require('memmap')`
 */
function check(execute, { whole, bare }, target) {
  const loaded = checkUse(execute, whole, target);
  checkCommandLine(execute, whole);
  checkMissing(execute, bare, target);
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
    const { files, backing } = check(execute, makeProjects(folder, target), target);
    console.log(`the packed package works: ${files} files, ${backing}`);
  });
}

module.exports = { makeProjects, check, executeIn, tryElsewhere };
