'use strict';

/** What tests about pages need. */

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { eachStrategy } = require('../helpers');

/** Bytes of a page. */
function pageSize() {
  return process.platform === 'win32' ? 4096 : Number(execFileSync('getconf', ['PAGESIZE']));
}

/** How many bytes of a file this process has in memory through its mappings; Linux only. */
function resident(file) {
  let inside = false;
  let kilobytes = 0;
  for (const line of fs.readFileSync('/proc/self/smaps', 'utf8').split('\n')) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) inside = line.endsWith(` ${file}`);
    else if (inside && line.startsWith('Rss:')) kilobytes += parseInt(line.slice(4), 10);
  }
  return kilobytes * 1024;
}

/** `eachStrategy` for a body that awaits. */
async function eachStrategyAsync(body) {
  const strategies = eachStrategy(() => {});
  const before = process.env.MEMMAP_BUFFER;
  try {
    for (const strategy of strategies) {
      process.env.MEMMAP_BUFFER = strategy;
      await body(strategy);
    }
  } finally {
    if (before === undefined) delete process.env.MEMMAP_BUFFER;
    else process.env.MEMMAP_BUFFER = before;
  }
}

module.exports = { eachStrategyAsync, pageSize, resident };
