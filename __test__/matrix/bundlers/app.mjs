import { memmap } from 'memmap';
import { misuse, roundTrip } from '../use.cjs';

let refused = false;
try {
  misuse(memmap);
} catch (error) {
  refused = error instanceof TypeError;
}
// Printing is loaded when it is first asked for.
const a = memmap(process.argv[1], { mode: 'r', shape: [2, 3], dtype: [['x', '<u2']] });
console.log(roundTrip(memmap), refused, `${a.field('x')}`.split('\n').length);
