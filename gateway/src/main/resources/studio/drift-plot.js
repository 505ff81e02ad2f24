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

/** Of a chain's drift, the curves that the plot shows: mean colour difference (ΔE2000) by frame. None where there are none. */
export function curves(drift) {
  const frames = drift?.frames ?? [];
  const far = (from) => frames.map((frame) => frame[from]?.delta_e ?? 0);
  return [
    { name: 'From the source', values: far('first') },
    { name: 'From the frame before', values: far('before') },
  ].filter(({ values }) => values.some((value) => value > 0));
}

/** Which way a frame has drifted from the source, in the server's own words. */
export function whichWay(drift, frame) {
  const words = drift?.frames?.[frame]?.first?.words ?? [];
  return words.length ? `Frame ${frame + 1} is ${words.join(', ')} than the source.` : '';
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
