// The chain panel, against an imitation of the contract: whether the page does its part. That a cluster does its own, others test.
import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import { chromiumPath, isTooWide, launch, serious, visit } from './lib/browser.js';
import { Imitation } from './lib/imitation.js';
import { choose, framed, shot } from './lib/steps.js';

const SKIP = chromiumPath ? false : 'there is no Chromium here: apt-get install chromium, or set CHROMIUM';

describe('chains', { skip: SKIP, timeout: 300_000 }, () => {
  const imitation = new Imitation();
  let browser;
  let url;

  before(async () => {
    url = await imitation.open();
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await imitation.close();
  });

  async function begin(page) {
    await choose(page);
    await framed(page);
    await page.locator('#chain-form summary').click();
  }

  test('a chain is run, and scrubbed through beside its drift', async () => {
    const { page, leave } = await visit(browser, url);
    await begin(page);
    await page.selectOption('#chain-mode', 'recreate');
    assert.equal(await page.locator('#chain-margin').isVisible(), false);
    await page.selectOption('#chain-mode', 'expand');
    await page.fill('#chain-times', '6');
    await page.click('#chain-form button');
    await page.locator('#chain-status', { hasText: /Frame \d of 6/ }).waitFor();
    await page.locator('#chain-status', { hasText: 'Done: 6 frames' }).waitFor();
    assert.deepEqual(imitation.requests.at(-1), { mode: 'expand', times: 6, margins: { left: '10%', top: '10%', right: '10%', bottom: '10%' } });
    await page.locator('#drift svg').waitFor();
    assert.match(await page.locator('#drift-words').textContent(), /This frame is warmer than the source/);
    const [film] = await Promise.all([page.waitForEvent('download'), page.locator('#chain-also button').click()]);
    assert.equal(film.suggestedFilename(), 'film.webp');
    await page.locator('#chain-frame').focus();
    await page.keyboard.press('Home');
    assert.equal(await page.locator('#chain-number').textContent(), '1 of 6');
    assert.equal(await page.locator('#chain-frame').getAttribute('aria-valuetext'), 'Frame 1, 100 × 75 pixels');
    await page.waitForFunction(() => document.getElementById('reel-image').naturalWidth === 100);
    assert.match(await page.locator('#chain-download').getAttribute('download'), /-1\.png$/);
    assert.deepEqual(await serious(page), []);
    await shot(page, 'chain');
    await leave();
  });

  test('stopping keeps what there is; a phone shows it', async () => {
    const { page, leave } = await visit(browser, url, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await begin(page);
    await page.click('#chain-form button');
    await page.locator('#chain-number', { hasText: /^[23] of/ }).waitFor();
    await page.click('#chain-cancel');
    await page.locator('#chain-status', { hasText: /Stopped: \d frames/ }).waitFor();
    assert.equal(await page.locator('#chain-cancel').isVisible(), false);
    assert.equal(await isTooWide(page), false);
    await shot(page, 'chain-phone');
    await leave();
  });
});
