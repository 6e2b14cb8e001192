'use strict';

/**
 * Processes that get only so much memory, the pages of the files they read included: a memory cgroup
 * of Linux, which takes root or a delegated one.
 */

const fs = require('node:fs');
const path = require('node:path');

const root = '/sys/fs/cgroup';
/** Where a group is made, and the file in it that holds the limit: version 1, and version 2. */
const places = [
  [path.join(root, 'memory'), 'memory.limit_in_bytes'],
  [root, 'memory.max'],
];

let group;

/** A process that was just killed is in its group for a moment still. */
function removeGroup(name) {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return fs.rmdirSync(name);
    } catch {
      Atomics.wait(clock, 0, 0, 10);
    }
  }
  return console.error(`${name} could not be removed`);
}

/** Makes the group when it is first wanted; an error where this user or system cannot. */
function make() {
  for (const [parent, limit] of places) {
    const name = path.join(parent, `memmap-bench-${process.pid}`);
    try {
      fs.mkdirSync(name);
    } catch {
      continue;
    }
    if (fs.existsSync(path.join(name, limit))) {
      process.on('exit', () => removeGroup(name));
      return { name, limit };
    }
    fs.rmdirSync(name);
  }
  throw new Error('no memory cgroup can be made here (it takes root)');
}

/** Why processes cannot be confined here, or false. */
function cannotConfine() {
  try {
    group ??= make();
    return false;
  } catch (error) {
    return error.message;
  }
}

/** The command line that runs `command` with that much memory. */
function confined(command, bytes) {
  group ??= make();
  fs.writeFileSync(path.join(group.name, group.limit), `${bytes}`);
  const enter = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
  return ['sh', '-c', enter, group.name, ...command];
}

module.exports = { cannotConfine, confined };
