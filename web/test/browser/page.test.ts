// The page in a browser. BRIEF_HTML names it; `make browser` writes it from the binary.

import { readFileSync } from "node:fs";

import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parse, type Chart } from "../../src/model";
import { address, load, open, violations } from "./browser";

const url = address("BRIEF_HTML");

const WIDTHS = [1280, 768, 390];
const SCHEMES = ["light", "dark"] as const;

async function charts(page: Page): Promise<readonly Chart[]> {
  return parse((await page.locator("script#brief").textContent()) ?? "").sections.flatMap((s) => s.charts);
}

/** Texts that stick out of their picture, and pairs of texts that cover each other. */
const collisions = (): string[] => {
  const out: string[] = [];
  for (const svg of document.querySelectorAll<SVGSVGElement>(".drawing > svg")) {
    const id = svg.closest("figure")?.id ?? "";
    const frame = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll("text")]
      .flatMap((t) => (t.querySelector("tspan") === null ? [t] : [...t.querySelectorAll("tspan")]))
      .filter((t) => (t.textContent ?? "").trim() !== "")
      .map((t) => ({ text: t.textContent ?? "", box: t.getBoundingClientRect() }));
    boxes.forEach(({ text, box }, i) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        out.push(`${id}: "${text}" sticks out`);
      for (const other of boxes.slice(i + 1)) {
        const x = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const y = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // Boxes of text are taller than its letters.
        if (x > 1 && y > 5) out.push(`${id}: "${text}" covers "${other.text}"`);
      }
    });
  }
  return out;
};

for (const scheme of SCHEMES) {
  for (const width of WIDTHS) {
    describe(`${width} px, ${scheme}`, () => {
      let context: BrowserContext;
      let page: Page;
      let errors: string[];
      beforeAll(async () => {
        context = await open({ viewport: { width, height: 900 }, colorScheme: scheme });
        ({ page, errors } = await load(context, url));
      });
      afterAll(() => context.close());

      it("draws every chart, with its title, subtitle and source inside the picture", async () => {
        const all = await charts(page);
        expect(all.length).toBeGreaterThan(5);
        for (const id of ["fan", "fans", "distances", "gaps"]) expect(all.map((c) => c.id)).toContain(id);
        for (const chart of all) {
          const svg = page.locator(`figure[id="${chart.id}"] .drawing > svg`);
          expect(await svg.count(), chart.id).toBe(1);
          const texts = (await svg.locator(":scope > text").allTextContents()).join(" ");
          for (const words of [chart.title, chart.subtitle, chart.source]) expect(texts).toContain(words);
          expect(await svg.locator("svg").count(), chart.id).toBe(chart.panels.length);
          const marks = await svg.locator('svg [data-mark="line"] path, svg [data-mark="area"] path, svg [data-mark="bar"] rect').count();
          expect(marks, `${chart.id} is empty`).toBeGreaterThan(0);
          const veils = chart.panels.flatMap((p) => p.bands ?? []).filter((b) => b.reaches.length > 1);
          if (veils.length > 0) expect(await svg.locator('svg [data-mark="area"] path').count(), chart.id).toBe(veils.length);
        }
        expect(errors).toEqual([]);
      });

      it("gives every chart a text alternative and a table", async () => {
        for (const chart of await charts(page)) {
          const figure = page.locator(`figure[id="${chart.id}"]`);
          const svg = figure.locator(".drawing > svg");
          for (const attribute of ["aria-labelledby", "aria-describedby"]) {
            const id = await svg.getAttribute(attribute);
            expect((await page.locator(`[id="${id}"]`).textContent())?.length).toBeGreaterThan(10);
          }
          expect(await figure.locator("table tbody tr").count(), chart.id).toBeGreaterThan(0);
          const columns = await figure.locator("table thead th").count();
          const cells = await figure.locator("table tbody tr").first().locator("th, td").count();
          expect(cells).toBe(columns);
        }
      });

      it("never scrolls sideways", async () => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
      });

      it("covers, cuts off and empties nothing", async () => {
        expect(await page.evaluate(collisions)).toEqual([]);
      });

      it("has no accessibility violation, tables open", async () => {
        expect(await violations(page)).toEqual([]);
      });
    });
  }
}

describe("without JavaScript", () => {
  it("shows every table open, and what each chart says", async () => {
    const context = await open({ viewport: { width: 390, height: 900 }, javaScriptEnabled: false });
    const { page } = await load(context, url);
    const figures = await page.locator("figure").count();
    expect(figures).toBeGreaterThan(5);
    expect(await page.locator("figure > details[open] table").count()).toBe(figures);
    for (const words of ["title", "subtitle", "source", "description"])
      expect(await page.locator(`figcaption .${words}`).first().isVisible()).toBe(true);
    await context.close();
  });
});

describe("at hand", () => {
  it("redraws for another width and folds the tables", async () => {
    const context = await open({ viewport: { width: 1280, height: 900 } });
    const { page } = await load(context, url);
    expect(await page.locator("figure > details[open]").count()).toBe(0);
    await page.setViewportSize({ width: 390, height: 900 });
    await page.waitForFunction(() => document.querySelector(".drawing > svg")?.getAttribute("width") === "358");
    await context.close();
  });

  it("saves a picture that stands alone", async () => {
    const context = await open({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    const { page } = await load(context, url);
    const saved = page.waitForEvent("download");
    await page.locator("figure button").first().click();
    const text = readFileSync(await (await saved).path(), "utf8");
    const [first] = await charts(page);
    expect(text).toMatch(/^<svg[^>]*xmlns=/);
    expect(text).toContain("--focus:#");
    expect(text).toContain((first?.source ?? "").split(" ")[1] ?? "");
    await context.close();
  });

  it("prints light, with charts drawn to the paper", async () => {
    const context = await open({ viewport: { width: 1280, height: 900 }, colorScheme: "dark" });
    const { page } = await load(context, url);
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    const seen = await page.evaluate(() => ({
      ground: getComputedStyle(document.body).backgroundColor,
      widths: [...document.querySelectorAll(".drawing > svg")].map((s) => s.getAttribute("width")),
    }));
    expect(seen.ground).toBe("rgb(255, 255, 255)");
    expect(new Set(seen.widths)).toEqual(new Set(["688"]));
    expect(await page.evaluate(collisions)).toEqual([]);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await context.close();
  });
});
