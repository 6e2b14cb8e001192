'use strict';

/**
 * Installs the packed tarballs into one user's project and uses them there under every test runner,
 * module system and bundler that we know users of:
 *
 *     node scripts/test-matrix.js [NODE] [BUN] [DENO]    the running Node without
 *
 * The runners' versions are in __test__/matrix/package.json.
 */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./addon');
const { Failure, command, run } = require('./command');
const { install, tarballs, withFolder } = require('./project');

/** The oldest Node that all the runners run on. */
const OLDEST = [22, 20];

/** @param {string} project @param {Record<string, string>} programs */
function cases(project, { node, bun, deno }) {
  const here = { cwd: project, env: { ...process.env, NO_COLOR: '1', CI: '1' } };
  const go = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
    run(program, args, here);
  const tool = (/** @type {string} */ name, /** @type {string[]} */ ...args) => {
    const home = path.join('node_modules', name);
    const { bin } = JSON.parse(fs.readFileSync(path.join(project, home, 'package.json'), 'utf8'));
    const [first] = typeof bin === 'string' ? [bin] : Object.values(bin);
    return go(node, path.join(home, first), ...args);
  };
  const esbuild = (/** @type {string[]} */ ...args) =>
    go('node_modules/.bin/esbuild', '--bundle', '--platform=node', ...args);
  const module = [
    '--format=esm',
    "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  ];

  return {
    'node:test, CommonJS and ES modules': () =>
      go(node, '--test', 'node-test/commonjs.test.cjs', 'node-test/module.test.mjs'),
    Jest: () => tool('jest', '--rootDir=jest'),
    'Jest, all files in one process': () => {
      tool('jest', '--rootDir=jest', '--runInBand');
    },
    'Vitest, processes': () => tool('vitest', 'run', '--dir=vitest', '--pool=forks'),
    'Vitest, threads': () => tool('vitest', 'run', '--dir=vitest', '--pool=threads'),
    Mocha: () => tool('mocha', 'mocha/memmap.spec.cjs'),
    'AVA, threads': () => tool('ava', 'ava/memmap.test.mjs'),
    'AVA, processes': () => tool('ava', '--no-worker-threads', 'ava/memmap.test.mjs'),
    'TypeScript, nodenext': () => {
      tool('typescript', '-p', 'typescript/tsconfig.nodenext.json');
      assert.equal(go(node, 'typescript/out-nodenext/use.js').trim(), 'typed');
    },
    'TypeScript, bundler, and esbuild': () => {
      tool('typescript', '-p', 'typescript/tsconfig.bundler.json');
      esbuild('typescript/out-bundler/use.js', '--external:memmap', '--outfile=typed.cjs');
      assert.equal(go(node, 'typed.cjs').trim(), 'typed');
    },
    'esbuild, memmap external, CommonJS': () => {
      esbuild('esbuild/app.mjs', '--external:memmap', '--outfile=external.cjs');
      assert.equal(go(node, 'external.cjs').trim(), '22.5');
    },
    'esbuild, memmap external, ES module': () => {
      esbuild('esbuild/app.mjs', '--external:memmap', '--format=esm', '--outfile=external.mjs');
      assert.equal(go(node, 'external.mjs').trim(), '22.5');
    },
    'esbuild, memmap bundled, CommonJS: the binary is still its package': () => {
      esbuild('esbuild/app.mjs', '--outfile=whole.cjs');
      assert.equal(go(node, 'whole.cjs').trim(), '22.5');
      const far = path.join(path.dirname(project), 'far');
      fs.mkdirSync(far);
      fs.copyFileSync(path.join(project, 'whole.cjs'), path.join(far, 'whole.cjs'));
      assert.throws(() => go(node, path.join(far, 'whole.cjs')), /memmap has no binary for/);
    },
    'esbuild, memmap bundled, ES module: with createRequire': () => {
      esbuild('esbuild/app.mjs', ...module, '--outfile=whole.mjs');
      assert.equal(go(node, 'whole.mjs').trim(), '22.5');
    },
    ...(bun && { 'bun test': () => go(bun, 'test', './bun/memmap.test.ts') }),
    ...(deno && { 'deno test': () => go(deno, 'test', '-A', 'deno/memmap.test.mjs') }),
  };
}

/** @param {string[]} given programs */
function chosen(given) {
  const named = (/** @type {string} */ name) =>
    given.find((program) => path.basename(program).startsWith(name));
  const node = named('node') ?? process.execPath;
  const [major, minor] = run(node, ['-p', 'process.versions.node']).split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Failure(
      `${node} is too old for the runners: name a Node ${OLDEST.join('.')} or later`,
    );
  }
  return { node, bun: named('bun'), deno: named('deno') };
}

async function main() {
  const programs = chosen(process.argv.slice(2));
  await withFolder((folder) => {
    const project = path.join(folder, 'project');
    fs.cpSync(path.join(root, '__test__', 'matrix'), project, { recursive: true });
    // The runners' own dependencies have scripts; memmap has none.
    install(project, tarballs(folder), ['--ignore-scripts']);
    const failed = [];
    for (const [name, use] of Object.entries(cases(project, programs))) {
      const start = Date.now();
      try {
        use();
        console.log(`ok    ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
      } catch (error) {
        console.log(`FAIL  ${name}\n${error.message}\n`);
        failed.push(name);
      }
    }
    for (const name of ['bun', 'deno']) {
      if (!programs[name]) console.log(`--    ${name} test: no ${name} was named`);
    }
    if (failed.length > 0) throw new Failure(`failed: ${failed.join('; ')}`);
  });
}

command(module, main);
