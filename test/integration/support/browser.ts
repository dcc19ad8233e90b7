import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

const CHROMIUM = process.env["S3KIT_TEST_CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = (
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking " +
  "--disable-component-update --disable-sync"
).split(" ");

/** Why tests in a browser are left out; undefined: they are not. */
export const NO_BROWSER = existsSync(CHROMIUM) ? undefined : `no Chromium at ${CHROMIUM}`;

/** For the name of a block that is left out without a browser. */
export function skipReason(): string {
  return NO_BROWSER === undefined ? "" : ` (skipped: ${NO_BROWSER})`;
}

/** A real browser for the tests of a block; each page is closed with it. */
export function useBrowser(): { open(url: string): Promise<Page> } {
  let browser: Awaited<ReturnType<typeof chromium.launch>> | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => browser?.close());
  return {
    async open(url) {
      if (browser === undefined) throw new Error("The browser is not open yet");
      const page = await browser.newPage();
      await page.goto(url);
      return page;
    },
  };
}
