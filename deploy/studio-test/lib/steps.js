// What a visitor does, in words of the page.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { PHOTO } from './pictures.js';

export const MADE_WITHIN_MS = 240_000; // a real model on a busy machine

export async function choose(page, file = PHOTO) {
  await page.setInputFiles('#file', file);
}

export async function framed(page) {
  await page.locator('#framing').waitFor();
  await page.locator('frame-editor .photo').waitFor();
}

export const pick = (page, format) => page.locator(`[name=format][value="${format}"]`).check({ force: true });

export const variants = (page, count) => page.locator(`[name=variants][value="${count}"]`).check({ force: true });

export const made = (page) => page.locator('#result').waitFor({ timeout: MADE_WITHIN_MS });

/** Name of the part of the page that is shown. */
export const state = (page) => page.evaluate(() => document.body.dataset.state);

/** Presses Tab until something is focused; fails where it cannot be reached. */
export async function tabTo(page, selector) {
  for (let n = 0; n < 60; n += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} cannot be reached by Tab`);
}

/** Kept where STUDIO_SHOTS names a folder. */
export async function shot(page, name) {
  const folder = process.env.STUDIO_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.waitForTimeout(400); // until what moves has come to rest
  await page.screenshot({ path: `${folder}/${name}.png` });
}
