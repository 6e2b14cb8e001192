'use strict';

/** The methods for whole arrays and their twins with `Async` in their names, by one rule. */

const { checkOpen } = require('./base');

/** @typedef {import('./base').Strided} Strided */

// Loaded when one of them is first called.
const whole = () => require('./whole');

const METHODS = [
  ...['sum', 'mean', 'std', 'var', 'min', 'max', 'argmin', 'argmax', 'any', 'all', 'stats'],
  ...['histogram', 'take', 'compress', 'searchsorted', 'equals', 'dot'],
];

/** @param {any} NDArray gets the methods, and is the class of their results */
function addTwins(NDArray) {
  for (const name of METHODS) {
    const twin = `${name}Async`;
    const methods = {
      /** @this {Strided} @param {any[]} args */
      [name](...args) {
        checkOpen(this);
        return whole().runAtOnce(NDArray, name, this, args);
      },
      /** @this {Strided} @param {any[]} args */
      async [twin](...args) {
        checkOpen(this);
        return whole().runInSteps(NDArray, name, this, args);
      },
    };
    for (const method of [name, twin]) {
      const value = methods[method];
      Object.defineProperty(NDArray.prototype, method, {
        value,
        writable: true,
        configurable: true,
      });
    }
  }
}

module.exports = { addTwins };
