'use strict';

/**
 * Installs the packed tarballs into empty projects and uses them:
 *
 *     node scripts/test-packed.js [RUNTIME ...]    Nodes, buns and denos; the running Node without
 */

const path = require('node:path');
const { command, run } = require('./command');
const { check, executeIn, makeProjects } = require('./packed');
const { host, withFolder } = require('./project');

async function main() {
  const runtimes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
  await withFolder((folder) => {
    const target = host();
    const projects = makeProjects(folder, target);
    for (const runtime of runtimes) {
      const execute = executeIn(runtime);
      const { milliseconds, files, backing } = check(execute, projects, target);
      const again = () => JSON.parse(execute(projects.whole, 'use.cjs')).milliseconds;
      const best = Math.min(milliseconds, ...Array.from({ length: 9 }, again));
      const [version] = /\d+\.\d+\.\d+/.exec(run(runtime, ['--version']));
      const name = `${path.basename(runtime)} ${version}`.padEnd(24);
      console.log(name, `require('memmap') ${best.toFixed(1)} ms, ${files} files, ${backing}`);
    }
  });
}

command(module, main);
