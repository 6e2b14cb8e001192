#!/usr/bin/env node
'use strict';

/** `memmap`: finds the command, runs it, and turns what goes wrong into one line and an exit code. */

const fs = require('node:fs');
const { UsageError, commandHelp, generalHelp, meant, parse, refuseDash } = require('./arguments');
const { endQuietlyOnClosedPipe, escaped, write } = require('./output');

/** Each is loaded when it is asked for. */
const COMMANDS = ['info', 'head', 'tail', 'stats', 'plot', 'convert'];

/** @param {string} name @returns {import('./arguments').Command} */
function load(name) {
  return require(`./commands/${name}.js`);
}

/** @param {string[]} argv */
async function main(argv) {
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-v') {
    return write(`${require('../package.json').version}\n`);
  }
  const [asked] = first === 'help' ? rest : argv;
  if (asked === undefined || asked === '--help' || asked === '-h') {
    return write(generalHelp(COMMANDS.map((name) => [name, load(name)])));
  }
  refuseDash([asked]);
  if (!COMMANDS.includes(asked)) throw unknownCommand(asked);
  const command = load(asked);
  if (first === 'help') return write(commandHelp(asked, command));
  try {
    const parsed = parse(command, rest);
    if (parsed.values.help) return write(commandHelp(asked, command));
    await command.run(parsed);
  } catch (error) {
    if (error instanceof UsageError) error.command = asked;
    throw error;
  }
}

/** @param {string} asked */
function unknownCommand(asked) {
  const advice = fs.existsSync(asked)
    ? `: did you mean memmap info ${asked}?`
    : meant(asked, COMMANDS) || `; there are ${COMMANDS.join(', ')}`;
  return new UsageError(`no command ${asked}${advice}`);
}

/** @param {any} error */
function report(error) {
  const isUsage = error instanceof UsageError;
  const command = isUsage && error.command ? ` ${error.command}` : '';
  const message = escaped(String(error?.message ?? error));
  const advice = isUsage ? ` (see memmap${command} --help)` : '';
  process.stderr.write(`memmap${command}: ${message}${advice}\n`);
  process.exitCode = isUsage ? 2 : 1;
}

endQuietlyOnClosedPipe();
main(process.argv.slice(2)).catch(report);
