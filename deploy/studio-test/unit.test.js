// Parts of the page that need no page.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';

const STUDIO = '../../gateway/src/main/resources/studio/';
const { NONE, canvas, fit, insets, moved, mostOf, ofFormat, ofShare, withSide } = await import(`${STUDIO}frame.js`);
const { EventParser } = await import(`${STUDIO}events.js`);
const { Problem, bytes, duration, explain, standing } = await import(`${STUDIO}words.js`);
const { curves, whichWay } = await import(`${STUDIO}drift-plot.js`);

const PICTURE = { width: 600, height: 400 };

test('a format is the smallest frame of its shape that holds the picture', () => {
  assert.deepEqual(ofFormat(PICTURE, '16:9'), { left: 55, top: 0, right: 56, bottom: 0 });
  assert.deepEqual(ofFormat(PICTURE, '1:1'), { left: 0, top: 100, right: 0, bottom: 100 });
  assert.deepEqual(ofFormat(PICTURE, '3:2'), NONE);
  for (let n = 0; n < 500; n += 1) {
    const picture = { width: 64 + ((n * 7919) % 4000), height: 64 + ((n * 104729) % 4000) };
    for (const format of ['16:9', '3:2', '4:3', '1:1', '9:16']) {
      const margins = ofFormat(picture, format);
      const { width, height } = canvas(picture, margins);
      const [across, down] = format.split(':').map(Number);
      assert.ok(Object.values(margins).every((m) => Number.isInteger(m) && m >= 0), `${format} of ${picture.width}x${picture.height}`);
      assert.ok(Math.abs(width - (height * across) / down) <= across / down && (width === picture.width || height === picture.height));
    }
  }
});

test('a side stays within its bounds, in whole pixels', () => {
  assert.equal(withSide(PICTURE, NONE, 'left', 10.6).left, 11);
  assert.equal(withSide(PICTURE, NONE, 'left', -3).left, 0);
  assert.equal(withSide(PICTURE, NONE, 'top', 1e9).top, mostOf(PICTURE, 'top'));
  assert.deepEqual(ofShare(PICTURE, 0.25), { left: 150, top: 100, right: 150, bottom: 100 });
});

test('a picture that is moved keeps its frame', () => {
  const margins = { left: 10, top: 20, right: 30, bottom: 0 };
  assert.deepEqual(moved(margins, 100, 5), { left: 40, top: 20, right: 0, bottom: 0 });
  assert.deepEqual(moved(margins, -100, -7), { left: 0, top: 13, right: 40, bottom: 7 });
});

test('a canvas is fitted into its view', () => {
  const { scale, left, top } = fit({ width: 320, height: 220 }, { width: 600, height: 400 }, 10);
  assert.equal(scale, 0.5);
  assert.deepEqual([left, top], [10, 10]);
  assert.deepEqual(insets({ left: 100, top: 0, right: 100, bottom: 50 }, { width: 400, height: 200 }), [0, 0.25, 0.25, 0.25]);
});

test('events come out of a stream however it is cut', () => {
  const text = ': here\n\nid: queued\nevent: queued\ndata: {"a":1}\n\nevent: position\r\ndata: {"b":\ndata: 2}\n\nretry: 500\nevent: dropped\ndata: {}\n\nid: 9\nevent: half';
  const whole = [
    { id: 'queued', event: 'queued', data: '{"a":1}' },
    { event: 'position', data: '{"b":\n2}' },
    { retry: 500, event: 'dropped', data: '{}' },
  ];
  for (let piece = 1; piece <= text.length; piece += 1) {
    const parser = new EventParser();
    const found = [];
    for (let at = 0; at < text.length; at += piece) found.push(...parser.push(text.slice(at, at + piece)));
    assert.deepEqual(found, whole, `pieces of ${piece}`);
  }
});

test('figures and failures are said in words', () => {
  assert.equal(duration(0.2), 'a moment');
  assert.equal(duration(75), '75 s');
  assert.equal(duration(600), '10 min');
  assert.equal(duration(7200), '2 h');
  assert.equal(bytes(64 << 20), '67.1 MB');
  assert.equal(standing({ position: 0, eta_seconds: 3 }), 'You are next · begins in about 3 s');
  assert.equal(standing({ position: 2 }), '2 jobs before yours. No worker is serving now.');
  assert.match(standing({ position: 2, paused: true }), /Paused/);
  const told = explain(new Problem({ title: 'Too large', detail: 'it has 9 megapixels', field: 'size', request_id: 'r-1' }, 120));
  assert.deepEqual(told, { title: 'Too large', detail: 'It has 9 megapixels.', small: 'at fault: size · try again in 2 min · request r-1' });
  assert.match(explain(new TypeError('Failed to fetch')).title, /cannot be reached/);
});

test('a plot has only curves that there are', () => {
  assert.deepEqual(curves([]), []);
  assert.deepEqual(curves([{ quality: { seam_ratio: 1 } }]), []);
  const frames = [{ quality: { drift_delta_e: 1 } }, { quality: { drift_delta_e: 2, drift_yellow: 1.5, drift_lightness: -3, drift_red: 0.5 } }];
  assert.deepEqual(curves(frames), [{ name: 'From the source', values: [1, 2] }]);
  assert.equal(whichWay(frames[0]), '');
  assert.equal(whichWay(frames[1]), 'This frame is darker, warmer than the source.');
});
