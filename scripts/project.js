'use strict';

/** Projects of a user's, made in temporary folders, with the packed tarballs installed. */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { candidates } = require('../lib/mapping/platform');
const { root } = require('./addon');
const { Failure, npm } = require('./command');
const { packAll } = require('./pack');
const { find } = require('./targets');

/** The target whose addon in the checkout runs here. */
function host() {
  const built = candidates().find((name) => fs.existsSync(`${root}/memmap.${name}.node`));
  const target = built && find(built);
  if (!target) throw new Failure('the addon is not built: npm run build');
  return target;
}

/** Calls with a folder that goes afterwards. */
async function withFolder(/** @type {(folder: string) => unknown} */ use) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'memmap-project-')));
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The tarballs of the main package and of a system's: this one's, if no other is named. */
function tarballs(/** @type {string} */ to, target = host()) {
  return packAll(to, { chosen: [target] }).map(({ file }) => file);
}

/**
 * Installs packages into a folder that may have a package.json already. No compiler is within reach:
 * PATH is a folder with Node in it.
 * @param {string} folder @param {string[]} packages @param {string[]} [flags]
 */
function install(folder, packages, flags = []) {
  const manifest = path.join(folder, 'package.json');
  if (!fs.existsSync(manifest)) fs.writeFileSync(manifest, '{ "private": true }\n');
  const bin = path.join(folder, '.path');
  fs.mkdirSync(bin);
  if (process.platform !== 'win32') {
    const directories = process.env.PATH.split(path.delimiter);
    const npms = directories.map((directory) => path.join(directory, 'npm'));
    fs.symlinkSync(fs.realpathSync(npms.find(fs.existsSync)), path.join(bin, 'npm'));
    fs.symlinkSync(process.execPath, path.join(bin, 'node'));
  }
  const PATH = process.platform === 'win32' ? path.dirname(process.execPath) : bin;
  // Variables that `npm run` sets would make this npm work on the checkout.
  const env = Object.entries(process.env).filter(([name]) => !/^(npm_|path$)/i.test(name));
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', ...flags, ...packages];
  npm(args, { cwd: folder, env: { ...Object.fromEntries(env), PATH } });
  fs.rmSync(bin, { recursive: true });
}

module.exports = { host, install, tarballs, withFolder };
