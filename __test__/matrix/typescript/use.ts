import { memmap, openMemmap, type Memmap } from 'memmap';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const folder: string = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-matrix-'));
const file: string = path.join(folder, 'a.npy');
const a: Memmap<'float32'> = openMemmap(file, { mode: 'w+', dtype: 'float32', shape: [3, 4] });
const data: Float32Array = a.data;
data.fill(2);
a.set(-1, 3, 0.5);
a.close();
const b = memmap(file, { dtype: 'int64', mode: 'r', offset: 128 });
const element: bigint = b.get(0);
b.close();
fs.rmSync(folder, { recursive: true });
if (element !== 0x4000000040000000n) throw new Error(`${element}`);
console.log('typed');
