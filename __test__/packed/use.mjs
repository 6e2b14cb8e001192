/** The package by its names, from an ES module. */

import memmapModule, { dtype, memmap, Memmap, NDArray, openMemmap, openNpz } from 'memmap';

const named = { dtype, memmap, Memmap, NDArray, openMemmap, openNpz };
for (const [name, value] of Object.entries(named)) {
  if (memmapModule[name] !== value) throw new Error(`${name} is not the same by default`);
}
console.log(Object.keys(named).length);
