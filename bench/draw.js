'use strict';

/** The README's charts as Vega-Lite specifications: which results they show, and how. */

const { find, row } = require('./results');
const { format, isOurs } = require('./report');

/** The colours on a light ground, and what each becomes on a dark one. */
const DARK = {
  '#ffffff': '#0d1117', // the ground
  '#1f2328': '#e6edf3', // text
  '#59636e': '#9198a1', // text beside it
  '#d8dee4': '#30363d', // grid
  '#0969da': '#4493f8', // memmap
  '#a3acb5': '#6e7681', // a rival's bar
  '#e0c46c': '#8a6d1d', // the machine's limit
  '#1a7f37': '#3fb950', // rivals' lines
  '#bc4c00': '#f0883e',
  '#8250df': '#ab7df8',
  '#bf3989': '#db61a2',
};
const [GROUND, TEXT, MUTED, GRID, OURS, RIVAL, LIMIT, ...LINES] = Object.keys(DARK);

const small = { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', titlePadding: 8 };
const muted = { labelColor: MUTED, titleColor: MUTED, gridColor: GRID };

const config = {
  font: 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif',
  background: GROUND,
  padding: 20,
  view: { stroke: null },
  title: { anchor: 'start', frame: 'bounds', color: TEXT, subtitleColor: MUTED, offset: 20 },
  axis: { domain: false, ticks: false, labelFlush: false, labelPadding: 8, ...small, ...muted },
  // The ground's colour around the letters keeps the grid away from them.
  text: { align: 'left', color: TEXT, dx: 6, fontSize: 13, stroke: GROUND, strokeWidth: 4 },
};

const heading = (text, subtitle) => ({
  title: { text, subtitle, fontSize: 15, subtitleFontSize: 13, subtitlePadding: 6 },
});

const byUs = `datum.color === '${OURS}'`;
const text = { type: 'text', fontWeight: { expr: `${byUs} ? 'bold' : 'normal'` } };

/** A bar of a result, or the words for why there is none. */
function bar(result, variant, label = variant) {
  const { median: value, limit } = row(result, variant);
  const shown = value === undefined ? 'did not run' : format(value);
  return { label, value, shown, color: limit ? LIMIT : isOurs(variant) ? OURS : RIVAL };
}

/** Horizontal bars, each with its name before it and its value behind. */
function bars(bars, { unit, width, scale = { domainMin: 0 } }) {
  const values = bars.map((each) => ({ ...each, end: each.value ?? scale.domainMin }));
  const x = (field) => ({ field, type: 'quantitative', scale });
  const axis = { title: unit, tickCount: scale.type === 'log' ? 4 : width / 50 };
  const bold = { test: "indexof(datum.value, 'memmap') === 0", value: 'bold' };
  const labelFontWeight = { condition: bold, value: 'normal' };
  const names = {
    title: null,
    labelColor: TEXT,
    labelFontSize: 13,
    labelLimit: 0,
    labelFontWeight,
  };
  const length = { x: { ...x('value'), axis }, x2: { datum: scale.domainMin } };
  const color = { field: 'color', scale: null };
  return {
    width,
    height: { step: 24 },
    data: { values },
    encoding: {
      y: { field: 'label', sort: null, axis: names },
      yOffset: { field: 'place' },
    },
    layer: [
      { mark: { type: 'bar', height: 18, cornerRadius: 2 }, encoding: { ...length, color } },
      { mark: text, encoding: { x: x('end'), text: { field: 'shown' } } },
    ],
  };
}

/** How long a program stands still that opens large files. */
function stall() {
  const result = find('gc', 'Open 10 maps of 1 GiB');
  const values = [
    bar(result, 'memmap'),
    bar(result, 'Bun.mmap', 'Bun.mmap (in Bun)'),
    bar(result, 'numpy.memmap', 'numpy.memmap (in Python)'),
    bar(result, 'mmap-io'),
    bar(result, '@riaskov/mmap-io'),
    bar(result, "memmap, buffer: 'array'"),
  ];
  const scale = { type: 'log', domainMin: 0.1 };
  return {
    ...heading(
      'Opening 10 files of 1 GiB beside 3 million live objects',
      'How long the program stands still: an ArrayBuffer makes V8 collect garbage',
    ),
    ...bars(values, { unit: 'milliseconds, logarithmic', width: 560, scale }),
  };
}

/** Time, stall and memory of the ways to read a file through. */
function stream() {
  const shown = [
    ['memmap, blocks({ release: true })', 'memmap, blocks()'],
    ['memmap, a loop over data'],
    ['fs.promises read into one buffer'],
    ['fs.createReadStream'],
    ['fs.readFileSync'],
    ['mmap-io', 'mmap-io, a loop'],
  ];
  const panels = [
    ['Time', 'milliseconds', 'Sum a file of 512 MiB that is not in memory'],
    ['Event loop stands still', 'milliseconds', 'The event loop stands still'],
    ['Memory grows by', 'MiB', 'Resident memory grows'],
  ].map(([title, unit, beginning]) => {
    const result = find('stream', beginning);
    const values = shown.map(([variant, label]) => bar(result, variant, label));
    return {
      title: { text: title, frame: 'group', offset: 8 },
      ...bars(values, { unit, width: 130 }),
    };
  });
  for (const { encoding } of panels.slice(1)) encoding.y.axis = null;
  return {
    ...heading(
      'Summing a file of 512 MiB that is not in memory',
      'How long it takes, how long the event loop stands still, how much memory it takes',
    ),
    hconcat: panels,
    bounds: 'flush',
    spacing: 60,
  };
}

/** Bytes that a label such as `64 MiB` says. */
function bytesOf(label) {
  const [number, unit] = label.split(' ');
  return Number(number) * 2 ** (10 * (1 + ['KiB', 'MiB', 'GiB', 'TiB'].indexOf(unit)));
}

/** How the time to open a file grows with its size. */
function growth() {
  const { points, ...result } = find('growth', 'Open a file, read its last byte');
  const series = ['numpy.memmap', 'fs.readFileSync', 'mmap-io', 'Bun.mmap', 'memmap'];
  const values = series.flatMap((variant, i) => {
    const color = variant === 'memmap' ? OURS : LINES[i];
    const known = (row(result, variant).points ?? []).filter(({ median }) => median !== undefined);
    const name = known.length < points.length ? `${variant}, not beyond` : variant;
    return known.map(({ median: time }, at) => {
      const point = { size: bytesOf(points[at]), time, color };
      return at === known.length - 1 ? { ...point, name } : point;
    });
  });
  const sizes = Object.fromEntries(points.map((label) => [bytesOf(label), label]));
  const size = `${JSON.stringify(sizes)}[datum.value]`;
  const time = `datum.value >= 1e6 ? datum.value / 1e6 + ' s'
    : datum.value >= 1e3 ? datum.value / 1e3 + ' ms' : datum.value + ' us'`;
  const log = (field, nice, axis) => {
    return { field, type: 'quantitative', scale: { type: 'log', nice }, axis };
  };
  // The two names at the last point would lie over each other.
  const dy = { expr: "datum.name === 'memmap' ? 9 : datum.name === 'numpy.memmap' ? -7 : 0" };
  const color = { field: 'color', scale: null };
  const strokeWidth = { condition: { test: byUs, value: 3 }, value: 2 };
  const named = [{ filter: 'isValid(datum.name)' }];
  return {
    ...heading(
      'Opening a file, reading its last byte and closing it',
      'The time to open a map does not depend on its size; that of reading the file does',
    ),
    width: 600,
    height: 260,
    data: { values },
    encoding: {
      x: log('size', false, {
        title: 'size of the file, logarithmic',
        grid: false,
        values: points.map(bytesOf),
        labelExpr: size,
      }),
      y: log('time', true, { title: 'time, logarithmic', tickCount: 4, labelExpr: time }),
    },
    layer: [
      { mark: 'line', encoding: { color, strokeWidth } },
      { mark: { ...text, dy }, transform: named, encoding: { text: { field: 'name' } } },
    ],
  };
}

/** Questions of one file, each with bars for memmap, NumPy and the limit. */
function beside(name, cases, options) {
  const values = cases.flatMap(([beginning, label = beginning]) => {
    const result = find(name, beginning);
    const { variant: limit } = result.results.find((each) => each.limit);
    return ['memmap', 'NumPy', limit].map((variant, place) => {
      const { shown, ...each } = bar(result, variant, label);
      return { ...each, place, shown: `${shown} ${variant.replace('of as many bytes ', '')}` };
    });
  });
  return bars(values, { width: 500, ...options });
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
  return {
    ...heading(
      'Converting and copying 4096 x 4096 elements of a mapped file',
      'memmap in blue, NumPy in grey, and what memory allows at the best in yellow',
    ),
    ...beside('convert', cases, { unit: 'milliseconds' }),
  };
}

/** Whole arrays beside NumPy and a loop in C. */
function whole() {
  const cases = [
    ['sum of float32'],
    ['std of float32'],
    ['argmax of float32'],
    ['sum of 768 columns along axis 0', 'sum of 768 columns, axis 0'],
    ['histogram'],
    ['sum of float16'],
    ['dot of 768 columns of float32', 'dot of 768 columns'],
    ['dot of 768 columns of float16', 'the same in float16'],
  ];
  const scale = { type: 'log', domainMin: 1 };
  return {
    ...heading(
      'Whole arrays of 256 MiB in the page cache',
      'memmap in blue, NumPy in grey, and a loop in C that adds up the bytes in yellow',
    ),
    ...beside('reduce', cases, { unit: 'milliseconds, logarithmic', scale }),
  };
}

const charts = { stall, stream, growth, convert, whole };

/** The SVG of a chart. Its colours follow the scheme of the reader's page. */
async function draw(name) {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const chart = charts[name]();
  const runtime = vega.parse(compile({ config, ...chart }).spec);
  const svg = await new vega.View(runtime, { renderer: 'none' }).toSVG();
  const rules = Object.entries(DARK).map(
    ([light, dark]) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`,
  );
  const style = `text{paint-order:stroke}@media (prefers-color-scheme:dark){${rules.join('')}}`;
  return `${svg.replace('>', ` role="img" aria-label="${chart.title.text}"><style>${style}</style>`)}\n`;
}

module.exports = { charts: Object.keys(charts), draw };
