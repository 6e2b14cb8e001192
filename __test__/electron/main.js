'use strict';

/**
 * An Electron app that runs the tests in a renderer's preload, a utility process and the main
 * process, and ends with 1 if any fails: `electron __test__/electron/main.js [part of a name ...]`.
 */

const { once } = require('node:events');
const path = require('node:path');
const { app, BrowserWindow, ipcMain, utilityProcess } = require('electron');
const { runFiles } = require('./collect');
const { testFiles } = require('./files');

/** @typedef {Awaited<ReturnType<typeof runFiles>>} Result */

/** @param {string[]} files @returns {Promise<Result>} */
function inRenderer(files) {
  return new Promise((resolve, reject) => {
    ipcMain.handle('files', () => files);
    ipcMain.on('result', (_event, result) => resolve(result));
    const preload = path.join(__dirname, 'preload.js');
    const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: false } });
    window.webContents.on('preload-error', (_event, _path, error) => reject(error));
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) =>
      reject(new Error(`the renderer is gone: ${reason} ${exitCode}`)),
    );
    window.loadURL('data:text/html,<title>tests</title>');
  });
}

/** @param {string[]} files @returns {Promise<Result>} */
async function inUtility(files) {
  const child = utilityProcess.fork(path.join(__dirname, 'utility.js'));
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the utility process is gone: ${code}`);
  });
  child.postMessage(files);
  const [result] = await Promise.race([once(child, 'message'), ended]);
  child.kill();
  return result;
}

async function main() {
  // Flags of Chromium may stand before this file.
  const own = process.argv.findIndex((arg) => path.basename(arg) === path.basename(__filename));
  const files = testFiles(process.argv.slice(own + 1));
  // The main process last: what its tests need in the environment would keep the others from starting.
  const kinds = { renderer: inRenderer, utility: inUtility, main: runFiles };
  let ok = true;
  for (const [kind, run] of Object.entries(kinds)) {
    const { passed, skipped, failed } = await run(files).catch((error) => ({
      passed: 0,
      skipped: [],
      failed: [String(error)],
    }));
    for (const failure of failed) console.log(`${kind}: FAILED ${failure}\n`);
    for (const title of skipped) console.log(`${kind}: skipped ${title}`);
    console.log(
      `${kind}: ${passed} passed, ${skipped.length} skipped, ${failed.length} failed of ${files.length} files`,
    );
    // Nothing run is nothing shown.
    if (passed === 0 || failed.length > 0) ok = false;
  }
  return ok ? 0 : 1;
}

// The renderer's window is closed by nobody but the end.
app.on('window-all-closed', () => {});
app
  .whenReady()
  .then(main)
  .catch((error) => {
    console.error(error);
    return 1;
  })
  .then((code) => app.exit(code));
