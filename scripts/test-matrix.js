'use strict';

/**
 * Installs the packed tarballs into one user's project and uses them there under every test runner,
 * module system, bundler and checker of packages that we know users of:
 *
 *     node scripts/test-matrix.js [NODE] [BUN] [DENO]    the running Node without
 *
 * The versions are in __test__/matrix/package.json.
 */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./addon');
const { Failure, command, run } = require('./command');
const { host, install, tarballs, withFolder } = require('./project');

/** The oldest Node that all the runners run on. */
const OLDEST = [22, 20];

/** @param {string} project @param {string} archive memmap's @param {Record<string, string>} programs */
function cases(project, archive, { node, bun, deno }) {
  const here = { cwd: project, env: { ...process.env, NO_COLOR: '1', CI: '1' } };
  const go = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
    run(program, args, here);
  const tool = (/** @type {string} */ name, /** @type {string[]} */ ...args) => {
    const home = path.join('node_modules', name);
    const { bin } = JSON.parse(fs.readFileSync(path.join(project, home, 'package.json'), 'utf8'));
    const [first] = typeof bin === 'string' ? [bin] : Object.values(bin);
    return go(node, path.join(home, first), ...args);
  };
  const at = (/** @type {string} */ name) => path.join(path.dirname(project), name);
  const says = (/** @type {string} */ file) => go(node, file).trim();
  const works = '22.5 true 2';

  const bundle = (/** @type {string} */ bundler) => () => {
    go(node, 'bundlers/build.mjs', bundler, 'bundles');
    for (const name of [`${bundler}.cjs`, `${bundler}.mjs`]) {
      assert.equal(says(path.join('bundles', 'outside', name)), works, `memmap outside of ${name}`);
      // Far from memmap: only the package of the binary is installed there.
      const inside = path.join(at('beside'), name);
      fs.renameSync(path.join(project, 'bundles', 'inside', name), inside);
      assert.equal(says(inside), works, `memmap inside of ${name}`);
      const alone = path.join(at('alone'), name);
      fs.renameSync(inside, alone);
      assert.throws(() => go(node, alone), /memmap has no binary for.*node_modules folder beside/);
    }
  };
  const typescript = (/** @type {string} */ compiler) => ({
    [`${compiler}, nodenext`]: () => {
      tool(compiler, '-p', 'typescript/tsconfig.nodenext.json');
      assert.equal(says('typescript/out-nodenext/use.js'), 'typed');
    },
    [`${compiler}, bundler`]: () => {
      tool(compiler, '-p', 'typescript/tsconfig.bundler.json');
      tool('esbuild', 'typescript/out-bundler/use.js', '--outfile=typed.cjs', '--format=cjs');
      assert.equal(says('typed.cjs'), 'typed');
    },
  });
  for (const name of ['alone', 'beside']) fs.mkdirSync(at(name));
  const binary = `node_modules/memmap-${host().suffix}`;
  fs.cpSync(path.join(project, binary), path.join(at('beside'), binary), { recursive: true });

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
    ...typescript('typescript'),
    ...typescript('typescript-5.9'),
    webpack: bundle('webpack'),
    rspack: bundle('rspack'),
    rollup: bundle('rollup'),
    'Vite, for the server': bundle('vite'),
    esbuild: bundle('esbuild'),
    '@vercel/nft: what it traces works elsewhere': () => {
      go(node, 'bundlers/trace.mjs', 'bundlers/app.mjs', at('traced'));
      assert.equal(says(path.join(at('traced'), 'bundlers', 'app.mjs')), works);
    },
    'publint, both packages': () => {
      for (const name of ['memmap', path.basename(binary)]) {
        tool('publint', 'run', '--strict', path.join('node_modules', name));
      }
    },
    'are the types wrong?': () => tool('@arethetypeswrong/cli', archive),
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
    const tests = path.join(root, '__test__');
    fs.cpSync(path.join(tests, 'matrix'), project, { recursive: true });
    fs.cpSync(path.join(tests, 'types'), path.join(project, 'typescript', 'types'), {
      recursive: true,
    });
    // The runners' own dependencies have scripts; memmap has none.
    const archives = tarballs(folder);
    install(project, archives, ['--ignore-scripts']);
    const failed = [];
    for (const [name, use] of Object.entries(cases(project, archives[0], programs))) {
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
