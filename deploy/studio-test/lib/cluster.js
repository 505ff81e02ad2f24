// A cluster of its own for a test: `./kuotu up`, told to stop in the end.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const START_WITHIN_MS = 240_000; // the launcher may have to build first
const STOP_WITHIN_MS = 60_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export class Cluster {
  #data;
  #options;
  #process = null;
  port = 0;

  /**
   * @param {string} data folder that survives restarts
   * @param {string[]} options of `kuotu up`
   */
  constructor(data, options) {
    this.#data = data;
    this.#options = options;
  }

  /** Returns once it is ready. KUOTU_COMMAND starts something else than ./kuotu. */
  async start() {
    this.port ||= await freePort();
    const [command, ...first] = (process.env.KUOTU_COMMAND ?? `${ROOT}kuotu`).split(' ');
    const options = [...first, 'up', '--port', String(this.port), '--data', this.#data, ...this.#options];
    const log = createWriteStream(`${this.#data}.log`, { flags: 'a' });
    this.#process = spawn(command, options, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stdout.pipe(log, { end: false });
    this.#process.stderr.pipe(log, { end: false });
    let up = false; // its worker too, which comes last
    this.#process.stdout.on('data', (text) => (up ||= String(text).includes('Ctrl-C stops it')));
    for (const until = Date.now() + START_WITHIN_MS; Date.now() < until; await sleep(200)) {
      if (this.#process.exitCode !== null) throw new Error(`the cluster did not start: see ${this.#data}.log`);
      if (up) return;
    }
    throw new Error(`the cluster was not ready in time: see ${this.#data}.log`);
  }

  async stop() {
    const running = this.#process;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    const timer = setTimeout(() => running.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }
}
