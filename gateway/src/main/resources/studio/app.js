// The page's course: a photo, its frame, a job, its result. Parts know their own business; this wires them.
import './compare-slider.js';
import './frame-editor.js';
import * as api from './api.js';
import { ChainPanel } from './chain-panel.js';
import { canvas, isEmpty, ofFormat, ofShare } from './frame.js';
import * as memory from './memory.js';
import { $, Held, afterQuiet, announce, decoded, make } from './page.js';
import { Painting, whyNot } from './painting.js';
import { Problem, bytes, duration, explain, size } from './words.js';

const ESTIMATE_AFTER_MS = 350;
const RECENT = 6;
const WIDE = 1.7;
const HALF = 50;
const FREE_SHARE = 0.25;
const JOB = /^job_[0-9a-z]{26}$/;

let source = null; // {file} or {job: 'job:<id>/<n>'}, with {width, height}; null where the picture is not at hand any more
let painting = null;
let shown = null; // the job whose result is shown, and which output
const pictures = new Map(); // of the shown job's outputs, by URL
let told = null; // the problem that is shown
let foreseen = null; // what an estimate said would go wrong: the next one may take it back, and nothing else
let here = ''; // what the address says, as far as we know
const photo = new Held();
const result = new Held();

const editor = $('editor');
const chains = new ChainPanel({ show, problem, go, recent, subject });

function show(state, heading) {
  document.body.dataset.state = state;
  document.querySelectorAll('[data-when]').forEach((part) => (part.hidden = !part.dataset.when.split(' ').includes(state)));
  $('panel').hidden = state === 'empty' && memory.jobs().length === 0;
  if (heading) $(heading).querySelector('h2').focus({ preventScroll: true });
  problem(null);
  chains.stateIs(state);
}

function problem(error) {
  told = error;
  $('problem').hidden = !error;
  if (!error) return;
  const { title, detail, small } = explain(error);
  $('problem-title').textContent = title;
  $('problem-detail').textContent = detail;
  $('problem-small').textContent = small;
  $('panel').hidden = false; // also before the first photo
  $('problem').scrollIntoView({ block: 'nearest' });
}

/** Runs what a visitor asked for; whatever fails of it is told. */
const attempt = (action) => async (...values) => {
  problem(null);
  try {
    await action(...values);
  } catch (error) {
    if (error?.name !== 'AbortError') problem(error);
  }
};

/** Writes a job into the address, so that a reload finds it. */
function go(id) {
  here = id;
  location.hash = id;
}

// A photo

async function take(file) {
  const limit = await api.maxBytes().catch(() => Infinity); // where the server is away the picture can be framed already
  if (file.size > limit) {
    throw new Problem({ title: 'The file is too large', detail: `It has ${bytes(file.size)}; ${bytes(limit)} are the most`, field: 'image' });
  }
  const url = photo.set(file);
  const image = await decoded(url).catch(() => {
    throw new Problem({
      title: 'This is no picture that can be opened',
      detail: `“${file.name || 'What was given'}” is not a JPEG, PNG, WebP or GIF that this browser can read`,
      field: 'image',
    });
  });
  frame({ file, width: image.naturalWidth, height: image.naturalHeight }, url);
}

function frame(next, url) {
  source = next;
  leave();
  go('');
  show('framing', 'framing');
  editor.locked = false;
  editor.open(url, source);
  pick(source.width / source.height < WIDE ? '16:9' : 'free');
  if (document.querySelector('[name=format]:checked').value === 'free') editor.margins = ofShare(source, FREE_SHARE);
  reckon();
  announce(`A photo of ${size(source.width, source.height)} pixels. Choose a frame.`);
}

// Its frame

function pick(format) {
  document.querySelector(`[name=format][value="${format}"]`).checked = true;
  if (format !== 'free') editor.margins = ofFormat(source, format);
}

function request() {
  const seed = $('seed').value.trim();
  return {
    margins: editor.margins,
    variants: Number(document.querySelector('[name=variants]:checked').value),
    upscale: Number($('upscale').value),
    preview: true,
    ...(seed && { seed: Number(seed) }),
    ...($('model').value && { model: $('model').value }),
    ...(!$('prompt').hidden && $('prompt').value.trim() && { prompt: $('prompt').value.trim() }),
  };
}

const askCost = afterQuiet(ESTIMATE_AFTER_MS, async () => {
  if (!source || isEmpty(editor.margins)) return;
  try {
    const { cost, queue, error } = await api.estimate(source.width, source.height, request());
    $('cost').textContent = `${cost.megapixel_steps.toFixed(1)} megapixel steps`;
    $('wait').textContent = queue?.eta_seconds === undefined ? 'no worker now' : queue.eta_seconds < 1 ? 'a moment' : `about ${duration(queue.eta_seconds)}`;
    foresee(error ? new Problem(error) : null);
  } catch (error) {
    $('cost').textContent = $('wait').textContent = '–';
    if (error instanceof Problem) foresee(error);
  }
});

function foresee(error) {
  if (!error && told !== foreseen) return;
  foreseen = error;
  problem(error);
}

/** What the frame comes to. */
function reckon() {
  const whole = canvas(source, editor.margins);
  const times = Number($('upscale').value);
  $('result-size').textContent = size(whole.width * times, whole.height * times);
  $('expand').disabled = isEmpty(editor.margins);
  if (isEmpty(editor.margins)) $('cost').textContent = $('wait').textContent = '–';
  askCost();
}

// A job

async function submit(asked) {
  show('working', 'working');
  editor.locked = true;
  $('status').textContent = source.file ? 'Sending the photo …' : 'Asking …';
  $('progress').removeAttribute('value');
  $('cancel').disabled = true; // until there is something to cancel
  announce('Sent. Waiting for a worker.');
  try {
    const job = await api.submit('/v1/expansions', source, asked);
    memory.remember(job.id);
    await watch(job);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    backToFrame();
    throw error;
  }
}

function backToFrame() {
  show('framing', 'framing');
  editor.locked = false;
  editor.clear();
}

/** Watches a job to its end and shows what came of it. */
async function watch(job) {
  leave();
  go(job.id);
  const mine = (painting = new Painting({
    status: (text) => ($('status').textContent = text),
    progress: (share) => (share === null ? $('progress').removeAttribute('value') : ($('progress').value = share)),
    preview: (url) => editor.paint(url),
    event: (name, data) => {
      if (name === 'started') announce('A worker has begun.');
    },
  }));
  $('cancel').disabled = false;
  $('cancel').onclick = attempt(() => api.cancel(job.id));
  const ended = await mine.watch(job);
  if (painting === mine) painting = null;
  await conclude(ended);
}

async function conclude(job) {
  if (job.kind === 'chain') return chains.open(job);
  if (job.state === 'succeeded') return open(job, 0);
  if (source) backToFrame();
  else show('empty');
  announce(`The job was ${job.state}.`);
  if (job.state !== 'cancelled') problem(whyNot(job));
}

function leave() {
  painting?.leave();
  painting = null;
}

// Its result

async function open(job, index) {
  const output = job.outputs[index];
  if (shown?.job.id !== job.id) pictures.clear();
  const blob = await pictureOf(output);
  const url = result.set(blob);
  await decoded(url);
  if (shown?.job.id !== job.id) $('compare').at = HALF;
  shown = { job, index, blob };
  show('result', 'result');
  $('compare').open(url, output, scaled(job.request.margins, output.width / job.request.size.width));
  const download = $('download');
  download.href = url;
  download.download = `kuotu-${job.id.slice(-8)}-${index + 1}.${output.format}`;
  download.textContent = `Download (${bytes(output.bytes)})`;
  $('reseed').hidden = !source;
  facts(job, output);
  variants(job, index);
  announce(`Done: ${size(output.width, output.height)} pixels.`);
  recent();
}

function scaled(margins, times) {
  return Object.fromEntries(Object.entries(margins).map(([side, pixels]) => [side, pixels * times]));
}

function facts(job, output) {
  const took = (Date.parse(job.ended_at) - Date.parse(job.started_at)) / 1000;
  const rows = [
    ['Size', size(output.width, output.height)],
    ['Seed', output.seed],
    ['Model', job.model?.split('@')[0]],
    ['Painted in', Number.isFinite(took) ? duration(took) : undefined],
    ['Seam', output.quality?.seam_ratio?.toFixed(2)],
    ['Consistency', output.quality?.consistency?.toFixed(2)],
  ];
  $('result-facts').replaceChildren(
    ...rows.filter(([, value]) => value !== undefined).map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, String(value)))),
  );
}

function variants(job, chosen) {
  const set = $('variants');
  set.hidden = job.outputs.length < 2;
  set.replaceChildren(make('legend', {}, 'Variants'), ...job.outputs.map((output, n) => variant(job, output, n, n === chosen)));
}

function variant(job, output, n, chosen) {
  const radio = make('input', { type: 'radio', name: 'variant', value: n, checked: chosen, onchange: attempt(() => open(job, n).then(() => document.querySelector(`[name=variant][value="${n}"]`).focus())) });
  const small = make('img', { alt: '' });
  pictureOf(output).then((blob) => held(small, blob), () => {}); // without it there still is its number
  return make('label', { title: `Seed ${output.seed}` }, radio, make('span', {}, small, make('b', {}, `${n + 1}`)));
}

/** Shows a blob and lets go of it once it is drawn. */
function held(image, blob) {
  image.src = URL.createObjectURL(blob);
  image.onload = () => URL.revokeObjectURL(image.src);
}

/** Outputs never change: each is fetched once while its job is shown. */
function pictureOf({ url }) {
  if (!pictures.has(url)) pictures.set(url, api.picture(url));
  const asked = pictures.get(url);
  asked.catch(() => pictures.delete(url));
  return asked;
}

/** What a chain would be made of: the result that is shown, else the photo. */
function subject() {
  const showsResult = document.body.dataset.state === 'result';
  return showsResult ? { job: `job:${shown.job.id}/${shown.index}` } : source;
}

/** The result becomes the picture to frame. */
function again() {
  const { job, index, blob } = shown;
  const { width, height } = job.outputs[index];
  frame({ job: `job:${job.id}/${index}`, width, height }, photo.set(blob));
}

async function reseed() {
  const { job } = shown;
  const { margins, variants: count, upscale } = job.request;
  show('working');
  editor.open(photo.url, source);
  editor.margins = margins;
  $('seed').value = '';
  await submit({ margins, variants: count, upscale, preview: true, ...(job.request.model && { model: job.request.model }) });
}

// What was made before

async function recall(id) {
  const job = await api.job(id);
  if (job.kind === 'chain' || ['succeeded', 'failed', 'cancelled'].includes(job.state)) {
    source = null;
    go(id);
    return job.kind === 'chain' ? chains.open(job) : conclude(job);
  }
  source = null;
  show('working', 'working');
  editor.locked = true;
  editor.open('', job.request.source);
  editor.margins = job.request.margins ?? editor.margins;
  return watch(job);
}

async function recent() {
  const ids = memory.jobs().slice(0, RECENT);
  const found = await Promise.all(ids.map((id) => api.job(id).catch((error) => gone(id, error))));
  const items = found.filter(Boolean).map((job) => {
    const { width, height } = job.outputs[0] ?? job.request.size ?? job.request.source ?? {};
    const current = here === job.id;
    const label = make('span', {}, `${job.kind === 'expansion' ? '' : `${job.kind} `}${size(width, height)}`);
    const when = make('small', {}, `${job.state === 'succeeded' ? '' : `${job.state}, `}${duration((Date.now() - Date.parse(job.created_at)) / 1000)} ago`);
    return make('li', {}, make('button', { type: 'button', 'aria-current': current && 'true', onclick: attempt(() => recall(job.id)) }, label, when));
  });
  $('recent').replaceChildren(...items);
  $('recent-none').hidden = items.length > 0;
}

function gone(id, error) {
  if (error.status === 404 || error.status === 410) memory.forget(id);
  return null;
}

async function listModels() {
  const all = (await api.models()).filter((model) => model.task === 'outpaint');
  $('model').replaceChildren(make('option', { value: '' }, 'default'), ...all.map((m) => make('option', { value: m.name, 'data-text-model': m.text }, m.name)));
  const takesText = () => (all.find((m) => m.name === $('model').value) ?? all.find((m) => m.default))?.text ?? false;
  const update = () => document.querySelectorAll('[data-text]').forEach((part) => (part.hidden = !takesText()));
  $('model').addEventListener('change', update);
  update();
}

function startOver() {
  leave();
  go('');
  source = null;
  show('empty');
  recent();
}

// Wires

function start() {
  const takeFirst = attempt((files) => (files[0] ? take(files[0]) : undefined));
  $('choose').addEventListener('click', () => $('file').click());
  $('file').addEventListener('change', (event) => takeFirst([...event.target.files]).finally(() => (event.target.value = '')));
  addEventListener('paste', (event) => takeFirst([...event.clipboardData.files]));
  addEventListener('dragover', (event) => (event.preventDefault(), document.body.classList.add('over')));
  addEventListener('dragleave', (event) => !event.relatedTarget && document.body.classList.remove('over'));
  addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('over');
    takeFirst([...event.dataTransfer.files]);
  });
  editor.addEventListener('change', () => (pick('free'), reckon()));
  $('framing').addEventListener('input', (event) => {
    if (event.target.name === 'format') pick(event.target.value);
    reckon();
  });
  $('framing').addEventListener('submit', (event) => (event.preventDefault(), attempt(submit)(request())));
  $('again').addEventListener('click', attempt(again));
  $('reseed').addEventListener('click', attempt(reseed));
  $('new').addEventListener('click', () => (startOver(), $('choose').focus()));
  $('framing').addEventListener('invalid', (event) => (event.target.closest('details').open = true), true);
  $('problem-close').addEventListener('click', () => (problem(null), document.body.dataset.state === 'empty' && show('empty')));
  addEventListener('hashchange', () => {
    const id = location.hash.slice(1);
    if (id === here) return;
    if (JOB.test(id)) attempt(recall)(id);
    else startOver();
  });
  show('empty');
  recent();
  listModels().catch(() => {}); // the default model needs no list
  chains.findOut();
  if (JOB.test(location.hash.slice(1))) attempt(recall)(location.hash.slice(1));
}

start();
