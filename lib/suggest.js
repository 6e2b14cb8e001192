'use strict';

/** The right spelling for a wrong one. */

/**
 * How many letters must change to turn `a` into `b`: Levenshtein's distance.
 *
 * @param {string} a
 * @param {string} b
 */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1].toLowerCase() === b[j - 1].toLowerCase() ? 0 : 1;
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + same);
    }
    row = next;
  }
  return row[b.length];
}

/**
 * The nearest of the known spellings: one that a third of the letters or fewer tell from the wrong one.
 *
 * @param {string} wrong
 * @param {readonly string[]} known
 * @param {number} [most] letters that may be others
 * @returns {string | undefined}
 */
function nearest(wrong, known, most = Math.floor(wrong.length / 3)) {
  // What is longer is no slip, and would take long.
  if (wrong.length > 100) return undefined;
  let found;
  for (const name of known) {
    const letters = distance(wrong, name);
    if (letters > most || (found !== undefined && letters === most)) continue;
    found = name;
    most = letters;
  }
  return found;
}

module.exports = { nearest };
