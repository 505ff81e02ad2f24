// The studio in Chromium, over a link that can be cut, against a cluster whose devices are simulated: fast, and marked so.
import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromiumPath, isTooWide, launch, serious, visit } from './lib/browser.js';
import { Cluster } from './lib/cluster.js';
import { Link } from './lib/link.js';
import { photo, png, sizeOfPng } from './lib/pictures.js';
import { choose, framed, made, pick, shot, state, tabTo, variants } from './lib/steps.js';

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const SKIP = chromiumPath ? false : 'there is no Chromium here: apt-get install chromium, or set CHROMIUM';
const MAX_BYTES = 4 << 20;

describe('studio', { skip: SKIP, timeout: 900_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'kuotu-studio-'));
  const cluster = new Cluster(join(folder, 'data'), [
    '--simulate', '--speed', '4',
    '--set', 'kuotu.gateway.studio.jobs-per-minute=0',
    '--set', `kuotu.gateway.max-body-bytes=${MAX_BYTES}`,
  ]);
  const link = new Link(() => cluster.port);
  let browser;

  before(async () => {
    await cluster.start();
    await link.open();
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await link.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('choose, frame, paint, compare, expand again, download', async () => {
    const { page, leave } = await visit(browser, link.url);
    await shot(page, 'empty');
    await choose(page);
    await framed(page);
    await pick(page, '1:1');
    assert.equal(await page.locator('#result-size').textContent(), '1024 × 1024');
    await page.locator('#wait', { hasText: /about|moment/ }).waitFor();
    await shot(page, 'framing');
    await variants(page, 2);
    await page.click('#expand');
    await page.locator('#working').waitFor();
    await page.locator('#status', { hasText: /Painting|begun|Preparing|next/ }).waitFor();
    await shot(page, 'painting');
    await made(page);
    await shot(page, 'result');
    const line = page.locator('compare-slider input');
    assert.equal(await line.inputValue(), '50');
    const box = await page.locator('.compared').boundingBox();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.25, box.y + 60, { steps: 4 });
    await page.mouse.up();
    assert.ok(Math.abs(Number(await line.inputValue()) - 25) <= 1);
    const first = await page.locator('#download').getAttribute('href');
    await page.locator('[name=variant][value="1"]').check({ force: true });
    await page.waitForFunction((old) => document.getElementById('download').getAttribute('href') !== old, first);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
    assert.match(download.suggestedFilename(), /^kuotu-[0-9a-z]{8}-2\.png$/);
    assert.deepEqual(sizeOfPng(readFileSync(await download.path())), { width: 1024, height: 1024 });
    await page.click('#again');
    await framed(page);
    await pick(page, '16:9');
    assert.equal(await page.locator('#result-size').textContent(), '1820 × 1024');
    await page.click('#expand');
    await made(page);
    assert.match(await page.locator('#result-facts').textContent(), /1820 × 1024/);
    await page.click('#reseed');
    await page.locator('#working').waitFor();
    await made(page);
    await leave();
  });

  test('a photo is dropped, or pasted', async () => {
    const { page, leave } = await visit(browser, link.url);
    const bytes = [...photo()];
    const give = (type) =>
      page.evaluate(
        ([kind, data]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(data)], 'photo.jpg', { type: 'image/jpeg' }));
          const options = { bubbles: true, cancelable: true };
          const event = kind === 'drop' ? new DragEvent(kind, { ...options, dataTransfer: transfer }) : new ClipboardEvent(kind, { ...options, clipboardData: transfer });
          document.body.dispatchEvent(event);
        },
        [type, bytes],
      );
    await give('drop');
    await framed(page);
    await page.click('#new');
    assert.equal(await state(page), 'empty');
    await give('paste');
    await framed(page);
    await leave();
  });

  test('an edge is dragged, and the photo is moved', async () => {
    const { page, leave } = await visit(browser, link.url);
    await choose(page);
    await framed(page);
    await page.waitForTimeout(400);
    const right = page.locator('.handle.right');
    const before = Number(await right.getAttribute('aria-valuenow'));
    const box = await right.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    const dragged = Number(await right.getAttribute('aria-valuenow'));
    assert.ok(dragged > before + 20, `${before} became ${dragged}`);
    assert.ok(await page.locator('[name=format][value=free]').isChecked());
    await page.waitForTimeout(400);
    const photoBox = await page.locator('frame-editor .photo').boundingBox();
    await page.mouse.move(photoBox.x + 50, photoBox.y + 50);
    await page.mouse.down();
    await page.mouse.move(photoBox.x + 80, photoBox.y + 50, { steps: 5 });
    await page.mouse.up();
    assert.ok(Number(await right.getAttribute('aria-valuenow')) < dragged);
    await leave();
  });

  test('by keyboard alone', async () => {
    const { page, leave } = await visit(browser, link.url);
    const chooser = page.waitForEvent('filechooser'); // the browser must know of it well before the key
    await tabTo(page, '#choose');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles({ name: 'small.png', mimeType: 'image/png', buffer: png(200, 150) });
    await framed(page);
    assert.ok(await page.evaluate(() => document.activeElement.closest('#framing h2') !== null), 'the heading has the focus');
    await page.keyboard.press('Shift+Tab'); // back over the panel's edge to the frame
    await tabTo(page, '.handle.left').catch(() => page.locator('.handle.left').focus());
    const left = page.locator('.handle.left');
    const start = Number(await left.getAttribute('aria-valuenow'));
    await page.keyboard.press('ArrowLeft');
    assert.equal(Number(await left.getAttribute('aria-valuenow')), start + 2);
    await page.keyboard.press('Shift+ArrowLeft');
    assert.equal(await left.getAttribute('aria-valuetext'), `${start + 22} pixels added, ${Math.round((start + 22) / 2)} percent`);
    await page.keyboard.press('Home');
    assert.equal(await left.getAttribute('aria-valuetext'), 'nothing added');
    await tabTo(page, '[name=format]');
    await tabTo(page, '#expand');
    await page.keyboard.press('Enter');
    await made(page);
    await page.locator('#said', { hasText: /^Done/ }).waitFor();
    await tabTo(page, 'compare-slider input');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('compare-slider input').inputValue(), '51');
    await tabTo(page, '#download');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    assert.ok(await download.path());
    await leave();
  });

  for (const [name, options] of [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['phone', PHONE],
    ['phone, dark', { ...PHONE, colorScheme: 'dark' }],
  ]) {
    test(`axe finds nothing serious, nothing is too wide: ${name}`, async () => {
      const { page, leave } = await visit(browser, link.url, options);
      const look = async (what) => {
        assert.deepEqual(await serious(page), [], what);
        assert.equal(await isTooWide(page), false, `${what} is too wide`);
        await shot(page, `${name.replace(', ', '-')}-${what}`);
      };
      await look('empty');
      await choose(page);
      await framed(page);
      await page.locator('summary', { hasText: 'More' }).click();
      await page.locator('#wait', { hasText: /about|moment/ }).waitFor();
      await look('framing');
      await variants(page, 4);
      await page.click('#expand');
      await page.locator('#working').waitFor();
      await look('painting');
      await made(page);
      await look('result');
      await leave();
    });
  }

  test('a broken connection mends, from the last event on', async () => {
    const { page, leave } = await visit(browser, link.url);
    await choose(page);
    await framed(page);
    await pick(page, '9:16'); // more to paint: there is time to cut
    await variants(page, 4);
    await page.click('#expand');
    await page.locator('#status', { hasText: /Painting|begun|Preparing/ }).waitFor();
    const resumed = page.waitForRequest((request) => request.url().endsWith('/events') && 'last-event-id' in request.headers(), { timeout: 60_000 });
    link.cut();
    await page.locator('#status', { hasText: /connection is lost/ }).waitFor({ timeout: 20_000 });
    await shot(page, 'lost');
    link.mend();
    await resumed;
    await made(page);
    await leave();
  });

  test('a reload finds the job again; so does the list', async () => {
    const { page, leave } = await visit(browser, link.url);
    await choose(page);
    await framed(page);
    await variants(page, 4);
    await page.click('#expand');
    await page.waitForFunction(() => location.hash.startsWith('#job_'));
    await page.reload();
    await made(page);
    await page.click('#new');
    await page.locator('#recent button').first().click();
    await made(page);
    await leave();
  });

  test('cancelling brings the frame back', async () => {
    const { page, leave } = await visit(browser, link.url);
    await choose(page);
    await framed(page);
    await variants(page, 4);
    await page.click('#expand');
    await page.locator('#cancel:enabled').click();
    await framed(page);
    assert.equal(await page.locator('#problem').isVisible(), false);
    await leave();
  });

  test('what cannot be taken is said in words', async () => {
    const { page, leave } = await visit(browser, link.url);
    const told = page.locator('#problem');
    await choose(page, { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture at all') });
    await told.filter({ hasText: 'no picture that can be opened' }).waitFor();
    assert.match(await told.textContent(), /notes\.jpg/);
    assert.deepEqual(await serious(page), []);
    await shot(page, 'no-picture');
    await choose(page, { name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(MAX_BYTES + 1) });
    await told.filter({ hasText: 'too large' }).waitFor();
    assert.match(await told.textContent(), /4\.2 MB/);
    await choose(page, { name: 'tiny.png', mimeType: 'image/png', buffer: png(8, 8) });
    await framed(page);
    await page.click('#expand');
    await told.filter({ hasText: /too small/i }).waitFor(); // the server's own words
    assert.equal(await state(page), 'framing');
    await page.waitForTimeout(1_000); // an estimate that comes meanwhile takes back its own words alone
    assert.match(await told.textContent(), /at fault: image/);
    assert.ok(await told.isVisible());
    await shot(page, 'too-small');
    await leave();
  });

  test('the whole cluster restarts under a job', async () => {
    const { page, leave } = await visit(browser, link.url);
    await choose(page);
    await framed(page);
    await variants(page, 4);
    await page.click('#expand');
    await page.waitForFunction(() => location.hash.startsWith('#job_'));
    await cluster.stop();
    await page.locator('#status', { hasText: /connection is lost/ }).waitFor({ timeout: 20_000 }).catch(() => {});
    await cluster.start();
    await made(page);
    await leave();
  });
});
