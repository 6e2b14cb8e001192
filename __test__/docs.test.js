'use strict';

/** The examples in README.md and docs/ run, and print what stands beside them, as NumPy does. */

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { entry, root, numpy, runFile, scratch, withNumpy } = require('./helpers');
const { exampleFolder, printed, words } = require('./support/cli');
const { writeZip } = require('./support/zip');

const FENCE = /^```(\w*)\n(.*?)^```$/gms;
const MARK = '--- block';

/** The fenced blocks of a page. @returns {{ language: string, code: string }[]} */
function blocksOf(page) {
  const text = fs.readFileSync(path.join(root, page), 'utf8');
  return Array.from(text.matchAll(FENCE), ([, language, code]) => ({ language, code }));
}

/** What a program of several blocks printed, by block. */
function split(printed) {
  return printed.replaceAll('\r\n', '\n').split(`${MARK}\n`).slice(1);
}

/** Runs blocks of JavaScript one after the other in a new folder; gives what each prints. */
function runJavaScript(blocks, files = {}) {
  const folder = scratch();
  fs.mkdirSync(folder);
  for (const [name, bytes] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, name), bytes);
  }
  const code = blocks.map(({ code }) => `console.log('${MARK}');\n${code}`).join('\n');
  const script = `
    process.chdir(${JSON.stringify(folder)});
    (async () => {
      ${code.replaceAll("require('memmap')", `require(${JSON.stringify(entry)})`)}
    })().catch((error) => { console.error(error); process.exit(1); });`;
  const file = `${scratch()}.cjs`;
  fs.writeFileSync(file, script);
  const { status, stdout, stderr } = runFile(file);
  assert.equal(status, 0, stderr);
  return split(stdout);
}

/** Whether a block of a page needs Python with NumPy. */
const needsNumpy = ({ code }) => code.includes("'python3'");

/** The blocks that say what the block before them prints, by that block. */
function expectations(page) {
  const blocks = blocksOf(page);
  const found = new Map();
  blocks.forEach((block, at) => {
    const [before, js] = [blocks[at - 2], blocks[at - 1]];
    if (block.language !== 'text') return;
    assert.equal(js?.language, 'js', `output without a program: ${block.code}`);
    found.set(js.code, block.code);
    if (before?.language === 'python') found.set(before.code, block.code);
  });
  return found;
}

function check(page, blocks, printed) {
  const expected = expectations(page);
  assert.equal(printed.length, blocks.length);
  let compared = 0;
  blocks.forEach(({ code }, at) => {
    if (!expected.has(code)) return;
    assert.equal(printed[at], expected.get(code), code);
    compared++;
  });
  return compared;
}

test('the examples of README.md run', () => {
  const blocks = blocksOf('README.md').filter(({ language }) => language === 'js');
  assert.ok(blocks.length >= 2);
  const weights = fs.readFileSync(path.join(root, '__test__/fixtures/npy/version1.npy'));
  const archive = writeZip(scratch(''), [{ name: 'weights.npy', data: weights }]);
  const printed = runJavaScript([...blocks, { code: 'console.log(weights.shape.length)' }], {
    'model.npz': fs.readFileSync(archive),
  });
  assert.match(printed[0], /1000/);
  assert.match(printed.at(-1), /^\d\n$/);
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

const guide = 'docs/numpy.md';

test('the examples of the NumPy guide run, and print what stands below them', () => {
  const blocks = blocksOf(guide).filter(
    (block) => block.language === 'js' && (!withNumpy().skip || !needsNumpy(block)),
  );
  assert.ok(check(guide, blocks, runJavaScript(blocks)) >= 10);
});

test('NumPy prints the same beside them', withNumpy(), () => {
  const blocks = blocksOf(guide).filter(({ language }) => language === 'python');
  const folder = scratch();
  fs.mkdirSync(folder);
  const code = blocks.map(({ code }) => `print('${MARK}')\n${code}`).join('\n');
  const printed = numpy(`import os\nos.chdir(sys.argv[1])\n${code}`, folder);
  assert.ok(check(guide, blocks, split(printed)) >= 8);
});

test('links of the pages lead to files that are there', () => {
  const pages = ['.', 'docs'].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join(folder, name)),
  );
  assert.ok(pages.length > 3);
  for (const page of pages) {
    const text = fs.readFileSync(path.join(root, page), 'utf8');
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      const [file] = link.split('#');
      if (/^https?:/.test(link) || file === '') continue;
      const target = path.join(root, path.dirname(page), decodeURIComponent(file));
      assert.ok(fs.existsSync(target), `${page}: ${link}`);
    }
  }
});
