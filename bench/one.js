'use strict';

/** One measurement, in a process of its own: `one.js FILE QUESTION VARIANT` prints it as JSON. */

const fs = require('node:fs');
const path = require('node:path');

async function main() {
  const [file, title, name] = process.argv.slice(-3);
  const questions = [require(path.join(__dirname, file))].flat();
  const { variants } = questions.find(({ question }) => question === title);
  const value = await variants[name].js();
  fs.writeSync(1, JSON.stringify(value));
}

main().then(
  // What is left of a rival's maps and workers is not waited for; nor is Node's own end, which may
  // wait for ever for the compiler's threads (nodejs/node#54918).
  () => process.kill(process.pid, 'SIGKILL'),
  (error) => {
    fs.writeSync(2, `${error.name}: ${error.message}\n`);
    process.exit(1);
  },
);
