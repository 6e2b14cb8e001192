'use strict';

/**
 * Bars and lines as SVG, with labels beside what they name and no legend to look up. The colours turn
 * with the reader's scheme, and the ground is painted, so that a page of the other scheme does no harm.
 */

const FONT = 'system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif';

/** Class, property, value on light ground, value on dark ground. */
const COLOURS = [
  ['ground', 'fill', '#ffffff', '#0d1117'],
  ['text', 'fill', '#1f2328', '#e6edf3'],
  ['muted', 'fill', '#59636e', '#9198a1'],
  ['grid', 'stroke', '#d8dee4', '#30363d'],
  ['ours', 'fill', '#0969da', '#4493f8'],
  ['rival', 'fill', '#a3acb5', '#6e7681'],
  ['limit', 'fill', '#e0c46c', '#8a6d1d'],
  ['halo', 'stroke', '#ffffff', '#0d1117'],
  ['line-ours', 'stroke', '#0969da', '#4493f8'],
  ['line-1', 'stroke', '#1a7f37', '#3fb950'],
  ['line-2', 'stroke', '#bc4c00', '#f0883e'],
  ['line-3', 'stroke', '#8250df', '#ab7df8'],
  ['line-4', 'stroke', '#bf3989', '#db61a2'],
];

const rules = (column) =>
  COLOURS.map(([name, property, ...values]) => `.${name}{${property}:${values[column]}}`).join('');

const DARK = rules(1);

const STYLE = `text{font-family:${FONT};font-size:13px}
.title{font-size:15px;font-weight:600}.small{font-size:12px}.strong{font-weight:600}
.line{fill:none;stroke-width:2}.line-ours{stroke-width:3}.grid{stroke-width:1}.halo{stroke-width:4;stroke-linejoin:round;paint-order:stroke}
${rules(0)}
@media (prefers-color-scheme:dark){${DARK}}`;

const escape = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

const round = (value) => Math.round(value * 10) / 10;

function text(x, y, content, { style = 'text', anchor = 'start' } = {}) {
  const at = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text class="${style}" x="${round(x)}" y="${round(y)}"${at}>${escape(content)}</text>`;
}

const rule = (x1, y1, x2, y2) =>
  `<path class="grid" d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}"/>`;

/** Pixels that a text takes, about. */
const wide = (content, size = 13) => content.length * size * 0.56;

/** The whole picture, with its description for those who do not see it. */
function picture(width, height, title, body) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
<style>
${STYLE}
</style>
<rect class="ground" width="${width}" height="${height}" rx="6"/>
${body.flat(Infinity).join('\n')}
</svg>
`;
}

/** A scale from values to pixels: powers of ten, or from zero on. */
function scale(values, from, to, log) {
  if (!log) {
    const most = Math.max(...values);
    const step = 10 ** Math.floor(Math.log10(most));
    // Their labels need room.
    const count = Math.min(5, (to - from) / 50);
    const steps = [0.2, 0.5, 1, 2, 5, 10].map((k) => k * step);
    const tick = steps.find((each) => Math.ceil(most / each) <= count) ?? steps.at(-1);
    const ticks = Array.from({ length: Math.ceil(most / tick) + 1 }, (_, i) => i * tick);
    const end = ticks.at(-1);
    return { at: (value) => from + ((to - from) * value) / end, ticks };
  }
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  return { at: (value) => from + ((to - from) * (Math.log10(value) - low)) / (high - low), ticks };
}

const STEP = 26;

/** Between two groups of bars. */
const GAP = 12;

/**
 * Horizontal bars, each with its name before it and its value behind.
 *
 * @param {{ label: string, value?: number, shown: string, kind: 'ours' | 'rival' | 'limit',
 *   group?: boolean }[]} rows without a value where there is no bar, only words; `group` begins one
 * @param {{ x: number, y: number, width: number, names?: number, log?: boolean, unit: string,
 *   tick: (value: number) => string }} options `names`: pixels for the names, 0 for none
 */
function bars(rows, { x, y, width, names = 0, log = false, unit, tick }) {
  const left = x + names;
  const right = x + width - 64;
  let next = y;
  const tops = rows.map(({ group }) => {
    const top = next + (group ? GAP : 0);
    next = top + STEP;
    return top;
  });
  const bottom = next;
  const values = rows.map(({ value }) => value).filter((value) => value !== undefined);
  const { at, ticks } = scale(values, left, right, log);
  const grid = ticks.map((value) => [
    rule(at(value), y - 4, at(value), bottom + 4),
    text(at(value), bottom + 20, tick(value), { style: 'muted small', anchor: 'middle' }),
  ]);
  const each = rows.map(({ label, value, shown, kind }, i) => {
    const top = tops[i];
    const style = kind === 'ours' ? 'text strong' : 'text';
    const end = value === undefined ? left : Math.max(at(value), left + 2);
    return [
      names > 0 ? text(left - 8, top + 17, label, { style, anchor: 'end' }) : [],
      value === undefined
        ? []
        : `<rect class="${kind}" x="${round(left)}" y="${top + 4}" width="${round(end - left)}" height="${STEP - 8}" rx="2"/>`,
      text(end + 6, top + 17, shown, { style: value === undefined ? 'muted' : style }),
    ];
  });
  const axis = text((left + right) / 2, bottom + 38, unit, {
    style: 'muted small',
    anchor: 'middle',
  });
  return { body: [grid, each, axis], bottom: bottom + 38 };
}

/** Moves labels apart that would lie over each other, and keeps their order. */
function apart(labels, least) {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  for (let i = 1; i < sorted.length; i++) {
    sorted[i].y = Math.max(sorted[i].y, sorted[i - 1].y + least);
  }
  return sorted;
}

/**
 * Lines over named points, both axes logarithmic, each with its name at its end.
 *
 * @param {{ label: string, style: string, values: (number | undefined)[] }[]} series
 * @param {string[]} points
 * @param {{ x: number, y: number, width: number, height: number, axis: string, unit: string,
 *   tick: (value: number) => string, places: number[] }} options `places`: of the points, 0 to 1
 */
function lines(series, points, { x, y, width, height, axis, unit, tick, places }) {
  // A line that ends early has its name over the grid.
  const full = series.filter((each) => each.values.at(-1) !== undefined);
  const names = 24 + Math.max(0, ...full.map(({ label }) => wide(label)));
  const [left, right, bottom] = [x + 62, x + width - names, y + height];
  const values = series.flatMap((each) => each.values).filter((value) => value !== undefined);
  const { at, ticks } = scale(values, bottom, y, true);
  const across = (i) => left + (right - left) * places[i];
  const grid = ticks.map((value) => [
    rule(left, at(value), right, at(value)),
    text(left - 8, at(value) + 4, tick(value), { style: 'muted small', anchor: 'end' }),
  ]);
  const feet = points.map((point, i) =>
    text(across(i), bottom + 20, point, { style: 'muted small', anchor: 'middle' }),
  );
  const labels = series.map(({ label, style, values: all }) => {
    const last = all.findLastIndex((value) => value !== undefined);
    return { label, style, x: across(last) + 8, y: at(all[last]) + 4 };
  });
  const ink = (style) => `halo ${style === 'line-ours' ? 'text strong' : 'text'}`;
  const paths = series.map(({ style, values: all }) => {
    const known = all.map((value, i) => [value, i]).filter(([value]) => value !== undefined);
    const places = known.map(([value, i]) => `${round(across(i))} ${round(at(value))}`);
    return `<path class="line ${style}" d="M${places.join('L')}"/>`;
  });
  const atEnd = apart(labels, 15).map((label) => [
    text(label.x, label.y, label.label, { style: ink(label.style) }),
  ]);
  return {
    body: [
      text(x, y - 14, unit, { style: 'muted small' }),
      grid,
      feet,
      text((left + right) / 2, bottom + 40, axis, { style: 'muted small', anchor: 'middle' }),
      paths,
      atEnd,
    ],
    bottom: bottom + 40,
  };
}

module.exports = { bars, lines, picture, text, wide, DARK };
