'use strict';

/**
 * The tensors of a .safetensors file, each mapped at its offset: opening a model of many gigabytes
 * reads its header and nothing else. The format: 8 bytes with the length of the header, a JSON
 * header with the place of each tensor, their bytes.
 *
 *     node examples/safetensors.js [file]
 */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { memmap } = require('memmap');

const DTYPES = {
  BOOL: 'bool',
  U8: 'uint8',
  I8: 'int8',
  U16: '<u2',
  I16: '<i2',
  U32: '<u4',
  I32: '<i4',
  U64: '<u8',
  I64: '<i8',
  F16: '<f2',
  BF16: 'bfloat16',
  F32: '<f4',
  F64: '<f8',
};

/** Maps all tensors of a file: `{ [name]: Memmap }`. */
function openSafetensors(file, mode = 'r') {
  const fd = fs.openSync(file, 'r');
  try {
    const prefix = Buffer.alloc(8);
    fs.readSync(fd, prefix, 0, 8, 0);
    const length = Number(prefix.readBigUInt64LE());
    const size = fs.fstatSync(fd).size;
    if (length > size - 8) throw new Error(`${file} is cut short: its header has ${length} bytes`);
    const header = Buffer.alloc(length);
    fs.readSync(fd, header, 0, length, 8);
    const { __metadata__: _, ...tensors } = JSON.parse(header.toString());
    return Object.fromEntries(
      Object.entries(tensors).map(
        ([
          name,
          {
            dtype,
            shape,
            data_offsets: [start, end],
          },
        ]) => {
          const options = { dtype: DTYPES[dtype], mode, offset: 8 + length + start, shape };
          if (options.dtype === undefined) throw new Error(`${name}: no dtype for ${dtype}`);
          const tensor = memmap(file, options);
          if (tensor.nbytes !== end - start) throw new Error(`${name}: ${shape} is not its size`);
          return [name, tensor];
        },
      ),
    );
  } finally {
    fs.closeSync(fd);
  }
}

/** A small model, as the format's own library would write it. */
function writeExample(file) {
  const parts = {
    'layer.weight': ['F32', [2, 3], new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer)],
    'layer.bias': ['BF16', [2], new Uint8Array(Uint16Array.of(0x3f80, 0xc040).buffer)],
    steps: ['I64', [], new Uint8Array(BigInt64Array.of(12_345n).buffer)],
    mask: ['BOOL', [3], Uint8Array.of(1, 0, 1)],
  };
  const header = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, [dtype, shape, bytes]] of Object.entries(parts)) {
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
  }
  let json = JSON.stringify(header);
  json = json.padEnd(Math.ceil(json.length / 8) * 8);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  const bytes = Object.values(parts).map((part) => part[2]);
  fs.writeFileSync(file, Buffer.concat([prefix, Buffer.from(json), ...bytes]));
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-safetensors-'));
const file = process.argv[2] ?? path.join(folder, 'model.safetensors');
if (process.argv[2] === undefined) writeExample(file);
for (const [name, tensor] of Object.entries(openSafetensors(file))) {
  console.log(`${name}: ${tensor.dtype} [${tensor.shape}] at ${tensor.offset}\n${tensor}`);
  tensor.close();
}
fs.rmSync(folder, { recursive: true });
