'use strict';

/** Runs one variant of a question in a process of its own. */

const { execFile, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { folder } = require('./folders');
const { confined } = require('./confine');

/** The command that runs a script of ours in `runtime`, or in the one that runs this. */
function script(runtime, file, args) {
  const program = runtime ?? process.execPath;
  const name = path.basename(program);
  let flags = ['--expose-gc'];
  if (name.startsWith('bun')) flags = [];
  if (name.startsWith('deno')) flags = ['run', '-A', '--no-check', '--v8-flags=--expose-gc'];
  return [program, ...flags, path.join(__dirname, file), ...args];
}

let limits;

/** The program that measures what the machine itself can do, compiled when it is first wanted. */
function limitsProgram() {
  if (limits === undefined) {
    limits = path.join(folder(), 'limits');
    const source = path.join(__dirname, 'limits.c');
    const flags = ['-O2', '-march=native', '-pthread'];
    execFileSync('cc', [...flags, '-o', limits, source], { stdio: 'pipe' });
  }
  return limits;
}

const prelude = () => fs.readFileSync(path.join(__dirname, 'prelude.py'), 'utf8');

function command(file, question, variant, way) {
  if (way.python) return ['python3', '-c', prelude() + way.python];
  if (way.c) return [limitsProgram(), ...way.c.map(String)];
  return script(way.runtime, 'one.js', [file, question, variant]);
}

/** In milliseconds; no measurement takes a quarter of it. */
const DEADLINE = 300_000;

let running;
process.on('exit', () => running?.kill('SIGKILL'));

/** Runs a program to its end; an error only where it cannot be started. */
function run([program, ...args], env) {
  const options = { env, timeout: DEADLINE, killSignal: 'SIGKILL' };
  return new Promise((resolve, reject) => {
    running = execFile(program, args, options, (error, stdout, stderr) => {
      running = undefined;
      if (typeof error?.code === 'string') reject(error);
      else resolve({ status: error?.code ?? 0, signal: error?.signal, stdout, stderr });
    });
  });
}

/** What a process that failed said: its error, or else its last line. */
function reasonOf({ status, signal, stderr }) {
  if (signal) return `killed by ${signal}`;
  const lines = stderr.trim().split('\n');
  const line = lines.find((text) => /^(?:\w|\s\[)*Error\b/.test(text)) ?? lines.at(-1);
  // A runtime's own crash handler turns a signal into a report and a status.
  if (status > 128) return `killed by signal ${status - 128}`;
  return line || `exit status ${status}`;
}

/**
 * One measurement: its value, or a reason where the variant cannot run here.
 *
 * @param {string} file of the question
 * @param {{ question: string, variants: Record<string, any>, memory?: number }} bench
 * @param {string} variant
 * @returns {Promise<{ value: any } | { reason: string, signal: string | null }>}
 */
async function measure(file, { question, variants, memory }, variant) {
  const way = variants[variant];
  const env = { ...process.env, ...way.env };
  try {
    if (!env.BENCH_LIMITS) env.BENCH_LIMITS = limitsProgram();
    const line = command(file, question, variant, way);
    const result = await run(memory ? confined(line, memory) : line, env);
    // With a value, the end of the process is of no interest.
    if (result.stdout !== '') return { value: JSON.parse(result.stdout) };
    return { reason: reasonOf(result), signal: result.signal };
  } catch (error) {
    return { reason: error.message, signal: null };
  }
}

module.exports = { measure };
