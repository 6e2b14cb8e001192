'use strict';

/** Takes a file out of the system's cache, so that reading it means reading the disk. */

const { execFileSync } = require('node:child_process');
const { memmap } = require('..');

/** `posix_fadvise(POSIX_FADV_DONTNEED)`, and a look whether it did. The file must be on disk. */
function evict(name) {
  execFileSync(process.env.BENCH_LIMITS, ['evict', name]);
  const a = memmap(name, { mode: 'r' });
  const left = a.residency();
  a.close();
  if (left > 0.01) throw new Error(`${left} of the file is still in memory`);
}

module.exports = { evict };
