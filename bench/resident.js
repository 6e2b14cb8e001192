'use strict';

/** What this process holds in memory. */

const fs = require('node:fs');

/** Bytes of one line of /proc/self/status: `VmRSS` is all of it, `RssAnon` what no file backs. */
function resident(line = 'VmRSS') {
  const text = fs.readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(text)[1]) * 1024;
}

/** Why it cannot be told on this system, or false. */
const cannotTell = () => process.platform !== 'linux' && 'only Linux has /proc/self/status';

module.exports = { resident, cannotTell };
