// One job, watched from its acceptance to its end.
import * as api from './api.js';
import { follow } from './events.js';
import { Problem, stage, standing } from './words.js';

/** Shares of the bar that the stages take; denoising is nearly all of the time. */
const SPAN = { prepare: [0, 0.05], denoise: [0.05, 0.85], upscale: [0.85, 0.93], finish: [0.93, 1] };

/** How far a job is, from 0 to 1, by its stage and step. */
export function done({ stage: name, step = 0, steps = 0 }) {
  const [from, to] = SPAN[name] ?? [0, 0];
  return from + (to - from) * (steps > 0 ? Math.min(1, step / steps) : 0);
}

/** Tells a view what happens to a job. The view has `status(text)`, `progress(share or null)`, `preview(url)`, `event(name, data)`. */
export class Painting {
  #view;
  #leaving = new AbortController();
  #fetching = false;
  #next = '';
  #lost = false;

  constructor(view) {
    this.#view = view;
  }

  /** @returns {Promise<object>} the job, once it has ended; rejects where it is watched no more */
  async watch(job) {
    const signal = this.#leaving.signal;
    this.#stands(job.queue);
    try {
      await follow(job.links.events, { tell: (name, data) => this.#tell(name, data), broken: (is) => this.#broken(is), signal });
      return await api.job(job.id, signal);
    } finally {
      this.leave();
    }
  }

  leave() {
    this.#leaving.abort(new DOMException('another job is watched', 'AbortError'));
  }

  #stands(queue) {
    this.#view.status(standing(queue));
    this.#view.progress(null);
  }

  #broken(is) {
    if (is && !this.#lost) this.#view.status('The connection is lost. Your job goes on; coming back …');
    if (!is && this.#lost) this.#view.status('Connected again.');
    this.#lost = is;
  }

  #tell(name, data) {
    if (name === 'position') this.#stands(data);
    if (name === 'started') this.#view.status('A worker has begun');
    if (name === 'requeued') this.#view.status('The worker was lost; another takes over');
    if (name === 'progress') {
      const steps = data.steps > 1 ? ` · step ${data.step} of ${data.steps}` : '';
      this.#view.status(stage(data.stage) + steps);
      this.#view.progress(done(data));
    }
    if (name === 'preview') this.#show(data.url);
    this.#view.event(name, data);
  }

  /** One preview is fetched at a time; of those that come meanwhile, the latest. */
  async #show(newest) {
    this.#next = newest;
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      while (this.#next) {
        const wanted = this.#next;
        this.#next = '';
        const blob = await api.picture(wanted, this.#leaving.signal);
        const url = URL.createObjectURL(blob);
        await this.#view.preview(url).finally(() => URL.revokeObjectURL(url));
      }
    } catch {
      // a preview is a courtesy: it may be gone already
    } finally {
      this.#fetching = false;
    }
  }
}

/** Why a job has no picture, as an error to show. */
export function whyNot(job) {
  if (job.state === 'cancelled') return new Problem({ title: 'Cancelled', detail: 'The job was cancelled.' });
  return new Problem(job.error ?? { title: 'The job failed' });
}
