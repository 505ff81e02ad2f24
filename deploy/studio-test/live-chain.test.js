// Chains of a cluster that has them; where the contract knows none this says so and tests nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromiumPath, launch, visit } from './lib/browser.js';
import { Cluster } from './lib/cluster.js';
import { png } from './lib/pictures.js';
import { MADE_WITHIN_MS, choose, framed, shot } from './lib/steps.js';

const SKIP = chromiumPath ? false : 'there is no Chromium here: apt-get install chromium, or set CHROMIUM';
const PICTURE = { name: 'photo.png', mimeType: 'image/png', buffer: png(320, 240) };

describe('chains of a cluster', { skip: SKIP, timeout: 900_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'kuotu-studio-'));
  const cluster = new Cluster(join(folder, 'data'), ['--simulate', '--speed', '4', '--set', 'kuotu.gateway.studio.jobs-per-minute=0']);
  let browser;
  let url;

  before(async () => {
    await cluster.start();
    url = `http://127.0.0.1:${cluster.port}`;
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(page, mode, times) {
    await choose(page, PICTURE);
    await framed(page);
    if (!(await page.locator('#chain-mode').isVisible())) await page.locator('#chain-form summary').click();
    await page.selectOption('#chain-mode', mode);
    await page.fill('#chain-times', String(times));
    await page.click('#chain-form button');
  }

  test('run, scrub, find again, stop', async (t) => {
    const contract = await (await fetch(`${url}/openapi.yaml`)).text();
    if (!contract.includes('/v1/chains:')) return t.skip('this gateway has no chains');
    const { page, leave } = await visit(browser, url);
    await run(page, 'expand', 4);
    await page.locator('#chain-status', { hasText: 'Done: 4 frames' }).waitFor({ timeout: MADE_WITHIN_MS });
    await page.waitForFunction(() => document.getElementById('reel-image').naturalWidth > 600); // 320 px, four times a tenth wider on each side
    await page.locator('#chain-frame').focus();
    await page.keyboard.press('Home');
    await page.waitForFunction(() => document.getElementById('reel-image').naturalWidth === 384);
    await shot(page, 'live-chain');
    await page.reload();
    await page.locator('#chain-status', { hasText: 'Done: 4 frames' }).waitFor();
    await page.click('#new');
    await run(page, 'expand', 200);
    await page.locator('#problem').filter({ hasText: /too many pixels/ }).waitFor(); // the server says at which frame
    await page.click('#new');
    await run(page, 'recreate', 200);
    await page.locator('#chain-status', { hasText: /Frame ([3-9]|\d\d+) of 200/ }).waitFor({ timeout: MADE_WITHIN_MS });
    await page.click('#chain-cancel');
    await page.locator('#chain-status', { hasText: /Stopped: \d+ frame/ }).waitFor({ timeout: MADE_WITHIN_MS });
    await page.locator('#chain-download').waitFor(); // what was made stays
    await leave();
  });
});
