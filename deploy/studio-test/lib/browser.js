// Debian's Chromium, and a page that is watched: whatever breaks the page's own rules fails the test.
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
const EXPECTED = /Failed to load resource|net::ERR_/; // what a browser says itself of answers that are no 200

export const chromiumPath = PLACES.find((path) => path && existsSync(path));

export const launch = () =>
  chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'] });

/** A page in a context of its own: no storage of others. */
export async function visit(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults = [];
  const origin = new URL(url).origin;
  page.on('console', (said) => said.type() === 'error' && !EXPECTED.test(said.text()) && faults.push(said.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (!['blob:', 'data:'].includes(asked.protocol) && asked.origin !== origin) faults.push(`asked ${asked}`);
  });
  await page.goto(url);
  return {
    page,
    faults,
    async leave() {
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
}

/** What axe-core finds of WCAG 2.2 A and AA, and best practices, that is serious or critical. */
export async function serious(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} (${node.any[0]?.message ?? node.all[0]?.message ?? ''})`).join('; ')}`);
}

/** Whether the page is wider than its window. */
export const isTooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
