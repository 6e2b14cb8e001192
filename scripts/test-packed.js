'use strict';

/**
 * Installs the packed tarballs into empty projects and uses them:
 *
 *     node scripts/test-packed.js [RUNTIME ...]    Nodes, buns and denos; the running Node without
 */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./addon');
const { command, run } = require('./command');
const { host, install, tarballs, withFolder } = require('./project');

/** Node's modules that lib/ asks for; `internal` ones are what these are made of. */
const BUILTINS = new Set(
  Array.from(
    fs.readFileSync(path.join(root, 'dist', 'index.js'), 'utf8').matchAll(/"node:([\w/]+)"/g),
    ([, name]) => name,
  ),
);

/** @param {string} runtime @param {string} cwd @param {string[]} command a script and its arguments */
function execute(runtime, cwd, ...command) {
  const before = path.basename(runtime).startsWith('deno') ? ['run', '-A'] : [];
  return run(runtime, [...before, ...command], { cwd }).trim();
}

/** @param {string} runtime @param {string} project */
function checkUse(runtime, project) {
  const { suffix } = host();
  const used = JSON.parse(execute(runtime, project, 'use.cjs'));
  const { milliseconds, builtins, files, backing, ...results } = used;
  const names = ['Memmap', 'NDArray', 'memmap', 'DType'];
  assert.deepEqual(results, { sum: 22.5, written: 0.5, shape: [3, 4], npy: '7', names });
  const expected = [
    'node_modules/memmap/dist/index.js',
    `node_modules/memmap-${suffix}/memmap.${suffix}.node`,
  ];
  const loaded = files.map((file) => file.split(path.sep).join('/'));
  // Deno and Bun list no addons.
  assert.deepEqual(
    loaded.filter((file) => !file.endsWith('.node')),
    expected.slice(0, 1),
  );
  assert.ok(
    loaded.every((file) => expected.includes(file)),
    `${loaded}`,
  );
  const needless = builtins.filter((name) => !BUILTINS.has(name));
  assert.deepEqual(needless, [], 'modules of Node that lib/ does not ask for');
  assert.equal(execute(runtime, project, 'use.mjs'), '6');
  const again = () => JSON.parse(execute(runtime, project, 'use.cjs')).milliseconds;
  const best = Math.min(milliseconds, ...Array.from({ length: 4 }, again));
  return `require('memmap') ${best.toFixed(1)} ms, ${loaded.length} files, ${backing}`;
}

/** The command line, on a file that use.cjs has made. */
function checkCommandLine(runtime, project) {
  const said = (verb) =>
    JSON.parse(
      execute(runtime, project, 'node_modules/memmap/dist/memmap.js', verb, 'new.npy', '--json'),
    );
  const { dtype, shape } = said('info');
  assert.deepEqual({ dtype, shape }, { dtype: 'int64', shape: [2] });
  assert.equal(said('stats').max, 7);
}

/** What a runtime says where the package with the binary is missing. */
function checkMissing(runtime, project) {
  const said = execute(runtime, project, 'missing.cjs');
  for (const word of [host().suffix, process.platform, process.arch, '--omit=optional', 'Rust']) {
    assert.ok(said.includes(word), `${word} in ${said}`);
  }
}

async function main() {
  const runtimes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
  await withFolder((folder) => {
    const [main, binary] = tarballs(folder);
    const [whole, bare] = ['whole', 'bare'].map((name) => path.join(folder, name));
    for (const project of [whole, bare]) fs.mkdirSync(project);
    install(whole, [main, binary]);
    // As on a system without a package: npm forgives what is only optional.
    install(bare, [main], ['--omit=optional']);
    for (const name of ['use.cjs', 'use.mjs']) {
      fs.copyFileSync(path.join(root, '__test__', 'packed', name), path.join(whole, name));
    }
    fs.writeFileSync(
      path.join(bare, 'missing.cjs'),
      `try { require('memmap'); } catch (error) { console.log(error.code, error.message); }`,
    );
    console.log(`installed ${path.basename(main)} and ${path.basename(binary)}`);
    for (const runtime of runtimes) {
      const [version] = /\d+\.\d+\.\d+/.exec(run(runtime, ['--version']));
      const name = `${path.basename(runtime)} ${version}`.padEnd(24);
      console.log(name, checkUse(runtime, whole));
      checkCommandLine(runtime, whole);
      checkMissing(runtime, bare);
    }
  });
}

command(module, main);
