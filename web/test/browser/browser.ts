// Chromium as Debian ships it, with a profile of its own and no talk to the network.

import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { inject } from "vitest";

const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Opens a browser with a fresh profile in the folder that `profiles.ts` makes and removes. */
export async function open(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return chromium.launchPersistentContext(mkdtempSync(join(inject("profiles"), "profile-")), {
    executablePath: EXECUTABLE,
    headless: true,
    args: FLAGS,
    ...options,
  });
}

/** The address of the page that an environment variable names; `make browser` writes it and sets the variable. */
export function address(variable: string): string {
  const named = process.env[variable];
  if (named === undefined) throw new Error(`set ${variable} to the page to look at (\`make browser\` does)`);
  const file = resolve(named);
  if (!existsSync(file)) throw new Error(`there is no page at ${file}`);
  return pathToFileURL(file).href;
}

/** Opens the page, and keeps what it complains of or asks the network for. */
export async function load(context: BrowserContext, url: string): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
  page.on("request", (r) => r.url().startsWith("http") && errors.push(`asks for ${r.url()}`));
  await page.goto(url);
  return { page, errors };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong, everything that folds unfolded. */
export async function violations(page: Page): Promise<string[]> {
  await page.locator("details").evaluateAll((all) => all.forEach((d) => d.setAttribute("open", "")));
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run: (o: object) => Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> } }).axe.run;
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const result = await run({ runOnly: { type: "tag", values: tags } });
    return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}`);
  });
}
