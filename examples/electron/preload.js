'use strict';

const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('matrix', {
  describe: () => ipcRenderer.invoke('describe'),
  tile: (...place) => ipcRenderer.invoke('tile', ...place),
});
