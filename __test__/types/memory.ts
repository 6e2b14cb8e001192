// Arrays over memory, and what can be saved. Checked by types.test.js.

import { asarray, openNpz, save, savez, memmap, NDArray } from 'memmap';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const sure = <T extends true>(value?: T) => value;

const floats = asarray(new Float32Array(6), { shape: [2, 3] });
sure<Same<typeof floats, NDArray<'float32', ArrayBuffer>>>();
sure<Same<(typeof floats)['data'], Float32Array<ArrayBuffer>>>();
const shared = asarray(new SharedArrayBuffer(8), { dtype: 'int64' });
sure<Same<(typeof shared)['data'], BigInt64Array<ArrayBuffer | SharedArrayBuffer>>>();
const bytes = asarray(Buffer.alloc(8));
sure<Same<(typeof bytes)['dtype'], 'uint8'>>();
sure<Same<ReturnType<(typeof bytes)['get']>, number>>();
const records = asarray(new ArrayBuffer(12), { dtype: [['x', '<f4'], ['n', 'i8']] }); // prettier-ignore
records.field('n').get(0).toString();
// @ts-expect-error no such field
records.field('y');

sure<Same<(typeof asarray<number[][]>) extends (...a: never) => infer R ? R : 0, NDArray<'float64', ArrayBuffer>>>(); // prettier-ignore
const nested = asarray([
  [1n, 2n],
  [3n, 4n],
]);
sure<Same<typeof nested, NDArray<'int64', ArrayBuffer>>>();
sure<Same<ReturnType<ReturnType<typeof asarray<boolean[]>>['get']>, boolean>>();
asarray(5).get().toFixed();
asarray([{ re: 1, im: 2 }])
  .get(0)
  .re.toFixed();
asarray([new Uint8Array(2), [1, 2]], { order: 'F' });
asarray(['a', 'b'], { dtype: 'S1' }).get(0).trim();
asarray('a', { dtype: 'U1' });
asarray([{ x: 1 }], { dtype: [['x', 'f4']] })
  .get(0)
  .x.toFixed();

const map = memmap('f', { dtype: '<f4', buffer: 'array' });
sure<Same<ReturnType<typeof asarray<typeof map>>, NDArray<'float32', ArrayBuffer>>>();
asarray(map, { dtype: 'f8' }).data.fill(1);

// @ts-expect-error misspelled
asarray([1], { dtype: 'float33' });
// @ts-expect-error no array
asarray(undefined);
// @ts-expect-error no array
asarray('text');
// @ts-expect-error no such option
asarray([1], { dtyp: 'int8' });

save('a.npy', map.T, { version: [2, 0] });
save(new URL('file:///a.npy'), [[1, 2]]);
save(Buffer.from('a.npy'), 5n);
// @ts-expect-error a descriptor
save(3, [1]);
// @ts-expect-error there is no such version
save('a.npy', [1], { version: [4, 0] });
savez('a.npz', { map, list: [1, 2], memory: new ArrayBuffer(8) });
savez('a.npz', openNpz('b.npz'));
// @ts-expect-error not by name
savez('a.npz', map);
// @ts-expect-error no array
savez('a.npz', { a: 'text' });
