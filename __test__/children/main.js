'use strict';

/** `main.js FILE NAME ARGUMENTS`: calls a function of a file in this folder, and prints what it returns. */

const { endWorkers } = require('./support');

const [file, name, args] = process.argv.slice(2);

async function main() {
  const returned = await require(`./${file}`)[name](...JSON.parse(args));
  console.log(JSON.stringify({ returned }));
  await endWorkers();
}

main().catch((error) => {
  console.log(error);
  process.exit(1);
});
