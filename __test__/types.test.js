'use strict';

/** index.d.ts compiles for its users, gives them the types it promises, and stops what is wrong. */

const assert = require('node:assert/strict');
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const test = require('node:test');
const ts = require('typescript');
const { root, scratch } = require('./helpers');

const folder = join(__dirname, 'types');
const files = readdirSync(folder).map((name) => join(folder, name));

/** What the examples of index.d.ts take for granted. */
const GIVEN = `a: Memmap<'float32'>, rows: number[][], weights: Float32Array, signal: AbortSignal`;

/** Writes the examples of index.d.ts to a file, each as a function. */
function writeExamples() {
  const types = readFileSync(join(root, 'index.d.ts'), 'utf8');
  const found = types.matchAll(/@example\n((?: +\*(?! @).*\n)+?)(?= +\* @| +\*\/)/g);
  const bodies = Array.from(found, ([, lines]) => lines.replace(/^ +\* ?/gm, ''));
  assert.ok(bodies.length > 6);
  const functions = bodies.map((body, k) => `export async function _${k}(${GIVEN}) {{ ${body} }}`);
  const names = 'memmap, openMemmap, openNpz, asarray, save, savez, dtype, type Memmap';
  const imports = `import { ${names} } from ${JSON.stringify(join(root, 'index.js'))}; import fs from 'node:fs';`;
  const file = `${scratch()}.ts`;
  writeFileSync(file, [imports, ...functions].join('\n'));
  return file;
}

for (const lib of ['lib.es2022.d.ts', 'lib.esnext.d.ts']) {
  test(
    `the types and their examples compile strictly under ${lib}, and wrong uses of them do not`,
    {
      timeout: 120_000,
      skip: process.platform === 'win32' && 'the compiler says the same elsewhere',
    },
    () => {
      const program = ts.createProgram([...files, writeExamples()], {
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        exactOptionalPropertyTypes: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        lib: [lib],
        types: ['node'],
      });
      const messages = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
        const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
        const { file, start = 0 } = diagnostic;
        const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
        return `${file?.fileName}:${line} ${text}`;
      });
      assert.deepEqual(messages, []);
      assert.ok(files.length > 0);
    },
  );
}
