'use strict';

/**
 * Runs the suite inside Electron: `node scripts/test-electron.js [--electron PATH] [part of a file's
 * name ...]`, with the installed `electron` package unless a binary is named. Linux needs a display:
 * `xvfb-run -a` gives one.
 */

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const args = process.argv.slice(2);
const at = args.indexOf('--electron');
const named = at < 0 ? undefined : args.splice(at, 2)[1];

/** Outside of Electron, its package is the path of its binary. */
function installed() {
  try {
    return require('electron');
  } catch {
    console.error('electron is not installed: npm install --no-save electron');
    process.exit(1);
  }
}

const app = path.join(__dirname, '..', '__test__', 'electron', 'main.js');
// Chromium's own sandbox needs rights that machines for CI rarely give, and is not what is tested.
const flags = process.platform === 'linux' ? ['--no-sandbox'] : [];
// Processes of Electron that are killed leave files behind, so they get a folder that is removed.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-electron-'));
const { ELECTRON_RUN_AS_NODE: _, MEMMAP_BUFFER: __, ...env } = process.env;
try {
  const { status, signal, error } = spawnSync(named ?? installed(), [...flags, app, ...args], {
    env: { ...env, TMPDIR: folder, TEMP: folder, TMP: folder },
    stdio: 'inherit',
  });
  if (error ?? signal) console.error(error?.message ?? `Electron was ended by ${signal}`);
  process.exitCode = status ?? 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
