'use strict';

/** What commands take, and their help: `parseArgs` of Node over one table a command. */

const { parseArgs } = require('node:util');
const { hanging } = require('./text');

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
 * @property {readonly string[]} positionals their names; all are needed, the last may be `NAME...`
 * @property {Record<string, Option>} options
 * @property {readonly string[]} [notes] paragraphs for the end of its help
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
    const unknown = /^Unknown option '(--[^']*)'/.exec(sentence)?.[1];
    const names = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(sentence.replace(/\.$/, '') + (unknown ? meant(unknown, names) : ''));
  }
  const { values, positionals } = parsed;
  if (values.help) return { values, positionals };
  const wanted = command.positionals;
  refuseDash(positionals);
  if (positionals.length < wanted.length) {
    throw new UsageError(
      `${wanted.slice(positionals.length).join(' and ').replace('...', '')} missing`,
    );
  }
  if (positionals.length > wanted.length && !wanted.at(-1)?.endsWith('...')) {
    throw new UsageError(`unexpected argument ${positionals[wanted.length]}`);
  }
  return { values, positionals };
}

/** @param {readonly string[]} positionals */
function refuseDash(positionals) {
  if (!positionals.includes('-')) return;
  throw new UsageError('- (standard input or output) cannot be mapped: give the name of a file');
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
 * @param {unknown} value of `--axis`
 * @returns {number[] | undefined}
 */
function parseAxes(value) {
  if (value === undefined) return undefined;
  const parts = String(value).split(',');
  if (parts.every((part) => /^\s*[+-]?\d+\s*$/.test(part))) return parts.map(Number);
  throw new UsageError(`--axis takes integers with commas between (got ${value})`);
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

/** @param {string} text @param {readonly string[]} known what it may be a slip for */
function meant(text, known) {
  const [[steps, nearest] = [Infinity, '']] = known
    .map((name) => /** @type {const} */ ([distance(text.toLowerCase(), name), name]))
    .sort(([a], [b]) => a - b);
  return steps <= Math.max(1, nearest.length / 3) ? `: did you mean ${nearest}?` : '';
}

/** Letters to add, drop, change or swap with their neighbours. @param {string} a @param {string} b */
function distance(a, b) {
  const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}

/** Two columns. @param {[left: string, right: string][]} rows @returns {string[]} lines */
function columns(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) => hanging(`  ${left.padEnd(width)}  `, right));
}

/** @param {Record<string, Option>} options */
function optionLines(options) {
  return columns(
    Object.entries(options).map(([name, { short, value, help }]) => {
      const long = `--${name}${value ? ` ${value}` : ''}`;
      return [short ? `-${short}, ${long}` : `    ${long}`, help];
    }),
  );
}

/** @param {string} name @param {Command} command */
function commandHelp(name, command) {
  const { summary, positionals, options, notes = [], examples } = command;
  return [
    `memmap ${name} ${positionals.join(' ')} [options]`,
    '',
    ...hanging('', summary),
    '',
    'Options:',
    ...optionLines({ ...options, ...HELP }),
    '',
    ...notes.flatMap((note) => [...hanging('', note), '']),
    ...exampleLines(examples),
    '',
  ].join('\n');
}

/** @param {readonly [command: string, what: string][]} examples */
function exampleLines(examples) {
  return ['Examples:', ...examples.flatMap(([text, what]) => [`  ${text}`, `      ${what}`])];
}

/** @param {[string, Command][]} commands */
function generalHelp(commands) {
  return [
    'memmap COMMAND FILE [options]',
    '',
    ...hanging(
      '',
      'Looks into .npy, .npz and raw files of numbers in place, however large they are.',
    ),
    '',
    'Commands:',
    ...columns(commands.map(([name, { summary }]) => [name, summary])),
    '',
    ...exampleLines(commands.map(([, { examples }]) => examples[0])),
    '',
    'memmap COMMAND --help lists the options of a command, memmap --version the',
    'version. Exit codes: 0 done, 1 failed, 2 wrong usage. MEMMAP_THREADS=N in the',
    'environment keeps the work to N threads.',
    '',
  ].join('\n');
}

module.exports = {
  UsageError,
  parse,
  parseCount,
  parseRange,
  parseAxes,
  refuseOptions,
  refuseDash,
  meant,
  commandHelp,
  generalHelp,
};
