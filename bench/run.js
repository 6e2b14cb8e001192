'use strict';

/**
 * `npm run bench [-- --quick] [name ...]`: each file here asks one question. Its variants run in
 * turn, several rounds, each in a process of its own; a row shows the median, the spread, and how
 * many times the first variant's median it is. Results go to bench/results/ as JSON.
 */

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const quick = process.argv.includes('--quick');
const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const rounds = quick ? 1 : 3;

/** A file asks one question, or a list of them. */
function questions(file) {
  return [require(path.join(__dirname, file))].flat();
}

/** One measurement, in this process. */
async function one(file, variant) {
  const [question, name] = variant.split('\t');
  const bench = questions(file).find((bench) => bench.question === question);
  const work = bench.variants[name].js({ quick, folder: process.env.BENCH_FOLDER });
  process.stdout.write(JSON.stringify(await work));
}

/** One measurement, in a process of its own; null where the variant cannot run here. */
function measure(file, variant, { python, c, env: own }, folder) {
  const env = { ...process.env, BENCH_FOLDER: folder, BENCH_QUICK: quick ? '1' : '', ...own };
  const options = { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] };
  const run = (command, args) => JSON.parse(execFileSync(command, args, options));
  try {
    if (python) return run('python3', ['-c', python]);
    if (c) {
      const binary = path.join(folder, `${c}.out`);
      if (!fs.existsSync(binary)) {
        execFileSync('cc', ['-O2', '-o', binary, path.join(__dirname, c)], options);
      }
      return run(binary, []);
    }
    const flags = ['--expose-gc', __filename, '--one', file, variant];
    return run(process.execPath, quick ? [...flags, '--quick'] : flags);
  } catch (error) {
    const lines = String(error.stderr || error.message)
      .trim()
      .split('\n');
    const reason = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
    return { reason };
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const format = (value) =>
  value.toPrecision(value < 1000 ? 3 : 4).replace(/\.?0+$|e.*/, (m) => (m[0] === '.' ? '' : m));

function ask(file, bench) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-bench-'));
  const rows = Object.entries(bench.variants).map(([variant, way]) => ({
    variant,
    way,
    values: [],
  }));
  try {
    bench.prepare?.({ folder, quick });
    for (let round = 0; round < rounds; round++) {
      for (const row of rows) {
        if (row.reason) continue;
        const value = measure(file, `${bench.question}\t${row.variant}`, row.way, folder);
        if (typeof value === 'number') row.values.push(value);
        else row.reason = value.reason;
      }
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${bench.question} (${bench.unit}, median of ${rounds})`);
  const first = median(rows[0].values);
  const results = rows.map(({ variant, values, reason }) => {
    if (reason) {
      console.log(`  ${variant.padEnd(44)} did not run: ${reason}`);
      return { variant, reason };
    }
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const row = { variant, median: median(values), low, high, ratio: median(values) / first };
    const spread = `${format(low)} to ${format(high)}`;
    console.log(
      `  ${variant.padEnd(44)}${format(row.median).padStart(10)}${spread.padStart(20)}${row.ratio.toFixed(2).padStart(9)}x`,
    );
    return row;
  });
  if (rows[0].values.length === 0) process.exitCode = 1;
  return { question: bench.question, unit: bench.unit, rounds, results };
}

function main() {
  const files = fs
    .readdirSync(__dirname)
    .filter((file) => file.endsWith('.bench.js'))
    .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
  const runtime = `${process.versions.bun ? 'bun' : 'node'}${process.versions.node.split('.')[0]}`;
  const machine = {
    runtime: `${runtime} ${process.version}`,
    platform: `${process.platform} ${process.arch}`,
    cpu: os.cpus()[0]?.model,
    cores: os.cpus().length,
  };
  console.log(Object.values(machine).join(', '));
  const results = path.join(__dirname, 'results');
  for (const file of files) {
    const able = questions(file).filter(({ question, skip }) => {
      if (skip) console.log(`\n${question}: not asked, ${skip}`);
      return !skip;
    });
    const asked = able.map((bench) => ask(file, bench));
    if (quick) continue;
    fs.mkdirSync(results, { recursive: true });
    const name = `${path.basename(file, '.bench.js')}.${runtime}.json`;
    const json = JSON.stringify({ machine, questions: asked }, null, 2);
    fs.writeFileSync(path.join(results, name), `${json}\n`);
  }
}

const at = process.argv.indexOf('--one');
if (at > 0) one(process.argv[at + 1], process.argv[at + 2]);
else main();
