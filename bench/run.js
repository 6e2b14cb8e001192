'use strict';

/**
 * `npm run bench [-- --quick] [name ...]`: each *.bench.js asks a question, or several. Their
 * variants run in turn, several rounds, each in a process of its own; a row shows the median, the
 * spread, and how many times the first variant's median it is. Results go to bench/results/ as JSON.
 */

const fs = require('node:fs');
const path = require('node:path');

const quick = process.argv.includes('--quick');
const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
process.env.BENCH_QUICK = quick ? '1' : '0';

const { folder, remove } = require('./folders');
const { machine, runtimeName } = require('./machine');
const { measure } = require('./measure');
const { print, resultOf } = require('./report');

const ROUNDS = 3;

/** Where a program that asks for accidents is killed, that is the answer. */
const outcome = ({ reason, signal, value }) => (signal ? `killed by ${signal}` : (value ?? reason));

async function ask(file, bench) {
  const rounds = quick || bench.outcome ? 1 : ROUNDS;
  const rows = Object.keys(bench.variants).map((variant) => ({ variant, values: [] }));
  process.env.BENCH_FOLDER = folder();
  await bench.prepare?.();
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      if (row.reason !== undefined) continue;
      bench.before?.();
      const measured = await measure(file, bench, row.variant);
      if (measured.value !== undefined && measured.value !== null) row.values.push(measured.value);
      else if (bench.outcome) row.values.push(outcome(measured));
      else row.reason = measured.reason ?? 'the result was wrong';
    }
  }
  remove(process.env.BENCH_FOLDER);
  const result = resultOf(bench, rounds, rows);
  print(result, quick);
  if (rows[0].reason !== undefined) process.exitCode = 1;
  return result;
}

function files() {
  const found = fs
    .readdirSync(__dirname)
    .filter((file) => file.endsWith('.bench.js'))
    .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
  if (found.length > 0) return found;
  console.error(`no question begins with ${names.join(' or ')}`);
  return process.exit(1);
}

/** Asks all that a file asks, and keeps the answers. */
async function askAll(file, header) {
  const questions = [];
  for (const bench of [require(path.join(__dirname, file))].flat()) {
    const reason = bench.skip?.();
    if (reason) console.log(`\n${bench.question}: not asked, ${reason}`);
    else questions.push(await ask(file, bench));
  }
  if (quick) return;
  const results = path.join(__dirname, 'results');
  fs.mkdirSync(results, { recursive: true });
  const name = `${path.basename(file, '.bench.js')}.${runtimeName()}.json`;
  const json = JSON.stringify({ machine: header, questions }, null, 2);
  fs.writeFileSync(path.join(results, name), `${json}\n`);
}

async function main() {
  const header = machine();
  const { versions, ...rest } = header;
  console.log(Object.values(rest).join(', '));
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version ?? 'missing'}`);
  console.log(list.join(', '));
  for (const file of files()) {
    const start = Date.now();
    await askAll(file, header);
    console.log(`\n  ${file}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
}

main();
