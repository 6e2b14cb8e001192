'use strict';

/** A page in Chromium with our native code beside it. */

const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const path = require('node:path');
const readline = require('node:readline');
const { root, scratch } = require('../helpers');

/** Debian's. Its command is a shell script, which would take the preloaded library for itself. */
const BROWSER = '/usr/lib/chromium/chromium-headless-shell';

/** What keeps Chromium in one process, at home, and to itself. */
const FLAGS = `--headless --no-sandbox --single-process --enable-crash-reporter --disable-gpu
  --disable-quic --no-first-run --disable-background-networking --disable-component-update
  --disable-sync --remote-debugging-pipe --js-flags=--expose-gc`.split(/\s+/);

/** Builds the library to preload. */
function build() {
  execFileSync('cargo', ['build', '--quiet', '--locked', '--example', 'chromium'], { cwd: root });
  return path.join(root, 'target', 'debug', 'examples', 'libchromium.so');
}

/** A server of one empty page, isolated so that it may have shared memories. */
async function serve() {
  const headers = {
    'content-type': 'text/html',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  };
  const server = http.createServer((_, response) => response.writeHead(200, headers).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** Starts the browser for a test; `dumps` is the folder for its crash reports. */
async function start(t, dumps) {
  const LD_PRELOAD = build();
  const server = await serve();
  const browser = spawn(
    BROWSER,
    [...FLAGS, `--user-data-dir=${scratch()}`, `--crash-dumps-dir=${dumps}`],
    {
      env: { ...process.env, LD_PRELOAD },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    },
  );
  let said = '';
  browser.stderr.on('data', (text) => (said += text));
  const ended = once(browser, 'exit');
  t.after(async () => {
    browser.kill('SIGKILL');
    await ended;
    server.close();
  });
  /** What a promise gives, or an error as soon as there is no browser to keep it. */
  const alive = (promise) => {
    const end = ended.then(([status, signal]) => {
      throw new Error(`the browser ended with ${status ?? signal}:\n${said}`);
    });
    return Promise.race([promise, end]);
  };

  const [, , , requests, answers, native] = browser.stdio;
  for (const stream of [requests, native]) stream.on('error', () => {});
  const asked = new Map();
  let rest = '';
  answers.setEncoding('utf8').on('data', (text) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop();
    for (const json of messages) {
      const message = JSON.parse(json);
      asked.get(message.id ?? message.method)?.(message);
    }
  });
  /** Calls a method of the DevTools protocol. */
  async function call(method, params, sessionId) {
    const id = asked.size + 1;
    const answer = new Promise((resolve) => asked.set(id, resolve));
    requests.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await alive(answer);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  await call('Page.enable', {}, sessionId);
  const loaded = new Promise((resolve) => asked.set('Page.loadEventFired', resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  await call('Page.navigate', { url }, sessionId);
  await alive(loaded);

  /** Calls a function in the page; gives what it returns. */
  async function evaluate(body, ...args) {
    const expression = `(${body})(...${JSON.stringify(args)})`;
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await call('Runtime.evaluate', params, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
    return result.value;
  }

  const lines = readline.createInterface({ input: native })[Symbol.asyncIterator]();
  /** Gives the preloaded library a command, one at a time; gives its answer, which is a number. */
  async function command(...words) {
    native.write(`${words.join(' ')}\n`);
    const { value } = await alive(lines.next());
    if (!/^\d+$/.test(value)) throw new Error(`${words[0]}: ${value}`);
    return Number(value);
  }
  return { pid: browser.pid, ended, evaluate, command };
}

module.exports = { start };
