'use strict';

/**
 * A NumPy process and this one on the same array, at the same time: what one writes, the other sees
 * at once, and nothing is sent but "your turn".
 *
 *     node examples/with-numpy.js [python]
 */

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { memmap } = require('memmap');

const PYTHON = `
import sys
import numpy as np
a = np.memmap(sys.argv[1], dtype='float32', mode='r+', shape=(3, 4))
print('mapped', flush=True)
for turn in sys.stdin:
    print('NumPy sees the sum', a.sum(), flush=True)
    a *= 2
    print('your turn', flush=True)
`;

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-numpy-'));
  const file = path.join(folder, 'shared.f32');
  const a = memmap(file, { dtype: 'float32', mode: 'w+', shape: [3, 4] });
  const python = spawn(process.argv[2] ?? 'python3', ['-c', PYTHON, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = readline.createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('Python has ended');
    return value;
  };
  await next();
  for (let turn = 1; turn <= 3; turn++) {
    a.set(0, turn, turn);
    console.log(`Node sets [0, ${turn}] to ${turn}`);
    python.stdin.write('your turn\n');
    console.log(await next());
    await next();
    console.log(`Node sees ${a.slice(0)}`);
  }
  python.stdin.end();
  a.close();
  fs.rmSync(folder, { recursive: true });
}

main();
