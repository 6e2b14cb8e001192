'use strict';

/** Work over whole arrays. */

const fs = require('node:fs');
const { dtype, memmap } = require('../../index.js');
const { worker } = require('./support');

const LENGTH = 2 ** 22;
const ROUNDS = 12;

module.exports = {
  /** A sum that tells apart in which order the elements of a large array are. */
  sum(file) {
    const a = memmap(file, { dtype: 'uint16', mode: 'w+', shape: [3000, 2000] });
    for (let i = 0; i < a.data.length; i++) a.data[i] = i * 7;
    const { data } = a.T.astype('float64');
    return data.reduce((sum, value, i) => sum + value * (i % 1000), 0);
  },

  /** How many threads of ours there are after calls that want two more each. */
  threads(file) {
    const a = memmap(file, { dtype: 'float32', mode: 'w+', shape: [2 ** 22] });
    for (let call = 0; call < 50; call++) {
      a.sum();
      a.copy();
      a.take(new Int32Array(1000));
    }
    const tasks = fs.readdirSync('/proc/self/task');
    const names = tasks.map((task) => fs.readFileSync(`/proc/self/task/${task}/comm`, 'latin1'));
    return names.filter((name) => name === 'memmap\n').length;
  },

  /**
   * A worker closes a map while this thread copies from it: each copy is whole, or an error. How many
   * were which.
   */
  async closing(file) {
    const closer = worker(({ message: { handle, state, wait }, Memmap }) => {
      const map = Memmap.from(handle);
      Atomics.store(state, 0, 1);
      Atomics.notify(state, 0);
      const end = performance.now() + wait / 1000;
      while (performance.now() < end);
      map.close();
      Atomics.store(state, 0, 2);
      Atomics.notify(state, 0);
    });
    fs.writeFileSync(file, new Uint8Array(LENGTH).fill(7));
    fs.writeFileSync(`${file}.grown`, '');
    const counts = { whole: 0, closed: 0, wrong: 0 };
    // Closed at once: Windows makes no file anew that is mapped.
    const into = (source) => {
      const to = memmap(`${file}.to`, { mode: 'w+', shape: [LENGTH] });
      try {
        to.assign(source);
        return to.data.every((value) => value === 7);
      } finally {
        to.close();
      }
    };
    const works = {
      astype: (a) => a.astype('uint16').data.every((value) => value === 7),
      copy: (a) =>
        a
          .slice([null, null, -1])
          .copy()
          .data.every((value) => value === 7),
      assign: (a) => into(a),
      typed: (a) => into(a.data),
      nested: (a) =>
        a
          .slice([0, 200_000])
          .toArray()
          .every((value) => value === 7),
      append(a) {
        const to = memmap(`${file}.grown`, { mode: 'w+', dtype: 'uint8', shape: [0, LENGTH] });
        try {
          const grown = to.append(a);
          const whole = grown.data.every((value) => value === 7);
          grown.close();
          return whole;
        } finally {
          to.close();
        }
      },
    };
    for (const work of Object.values(works)) {
      // What it takes undisturbed tells when to close.
      const started = performance.now();
      const whole = memmap(file, { mode: 'r' });
      work(whole);
      whole.close();
      const took = 1000 * (performance.now() - started);
      for (let round = 0; round < ROUNDS; round++) {
        const map = memmap(file, { mode: 'r' });
        const state = new Int32Array(new SharedArrayBuffer(4));
        closer.postMessage({ handle: map.share(), state, wait: (took * round) / ROUNDS });
        Atomics.wait(state, 0, 0);
        try {
          counts[work(map) ? 'whole' : 'wrong']++;
        } catch (error) {
          if (error.code !== 'ERR_MEMMAP_CLOSED') throw error;
          counts.closed++;
        }
        // Not a loop on `closed`: an optimizing compiler may read it once.
        Atomics.wait(state, 0, 1);
      }
    }
    const grown = fs.readFileSync(`${file}.grown`);
    if (grown.length > 1 && !grown.every((value) => value === 7)) counts.wrong++;
    return counts;
  },

  /** The codes of the errors for lists without an end, in all places that take or make lists. */
  endless(file) {
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
      'toArray long': () => memmap(file, { mode: 'r', shape: [2 ** 31, 0] }).toArray(),
      'toArray wide': () => memmap(file, { mode: 'r', shape: [1024, 1025, 0] }).toArray(),
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
    return { codes, same };
  },
};
