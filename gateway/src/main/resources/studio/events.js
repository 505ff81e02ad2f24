// A job's events, to the end, over as many connections as it takes.
import { call, sleep } from './api.js';
import { Problem } from './words.js';

const SHORTEST_MS = 500;
const LONGEST_MS = 8_000;
const SILENCE_MS = 40_000; // the server says ": here" every 15 s
const ENDS = new Set(['succeeded', 'failed', 'cancelled']);

/** Text of an event stream to events, whatever pieces it comes in. */
export class EventParser {
  #rest = '';
  #event = {};

  /** @returns {Array<{id?: string, event?: string, data?: string, retry?: number}>} */
  push(text) {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop();
    const done = [];
    for (const line of lines) {
      if (line === '') {
        if (this.#event.data !== undefined) done.push(this.#event);
        this.#event = {};
      } else if (!line.startsWith(':')) {
        this.#field(line);
      }
    }
    return done;
  }

  #field(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#event.data = this.#event.data === undefined ? value : `${this.#event.data}\n${value}`;
    if (name === 'id' || name === 'event') this.#event[name] = value;
    if (name === 'retry') this.#event.retry = Number(value) || undefined;
  }
}

/** Reads one connection to its end; hangs up on one that has fallen silent. */
async function read(path, lastId, signal, onEvent) {
  const quiet = new AbortController();
  const either = AbortSignal.any([signal, quiet.signal]);
  let timer = 0;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => quiet.abort(new TypeError('the stream fell silent')), SILENCE_MS);
  };
  try {
    heard();
    const headers = { Accept: 'text/event-stream', ...(lastId && { 'Last-Event-ID': lastId }) };
    const answer = await call(path, { headers, signal: either, cache: 'no-store' });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard();
      parser.push(value).forEach(onEvent);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Whether coming again may help: it does not where the server has said what is wrong with the request. */
const isPassing = (error) => !(error instanceof Problem) || error.status >= 500 || error.status === 429;

/**
 * Calls `tell(name, data)` for each event of a job, each once, until one ends it.
 * Where the connection breaks it comes back with the last id, and calls `broken(true)`, then `broken(false)`.
 *
 * @param {string} path of the job's events
 * @param {{tell: Function, broken: Function, signal: AbortSignal}} reader
 */
export async function follow(path, { tell, broken, signal }) {
  let lastId = '';
  let ended = false;
  let pause = SHORTEST_MS;
  while (!ended) {
    try {
      await read(path, lastId, signal, (event) => {
        pause = event.retry ?? SHORTEST_MS;
        lastId = event.id || lastId;
        broken(false);
        ended ||= ENDS.has(event.event);
        if (event.event !== 'dropped') tell(event.event, JSON.parse(event.data));
      });
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error;
    }
    if (!ended) {
      broken(true);
      await sleep(pause, signal);
      pause = Math.min(LONGEST_MS, pause * 2);
    }
  }
}
