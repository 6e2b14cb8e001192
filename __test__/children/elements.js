'use strict';

/** Element access whose text a tool has rewritten. */

const path = require('node:path');

/** What coverage counters and bundles of bytecode do to the text of functions. */
const tools = {
  'counts calls': (text) => text.replace('{', '{ counter();'),
  'counts returns': (text) => text.replaceAll('return ', 'counter(); return '),
  'leaves no text': () => 'function () { [native code] }',
  'leaves blanks': (text) => ' '.repeat(text.length),
};

function codeOf(call) {
  try {
    return call();
  } catch (error) {
    return error.code;
  }
}

module.exports = {
  /** What `get` gives in views of 4 axes to 1, and two errors, for each dtype. */
  rewritten(tool) {
    const { toString } = Function.prototype;
    Function.prototype.toString = function () {
      return tools[tool](toString.call(this));
    };
    const { memmap } = require('../../index.js');
    const values = { float32: 0.5, bool: true, complex64: { re: 1, im: 2 }, '>i8': 7n };
    return Object.entries(values).map(([dtype, value]) => {
      const a = memmap(path.resolve('rewritten'), { dtype, mode: 'w+', shape: [2, 3, 4, 5] });
      const results = [];
      for (let view = a; view.ndim > 0; view = view.slice(1)) {
        const last = view.shape.map(() => -1);
        view.set(...last, value);
        results.push(String(view.get(...last).re ?? view.get(...last)));
      }
      results.push(codeOf(() => a.get(0, 0, 0, 9)));
      a.close();
      results.push(codeOf(() => a.set(0, 0, 0, 0, value)));
      return results;
    });
  },
};
