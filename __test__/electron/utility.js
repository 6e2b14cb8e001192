'use strict';

const { runFiles } = require('./collect');

process.parentPort.once('message', async ({ data: files }) => {
  process.parentPort.postMessage(await runFiles(files));
});
