'use strict';

/** The examples in README.md and docs/ run, and print what stands beside them, as NumPy does. */

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { root, numpy, runFile, scratch, withNumpy } = require('./helpers');
const { exampleFolder, printed, words } = require('./support/cli');
const { writeZip } = require('./support/zip');

const FENCE = /^```(\w*)\n(.*?)^```$/gms;

/** The fenced blocks of a page. @returns {{ language: string, code: string }[]} */
function blocksOf(page) {
  const text = fs.readFileSync(path.join(root, page), 'utf8');
  return Array.from(text.matchAll(FENCE), ([, language, code]) => ({ language, code }));
}

/** A new folder of a project that has memmap installed. */
function project(files = {}) {
  const folder = scratch();
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  fs.symlinkSync(root, path.join(folder, 'node_modules/memmap'), 'junction');
  fs.writeFileSync(path.join(folder, 'package.json'), '{"dependencies":{"memmap":"*"}}');
  for (const [name, bytes] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, name), bytes);
  }
  return folder;
}

/** Runs blocks as they are, in one file of a project; gives what they print. */
function runJavaScript(blocks, name, files) {
  const cwd = project(files);
  fs.writeFileSync(path.join(cwd, name), blocks.map(({ code }) => code).join('\n'));
  const { status, stdout, stderr } = runFile(path.join(cwd, name));
  assert.equal(status, 0, stderr);
  return stdout.replaceAll('\r\n', '\n');
}

/** Whether a block of a page needs Python with NumPy. */
const needsNumpy = ({ code }) => code.includes("'python3'");

/** The blocks of a language in the NumPy guide, and what stands below them. */
function guided(language) {
  const found = { blocks: [], expected: [] };
  const blocks = blocksOf('docs/numpy.md');
  blocks.forEach((block, at) => {
    if (block.language !== language) return;
    if (needsNumpy(block) && withNumpy().skip) return;
    found.blocks.push(block);
    const output = blocks.slice(at + 1).find((other) => other.language !== 'js');
    if (output?.language === 'text') found.expected.push(output.code);
  });
  assert.ok(found.expected.length >= 8);
  return found;
}

test('the examples of README.md run as they are, in one file', () => {
  const blocks = blocksOf('README.md').filter(({ language }) => language === 'js');
  assert.ok(blocks.length >= 2);
  const weights = fs.readFileSync(path.join(root, '__test__/fixtures/npy/version1.npy'));
  const archive = writeZip(scratch(''), [{ name: 'weights.npy', data: weights }]);
  const shown = { code: 'console.log(weights.shape.length)' };
  const printed = runJavaScript([...blocks, shown], 'readme.cjs', {
    'model.npz': fs.readFileSync(archive),
  });
  assert.match(printed, /^\[ 1000, 64 \] 1\.25 \[ 7, 0, 0 \]\n\d\n$/);
});

test('the commands in README.md print what stands below them, in 80 columns', () => {
  const cwd = exampleFolder();
  const consoles = blocksOf('README.md').filter(({ language }) => language === 'console');
  const commands = consoles.flatMap(({ code }) => code.split(/^\$ npx memmap /m).slice(1));
  assert.ok(commands.length >= 5);
  for (const text of commands) {
    const [command, ...expected] = text.split('\n');
    assert.equal(printed(words(command), { cwd }), expected.join('\n'), command);
    for (const line of expected) assert.ok(line.length <= 80, line);
  }
});

test('the NumPy guide is one program, and prints what stands below its blocks', () => {
  const { blocks, expected } = guided('js');
  assert.equal(runJavaScript(blocks, 'guide.mjs'), expected.join(''));
});

test('NumPy prints the same beside it', withNumpy(), () => {
  const { blocks, expected } = guided('python');
  const folder = scratch();
  fs.mkdirSync(folder);
  const code = blocks.map((block) => block.code).join('\n');
  const printed = numpy(`import os\nos.chdir(sys.argv[1])\n${code}`, folder);
  assert.equal(printed.replaceAll('\r\n', '\n'), expected.join(''));
});

test('each example has its line in the index of examples/', () => {
  const index = fs.readFileSync(path.join(root, 'examples/README.md'), 'utf8');
  const linked = Array.from(index.matchAll(/^\| \[[^\]]+\]\(([^)]+)\) /gm), ([, file]) => file);
  const examples = fs
    .readdirSync(path.join(root, 'examples'))
    .filter((name) => name !== 'README.md');
  assert.deepEqual(linked.sort(), examples.sort());
});

test('links of the pages lead to files that are there', () => {
  const pages = ['.', 'docs', 'examples'].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join(folder, name)),
  );
  assert.ok(pages.length > 3);
  for (const page of pages) {
    const code = /^```.*?^```/gms;
    const text = fs.readFileSync(path.join(root, page), 'utf8').replace(code, '');
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      const [file] = link.split('#');
      if (/^https?:/.test(link) || file === '') continue;
      const target = path.join(root, path.dirname(page), decodeURIComponent(file));
      assert.ok(fs.existsSync(target), `${page}: ${link}`);
    }
  }
});
