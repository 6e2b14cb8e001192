'use strict';

/** What the commands of this folder share: running programs, and failing in one line. */

const { spawnSync } = require('node:child_process');
const { mkdirSync, rmSync } = require('node:fs');
const path = require('node:path');

/** An error that the user of a command can fix: shown without a stack. */
class Failure extends Error {}

/**
 * Runs a program; gives its output unless that goes to the terminal.
 * @param {string} program @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
function run(program, args, options) {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  if (result.error) throw new Failure(`${program}: ${result.error.message}`);
  if (result.status !== 0) {
    const said = [result.stdout, result.stderr].filter(Boolean).join('\n').trim();
    const end = result.signal ?? `status ${result.status}`;
    throw new Failure(`${program} ${args.join(' ')}: ${end}${said && `\n${said}`}`);
  }
  return `${result.stdout ?? ''}`;
}

/**
 * Runs npm: the one that runs this script, or the one on PATH.
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
function npm(args, options) {
  const own = process.env.npm_execpath ?? '';
  if (own.endsWith('npm-cli.js')) return run(process.execPath, [own, ...args], options);
  // On Windows it is a batch file.
  return run('npm', args, { shell: process.platform === 'win32', ...options });
}

/**
 * @param {string[]} args of `npm pack`
 * @param {string} cwd
 * @returns {string} the name that it gave the archive
 */
function npmPack(args, cwd) {
  const said = npm(['pack', '--silent', ...args], { cwd });
  return /** @type {string} */ (said.trim().split('\n').at(-1));
}

/**
 * Fetches a package of the npm registry and unpacks one file of it.
 * @param {string} spec name and version
 * @param {string} name of the file in the package
 * @param {string} folder where it goes, under its whole name; made if need be
 * @returns {string} its path
 */
function fetchFile(spec, name, folder) {
  mkdirSync(folder, { recursive: true });
  const archive = npmPack([spec], folder);
  const inside = path.join('package', name);
  run('tar', ['-xzf', archive, inside], { cwd: folder });
  rmSync(path.join(folder, archive));
  return path.join(folder, inside);
}

/** Runs what a script does, if it is the one that was started. */
async function command(/** @type {NodeModule} */ script, /** @type {() => unknown} */ main) {
  if (require.main !== script) return;
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

module.exports = { Failure, run, npm, npmPack, fetchFile, command };
