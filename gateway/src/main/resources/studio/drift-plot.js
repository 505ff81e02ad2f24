// A plot of drift over the frames of a chain, as SVG: how far each frame is from the first, and from the one before.

const WIDTH = 300;
const HEIGHT = 130;
const PAD = { left: 30, right: 8, top: 10, bottom: 18 };
const SVG = 'http://www.w3.org/2000/svg';

function svg(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Directions of colour: figure, words for more and for less. Below one unit of L*a*b* the eye sees none. */
const WAYS = [
  ['drift_lightness', 'lighter', 'darker'],
  ['drift_yellow', 'warmer', 'cooler'],
  ['drift_red', 'redder', 'greener'],
  ['drift_chroma', 'more saturated', 'less saturated'],
];
const SEEN = 1;

/** Of a chain's frames, the curves that the plot shows: colour difference (ΔE2000) by frame. None where nobody measured. */
export function curves(frames) {
  const values = (figure) => frames.map((frame) => frame?.quality?.[figure]);
  return [
    { name: 'From the source', values: values('drift_delta_e') },
    { name: 'From the frame before', values: values('step_delta_e') },
  ].filter((curve) => curve.values.length > 0 && curve.values.every(Number.isFinite));
}

/** Which way a frame has drifted from the source, in words. */
export function whichWay(frame) {
  const words = WAYS.flatMap(([figure, more, less]) => {
    const value = frame?.quality?.[figure] ?? 0;
    return Math.abs(value) < SEEN ? [] : [value > 0 ? more : less];
  });
  return words.length ? `This frame is ${words.join(', ')} than the source.` : '';
}

/**
 * @param {Array<{name: string, values: number[]}>} series one or two, of equal length
 * @param {number} now frame that is looked at, from 0 on
 * @param {string} unit of the values
 */
export function plot(series, now, unit) {
  const count = Math.max(2, ...series.map(({ values }) => values.length));
  const most = Math.max(1, ...series.flatMap(({ values }) => values));
  const x = (frame) => PAD.left + (frame / (count - 1)) * (WIDTH - PAD.left - PAD.right);
  const y = (value) => HEIGHT - PAD.bottom - (value / most) * (HEIGHT - PAD.top - PAD.bottom);
  const words = series.map(({ name, values }) => `${name}: ${values.at(-1)?.toFixed(1) ?? '–'} ${unit} at the end`);
  const root = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `Drift over ${count} frames. ${words.join('. ')}` });
  for (const share of [0, 0.5, 1]) {
    root.append(svg('line', { class: 'grid', x1: PAD.left, x2: WIDTH - PAD.right, y1: y(most * share), y2: y(most * share) }));
    root.append(svg('text', { x: PAD.left - 5, y: y(most * share) + 3, 'text-anchor': 'end' }, (most * share).toFixed(most < 10 ? 1 : 0)));
  }
  series.forEach(({ values }, n) => {
    const points = values.map((value, frame) => `${x(frame).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    root.append(svg('polyline', { class: n ? 'curve second' : 'curve', points }));
  });
  root.append(svg('line', { class: 'now', x1: x(now), x2: x(now), y1: PAD.top, y2: HEIGHT - PAD.bottom }));
  root.append(svg('text', { x: PAD.left, y: HEIGHT - 4 }, '1'), svg('text', { x: WIDTH - PAD.right, y: HEIGHT - 4, 'text-anchor': 'end' }, String(count)));
  return root;
}
