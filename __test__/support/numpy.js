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

/** Those of some dtypes that NumPy knows: without ml_dtypes not bfloat16. */
function known(dtypes) {
  const script = 'import importlib.util\nprint(importlib.util.find_spec("ml_dtypes") is not None)';
  const all = numpy(script).trim() === 'True';
  return all ? dtypes : dtypes.filter((dtype) => dtype !== 'bfloat16');
}

module.exports = { ask, known };
