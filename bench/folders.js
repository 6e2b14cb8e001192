'use strict';

/** Folders on disk that are gone when the run is, however it ends. */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folders = new Set();

function remove(name) {
  fs.rmSync(name, { recursive: true, force: true });
  folders.delete(name);
}

process.on('exit', () => folders.forEach(remove));
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => process.exit(status));
}

/** Makes a folder of its own in the system's folder for temporary files. */
function folder() {
  const name = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-bench-'));
  folders.add(name);
  return name;
}

module.exports = { folder, remove };
