// Which spellings of dtypes compile, and which are one type. Checked by types.test.js.

import { memmap, openMemmap, dtype, Memmap, NDArray } from 'memmap';
import type { Complex, DTypeLike, DTypeName, MemmapHandle, Named } from 'memmap';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const sure = <T extends true>(value?: T) => value;

// @ts-expect-error misspelled
memmap('f', { dtype: 'float33', shape: 3 });
// @ts-expect-error misspelled
new Memmap('f', { dtype: 'float33' });
// @ts-expect-error misspelled
openMemmap('f.npy', { dtype: 'flaot32' });
// @ts-expect-error names have no byte order
memmap('f', { dtype: '>float32' });
// @ts-expect-error there is no such size
memmap('f', { dtype: '<f16' });
// @ts-expect-error NumPy has no such name
dtype('f32');
// @ts-expect-error misspelled
memmap('f').astype('unit8');
// @ts-expect-error misspelled in a field
memmap('f', { dtype: [['x', '<f4'], ['y', 'float33']] }); // prettier-ignore
// @ts-expect-error misspelled in a format
memmap('f', { dtype: { names: ['x', 'y'], formats: ['f4', ['float33', [2]]] } });
// @ts-expect-error no dtype
memmap('f', { dtype: 5 });
// @ts-expect-error no class is a dtype
memmap('f', { dtype: Float32Array });
// @ts-expect-error nor its name
memmap('f', { dtype: 'Float32Array' });

for (const name of ['float32', '>f4'] as const) memmap('f', { dtype: name }).fill(1);
const text: string = 'float33';
sure<Same<ReturnType<ReturnType<typeof memmap<string>>['get']>, any>>();
memmap('f', { dtype: text, mode: 'r' }).field('x');
openMemmap('f.npy', { dtype: text });
memmap('f').astype(text);
dtype(text);
memmap('f', { dtype: `S${text.length}` }).get(0);
memmap('f', { dtype: [['x', text]] }).field('x');
declare const like: DTypeLike;
void memmap('f', { dtype: like }).data;
memmap('f', { dtype: dtype('f4,i2') }).field('f0');
openMemmap('f.npy', { dtype: like });
dtype(like);
declare const some: any;
memmap('f', { dtype: some }).field('x');

const literals = (names: DTypeName[]) => names;
literals(['bfloat16', '?', '=i4', '|u1', 'l', 'intp', 'M8[25s]', '>m8', 'datetime64', '<U5', 'a3']);
literals(['V16', 'S1', '>S3', 'c', 'complex']);

// Aliases are one type.
sure<Same<NDArray<'<f4'>, NDArray<'float32'>>>();
sure<Same<Memmap<'<f4'>, Memmap<'float32'>>>();
sure<Same<Memmap<'M8[ns]'>, Memmap<'datetime64[ns]'>>>();
sure<Same<Memmap<'|S3'>, Memmap<'S3'>>>();
sure<Same<Memmap<'>i1'>, Memmap<'int8'>>>();
sure<Same<Memmap<'>F'>, Memmap<'>c8'>>>();
sure<Same<MemmapHandle<'<f4'>, MemmapHandle<'float32'>>>();
sure<Same<NDArray<'f4,i2'>, NDArray<[['f0', 'float32'], ['f1', '<i2']]>>>();
sure<Same<Memmap<'>f4'>, Memmap<'float32'>> extends false ? true : false>();
let alias: Memmap<'<f4'> = memmap('f', { dtype: 'single' });
alias = alias.append([1]);
// @ts-expect-error another dtype
alias = memmap('f', { dtype: 'f8' });
sure<Same<(typeof alias)['data'], Float32Array>>();

sure<Same<Named<'>i1'>, 'int8'>>();
sure<Same<Named<'>M8[ns]'>, '>M8[ns]'>>();
sure<Same<Named<'>datetime64[s]'>, '>M8[s]'>>();
sure<Same<Named<'p'>, 'int64'>>();
sure<Same<Named<'=f8'>, 'float64'>>();
sure<Same<Named<'c'>, '|S1'>>();
sure<Same<Named<any>, any>>();
sure<Same<Named<string>, string>>();
sure<
  Same<
    Named<[['x', 'float32'], ['pos', 'f8', 3], ['t', 'M8[ns]'], ['in', [['ok', '?']]]]>,
    readonly [
      readonly ['x', '<f4'],
      readonly ['pos', '<f8', readonly [3]],
      readonly ['t', '<M8[ns]'],
      readonly ['in', readonly [readonly ['ok', '|b1']]],
    ]
  >
>();
sure<Same<ReturnType<NDArray<'>M8[ns]'>['get']>, bigint>>();
sure<Same<ReturnType<NDArray<'>c16'>['get']>, Complex>>();

// Records
const points = memmap('f', { dtype: [['x', 'f4'], ['pos', 'f8', [3]], ['at', [['t', 'i8']]]] }); // prettier-ignore
const first = points.get(0);
const time: bigint = first.at.t;
const same: Memmap<[['x', '<f4'], ['pos', '<f8', [3]], ['at', [['t', '<i8']]]]> = points;
sure<Same<(typeof points)['dtype'][0], readonly ['x', '<f4']>>();
sure<Same<ReturnType<typeof points.field<'x'>>, NDArray<'float32'>>>();
const seconds: BigInt64Array | DataView = points.field('at').field('t').data;
// @ts-expect-error no such field
points.field('tt');
// @ts-expect-error no such field
void points.get(0).tt;
// @ts-expect-error no such field
points.field('at').field('x');
// @ts-expect-error it has none
alias.field('x');
const comma = memmap('f', { dtype: 'f4, i8' });
const pair: { f0: number; f1: bigint } = comma.get(0);
// @ts-expect-error no such field
comma.field('f2');
memmap('f', { dtype: '(2,3)f4,3i2' }).field('f1');
memmap('f', { dtype: [['a', '3f4'], ['b', '(2)f4'], ['c', '(2, 3)f4']] }).field('b'); // prettier-ignore
const placed = memmap('f', { dtype: { names: ['a', 'b'], formats: ['f4', ['i2', [2]]] } });
placed.field('a');
// @ts-expect-error no such field
placed.field('c');
// @ts-expect-error no such field
void placed.get(0).c;

// Programs that pass dtypes on
const opened = <D extends DTypeLike>(file: string, dtype: D): Memmap<D> => memmap(file, { dtype });
sure<Same<Memmap<'float64'>, ReturnType<typeof opened<'f8'>>>>();
const float = <D extends 'float32' | 'float64'>(dtype: D) => openMemmap('f', { dtype }).get(0);
const real: number = float('float32');
const total = <D extends 'float32' | 'int32'>(array: NDArray<D>) => array.size;
total(memmap('f', { dtype: '<f4' }));
// @ts-expect-error neither of the two
total(memmap('f', { dtype: '<f8' }));
const element = <D>(array: NDArray<D>) => array.get(0);
const number: number = element(memmap('f', { dtype: '<f4' }));
const bigint: bigint = element(memmap('f', { dtype: '>i8' }));
const lengths = (array: NDArray) => array.shape.length;
lengths(alias);
lengths(points);
lengths(placed);

// Classes of one's own
class Embeddings extends Memmap<'float32'> {
  constructor(file: string) {
    super(file, { dtype: 'float32', mode: 'r' });
  }
  norm(): number {
    return Math.hypot(...this.data);
  }
  override close() {
    super.close();
  }
}
class Plain extends Memmap {
  label = 'plain';
}
class Log<D extends DTypeLike> extends Memmap<D> {
  constructor(file: string, dtype: D) {
    super(file, { dtype, mode: 'w+', shape: 0 });
  }
}
const norm: number = new Embeddings('f').norm() + new Embeddings('f').get(0);
const label: string = new Plain('f', { dtype: 'int8', mode: 'r' }).label;
const logged: number = new Log('f', '<f4').get(0);
declare const unknown: unknown;
if (unknown instanceof Memmap) unknown.close();
else if (unknown instanceof NDArray) unknown.slice(0);
const isArray = (value: object) => value instanceof Embeddings && value.norm();
const given: Memmap<'float32'> = new Embeddings('f');
const asClass: Function = NDArray;

export {
  time,
  same,
  seconds,
  pair,
  opened,
  number,
  bigint,
  real,
  norm,
  label,
  logged,
  isArray,
  given,
  asClass,
};
