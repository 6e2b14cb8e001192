import test from 'ava';
import { memmap } from 'memmap';
import { misuse, roundTrip } from '../use.cjs';

test('memmap', (t) => {
  t.is(roundTrip(memmap), 22.5);
  t.throws(() => misuse(memmap), { instanceOf: TypeError });
});
