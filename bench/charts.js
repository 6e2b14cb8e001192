'use strict';

/**
 * `npm run charts`: draws docs/charts/*.svg and writes docs/figures.md, both from
 * bench/results/. With `--check` it writes nothing, and fails where they are not what they would be.
 */

const fs = require('node:fs');
const path = require('node:path');
const prettier = require('prettier');
const { charts } = require('./draw');
const { withFigures } = require('./page');

const root = path.join(__dirname, '..');

function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
}

/**
 * What the files should hold, by name.
 *
 * @param {string} page the file of the figures
 * @returns {Promise<Map<string, string>>}
 */
async function made(page) {
  const files = new Map();
  for (const [name, draw] of Object.entries(charts)) {
    files.set(path.join(root, 'docs', 'charts', `${name}.svg`), draw());
  }
  const options = { ...(await prettier.resolveConfig(page)), parser: 'markdown' };
  const text = withFigures(fs.readFileSync(page, 'utf8'));
  return files.set(page, await prettier.format(text, options));
}

async function main(args) {
  const check = args.includes('--check');
  const page = args.find((arg) => !arg.startsWith('--')) ?? path.join(root, 'docs', 'figures.md');
  const files = await made(path.resolve(page));
  const stale = [...files].filter(([file, text]) => readIfThere(file) !== text);
  for (const [file, text] of stale) {
    console.log(`${path.relative(root, file)}: ${check ? 'is not up to date' : 'written'}`);
    if (check) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  if (check && stale.length > 0) {
    console.log('npm run charts writes them anew');
    process.exitCode = 1;
  }
}

if (require.main === module) main(process.argv.slice(2));

module.exports = { made };
