// Once with the model that ships: the result is no simulation, and the photo's own pixels are in it.
import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromiumPath, launch, visit } from './lib/browser.js';
import { Cluster } from './lib/cluster.js';
import { sizeOfPng } from './lib/pictures.js';
import { choose, framed, made, pick, shot } from './lib/steps.js';

const SKIP = chromiumPath ? false : 'there is no Chromium here: apt-get install chromium, or set CHROMIUM';

describe('studio with the real model', { skip: SKIP, timeout: 900_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'kuotu-studio-'));
  const cluster = new Cluster(join(folder, 'data'), []);
  let browser;

  before(async () => {
    await cluster.start();
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a photo is made wide, and previews come', async () => {
    const { page, leave } = await visit(browser, `http://127.0.0.1:${cluster.port}`, { viewport: { width: 1440, height: 810 } });
    await choose(page);
    await framed(page);
    await pick(page, '16:9');
    await shot(page, 'real-framing');
    await page.click('#expand');
    const preview = page.locator('frame-editor .preview:not([hidden])');
    await preview.waitFor({ timeout: 120_000 });
    await shot(page, 'real-painting');
    await made(page);
    await shot(page, 'real-result');
    const facts = await page.locator('#result-facts').textContent();
    assert.match(facts, /1365 × 768/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
    assert.deepEqual(sizeOfPng(readFileSync(await download.path())), { width: 1365, height: 768 });
    const manifest = await page.evaluate(async () => {
      const { call } = await import('/studio/api.js');
      return (await call(`/v1/jobs/${location.hash.slice(1)}/manifest`)).json();
    });
    assert.equal(manifest.making.original_preserved, true);
    assert.equal(manifest.making.simulated, undefined);
    await leave();
  });
});
