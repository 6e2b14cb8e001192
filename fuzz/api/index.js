'use strict';

/**
 * Opens, slices, reads, writes and closes random files through the public API:
 * `node fuzz/api [--runtime PATH] [--seconds 20] [--seed N] [--rounds N]`, with the running Node
 * unless another Node, a bun or a deno is named.
 *
 * The rounds run in a child. A finding is an error without a code, the end of the child, a round
 * without end, too much time or memory, or a file that changed in mode 'r' or 'c'. Its seed is
 * printed and its input kept in fuzz/artifacts; `--seed N --rounds 1` repeats it and prints each call.
 */

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { Random } = require('./random');

/** Of processor time, in microseconds; of memory, in bytes; without progress, in milliseconds. */
const SLOW = 3e6;
const MEMORY = 1.5e9;
const HANG = 60_000;
/** As many findings end a run. */
const ENOUGH = 10;

const { values } = parseArgs({
  options: {
    runtime: { type: 'string', default: process.execPath },
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    rounds: { type: 'string', default: 'Infinity' },
    /** Of the child: a folder to work in. */
    folder: { type: 'string' },
  },
});
const numbers = { seed: Number(values.seed), rounds: Number(values.rounds) };

if (values.folder) work(values.folder);
else supervise();

/** The child: one round after the other; `round` has the seed of the one that runs. */
async function work(folder) {
  const { input } = require('./inputs');
  const { play } = require('./calls');
  const file = path.join(folder, 'input');
  const end = Date.now() + Number(values.seconds) * 1000;
  const say = numbers.rounds === 1 ? (text) => fs.writeSync(2, `  ${text}\n`) : () => {};
  const round = fs.openSync(path.join(folder, 'round'), 'r+');
  for (let seed = numbers.seed; seed < numbers.seed + numbers.rounds && Date.now() < end; seed++) {
    fs.writeSync(round, Buffer.from(String(seed).padEnd(16)), 0, 16, 0);
    const random = new Random(seed);
    fs.rmSync(file, { force: true });
    const bytes = input(random, file);
    fs.writeFileSync(file, bytes);
    const start = process.cpuUsage();
    await play(random, file, say);
    const { user, system } = process.cpuUsage(start);
    if (user + system > SLOW) throw new Error(`took ${(user + system) / 1e6} s`);
    // Promises, finalizers and collections have their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Starts children until the time is over; each ends with its first finding. */
async function supervise() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-fuzz-'));
  const end = Date.now() + Number(values.seconds) * 1000;
  let { seed } = numbers;
  let findings = 0;
  console.log(`seed ${seed}, ${values.seconds} s`);
  for (;;) {
    const seconds = (end - Date.now()) / 1000;
    const rounds = numbers.seed + numbers.rounds - seed;
    if (seconds <= 0 || rounds <= 0 || findings === ENOUGH) break;
    const { why, output } = await watch(folder, { seed, rounds, seconds });
    const last = Number(fs.readFileSync(path.join(folder, 'round'), 'utf8'));
    if (why !== undefined) {
      findings++;
      console.log(`\nFINDING with --seed ${last}: ${why}\n${output}`);
      console.log(`kept as ${keep(last, folder)}`);
    }
    seed = last + 1;
  }
  fs.rmSync(folder, { recursive: true, force: true });
  console.log(`${seed - numbers.seed} rounds, ${findings} findings`);
  process.exitCode = findings > 0 ? 1 : 0;
}

/** The input of a round, made again, as the calls may have changed it. */
function keep(seed, folder) {
  const artifacts = path.join(__dirname, '../artifacts');
  const kept = path.join(artifacts, `api-${seed}`);
  fs.mkdirSync(artifacts, { recursive: true });
  fs.writeFileSync(kept, require('./inputs').input(new Random(seed), path.join(folder, 'input')));
  return kept;
}

/**
 * Runs one child.
 *
 * @param {string} folder
 * @param {{ seed: number, rounds: number, seconds: number }} bounds
 * @returns {Promise<{ why?: string, output: string }>} `why` it is a finding
 */
function watch(folder, bounds) {
  const isDeno = path.basename(values.runtime).startsWith('deno');
  const before = isDeno ? ['run', '-A', '--no-check'] : [];
  const given = Object.entries(bounds).map(([name, value]) => `--${name}=${value}`);
  const progress = path.join(folder, 'round');
  fs.writeFileSync(progress, String(bounds.seed));
  const args = [...before, __filename, `--folder=${folder}`, ...given];
  const child = spawn(values.runtime, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, last, moved, why] = ['', '', Date.now(), undefined];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => (output = (output + text).slice(-5000)));
  }
  const timer = setInterval(() => {
    const round = fs.readFileSync(progress, 'utf8');
    if (round !== last) [last, moved] = [round, Date.now()];
    if (Date.now() - moved > HANG) why = 'no end';
    else if (memory(child.pid) > MEMORY) why = 'too much memory';
    if (why !== undefined) child.kill('SIGKILL');
  }, 100);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearInterval(timer);
      if (status !== 0) why ??= `ended with ${signal ?? status}`;
      resolve({ why, output });
    });
  });
}

/** Resident bytes of a process, where /proc tells. */
function memory(pid) {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}
