// Chains: the result made the source again and again. Hidden where the contract has none.
import * as api from './api.js';
import { curves, plot, whichWay } from './drift-plot.js';
import { follow } from './events.js';
import * as memory from './memory.js';
import { $, Held, announce, decoded, make } from './page.js';
import { Problem, size, standing } from './words.js';

const PATH = '/v1/chains';
const STATES_WITH_FORM = new Set(['framing', 'result']);

/** Outputs with a name are made of the frames. */
const isFrame = (output) => !output.name;

async function save(url, name) {
  const link = make('a', { href: URL.createObjectURL(await api.picture(url)), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export class ChainPanel {
  #page;
  #offered = false;
  #leaving = null; // aborts the chain that is followed
  #job = null;
  #frames = []; // outputs, by index
  #at = -1;
  #newest = true; // the newest frame is shown, until somebody scrubs
  #held = new Held();

  /** @param page with `show(state, heading)`, `problem(error)`, `go(id)`, `recent()`, and `subject()`: what a chain would be made of */
  constructor(page) {
    this.#page = page;
    $('chain-form').addEventListener('submit', (event) => (event.preventDefault(), this.#tell(() => this.#run())));
    $('chain-mode').addEventListener('change', () => this.#fields());
    $('chain-frame').addEventListener('input', () => this.#tell(() => this.#scrub(Number($('chain-frame').value))));
    $('chain-cancel').addEventListener('click', () => this.#tell(() => api.cancel(this.#job.id)));
  }

  async findOut() {
    this.#offered = await api.offers(PATH).catch(() => false);
    this.stateIs(document.body.dataset.state);
  }

  stateIs(state) {
    $('chain-form').hidden = !this.#offered || !STATES_WITH_FORM.has(state);
    if (state !== 'chain') this.#leave();
  }

  #leave() {
    this.#leaving?.abort(new DOMException('something else is shown', 'AbortError'));
    this.#leaving = null;
  }

  async #tell(action) {
    try {
      await action();
    } catch (error) {
      if (error?.name !== 'AbortError') this.#page.problem(error);
    }
  }

  #fields() {
    const mode = $('chain-mode').value;
    document.querySelectorAll('[data-mode]').forEach((field) => (field.hidden = field.dataset.mode !== mode));
  }

  #request() {
    const mode = $('chain-mode').value;
    const by = $('chain-margin').value;
    const grow = { margins: { left: by, top: by, right: by, bottom: by } };
    return { mode, times: Number($('chain-times').value), ...(mode === 'expand' ? grow : { strength: Number($('chain-strength').value) }) };
  }

  async #run() {
    this.#page.problem(null);
    const job = await api.submit(PATH, this.#page.subject(), this.#request());
    memory.remember(job.id);
    await this.open(job);
  }

  /** Shows a chain, and follows it where it still runs. */
  async open(job) {
    this.#leave();
    this.#page.show('chain', 'chain');
    this.#page.go(job.id);
    this.#job = job;
    this.#frames = job.outputs.filter(isFrame); // of one that runs: so far
    this.#at = -1;
    this.#newest = true;
    $('reel-image').hidden = true;
    if (job.ended_at) return this.#ended(job);
    $('chain-status').textContent = standing(job.queue);
    $('chain-progress').removeAttribute('value');
    this.#controls(true);
    this.#extent();
    const { signal } = (this.#leaving = new AbortController());
    await follow(job.links.events, { tell: (name, data) => this.#hear(name, data), broken: (is) => this.#broken(is), signal });
    this.#ended(await api.job(job.id, signal));
  }

  #broken(is) {
    if (is) $('chain-status').textContent = 'The connection is lost. The chain goes on; coming back …';
  }

  #hear(name, data) {
    if (name === 'position') $('chain-status').textContent = standing(data);
    if (name === 'frame') {
      this.#frames[data.output.index] = data.output;
      $('chain-status').textContent = `Frame ${data.output.index + 1} of ${data.frames}`;
      $('chain-progress').value = (data.output.index + 1) / data.frames;
      this.#extent();
    }
  }

  #ended(job) {
    this.#job = job;
    this.#frames = job.outputs.filter(isFrame);
    this.#controls(false);
    this.#also(job.outputs.filter((output) => !isFrame(output)));
    const count = this.#frames.length;
    const how = { succeeded: 'Done', cancelled: 'Stopped', failed: 'Failed' }[job.state];
    $('chain-status').textContent = `${how}: ${count} ${count === 1 ? 'frame' : 'frames'}`;
    announce($('chain-status').textContent);
    if (job.error) this.#page.problem(new Problem(job.error));
    this.#extent();
    this.#page.recent();
  }

  #controls(running) {
    $('chain-progress').hidden = $('chain-cancel').hidden = !running;
    $('chain-download').hidden = true;
    $('drift').hidden = true;
    $('chain-also').replaceChildren();
  }

  /** What was made of the frames together: a plot, a strip, a film. */
  #also(outputs) {
    const buttons = outputs.map(({ name, url }) => make('button', { type: 'button', class: 'wide', onclick: () => this.#tell(() => save(url, name)) }, `Download ${name}`));
    $('chain-also').replaceChildren(...buttons);
  }

  /** There are more frames to scrub through. */
  #extent() {
    const last = this.#frames.length - 1;
    if (last < 0) return;
    $('chain-frame').max = last;
    if (this.#newest) $('chain-frame').value = last;
    this.#tell(() => this.#look(Number($('chain-frame').value)));
  }

  #scrub(index) {
    this.#newest = index === this.#frames.length - 1;
    return this.#look(index);
  }

  async #look(index) {
    const output = this.#frames[index];
    this.#at = index;
    $('chain-number').textContent = `${index + 1} of ${this.#frames.length}`;
    this.#draw();
    if (!output) return;
    $('chain-frame').setAttribute('aria-valuetext', `Frame ${index + 1}, ${size(output.width, output.height)} pixels`);
    const blob = await api.picture(output.url, this.#leaving?.signal);
    if (this.#at !== index) return; // somebody has scrubbed on
    const url = this.#held.set(blob);
    const image = $('reel-image');
    await decoded(url);
    Object.assign(image, { src: url, hidden: false, alt: `Frame ${index + 1} of the chain` });
    Object.assign($('chain-download'), { href: url, download: `kuotu-${this.#job.id.slice(-8)}-${index + 1}.${output.format}`, hidden: false });
  }

  #draw() {
    const series = curves(this.#frames);
    $('drift').hidden = series.length === 0;
    if (series.length === 0) return;
    $('drift').querySelector('svg')?.remove();
    $('drift').prepend(plot(series, this.#at, 'ΔE'));
    $('drift-words').textContent = `Colour difference from the source; dashed: from the frame before. ${whichWay(this.#frames[this.#at])}`;
  }
}
