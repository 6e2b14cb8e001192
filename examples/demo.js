'use strict';

/** `npm run demo`: two arrays on disk, and a real file of about 100 MB looked at without reading it in. */

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { memmap } = require('memmap');

const color = process.stdout.isTTY && !process.env.NO_COLOR;
/** @param {number} code */
const paint = (code) => (text) => (color ? `\x1b[${code}m${text}\x1b[0m` : String(text));
const [bold, dim, green, cyan] = [1, 2, 32, 36].map(paint);

function title(text) {
  console.log(`\n${bold(text)}`);
}

function code(text) {
  console.log(text.replace(/^/gm, cyan('  │ ')));
}

function result(text) {
  console.log(String(text).replace(/^/gm, '    '));
}

/** The article's two arrays: written here, read back, and what the file holds. */
function arrays() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-demo-'));
  const file = path.join(folder, 'a.dat');

  title('1  A float32 array on disk');
  code(`const a = memmap('a.dat', { dtype: 'float32', mode: 'w+', shape: [4, 4] });
for (let i = 0; i < 16; i++) a.data[i] = i / 2;   // a plain Float32Array
a.set(3, 3, -1);
a.close();
memmap('a.dat', { dtype: 'float32', mode: 'r', shape: [4, 4] })`);
  const a = memmap(file, { dtype: 'float32', mode: 'w+', shape: [4, 4] });
  for (let i = 0; i < 16; i++) a.data[i] = i / 2;
  a.set(3, 3, -1);
  a.close();
  const back = memmap(file, { dtype: 'float32', mode: 'r', shape: [4, 4] });
  result(back);
  result(
    dim(`data is a ${back.data.constructor.name}, the file has ${fs.statSync(file).size} bytes`),
  );
  back.close();

  title('2  A float16 array, which JavaScript itself learns only in Node 24');
  code(`const b = memmap('b.dat', { dtype: 'float16', mode: 'w+', shape: [3, 2] });
b.assign([[1, 0.1], [65504, 1e-7], [-0, Infinity]]);`);
  const other = path.join(folder, 'b.dat');
  const b = memmap(other, { dtype: 'float16', mode: 'w+', shape: [3, 2] });
  const values = [
    [1, 0.1],
    [65504, 1e-7],
    [-0, Infinity],
  ];
  b.assign(values);
  b.close();
  const halves = memmap(other, { dtype: 'float16', mode: 'r', shape: [3, 2] });
  result(halves);
  result(dim(`the bytes: ${fs.readFileSync(other).toString('hex').match(/..../g).join(' ')}`));
  halves.close();
  fs.rmSync(folder, { recursive: true });
}

/** How often each byte value occurs. */
function histogram(bytes) {
  const counts = new Float64Array(256);
  for (let i = 0; i < bytes.length; i++) counts[bytes[i]]++;
  return counts;
}

/** Resident memory in bytes: the process's own, and pages of files that the system may drop. */
function resident() {
  try {
    const status = fs.readFileSync('/proc/self/status', 'utf8');
    const kilobytes = (name) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)[1]);
    return { own: kilobytes('RssAnon') * 1024, file: kilobytes('RssFile') * 1024 };
  } catch {
    return { own: process.memoryUsage().rss, file: NaN };
  }
}

/** In a process of its own, so that neither way sees the other's memory. */
function measure(way) {
  histogram(new Uint8Array(1 << 16));
  const before = resident();
  const start = performance.now();
  const bytes =
    way === 'memmap'
      ? memmap(process.execPath, { mode: 'r' }).data
      : fs.readFileSync(process.execPath);
  const opened = performance.now();
  const counts = histogram(bytes);
  const end = performance.now();
  const after = resident();
  return {
    counts: [...counts],
    open: opened - start,
    total: end - start,
    own: after.own - before.own,
    file: after.file - before.file,
  };
}

const BARS = ' ▁▂▃▄▅▆▇█';

/** Eight lines of bars, one column for four byte values, on a logarithmic scale. */
function chart(counts) {
  const columns = Array.from({ length: 64 }, (_, i) =>
    Math.log10(1 + counts[4 * i] + counts[4 * i + 1] + counts[4 * i + 2] + counts[4 * i + 3]),
  );
  const [low, high] = [Math.min(...columns) - 0.3, Math.max(...columns)];
  const lines = [];
  const height = 8;
  for (let row = height - 1; row >= 0; row--) {
    const line = columns.map((value) => {
      const eighths = ((value - low) / (high - low)) * height * 8 - row * 8;
      return BARS[Math.max(0, Math.min(8, Math.round(eighths)))];
    });
    const label =
      row === height - 1 ? `10^${high.toFixed(1)}` : row === 0 ? `10^${low.toFixed(1)}` : '';
    lines.push(`${label.padStart(8)} ${green(line.join(''))}`);
  }
  const axis = ['0x00', '0x40', '0x80', '0xc0'].map((text) => text.padEnd(16)).join('');
  lines.push(`${' '.repeat(9)}${dim(axis)}`);
  return lines.join('\n');
}

function executable() {
  const { size } = fs.statSync(process.execPath);
  const megabytes = (bytes) => (Number.isNaN(bytes) ? 'n/a' : `${(bytes / 1e6).toFixed(1)} MB`);
  title(`3  ${process.execPath}: ${megabytes(size)} as a Uint8Array`);
  code(`memmap(process.execPath, { mode: 'r' }).data`);
  const ways = ['memmap', 'fs.readFileSync'];
  const [ours, theirs] = ways.map((way) =>
    JSON.parse(execFileSync(process.execPath, [...process.execArgv, __filename, '--measure', way])),
  );
  console.log(`\n    how often each byte value occurs\n\n${chart(ours.counts)}\n`);
  if (ours.counts.join() !== theirs.counts.join()) throw new Error('the two ways disagree');
  const row = (name, a, b) =>
    console.log(`    ${name.padEnd(34)}${a.padStart(12)}${b.padStart(18)}`);
  row('', bold(ways[0].padStart(12)), bold(ways[1].padStart(18)));
  const milliseconds = (number) => `${number.toFixed(number < 10 ? 2 : 0)} ms`;
  row('until the bytes can be used', milliseconds(ours.open), milliseconds(theirs.open));
  row('until the histogram is done', milliseconds(ours.total), milliseconds(theirs.total));
  row('memory of its own', megabytes(ours.own), megabytes(theirs.own));
  row("pages of the system's file cache", megabytes(ours.file), megabytes(theirs.file));
  console.log(
    dim(
      "\n    The file cache's pages are shared by all processes, and the system takes them back.",
    ),
  );
}

const way = process.argv[process.argv.indexOf('--measure') + 1];
if (process.argv.includes('--measure')) {
  process.stdout.write(JSON.stringify(measure(way)));
} else {
  arrays();
  executable();
}
