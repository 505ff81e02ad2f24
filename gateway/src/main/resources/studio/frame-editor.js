// <frame-editor>: a picture, and a frame around it whose edges can be dragged, or moved by the arrow keys.
// The same element shows what is painted while a job runs. Fires `change` where the frame was moved by hand.
import { SIDES, NONE, canvas, fit, lengthAlong, mostOf, moved, withSide } from './frame.js';
import { decoded, make } from './page.js';

const OUTWARD = {
  left: { key: 'ArrowLeft', inward: 'ArrowRight', dx: -1, dy: 0 },
  right: { key: 'ArrowRight', inward: 'ArrowLeft', dx: 1, dy: 0 },
  top: { key: 'ArrowUp', inward: 'ArrowDown', dx: 0, dy: -1 },
  bottom: { key: 'ArrowDown', inward: 'ArrowUp', dx: 0, dy: 1 },
};
const EDGE_PX = 10; // of the view, that a dragged edge keeps free
const SAME_SHAPE = 0.03; // relative difference of aspect ratios that is rounding

class FrameEditor extends HTMLElement {
  #picture = { width: 1, height: 1 };
  #margins = { ...NONE };
  #layout = null; // {scale, x, y} of the picture in the view, in view pixels; kept while an edge is dragged
  #handles = {};
  #parts = {};
  #resized = new ResizeObserver(() => this.#refit());

  connectedCallback() {
    if (this.firstChild) return;
    this.#parts = {
      preview: make('img', { class: 'preview', alt: '', draggable: 'false', hidden: true }),
      photo: make('img', { class: 'photo', alt: 'Your photo', draggable: 'false' }),
      pass: make('img', { class: 'pass', alt: '', draggable: 'false', hidden: true }),
      size: make('span', { class: 'frame-size', 'aria-hidden': 'true' }),
    };
    const { preview, photo, pass, size } = this.#parts;
    SIDES.forEach((side) => (this.#handles[side] = this.#handle(side)));
    this.#parts.frame = make(
      'div',
      { class: 'frame', role: 'group', 'aria-label': 'Frame around the photo' },
      preview, photo, pass, ...SIDES.map((side) => this.#handles[side]), size,
    );
    this.append(this.#parts.frame);
    photo.addEventListener('pointerdown', (down) => this.#move(down));
    this.#resized.observe(this);
  }

  #handle(side) {
    const handle = make('div', {
      class: `handle ${side}`,
      role: 'slider',
      tabindex: '0',
      'aria-label': `${side[0].toUpperCase()}${side.slice(1)} edge`,
      'aria-orientation': side === 'left' || side === 'right' ? 'horizontal' : 'vertical',
      'aria-valuemin': '0',
      'aria-describedby': 'frame-help',
    });
    handle.addEventListener('pointerdown', (down) => this.#drag(side, down));
    handle.addEventListener('keydown', (event) => this.#key(side, event));
    return handle;
  }

  /** Shows a picture without a frame. Without a URL, only its place is kept. */
  open(url, size, alt = 'Your photo') {
    this.#picture = size;
    this.#parts.photo.alt = alt;
    this.#parts.photo.hidden = !url;
    if (url) this.#parts.photo.src = url;
    this.clear();
    this.margins = NONE;
  }

  get margins() {
    return this.#margins;
  }

  set margins(margins) {
    this.#margins = { ...margins };
    this.#refit();
  }

  /** Handles can be used or not. */
  set locked(locked) {
    this.toggleAttribute('locked', locked);
    Object.values(this.#handles).forEach((handle) => (handle.hidden = locked));
    this.#refit();
  }

  /** Lays what has been painted so far under the picture; a pass of its own shape goes into a corner. */
  async paint(url) {
    const image = await decoded(url);
    const whole = canvas(this.#picture, this.#margins);
    const shape = image.naturalWidth / image.naturalHeight / (whole.width / whole.height);
    const shown = Math.abs(shape - 1) < SAME_SHAPE ? this.#parts.preview : this.#parts.pass;
    shown.src = url;
    await shown.decode();
    shown.hidden = false;
  }

  clear() {
    this.#parts.preview.hidden = true;
    this.#parts.pass.hidden = true;
  }

  #refit() {
    const view = { width: this.clientWidth, height: this.clientHeight };
    if (!view.width || !view.height) return;
    const shorter = Math.min(view.width, view.height);
    const pad = this.hasAttribute('locked') ? Math.max(16, shorter * 0.05) : Math.max(34, shorter * 0.14);
    const { scale, left, top } = fit(view, canvas(this.#picture, this.#margins), pad);
    this.#layout = { scale, x: left + this.#margins.left * scale, y: top + this.#margins.top * scale };
    this.#draw();
  }

  #draw() {
    const { scale, x, y } = this.#layout;
    const { left, top } = this.#margins;
    const whole = canvas(this.#picture, this.#margins);
    place(this.#parts.frame, x - left * scale, y - top * scale, whole.width * scale, whole.height * scale);
    place(this.#parts.photo, left * scale, top * scale, this.#picture.width * scale, this.#picture.height * scale);
    this.#parts.size.textContent = `${whole.width} × ${whole.height}`;
    SIDES.forEach((side) => this.#tell(side));
  }

  #tell(side) {
    const pixels = this.#margins[side];
    const share = Math.round((100 * pixels) / lengthAlong(this.#picture, side));
    const handle = this.#handles[side];
    handle.setAttribute('aria-valuemax', mostOf(this.#picture, side));
    handle.setAttribute('aria-valuenow', pixels);
    handle.setAttribute('aria-valuetext', pixels ? `${pixels} pixels added, ${share} percent` : 'nothing added');
  }

  #changed() {
    this.dispatchEvent(new CustomEvent('change', { bubbles: true }));
  }

  #key(side, event) {
    const step = lengthAlong(this.#picture, side) * (event.shiftKey ? 0.1 : 0.01);
    const now = this.#margins[side];
    const { key, inward } = OUTWARD[side];
    const next = {
      [key]: now + Math.max(1, step),
      [inward]: now - Math.max(1, step),
      PageUp: now + lengthAlong(this.#picture, side) * 0.1,
      PageDown: now - lengthAlong(this.#picture, side) * 0.1,
      Home: 0,
      End: mostOf(this.#picture, side),
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.margins = withSide(this.#picture, this.#margins, side, next);
    this.#changed();
  }

  /** The view keeps its scale while an edge is dragged, and finds a new one when it is let go. */
  #drag(side, down) {
    const { dx, dy } = OUTWARD[side];
    const { scale } = this.#layout;
    const from = this.#margins[side];
    const room = from + this.#room(side) / scale;
    this.#follow(
      down,
      (x, y) => {
        const wanted = from + (x * dx + y * dy) / scale;
        this.#margins = withSide(this.#picture, this.#margins, side, Math.min(room, wanted));
        this.#draw();
      },
      this.#handles[side],
    );
  }

  /** View pixels between an edge of the frame and that of the view. */
  #room(side) {
    const view = this.getBoundingClientRect();
    const frame = this.#parts.frame.getBoundingClientRect();
    return Math.max(0, Math.abs(frame[side] - view[side]) - EDGE_PX);
  }

  #move(down) {
    if (this.hasAttribute('locked')) return;
    const from = this.#margins;
    const { scale } = this.#layout;
    this.#follow(
      down,
      (x, y) => {
        this.margins = moved(from, x / scale, y / scale);
      },
      this.#parts.photo,
    );
  }

  #follow(down, to, target) {
    if (down.button !== 0) return;
    down.preventDefault();
    target.focus?.({ preventScroll: true });
    target.setPointerCapture(down.pointerId);
    this.toggleAttribute('dragging', true);
    const go = (event) => (to(event.clientX - down.clientX, event.clientY - down.clientY), this.#changed());
    const end = () => {
      target.removeEventListener('pointermove', go);
      this.removeAttribute('dragging');
      this.#refit();
    };
    target.addEventListener('pointermove', go);
    target.addEventListener('lostpointercapture', end, { once: true });
  }
}

function place(element, left, top, width, height) {
  Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}

customElements.define('frame-editor', FrameEditor);
