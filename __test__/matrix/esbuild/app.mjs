import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memmap } from 'memmap';

const folder = mkdtempSync(join(tmpdir(), 'memmap-matrix-'));
const a = memmap(join(folder, 'a.f32'), { dtype: 'float32', mode: 'w+', shape: [3, 4] });
a.fill(2);
a.set(-1, 3, 0.5);
console.log(a.data.reduce((total, value) => total + value));
a.close();
rmSync(folder, { recursive: true });
