'use strict';

/**
 * A window into a matrix of any size: `npm start -- matrix.npy`, or without a file one that is made
 * here. The main process maps the file and hands out tiles; the page, which has no rights but to ask
 * for them, draws. Linux and macOS: Electron on Windows lets no file be mapped into a buffer.
 */

const path = require('node:path');
const { app, BrowserWindow, ipcMain } = require('electron');
const { openMemmap } = require('memmap');

const MOST = 1024;

/** A file to look at: 10,000 x 2,000 numbers, 80 MB. */
function sample() {
  const file = path.join(app.getPath('temp'), 'memmap-example.npy');
  const a = openMemmap(file, { mode: 'w+', dtype: 'float32', shape: [10_000, 2000] });
  for (let i = 0; i < 10_000; i++) {
    for (let j = 0; j < 2000; j++) a.data[i * 2000 + j] = Math.sin(i / 50) * Math.cos(j / 30);
  }
  a.close();
  return file;
}

app.whenReady().then(async () => {
  const array = openMemmap(process.argv.find((arg) => arg.endsWith('.npy')) ?? sample());
  if (array.ndim !== 2) throw new Error(`a matrix is needed, not shape [${array.shape}]`);

  ipcMain.handle('describe', () => {
    const { filename, shape, dtype, backing } = array;
    return { filename, shape: [...shape], dtype: String(dtype), backing };
  });
  // What a page says is checked by slice(), and by the most that it may ask for.
  ipcMain.handle('tile', async (_event, row, column, rows, columns) => {
    if (!(rows <= MOST && columns <= MOST)) throw new RangeError(`more than ${MOST} at once`);
    const tile = array.slice([row, row + rows], [column, column + columns]);
    await tile.prefetch(); // no window waits for the disk
    return { shape: [...tile.shape], data: tile.astype('float32').data };
  });

  const preload = path.join(__dirname, 'preload.js');
  const window = new BrowserWindow({
    width: 1060,
    height: 760,
    webPreferences: { preload, contextIsolation: true, sandbox: true },
  });
  window.on('closed', () => {
    array.close();
    app.quit();
  });
  await window.loadFile(path.join(__dirname, 'renderer.html'));
});
