'use strict';

/** index.d.ts compiles for its users, gives them the types it promises, and stops what is wrong. */

const assert = require('node:assert/strict');
const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const test = require('node:test');
const ts = require('typescript');

const folder = join(__dirname, 'types');
const files = readdirSync(folder).map((name) => join(folder, name));

for (const lib of ['lib.es2022.d.ts', 'lib.esnext.d.ts']) {
  test(
    `the types compile strictly under ${lib}, and wrong uses of them do not`,
    {
      timeout: 120_000,
      skip: process.platform === 'win32' && 'the compiler says the same elsewhere',
    },
    () => {
      const program = ts.createProgram(files, {
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
