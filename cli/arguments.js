'use strict';

/** What commands take, and their help: `parseArgs` of Node over one table a command. */

const { parseArgs } = require('node:util');

/**
 * @typedef {object} Option
 * @property {'string' | 'boolean'} type
 * @property {string} [short]
 * @property {string} [value] what help calls it
 * @property {string} help
 */

/**
 * @typedef {object} Command
 * @property {string} summary
 * @property {readonly string[]} positionals their names; all are needed
 * @property {Record<string, Option>} options
 * @property {readonly string[]} [notes] lines for the end of its help
 * @property {readonly [command: string, what: string][]} examples
 * @property {(parsed: Parsed) => unknown} run
 */

/** @typedef {{ values: Record<string, any>, positionals: string[] }} Parsed */

/** What the caller typed is wrong: exit code 2. */
class UsageError extends Error {
  /** Whose help will tell. @type {string | undefined} */
  command;
}

/** @type {Record<string, Option>} */
const HELP = { help: { type: 'boolean', short: 'h', help: 'show this' } };

/**
 * @param {Command} command
 * @param {readonly string[]} argv
 * @returns {Parsed}
 */
function parse(command, argv) {
  const options = { ...command.options, ...HELP };
  let parsed;
  try {
    parsed = parseArgs({ args: joined(argv, options), options, allowPositionals: true });
  } catch (error) {
    // Node explains at length how to pass a dash.
    const [sentence] = /** @type {Error} */ (error).message.split(/\.\s/);
    throw new UsageError(sentence.replace(/\.$/, ''));
  }
  const { values, positionals } = parsed;
  if (values.help) return { values, positionals };
  const wanted = command.positionals;
  if (positionals.length < wanted.length) {
    throw new UsageError(`${wanted.slice(positionals.length).join(' and ')} missing`);
  }
  if (positionals.length > wanted.length) {
    throw new UsageError(`unexpected argument ${positionals[wanted.length]}`);
  }
  return { values, positionals };
}

/**
 * `--slice -5:` and `--shape -1,4` as one argument each: a value that begins with a dash and a digit
 * is no option, but parseArgs takes it for one.
 *
 * @param {readonly string[]} argv
 * @param {Record<string, Option>} options
 */
function joined(argv, options) {
  const result = [];
  for (let at = 0; at < argv.length; at++) {
    const name = argv[at].startsWith('--') ? argv[at].slice(2) : '';
    const takes = Object.hasOwn(options, name) && options[name].type === 'string';
    if (takes && /^-[\d.:]/.test(argv[at + 1] ?? '')) result.push(`${argv[at]}=${argv[++at]}`);
    else if (argv[at] === '--') return [...result, ...argv.slice(at)];
    else result.push(argv[at]);
  }
  return result;
}

/**
 * @param {string} name of the option
 * @param {unknown} value
 * @param {number} [least]
 * @returns {number | undefined}
 */
function parseCount(name, value, least = 1) {
  if (value === undefined) return undefined;
  const text = String(value);
  if (/^\d+$/.test(text) && Number(text) >= least && Number.isSafeInteger(Number(text))) {
    return Number(text);
  }
  throw new UsageError(`--${name} must be an integer >= ${least} (got ${text})`);
}

/**
 * @param {unknown} value of `--range`
 * @returns {[number, number] | undefined}
 */
function parseRange(value) {
  if (value === undefined) return undefined;
  const parts = String(value).split(',');
  const [low, high] = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (parts.length === 2 && Number.isFinite(low) && Number.isFinite(high) && low < high) {
    return [low, high];
  }
  throw new UsageError(`--range must be two numbers LOW,HIGH (got ${value})`);
}

/**
 * No option is taken and then ignored.
 *
 * @param {Record<string, unknown>} given
 * @param {string} why
 */
function refuseOptions(given, why) {
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && value !== false) throw new UsageError(`--${name} ${why}`);
  }
}

/** @param {Record<string, Option>} options */
function optionLines(options) {
  const rows = Object.entries(options).map(([name, { short, value, help }]) => {
    const long = `--${name}${value ? ` ${value}` : ''}`;
    return [short ? `-${short}, ${long}` : `    ${long}`, help];
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

/** @param {string} name @param {Command} command */
function commandHelp(name, command) {
  const { summary, positionals, options, notes = [], examples } = command;
  const lines = [`memmap ${name} ${positionals.join(' ')} [options]`, '', summary, '', 'Options:'];
  lines.push(...optionLines({ ...options, ...HELP }), '');
  if (notes.length > 0) lines.push(...notes, '');
  lines.push('Examples:');
  for (const [text, what] of examples) lines.push(`  ${text}`, `      ${what}`);
  return `${lines.join('\n')}\n`;
}

/** @param {[string, Command][]} commands */
function generalHelp(commands) {
  const lines = [
    'memmap COMMAND FILE [options]',
    '',
    'Looks into .npy, .npz and raw files of numbers in place, however large they are.',
    '',
    'Commands:',
    ...commands.map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`),
    '',
    'memmap COMMAND --help tells the options and has examples; memmap --version the version.',
    'Exit codes: 0 done, 1 failed, 2 wrong usage. MEMMAP_THREADS=N keeps the work to N threads.',
  ];
  return `${lines.join('\n')}\n`;
}

module.exports = {
  UsageError,
  parse,
  parseCount,
  parseRange,
  refuseOptions,
  commandHelp,
  generalHelp,
};
