'use strict';

/**
 * Stands in for the `electron` module on plain Node (`node -r` this file): utility processes and
 * renderers are forked Nodes, and of Electron's API there is what the test app uses.
 */

const { fork } = require('node:child_process');
const { EventEmitter } = require('node:events');
const Module = require('node:module');

/** A Node that has this stub too. */
function start(script, args, kind) {
  const env = { ...process.env, ELECTRON_STUB: kind };
  return fork(script, args, { execArgv: ['-r', __filename], env });
}

function mainProcess() {
  const handlers = new Map();
  const ipcMain = Object.assign(new EventEmitter(), {
    handle: (channel, handler) => handlers.set(channel, handler),
  });
  class BrowserWindow {
    webContents = new EventEmitter();
    constructor({ webPreferences }) {
      this.preload = webPreferences.preload;
    }
    loadURL() {
      const child = start(this.preload, [], 'renderer');
      child.on('message', async ({ channel, id, value }) => {
        if (id === undefined) ipcMain.emit(channel, {}, value);
        else child.send({ id, value: await handlers.get(channel)({}, value) });
      });
      child.on('exit', (exitCode, signal) =>
        this.webContents.emit('render-process-gone', {}, { reason: signal ?? 'exited', exitCode }),
      );
    }
  }
  const app = Object.assign(new EventEmitter(), {
    whenReady: async () => {},
    exit: (code) => process.exit(code),
  });
  const utilityProcess = {
    fork: (script, args = []) => {
      const child = start(script, args, 'utility');
      return Object.assign(child, { postMessage: (message) => child.send(message) });
    },
  };
  process.argv.splice(1, 0, '--no-sandbox'); // Electron leaves such flags where they are
  return { app, BrowserWindow, ipcMain, utilityProcess };
}

function renderer() {
  // A page that is not isolated.
  delete globalThis.SharedArrayBuffer;
  const answers = new Map();
  process.on('message', ({ id, value }) => answers.get(id)(value));
  const ipcRenderer = {
    send: (channel, value) => process.send({ channel, value }),
    invoke: (channel, value) =>
      new Promise((resolve) => {
        answers.set(answers.size, resolve);
        process.send({ channel, id: answers.size - 1, value });
      }),
  };
  return { ipcRenderer };
}

function utility() {
  process.parentPort = Object.assign(new EventEmitter(), {
    postMessage: (value) => process.send(value),
  });
  process.on('message', (data) => process.parentPort.emit('message', { data }));
  return {};
}

const kind = process.env.ELECTRON_STUB ?? 'main';
delete process.env.ELECTRON_STUB;
const electron = { main: mainProcess, renderer, utility }[kind]();
const original = Module._load;
Module._load = function (request, ...rest) {
  return request === 'electron' ? electron : original.call(this, request, ...rest);
};
