'use strict';

/** Operations on whole arrays, carried out at once or in steps. */

const { checkOptions } = require('../options');
const { comparisons } = require('./compare');
const { gathers } = require('./gather');
const { reductions } = require('./reduce');
const work = require('./work');

/** @typedef {import('./base').Strided} Strided */

/** What the twins take beside the options of the plain methods. */
const TWIN_OPTIONS = ['signal', 'onProgress', 'release'];

/**
 * @typedef {object} Description
 * @property {number} takes how many arguments stand before the options
 * @property {readonly string[]} options
 * @property {import('./work').Operation} run
 */

/** @type {WeakMap<object, Record<string, Description>>} */
const known = new WeakMap();

/** @param {any} NDArray the class of results @param {string} name */
function operation(NDArray, name) {
  let operations = known.get(NDArray);
  if (operations === undefined) {
    operations = { ...reductions(NDArray), ...gathers(NDArray), ...comparisons(NDArray) };
    known.set(NDArray, operations);
  }
  return operations[name];
}

/** @param {any} NDArray @param {string} name @param {Strided} array @param {any[]} args */
function runAtOnce(NDArray, name, array, args) {
  const { takes, options, run } = operation(NDArray, name);
  return work.runAtOnce(run(array, args, checkOptions(args[takes], options), false));
}

/** @param {any} NDArray @param {string} name @param {Strided} array @param {any[]} args */
function runInSteps(NDArray, name, array, args) {
  const { takes, options, run } = operation(NDArray, name);
  const given = checkOptions(args[takes], [...options, ...TWIN_OPTIONS]);
  return work.runInSteps(array, run(array, args, given, true), given);
}

module.exports = { runAtOnce, runInSteps };
