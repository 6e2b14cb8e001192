'use strict';

/** Lists without an end, in all places that take lists: prints the error of each. */

const { dtype, memmap } = require('../../index.js');

const [file] = process.argv.slice(2);

const cyclic = [];
cyclic.push(cyclic);
const wide = [];
wide.push(wide, wide);
const endless = new Proxy([], {
  get: (list, name) => (name === 'length' ? 2 : name === '0' ? endless : list[name]),
});
const deep = JSON.parse('['.repeat(65) + '1' + ']'.repeat(65));
const long = new Array(1e9);
let forest = [['a', 'f4']];
for (let depth = 0; depth < 40; depth++) {
  forest = [
    ['a', forest],
    ['b', forest],
  ];
}

const a = memmap(file, { mode: 'w+', dtype: 'float32', shape: [2, 3] });
const line = a.reshape(6);
const records = memmap(`${file}.records`, {
  mode: 'w+',
  dtype: [['x', 'f4', [2, 2]]],
  shape: [2],
});
const before = [a.toArray(), records.toArray()];

const calls = {};
for (const [name, list] of Object.entries({ cyclic, wide, endless, deep })) {
  calls[`assign ${name}`] = () => a.assign(list);
  calls[`append ${name}`] = () => a.append(list);
  calls[`fill ${name}`] = () => records.fill({ x: list });
  calls[`set ${name}`] = () => records.set(0, { x: list });
}
Object.assign(calls, {
  'assign long': () => a.assign(long),
  'append long': () => a.append(long),
  'reshape long': () => line.reshape(long),
  'transpose long': () => a.transpose(long),
  'dtype cyclic': () => dtype(cyclic),
  'dtype long': () => dtype(long),
  'dtype shape long': () => dtype([['x', 'f4', long]]),
  'dtype forest': () => dtype(forest),
});

const codes = {};
for (const [name, call] of Object.entries(calls)) {
  try {
    call();
    codes[name] = 'no error';
  } catch (error) {
    codes[name] = error.code;
  }
}
const same = JSON.stringify([a.toArray(), records.toArray()]) === JSON.stringify(before);
console.log(JSON.stringify({ codes, same }));
