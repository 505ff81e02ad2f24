// <compare-slider>: the result, and before it the source alone, up to a line that can be moved.
// The source is cut out of the result: its pixels are in there as they were.
import { fit, insets } from './frame.js';
import { make } from './page.js';

const PAD_PX = 16;
const HALF = 50;

class CompareSlider extends HTMLElement {
  #size = { width: 1, height: 1 };
  #parts = {};
  #resized = new ResizeObserver(() => this.#refit());

  connectedCallback() {
    if (this.firstChild) return;
    const before = make('img', { alt: '', draggable: 'false' });
    const range = make('input', {
      type: 'range', min: '0', max: '100', step: '1', class: 'unseen',
      'aria-label': 'Line between before and after',
    });
    this.#parts = {
      after: make('img', { alt: 'The expanded picture', draggable: 'false' }),
      before,
      range,
      cover: make('div', { class: 'before' }, before, make('span', { class: 'tag' }, 'Before')),
      knob: make('div', { class: 'knob', 'aria-hidden': 'true' }),
    };
    const { after, cover, knob } = this.#parts;
    this.#parts.frame = make('div', { class: 'compared' }, after, make('span', { class: 'tag right' }, 'After'), cover, knob, range);
    this.append(this.#parts.frame);
    range.addEventListener('input', () => (this.at = Number(range.value)));
    this.#parts.frame.addEventListener('pointerdown', (down) => this.#drag(down));
    this.at = HALF;
    this.#resized.observe(this);
  }

  /**
   * @param {string} url of the result
   * @param {{width: number, height: number}} size of it
   * @param {{left: number, top: number, right: number, bottom: number}} margins of it around the source
   */
  open(url, size, margins) {
    this.#size = size;
    this.#parts.after.src = url;
    this.#parts.before.src = url;
    const [top, right, bottom, left] = insets(margins, size).map((share) => `${(100 * share).toFixed(3)}%`);
    this.#parts.before.style.clipPath = `inset(${top} ${right} ${bottom} ${left})`;
    this.#refit();
  }

  /** Share of the width, from the left, that shows the source alone; 0 to 100. */
  set at(percent) {
    const bounded = Math.min(100, Math.max(0, percent));
    this.#parts.range.value = String(bounded);
    this.#parts.range.setAttribute('aria-valuetext', `${Math.round(100 - bounded)} percent of the result shown`);
    this.#parts.cover.style.clipPath = `inset(0 ${100 - bounded}% 0 0)`;
    this.#parts.knob.style.left = `${bounded}%`;
  }

  #drag(down) {
    if (down.button !== 0) return;
    const frame = this.#parts.frame;
    const go = (event) => {
      const box = frame.getBoundingClientRect();
      this.at = (100 * (event.clientX - box.left)) / box.width;
    };
    down.preventDefault();
    this.#parts.range.focus({ preventScroll: true });
    frame.setPointerCapture(down.pointerId);
    go(down);
    frame.addEventListener('pointermove', go);
    frame.addEventListener('lostpointercapture', () => frame.removeEventListener('pointermove', go), { once: true });
  }

  #refit() {
    const view = { width: this.clientWidth, height: this.clientHeight };
    if (!view.width || !view.height) return;
    const { scale, left, top } = fit(view, this.#size, PAD_PX);
    Object.assign(this.#parts.frame.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${this.#size.width * scale}px`,
      height: `${this.#size.height * scale}px`,
    });
  }
}

customElements.define('compare-slider', CompareSlider);
