'use strict';

const { ipcRenderer } = require('electron');
const { runFiles } = require('./collect');

ipcRenderer
  .invoke('files')
  .then(runFiles)
  .catch((error) => ({ passed: 0, skipped: [], failed: [String(error?.stack)] }))
  .then((result) => ipcRenderer.send('result', result));
