'use strict';

/** What is in memory, of this process and of a file. */

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { memmap } = require('..');

const PAGE = 4096;

/** Reads a byte of each page. */
function touch(bytes, length = bytes.length) {
  let total = 0;
  for (let at = 0; at < length; at += PAGE) total += bytes[at];
  return total;
}

/** Bytes of one line of /proc/self/status: `VmRSS` is all of it, `RssAnon` what no file backs. */
function resident(line) {
  const text = fs.readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(text)[1]) * 1024;
}

/** Why it cannot be told on this system, or false. */
const cannotTell = () => process.platform !== 'linux' && 'only Linux has /proc/self/status';

/** Takes a file, which must be on disk, out of the system's cache: reading it then is reading the disk. */
function evict(name) {
  execFileSync(process.env.BENCH_LIMITS, ['evict', name]);
  const a = memmap(name, { mode: 'r' });
  const left = a.residency();
  a.close();
  if (left > 0.01) throw new Error(`${left} of the file is still in memory`);
}

module.exports = { PAGE, touch, resident, cannotTell, evict };
