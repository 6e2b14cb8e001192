'use strict';

/** Ways to sum all float32 of a file; `look` is called now and then. */

const fs = require('node:fs');
const { memmap } = require('..');

const BLOCK = 4 * 2 ** 20;
const WIDTH = 1024;

function sum(data) {
  let total = 0;
  for (let i = 0; i < data.length; i++) total += data[i];
  return total;
}

/** Has `sum` compiled, for a loop over one large array as for many over small ones. */
function warmUp() {
  for (let run = 0; run < 5; run++) sum(new Float32Array(BLOCK / 4));
}

const open = (name) => memmap(name, { dtype: 'float32', mode: 'r', shape: [-1, WIDTH] });

const floats = (bytes) =>
  new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / 4));

async function blocks(name, look) {
  const a = open(name);
  let total = 0;
  for await (const block of a.blocks({ release: true })) {
    total += sum(block.data);
    look();
  }
  a.close();
  return total;
}

async function loop(name, look) {
  const a = open(name);
  const total = sum(a.data);
  look();
  a.close();
  return total;
}

async function readFileSync(name, look) {
  const total = sum(floats(fs.readFileSync(name)));
  look();
  return total;
}

async function read(name, look) {
  const handle = await fs.promises.open(name);
  const buffer = new Float32Array(BLOCK / 4);
  let total = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, BLOCK);
    if (bytesRead === 0) break;
    total += sum(bytesRead === BLOCK ? buffer : buffer.subarray(0, bytesRead / 4));
    look();
  }
  await handle.close();
  return total;
}

async function stream(name, look) {
  let total = 0;
  for await (const chunk of fs.createReadStream(name, { highWaterMark: BLOCK })) {
    total += sum(floats(chunk));
    look();
  }
  return total;
}

/** A rival's map, summed in one loop. */
const mapped = (openRival) => async (name, look) => {
  const total = sum(floats(openRival(name)));
  look();
  return total;
};

module.exports = {
  blocks,
  loop,
  readFileSync,
  read,
  stream,
  mapped,
  warmUp,
};
