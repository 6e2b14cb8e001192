'use strict';

/** Opening an array that a command wants numbers of. */

const { openSource } = require('./source');
const { kindOf } = require('./scan/elements');
const { showDtype } = require('./text');
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
  const { fields } = dtype;
  const advice = fields
    ? `: --field says which of ${fields.map(({ name }) => name).join(', ')}`
    : '';
  throw new Error(`${spec.file}: ${command} needs numbers, not ${showDtype(view.dtype)}${advice}`);
}

module.exports = { openNumbers };
