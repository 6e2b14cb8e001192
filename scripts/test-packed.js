'use strict';

/**
 * Installs the packed tarballs into an empty project and uses them:
 *
 *     node scripts/test-packed.js [RUNTIME ...]    Nodes, buns and denos; the running Node without
 */

const path = require('node:path');
const { command, run } = require('./command');
const { check, executeIn, makeProject } = require('./packed');
const { host, withFolder } = require('./project');

async function main() {
  const runtimes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
  await withFolder((folder) => {
    const target = host();
    const project = makeProject(folder, target);
    for (const runtime of runtimes) {
      const execute = executeIn(runtime);
      const { milliseconds, files, backing } = check(execute, project, target);
      const again = () => JSON.parse(execute(project, 'use.cjs')).milliseconds;
      const best = Math.min(milliseconds, ...Array.from({ length: 9 }, again));
      const [version] = /\d+\.\d+\.\d+/.exec(run(runtime, ['--version']));
      const name = `${path.basename(runtime)} ${version}`.padEnd(24);
      console.log(name, `require('memmap') ${best.toFixed(1)} ms, ${files} files, ${backing}`);
    }
  });
}

command(module, main);
