'use strict';

/** What is no regular file, and descriptors that may not do everything. */

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { memmap, openMemmap } = require('../index.js');
const { scratch, thrownBy } = require('./helpers');

const unix = { skip: process.platform === 'win32' && 'Windows has no such files' };

/** The codes of opening with every function and mode, with a shape and without. */
function refusals(filename) {
  const errors = ['r', 'r+', 'c', 'w+'].flatMap((mode) => [
    thrownBy(() => memmap(filename, { mode, shape: 4 })),
    thrownBy(() => openMemmap(filename, { mode, shape: 4 })),
    ...(mode === 'w+' ? [] : [thrownBy(() => memmap(filename, { mode }))]),
  ]);
  for (const { message, code } of errors) {
    if (code === 'ENODEV') assert.match(message, /only regular files and block devices/);
  }
  return [...new Set(errors.map((error) => error.code))];
}

test('a FIFO is refused, and nobody waits for what comes out of it', unix, () => {
  const file = scratch();
  assert.equal(spawnSync('mkfifo', [file]).status, 0);
  assert.deepEqual(refusals(file), ['ENODEV']);
  const fd = fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
  assert.deepEqual(refusals(fd), ['ENODEV']);
  fs.closeSync(fd);
});

test('character devices are refused: they have no length', unix, () => {
  for (const device of ['/dev/null', '/dev/zero', '/dev/random']) {
    assert.deepEqual(refusals(device), ['ENODEV'], device);
    const fd = fs.openSync(device, 'r+');
    assert.deepEqual(refusals(fd), ['ENODEV'], device);
    fs.closeSync(fd);
  }
});

test('a socket is refused', unix, async () => {
  const file = path.join(path.dirname(scratch()), 'socket');
  const server = net.createServer().listen(file);
  await new Promise((resolve) => server.once('listening', resolve));
  const [code, ...others] = refusals(file);
  assert.ok(['ENXIO', 'EOPNOTSUPP', 'ENOTSUP', 'ENODEV'].includes(code), code);
  assert.deepEqual(others, []);
  await new Promise((resolve) => server.close(resolve));
});

test('files of /proc say that they are empty', { skip: process.platform !== 'linux' }, () => {
  assert.throws(() => memmap('/proc/self/status', { mode: 'r' }), { code: 'ERR_MEMMAP_SIZE' });
  assert.throws(() => openMemmap('/proc/self/status'), { code: 'ERR_MEMMAP_FORMAT' });
});

/** A .npy file, and all that a descriptor opened with these flags is asked for. */
function withDescriptor(flags, body) {
  const file = scratch();
  const a = openMemmap(file, { mode: 'w+', dtype: 'uint8', shape: 8 });
  a.fill(7);
  a.close();
  const before = fs.readFileSync(file);
  const fd = fs.openSync(file, flags);
  body(fd, (call) => {
    const error = thrownBy(call);
    assert.ok(fs.readFileSync(file).equals(before), error.stack);
    return error.code;
  });
  fs.closeSync(fd);
}

test('a descriptor that cannot read is refused before anything is written', unix, () => {
  withDescriptor(fs.constants.O_WRONLY, (fd, codeOf) => {
    for (const mode of ['r', 'r+', 'c', 'w+']) {
      assert.equal(
        codeOf(() => memmap(fd, { mode, shape: 1000 })),
        'EACCES',
        mode,
      );
      assert.equal(
        codeOf(() => openMemmap(fd, { mode, shape: 1000 })),
        'EACCES',
        mode,
      );
    }
  });
});

test(
  'a descriptor that cannot write is refused in r+ and w+, before anything is written',
  unix,
  () => {
    withDescriptor('r', (fd, codeOf) => {
      for (const mode of ['r+', 'w+']) {
        assert.equal(
          codeOf(() => memmap(fd, { mode, shape: 1000 })),
          'EACCES',
          mode,
        );
        assert.equal(
          codeOf(() => openMemmap(fd, { mode, shape: 8 })),
          'EACCES',
          mode,
        );
      }
      assert.equal(openMemmap(fd).get(0), 7);
      assert.equal(memmap(fd, { mode: 'c' }).get(-1), 7);
    });
  },
);

test(
  'a descriptor opened to append maps, and is refused where bytes would go to the wrong place',
  unix,
  () => {
    withDescriptor('a+', (fd, codeOf) => {
      const a = openMemmap(fd, { mode: 'r+' });
      assert.equal(
        codeOf(() => a.append([1, 2, 3])),
        'ERR_MEMMAP_MODE',
      );
      assert.equal(
        codeOf(() => openMemmap(fd, { mode: 'w+', shape: 2 })),
        'ERR_MEMMAP_MODE',
      );
      a.close();
    });
    const file = scratch('abc');
    const fd = fs.openSync(file, 'a+');
    const a = memmap(fd, { mode: 'r+', shape: 10 });
    a.set(9, 1);
    a.close();
    fs.closeSync(fd);
    assert.equal(fs.readFileSync(file, 'latin1'), `abc${'\0'.repeat(6)}\x01`);
  },
);

test(
  'where nothing can be written, reading is all',
  { skip: process.platform !== 'linux' || process.getuid() !== 0 },
  (t) => {
    const folder = scratch();
    fs.mkdirSync(folder);
    if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status !== 0) {
      return t.skip('may not mount');
    }
    try {
      const file = path.join(folder, 'a.npy');
      const raw = path.join(folder, 'a.bin');
      openMemmap(file, { mode: 'w+', dtype: 'uint8', shape: 3 }).close();
      fs.writeFileSync(raw, 'abc');
      const a = openMemmap(file, { mode: 'r' });
      a.close();
      const grown = openMemmap(file, { mode: 'r+' });
      grown.close();
      assert.equal(spawnSync('mount', ['-o', 'remount,ro', folder]).status, 0);
      for (const mode of ['r', 'c']) {
        memmap(raw, { mode }).close();
        openMemmap(file, { mode }).close();
      }
      for (const mode of ['r+', 'w+']) {
        assert.throws(() => memmap(raw, { mode, shape: 9 }), { code: 'EROFS', path: raw });
        assert.throws(() => openMemmap(file, { mode, shape: 3 }), { code: 'EROFS', path: file });
      }
      assert.throws(() => memmap(`${raw}.new`, { mode: 'w+', shape: 9 }), { code: 'EROFS' });
    } finally {
      spawnSync('umount', ['-l', folder]);
    }
  },
);
