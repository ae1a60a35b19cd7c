// The page of a check in a browser. CHECK_HTML names it and CHECK_TEXT the text it is of; `make browser` sets both.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { address, load, open, violations } from "./browser";

const url = address("CHECK_HTML");
const original = readFileSync(fileURLToPath(address("CHECK_TEXT")), "utf8");

/** Whether an element is inside the window. */
async function inView(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).evaluate((e) => {
    const box = e.getBoundingClientRect();
    return box.top >= -1 && box.top < window.innerHeight && box.left >= 0 && box.right <= window.innerWidth + 1;
  });
}

for (const scheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    describe(`${width} px, ${scheme}`, () => {
      let context: BrowserContext;
      let page: Page;
      let errors: string[];
      beforeAll(async () => {
        context = await open({ viewport: { width, height: 900 }, colorScheme: scheme });
        ({ page, errors } = await load(context, url));
      });
      afterAll(() => context.close());

      it("asks for nothing and never scrolls sideways", async () => {
        expect(errors).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      });

      it("has no accessibility violation, everything unfolded", async () => {
        expect(await violations(page)).toEqual([]);
      });
    });
  }
}

describe("without JavaScript", () => {
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    context = await open({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
    ({ page } = await load(context, url));
  });
  afterAll(() => context.close());

  it("holds the text as it was", async () => {
    expect(await page.locator("#d1-text").textContent()).toBe(original);
  });

  it("marks every claim in the text by more than colour, and has its entry", async () => {
    const entries = await page.locator(".claim").count();
    expect(entries).toBeGreaterThan(15);
    expect(await page.locator("#d1-text [data-n]").count()).toBe(entries);
    const signs = await page.locator("#d1-text [data-n]").evaluateAll((all) => all.map((e) => e.getAttribute("data-n")?.split(" ")[1]));
    for (const sign of ["✓", "✗", "?", "–"]) expect(signs).toContain(sign);
    const lines = new Set(await page.locator("#d1-text .words").evaluateAll((all) => all.map((e) => getComputedStyle(e).textDecorationStyle)));
    expect(lines.size).toBe(4);
  });

  it("leads from the words to the entry and back, and marks both", async () => {
    const words = page.locator('#d1-text a.words[href="#d1-c5"]').first();
    await words.click();
    expect(page.url()).toMatch(/#d1-c5$/);
    expect(await inView(page, "#d1-c5")).toBe(true);
    expect(await words.evaluate((e) => getComputedStyle(e).outlineStyle)).toBe("solid");
    await page.locator("#d1-c5 .quote a").click();
    expect(page.url()).toMatch(/#d1-t5$/);
    expect(await words.evaluate((e) => getComputedStyle(e).outlineStyle)).toBe("solid");
  });

  it("keeps the words in view when it leads to their entry", async () => {
    const words = page.locator('#d1-text a.words[href="#d1-c13"]').first();
    await words.scrollIntoViewIfNeeded();
    await words.click();
    expect(await inView(page, "#d1-c13")).toBe(true);
    expect(await inView(page, '#d1-text a.words[href="#d1-c13"]')).toBe(true);
  });

  it("names first what does not hold or leaves a question, and leads there", async () => {
    const links = page.locator("#d1 .first a");
    const telling = await page.locator(".claim:is(.v-contradicted, .v-ambiguous)").count();
    expect(telling).toBeGreaterThan(3);
    expect(await links.count()).toBe(telling);
    const target = await links.last().getAttribute("href");
    await links.last().click();
    expect(await inView(page, target ?? "")).toBe(true);
  });

  it("goes from claim to claim by the keyboard, each once", async () => {
    const stops = await page.locator("#d1-text a:not([tabindex='-1'])").evaluateAll((all) => all.map((e) => e.getAttribute("href")));
    expect(new Set(stops).size).toBe(stops.length);
    expect(stops.length).toBe(await page.locator(".claim").count());
  });
});

describe("on paper", () => {
  it("prints light, with every reading", async () => {
    const context = await open({ viewport: { width: 1280, height: 900 }, colorScheme: "dark" });
    const { page } = await load(context, url);
    await page.emulateMedia({ media: "print" });
    const seen = await page.evaluate(() => ({
      ground: getComputedStyle(document.body).backgroundColor,
      heights: [...document.querySelectorAll(".tried")].map((e) => e.getBoundingClientRect().height),
    }));
    expect(seen.ground).toBe("rgb(255, 255, 255)");
    expect(seen.heights.length).toBeGreaterThan(10);
    expect(seen.heights.filter((h) => h < 10)).toEqual([]);
    await context.close();
  });
});
