'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { openMemmap } = require('../index.js');
const { returned, root, runInChild, scratch, scratchOf, sparse } = require('./helpers');
const { commandLine, exampleFolder, printed, run, words } = require('./support/cli');
const { writeZip } = require('./support/zip');

const fixture = (name) => path.join(root, '__test__', 'fixtures', 'npy', name);

const COMMANDS = ['info', 'head', 'tail', 'stats', 'plot', 'convert'];

/** A wrong one says so in one line. */
function fails(args, status, message) {
  const result = run(args);
  assert.equal(result.status, status, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, /^memmap[^\n]*\n$/);
  assert.match(result.stderr, message);
}

test('--version is that of the package', () => {
  assert.equal(printed(['--version']), `${require('../package.json').version}\n`);
});

test('--help names every command, and each command has its own', () => {
  const general = printed(['--help']);
  assert.equal(printed(['help', 'info']), printed(['info', '-h']));
  for (const name of COMMANDS) {
    assert.match(general, new RegExp(`^  ${name} `, 'm'));
    const help = printed([name, '--help']);
    assert.match(help, new RegExp(`^memmap ${name} `));
    assert.match(help, new RegExp(`Examples:\n  memmap ${name} `));
    for (const line of `${general}${help}`.split('\n')) assert.ok(line.length <= 80, line);
  }
});

test('without a command it prints its help', () => {
  assert.equal(printed([]), printed(['--help']));
});

test('each example in the help of a command runs, in 80 columns', () => {
  for (const name of COMMANDS) {
    const cwd = exampleFolder();
    const examples = printed([name, '--help']).matchAll(/^  memmap (.*)$/gm);
    const outputs = Array.from(examples, ([, command]) => [
      command,
      printed(words(command), { cwd }),
    ]);
    assert.ok(outputs.length >= 2, name);
    for (const [command, output] of outputs) {
      assert.notEqual(output, '', command);
      if (command.includes('--json')) continue;
      for (const line of output.split('\n')) {
        assert.ok(line.length <= 80, `${command}: ${line}`);
      }
    }
  }
});

test('wrong usage is one line and exit code 2', () => {
  const file = scratch('12345678');
  fails(['--zzz'], 2, /no command --zzz; there are info, head, tail, stats/);
  fails(['head'], 2, /^memmap head: FILE missing/);
  fails(['convert', file], 2, /OUTPUT missing/);
  fails(['head', file, file], 2, /unexpected argument/);
  fails(['head', '--zzz', file], 2, /--zzz/);
  fails(['head', file, '--slice', '1;2'], 2, /--slice takes integers/);
  fails(['head', file, '--slice', '1:2:3:4'], 2, /--slice takes integers/);
  fails(['head', file, '--shape', '2,x'], 2, /--shape takes integers/);
  fails(['head', file, '--offset', '-1'], 2, /--offset takes an integer/);
  fails(['head', file, '--order', 'K'], 2, /--order must be C or F/);
  fails(['head', file, '--rows', 'ten'], 2, /--rows must be an integer/);
  fails(['head', file, '--dtype', '[1'], 2, /--dtype is neither/);
});

test('a slip gets a hint', () => {
  const file = scratch('12345678');
  fails(['stat', file], 2, /no command stat: did you mean stats\?/);
  fails(['haed', file], 2, /no command haed: did you mean head\?/);
  fails(['CONVERT', file], 2, /no command CONVERT: did you mean convert\?/);
  fails([file], 2, /\.bin: did you mean memmap info .*\.bin\?/);
  fails(['head', '--rwos', '3', file], 2, /'--rwos': did you mean --rows\?/);
  for (const args of [['-'], ['head', '-'], ['convert', file, '-']]) {
    fails(args, 2, /- \(standard input or output\) cannot be mapped/);
  }
});

test('an option that says nothing about the file is refused, not ignored', () => {
  fails(['info', fixture('stored.npz'), '--dtype', 'f4'], 2, /--dtype says nothing/);
  fails(['info', fixture('fortran.npy'), '--offset', '8'], 2, /--offset says nothing/);
  fails(['info', fixture('fortran.npy'), '--member', 'x'], 2, /--member says nothing/);
  fails(['head', fixture('fortran.npy'), '--dtype', 'f8'], 1, /dtype is not that of the \.npy/);
});

test('what is wrong with a file is one line that names it, and exit code 1', () => {
  const truncated = `${scratch()}.npy`;
  fs.writeFileSync(truncated, fs.readFileSync(fixture('fortran.npy')).subarray(0, 140));
  const noNpy = `${scratch()}.npy`;
  fs.writeFileSync(noNpy, 'no magic');
  for (const command of ['info', 'head', 'stats', 'plot']) {
    fails([command, truncated], 1, /\.npy: /);
  }
  fails(['info', scratch()], 1, /ENOENT.*bin/);
  fails(['stats', root], 1, /EISDIR/);
  fails(['head', scratch('')], 1, /\.bin: cannot mmap an empty file/);
  fails(['info', noNpy], 1, /\.npy: /);
  fails(['stats', fixture('compressed.npz'), '--member', 'x'], 1, /compressed\.npz: .*compressed/);
  fails(['head', scratch('123'), '--dtype', 'f4'], 1, /\.bin: .*multiple/);
  fails(['head', scratch('123'), '--dtype', 'zz'], 1, /zz/);
  fails(['head', scratch('1234'), '--slice', '9'], 1, /out of bounds/);
  fails(['plot', scratch('1234'), '--field', 'x'], 1, /no fields/);
  fails(['head', fixture('stored.npz')], 2, /--member must say which.*x, y/);
  fails(['stats', fixture('stored.npz'), '--member', 'z'], 1, /no member z; it has x, y/);
  fails(['stats', fixture('stored.npz'), '--member', 'X'], 1, /it has x, y: did you mean x\?/);
});

/** The name of a field, of a member and of a string, and what of it must not be printed. */
const HOSTILE = 'a\x1b]0;b\x07\x7f\x9b2J\u061c\u202e\u2066\u2028\r\nß数';
const RAW = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/u;

test('what a file says is escaped before it is printed, and printable Unicode is not', () => {
  const cwd = scratch();
  fs.mkdirSync(cwd);
  const npy = (name, dtype, value) => {
    const a = openMemmap(path.join(cwd, name), { mode: 'w+', dtype, shape: [2] });
    a.set(0, value);
    a.close();
    return fs.readFileSync(path.join(cwd, name));
  };
  npy(
    'records.npy',
    [
      [HOSTILE, 'f4'],
      ['\u202e', 'U40'],
    ],
    { [HOSTILE]: 1, '\u202e': HOSTILE },
  );
  npy('text.npy', 'U40', HOSTILE);
  const data = npy('numbers.npy', 'f4', 1);
  writeZip(path.join(cwd, 'one.npz'), [{ name: `${HOSTILE}.npy`, data }]);
  writeZip(path.join(cwd, 'two.npz'), [
    { name: `${HOSTILE}.npy`, data },
    { name: `${HOSTILE}2.npy`, data },
  ]);
  writeZip(path.join(cwd, 'damaged.npz'), [{ name: `${HOSTILE}.npy`, data: Buffer.from('no') }]);
  const runs = [
    ...['records.npy', 'one.npz', 'damaged.npz'].map((file) => ['info', file]),
    ['info', 'records.npy', 'two.npz', 'damaged.npz'],
    ...['records.npy', 'text.npy'].flatMap((file) =>
      [[], ['--json'], ['--jsonl'], ['--csv']].map((more) => ['head', file, ...more]),
    ),
    ['info', 'two.npz', 'records.npy', '--json'],
    ['stats', 'records.npy'],
    ['plot', 'records.npy'],
    ['stats', 'two.npz'],
    ['stats', 'two.npz', '--member', 'x'],
    ['head', 'damaged.npz'],
    ['head', 'records.npy', '--field', 'x'],
    ['stats', 'records.npy', '--field', '\u202e'],
    ['convert', 'records.npy', 'x.npy', '--to-dtype', 'f4'],
    ['convert', 'records.npy', 'records.csv'],
    ['info', HOSTILE.slice(1)],
    [HOSTILE],
  ];
  for (const args of runs) {
    const { stdout, stderr } = run(args, { cwd });
    const text = `${stdout}${stderr}`;
    assert.notEqual(text, '');
    for (const line of text.split('\n')) {
      assert.doesNotMatch(line, RAW, `${JSON.stringify(args)}: ${JSON.stringify(line)}`);
    }
  }
  assert.match(printed(['info', 'one.npz'], { cwd }), /^a\\u001b.*\\r\\nß数 +float32/m);
  const [record] = JSON.parse(printed(['head', 'records.npy', '--json'], { cwd })).data;
  assert.deepEqual(record, { [HOSTILE]: 1, '\u202e': HOSTILE });
});

const pipes = process.platform === 'win32' ? { skip: 'no named pipes as files' } : {};

test('a pipe is refused, not waited for', pipes, () => {
  const fifo = scratch();
  require('node:child_process').execFileSync('mkfifo', [fifo]);
  fails(['info', fifo], 1, /a pipe or a device/);
});

test('a reader that has seen enough ends it quietly', async () => {
  const [program, args] = commandLine('head', sparse(2 ** 22), '--slice', ':', '--json');
  const running = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  running.stderr.on('data', (text) => (stderr += text));
  running.stdout.once('data', () => running.stdout.destroy());
  const [status] = await once(running, 'close');
  assert.deepEqual([status, stderr], [0, '']);
});

test('works in a folder with spaces and letters beyond ASCII', () => {
  const folder = `${scratch()} Größe 数`;
  fs.mkdirSync(folder);
  const file = path.join(folder, 'ein ärray.npy');
  fs.copyFileSync(fixture('fortran.npy'), file);
  const output = path.join(folder, 'kopie ü.npy');
  assert.match(printed(['info', file]), /ein ärray\.npy\n/);
  assert.equal(printed(['head', file]), '[[0 1 2]\n [3 4 5]]\n');
  printed(['convert', file, output, '--to-order', 'C']);
  assert.equal(printed(['head', 'kopie ü.npy'], { cwd: folder }), '[[0 1 2]\n [3 4 5]]\n');
  assert.deepEqual(fs.readdirSync(folder).sort(), ['ein ärray.npy', 'kopie ü.npy']);
});

test('the library loads nothing of the command line, nor its packages', () => {
  const loaded = returned(runInChild('cli', 'loaded'));
  assert.ok(loaded.length > 10, String(loaded));
  const strangers = loaded.filter((file) =>
    /[\\/](cli|node_modules)[\\/]/.test(path.relative(root, file)),
  );
  assert.deepEqual(strangers, []);
});

test('slices are written as in NumPy', () => {
  const file = scratchOf(Int32Array.from({ length: 24 }, (_, at) => at));
  const head = (slice) =>
    printed(['head', file, '--dtype', 'i4', '--shape', '2,3,4', '--slice', slice]).trim();
  assert.equal(head('1,2,3'), '23');
  assert.equal(head('-1,...,0'), '[12 16 20]');
  assert.equal(head('[..., -1]'), '[[ 3  7 11]\n [15 19 23]]');
  assert.equal(head('0, ::-2, 1:3,'), '[[ 9 10]\n [ 1  2]]');
  assert.equal(head(':, 0, 2:'), '[[ 2  3]\n [14 15]]');
});
