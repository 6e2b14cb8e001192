'use strict';

/**
 * Packs what is published into packages/: the main package, and one for each addon in the checkout.
 *
 *     node scripts/pack.js               the addons that are there
 *     node scripts/pack.js --portable    the same, unless one asks for a newer glibc than Node does
 *     node scripts/pack.js --release     those of all published targets, portable, or it fails
 *
 * The main package names the others as optional dependencies of its own version. The checkout's
 * package.json does not: `npm ci` could not lock them before they are published.
 */

const { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } = require('node:fs');
const { readdirSync, rmSync, statSync, writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { root } = require('./addon');
const { bundle, bundleLibrary } = require('./bundle');
const { Failure, command, npmPack, run } = require('./command');
const { GLIBC } = require('./cross');
const { targets } = require('./targets');
const manifest = require('../package.json');

/** What may be installed, in bytes. */
const LIMITS = { main: 400_000, binary: 2.5 * 2 ** 20 };

/** Fields that only a checkout has a use for. */
const OWN = ['scripts', 'devDependencies', 'files', 'prettier', 'private'];

/** On npm's page the README's links lead into the repository, as it was at this version. */
function withAbsoluteLinks(/** @type {string} */ readme) {
  const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');
  const link = /(!?)(\[[^\]]*\]\()(?![a-z]+:|#)/g;
  return readme.replace(link, (_, image, text) => {
    return `${image}${text}${repository}/${image ? 'raw' : 'blob'}/v${manifest.version}/`;
  });
}

/** @param {string} folder @param {object} fields of its package.json @param {string} to */
function pack(folder, fields, to) {
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(fields, null, 2)}\n`);
  return path.join(to, npmPack(['--ignore-scripts', '--pack-destination', to], folder));
}

/** @param {string} folder */
function sizeOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => {
    return sum + statSync(path.join(parentPath, name)).size;
  }, 0);
}

/** @param {string} name @param {number} size @param {number} limit */
function checkSize(name, size, limit) {
  if (size > limit) throw new Failure(`${name} has ${size} bytes; ${limit} are allowed`);
}

/**
 * The main package, without what only a checkout needs.
 * @param {string} stage @param {string} to
 */
function packMain(stage, to) {
  bundle();
  const archive = npmPack(['--ignore-scripts', '--pack-destination', stage], root);
  run('tar', ['-xzf', archive, '--exclude=*.node'], { cwd: stage });
  const folder = path.join(stage, 'package');
  bundleLibrary(path.join(folder, 'index.js'));
  rmSync(path.join(folder, 'lib'), { recursive: true });
  const readme = path.join(folder, 'README.md');
  writeFileSync(readme, withAbsoluteLinks(readFileSync(readme, 'utf8')));
  const published = targets.filter((target) => target.published);
  const kept = Object.entries(manifest).filter(([key]) => !OWN.includes(key));
  const fields = {
    ...Object.fromEntries(kept),
    optionalDependencies: Object.fromEntries(
      published.map(({ suffix }) => [`memmap-${suffix}`, manifest.version]),
    ),
  };
  const file = pack(folder, fields, to);
  const size = sizeOf(folder);
  checkSize('the main package', size, LIMITS.main);
  return { file, size };
}

/** @param {Buffer} binary @returns {number} the newest minor version of glibc 2 that it asks for */
function glibcOf(binary) {
  const versions = binary.toString('latin1').matchAll(/GLIBC_2\.(\d+)/g);
  return Math.max(0, ...Array.from(versions, ([, minor]) => Number(minor)));
}

/**
 * The package of one target.
 * @param {typeof targets[number]} target
 * @param {string} stage @param {string} to @param {boolean} portable it must run on old systems
 */
function packTarget({ triple, suffix, fields: chosenBy }, stage, to, portable) {
  const name = `memmap-${suffix}`;
  const folder = path.join(stage, name);
  const addon = `memmap.${suffix}.node`;
  const binary = readFileSync(path.join(root, addon));
  checkSize(addon, binary.length, LIMITS.binary);
  const glibc = glibcOf(binary);
  if (portable && glibc > Number(GLIBC.split('.')[1])) {
    throw new Failure(
      `${addon} asks for glibc 2.${glibc}: node scripts/cross.js ${suffix} builds it for ${GLIBC}`,
    );
  }
  mkdirSync(folder);
  writeFileSync(path.join(folder, addon), binary);
  for (const file of ['LICENSE', 'THIRD-PARTY-NOTICES.md']) {
    cpSync(path.join(root, file), path.join(folder, file));
  }
  writeFileSync(
    path.join(folder, 'README.md'),
    `# ${name}\n\nThe binary of [memmap](https://www.npmjs.com/package/memmap) for ${triple}.\n`,
  );
  const { version, homepage, bugs, repository, author, license, engines } = manifest;
  const description = `The binary of memmap for ${triple}`;
  const about = { name, version, description, homepage, bugs, repository, author, license };
  return {
    file: pack(folder, { ...about, type: 'commonjs', main: addon, engines, ...chosenBy }, to),
    size: binary.length,
  };
}

/**
 * @param {string} to where the tarballs go
 * @param {{ chosen: typeof targets, portable?: boolean }} options
 * @returns {{ file: string, size: number }[]} the main package first
 */
function packAll(to, { chosen, portable = false }) {
  const stage = mkdtempSync(path.join(os.tmpdir(), 'memmap-pack-'));
  try {
    mkdirSync(to, { recursive: true });
    const main = packMain(stage, to);
    return [main, ...chosen.map((target) => packTarget(target, stage, to, portable))];
  } finally {
    rmSync(stage, { recursive: true });
  }
}

function main() {
  const release = process.argv[2] === '--release';
  const portable = release || process.argv[2] === '--portable';
  const isBuilt = ({ suffix }) => existsSync(path.join(root, `memmap.${suffix}.node`));
  const chosen = targets.filter(release ? ({ published }) => published : isBuilt);
  const absent = chosen.filter((target) => !isBuilt(target)).map(({ suffix }) => suffix);
  if (absent.length > 0) throw new Failure(`not built: ${absent.join(', ')}`);
  const folder = path.join(root, 'packages');
  rmSync(folder, { recursive: true, force: true });
  for (const { file, size } of packAll(folder, { chosen, portable })) {
    console.log(`${path.relative(root, file).padEnd(50)} ${size} bytes unpacked`);
  }
}

command(module, main);

module.exports = { packAll };
