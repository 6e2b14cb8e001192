'use strict';

/** Seeded reductions of random views, beside NumPy's, exact sums and deviations in long double. */

const assert = require('node:assert/strict');
const test = require('node:test');
const { withNumpy } = require('./helpers');
const { arrayOf, chance, random } = require('./support/arrays');
const { ask, known } = require('./support/numpy');

const DTYPES = [
  ...['bool', 'int8', 'uint8', '>i2', 'uint16', 'int32', '>u4', 'int64', '>i8', 'uint64'],
  ...['float16', '>f2', 'float32', '>f4', 'float64', '>f8', 'complex64', '>c16', 'bfloat16'],
  ...['datetime64[ns]', '>m8[s]'],
];
const METHODS = ['sum', 'mean', 'std', 'var', 'min', 'max', 'argmin', 'argmax', 'any', 'all'];

/** Small numbers, now and then NaN, infinite or any bits. */
function fill(array, { integer, pick, next }) {
  const { kind, type } = { kind: array.dtype, type: String(array.dtype) };
  const isFloat = /f|c/.test(kind);
  const isBig = /int64|[iu]8|M8|m8|datetime|timedelta/.test(type) && !/int8/.test(type);
  const offset = pick([0, 0, 1000]);
  const special = next() < 0.3;
  const walk = (axis, index) => {
    if (axis < array.ndim) {
      for (let at = 0; at < array.shape[axis]; at++) walk(axis + 1, [...index, at]);
      return;
    }
    let value = integer(0, 30);
    if (isFloat) value = value - 15 + offset + (next() < 0.5 ? 0.25 : 0);
    if (isFloat && special && next() < 0.05) value = pick([NaN, Infinity, -Infinity, -0]);
    if (/c/.test(kind)) value = { re: value, im: integer(-2, 2) };
    if (/bool|\?/.test(kind)) value = next() < 0.5;
    if (isBig) value = special ? BigInt(integer(0, 5)) * 2n ** 60n : BigInt(value);
    if (/M8|m8|datetime|timedelta/.test(type) && special && next() < 0.1) value = -(2n ** 63n);
    array.set(...index, value);
  };
  walk(0, []);
}

/** A value as the oracle writes it. */
function shown(value) {
  if (typeof value === 'bigint') return String(value);
  return value;
}

function fromHex(text) {
  if (typeof text !== 'string' || !/0x|nan|inf/.test(text)) return text;
  if (/nan/.test(text)) return NaN;
  if (/inf/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const [, sign, whole, fraction, exponent] = /^(-?)0x(\d)\.?([0-9a-f]*)p([+-]\d+)$/.exec(text);
  const mantissa = Number(`0x${whole}${fraction}`) / 16 ** fraction.length;
  return (sign ? -1 : 1) * mantissa * 2 ** Number(exponent);
}

function isClose(got, want, scale, share) {
  if (Object.is(got, want) || got === want) return true;
  if (Number.isNaN(got) || Number.isNaN(want)) return Number.isNaN(got) && Number.isNaN(want);
  return Math.abs(got - want) <= scale * share;
}

function agrees(method, got, want, scale) {
  if (Array.isArray(want)) {
    const parts = want.map(fromHex);
    return [got.re, got.im].every((part, at) => isClose(part, parts[at], scale, 2 ** -50));
  }
  if (typeof got === 'bigint' || typeof got === 'boolean') return String(got) === String(want);
  const number = Number(fromHex(want));
  if (method === 'std' || method === 'var') {
    return isClose(got, number, Math.max(Math.abs(number), 1e-5), 1e-12);
  }
  return isClose(got, number, scale, 2 ** -50);
}

test(
  'any view reduces along any axes as NumPy says, at once and in steps',
  withNumpy(),
  async () => {
    const luck = chance(random(13));
    const { integer, pick, next } = luck;
    const dtypes = known(DTYPES);
    const cases = [];
    const results = [];
    for (let round = 0; round < 500; round++) {
      const dtype = pick(dtypes);
      const shape = pick([
        [integer(1, 200)],
        [integer(1, 40), integer(1, 40)],
        [integer(1, 9), 3],
        [3, integer(1, 90)],
        [4, integer(1, 6), integer(1, 9)],
        [],
      ]);
      const whole = arrayOf(dtype, shape, { order: pick(['C', 'F']) });
      fill(whole, luck);
      const ops = [];
      let view = whole;
      if (shape.length > 0 && next() < 0.5) {
        const selectors = shape.map(() => pick([null, [null, null, -1], [null, null, 2], [0, 20]]));
        ops.push(['slice', selectors]);
        view = view.slice(...selectors);
      }
      const method = pick(
        METHODS.filter((name) => name !== 'sum' || !dtype.startsWith('datetime')),
      );
      const options = {};
      const isOne = method.startsWith('arg');
      if (view.ndim > 0 && next() < 0.7) {
        const axes = view.shape.map((_, axis) => axis).filter(() => next() < 0.6);
        options.axis = isOne || axes.length === 1 ? (axes[0] ?? -1) : axes;
      }
      if (!/any|all/.test(method) && next() < 0.4) options.skipNaN = true;
      if (/std|var/.test(method)) options.ddof = integer(0, 2);
      const bytes = Buffer.from(whole.data.buffer).toString('hex');
      cases.push({
        dtype,
        shape,
        order: whole.ndim > 1 ? whole.order : 'C',
        bytes,
        ops,
        call: [method, options],
      });
      const attempt = (call) =>
        call().then(
          (value) => ({ value }),
          (error) => ({ error }),
        );
      const plain = await attempt(async () => view[method](options));
      const twin = await attempt(() => view[`${method}Async`](options));
      assert.deepEqual(plain.error?.code, twin.error?.code);
      const flat = ({ value }) => (value?.toArray ? [value.toArray()].flat(Infinity) : [value]);
      if (!plain.error) assert.deepEqual(flat(plain), flat(twin));
      results.push({ view, plain, flat: plain.error ? [] : flat(plain) });
    }
    const answers = ask(cases);
    for (const [at, { shape, values, scales }] of answers.entries()) {
      const { plain, flat } = results[at];
      const [method, options] = cases[at].call;
      const what = JSON.stringify({ ...cases[at], bytes: cases[at].bytes.slice(0, 200) });
      if (plain.error) {
        const isAllNan = method.startsWith('arg') && options.skipNaN && values.includes('nan');
        const fits = (sum) => BigInt(sum) >= 0n && BigInt(sum) < 2n ** 63n;
        const isLarge = method === 'sum' && !values.every(fits);
        const isRight = (isAllNan || isLarge) && plain.error.code === 'ERR_MEMMAP_VALUE';
        assert.ok(isRight, `${what}: ${plain.error}`);
        continue;
      }
      if (plain.value?.shape) assert.deepEqual([...plain.value.shape], shape, what);
      assert.equal(flat.length, values.length, what);
      for (const [output, got] of flat.entries()) {
        const isAlike = agrees(method, got, values[output], scales[output]);
        assert.ok(isAlike, `${what}: [${output}] ${shown(got)}, not ${values[output]}`);
      }
    }
  },
);

test('histograms count as NumPy does', withNumpy(), () => {
  const luck = chance(random(14));
  const { integer, pick, next } = luck;
  const cases = [];
  const results = [];
  for (let round = 0; round < 80; round++) {
    const dtype = pick(['uint8', 'int32', '>i2', 'float32', '>f8', 'float16', 'int64', 'bool']);
    const whole = arrayOf(dtype, [integer(1, 400)]);
    fill(whole, luck);
    for (let at = 0; at < whole.size; at++) {
      const value = whole.get(at);
      if (value === Infinity || value === -Infinity) whole.set(at, 3);
      if (typeof value === 'bigint') whole.set(at, value % 1000n);
    }
    const options = { bins: pick([1, 7, 10, 50, [-3, 0.5, 0.5, 9, 20], [1, 2]]) };
    if (typeof options.bins === 'number' && next() < 0.5)
      options.range = pick([
        [-5, 12.5],
        [3, 3],
      ]);
    const bytes = Buffer.from(whole.data.buffer).toString('hex');
    cases.push({
      dtype,
      shape: whole.shape,
      order: 'C',
      bytes,
      ops: [],
      call: ['histogram', options],
    });
    results.push(whole.histogram(options));
  }
  for (const [at, { counts, edges }] of ask(cases).entries()) {
    assert.deepEqual([...results[at].counts], counts, JSON.stringify(cases[at].call));
    assert.deepEqual([...results[at].edges], edges.map(fromHex), JSON.stringify(cases[at].call));
  }
});
