// The geometry of a frame around a picture. Pure: sizes in pixels of the picture, margins as {left, top, right, bottom}.

export const SIDES = ['left', 'top', 'right', 'bottom'];

/** No side grows beyond so many times the picture's own length along it. */
export const MOST_TIMES = 2;

const isAcross = (side) => side === 'left' || side === 'right';

export const NONE = Object.freeze({ left: 0, top: 0, right: 0, bottom: 0 });

/** Length of the picture along which a side moves. */
export const lengthAlong = (picture, side) => (isAcross(side) ? picture.width : picture.height);

/** Pixels that a side may have at most. */
export const mostOf = (picture, side) => Math.round(lengthAlong(picture, side) * MOST_TIMES);

export function canvas(picture, margins) {
  return {
    width: picture.width + margins.left + margins.right,
    height: picture.height + margins.top + margins.bottom,
  };
}

/** Margins with one side set, within its bounds, in whole pixels. */
export function withSide(picture, margins, side, pixels) {
  const bounded = Math.min(mostOf(picture, side), Math.max(0, Math.round(pixels)));
  return { ...margins, [side]: bounded };
}

/** The picture moved within its frame, which keeps its size. */
export function moved(margins, dx, dy) {
  const x = Math.round(Math.min(margins.right, Math.max(-margins.left, dx)));
  const y = Math.round(Math.min(margins.bottom, Math.max(-margins.top, dy)));
  return { left: margins.left + x, right: margins.right - x, top: margins.top + y, bottom: margins.bottom - y };
}

/** The smallest frame of a format, such as "16:9", that holds the picture, with the picture in its middle. */
export function ofFormat(picture, format) {
  const [across, down] = format.split(':').map(Number);
  const wide = across * picture.height > down * picture.width;
  const width = wide ? Math.round((picture.height * across) / down) : picture.width;
  const height = wide ? picture.height : Math.round((picture.width * down) / across);
  return around(picture, Math.max(width, picture.width), Math.max(height, picture.height));
}

/** A frame of a size, with the picture in its middle. */
function around(picture, width, height) {
  const left = Math.floor((width - picture.width) / 2);
  const top = Math.floor((height - picture.height) / 2);
  return { left, top, right: width - picture.width - left, bottom: height - picture.height - top };
}

/** Every side by the same share of the picture's length along it. */
export function ofShare(picture, share) {
  return Object.fromEntries(SIDES.map((side) => [side, Math.round(lengthAlong(picture, side) * share)]));
}

export const isEmpty = (margins) => SIDES.every((side) => margins[side] === 0);

/** Scale and place of a canvas in a view: in view pixels, centred, with `pad` free all around. */
export function fit(view, canvasSize, pad) {
  const scale = Math.min(
    Math.max(1, view.width - 2 * pad) / canvasSize.width,
    Math.max(1, view.height - 2 * pad) / canvasSize.height,
  );
  return {
    scale,
    left: (view.width - canvasSize.width * scale) / 2,
    top: (view.height - canvasSize.height * scale) / 2,
  };
}

/** Where the source lies on a result, as shares of its size, for `inset()`: [top, right, bottom, left]. */
export function insets(margins, size) {
  return [
    margins.top / size.height,
    margins.right / size.width,
    margins.bottom / size.height,
    margins.left / size.width,
  ];
}
