'use strict';

/**
 * Publishes packages/ to npm, with provenance: the binaries first, so that nobody installs a main
 * package whose binaries are not there yet. What is published already is left out: a release that
 * broke off can be run again.
 *
 *     node scripts/publish.js [--dry-run]
 *
 * In a workflow the tag has to be that of the version.
 */

const { readdirSync } = require('node:fs');
const path = require('node:path');
const { root } = require('./addon');
const { Failure, command, npm } = require('./command');
const { PACKAGES } = require('../lib/mapping/platform');
const { name, version } = require('../package.json');

function checkTag() {
  const { GITHUB_REF_TYPE: type, GITHUB_REF_NAME: tag } = process.env;
  if (type === 'tag' && tag !== `v${version}`) {
    throw new Failure(`the tag is ${tag}, but package.json says ${version}`);
  }
}

/** @param {string} id a package and its version */
function isPublished(id) {
  try {
    npm(['view', id, 'version']);
    return true;
  } catch (error) {
    if (error instanceof Failure && error.message.includes('E404')) return false;
    throw error;
  }
}

function main() {
  const dry = process.argv[2] === '--dry-run';
  checkTag();
  const folder = path.join(root, 'packages');
  const names = [...Object.keys(PACKAGES).map((suffix) => `${name}-${suffix}`), name];
  const files = names.map((each) => [each, `${each}-${version}.tgz`]);
  const there = readdirSync(folder);
  const absent = files.filter(([, file]) => !there.includes(file)).map(([, file]) => file);
  if (absent.length > 0) throw new Failure(`not in packages/: ${absent.join(', ')}`);
  for (const [each, file] of files) {
    if (isPublished(`${each}@${version}`)) {
      console.log(`${each}@${version} is published already`);
      continue;
    }
    const how = dry ? ['--dry-run'] : ['--provenance', '--access', 'public'];
    npm(['publish', path.join(folder, file), ...how], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
}

command(module, main);
