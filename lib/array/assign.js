'use strict';

/** Work on whole arrays: fill, assign, copy and astype. */

const { isTypedArray } = require('node:util').types;
const { convert, isSame, transfer } = require('./convert');
const { nativeOrder } = require('../dtype/dtype');
const { isTime } = require('../dtype/scalars');
const { typeError } = require('../errors');
const { broadcastStrides, isList, stridesC } = require('../shape/layout');
const { makeEmpty, makeZeros } = require('./create');
const { Strided, checkOpen, checkWritable } = require('./base');
const { fromLists, isElement } = require('./lists');
const { fromTypedArray } = require('./memory');
const { fieldView } = require('./views');

/** @typedef {import('../dtype/dtype').DType} DType */

/**
 * @param {Strided} to
 * @param {unknown} value
 */
function fill(to, value) {
  const element = to._codec.prepare(value);
  // Reading a record can run the caller's code, which may close the map.
  checkWritable(to);
  // An element may be gigabytes long where the file has none.
  if (to._size === 0) return;
  const one = makeZeros(Strided, to._dtype, []);
  one._codec.write(one._data, 0, element);
  transfer(to, one);
}

/**
 * @param {Strided} to
 * @param {unknown} source
 */
function assign(to, source) {
  if (source instanceof Strided) {
    checkOpen(source);
    assignArray(to, source);
  } else if (isElement(to._dtype, source) || !isList(source)) {
    fill(to, source);
  } else if (isTypedArray(source)) {
    assignArray(to, fromTypedArray(source));
  } else {
    const staged = fromLists(Strided, to._dtype, source, (shape) => {
      broadcastStrides(shape, stridesC(shape, 1), to._shape);
    });
    checkWritable(to);
    transfer(to, staged);
  }
}

/**
 * @param {Strided} to
 * @param {Strided} from
 */
function assignArray(to, from) {
  broadcastStrides(from._shape, from._strides, to._shape);
  if (sharesFile(to, from)) from = copy(Strided, from);
  const [target, source] = [to._dtype, from._dtype];
  if (areNumbers(target, source) || (isText(target) && isText(source))) {
    convert(to, from, true);
  } else if (isSame(target, source)) {
    transfer(to, from);
  } else {
    transfer(to, stageArray(target, from));
  }
}

/**
 * Whether two maps show the same bytes of a file. Where it is one map, the addon sees by their
 * addresses that they overlap.
 *
 * @param {Strided} to
 * @param {Strided} from
 */
function sharesFile(to, from) {
  const [a, b] = [to._source, from._source];
  // What is written in mode 'c' stays in that map.
  if (a.mode === 'c') return false;
  if (a.id === b.id || a.identity === null || a.identity !== b.identity) return false;
  const [target, source] = [fileBytes(to), fileBytes(from)];
  return target.start < source.end && source.start < target.end;
}

/** Which bytes of its file an array spans. @param {Strided} array */
function fileBytes({ _source: source, _data: data }) {
  const start = Number(source.offset) + data.byteOffset - source.byteOffset;
  return { start, end: start + data.byteLength };
}

/** Whether both are numbers; dates are, but only of one unit. @param {DType} a @param {DType} b */
function areNumbers(a, b) {
  if (!a.scalar || !b.scalar) return false;
  return !(isTime(a) && isTime(b)) || a.unit === b.unit;
}

/** @param {DType} target @param {DType} source */
function noConversion(target, source) {
  return typeError('DTYPE', `dtype: there is no conversion from ${source} to ${target}`);
}

/**
 * Records as those of another dtype, field by field, in memory of their own: so a value that does
 * not fit shows before any is written.
 *
 * @param {DType} target
 * @param {Strided} from
 * @returns {Strided}
 */
function stageArray(target, from) {
  const { fields } = from._dtype;
  if (!target.fields || !fields || target.fields.length !== fields.length) {
    throw noConversion(target, from._dtype);
  }
  const staged = makeZeros(Strided, target, from._shape);
  for (const [number, field] of target.fields.entries()) {
    assignArray(fieldView(Strided, staged, field), fieldView(Strided, from, fields[number]));
  }
  return staged;
}

/** @param {DType} dtype */
function isText(dtype) {
  return dtype.kind === 'S' || dtype.kind === 'U';
}

/**
 * @param {any} Base class of the result
 * @param {Strided} array
 */
function copy(Base, array) {
  return astype(Base, array, nativeOrder(array._dtype));
}

/**
 * @param {any} Base class of the result
 * @param {Strided} array
 * @param {DType} target
 * @param {'C' | 'F'} [order]
 */
function astype(Base, array, target, order) {
  const source = array._dtype;
  const isMoved = isSame(nativeOrder(target), nativeOrder(source));
  if (!isMoved && !areNumbers(target, source)) throw noConversion(target, source);
  // The padding of records is not written.
  const make = target.fields ? makeZeros : makeEmpty;
  const result = make(Base, target, array._shape, order);
  if (isMoved) transfer(result, array);
  else convert(result, array, false);
  return result;
}

module.exports = { fill, assign, copy, astype };
