// An imitation of a gateway that has chains: the page's own files, and just enough of the contract. No cluster, no pictures made.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { png } from './pictures.js';

const STUDIO = fileURLToPath(new URL('../../../gateway/src/main/resources/studio/', import.meta.url));
const TYPES = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
const ID = 'job_01kafz3x6m3q9v1d8r5t7w2ybn';
const SELF = `/v1/jobs/${ID}`;
const FRAMES = 6;
const WARMER_FROM = 2;

const output = (index) => ({ index, url: `${SELF}/outputs/${index}`, format: 'png', width: 100 + 20 * index, height: 75 + 15 * index, bytes: 1000, seed: index, quality: { drift_delta_e: 1.5 * index, step_delta_e: 0.4 * index, drift_yellow: index < WARMER_FROM ? 0 : 2 } });

const job = (state, frames) => ({
  id: ID,
  kind: 'chain',
  state,
  created_at: new Date().toISOString(),
  ...(state !== 'running' && { ended_at: new Date().toISOString() }),
  request: { source: { width: 1024, height: 768 }, mode: 'expand', times: FRAMES },
  outputs: [...Array.from({ length: frames }, (_, n) => output(n)), ...(state === 'succeeded' ? [{ ...output(frames), name: 'film.webp' }] : [])],
  links: { self: SELF, events: `${SELF}/events`, cancel: SELF },
});

export class Imitation {
  #server = createServer((request, response) => this.#answer(request, response));
  #state = 'running';
  #told = 0;
  requests = [];

  async open() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async close() {
    this.#server.closeAllConnections?.();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request, response) {
    const { pathname } = new URL(request.url, 'http://here');
    const asked = `${request.method} ${pathname}`;
    const json = (status, body) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/') return this.#file(response, 'index.html');
    if (pathname === '/studio/pass') return json(200, { pass: 'visitor.imitation', max_bytes: 1e8 });
    if (pathname.startsWith('/studio/')) return this.#file(response, pathname.slice('/studio/'.length));
    if (pathname === '/openapi.yaml') return response.end('paths:\n  /v1/chains:\n');
    if (pathname === '/v1/models') return json(200, { models: [] });
    if (pathname === '/v1/estimates') return json(200, { cost: { megapixel_steps: 1 }, outcome: 'admitted', queue: { position: 0, eta_seconds: 0 } });
    if (asked === 'POST /v1/chains') return this.#accept(request, () => json(202, job('running', 0)));
    if (asked === `GET ${SELF}/events`) return this.#events(response);
    if (asked === `GET ${SELF}`) return json(200, job(this.#state, this.#told));
    if (asked === `DELETE ${SELF}`) return (this.#state = 'cancelled'), json(200, job('cancelled', this.#told));
    const frame = Number(pathname.slice(`${SELF}/outputs/`.length));
    return response.writeHead(200, { 'Content-Type': 'image/png' }).end(png(output(frame).width, output(frame).height));
  }

  #file(response, name) {
    response.writeHead(200, { 'Content-Type': TYPES[name.split('.').pop()] }).end(readFileSync(STUDIO + name));
  }

  #accept(request, then) {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      this.requests.push(JSON.parse(/name="request"\r\n\r\n(.*?)\r\n--/s.exec(Buffer.concat(pieces).toString('latin1'))[1]));
      [this.#state, this.#told] = ['running', 0];
      then();
    });
  }

  async #events(response) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const tell = (event, data) => response.write(`id: ${this.#told}\nevent: ${event}\ndata: ${JSON.stringify({ job: ID, ...data })}\n\n`);
    tell('started', { worker: 'w', attempt: 1, model: 'm' });
    while (this.#told < FRAMES && this.#state === 'running') {
      await sleep(150);
      const frame = this.#told;
      this.#told += 1;
      tell('frame', { frame, frames: FRAMES, output: output(frame) });
    }
    if (this.#state === 'running') this.#state = 'succeeded';
    tell(this.#state, {});
    response.end();
  }
}
