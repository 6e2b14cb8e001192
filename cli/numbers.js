'use strict';

/** Opening an array that a command wants numbers of. */

const { openSource } = require('./source');
const { kindOf } = require('./scan/elements');
const { showFields } = require('./text');
const { dtype: parseDtype } = require('memmap');

/** @typedef {ReturnType<typeof openNumbers>} Numbers */

/**
 * @param {import('./source').Spec} spec
 * @param {string} command
 */
function openNumbers(spec, command) {
  const { whole, view } = openSource(spec);
  const dtype = parseDtype(view.dtype);
  const kind = kindOf(dtype);
  if (kind !== null) return { whole, view, dtype, kind };
  const why = dtype.fields
    ? `records: choose one with --field ${showFields(view.dtype, 'or')}`
    : `${command} needs numbers, not ${dtype}`;
  throw new Error(`${spec.file}: ${why}`);
}

module.exports = { openNumbers };
