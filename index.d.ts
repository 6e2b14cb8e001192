/// <reference types="node" />

/**
 * Everything that `require('memmap')` and `import { … } from 'memmap'` give. In the types, `D` is a
 * dtype as a literal, and what `data`, `get` and `set` are follows from it (see {@link DTypeLike});
 * `B` is what `data` sits on, an ArrayBuffer or either kind.
 *
 * Errors have a `code`. Those of a system call are as in node:fs (`ENOENT`, with `errno`, `syscall`
 * and `path`); the others are:
 *
 * | code | class | what is wrong |
 * | --- | --- | --- |
 * | `ERR_INVALID_ARG_TYPE` | TypeError | the filename is neither a path, nor a URL, nor something open |
 * | `ERR_INVALID_ARG_VALUE` | TypeError | a filename with a null byte |
 * | `ERR_OUT_OF_RANGE` | RangeError | a number that is no file descriptor |
 * | `ERR_MEMMAP_OPTION` | TypeError, RangeError | an unknown option, or a bad value of one without a code of its own |
 * | `ERR_MEMMAP_DTYPE` | TypeError | a dtype that is none of NumPy's, or that cannot be mapped or converted to |
 * | `ERR_MEMMAP_MODE` | TypeError, RangeError | a mode that does not exist, or does not allow this |
 * | `ERR_MEMMAP_OFFSET` | TypeError, RangeError | an offset that is negative or no integer |
 * | `ERR_MEMMAP_SHAPE` | TypeError, RangeError | a bad shape, one that is missing, or shapes that do not go together |
 * | `ERR_MEMMAP_ORDER` | TypeError, RangeError | an order that is neither `'C'` nor `'F'`, or does not allow this |
 * | `ERR_MEMMAP_SIZE` | RangeError | the file is too short, empty, or not a whole number of elements |
 * | `ERR_MEMMAP_FORMAT` | Error, RangeError | not a .npy or .npz file, a damaged one, or one that cannot be mapped |
 * | `ERR_MEMMAP_LIMIT` | Error, RangeError | more elements than a TypedArray of this runtime holds, or too many mappings |
 * | `ERR_MEMMAP_BUFFER` | Error, RangeError | this runtime cannot give that buffer; or it cannot be shared |
 * | `ERR_MEMMAP_INDEX` | TypeError, RangeError | a bad index, selector, axis or field name |
 * | `ERR_MEMMAP_VALUE` | TypeError, RangeError | a value that the dtype cannot hold |
 * | `ERR_MEMMAP_READ_ONLY` | TypeError | writing in mode `'r'` |
 * | `ERR_MEMMAP_CLOSED` | Error | use after `close()` |
 * | `ERR_MEMMAP_LOST` | Error | pages were truncated away by another process, or found no room on the disk |
 *
 * Bad input is refused before a file is touched: nothing is created, truncated or made longer.
 *
 * @packageDocumentation
 */

import type { FileHandle } from 'node:fs/promises';

/** How a file is opened: `'readonly'`, `'readwrite'`, `'write'`, `'copyonwrite'` are the same four. */
export type Mode = 'r' | 'r+' | 'w+' | 'c';

/** NumPy's `mode` in either spelling. */
export type ModeOption = Mode | 'readonly' | 'readwrite' | 'write' | 'copyonwrite';

/** What `get` gives for complex numbers, and `set` takes. */
export interface Complex {
  /** The real part. */
  re: number;
  /** The imaginary part. */
  im: number;
}

/** A field of a record: `['x', '<f4']`, or `['pos', 'f8', [3]]` for a field that is an array. */
export type FieldDescr =
  | readonly [name: string, dtype: DTypeLike]
  | readonly [name: string, dtype: DTypeLike, shape: number | readonly number[]];

/** Fields at given places: NumPy's dictionary of `names`, `formats`, `offsets` and `itemsize`. */
export interface RecordDescr {
  /** The fields' names. */
  readonly names: readonly string[];
  /** Their dtypes; with a shape, of sub-arrays. */
  readonly formats: readonly (DTypeLike | readonly [DTypeLike, readonly number[]])[];
  /** Where they begin, in bytes. Default: one after the other. */
  readonly offsets?: readonly number[];
  /** Bytes of the whole record. Default: up to the end of the last field. */
  readonly itemsize?: number;
  /** Padding as a C compiler makes it. Default `false`. */
  readonly aligned?: boolean;
}

/**
 * A dtype in any of NumPy's spellings: `'float32'`, `'f4'`, `'>f4'`, `'int'`, `'S10'`, `'U5'`,
 * `'datetime64[ns]'`, `'bfloat16'`, `'f4,i2'`, a list of fields; or what `dtype()` gives.
 *
 * A misspelled literal does not compile; a `string` is taken as it is.
 *
 * | dtype | `data` | `get` gives, `set` takes |
 * | --- | --- | --- |
 * | bool | Uint8Array | boolean; numbers are taken for their truth |
 * | int8 to int32, uint8 to uint32 | Int8Array to Uint32Array | number; bigints that fit are taken |
 * | int64, uint64 | BigInt64Array, BigUint64Array | bigint; numbers are taken |
 * | float16 | Float16Array; without it the bits, a Uint16Array | number |
 * | bfloat16 | the bits, a Uint16Array | number |
 * | float32, float64 | Float32Array, Float64Array | number |
 * | complex64, complex128 | Float32Array, Float64Array of pairs | {@link Complex}; numbers are taken |
 * | datetime64, timedelta64 | BigInt64Array | bigint, in the dtype's unit; numbers are taken |
 * | S, U | DataView | string |
 * | V | DataView | Uint8Array, a copy |
 * | records | DataView | plain object |
 *
 * In a foreign byte order, and at an offset that its alignment does not divide, `data` of all of them
 * is a DataView; `get` and `set` are the same.
 */
export type DTypeLike = DTypeName | (string & {}) | readonly FieldDescr[] | RecordDescr | DType;

/** The literals that are dtypes without fields. */
export type DTypeName =
  | keyof Elements
  | keyof Aliases
  | `${'<' | '>' | '=' | '|'}${keyof Codes}`
  | `${'<' | '>' | '=' | '|' | ''}${'S' | 'a' | 'U' | 'V'}${number}`
  | `${'<' | '>' | '=' | '|' | ''}${'M8' | 'm8' | 'datetime64' | 'timedelta64'}${'' | `[${string}]`}`;

/**
 * The dtypes by the names that `.dtype` shows: how fields spell them, and what they mean in JavaScript.
 *
 * @internal
 */
interface Elements<B extends ArrayBufferLike = ArrayBufferLike> {
  bool: { str: '|b1'; data: Uint8Array<B>; get: boolean; set: boolean | number | bigint };
  int8: { str: '|i1'; data: Int8Array<B> } & Numeric;
  int16: { str: '<i2'; data: Int16Array<B> } & Numeric;
  int32: { str: '<i4'; data: Int32Array<B> } & Numeric;
  int64: { str: '<i8'; data: BigInt64Array<B> } & Integral;
  uint8: { str: '|u1'; data: Uint8Array<B> } & Numeric;
  uint16: { str: '<u2'; data: Uint16Array<B> } & Numeric;
  uint32: { str: '<u4'; data: Uint32Array<B> } & Numeric;
  uint64: { str: '<u8'; data: BigUint64Array<B> } & Integral;
  float16: { str: '<f2'; data: Float16Data<B> } & Numeric;
  bfloat16: { str: 'bfloat16'; data: Uint16Array<B> } & Numeric;
  float32: { str: '<f4'; data: Float32Array<B> } & Numeric;
  float64: { str: '<f8'; data: Float64Array<B> } & Numeric;
  complex64: { str: '<c8'; data: Float32Array<B> } & Pairs;
  complex128: { str: '<c16'; data: Float64Array<B> } & Pairs;
}

/** @internal */
interface Numeric {
  get: number;
  set: number | bigint | boolean;
}

/** @internal */
interface Integral {
  get: bigint;
  set: bigint | number | boolean;
}

/** @internal */
interface Pairs {
  get: Complex;
  set: Complex | number | bigint | boolean;
}

declare global {
  /** Older libraries of TypeScript do not have it. */
  interface Float16Array<TArrayBuffer extends ArrayBufferLike> {}
}

/**
 * Float16Array where the runtime and the `lib` of TypeScript have it, else the bits.
 *
 * @internal
 */
type Float16Data<B extends ArrayBufferLike> = typeof globalThis extends { Float16Array: unknown }
  ? Float16Array<B> | Uint16Array<B>
  : Uint16Array<B>;

/**
 * Other spellings, which may have a byte order before them.
 *
 * @internal
 */
interface Codes {
  '?': 'bool';
  b1: 'bool';
  b: 'int8';
  i1: 'int8';
  B: 'uint8';
  u1: 'uint8';
  h: 'int16';
  i2: 'int16';
  H: 'uint16';
  u2: 'uint16';
  i: 'int32';
  i4: 'int32';
  I: 'uint32';
  u4: 'uint32';
  l: 'int64';
  q: 'int64';
  p: 'int64';
  n: 'int64';
  i8: 'int64';
  L: 'uint64';
  Q: 'uint64';
  P: 'uint64';
  N: 'uint64';
  u8: 'uint64';
  e: 'float16';
  f2: 'float16';
  f: 'float32';
  f4: 'float32';
  d: 'float64';
  f8: 'float64';
  F: 'complex64';
  c8: 'complex64';
  D: 'complex128';
  c16: 'complex128';
  M: 'datetime64';
  m: 'timedelta64';
  c: '|S1';
}

/**
 * Other spellings: NumPy's names, and those of TypedArrays.
 *
 * @internal
 */
interface Aliases extends Codes {
  bool_: 'bool';
  byte: 'int8';
  ubyte: 'uint8';
  short: 'int16';
  ushort: 'uint16';
  intc: 'int32';
  uintc: 'uint32';
  int: 'int64';
  int_: 'int64';
  intp: 'int64';
  long: 'int64';
  longlong: 'int64';
  uint: 'uint64';
  uintp: 'uint64';
  ulong: 'uint64';
  ulonglong: 'uint64';
  half: 'float16';
  single: 'float32';
  float: 'float64';
  double: 'float64';
  csingle: 'complex64';
  complex: 'complex128';
  cdouble: 'complex128';
}

/**
 * The dtypes of what TypedArrays hold.
 *
 * @internal
 */
interface TypedArrays {
  Int8Array: 'int8';
  Uint8Array: 'uint8';
  Uint8ClampedArray: 'uint8';
  Int16Array: 'int16';
  Uint16Array: 'uint16';
  Int32Array: 'int32';
  Uint32Array: 'uint32';
  BigInt64Array: 'int64';
  BigUint64Array: 'uint64';
  Float16Array: 'float16';
  Float32Array: 'float32';
  Float64Array: 'float64';
}

/**
 * What `.dtype` shows for a dtype: `Named<'<f4'>` is `'float32'`, `Named<'S3'>` is `'|S3'`. Spellings
 * that it does not know stay as they are.
 */
export type Named<D> = 0 extends 1 & D
  ? any
  : D extends keyof Elements
    ? D
    : D extends keyof Aliases
      ? Aliases[D]
      : D extends `>${infer Code}`
        ? Swapped<Named<Code>>
        : D extends `${'<' | '=' | '|'}${infer Code}`
          ? Named<Code>
          : D extends `${'M8' | 'datetime64'}${infer Unit}`
            ? `datetime64${Unit}`
            : D extends `${'m8' | 'timedelta64'}${infer Unit}`
              ? `timedelta64${Unit}`
              : D extends `${'S' | 'a'}${infer Size extends number}`
                ? `|S${Size}`
                : D extends `V${number}`
                  ? `|${D}`
                  : D extends `U${number}`
                    ? `<${D}`
                    : D extends `${string},${string}`
                      ? NamedFields<Listed<D>>
                      : D extends readonly FieldDescr[]
                        ? NamedFields<D>
                        : D extends DType
                          ? any
                          : D;

/**
 * How a field spells a dtype that `.dtype` shows as N.
 *
 * @internal
 */
type Str<N> = N extends keyof Elements
  ? Elements[N]['str']
  : N extends `${infer Kind extends 'datetime' | 'timedelta'}64${infer Unit}`
    ? `<${{ datetime: 'M8'; timedelta: 'm8' }[Kind]}${Unit}`
    : N;

/**
 * N in the other byte order, if it has one.
 *
 * @internal
 */
type Swapped<N> = Str<N> extends `<${infer Code}` ? `>${Code}` : N;

/**
 * The fields as `.dtype` shows them.
 *
 * @internal
 */
type NamedFields<F extends readonly FieldDescr[]> = string extends F[number][0]
  ? F
  : {
      readonly [I in keyof F]: F[I] extends readonly [infer Name, infer D, ...infer Shape]
        ? readonly [Name, Str<Named<D>>, ...NamedShape<Shape>]
        : F[I];
    };

/** @internal */
type NamedShape<Shape extends readonly unknown[]> = Shape extends readonly [
  infer Length extends number,
]
  ? [readonly [Length]]
  : Shape extends readonly [readonly [...infer Lengths]]
    ? [readonly [...Lengths]]
    : Shape;

/**
 * The fields of `'f4,i2'`.
 *
 * @internal
 */
type Listed<
  Text extends string,
  F extends readonly FieldDescr[] = [],
> = Text extends `${string}(${string}`
  ? any
  : Text extends ` ${infer Rest}`
    ? Listed<Rest, F>
    : Text extends `${infer First},${infer Rest}`
      ? Listed<Rest, [...F, [`f${F['length']}`, First]]>
      : Text extends ''
        ? F
        : [...F, [`f${F['length']}`, Text]];

/**
 * Stands beside D where one is passed: nothing at all, but of a misspelled literal what no value is.
 *
 * @internal
 */
type Spelled<D> = { right: unknown; wrong: Misspelled }[Spelling<D>];

/**
 * The same for the option.
 *
 * @internal
 */
interface SpelledOption<D> {
  dtype?: Spelled<D>;
}

/** @internal */
interface Misspelled {
  readonly misspelled: never;
}

/**
 * Distributes over D, so that for type parameters TypeScript looks at what they extend.
 *
 * @internal
 */
type Spelling<D> = D extends string
  ? string extends D
    ? 'right'
    : D extends DTypeName | `${string},${string}` | `${number | `(${string})`}${string}`
      ? 'right'
      : 'wrong'
  : D extends readonly FieldDescr[]
    ? SpellingOf<D[number][0], D[number][1]>
    : D extends RecordDescr
      ? SpellingOf<D['names'][number], D['formats'][number]>
      : D extends readonly [infer Of, readonly number[]]
        ? Spelling<Of>
        : 'right';

/**
 * Of fields, where their names are literals.
 *
 * @internal
 */
type SpellingOf<Names, Formats> = string extends Names
  ? 'right'
  : 'wrong' extends Spelling<Formats>
    ? 'wrong'
    : 'right';

/** What an array of dtype D is made of: its `data`, and what `get` gives and `set` takes. */
type Element<D, B extends ArrayBufferLike = ArrayBufferLike> =
  NamedElement<Named<D>, B> extends infer E extends AnyElement ? E : never;

/** @internal */
type NamedElement<N, B extends ArrayBufferLike> = 0 extends 1 & N
  ? AnyElement
  : N extends keyof Elements
    ? Elements<B>[N]
    : N extends `datetime64${string}` | `timedelta64${string}`
      ? { data: BigInt64Array<B>; get: bigint; set: bigint | number }
      : N extends `|S${number}` | `${'<' | '>'}U${number}`
        ? { data: DataView<B>; get: string; set: string }
        : N extends `|V${number}`
          ? { data: DataView<B>; get: Uint8Array; set: Uint8Array }
          : N extends `>${'M8' | 'm8'}${string}`
            ? { data: DataView<B>; get: bigint; set: bigint | number }
            : N extends `>${infer Code extends keyof Codes}`
              ? Foreign<Codes[Code], B>
              : N extends readonly FieldDescr[]
                ? { data: DataView<B>; get: RecordOf<N, 'get'>; set: RecordOf<N, 'set'> }
                : N extends RecordDescr
                  ? {
                      data: DataView<B>;
                      get: Record<N['names'][number], any>;
                      set: Record<N['names'][number], unknown>;
                    }
                  : AnyElement;

/**
 * Numbers in the other byte order.
 *
 * @internal
 */
type Foreign<N, B extends ArrayBufferLike> = N extends keyof Elements
  ? { data: DataView<B>; get: Elements[N]['get']; set: Elements[N]['set'] }
  : AnyElement;

/**
 * A record as a plain object.
 *
 * @internal
 */
type RecordOf<F extends readonly FieldDescr[], Way extends 'get' | 'set'> = {
  [Field in F[number] as Field[0]]: Field extends readonly [string, unknown, unknown]
    ? Way extends 'get'
      ? Nested<Element<Field[1]>['get']>[]
      : unknown
    : Element<Field[1]>[Way];
};

/**
 * The dtype of the field `Name`.
 *
 * @internal
 */
type FieldType<N, Name> = 0 extends 1 & N
  ? any
  : N extends readonly FieldDescr[]
    ? Extract<N[number], readonly [Name, ...unknown[]]>[1]
    : any;

/**
 * The names that `field` takes: none where the dtype has no fields.
 *
 * @internal
 */
type FieldName<N> = 0 extends 1 & N
  ? string
  : N extends readonly FieldDescr[]
    ? N[number][0]
    : N extends RecordDescr
      ? N['names'][number]
      : string extends N
        ? string
        : never;

/** @internal */
interface AnyElement {
  data: any;
  get: any;
  set: any;
}

/** Nested arrays of T, as deep as the array has axes. */
export type Nested<T> = T | Nested<T>[];

/**
 * One axis of `slice`: an integer drops the axis, `null` takes all of it, `[start, stop, step]` takes
 * a range with NumPy's defaults and negatives (`[2]` is from 2 on), `'...'` stands for as many whole
 * axes as are missing.
 */
export type Selector = number | null | '...' | readonly (number | null | undefined)[];

/** What `assign` takes: one value for all elements, or arrays that broadcast to the shape. */
export type Source<D> = Element<D>['set'] | AnyTypedArray | NDArray<any> | readonly unknown[];

/**
 * TypedArrays of any kind, whatever memory they are on.
 *
 * @internal
 */
type AnyTypedArray = ArrayLike<number | bigint> & ArrayBufferView;

/**
 * A strided N-d view of memory, as NumPy's ndarray: what slicing a Memmap returns, and what `copy`
 * and `astype` make.
 *
 * D is the dtype as a literal: `NDArray<'float32'>['data']` is a Float32Array, and `NDArray<'<f4'>` is
 * the same type. After `close()` all methods throw ERR_MEMMAP_CLOSED; what describes the array can
 * still be read. `structuredClone` and `postMessage` refuse an array: `share()` and `data` are what can
 * be posted. `equals` compares.
 */
export type NDArray<D = any, B extends ArrayBufferLike = ArrayBufferLike> = NDArrayOf<Named<D>, B>;

/** The class of arrays, for `instanceof`: memmap() and other arrays make them. */
export const NDArray: (abstract new (never: never) => NDArray) & {
  readonly prototype: NDArray;

  /**
   * The whole map that `share()` gave a handle of, in this thread or another.
   *
   * @throws ERR_MEMMAP_OPTION for what is no handle of this process
   */
  from<D extends DTypeLike>(handle: MemmapHandle<D>): Memmap<D>;
  /**
   * The same view of the same memory.
   *
   * @throws ERR_MEMMAP_OPTION for what is no handle of this process
   */
  from<D extends DTypeLike>(handle: NDArrayHandle<D>): NDArray<D>;
};

/** The members of an {@link NDArray}; N is what `.dtype` shows. */
export interface NDArrayOf<N, B extends ArrayBufferLike> {
  /**
   * The memory: a plain TypedArray over exactly the span of the elements, or a DataView for strings,
   * records, a foreign byte order, and memory that is not aligned. In order for a contiguous array.
   * Complex numbers are pairs of real and imaginary part. TypedArray's own rules hold in it: what a
   * dtype cannot hold wraps, and in mode `'r'` what is written stays in this process.
   *
   * @throws ERR_MEMMAP_CLOSED after `close()`
   */
  readonly data: Element<N, B>['data'];
  /** Lengths of the axes, as NumPy's `a.shape`; frozen. */
  readonly shape: readonly number[];
  /**
   * Steps between neighbours along each axis, in elements of `data`, or bytes where that is a
   * DataView (NumPy's are always bytes); frozen. Element `[i, j]` is
   * `data[start + i * strides[0] + j * strides[1]]`.
   */
  readonly strides: readonly number[];
  /** Where element `[0, ..., 0]` is in `data`; above 0 only with negative strides. */
  readonly start: number;
  /** How many axes there are: NumPy's `a.ndim`. */
  readonly ndim: number;
  /** How many elements there are: NumPy's `a.size`. */
  readonly size: number;
  /** Bytes of an element: NumPy's `a.itemsize`. */
  readonly itemsize: number;
  /** Bytes of all elements: NumPy's `a.nbytes`. */
  readonly nbytes: number;
  /** `'F'` where the first axis is the fastest; of one axis `'C'`. */
  readonly order: 'C' | 'F';
  /** The dtype, in a form that `memmap()` takes: `'float32'`, `'>f4'`, `[['x', '<f4']]`. */
  readonly dtype: N;
  /** Whether `data` is the elements in C order without gaps: NumPy's `a.flags.c_contiguous`. */
  readonly contiguous: boolean;
  /** Whether writing throws, in mode `'r'`: NumPy's `not a.flags.writeable`. */
  readonly readonly: boolean;
  /** The file behind the memory, an absolute path; `null` for a descriptor and for arrays in memory. */
  readonly filename: string | null;
  /** How the file is mapped; `null` for arrays in memory. */
  readonly mode: Mode | null;
  /** Bytes into the file where the whole mapping starts; `null` for arrays in memory. */
  readonly offset: number | null;

  /**
   * One element: NumPy's `a[i, j]`.
   *
   * @param index one for each axis; negative ones count from the end
   * @throws ERR_MEMMAP_INDEX too few, too many, not an integer, or out of range
   */
  get(...index: number[]): Element<N>['get'];

  /**
   * Writes one element: NumPy's `a[i, j] = value`. Fractions are cut off for integers.
   *
   * @param indexAndValue an index for each axis, and the value last
   * @throws ERR_MEMMAP_INDEX as `get`
   * @throws ERR_MEMMAP_VALUE where the dtype cannot hold the value; nothing is written
   * @throws ERR_MEMMAP_READ_ONLY in mode `'r'`
   */
  set(...indexAndValue: [...index: number[], value: Element<N>['set']]): void;

  /**
   * NumPy's basic slicing. Always a view: an integer for each axis gives a 0-d array. A list is a
   * range; rows by their numbers are what `take` gives.
   *
   * @example
   * a.slice(0); // a[0]
   * a.slice(null, [0, 10]); // a[:, 0:10]
   * a.slice('...', [null, null, -1]); // a[..., ::-1]
   * @param selectors one for each axis; what is missing at the end is whole axes
   * @throws ERR_MEMMAP_INDEX too many, not an integer, out of range, or a step of 0
   */
  slice(...selectors: Selector[]): NDArrayOf<N, B>;

  /** A view with the axes reversed: NumPy's `a.T`. */
  readonly T: NDArrayOf<N, B>;

  /**
   * A view with the axes in another order, as NumPy's `a.transpose(...)`; reversed if none are given.
   *
   * @param axes which axis comes first, second, …; negative ones count from the end
   * @throws ERR_MEMMAP_INDEX where the axes are not each axis once
   */
  transpose(...axes: number[]): NDArrayOf<N, B>;
  /**
   * The same with one array of axes.
   *
   * @param axes which axis comes first, second, …
   * @throws ERR_MEMMAP_INDEX where the axes are not each axis once
   */
  transpose(axes: ArrayLike<number>): NDArrayOf<N, B>;

  /**
   * A view of the same elements, in C order, with another shape: NumPy's `a.reshape(...)` where that
   * needs no copy.
   *
   * @param shape lengths of the axes; one -1 is worked out
   * @throws ERR_MEMMAP_SHAPE where the sizes differ, or only a copy has that shape
   */
  reshape(...shape: number[]): NDArrayOf<N, B>;
  /**
   * The same with one array of lengths.
   *
   * @param shape lengths of the axes; one -1 is worked out
   * @throws ERR_MEMMAP_SHAPE where the sizes differ, or only a copy has that shape
   */
  reshape(shape: ArrayLike<number>): NDArrayOf<N, B>;

  /**
   * A view of one field of a record dtype: NumPy's `a['name']`. The axes of a sub-array field come
   * last.
   *
   * @param name of the field
   * @throws ERR_MEMMAP_INDEX for an unknown name
   */
  field<const Name extends FieldName<N>>(name: Name): NDArray<FieldType<N, Name>, B>;

  /**
   * Writes one value to all elements, or throws and writes nothing: NumPy's `a.fill(value)`.
   *
   * @param value what `set` takes
   * @throws ERR_MEMMAP_VALUE where the dtype cannot hold the value
   * @throws ERR_MEMMAP_READ_ONLY in mode `'r'`
   * @throws ERR_MEMMAP_LOST where pages are lost under it
   */
  fill(value: Element<N>['set']): void;

  /**
   * NumPy's `a[...] = source`: converts the dtype and broadcasts; or throws and writes nothing. The
   * source may overlap with this array.
   *
   * @param source one value, nested arrays, a TypedArray (one axis) or an NDArray
   * @throws ERR_MEMMAP_SHAPE where the shapes do not broadcast, or nested arrays are uneven
   * @throws ERR_MEMMAP_VALUE where the dtype cannot hold a value
   * @throws ERR_MEMMAP_DTYPE where there is no conversion
   * @throws ERR_MEMMAP_READ_ONLY in mode `'r'`
   * @throws ERR_MEMMAP_LOST where pages are lost under it or its source
   */
  assign(source: Source<N>): void;

  /**
   * The same elements in memory of their own, in C order and native byte order: NumPy's
   * `a.copy(order='C')`.
   *
   * @throws ERR_MEMMAP_LOST where pages are lost under it
   * @throws ERR_MEMMAP_LIMIT where there is no memory for it
   */
  copy(): NDArrayOf<N, ArrayBuffer>;

  /**
   * The elements converted as NumPy's `a.astype(dtype)` does, in memory of their own and C order:
   * integers wrap, fractions are cut off, the imaginary part is dropped.
   *
   * @param dtype to convert to, in native byte order
   * @throws ERR_MEMMAP_DTYPE to strings, records or another unit of time
   * @throws ERR_MEMMAP_LOST where pages are lost under it
   */
  astype<const T extends DTypeLike>(dtype: T & Spelled<T>): NDArray<T, ArrayBuffer>;

  /** The elements as nested arrays; of a 0-d array, its element: NumPy's `a.tolist()`. */
  toArray(): Nested<Element<N>['get']>;

  /**
   * Walks the first axis: the elements of a 1-d array, otherwise views.
   *
   * @throws TypeError ERR_MEMMAP_INDEX for a 0-d array
   */
  [Symbol.iterator](): IterableIterator<NDArrayOf<N, B> | Element<N>['get']>;

  /**
   * Walks the first axis in views: those of a 1-d array are 0-d.
   *
   * @throws TypeError ERR_MEMMAP_INDEX for a 0-d array
   */
  rows(): IterableIterator<NDArrayOf<N, B>>;

  /**
   * A handle to post to a worker of this process: `NDArray.from(handle)` there is the same view of
   * the same memory, which lives as long as one of the two does. Closing the map anywhere closes it
   * everywhere.
   *
   * @throws ERR_MEMMAP_BUFFER for arrays in memory, and over an ArrayBuffer, which cannot be shared
   */
  share(): HandleOf<N>;

  /**
   * Writes the bytes of this view to disk and waits (msync, FlushViewOfFile): NumPy's `a.flush()`,
   * but of a slice only its own pages. Nothing happens in modes `'r'` and `'c'`, and on arrays in
   * memory.
   *
   * @throws ERR_MEMMAP_LOST where pages are lost under it; system errors as node:fs throws them
   */
  flush(): void;

  /** As `flush`, on the thread pool; rejected with what `flush` throws. */
  flushAsync(): Promise<void>;

  /**
   * Tells the system how the view's pages will be used; nothing happens on arrays in memory.
   *
   * `'dontneed'` takes the pages out of this process and never loses what was written to the file
   * or, in mode `'c'`, to the array (a stray write through `data` in mode `'r'` may be undone).
   * `'willneed'` starts to read the first 16 MiB of the view; `prefetch` reads all of it. Windows
   * has words for these two only; the others do nothing there.
   *
   * @throws TypeError `ERR_MEMMAP_OPTION` for any other advice
   */
  advise(advice: Advice): void;
  /**
   * The share of the view's pages that are in memory, in this process or in the system's file
   * cache: 0 to 1. Exact up to 65,536 pages, an estimate from as many beyond. 1 for arrays in
   * memory. Linux counts the pages of a file that the user neither owns nor may write as there;
   * Windows tells only of those in this process.
   */
  residency(): number;
  /**
   * Reads the view's pages in, on the thread pool.
   *
   * Rejected with the signal's reason, `ERR_MEMMAP_CLOSED` where the map is closed meanwhile,
   * `ERR_MEMMAP_LOST` where the file was truncated, `ERR_MEMMAP_OPTION` for bad options.
   */
  prefetch(options?: PrefetchOptions): Promise<void>;
  /**
   * Walks the first axis in slices whose pages are in memory, while the thread pool reads those to
   * come. The event loop turns between two blocks; `break` ends what is still being read.
   *
   * Where the first axis is not the slowest one in memory (order `'F'`), each block lies all over
   * the file: walk `a.T` instead.
   *
   * @throws TypeError or RangeError `ERR_MEMMAP_OPTION`; TypeError `ERR_MEMMAP_INDEX` for a 0-d array
   */
  blocks(options?: BlocksOptions): AsyncGenerator<NDArrayOf<N, B>, void, void>;

  /**
   * The sum: NumPy's `a.sum()`. Of integers and bools it is exact: a bigint, whatever its size;
   * along axes int64 or uint64, ERR_MEMMAP_VALUE where one does not fit. Floats are added up in
   * float64, with an error of at most 4 ulp of the sum of magnitudes. Dates have no sum
   * (ERR_MEMMAP_DTYPE).
   *
   * This and the other methods for whole arrays work on every view, read each page once, and use
   * all cores, or as many as the environment variable MEMMAP_THREADS says. Their results have the
   * same bits on any number of threads and any processor. Each has a twin with `Async` in its name
   * that works off the main thread, and rejects where the other throws.
   *
   * @example
   * a.sum(); // of all elements: a number, a bigint, { re, im }
   * a.sum({ axis: 0 }); // of each column: an NDArray
   * await a.sumAsync({ signal, release: true }); // of a file larger than memory
   */
  readonly sum: Sum<N>;
  /** As `sum`, off the main thread. */
  readonly sumAsync: Sum<N, TwinOptions>;
  /** The mean: NumPy's `a.mean()`; of dates and spans of time rounded to their unit, halves up. */
  readonly mean: Reduce<ReduceOptions, MeanOf<N>, NDArray<MeanName<N>>>;
  /** As `mean`, off the main thread. */
  readonly meanAsync: ReduceAsync<ReduceOptions, MeanOf<N>, NDArray<MeanName<N>>>;
  /** The standard deviation: NumPy's `a.std()`; of dates in their unit. */
  readonly std: Reduce<SpreadOptions, number, NDArray<'float64'>>;
  /** As `std`, off the main thread. */
  readonly stdAsync: ReduceAsync<SpreadOptions, number, NDArray<'float64'>>;
  /** The variance: NumPy's `a.var()`. */
  readonly var: Reduce<SpreadOptions, number, NDArray<'float64'>>;
  /** As `var`, off the main thread. */
  readonly varAsync: ReduceAsync<SpreadOptions, number, NDArray<'float64'>>;
  /**
   * The smallest element: NumPy's `a.min()`. A NaN is the result, unless `skipNaN` leaves it
   * out; complex numbers are ordered by their real, then their imaginary part. RangeError
   * ERR_MEMMAP_VALUE where there are no elements.
   */
  readonly min: Reduce<ReduceOptions, Element<N>['get'], NDArray<NativeOrder<N>>>;
  /** As `min`, off the main thread. */
  readonly minAsync: ReduceAsync<ReduceOptions, Element<N>['get'], NDArray<NativeOrder<N>>>;
  /** The largest element: NumPy's `a.max()`; see `min`. */
  readonly max: Reduce<ReduceOptions, Element<N>['get'], NDArray<NativeOrder<N>>>;
  /** As `max`, off the main thread. */
  readonly maxAsync: ReduceAsync<ReduceOptions, Element<N>['get'], NDArray<NativeOrder<N>>>;
  /**
   * The index in C order of the first smallest element: NumPy's `a.argmin()`. RangeError
   * ERR_MEMMAP_VALUE where there are no elements, or none but NaN that are left out.
   */
  readonly argmin: Reduce<ArgOptions, number, NDArray<'float64'>>;
  /** As `argmin`, off the main thread. */
  readonly argminAsync: ReduceAsync<ArgOptions, number, NDArray<'float64'>>;
  /** The index in C order of the first largest element: NumPy's `a.argmax()`; see `argmin`. */
  readonly argmax: Reduce<ArgOptions, number, NDArray<'float64'>>;
  /** As `argmax`, off the main thread. */
  readonly argmaxAsync: ReduceAsync<ArgOptions, number, NDArray<'float64'>>;
  /** Whether any element is true: NumPy's `a.any()`. NaN is. */
  readonly any: Reduce<AxisOptions, boolean, NDArray<'bool'>>;
  /** As `any`, off the main thread. */
  readonly anyAsync: ReduceAsync<AxisOptions, boolean, NDArray<'bool'>>;
  /** Whether all elements are true: NumPy's `a.all()`. */
  readonly all: Reduce<AxisOptions, boolean, NDArray<'bool'>>;
  /** As `all`, off the main thread. */
  readonly allAsync: ReduceAsync<AxisOptions, boolean, NDArray<'bool'>>;

  /** Counts, extremes, sum, mean and standard deviation of all elements, in one pass. */
  stats(options?: StatsOptions): Stats<N>;
  /** As `stats`, off the main thread. */
  statsAsync(options?: StatsOptions & TwinOptions): Promise<Stats<N>>;

  /**
   * How many elements fall into each bin: NumPy's `np.histogram(a, bins, range)`. NaN is left out.
   *
   * @throws ERR_MEMMAP_OPTION for bad bins or a bad range; ERR_MEMMAP_VALUE where there are infinite
   *   elements and no range; ERR_MEMMAP_DTYPE for complex numbers and dates
   */
  histogram(options?: HistogramOptions): Histogram;
  /** As `histogram`, off the main thread. */
  histogramAsync(options?: HistogramOptions & TwinOptions): Promise<Histogram>;

  /**
   * Rows by their indices, copied: NumPy's `np.take(a, indices, axis)`, `a[indices]`. The shape is
   * `[...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)]`. Rows to come are
   * announced to the system, so that a disk has more than one to read.
   *
   * @param indices an integer, which drops the axis, or arrays of integers (an NDArray of float64
   *   with whole numbers will do); negative ones count from the end
   * @returns `out`, or a new array in memory
   * @throws ERR_MEMMAP_INDEX out of range or no integers; nothing is copied then
   * @throws ERR_MEMMAP_SHAPE, ERR_MEMMAP_DTYPE where `out` does not fit
   */
  take(indices: Indices, options?: TakeOptions): NDArray<NativeOrder<N>, ArrayBuffer>;
  /** The same, written into memory that there is. */
  take<Out extends AnyTypedArray | NDArray<any>>(
    indices: Indices,
    options: TakeOptions<Out> & { out: Out },
  ): Out;
  /**
   * As `take`, off the main thread. Long index lists are read in steps, as the elements are: what is
   * written to them before the promise settles may count or not.
   */
  takeAsync(
    indices: Indices,
    options?: TakeOptions & TwinOptions,
  ): Promise<NDArray<NativeOrder<N>, ArrayBuffer>>;
  /** The same, written into memory that there is. */
  takeAsync<Out extends AnyTypedArray | NDArray<any>>(
    indices: Indices,
    options: TakeOptions<Out> & TwinOptions & { out: Out },
  ): Promise<Out>;

  /**
   * The rows that a condition is true for, copied: NumPy's `np.compress(condition, a, axis)`, `a[mask]`.
   *
   * @param condition as long as the axis
   * @throws ERR_MEMMAP_SHAPE where it is not; ERR_MEMMAP_VALUE where it is no condition
   */
  compress(condition: Condition, options?: RowOptions): NDArray<NativeOrder<N>, ArrayBuffer>;
  /** As `compress`, off the main thread. A long condition is read in steps, as indices are. */
  compressAsync(
    condition: Condition,
    options?: RowOptions & TwinOptions,
  ): Promise<NDArray<NativeOrder<N>, ArrayBuffer>>;

  /**
   * Where values belong in this sorted array of one axis: NumPy's `np.searchsorted(a, values, side)`.
   * Reads about log2(n) elements for each. NaN sorts last.
   *
   * @param values one, or arrays of them, of any type that compares with the array's
   * @returns a number for one value, otherwise positions in the shape of the values
   * @throws ERR_MEMMAP_SHAPE for any other number of axes; ERR_MEMMAP_DTYPE where the two do not compare
   */
  searchsorted(value: number | bigint | string, options?: SearchOptions): number;
  /** The same for several values. */
  searchsorted(values: ManyValues, options?: SearchOptions): NDArray<'float64'>;
  /** As `searchsorted`, off the main thread. */
  searchsortedAsync(
    value: number | bigint | string,
    options?: SearchOptions & TwinOptions,
  ): Promise<number>;
  /** The same for several values. */
  searchsortedAsync(
    values: ManyValues,
    options?: SearchOptions & TwinOptions,
  ): Promise<NDArray<'float64'>>;

  /**
   * Whether another array has the same shape and exactly equal elements, whatever the dtypes: NumPy's
   * `np.array_equal(a, b)`. What is no array equals none.
   */
  equals(b: unknown, options?: EqualsOptions): boolean;
  /** As `equals`, off the main thread. */
  equalsAsync(b: unknown, options?: EqualsOptions & TwinOptions): Promise<boolean>;

  /**
   * The product with a vector, or with the columns of a matrix: NumPy's `a @ b` for `(n) @ (n)`,
   * `(m, n) @ (n)`, `(m, n) @ (n, k)` and `(n) @ (n, k)`. In float32 where both sides are float16,
   * bfloat16, float32, bool, 8- or 16-bit integers, otherwise in float64. Made for few columns, where
   * reading this array is the cost.
   *
   * @returns a number for `(n) @ (n)`, otherwise an array
   * @throws ERR_MEMMAP_SHAPE where the shapes do not fit; ERR_MEMMAP_DTYPE for complex numbers and dates
   */
  dot(b: ManyValues): any;
  /** As `dot`, off the main thread. */
  dotAsync(b: ManyValues, options?: TwinOptions): Promise<any>;

  /** NumPy's `str(a)`: beyond 1,000 elements only the edges, and only they are read. */
  toString(): string;

  /** What `JSON.stringify(a)` writes: `a.toArray()`. Bigints make it throw, as JavaScript does. */
  toJSON(): ReturnType<this['toArray']>;

  /**
   * A 0-d array counts as its element in operators; other arrays, and elements that are objects, as
   * their text, and as no number.
   */
  [Symbol.toPrimitive](hint: string): string | number | bigint | boolean;
}

/** Arrays of values beside an array: nested, typed, or an NDArray. */
export type ManyValues = readonly unknown[] | AnyTypedArray | NDArray<any>;

/** What `take` takes. */
export type Indices = number | bigint | ManyValues;

/** What `compress` takes. */
export type Condition = readonly boolean[] | Uint8Array | Uint8ClampedArray | NDArray<any>;

/**
 * A dtype in this machine's byte order.
 *
 * @internal
 */
type NativeOrder<D> = Named<D> extends `>${infer Rest}` ? Named<Rest> : NoInfer<Named<D>>;

/** @internal */
type Arithmetic<D> = 0 extends 1 & D
  ? 'any'
  : NativeOrder<D> extends `int${number}` | 'bool'
    ? 'signed'
    : NativeOrder<D> extends `uint${number}`
      ? 'unsigned'
      : NativeOrder<D> extends `${'b' | ''}float${number}`
        ? 'float'
        : NativeOrder<D> extends `complex${number}`
          ? 'complex'
          : NativeOrder<D> extends `${'datetime' | 'timedelta'}64${string}`
            ? 'time'
            : 'any';

/** @internal */
type SumOf<D> = {
  signed: bigint;
  unsigned: bigint;
  float: number;
  complex: Complex;
  time: bigint;
  any: any;
}[Arithmetic<D>];

/** @internal */
type SumName<D> = {
  signed: 'int64';
  unsigned: 'uint64';
  float: 'float64';
  complex: 'complex128';
  time: NativeOrder<D>;
  any: any;
}[Arithmetic<D>];

/** @internal */
type MeanOf<D> = {
  signed: number;
  unsigned: number;
  float: number;
  complex: Complex;
  time: bigint;
  any: any;
}[Arithmetic<D>];

/** @internal */
type MeanName<D> = {
  signed: 'float64';
  unsigned: 'float64';
  float: 'float64';
  complex: 'complex128';
  time: NativeOrder<D>;
  any: any;
}[Arithmetic<D>];

/** What every method for whole arrays takes, beside its own options, in its twin. */
export interface TwinOptions {
  /** Ends the work; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called between two steps; the last call has `done === total`, in bytes. */
  onProgress?: ((progress: PrefetchProgress) => void) | undefined;
  /** Takes the pages behind the work out of this process. Default false. */
  release?: boolean | undefined;
}

/** Which axes are reduced. */
export interface AxisOptions {
  /** An axis or several; negative ones count from the end. Default: all, which gives one value. */
  axis?: number | readonly number[] | null | undefined;
  /** Keep reduced axes, with length 1. Default false. */
  keepdims?: boolean | undefined;
}

/** Options of `mean`, `min` and `max`. */
export interface ReduceOptions extends AxisOptions {
  /** Leave out NaN and NaT, as `np.nansum` and so on. Default false: they are the result. */
  skipNaN?: boolean | undefined;
}

/** Options of `argmin` and `argmax`. */
export interface ArgOptions extends ReduceOptions {
  /** The axis that indices are along; negative ones count from the end. Default: all. */
  axis?: number | null | undefined;
}

/** Options of `std` and `var`. */
export interface SpreadOptions extends ReduceOptions {
  /** Taken from the number of elements that the sum of squares is divided by. Default 0. */
  ddof?: number | undefined;
}

/** Options of `sum`. */
export interface SumOptions extends ReduceOptions {
  /** Rounded to once, or refused: ERR_MEMMAP_DTYPE, ERR_MEMMAP_VALUE. */
  dtype?: SumDtype | undefined;
}

/** What a sum can be. */
export type SumDtype = 'float64' | 'float32' | 'int64' | 'uint64' | 'complex128';

/** No axis is named, so that one value comes out. */
interface Whole {
  axis?: null | undefined;
  keepdims?: false | undefined;
}

/** A method that reduces the whole array, or along axes. */
export interface Reduce<Options, One, Many> {
  (options?: Omit<Options, 'axis' | 'keepdims'> & Whole): One;
  (options: Options): Many;
}

/** The twin of such a method. */
export interface ReduceAsync<Options, One, Many> {
  (options?: Omit<Options, 'axis' | 'keepdims'> & Whole & TwinOptions): Promise<One>;
  (options: Options & TwinOptions): Promise<Many>;
}

/** @internal */
type Given<Twin, T> = Twin extends TwinOptions ? Promise<T> : T;

/** `sum`, and its twin. */
export interface Sum<D, Twin = unknown> {
  (
    options?: Omit<ReduceOptions, 'axis' | 'keepdims'> & Whole & { dtype?: undefined } & Twin,
  ): Given<unknown extends Twin ? 0 : Twin, SumOf<D>>;
  <T extends SumDtype>(
    options: Omit<ReduceOptions, 'axis' | 'keepdims'> & Whole & { dtype: T } & Twin,
  ): Given<unknown extends Twin ? 0 : Twin, Element<T>['get']>;
  <T extends SumDtype>(
    options: SumOptions & { dtype: T } & Twin,
  ): Given<unknown extends Twin ? 0 : Twin, NDArray<T>>;
  (options: ReduceOptions & Twin): Given<unknown extends Twin ? 0 : Twin, NDArray<SumName<D>>>;
}

/** Options of `stats`. */
export interface StatsOptions {
  /** Leave out NaN and NaT. Default true. */
  skipNaN?: boolean | undefined;
}

/** What `stats` gives. Of nothing, `min`, `max`, `mean` and `std` are NaN, or NaT. */
export interface Stats<D = any> {
  /** Elements that are no NaN. */
  count: number;
  /** Elements that are NaN or NaT. */
  nan: number;
  /** Elements that are infinite, of either sign. */
  inf: number;
  /** Elements that are zero: `a.size - np.count_nonzero(a)`. */
  zeros: number;
  /** The smallest element. */
  min: Element<D>['get'];
  /** The largest element. */
  max: Element<D>['get'];
  /** The sum; NaT of dates. */
  sum: SumOf<D>;
  /** The mean. */
  mean: MeanOf<D>;
  /** The standard deviation. */
  std: number;
}

/** Options of `histogram`. */
export interface HistogramOptions {
  /** How many bins, equally wide, or their edges, which increase. Default 10. */
  bins?: number | ArrayLike<number> | NDArray<any> | undefined;
  /** The lowest and the highest edge of equally wide bins. Default: the smallest and the largest element. */
  range?: readonly [number, number] | null | undefined;
}

/** What `histogram` gives. */
export interface Histogram {
  /** Elements in each bin; the last one includes its upper edge. */
  counts: Float64Array;
  /** The edges, one more than bins. */
  edges: Float64Array;
}

/** Options of `compress`. */
export interface RowOptions {
  /** The axis that rows are chosen along; negative ones count from the end. Default 0. */
  axis?: number | undefined;
}

/** Options of `take`. */
export interface TakeOptions<Out = undefined> extends RowOptions {
  /** Where the result goes, instead of new memory: of its dtype and its number of elements. */
  out?: Out | undefined;
}

/** Options of `searchsorted`. */
export interface SearchOptions {
  /** Before (`'left'`) or behind (`'right'`) elements that equal the value. Default `'left'`. */
  side?: 'left' | 'right' | undefined;
}

/** Options of `equals`. */
export interface EqualsOptions {
  /** NaN equals NaN. Default false. */
  equalNaN?: boolean | undefined;
}

/**
 * What `advise` takes, madvise's advice: `'sequential'` reads far ahead, `'random'` not at all,
 * `'normal'` as the system sees fit; `'willneed'` and `'dontneed'` see {@link NDArrayOf.advise};
 * `'hugepage'` asks for large pages, where the system has them for files.
 */
export type Advice = 'normal' | 'sequential' | 'random' | 'willneed' | 'dontneed' | 'hugepage';

/** How far `prefetch` is, in bytes. */
export interface PrefetchProgress {
  /** Bytes whose pages are in memory. */
  done: number;
  /** Bytes of the view, with gaps that are smaller than a page. */
  total: number;
}

/** Options of `prefetch`. */
export interface PrefetchOptions {
  /** Ends the reading; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called in order, every 4 to 16 MiB; the last call has `done === total`. */
  onProgress?: ((progress: PrefetchProgress) => void) | undefined;
}

/** Options of `blocks`. */
export interface BlocksOptions {
  /** Length of a block along the first axis; the last may be shorter. By default blocks of about 4 MiB. */
  rows?: number | undefined;
  /** How many blocks are read while the caller works on one. Default 2. */
  ahead?: number | undefined;
  /** Takes the pages of the blocks behind out of this process. Default false. */
  release?: boolean | undefined;
  /** Ends the reading; the next block is then rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What `data` sits on: an ArrayBuffer, or where it can be had a SharedArrayBuffer. */
export type BufferOption = 'shared' | 'array';

/**
 * The buffer of an array that was opened with an option `buffer` of K.
 *
 * @internal
 */
type BufferOf<K> = K extends 'array' ? ArrayBuffer : ArrayBufferLike;

/** The options of `memmap()`. */
export interface MemmapOptions<
  D extends DTypeLike = DTypeLike,
  K extends BufferOption = BufferOption,
> {
  /** What the elements are. Default `'uint8'`. */
  dtype?: D | undefined;
  /**
   * `'r'` read only, `'r+'` read and write, `'w+'` create or overwrite, `'c'` copy on write: changes
   * stay in memory. Default `'r+'`.
   */
  mode?: ModeOption | undefined;
  /** Bytes into the file where the array starts; any that is not negative. Default 0. */
  offset?: number | bigint | undefined;
  /**
   * A number or the lengths of the axes; `[]` is 0-d. One -1 means as many as the file holds (not in
   * `'w+'`). Default: 1-d, all of the file.
   */
  shape?: number | ArrayLike<number> | undefined;
  /** Whether the last axis (`'C'`) or the first one (`'F'`) is the fastest. Default `'C'`. */
  order?: 'C' | 'F' | 'c' | 'f' | undefined;
  /**
   * What `data` sits on: a SharedArrayBuffer or an ArrayBuffer. Default `'shared'`; where a runtime
   * has no way to one that is large enough, an ArrayBuffer serves.
   */
  buffer?: K | undefined;
  /** Reserve the disk blocks when the file is created or extended, so that a full disk is an error (`ENOSPC`) then. Default `false`. */
  allocate?: boolean | undefined;
}

/** What names a file: a path, a file: URL, or something that is open and stays the caller's. */
export type Filename = string | Uint8Array | URL | number | FileHandle;

/** A whole mapping with the file behind it: numpy.memmap. D and B are as of {@link NDArray}. */
export type Memmap<
  D extends DTypeLike = any,
  B extends ArrayBufferLike = ArrayBufferLike,
> = MemmapOf<Named<D>, B>;

/** The class of whole mappings. */
export const Memmap: {
  /** As `memmap(filename, options)`. */
  new <const D extends DTypeLike = any, K extends BufferOption = BufferOption>(
    filename: Filename,
    options?: MemmapOptions<D, K> & SpelledOption<D>,
  ): Memmap<D, BufferOf<K>>;
  readonly prototype: Memmap;

  /**
   * The map that another thread's `share()` gave a handle of.
   *
   * @throws ERR_MEMMAP_OPTION for what is no handle of this process, and for that of a view, which
   *   `NDArray.from` takes
   */
  from<D extends DTypeLike>(handle: MemmapHandle<D>): Memmap<D>;
};

/** What a {@link Memmap} has beside the members of an array. */
export interface MemmapOf<N, B extends ArrayBufferLike> extends NDArrayOf<N, B> {
  /** Which way the buffer was made: the value of `MEMMAP_BUFFER` that forces it. */
  readonly backing: 'external-shared' | 'overlay-shared' | 'external' | 'overlay';
  /** Whether `close()` was called, in any thread. */
  readonly closed: boolean;
  /** How the file is mapped. */
  readonly mode: Mode;
  /** Bytes into the file where the array starts. */
  readonly offset: number;

  /**
   * Lets go of the file. All views of it throw ERR_MEMMAP_CLOSED from then on; a TypedArray taken
   * before has length 0 over an ArrayBuffer, and reads zeros over a SharedArrayBuffer. Calling it
   * again does nothing.
   */
  close(): void;

  /** `using a = memmap(...)` closes it at the end of the block. */
  [Symbol.dispose](): void;

  /**
   * Writes rows behind the array, makes the file that much longer, and maps the longer array, which
   * it returns. This one and all views of it stay as they are, over the same file: what the new
   * array writes shows in the old ones, and closing either leaves the other open. So
   * `a = a.append(rows)`; where that is done thousands of times, `close()` the old ones.
   *
   * A .npy file is valid at every instant: the rows are written first and the shape in the header
   * last. Killed in between, the file holds the old array, its header says so by a tab in its last
   * space, and the next append writes over what was left behind it; other bytes there are never
   * written over. A file without a header may then end in rows of zeros. Nothing is flushed to disk:
   * call `flush()` on the new array for that.
   *
   * Of several that append at once, in threads or processes, one goes first and the others get
   * ERR_MEMMAP_SIZE at once: no row is lost, and whoever opens the file anew may append. Processes are
   * kept apart by a lock, so on file systems without locks only one may append.
   *
   * All or nothing: what is refused, or does not fit on the disk, leaves the file as it was.
   *
   * @param rows what `assign` takes, of shape `[n, ...shape.slice(1)]`; one row, of shape
   *   `shape.slice(1)`; or a TypedArray of whole rows one after the other. Converted to the dtype as
   *   `assign` does
   * @throws ERR_MEMMAP_READ_ONLY in mode `'r'`; ERR_MEMMAP_MODE in mode `'c'`, for views and copies,
   *   and for a descriptor that was opened with `'a'` or `'a+'`
   * @throws ERR_MEMMAP_ORDER where order is `'F'` and there are several axes; ERR_MEMMAP_SHAPE for a
   *   0-d array and rows of another shape; ERR_MEMMAP_VALUE, ERR_MEMMAP_DTYPE as `assign`
   * @throws ERR_MEMMAP_SIZE where the file has grown or shrunk since, goes on behind the array, or is
   *   being appended to; ERR_MEMMAP_FORMAT where a .npy header has no room for the new length;
   *   ERR_MEMMAP_LOST where another file has taken the name or the descriptor; ERR_MEMMAP_LIMIT
   */
  append(rows: Source<N>): MemmapOf<N, B>;

  /**
   * Maps the file as it is now, with the options that opened it: how a reader follows a file that
   * somebody appends to. This array and all views of it stay as they are.
   *
   * The header of a .npy file is read again, and a member of an .npz file is looked up by its name. Of
   * a file without a header the array grows with the file where `shape` was left out or had a -1.
   *
   * The file is never changed: after `'w+'` the mode is `'r+'`, and the shape of a .npy file that of its
   * header. A name, absolute since the first opening, is the file that has it now; a descriptor must
   * still be open, on the same file. Maps that came by `Memmap.from` are opened again as well.
   *
   * @example
   * const now = a.reopen();
   * for (const row of now.slice([a.shape[0]]).rows()) console.log(row); // those that are new
   * @throws ERR_MEMMAP_SIZE where a shape that was given no longer fits into the file, and where the
   *   file ends in a part of a row; ERR_MEMMAP_OPTION where a .npy file is not what was said of it;
   *   ERR_MEMMAP_FORMAT where a member is gone; ERR_MEMMAP_LOST for a descriptor that is another
   *   file's now; and otherwise as what opened it first
   */
  reopen(): MemmapOf<N, B>;

  /**
   * Bytes of pages that were lost under the mapping: truncated away by another process, or without
   * room on a full disk. They read as zeros and what is written to them goes nowhere; `flush`,
   * `copy`, `astype`, `fill` and `assign` that meet them throw ERR_MEMMAP_LOST. Can be read after
   * `close()`.
   */
  readonly lostBytes: number;

  /**
   * A handle to post to a worker of this process: `Memmap.from(handle)` there is the same memory
   * with the same shape and dtype. Closing it anywhere closes it everywhere.
   *
   * @throws ERR_MEMMAP_BUFFER over an ArrayBuffer, which cannot be shared
   */
  share(): WholeHandleOf<N>;
}

/** What `share()` gives: a plain object for `postMessage` or `workerData`, and nothing else. */
export type NDArrayHandle<D extends DTypeLike = any> = HandleOf<Named<D>>;

/** What `share()` of a whole map gives. */
export type MemmapHandle<D extends DTypeLike = any> = WholeHandleOf<Named<D>>;

/** The members of an {@link NDArrayHandle}. */
export interface HandleOf<N> {
  /** Says that it is a handle, and of which kind; other versions' are refused. */
  readonly kind: string;
  /** The array's dtype, as `NDArray#dtype`. */
  readonly dtype: N;
  /** Where a view's elements are; `null` for a whole map. */
  readonly view: object | null;
}

/** The members of a {@link MemmapHandle}. */
export interface WholeHandleOf<N> extends HandleOf<N> {
  /** It is none. */
  readonly view: null;
}

/**
 * Maps a file as an array: numpy.memmap.
 *
 * Modes `'r'` and `'c'` never change the file. `'r+'` makes it longer where the shape asks for that;
 * `'w+'` creates it, or empties it as the last step of all: where opening fails, the file is as it was.
 * What is neither a regular file nor a block device is refused (`ENODEV`, a directory `EISDIR`), as is a
 * descriptor that may not do what the mode needs (`EACCES`).
 *
 * @param filename a path, a file: URL, or a descriptor or FileHandle, which stays the caller's
 * @param options what is in the file; without, bytes
 * @example
 * const a = memmap('data.bin', { dtype: 'float32', mode: 'w+', shape: [1000, 128] });
 * a.data[5] = 1; // a plain Float32Array over the file
 * a.flush();
 * @throws ERR_MEMMAP_OPTION, _MODE, _DTYPE, _SHAPE, _OFFSET, _ORDER, _SIZE, _LIMIT, _BUFFER; system
 *   errors as node:fs throws them
 */
export function memmap<const D extends DTypeLike = 'uint8', K extends BufferOption = BufferOption>(
  filename: Filename,
  options?: MemmapOptions<D, K> & SpelledOption<D>,
): Memmap<D, BufferOf<K>>;

/** The options of `openMemmap()`. */
export interface OpenMemmapOptions<
  D extends DTypeLike = DTypeLike,
  K extends BufferOption = BufferOption,
> {
  /**
   * As of `memmap()`; `'w+'` creates or overwrites the file, and the array's mode is `'r+'` then.
   * Default `'r'`; NumPy's is `'r+'`.
   */
  mode?: ModeOption | undefined;
  /**
   * With `'w+'` what the elements are, default `'float64'`. Of a file that exists it must be what the
   * header says; `'bfloat16'`, which headers cannot say, is taken for `'|V2'`.
   */
  dtype?: D | undefined;
  /** Needed with `'w+'`. Of a file that exists it must be so; one -1 stands for any length. */
  shape?: number | ArrayLike<number> | undefined;
  /** Default with `'w+'`: `'C'`. Of a file that exists it must be so. */
  order?: 'C' | 'F' | 'c' | 'f' | undefined;
  /**
   * The version of the format. Default `null`: with `'w+'` the oldest that can hold the header. Of a
   * file that exists it must be so.
   */
  version?: readonly [1 | 2 | 3, 0] | null | undefined;
  /** The longest header that is read, in characters; given with `'w+'`, that is written. Default 10,000. */
  maxHeaderSize?: number | undefined;
  /** As of `memmap()`. */
  buffer?: K | undefined;
  /** As of `memmap()`. */
  allocate?: boolean | undefined;
}

/**
 * Maps the array in a .npy file: numpy.lib.format.open_memmap, but with `'r'` as the default mode.
 *
 * Reads versions 1, 2 and 3 and what Python 2 wrote; creates files that are NumPy's byte for byte. A
 * file that exists is never made longer: one that is shorter than its header says is an error. Bytes
 * behind the array are left alone. A process that is killed while `'w+'` empties a file leaves the old
 * one, the new one, or one without a header, which nobody takes for an array.
 *
 * @example
 * const a = openMemmap('embeddings.npy'); // dtype, shape and order are in the file
 * const b = openMemmap('new.npy', { mode: 'w+', dtype: 'float32', shape: [0, 128] });
 * const c = b.append(rows);
 * @throws ERR_MEMMAP_FORMAT what is no .npy file, a damaged or too large header, a dtype that cannot
 *   be mapped (Python objects), a `version` that cannot hold the dtype's names
 * @throws ERR_MEMMAP_SIZE less data than the header says
 * @throws ERR_MEMMAP_OPTION what is said of a file that exists is not so; a bad version or
 *   maxHeaderSize; and otherwise as `memmap()`
 */
export function openMemmap<const D extends DTypeLike = any, K extends BufferOption = BufferOption>(
  filename: Filename,
  options?: OpenMemmapOptions<D, K> & SpelledOption<D>,
): Memmap<D, BufferOf<K>>;

/** The options of `openNpz()`. */
export interface OpenNpzOptions<K extends BufferOption = BufferOption> {
  /**
   * `'r'` or `'c'` and their long names: writing to the file would make its checksums wrong. Default
   * `'r'`.
   */
  mode?: 'r' | 'c' | 'readonly' | 'copyonwrite' | undefined;
  /** As of `openMemmap()`. */
  maxHeaderSize?: number | undefined;
  /** As of `memmap()`. */
  buffer?: K | undefined;
  /**
   * Reads compressed members (`np.savez_compressed`) into memory, where they are refused otherwise.
   * Default `false`.
   */
  inflate?: boolean | undefined;
}

/** What `openNpz()` gives: the arrays of an archive by name. */
export type NpzFile<A extends NDArray = Memmap> = { readonly [name: string]: A } & {
  /** Closes the arrays that were read; the others are `ERR_MEMMAP_CLOSED` from then on. */
  close(): void;
  [Symbol.dispose](): void;
};

/**
 * Opens an .npz file, as `numpy.savez` writes it: NumPy's `np.load`. The object has a property for
 * each .npy member, by its name without `.npy`; of two with one name the last counts. A member is
 * mapped where it lies in the file when its property is first read; then the same array is given each
 * time. `Object.keys` gives all names and maps nothing.
 *
 * The file is opened again for each member, and no descriptor is kept. A member called `close` takes
 * the place of the method; `[Symbol.dispose]` is always there.
 *
 * With `inflate: true` a compressed member is an NDArray in memory, checked against its checksum, that
 * outlives `close()`. The checksums of mapped members are not verified.
 *
 * @throws ERR_MEMMAP_FORMAT what is not an .npz file
 * @throws ERR_MEMMAP_FORMAT when a member is read that cannot be mapped: compressed, encrypted, Python
 *   objects, damaged, or sharing bytes with another; its name is in the message, and no other suffers
 * @throws ERR_MEMMAP_LOST when a member is read and the name or descriptor is another file's by now
 * @throws ERR_MEMMAP_MODE, and otherwise as `openMemmap()`
 */
export function openNpz<K extends BufferOption = BufferOption>(
  filename: Filename,
  options?: OpenNpzOptions<K> & { inflate?: false | undefined },
): NpzFile<Memmap<any, BufferOf<K>>>;
export function openNpz<K extends BufferOption = BufferOption>(
  filename: Filename,
  options: OpenNpzOptions<K>,
): NpzFile<Memmap<any, BufferOf<K>> | NDArray<any, BufferOf<K>>>;

/**
 * What `asarray()`, `save()` and `savez()` take: an array, memory, or values, alone or nested. Strings
 * and records need a dtype.
 */
export type ArraySource =
  | NDArray<any>
  | AnyTypedArray
  | DataView<ArrayBufferLike>
  | ArrayBufferLike
  | readonly unknown[]
  | number
  | bigint
  | boolean
  | Complex;

/**
 * The dtype that a source has of itself.
 *
 * @internal
 */
type DTypeOf<S> = 0 extends 1 & S
  ? any
  : S extends NDArrayOf<infer N, any>
    ? N
    : S extends AnyTypedArray & {
          readonly [Symbol.toStringTag]: infer Name extends keyof TypedArrays;
        }
      ? TypedArrays[Name]
      : S extends DataView<ArrayBufferLike> | ArrayBufferLike
        ? 'uint8'
        : DTypeOfValues<S>;

/** @internal */
type DTypeOfValues<S> = S extends number
  ? 'float64'
  : S extends bigint
    ? 'int64'
    : S extends boolean
      ? 'bool'
      : S extends Complex
        ? 'complex128'
        : S extends { readonly [at: number]: infer T }
          ? 0 extends 1 & T
            ? any
            : DTypeOfValues<T>
          : any;

/**
 * What the array lies over: memory of the source, or its own.
 *
 * @internal
 */
type BufferIn<S> =
  | ArrayBuffer
  | (0 extends 1 & S
      ? ArrayBufferLike
      : S extends NDArrayOf<any, infer B>
        ? B
        : S extends { readonly buffer: infer B extends ArrayBufferLike }
          ? B
          : Extract<S, ArrayBufferLike>);

/** The options of `asarray()`. */
export interface AsarrayOptions<D = DTypeLike> {
  /**
   * What an ArrayBuffer, a SharedArrayBuffer, a Buffer or a DataView holds, default `'uint8'`. All else
   * is converted to it: arrays and TypedArrays as by `astype`, values as by `set`.
   */
  dtype?: D | undefined;
  /** The shape, of as many elements as there are; one -1 stands for the length that fits. */
  shape?: number | ArrayLike<number> | undefined;
  /**
   * How memory is read, default `'C'`; of arrays and values, which keep their elements in place, how
   * they are laid out.
   */
  order?: 'C' | 'F' | 'c' | 'f' | undefined;
}

/**
 * An array of what is in memory: NumPy's `np.asarray`, and `np.frombuffer`. Over a TypedArray, an
 * ArrayBuffer, a SharedArrayBuffer, a Buffer or a DataView it is a view: writing to one changes the
 * other. Numbers become float64, bigints int64 (uint64 where they need it), booleans bool and
 * `{ re, im }` complex128, in an array of their own. An NDArray that is what the options ask for is
 * given back.
 *
 * @example
 * const a = asarray(new Float32Array(12), { shape: [3, -1] }); // over the same memory
 * const b = asarray(fs.readFileSync('data.bin'), { dtype: '>i2' });
 * const c = asarray([[1, 2], [3, 4]], { dtype: 'float16' });
 * @throws ERR_MEMMAP_DTYPE what is no array, or is strings and has no dtype given; a bad dtype, or one
 *   that there is no conversion to
 * @throws ERR_MEMMAP_BUFFER memory that is detached, or has become too short
 * @throws ERR_MEMMAP_SIZE memory that is not a whole number of elements
 * @throws ERR_MEMMAP_SHAPE, _ORDER, _OPTION, _VALUE, _CLOSED
 */
export function asarray<S extends ArraySource>(
  source: S,
  options?: AsarrayOptions<undefined>,
): NDArray<DTypeOf<S>, BufferIn<S>>;
/** The same as another dtype. */
export function asarray<S extends ArraySource | string | object, const D extends DTypeLike>(
  source: S,
  options: AsarrayOptions<D> & { dtype: D } & SpelledOption<D>,
): NDArray<D, BufferIn<S>>;

/** What a file is saved under: a name, and no descriptor, which would stay with the old file. */
export type SavePath = string | Uint8Array | URL;

/** The options of `save()`. */
export interface SaveOptions {
  /** The version of the format. Default `null`: the oldest that can hold the header. */
  version?: readonly [1 | 2 | 3, 0] | null | undefined;
}

/**
 * Writes an array to a .npy file: NumPy's `np.save`, whose bytes it writes. The name is taken as it is.
 *
 * The file is written beside the one that has the name, which it replaces when it is whole and on the
 * disk; until then, and if anything fails, the old one stays. A process that is killed meanwhile leaves
 * a file `.memmap-….tmp` there. Links are followed, permissions are kept; who has the old file mapped or
 * open keeps that (and on Windows, where such a file is not replaced, it is an error). So an array can
 * be saved over the file that it maps.
 *
 * @example
 * save('scores.npy', new Float32Array([0.5, 0.25]));
 * save('part.npy', a.slice([0, 1000]));
 * @throws ERR_MEMMAP_DTYPE what is no array; records whose fields overlap
 * @throws ERR_MEMMAP_FORMAT a `version` that cannot hold the header
 * @throws ERR_MEMMAP_LOST, _CLOSED, _OPTION; ERR_INVALID_ARG_TYPE for a descriptor; system errors, of
 *   which `ENODEV` is for what is no regular file
 */
export function save(filename: SavePath, array: ArraySource, options?: SaveOptions): void;

/**
 * Writes arrays to an .npz file: NumPy's `np.savez`. The names are those of the object's own enumerable
 * properties. The members are stored, each at a multiple of 64 bytes, where `openNpz()` maps it as a
 * TypedArray; the same arrays give the same bytes. Otherwise as `save()`.
 *
 * @example
 * savez('model.npz', { weights, bias: [0.5, -0.5] });
 * @throws ERR_MEMMAP_OPTION what is no object of arrays by name; a name that a zip archive cannot have;
 *   and otherwise as `save()`
 */
export function savez(filename: SavePath, arrays: { readonly [name: string]: ArraySource }): void;

/** A field of a record dtype. */
export interface Field {
  /** Its name. */
  readonly name: string;
  /** What its elements are. */
  readonly dtype: DType;
  /** Bytes from the start of the record. */
  readonly offset: number;
  /** The axes of a sub-array; absent for a single element. */
  readonly shape?: readonly number[];
}

/** What a dtype says about its elements: NumPy's dtype object. */
export interface DType {
  /** NumPy's name: `'float32'`. */
  readonly name: string;
  /** `'<f4'`: byte order, kind and size. */
  readonly str: string;
  /** One of NumPy's letters `b i u f c M m S U V`. */
  readonly kind: string;
  /** Bytes of an element. */
  readonly itemsize: number;
  /** Bytes whose multiples its places in memory should be. */
  readonly alignment: number;
  /** `'='` native, `'<'`, `'>'`, `'|'` where there is none. */
  readonly byteorder: string;
  /** Whether the byte order is this machine's. */
  readonly native: boolean;
  /** Of a record dtype only. */
  readonly fields?: readonly Field[];
  /** The spelling that `NDArray#dtype` shows. */
  toString(): string;
}

/**
 * Parses a dtype in any of NumPy's spellings: `np.dtype(descr)`.
 *
 * @example
 * dtype('>f4').itemsize; // 4
 * dtype([['x', '<f4'], ['pos', 'f8', [3]]]).fields?.[1].offset; // 4
 * @throws ERR_MEMMAP_DTYPE for what NumPy refuses, and for Python objects and long doubles
 */
export function dtype<const D extends DTypeLike>(descr: D & Spelled<D>): DType;
