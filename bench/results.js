'use strict';

/** The results that are kept, for what is made of them: the charts and the README's figures. */

const fs = require('node:fs');
const path = require('node:path');

/** The runtime whose results the README shows. */
const RUNTIME = 'node24';

const folder = path.join(__dirname, 'results');

/** What a file of questions came to: `{ machine, questions }`. */
function load(name) {
  return JSON.parse(fs.readFileSync(path.join(folder, `${name}.${RUNTIME}.json`), 'utf8'));
}

/** Names of all files of questions that have results. */
function names() {
  const ending = `.${RUNTIME}.json`;
  const found = fs.readdirSync(folder).filter((name) => name.endsWith(ending));
  return found.map((name) => name.slice(0, -ending.length)).sort();
}

/** The result of the question that begins so. */
function find(name, beginning) {
  const result = load(name).questions.find(({ question }) => question.startsWith(beginning));
  if (result !== undefined) return result;
  throw new Error(`bench/results has no answer to '${beginning}': npm run bench -- ${name}`);
}

/** The row of a variant. */
function row(result, variant) {
  const found = result.results.find((each) => each.variant === variant);
  if (found !== undefined) return found;
  throw new Error(`'${result.question}' has no variant '${variant}'`);
}

module.exports = { find, load, names, row };
