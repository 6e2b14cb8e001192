'use strict';

/** The example for Electron, with a stand-in for Electron's module. */

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const memmap = require('../../index.js');

const app = path.join(__dirname, '..', '..', 'examples', 'electron', 'main.js');

module.exports = {
  async electron(file) {
    const array = memmap.openMemmap(file, { mode: 'w+', dtype: '>i2', shape: [100, 50] });
    for (let i = 0; i < 100; i++) array.slice(i).fill(i);
    process.argv.splice(2, Infinity, file);

    const handlers = {};
    const page = await new Promise((resolve) => {
      const electron = {
        app: { whenReady: async () => {}, quit() {} },
        ipcMain: { handle: (name, handler) => (handlers[name] = handler) },
        BrowserWindow: class {
          on() {}
          loadFile = resolve;
        },
      };
      const modules = { electron, memmap };
      const load = Module._load;
      Module._load = (name, ...rest) => modules[name] ?? load(name, ...rest);
      require(app);
    });

    const refusal = (call) => call.catch((error) => error.code ?? error.message);
    const tile = await handlers.tile({}, 98, 10, 512, 3);
    return {
      page: fs.existsSync(page),
      described: (await handlers.describe()).shape,
      tile: [tile.shape, tile.data.constructor.name, [...tile.data]],
      refusals: [
        await refusal(handlers.tile({}, 0, 0, 5000, 1)),
        await refusal(handlers.tile({}, 'x', 0, 5, 1)),
      ],
    };
  },
};
