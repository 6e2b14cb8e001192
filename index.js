'use strict';

// One by one: Node finds the names for `import { memmap } from 'memmap'` in these lines.
const { Memmap, memmap } = require('./lib/memmap');
const { NDArray } = require('./lib/array/ndarray');
const { asarray } = require('./lib/asarray');
const { dtype } = require('./lib/dtype/dtype');
const { openMemmap } = require('./lib/npy');
const { openNpz } = require('./lib/npz');
const { save, savez } = require('./lib/save');

exports.memmap = memmap;
exports.openMemmap = openMemmap;
exports.openNpz = openNpz;
exports.asarray = asarray;
exports.save = save;
exports.savez = savez;
exports.Memmap = Memmap;
exports.NDArray = NDArray;
exports.dtype = dtype;
