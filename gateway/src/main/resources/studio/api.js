// The public API, with a visitor's pass in place of a key. Nothing else of this page speaks to the server.
import { Problem } from './words.js';

const TRIES = 4;
const FIRST_PAUSE_MS = 600;

let pass = null; // promise of {token, maxBytes}; one for all who ask at once

async function fetchPass() {
  const answer = await fetch('/studio/pass', { method: 'POST' });
  if (!answer.ok) throw await problem(answer);
  const body = await answer.json();
  return { token: body.pass, maxBytes: body.max_bytes };
}

function currentPass() {
  pass ??= fetchPass().catch((error) => {
    pass = null;
    throw error;
  });
  return pass;
}

/** Largest request that the server takes, in bytes. */
export const maxBytes = async () => (await currentPass()).maxBytes;

async function problem(answer) {
  const type = answer.headers.get('Content-Type') ?? '';
  const body = type.includes('json') ? await answer.json().catch(() => ({})) : {};
  const title = body.title ?? `The server answered ${answer.status}`;
  return new Problem({ status: answer.status, ...body, title }, Number(answer.headers.get('Retry-After')) || 0);
}

/** Like fetch; throws {@link Problem} for what is not well. A pass that has run out is renewed once. */
export async function call(path, options = {}) {
  for (let renewed = false; ; renewed = true) {
    const asked = currentPass();
    const { token } = await asked;
    const headers = { ...options.headers, Authorization: `Bearer ${token}` };
    const answer = await fetch(path, { ...options, headers });
    if (answer.ok) return answer;
    if (answer.status !== 401 || renewed) throw await problem(answer);
    if (pass === asked) pass = null;
  }
}

const json = async (path, options) => (await call(path, options)).json();

export const sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });

/** Tries again where the connection broke; what is sent must be safe to send twice. */
async function persist(attempt, signal) {
  for (let n = 1, pause = FIRST_PAUSE_MS; ; n += 1, pause *= 2) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TypeError) || n === TRIES) throw error;
      await sleep(pause, signal);
    }
  }
}

/** Not crypto.randomUUID: that is for https and localhost alone. */
function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

/**
 * Makes a job of a picture.
 *
 * @param {string} path such as /v1/expansions
 * @param {{file?: Blob, job?: string}} image a file, or `job:<id>/<n>`
 * @param {object} request without its image
 * @returns {Promise<object>} the job, accepted
 */
export function submit(path, image, request, signal) {
  const headers = { 'Idempotency-Key': randomName() };
  const send = image.file
    ? () => {
        const form = new FormData();
        form.append('request', JSON.stringify(request));
        form.append('image', image.file, 'picture');
        return json(path, { method: 'POST', headers, body: form, signal });
      }
    : () =>
        json(path, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify({ image: image.job, ...request }),
          signal,
        });
  return persist(send, signal);
}

/** What an expansion of a picture of that size would cost and wait. */
export function estimate(width, height, request, signal) {
  return json('/v1/estimates', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ expansion: { image: `size:${width}x${height}`, ...request } }),
    signal,
  });
}

export const job = (id, signal) => persist(() => json(`/v1/jobs/${id}`, { signal }), signal);

export const cancel = (id) => persist(() => json(`/v1/jobs/${id}`, { method: 'DELETE' }));

export const models = async () => (await json('/v1/models')).models;

/** Whether the contract knows an operation: what it does not, the page does not show. */
export async function offers(path) {
  const answer = await fetch('/openapi.yaml');
  return answer.ok && (await answer.text()).includes(`\n  ${path}:`);
}

/** A file through the gateway, not from the store: that is another host. */
export const picture = (url, signal) =>
  persist(async () => (await call(`${url}?inline=true`, { signal })).blob(), signal);
