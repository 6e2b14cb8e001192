'use strict';

/** NumPy as the judge of what arrays should be; tests that ask it are skipped where it is missing. */

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { numpy, scratch } = require('../helpers');

/**
 * @param {object[]} cases as oracle.py takes them
 * @returns {any[]} one answer each
 */
function ask(cases) {
  const script = readFileSync(join(__dirname, 'oracle.py'), 'utf8');
  const [questions, answers] = [scratch(JSON.stringify(cases)), scratch('')];
  numpy(script, questions, answers);
  return JSON.parse(readFileSync(answers, 'utf8'));
}

module.exports = { ask };
