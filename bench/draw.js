'use strict';

/** The README's charts: which results they show, and how. */

const { find, row } = require('./results');
const { format, isOurs } = require('./report');
const { bars, lines, picture, text } = require('./svg');

const WIDTH = 840;
const LEFT = 20;

const plain = (value) => value.toLocaleString('en-US', { maximumFractionDigits: 3 });

const kind = ({ variant, limit }) => (limit ? 'limit' : isOurs(variant) ? 'ours' : 'rival');

/** A bar of a result, or the words for why there is none. */
function bar(result, variant, label = variant) {
  const found = row(result, variant);
  if (found.reason !== undefined) return { label, shown: 'did not run', kind: kind(found) };
  return { label, value: found.median, shown: format(found.median), kind: kind(found) };
}

const heading = (title, subtitle) => [
  text(LEFT, 30, title, { style: 'text title' }),
  text(LEFT, 50, subtitle, { style: 'muted' }),
];

/** How long a program stands still that opens large files. */
function stall() {
  const result = find('gc', 'Open 10 maps of 1 GiB');
  const rows = [
    bar(result, 'memmap'),
    bar(result, 'Bun.mmap', 'Bun.mmap (in Bun)'),
    bar(result, 'numpy.memmap', 'numpy.memmap (in Python)'),
    bar(result, 'mmap-io'),
    bar(result, '@riaskov/mmap-io'),
    bar(result, "memmap, buffer: 'array'"),
  ];
  const title = 'Opening 10 files of 1 GiB beside 3 million live objects';
  const options = { x: LEFT, y: 74, width: WIDTH - 2 * LEFT, names: 196, log: true };
  const chart = bars(rows, { ...options, unit: 'milliseconds, logarithmic', tick: plain });
  const subtitle = 'How long the program stands still: an ArrayBuffer makes V8 collect garbage';
  return picture(WIDTH, chart.bottom + 16, title, [heading(title, subtitle), chart.body]);
}

/** Time, stall and memory of the ways to read a file through. */
function stream() {
  const panels = [
    ['Time', 'milliseconds', find('stream', 'Sum a file of 512 MiB that is not in memory')],
    ['Event loop stands still', 'milliseconds', find('stream', 'The event loop stands still')],
    ['Memory grows by', 'MiB', find('stream', 'Resident memory grows')],
  ];
  const shown = [
    ['memmap, blocks({ release: true })', 'memmap, blocks()'],
    ['memmap, a loop over data'],
    ['fs.promises read into one buffer'],
    ['fs.createReadStream'],
    ['fs.readFileSync'],
    ['mmap-io', 'mmap-io, a loop'],
  ];
  const names = 230;
  const width = (WIDTH - 2 * LEFT - names) / panels.length;
  const charts = panels.map(([name, unit, result], i) => {
    const rows = shown.map(([variant, label]) => bar(result, variant, label));
    const x = LEFT + (i === 0 ? 0 : names + i * width);
    const options = i === 0 ? { x, width: width + names, names } : { x, width };
    const chart = bars(rows, { ...options, y: 100, unit, tick: plain });
    return { ...chart, head: text(LEFT + names + i * width, 84, name, { style: 'text strong' }) };
  });
  const title = 'Summing a file of 512 MiB that is not in memory';
  const subtitle =
    'How long it takes, how long the event loop stands still at the longest, and how much memory it takes';
  const body = charts.map(({ body: chart, head }) => [head, chart]);
  return picture(WIDTH, charts[0].bottom + 16, title, [heading(title, subtitle), body]);
}

/** Bytes that a label such as `64 MiB` says. */
function bytesOf(label) {
  const [number, unit] = label.split(' ');
  return Number(number) * 2 ** (10 * (1 + ['KiB', 'MiB', 'GiB', 'TiB'].indexOf(unit)));
}

const TIMES = [
  [1e6, 's'],
  [1e3, 'ms'],
  [1, 'us'],
];

function microseconds(value) {
  const [size, unit] = TIMES.find(([least]) => value >= least) ?? TIMES.at(-1);
  return `${value / size} ${unit}`;
}

/** How the time to open a file grows with its size. */
function growth() {
  const result = find('growth', 'Open a file, read its last byte');
  const series = [
    ['memmap', 'line-ours'],
    ['numpy.memmap', 'line-1'],
    ['fs.readFileSync', 'line-2'],
    ['mmap-io', 'line-3'],
    ['Bun.mmap', 'line-4'],
  ].map(([variant, style]) => {
    const values = row(result, variant).points?.map((point) => point.median) ?? [];
    const last = values.findLastIndex((value) => value !== undefined);
    const end = last < values.length - 1 ? ', not beyond' : '';
    return { label: `${variant}${end}`, style, values };
  });
  const known = series.filter(({ values }) => values.some((value) => value !== undefined));
  const sizes = result.points.map((label) => Math.log2(bytesOf(label)));
  const places = sizes.map((size) => (size - sizes[0]) / (sizes.at(-1) - sizes[0]));
  const title = 'Opening a file, reading its last byte and closing it';
  const chart = lines(known, result.points, {
    x: LEFT,
    y: 92,
    width: WIDTH - 2 * LEFT,
    height: 260,
    axis: 'size of the file, logarithmic',
    unit: 'time, logarithmic',
    tick: microseconds,
    places,
  });
  const subtitle =
    'The time to open a map does not depend on its size; that of reading the file does';
  return picture(WIDTH, chart.bottom + 16, title, [heading(title, subtitle), chart.body]);
}

/** Conversions beside NumPy and memcpy. */
function convert() {
  const cases = [
    ['float16 to float32'],
    ['bfloat16 to float32'],
    ['uint16 to int64'],
    ["copy of '>f4'", "'>f4' to '<f4'"],
    ['copy of a transposed float32', 'transposed float32, copied'],
    ['fill of float32', 'float32, filled'],
  ];
  const results = cases.map(([beginning]) => find('convert', beginning));
  const rows = results.flatMap((result, i) => {
    const label = cases[i].at(-1);
    const limit = result.results.find((each) => each.limit).variant;
    return [
      { ...bar(result, 'memmap', label), group: i > 0 },
      bar(result, 'NumPy', 'NumPy'),
      bar(result, limit, limit.startsWith('memset') ? 'memset in C' : 'memcpy in C'),
    ];
  });
  const title = 'Converting and copying 4096 x 4096 elements of a mapped file';
  const options = { x: LEFT, y: 78, width: WIDTH - 2 * LEFT, names: 216 };
  const chart = bars(rows, { ...options, unit: 'milliseconds', tick: plain });
  const subtitle = 'memmap in blue, NumPy in grey, and what memory allows at the best in yellow';
  return picture(WIDTH, chart.bottom + 16, title, [heading(title, subtitle), chart.body]);
}

module.exports = { charts: { stall, stream, growth, convert } };
