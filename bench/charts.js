'use strict';

/**
 * `npm run charts`: draws docs/charts/*.svg and writes docs/figures.md, both from
 * bench/results/. With `--check` it writes nothing, and fails where they are not what they would be.
 */

const fs = require('node:fs');
const path = require('node:path');
const prettier = require('prettier');
const { charts, draw } = require('./draw');
const { withFigures } = require('./page');

const docs = path.join(__dirname, '..', 'docs');

/** What a file is to hold, from what it holds. */
async function figures(text, file) {
  const options = { ...(await prettier.resolveConfig(file)), parser: 'markdown' };
  return prettier.format(withFigures(text), options);
}

async function main(check) {
  const files = charts.map((name) => [path.join(docs, 'charts', `${name}.svg`), () => draw(name)]);
  for (const [file, make] of [...files, [path.join(docs, 'figures.md'), figures]]) {
    const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    const text = await make(before, file);
    if (text === before) continue;
    console.log(`${file}: ${check ? 'is not up to date: npm run charts' : 'written'}`);
    if (check) process.exitCode = 1;
    else fs.writeFileSync(file, text);
  }
}

main(process.argv.includes('--check'));
