'use strict';

const { runFiles } = require('./collect');

runFiles(process.argv.slice(2)).then((result) => process.parentPort.postMessage(result));
