// Small things that every part of the page needs.

export const $ = (id) => document.getElementById(id);

/** An element with attributes and children; text is text, never markup. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** Says something to those who hear the page. The same words twice are said twice. */
export function announce(text) {
  const region = $('said');
  region.textContent = '';
  setTimeout(() => (region.textContent = text), 50);
}

/** A blob's URL for as long as the owner has no next one. */
export class Held {
  #url = '';

  set(blob) {
    this.drop();
    this.#url = URL.createObjectURL(blob);
    return this.#url;
  }

  get url() {
    return this.#url;
  }

  drop() {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = '';
  }
}

/** An image element that is decoded; throws where the blob is no picture. */
export async function decoded(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** Runs a function after things have been quiet for a while. */
export function afterQuiet(ms, then) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => then(...values), ms);
  };
}
