'use strict';

/** Running the command line as its users do, in a process of its own. */

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { openMemmap } = require('../../index.js');
const { root, scratch } = require('../helpers');
const { writeZip } = require('./zip');

/** The program and the arguments that run `memmap` in this runtime. */
function commandLine(...args) {
  const before = 'Deno' in globalThis ? ['run', '-A', '--no-check'] : [];
  return [process.execPath, [...before, path.join(root, 'cli', 'memmap.js'), ...args]];
}

/** What `memmap` prints, and how it ends. Colours and widths do not depend on who runs the test. */
function run(args, { env = {}, ...options } = {}) {
  const [program, given] = commandLine(...args);
  const { NO_COLOR: _, FORCE_COLOR: __, COLUMNS: ___, ...others } = process.env;
  const { status, signal, stdout, stderr } = spawnSync(program, given, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...options,
    env: { ...others, ...env },
  });
  return { status, signal, stdout, stderr };
}

/** What a command that does its work prints. */
function printed(args, options) {
  const { status, stdout, stderr } = run(args, options);
  if (status !== 0 || stderr !== '') throw new Error(`status ${status}: ${stderr}`);
  return stdout;
}

/** What it prints as JSON, read as JavaScript reads it: large integers are rounded. */
function json(args, options) {
  return JSON.parse(printed([...args, '--json'], options));
}

/** The words of a command as a shell splits them. */
function words(text) {
  return Array.from(text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g), (found) => {
    return found[1] ?? found[2] ?? found[3];
  });
}

/** Numbers that look like those of a normal distribution, the same everywhere. */
function* bells(seed) {
  let state = seed;
  const uniform = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  for (;;) yield (uniform() + uniform() + uniform() + uniform() - 2) * 1.75;
}

/** A new folder with the files that examples of the command line are about. */
function exampleFolder() {
  const folder = scratch();
  fs.mkdirSync(folder);
  const at = (name) => path.join(folder, name);
  const numbers = bells(1);
  const npy = (name, dtype, shape, value) => {
    const array = openMemmap(at(name), { mode: 'w+', dtype, shape });
    const { data } = array;
    if (data instanceof DataView)
      for (let row = 0; row < shape[0]; row++) array.set(row, value(row));
    else for (let element = 0; element < data.length; element++) data[element] = value(element);
    array.close();
    return at(name);
  };
  const next = () => numbers.next().value;
  npy('embeddings.npy', 'float32', [10_000, 64], next);
  npy('signal.npy', 'float64', [2000], next);
  npy('weights.npy', 'float32', [30, 40], next);
  npy('volume.npy', 'uint8', [128, 20, 30], (element) => element % 251);
  const trade = [
    ['time', 'M8[s]'],
    ['price', 'f4'],
    ['volume', 'i4'],
  ];
  npy('trades.npy', trade, [5000], (row) => ({
    time: BigInt(1_700_000_000 + 60 * row),
    price: 100 + (row % 37) / 8,
    volume: (row * 7919) % 1000,
  }));
  const member = (name, ...array) => {
    const file = npy('member.npy', ...array);
    const data = fs.readFileSync(file);
    fs.rmSync(file);
    return { name: `${name}.npy`, data };
  };
  writeZip(at('model.npz'), [
    member('bias', 'float32', [64], next),
    member('weights', 'float32', [64, 32], next),
  ]);
  fs.writeFileSync(
    at('samples.f32'),
    new Uint8Array(Float32Array.from({ length: 6400 }, next).buffer),
  );
  fs.writeFileSync(at('samples.i16'), Buffer.from([1, 2, 3, 4, 255, 254, 0, 9]));
  return folder;
}

module.exports = { commandLine, run, printed, json, words, exampleFolder };
