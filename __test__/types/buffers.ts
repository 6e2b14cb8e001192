// What `data` sits on. Checked by types.test.js.

import { memmap, openMemmap, openNpz, Memmap, NDArray, type BufferOption } from 'memmap';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const sure = <T extends true>(value?: T) => value;

const array = memmap('f', { dtype: 'float32', buffer: 'array', shape: [2, 3] });
sure<Same<typeof array, Memmap<'float32', ArrayBuffer>>>();
sure<Same<(typeof array)['data'], Float32Array<ArrayBuffer>>>();
new Blob([array.data]);
const view = array.slice(0).T.reshape(3, 1).transpose(0, 1);
sure<Same<(typeof view)['data'], Float32Array<ArrayBuffer>>>();
sure<Same<ReturnType<typeof array.append>, Memmap<'float32', ArrayBuffer>>>();
const walk = async () => {
  for await (const block of array.blocks()) new Blob([block.data]);
};
const made = new Memmap('f', { dtype: 'S3', buffer: 'array' });
sure<Same<(typeof made)['data'], DataView<ArrayBuffer>>>();
const npy = openMemmap('f.npy', { dtype: 'int64', buffer: 'array' });
sure<Same<(typeof npy)['data'], BigInt64Array<ArrayBuffer>>>();
const field = memmap('f', { dtype: [['x', 'u1']], buffer: 'array' }).field('x');
sure<Same<(typeof field)['data'], Uint8Array<ArrayBuffer>>>();
const half = memmap('f', { dtype: 'float16', buffer: 'array' });
const memory: ArrayBuffer = half.data.buffer;

const shared = memmap('f', { dtype: 'float32', buffer: 'shared' });
sure<Same<typeof shared, Memmap<'float32'>>>();
// @ts-expect-error it may be a SharedArrayBuffer
new Blob([shared.data]);
declare const buffer: BufferOption;
sure<Same<(typeof either)['data'], Uint8Array>>();
const either = memmap('f', { buffer });
memmap<'float32'>('f', { dtype: 'float32', buffer: 'array' });

// What is copied is in memory.
sure<Same<ReturnType<typeof shared.copy>, NDArray<'float32', ArrayBuffer>>>();
new Blob([shared.copy().data, shared.astype('int8').data, shared.take([0]).data]);
new Blob([shared.compress([true]).slice(0).data]);

// An array over an ArrayBuffer is an array, but not the other way round.
const any: NDArray<'float32'> = array;
// @ts-expect-error it may be a SharedArrayBuffer
const not: NDArray<'float32', ArrayBuffer> = shared;

const member: Memmap | NDArray | undefined = openNpz('f.npz', { inflate: true }).weights;
sure<Same<Memmap | NDArray, NonNullable<typeof member>>>();
if (member instanceof Memmap) member.close();

declare const inflate: boolean;
sure<Same<(typeof maybe)['w'], Memmap | NDArray>>();
const maybe = openNpz('f.npz', { inflate });
const mapped = openNpz('f.npz', { buffer: 'array', inflate: false });
sure<Same<(typeof mapped)['w'], Memmap<any, ArrayBuffer>>>();
const inflated = openNpz('f.npz', { buffer: 'array', inflate: true });
sure<Same<(typeof inflated)['w'], Memmap<any, ArrayBuffer> | NDArray<any, ArrayBuffer>>>();

export { memory, any, not, walk };
