'use strict';

/**
 * Columns on disk as an Apache Arrow table, without a copy: Arrow's vectors take the memory of the
 * mapping as it is.
 *
 *     npm install apache-arrow
 *     node examples/arrow.js [rows]
 */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const arrow = require('apache-arrow');
const { memmap } = require('memmap');

/** An Arrow vector over a one-dimensional array without gaps. */
function vector(type, array) {
  if (!array.contiguous) throw new RangeError('Arrow has no strides: copy() the array first');
  return new arrow.Vector([arrow.makeData({ type, length: array.size, data: array.data })]);
}

const rows = Number(process.argv[2] ?? 1_000_000);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-arrow-'));
const file = path.join(folder, 'columns.bin');

// Two columns in one file: prices as float64, then amounts as int32.
const made = {
  price: memmap(file, { dtype: 'float64', mode: 'w+', shape: rows }),
  amount: memmap(file, { dtype: 'int32', mode: 'r+', offset: rows * 8, shape: rows }),
};
for (let i = 0; i < rows; i++) {
  made.price.data[i] = (i % 100) / 4;
  made.amount.data[i] = i % 7;
}
for (const column of Object.values(made)) column.close();

const price = memmap(file, { dtype: 'float64', mode: 'r', shape: rows });
const amount = memmap(file, { dtype: 'int32', mode: 'r', offset: rows * 8, shape: rows });
const table = new arrow.Table({
  price: vector(new arrow.Float64(), price),
  amount: vector(new arrow.Int32(), amount),
});
const { buffer } = table.getChild('price').data[0].values;
console.log(`no copy: ${buffer === price.data.buffer}`);
console.log(table.schema.fields.join(', '));
console.log(table.slice(10, 13).toArray().map(String).join('\n'));
let total = 0;
for (const row of table) total += row.price * row.amount;
console.log(`total of ${table.numRows} rows: ${total}`);
price.close();
amount.close();
fs.rmSync(folder, { recursive: true });
