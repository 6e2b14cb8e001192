'use strict';

/**
 * The rows of a .npy file that a NumPy process appends to, as they come. Python writes the rows
 * first and the header last, so that a reader never sees half a row.
 *
 *     node examples/follow.js [python]
 */

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout } = require('node:timers/promises');
const { openMemmap } = require('memmap');

const PYTHON = `
import sys, time
import numpy as np
from numpy.lib import format
with open(sys.argv[1], 'r+b') as file:
    version = format.read_magic(file)
    shape, order, dtype = format.read_array_header_1_0(file)
    for n in range(1, 5):
        time.sleep(0.05)
        file.seek(0, 2)
        file.write(np.full((1, 3), n, dtype).tobytes())
        file.flush()
        file.seek(0)
        header = dict(descr=format.dtype_to_descr(dtype), fortran_order=order, shape=(n, 3))
        format.write_array_header_1_0(file, header)
        file.flush()
`;

/** Arrays of the rows that are new, until the signal. */
async function* follow(file, signal) {
  let a = openMemmap(file);
  let seen = 0;
  for (;;) {
    const isLast = signal.aborted;
    const now = a.reopen();
    // Views of it are closed as well: whoever keeps rows copies them.
    a.close();
    a = now;
    if (a.shape[0] > seen) yield a.slice([seen]);
    seen = a.shape[0];
    if (isLast) break;
    await setTimeout(10);
  }
  a.close();
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-follow-'));
  const file = path.join(folder, 'growing.npy');
  openMemmap(file, { mode: 'w+', dtype: 'float32', shape: [0, 3] }).close();
  const writer = spawn(process.argv[2] ?? 'python3', ['-c', PYTHON, file], { stdio: 'inherit' });
  const ended = new AbortController();
  writer.on('exit', () => ended.abort());
  for await (const rows of follow(file, ended.signal)) {
    for (const row of rows.rows()) console.log(`a row: ${row}`);
  }
  fs.rmSync(folder, { recursive: true });
}

main();
