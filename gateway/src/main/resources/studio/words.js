// Figures and failures in words. Pure: no page, no network.

/** A problem document (RFC 9457) as an error: what went wrong, where, and when to come again. */
export class Problem extends Error {
  /**
   * @param {{title?: string, detail?: string, field?: string, code?: string, status?: number, request_id?: string}} body
   * @param {number} retryAfter in seconds; 0 where waiting does not help
   */
  constructor(body, retryAfter = 0) {
    super(body.detail || body.title || 'Something went wrong.');
    this.name = 'Problem';
    this.title = body.title || 'Something went wrong';
    this.detail = body.detail || '';
    this.field = body.field || '';
    this.code = body.code || '';
    this.status = body.status || 0;
    this.requestId = body.request_id || '';
    this.retryAfter = retryAfter;
  }
}

/** What a visitor can make of any failure: a title, a sentence, and small print. */
export function explain(error) {
  if (error instanceof Problem) {
    const small = [
      error.field && `at fault: ${error.field}`,
      error.retryAfter && `try again in ${duration(error.retryAfter)}`,
      error.requestId && `request ${error.requestId}`,
    ].filter(Boolean);
    return { title: error.title, detail: sentence(error.detail), small: small.join(' · ') };
  }
  if (error instanceof TypeError) {
    return {
      title: 'The server cannot be reached',
      detail: 'The connection broke, or the server is away. Nothing that was accepted is lost: try again in a moment.',
      small: '',
    };
  }
  return { title: 'This page has failed', detail: String(error?.message ?? error), small: '' };
}

function sentence(text) {
  if (!text) return '';
  const upper = text[0].toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}

/** Seconds as people say them. */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 1) return 'a moment';
  if (s < 90) return `${s} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  return `${Math.round(s / 360) / 10} h`;
}

export function bytes(count) {
  if (count < 1000) return `${count} B`;
  if (count < 1e6) return `${Math.round(count / 1e3)} kB`;
  return `${(count / 1e6).toFixed(1)} MB`;
}

export const size = (width, height) => `${width} × ${height}`;

/** Where a job stands while it waits. */
export function standing({ position, eta_seconds: eta, paused } = {}) {
  if (paused) return 'Paused by the operator. Your place is kept.';
  if (position === undefined) return 'In the queue.';
  const place = position === 0 ? 'You are next' : `${position} ${position === 1 ? 'job' : 'jobs'} before yours`;
  return eta === undefined ? `${place}. No worker is serving now.` : `${place} · begins in about ${duration(eta)}`;
}

const STAGES = { prepare: 'Preparing', denoise: 'Painting', upscale: 'Sharpening', finish: 'Blending in' };

export const stage = (name) => STAGES[name] ?? 'Working';
