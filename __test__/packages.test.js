'use strict';

/** What is published: asked of npm, which packs it. */

const test = require('node:test');
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { candidates, hasMusl } = require('../lib/mapping/platform');
const { packAll } = require('../scripts/pack');
const { find, targets } = require('../scripts/targets');
const { returned, root, runInChild, scratch } = require('./helpers');
const manifest = require('../package.json');

const host = find(candidates().find((name) => fs.existsSync(`${root}/memmap.${name}.node`)));
const npm = spawnSync('npm', ['--version']).status === 0;
const packing = { skip: (!npm && 'no npm here') || (!host && 'no package for this system') };

let packages;

/** What is in the main package and in the one for this system. */
function unpacked() {
  packages ??= unpack();
  return packages;
}

function unpack() {
  const folder = scratch();
  fs.mkdirSync(folder);
  const packed = packAll(folder, { chosen: [host] });
  return packed.map(({ file, size }) => {
    const names = execFileSync('tar', ['-tzf', file], { encoding: 'utf8' });
    execFileSync('tar', ['-xzf', file, '-C', folder]);
    const read = (name) => fs.readFileSync(path.join(folder, 'package', name), 'utf8');
    return {
      size,
      names: Array.from(names.trim().split('\n'), (name) => name.slice('package/'.length)),
      fields: JSON.parse(read('package.json')),
      readme: read('README.md'),
    };
  });
}

test('the packages hold what a user needs, and no more', packing, () => {
  const [main, binary] = unpacked();
  const both = ['LICENSE', 'README.md', 'package.json'];
  const notices = 'THIRD-PARTY-NOTICES.md';
  const program = ['dist/memmap.js', `dist/${notices}`];
  const names = [...both, ...program, 'index.d.ts', 'index.js'];
  assert.deepEqual(main.names.sort(), names.sort());
  assert.ok(main.size < 400_000, `${main.size}`);
  const addon = `memmap.${host.suffix}.node`;
  assert.deepEqual(binary.names.sort(), [...both, notices, addon].sort());
  assert.ok(binary.size < 2.5 * 2 ** 20, `${binary.size}`);
});

test('the main package asks for its own version of the binaries', packing, () => {
  const [main, binary] = unpacked();
  const names = targets.filter(({ published }) => published).map(({ suffix }) => suffix);
  assert.deepEqual(
    main.fields.optionalDependencies,
    Object.fromEntries(names.map((suffix) => [`memmap-${suffix}`, manifest.version])),
  );
  assert.equal(main.fields.scripts ?? main.fields.dependencies, undefined);
  const { name, version, os, cpu } = binary.fields;
  assert.deepEqual([name, version], [`memmap-${host.suffix}`, manifest.version]);
  assert.ok(os.includes(process.platform) && cpu.includes(process.arch));
});

const cargo = spawnSync('cargo', ['--version']).status === 0;

test('the notices name every crate in the binaries', { skip: !cargo && 'no cargo here' }, () => {
  const edges = ['--edges', 'normal,no-proc-macro', '--target', 'all'];
  const args = ['tree', ...edges, '--locked', '--prefix', 'none', '--format', '{p}'];
  const tree = execFileSync('cargo', args, { cwd: root, encoding: 'utf8' });
  const crates = tree.split('\n').map((line) => /^(\S+) v(\S+)/.exec(line));
  const notices = fs.readFileSync(path.join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8').split('\n');
  const others = crates.filter((crate) => crate !== null && crate[1] !== manifest.name);
  assert.ok(others.length > 5);
  for (const [, name, version] of others) {
    assert.ok(notices.includes(`- ${name} ${version}`), `${name} ${version}: npm run notices`);
  }
});

test('links and pictures of the README work on the page of the registry', packing, () => {
  const { readme } = unpacked()[0];
  const links = Array.from(readme.matchAll(/\]\(([^)]*)\)/g), ([, link]) => link);
  assert.ok(links.length > 5);
  for (const link of links) assert.match(link, /^https:\/\//);
  const files = links.map((link) => /\/(?:blob|raw)\/v[^/]*\/([^#]*)/.exec(link)?.[1]);
  assert.ok(files.includes('docs/api.md') && files.includes('docs/charts/stall.svg'));
  for (const file of files.filter(Boolean)) assert.ok(fs.existsSync(path.join(root, file)), file);
});

test('a package for musl is not for glibc', () => {
  const libc = (suffix) => find(suffix).fields.libc;
  assert.deepEqual([libc('linux-x64-gnu'), libc('linux-x64-musl')], [['glibc'], ['musl']]);
  assert.equal(libc('darwin-arm64'), undefined);
});

test('musl is told from glibc by what is mapped, whatever the process was started by', () => {
  const maps = (file) =>
    `7f00-7f01 r-xp 00000000 08:01 1    /usr/bin/node\n7f02-7f03 r--p 00000000 08:01 2    ${file}\n`;
  const musl = [
    '/lib/ld-musl-x86_64.so.1',
    '/usr/lib/libc.so',
    '/usr/lib/aarch64-linux-musl/libc.so',
  ];
  const glibc = [
    '/usr/lib/x86_64-linux-gnu/libc.so.6',
    '/lib/x86_64-linux-gnu/libc-2.31.so',
    '/lib64/ld-linux-x86-64.so.2',
    '/nix/store/a-glibc-2.40/lib/libc.so.6',
  ];
  for (const file of musl) assert.equal(hasMusl(maps(file)), true, file);
  for (const file of glibc) assert.equal(hasMusl(maps(file)), false, file);
});

test('a missing binary is an error that names the system and the ways out', () => {
  const folder = scratch();
  fs.mkdirSync(folder);
  const file = path.join(folder, 'index.js');
  fs.copyFileSync(path.join(root, 'index.js'), file);
  fs.cpSync(path.join(root, 'lib'), path.join(folder, 'lib'), { recursive: true });
  const load = (...args) => returned(runInChild('packages', 'load', [file, ...args]));

  const [name] = candidates();
  const omitted = load();
  assert.equal(omitted.code, 'MODULE_NOT_FOUND');
  const { platform, arch } = process;
  const where = path.join(folder, 'lib');
  for (const word of [name, platform, arch, where, '--omit=optional', 'Rust']) {
    assert.ok(omitted.message.includes(word), `${word}: ${omitted.message}`);
  }

  const unsupported = load('mips');
  assert.match(unsupported.message, /mips.*built from source/);
  assert.doesNotMatch(unsupported.message, /--omit/);

  const broken = path.join(folder, 'node_modules', `memmap-${name}`);
  fs.mkdirSync(broken, { recursive: true });
  fs.writeFileSync(path.join(broken, 'package.json'), '{ "main": "a.node" }');
  const partial = load().message;
  assert.ok(partial.includes(broken), partial);
  assert.doesNotMatch(partial, /npm|--omit/);
  fs.writeFileSync(path.join(broken, 'a.node'), 'not an addon');
  assert.match(load().message, /found but does not load here/);
  fs.rmSync(folder, { recursive: true });
});
