/** The addon's exports; src/api/ documents them. */

/** A file is opened a second time, and is not changed. */
export interface Reopen {
  /** Where it must still be the same file. */
  identity?: number;
}

export function open(
  target: string | Uint8Array | number,
  mode: string,
  itemsize: number,
  offset: number | bigint,
  shape: number[] | undefined,
  buffer: 'shared' | 'array',
  forced: string | undefined,
  allocate: boolean,
  limit: number,
  reopen: Reopen | undefined,
): Opening;
export function flush(id: number, start: number, length: number): void;
export function flushAsync(id: number, start: number, length: number): Promise<void>;
/** Gives the bytes lost until then. */
export function close(id: number, buffer: ArrayBufferLike, memory: object | null): number;
export function lostBytes(id: number): number;
/** Gives the first byte's address modulo 16; null where there is no such mapping. */
export function adopt(
  id: number,
  buffer: ArrayBufferLike,
  bytes: Uint8Array,
  isNew: boolean,
): number | null;
export function mappingCost(): number;
export function liveMappings(): number;

export interface StridedView {
  id: number;
  start: number;
  shape: readonly number[];
  strides: readonly number[];
  itemsize: number;
}
export function advise(view: StridedView, advice: string): void;
export function release(view: StridedView, shift: number): void;
export function residency(view: StridedView): number;
export class Prefetch {
  constructor(view: StridedView, path: string | null, offset: number);
  readonly total: number;
  readonly footprint: number;
  step(budget: number): Promise<number>;
  cancel(): void;
}

export function parseDtype(descr: unknown): import('../dtype/dtype').Parsed;

export interface Operand {
  data: ArrayBufferView;
  start: number;
  shape: readonly number[];
  strides: readonly number[];
  element: number;
  itemsize: number;
}
export function convert(dst: Operand, src: Operand, checked: boolean): number;
export function overlaps(a: Operand, b: Operand): boolean;
export function adviseHuge(data: ArrayBufferView): void;

export interface Opening {
  id: number;
  buffer: ArrayBufferLike | null;
  memory: object | null;
  byteOffset: number;
  mode: 'r' | 'r+' | 'w+' | 'c';
  backing: string;
  identity: number;
  shape?: number[];
  offset?: number;
  dtype?: import('../dtype/dtype').Parsed;
  fortranOrder?: boolean;
}
export function openNpy(
  target: string | Uint8Array | number,
  dtype: import('../dtype/dtype').DType | undefined,
  options: {
    mode: string;
    shape?: number[];
    fortranOrder?: boolean;
    version?: number;
    maxHeaderSize?: number;
    buffer: 'shared' | 'array';
    forced?: string;
    allocate: boolean;
    limit: number;
    reopen: Reopen | undefined;
  },
): Opening;
export class NpzDirectory {
  constructor(target: string | Uint8Array | number, identity: number | undefined);
  names(): { name: string; number: number; deflated: boolean }[];
  open(
    target: string | Uint8Array | number,
    number: number,
    mode: string,
    maxHeaderSize: number | undefined,
    buffer: 'shared' | 'array',
    forced: string | undefined,
    limit: number,
  ): Opening;
  inflateHead(
    target: string | Uint8Array | number,
    number: number,
    maxHeaderSize: number | undefined,
  ): {
    dtype: import('../dtype/dtype').Parsed;
    shape: number[];
    fortranOrder: boolean;
    start: number;
  };
  inflateArray(
    target: string | Uint8Array | number,
    number: number,
    start: number,
    array: Uint8Array,
  ): void;
}
export function append(
  target: string | Uint8Array | number,
  dtype: import('../dtype/dtype').DType | undefined,
  bytes: Uint8Array,
  options: {
    identity: number;
    offset: number;
    itemsize: number;
    shape: number[];
    rows: number;
    mode: string;
    buffer: 'shared' | 'array';
    forced?: string;
    limit: number;
  },
): Opening;

export interface MappedPages {
  view: StridedView;
  path: string | undefined;
  offset: number;
}
export function save(
  target: string | Uint8Array | number,
  arrays: {
    name?: string;
    dtype: import('../dtype/dtype').DType;
    fortranOrder: boolean;
    version?: number;
    operand: Operand;
    mapped: MappedPages | undefined;
  }[],
): void;
export class RowIndices {
  private constructor();
  readonly length: number;
}
export class Work {
  static reduction(
    array: Operand,
    options: {
      what: number;
      reduced: boolean[];
      skipNan: boolean;
      ddof: number;
      isTime: boolean;
    },
    mapped: MappedPages | undefined,
  ): Work;
  static histogram(
    array: Operand,
    edges: Float64Array,
    bins: number | undefined,
    mapped: MappedPages | undefined,
  ): Work;
  static dot(
    a: Operand,
    b: Operand,
    mapped: MappedPages | undefined,
    other: MappedPages | undefined,
  ): Work;
  static rows(
    array: Operand,
    length: number,
    isCondition: boolean,
    mapped: MappedPages | undefined,
  ): Work;
  static take(
    dst: ArrayBufferView,
    src: Operand,
    axis: number,
    indices: RowIndices,
    mapped: MappedPages | undefined,
  ): Work;
  static search(
    array: Operand,
    values: Operand,
    left: boolean,
    isTime: boolean,
    mapped: MappedPages | undefined,
    other: MappedPages | undefined,
  ): Work;
  static equality(
    a: Operand,
    b: Operand,
    nanEquals: boolean,
    units: [bigint, bigint] | undefined,
    mapped: MappedPages | undefined,
    other: MappedPages | undefined,
  ): Work;
  readonly total: number;
  run(): void;
  step(budget: number, releases: boolean): Promise<number>;
  stepHere(budget: number): number;
  cancel(): void;
  writeTo(out: ArrayBufferView, scalar: number): void;
  written(): void;
  integer(): bigint;
  indices(): RowIndices;
  equal(): boolean;
  stats(least: ArrayBufferView, most: ArrayBufferView): any;
}
