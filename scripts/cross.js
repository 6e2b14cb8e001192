'use strict';

/**
 * Builds addons for other systems on a Linux machine:
 *
 *     node scripts/cross.js TARGET ...    Rust's names of them, or those of their packages
 *     node scripts/cross.js --all         all that can be built so
 *
 * Rust's standard library for the target comes from rustup (`rustup target add`), or is built from
 * the source that Debian ships beside its compiler. Zig links all but Windows, mingw that.
 */

const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { ALONE, root, targetDirectory, installAddon } = require('./addon');
const { Failure, command } = require('./command');
const { find, targets } = require('./targets');

/** The oldest glibc that Node 20 runs on; an addon linked with a newer one excludes older systems. */
const GLIBC = '2.28';

/** Python packages that pip has put into a folder of this checkout. */
const tools = path.join(root, 'target', 'tools');

/** @param {string} program @param {string[]} args */
function output(program, ...args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** @param {string} triple */
function compiler(triple) {
  const library = output('rustc', '--print', 'target-libdir', '--target', triple);
  if (library !== undefined && existsSync(library)) return { flags: [], env: {} };
  const sysroot = output('/usr/bin/rustc', '--print', 'sysroot');
  if (sysroot === undefined || !existsSync(`${sysroot}/lib/rustlib/src/rust/library`)) {
    throw new Failure(
      `Rust has no standard library for ${triple}: rustup target add ${triple}, ` +
        'or apt-get install rustc-web cargo-web rust-web-src',
    );
  }
  return {
    // With what `cargo test` needs, so that it finds the library built.
    flags: ['-Zbuild-std=std,panic_unwind,test'],
    env: {
      // -Z is for compilers that are told to be unstable.
      RUSTC_BOOTSTRAP: '1',
      RUSTC: '/usr/bin/rustc',
      CARGO: '/usr/bin/cargo',
      PATH: `/usr/bin:${process.env.PATH}`,
    },
  };
}

const linkers = {
  zig(/** @type {string} */ triple) {
    const own = path.join(tools, 'bin', 'cargo-zigbuild');
    const installed = existsSync(own);
    if (!installed && output('cargo-zigbuild', '--version') === undefined) {
      throw new Failure(
        'cargo-zigbuild is missing: ' +
          'python3 -m pip install --target target/tools ziglang==0.13.0 cargo-zigbuild',
      );
    }
    return {
      program: installed ? own : 'cargo-zigbuild',
      target: triple.endsWith('-linux-gnu') ? `${triple}.${GLIBC}` : triple,
      env: {
        ...(installed && { PYTHONPATH: tools }),
        // Rust strips with a tool of this machine, which knows no Mach-O.
        ...(triple.endsWith('-darwin') && { CARGO_PROFILE_RELEASE_STRIP: 'none' }),
      },
    };
  },

  mingw(/** @type {string} */ triple) {
    const gcc = 'x86_64-w64-mingw32-gcc';
    if (output(gcc, '--version') === undefined) {
      throw new Failure(`${gcc} is missing: apt-get install gcc-mingw-w64-x86-64`);
    }
    // napi-build asks for Node's library. An empty one will do: the addon looks its functions up when
    // it is loaded.
    const stub = path.join(targetDirectory(), 'libnode');
    mkdirSync(stub, { recursive: true });
    writeFileSync(path.join(stub, 'libnode.dll'), '');
    writeFileSync(path.join(stub, 'libnode.a'), '!<arch>\n');
    return {
      program: 'cargo',
      target: triple,
      env: { LIBNODE_PATH: stub, CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER: gcc },
    };
  },
};

/**
 * Runs cargo for a target; whether it succeeded.
 *
 * @param {ReturnType<typeof find>} target
 * @param {string} verb
 * @param {string[]} [args]
 * @param {{ env?: Record<string, string | undefined>, stdio?: any }} [options]
 */
function cargo({ triple, linker }, verb, args = [], { env = {}, stdio = 'inherit' } = {}) {
  if (linker === null) throw new Failure(`${triple} can be built only on its own system`);
  const { flags, env: own } = compiler(triple);
  const link = linkers[linker](triple);
  const where = ['--target', link.target, ...flags];
  const whole = [verb, '--release', '--lib', '--locked', ...where, ...args];
  const environment = { ...process.env, ...own, ...link.env, ...env };
  const { status } = spawnSync(link.program, whole, { cwd: root, stdio, env: environment });
  // Zig's linker leaves this file behind.
  rmSync(path.join(root, '.intentionally-empty-file.o'), { force: true });
  return status === 0;
}

/**
 * @param {ReturnType<typeof find>} target
 * @returns {string} the addon, in the checkout
 */
function cross(target) {
  const { triple, suffix, library } = target;
  if (!cargo(target, 'rustc', ALONE)) throw new Failure(`${triple} was not built`);
  return installAddon(path.join(targetDirectory(), triple, 'release', library), suffix);
}

function main() {
  const names = process.argv.slice(2);
  const known = targets.map(({ triple, suffix }) => `${triple} (${suffix})`);
  if (names.length === 0) throw new Failure(`which target? --all, or some of ${known.join(', ')}`);
  const chosen = names.flatMap((name) => {
    if (name === '--all') return targets.filter(({ linker }) => linker !== null);
    const target = find(name);
    if (target === undefined) throw new Failure(`${name} is not one of ${known.join(', ')}`);
    return [target];
  });
  for (const target of chosen) console.log(path.relative(process.cwd(), cross(target)));
}

command(module, main);

module.exports = { GLIBC, cargo, cross };
