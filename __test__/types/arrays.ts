// Uses that must compile, and, under @ts-expect-error, uses that must not. Checked by types.test.js.

import {
  memmap,
  openMemmap,
  openNpz,
  Memmap,
  NDArray,
  dtype,
  type DType,
  type Complex,
  type Named,
} from 'memmap';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const sure = <T extends true>(value?: T) => value;

const f32 = memmap('f', { dtype: 'float32', mode: 'r', shape: [3, 4] });
sure<Same<typeof f32, Memmap<'float32'>>>();
sure<Same<(typeof f32)['data'], Float32Array>>();
sure<Same<Memmap<'float32'>['data'], Float32Array>>();
const total: number = f32.get(0, -1) + f32.data[0];
f32.set(1, 2, 3.5);
f32.set(1, 2, true);
// @ts-expect-error a string is no number
f32.set(1, 2, 'x');
// @ts-expect-error indices are numbers
f32.get('0', 1);
// @ts-expect-error data is the mapping's
f32.data = new Float32Array(3);
// @ts-expect-error arrays are made by memmap() and by arrays
new NDArray();

sure<Same<ReturnType<typeof f32.slice>, NDArray<'float32'>>>();
const view = f32.slice(null, [1, null, -1]).T.reshape(3, -1).reshape([12]).transpose(0);
sure<Same<(typeof view)['data'], Float32Array>>();
f32.slice('...', 2, null, [2]);
// @ts-expect-error not a selector
f32.slice('..');

const i64 = f32.astype('int64');
sure<Same<(typeof i64)['data'], BigInt64Array<ArrayBuffer>>>();
const big: bigint = i64.get(0, 0);
i64.set(0, 0, 5n);
i64.set(0, 0, 5);
// @ts-expect-error get gives a bigint
const wrong: number = i64.get(0, 0);

const handle = memmap('f', { dtype: 'float32' }).share();
sure<Same<(typeof handle)['dtype'], 'float32'>>();
const there = Memmap.from(handle);
sure<Same<typeof there, Memmap<'float32'>>>();
sure<Same<(typeof there)['lostBytes'], number>>();
// @ts-expect-error not a handle
Memmap.from('f');
sure<Same<ReturnType<typeof there.reopen>, Memmap<'float32'>>>();
sure<Same<typeof whole, Memmap<'float32'>>>();
const whole = NDArray.from(handle);
const part = there.slice([0, 5]).share();
sure<Same<typeof twin, NDArray<'float32'>>>();
const twin = NDArray.from(part);
// @ts-expect-error a view is no map
Memmap.from(part);
// @ts-expect-error views are not opened again
twin.reopen();
for (const row of twin.rows()) sure<Same<typeof row, NDArray<'float32'>>>();
twin.blocks({ rows: 5, signal: new AbortController().signal });
// @ts-expect-error not a signal
twin.blocks({ signal: true });

const npy = openMemmap('f.npy', { dtype: 'float32' });
sure<Same<(typeof npy)['data'], Float32Array>>();
sure<Same<ReturnType<typeof npy.append>, Memmap<'float32'>>>();
// @ts-expect-error there is no version 4
openMemmap('f.npy', { version: [4, 0] });
const archive = openNpz('f.npz');
const member: Memmap | undefined = archive.weights;
archive.close();
openNpz('f.npz', { inflate: true }).weights?.copy();
// @ts-expect-error it may be in memory, and then it has no file to close
openNpz('f.npz', { inflate: true }).weights?.close();
// @ts-expect-error members cannot be replaced
archive.weights = archive.bias;
member?.close();
// @ts-expect-error writing in place would falsify the checksum
openNpz('f.npz', { mode: 'r+' });

const bytes = memmap('f');
sure<Same<(typeof bytes)['data'], Uint8Array>>();
sure<Same<typeof bytes, Memmap<'uint8'>>>();
const made = new Memmap('f', { dtype: 'f8', mode: 'readonly', offset: 16n });
sure<Same<(typeof made)['data'], Float64Array>>();
sure<Same<(typeof made)['dtype'], 'float64'>>();

sure<Same<NDArray<'<f4'>['data'], Float32Array>>();
sure<Same<NDArray<'>f4'>['data'], DataView>>();
sure<Same<ReturnType<NDArray<'>f4'>['get']>, number>>();
sure<Same<NDArray<'bfloat16'>['data'], Uint16Array>>();
sure<Same<NDArray<'complex64'>['data'], Float32Array>>();
sure<Same<ReturnType<NDArray<'complex64'>['get']>, Complex>>();
sure<Same<NDArray<'M8[ns]'>['data'], BigInt64Array>>();
sure<Same<NDArray<'bool'>['data'], Uint8Array>>();
sure<Same<ReturnType<NDArray<'?'>['get']>, boolean>>();
sure<Same<ReturnType<NDArray<'S10'>['get']>, string>>();
sure<Same<ReturnType<NDArray<'V3'>['get']>, Uint8Array>>();
sure<Same<Named<'<i8'>, 'int64'>>();
sure<Same<Named<'U5'>, '<U5'>>();
sure<Same<Named<'M8[25s]'>, 'datetime64[25s]'>>();

const half: number = memmap('f', { dtype: 'float16' }).data[0];

const records = memmap('f', {
  dtype: [
    ['x', '<f4'],
    ['id', 'i8'],
    ['pos', 'f8', [3]],
    ['name', 'S8'],
  ],
});
sure<Same<(typeof records)['data'], DataView>>();
const record = records.get(0);
const x: number = record.x;
const id: bigint = record.id;
const text: string = record.name;
records.set(0, { x: 1, id: 2n, pos: [1, 2, 3], name: 'a' });
// @ts-expect-error a field is missing
records.set(0, { x: 1, id: 2n, name: 'a' });
sure<Same<ReturnType<typeof records.field<'x'>>, NDArray<'<f4'>>>();
const xs: Float32Array = records.field('x').data;
// @ts-expect-error no such field
records.field('y');

const kind: string = 'float' + '32';
const dynamic = memmap('f', { dtype: kind, shape: 5, order: 'f', buffer: 'array', allocate: true });
dynamic.set(0, 1n);
dynamic.field('anything');
const anyArray: NDArray = f32;
const generic = (a: NDArray) => a.get(0);
generic(f32);
generic(i64.slice(0));

// @ts-expect-error no such option
memmap('f', { dytpe: 'float32' });
// @ts-expect-error no such mode
memmap('f', { mode: 'rw' });
// @ts-expect-error no such order
memmap('f', { order: 'K' });
// @ts-expect-error a filename is needed
memmap();
memmap(new URL('file:///f'), { shape: new Uint32Array([2, 3]) });
memmap(Buffer.from('f'), {
  dtype: undefined,
  mode: undefined,
  offset: undefined,
  shape: undefined,
});
memmap(3, { dtype: dtype('float32') });

f32.fill(0);
f32.assign(1);
f32.assign([1, 2, 3, 4]);
f32.assign([
  [1, 2, 3, 4],
  [5, 6, 7, 8],
]);
f32.assign(new Uint16Array(4));
f32.assign(new BigInt64Array(4));
f32.assign(i64);
// @ts-expect-error undefined is no source
f32.assign(undefined);
// @ts-expect-error a string is no number
f32.fill('x');

for (const row of f32) void row;
const lists = f32.toArray();
const shape: readonly number[] = f32.shape;
// @ts-expect-error it is frozen
f32.shape[0] = 1;
// @ts-expect-error so are these
f32.strides.reverse();
const where: string | null = f32.filename;
const position: number = f32.offset;
const none: number | null = f32.slice(0).offset;
const parsed: DType = dtype([['x', 'f4']]);
const fields: readonly { name: string }[] | undefined = parsed.fields;
f32.flush();
const done: Promise<void> = f32.flushAsync();
f32.close();
f32[Symbol.dispose]();
const isClosed: boolean = f32.closed;

export { total, big, wrong, half, x, id, text, xs, anyArray, lists, shape, where, position, none };
export { fields, done, isClosed };

// Whole arrays: what comes out follows from the dtype.
declare const i32: NDArray<'int32'>;
declare const c64: NDArray<'>c8'>;
declare const times: NDArray<'timedelta64[s]'>;
declare const anything: NDArray;
const exact: bigint = i32.sum();
const real: number = f32.sum() + f32.mean() + i32.mean() + f32.std({ ddof: 1 }) + f32.min();
sure<Same<ReturnType<typeof c64.sum>, NDArray<'complex128'>>>();
const pair: Complex = c64.sum();
const span: bigint = times.mean();
sure<Same<NDArray<'int64'>, ReturnType<typeof i32.sum>>>();
const columns: NDArray<'float64'> = f32.sum({ axis: 0 });
const rounded: number = i32.sum({ dtype: 'float32' });
const floats: NDArray<'float32'> = i32.sum({ axis: [0], dtype: 'float32' });
const kept: NDArray<'float32'> = f32.max({ axis: -1, keepdims: true });
const smallest: NDArray<'complex64'> = c64.min({ axis: 0 });
const truths: NDArray<'bool'> = f32.any({ axis: 0 });
const promised: Promise<bigint> = i32.sumAsync({ release: true });
const promisedRows: Promise<NDArray<'float64'>> = f32.meanAsync({
  axis: 0,
  signal: new AbortController().signal,
});
const { min: least, sum: all, zeros } = f32.stats();
const sums: number = least + all + zeros;
const taken: NDArray<'float32'> = f32.take([0, 2]);
const same: Uint8Array = f32.take([0], { out: new Uint8Array(3) });
const found: number = f32.slice(0).searchsorted(3);
const positions: NDArray<'float64'> = f32.slice(0).searchsorted([3, 4]);
const counts: Float64Array = f32.histogram({ bins: 3, range: [0, 1] }).counts;
const whatever: string = anything.sum();
// @ts-expect-error a sum of int32 is a bigint
const notExact: number = i32.sum();
// @ts-expect-error no such option
f32.sum({ axes: 0 });
// @ts-expect-error the plain method has no signal
f32.sum({ signal: new AbortController().signal });
// @ts-expect-error one axis
f32.argmin({ axis: [0, 1] });
// @ts-expect-error not a side
f32.searchsorted(1, { side: 'middle' });
export { exact, real, pair, span, columns, rounded, floats, kept, smallest, truths, promised };
export { promisedRows, sums, taken, same, found, positions, counts, whatever, notExact };

// JSON and operators.
const json: ReturnType<typeof f32.toArray> = f32.toJSON();
const primitive: string | number | bigint | boolean = f32[Symbol.toPrimitive]('default');
export { json, primitive };
