'use strict';

/** The figures of docs/figures.md, made of the results: between two comments, and nowhere else. */

const { find, load, names, row } = require('./results');
const { ahead, distance, format, isOurs, remark, FAR } = require('./report');

const BEGIN = '<!-- figures: npm run charts -->';
const END = '<!-- /figures -->';

/** Units of time from the smallest on, as nanoseconds. */
const TIMES = [
  ['ns', 1],
  ['us', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
];

/** What a unit of the results is in nanoseconds; `nanoseconds an element` is one too. */
const NANOSECONDS = { nanoseconds: 1, microseconds: 1e3, milliseconds: 1e6 };

/** A value in the unit that keeps it short. */
function withUnit(value, unit) {
  const nanoseconds = value * NANOSECONDS[unit.split(' ')[0]];
  if (Number.isNaN(nanoseconds)) return `${format(value)} ${unit}`;
  // 999.7 ms are shown as 1 s.
  const [name, size] = TIMES.findLast(([, least]) => nanoseconds >= 0.9995 * least) ?? TIMES[0];
  return `${format(nanoseconds / size)} ${name}`;
}

/** mmap-io's fork has the same code for all that is measured. */
const LEFT_OUT = ['@riaskov/mmap-io'];

/** Of the ways to read a file through, those that the page shows; the results have more. */
const READ = ['memmap, blocks({ release: true })', 'memmap, a loop over data'];
const FILES = [
  'fs.promises read into one buffer',
  'fs.createReadStream',
  'fs.readFileSync',
  'mmap-io',
];

/**
 * The rows, in order: a file of questions, how the question begins, and what differs: `ours` (which
 * variants of memmap are shown; the first one otherwise), `beside` (which others; all otherwise),
 * `at` (which point of a question that has several), `label`.
 */
const ROWS = [
  ['open', 'Open and close'],
  [
    'growth',
    'Open a file',
    { at: '1 TiB', label: 'open a file of 1 TiB, read its last byte, close it' },
  ],
  ['gc', 'Open 10 maps', { ours: ['memmap', "memmap, buffer: 'array'"] }],
  [
    'gc',
    'One full garbage',
    { at: '10,000', label: 'one full collection beside 10,000 live maps' },
  ],
  ['share', 'Give another thread'],
  [
    'stream',
    'Sum a file of 512 MiB that is not',
    { ours: READ, beside: [...FILES, 'numpy.memmap, sum()'] },
  ],
  ['stream', 'The event loop stands', { ours: READ, beside: FILES }],
  ['stream', 'Resident memory grows', { ours: READ, beside: FILES }],
  [
    'stream',
    'Sum a file of 512 MiB that is in',
    { ours: READ, beside: [...FILES, 'numpy.memmap, sum()'] },
  ],
  [
    'rows',
    'Sum a random row of 4 KiB, from 1 GiB',
    { ours: ["memmap, advise('random')", 'memmap, without advice'] },
  ],
  ['rows', 'Sum a random row of 4 KiB, from 128 MiB'],
  [
    'resident',
    'Memory of its own',
    {
      at: 'reading all',
      label: 'memory that a file of 512 MiB takes, read through, which no file backs',
    },
  ],
  ['pages', 'Touch every page'],
  ['scan', 'Sum 20 million'],
  ['get', 'get every element of'],
  ['get', 'get every element, int16'],
  ['get', 'set every element of'],
  ['get', 'set every element, int16'],
  ['growth', 'A slice with', { at: '2', label: 'a slice of two axes' }],
  ...[
    ...['float16 to float32', 'bfloat16 to float32', 'uint16 to int64', "copy of '>f4'"],
    ...['copy of float32', 'copy of a transposed', 'fill of float32', 'assign of float32'],
  ].map((beginning) => ['convert', beginning, { ours: ['memmap', 'memmap, one thread'] }]),
  ...[
    ...['sum of float32', 'min', 'argmax', 'std of float32', 'all', 'sum of uint8', 'sum of int64'],
    ...['sum of float64', 'sum of float16', 'std of float16', 'sum of bfloat16'],
    ...['sum of 768 columns along axis 0', 'sum of 768 columns along axis 1', 'mean of a column'],
    ...['histogram', 'dot of 768 columns of float32', 'dot of 768 columns of float16'],
    ...['take', 'searchsorted'],
  ].map((beginning) => ['reduce', beginning, { ours: ['memmap', 'memmap, one thread'] }]),
  ['flush', 'Change one row'],
];

/** A figure with its unit, or why there is none. */
function figure(result, { reason, points, median }, at) {
  if (reason !== undefined) return 'did not run';
  if (points === undefined) return withUnit(median, result.unit);
  const point = points[result.points.indexOf(at)];
  return point.reason === undefined ? withUnit(point.median, result.unit) : 'cannot';
}

/** What a variant of memmap is, beside its first one. */
const short = (variant) => variant.replace(/^memmap(?:, )?/, '');

const code = (variant) => variant.replace(/[\w.]+\(.*?\)|buffer: '\w+'/g, (name) => `\`${name}\``);

const capital = (words) => words[0].toUpperCase() + words.slice(1);

function tableRow([name, beginning, options = {}]) {
  const result = find(name, beginning);
  const { at, label = result.question } = options;
  const own = options.ours ?? [result.results[0].variant];
  const ours = own.map((variant) => {
    const what = code(short(variant));
    const value = figure(result, row(result, variant), at);
    return own.length > 1 && what !== '' ? `${what} ${value}` : value;
  });
  const rivals = result.results.filter(({ variant, limit }) => !limit && !isOurs(variant));
  const others = options.beside
    ? options.beside.map((variant) => row(result, variant))
    : rivals.filter(({ variant }) => !LEFT_OUT.includes(variant));
  const limits = result.results.filter(({ limit }) => limit);
  const list = (rows) =>
    rows.map((each) => `${code(each.variant)} ${figure(result, each, at)}`).join('; ');
  return `| ${capital(label)} | ${ours.join('; ')} | ${list(others)} | ${list(limits)} |`;
}

/** The questions on which memmap is not ahead, or far from the limit, and why. */
function behind() {
  const all = names().flatMap((name) => load(name).questions);
  return all
    .filter((result) => !result.results.some(({ outcome }) => outcome !== undefined))
    .filter((result) => ahead(result).length > 0 || distance(result) > FAR)
    .map((result) => `- ${capital(result.question)}: ${code(remark(result))}`);
}

/** How programs end where something goes wrong: a row for each library. */
function accidents() {
  const { questions } = load('accidents');
  const head = ['', ...questions.map(({ question }) => question)];
  const rows = questions[0].results.map(({ variant }) => [
    variant,
    ...questions.map((result) => row(result, variant).outcome),
  ]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** The section's text. */
function figures() {
  const { machine } = load('open');
  const { versions, ...rest } = machine;
  const with_ = Object.entries(versions).map(
    ([name, version]) => `${name} ${version ?? 'missing'}`,
  );
  const { runtime, cpu, cores, memory } = rest;
  return [
    `Medians of 3 runs on ${runtime}, ${cpu} with ${cores} cores, ${memory}; beside ${with_.join(', ')}. Bun.mmap runs in Bun, NumPy in Python.`,
    '',
    '| question | memmap | beside it | the machine’s limit |',
    '| --- | --- | --- | --- |',
    ...ROWS.map(tableRow),
    '',
    'Where a rival is ahead by more than 5%, or memmap takes more than 1.5 times the limit:',
    '',
    ...behind(),
    '',
    'What happens when something goes wrong:',
    '',
    ...accidents(),
  ].join('\n');
}

/** The page with its figures anew; an error where it has no place for them. */
function withFigures(text) {
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the page has no ${BEGIN} ... ${END}`);
  return `${text.slice(0, start)}${BEGIN}\n\n${figures()}\n\n${text.slice(end)}`;
}

module.exports = { withFigures };
